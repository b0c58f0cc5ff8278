package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/web"
)

func pressFlags(f *pflag.FlagSet) {
	f.String("project", "", "")
	f.String("url", "", "")
}

// press writes the press lists of projects as files.
func (a *App) press(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) != 2 || args[0] != "export" || args[1] == "" {
		return a.usage("main.press_args")
	}
	name, _ := flags.GetString("project")
	address, _ := flags.GetString("url")
	if u, err := url.Parse(address); address != "" && (err != nil || u.Host == "") {
		return a.usage("main.press_args")
	}
	return a.withRecord(ctx, true, func(cfg *config.Config, record *archive.Archive, _ *slog.Logger) error {
		projects, err := a.pressProjects(ctx, record, name)
		if err != nil {
			return err
		}
		taken := map[string]bool{}
		for _, p := range projects {
			file := fileName(p.Name)
			for taken[strings.ToLower(file)] { // as on systems that do not tell capitals apart
				file += "_"
			}
			taken[strings.ToLower(file)] = true
			n, err := writePress(ctx, record, cfg, p, strings.TrimRight(address, "/"), args[1], file)
			if err != nil {
				return err
			}
			fmt.Fprintln(a.Stderr, locale.Count(a.lang, "main.press_written", n, p.Name, filepath.Join(args[1], file)+".*"))
		}
		return nil
	})
}

// pressProjects are the projects that have a press list, or the one of this name.
func (a *App) pressProjects(ctx context.Context, record *archive.Archive, name string) (with []press.Project, err error) {
	if name != "" {
		p, err := record.Project(ctx, record.Today(ctx, archive.KindProject, name))
		if errors.Is(err, press.ErrNotFound) {
			return nil, a.usage("main.no_project", name)
		}
		if err == nil && !p.Press {
			return nil, errors.New(a.text("main.press_off", name))
		}
		return []press.Project{p}, err
	}
	all, err := record.Projects(ctx)
	for _, p := range all {
		if p.Press {
			with = append(with, p)
		}
	}
	if err == nil && len(with) == 0 {
		return nil, errors.New(a.text("main.press_none"))
	}
	return with, err
}

// writePress writes every form of one list and returns how many articles stand in it. address is where the folder can be
// read; empty: nobody said.
func writePress(ctx context.Context, record *archive.Archive, cfg *config.Config, p press.Project, address, dir, file string) (int, error) {
	chosen, err := record.PressList(ctx, p.ID)
	if err != nil {
		return 0, err
	}
	l := web.PressList(p, chosen, or(cfg.Web.BaseURL, address), cfg.Language, cfg.Location())
	l.Self, l.Home = "", ""
	if address != "" {
		l.Self = address + "/" + url.PathEscape(file)
		l.Home = l.Self + "/"
	}
	for _, form := range web.PressForms() {
		text, err := form.Write(l)
		if err != nil {
			return 0, err
		}
		path := filepath.Join(dir, file+form.Ext)
		if form.Ext == "" {
			path = filepath.Join(dir, file, "index.html")
		}
		if err := replaceFile(path, text); err != nil {
			return 0, err
		}
	}
	return len(l.Lines), nil
}

// replaceFile writes a file that others read meanwhile: they see the old one or the new one. One that says the same stays
// as it is, so that what was read before need not be read again.
func replaceFile(path string, text []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, text) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(path), ".part-")
	if err != nil {
		return err
	}
	_, err = part.Write(text)
	if err == nil {
		err = part.Chmod(0o644) // a web server reads it
	}
	if err == nil {
		err = part.Sync()
	}
	if closed := part.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		_ = os.Remove(part.Name())
	}
	return err
}

// fileName is a name as a file may have it, on every system.
func fileName(name string) string {
	file := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	if trimmed := strings.TrimLeft(file, "."); trimmed != file {
		file = "_" + trimmed
	}
	return strings.TrimRight(file, ". ")
}
