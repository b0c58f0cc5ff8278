package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/search"
	"pressclip/internal/weburl"
)

func eraseFlags(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	f.String("query", "", "")
	f.String("by", "", "")
	f.String("reason", "", "")
	f.Bool("dry-run", false, "")
	f.Bool("yes", false, "")
	f.Bool("log", false, "")
}

// eraseOrder is what the command line asks for.
type eraseOrder struct {
	urls              []string
	query, by, reason string
	json, dry, yes    bool
}

// erase removes articles everywhere and keeps them out.
func (a *App) erase(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	on := func(name string) bool { b, _ := flags.GetBool(name); return b }
	text := func(name string) string { s, _ := flags.GetString(name); return s }
	o := eraseOrder{urls: args, query: text("query"), by: text("by"), reason: text("reason"), json: on("json"), dry: on("dry-run"), yes: on("yes")}
	switch asked := flags.Changed("query"); {
	case on("log") && (asked || len(args) > 0):
		return a.usage("erase.args")
	case on("log"):
		return a.eraseLog(ctx, o.json)
	case asked == (len(args) > 0), asked && strings.TrimSpace(o.query) == "":
		return a.usage("erase.args")
	}
	if o.by == "" {
		o.by = a.loginName()
	}
	return a.withRecord(ctx, false, func(cfg *config.Config, record *archive.Archive, log *slog.Logger) error {
		found, err := a.doomed(ctx, record, o)
		if err != nil {
			return err
		}
		if o.dry {
			return a.printDoomed(found, o, cfg, false)
		}
		if sure, err := a.sureToErase(found, o, cfg); !sure || err != nil {
			return err
		}
		return a.eraseFound(ctx, cfg, record, log, o, found)
	})
}

// loginName is who is signed in to this machine; empty where it does not say.
func (a *App) loginName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	name, _ := a.Env("USER")
	return name
}

// doomed are the articles that the order reaches.
func (a *App) doomed(ctx context.Context, record *archive.Archive, o eraseOrder) (found []archive.Doomed, err error) {
	for _, url := range o.urls {
		at, err := record.Doomed(ctx, url)
		if errors.Is(err, weburl.ErrAddress) {
			return nil, a.usage("main.why_address", url)
		}
		if err != nil {
			return nil, err
		}
		found = append(found, at...)
	}
	if o.query == "" {
		return found, nil
	}
	q, err := a.parseQuery(o.query)
	if err != nil {
		return nil, err
	}
	bar := newProgress(a.Stderr, o.json)
	defer bar.clear()
	clippings, unmatched, err := search.Thorough(ctx, record, q, func(done, total int) { bar.show(a.text("erase.reading"), done, total) })
	if err != nil {
		return nil, err
	}
	bar.clear()
	if n, err := record.TextsDropped(ctx); err != nil {
		return nil, err
	} else if n > 0 {
		fmt.Fprintln(a.Stderr, locale.Count(a.lang, "erase.without_text", n))
	}
	return record.DoomedOf(ctx, clippings, unmatched)
}

