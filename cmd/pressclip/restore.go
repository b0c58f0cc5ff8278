package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/locale"
)

func restoreFlags(f *pflag.FlagSet) { f.Bool("force", false, "") }

// restore puts a backup back into the archive that is configured, whichever engine it is, and the configuration to
// where there is none.
func (a *App) restore(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) != 1 {
		return a.usage("backup.restore_args")
	}
	log, err := a.logger(slog.LevelWarn)
	if err != nil {
		return err
	}
	backup, err := archive.OpenBackup(ctx, args[0])
	if err != nil {
		return a.backupError(err, args[0])
	}
	defer backup.Close()
	force, err := flags.GetBool("force")
	if err != nil {
		return err
	}
	s, err := a.restoreSettings(backup, force)
	if err != nil {
		return err
	}
	defer s.drop()
	unlock, err := a.lock()
	if err != nil {
		return err
	}
	defer unlock()
	done, err := a.restoreArchive(ctx, s.cfg, log, backup, force)
	if err != nil {
		return a.backupError(err, args[0])
	}
	if err := a.sayRestored(args[0], backup.Manifest, done, s.cfg); err != nil {
		return err
	}
	return a.keepConfig(s)
}

// restoring are the settings that a restore goes by.
type restoring struct {
	cfg  *config.Config
	path string // of the configuration, or where it is going to be
	part string // the configuration of the backup, waiting to be put there; empty if there is one, or none to put
}

// drop leaves nothing behind.
func (s *restoring) drop() {
	if s.part != "" {
		_ = os.Remove(s.part)
	}
}

// restoreSettings are those that lie here; where there are none, those of the backup, so that on a new machine the
// record goes where it was. What lies there is never replaced on the word of a backup.
func (a *App) restoreSettings(backup *archive.OpenedBackup, force bool) (*restoring, error) {
	s := &restoring{path: or(a.configPath(), usualConfig)}
	_, err := os.Lstat(s.path)
	text, enclosed, wrong := backup.Enclosed(usualConfig)
	if wrong != nil {
		return nil, wrong
	}
	if !errors.Is(err, fs.ErrNotExist) || !enclosed {
		s.cfg, _, err = a.settings()
		return s, err
	}
	s.part = s.path + archive.PartExt
	if err := os.WriteFile(s.part, text, 0o600); err != nil {
		return nil, &unwritable{filepath.Dir(s.path), err}
	}
	if s.cfg, err = config.Load(s.part, a.Env); err != nil {
		s.drop()
		return nil, err
	}
	a.lang = or(a.lang, s.cfg.Language)
	if force && s.cfg.Archive != "sqlite" {
		s.drop()
		return nil, a.usage("backup.force_foreign", s.path)
	}
	return s, nil
}

// restoreArchive replaces the record. The index goes with the old one: its numbers say nothing about the new one.
func (a *App) restoreArchive(ctx context.Context, cfg *config.Config, log *slog.Logger, backup *archive.OpenedBackup, force bool) (archive.Restored, error) {
	o, err := a.archiveOptions(cfg, log)
	if err != nil {
		return archive.Restored{}, err
	}
	bar := newProgress(a.Stderr, false)
	defer bar.clear()
	return archive.Restore(ctx, o, backup, archive.RestoreOptions{
		Force:    force,
		Ready:    func() error { return os.RemoveAll(filepath.Join(a.dataDir, indexDir)) },
		Progress: func(done, total int64) { bar.show(a.text("backup.restoring"), int(done), int(total)) },
	})
}

func (a *App) sayRestored(file string, m archive.Manifest, done archive.Restored, cfg *config.Config) error {
	made := locale.DateTime(a.lang, m.Made.In(cfg.Location()), a.Now().In(cfg.Location()))
	where := a.text("backup.into_sqlite", a.dataDir)
	if cfg.Archive != "sqlite" {
		where = a.text("backup.into_postgres")
	}
	_, err := fmt.Fprintln(a.Stdout, a.text("backup.restored", file, made, a.backupAmount(m), where))
	if done.Erased > 0 && err == nil {
		_, err = fmt.Fprintln(a.Stdout, locale.Count(a.lang, "backup.kept_erased", done.Erased))
	}
	return err
}

// keepConfig puts the configuration of the backup where there was none, and says what became of it.
func (a *App) keepConfig(s *restoring) error {
	said := "backup.config_stays"
	if s.part != "" {
		if err := os.Rename(s.part, s.path); err != nil {
			return &unwritable{filepath.Dir(s.path), err}
		}
		said, s.part = "backup.config_restored", ""
	} else if a.configPath() == "" {
		said = "backup.config_none"
	}
	_, err := fmt.Fprintln(a.Stdout, a.text(said, s.path))
	return err
}