// sureToErase shows what a query finds and asks whether it is to go. Without a terminal, --yes has to say so.
func (a *App) sureToErase(found []archive.Doomed, o eraseOrder, cfg *config.Config) (bool, error) {
	if o.query == "" || o.yes {
		return true, nil
	}
	if len(found) == 0 {
		return false, a.printDoomed(found, o, cfg, false)
	}
	in, ok := a.Stdin.(*os.File)
	if ok {
		info, err := in.Stat()
		ok = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	if !ok {
		return false, a.usage("erase.needs_yes", locale.Count(a.lang, "erase.articles", len(found)))
	}
	if err := a.printDoomed(found, o, cfg, false); err != nil {
		return false, err
	}
	fmt.Fprint(a.Stderr, a.text("erase.ask"), " ")
	answer, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && answer == "" {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "j", "ja", "y", "yes":
		return true, nil
	}
	fmt.Fprintln(a.Stderr, a.text("erase.left"))
	return false, errSaid
}

func (a *App) eraseFound(ctx context.Context, cfg *config.Config, record *archive.Archive, log *slog.Logger, o eraseOrder, found []archive.Doomed) error {
	order := archive.Erasing{URLs: o.urls, By: o.by, Reason: o.reason}
	for _, d := range found {
		if d.Clipping != 0 {
			order.Clippings = append(order.Clippings, d.Clipping)
		} else {
			order.Unmatched = append(order.Unmatched, d.Unmatched)
		}
	}
	if len(found) == 0 && len(o.urls) == 0 {
		return a.printDoomed(found, o, cfg, true)
	}
	done, err := record.Erase(ctx, order)
	if err != nil {
		return err
	}
	// It is gone from the record, and the index hears of it whatever happens from here on.
	if err := a.printDoomed(found, o, cfg, true); err != nil {
		return err
	}
	swept := record.Scrub(ctx)
	if errors.Is(swept, archive.ErrBusy) {
		fmt.Fprintln(a.Stderr, a.text("erase.busy"))
		swept = nil
	}
	view := a.refreshIndex(ctx, cfg, record, log)
	if err := errors.Join(swept, view); err != nil {
		return fmt.Errorf("%s: %w", a.text("erase.unswept"), err)
	}
	return a.sayErased(cfg, done, o)
}

// sayErased says what was done, and where the words may lie still.
func (a *App) sayErased(cfg *config.Config, done archive.Erasure, o eraseOrder) error {
	out := a.Stdout
	if o.json {
		out = a.Stderr
	}
	fmt.Fprintln(out, a.text("erase.done", locale.Count(a.lang, "erase.clippings", done.Clippings),
		locale.Count(a.lang, "erase.unmatched", done.Unmatched), or(done.By, "–")))
	if backups, err := filepath.Glob(filepath.Join(a.dataDir, backupsDir, "*"+archive.BackupExt)); err == nil && len(backups) > 0 {
		fmt.Fprintln(out, locale.Count(a.lang, "erase.backups", len(backups), filepath.Join(a.dataDir, backupsDir)))
	}
	if cfg.Archive != "sqlite" {
		fmt.Fprintln(out, a.text("erase.postgres"))
	}
	return nil
}

// doomedLine is an article as --json prints it. Nothing but the address is known of one that was never listed.
type doomedLine struct {
	Clipping  int64     `json:"clipping,omitempty"`
	Kept      bool      `json:"kept,omitempty"` // read and kept though it matched nothing
	URL       string    `json:"url"`
	Title     string    `json:"title,omitempty"`
	Outlet    string    `json:"outlet,omitempty"`
	Published time.Time `json:"published,omitzero"`
	SameStory int       `json:"same_story,omitempty"` // other clippings of the same text, which stay
	Erased    bool      `json:"erased"`
}

func (a *App) printDoomed(found []archive.Doomed, o eraseOrder, cfg *config.Config, erased bool) error {
	if len(found) == 0 {
		return a.printNobody(o, erased)
	}
	if !o.json && !erased {
		fmt.Fprintln(a.Stdout, locale.Count(a.lang, "erase.would", len(found)))
	}
	for _, d := range found {
		line := doomedLine{d.Clipping, d.Unmatched != 0, d.URL, d.Title, d.Outlet, d.Published, d.SameStory, erased}
		if o.json {
			if err := a.printJSON(line); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(a.Stdout, "%s · %s\n  %s\n  %s\n", d.Outlet, locale.Date(a.lang, d.Published, a.Now().In(cfg.Location())), d.Title, d.URL)
		if d.SameStory > 0 {
			fmt.Fprintln(a.Stdout, "  "+locale.Count(a.lang, "erase.same_story", d.SameStory))
		}
	}
	return nil
}

// printNobody says of an order that reaches no article what comes of it.
func (a *App) printNobody(o eraseOrder, erased bool) error {
	if o.json {
		for _, url := range o.urls {
			if err := a.printJSON(doomedLine{URL: url, Erased: erased}); err != nil {
				return err
			}
		}
		return nil
	}
	if o.query != "" {
		_, err := fmt.Fprintln(a.Stdout, a.text("erase.nothing_found"))
		return err
	}
	said := "erase.only_kept_out"
	if erased {
		said = "erase.kept_out"
	}
	_, err := fmt.Fprintln(a.Stdout, a.text(said))
	return err
}

// erasureLine is the record of an erasure as --json prints it.
type erasureLine struct {
	At        time.Time `json:"at"`
	By        string    `json:"by,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Clippings int       `json:"clippings"`
	Unmatched int       `json:"unmatched"`
}

// eraseLog lists who had what amount erased, and when.
func (a *App) eraseLog(ctx context.Context, asJSON bool) error {
	return a.withArchive(ctx, func(record *archive.Archive) error {
		list, err := record.Erasures(ctx)
		if err != nil {
			return err
		}
		for _, e := range list {
			if asJSON {
				err = a.printJSON(erasureLine(e))
			} else {
				_, err = fmt.Fprintln(a.Stdout, a.text("erase.logged", locale.DateTime(a.lang, e.At.In(a.location()), a.Now().In(a.location())), or(e.By, "–"),
					locale.Count(a.lang, "erase.clippings", e.Clippings), locale.Count(a.lang, "erase.unmatched", e.Unmatched), or(e.Reason, "–")))
			}
			if err != nil {
				return err
			}
		}
		if len(list) == 0 && !asJSON {
			_, err = fmt.Fprintln(a.Stdout, a.text("erase.never"))
		}
		return err
	})
}

// followAndForget brings an index up to date and takes out of its files what was erased.
func followAndForget(ctx context.Context, record *archive.Archive, view *index.Index) error {
	last, err := record.LastForgotten(ctx)
	if err != nil {
		return err
	}
	if _, err := view.Follow(ctx, record); err != nil {
		return err
	}
	return view.Purge(ctx, record, last)
}
