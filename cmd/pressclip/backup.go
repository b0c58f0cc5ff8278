package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/locale"
)

// backupsDir, in the data directory, takes the backups that are made by themselves.
const backupsDir = "backups"

// backup writes a copy of archive and configuration, also while `run` is running.
func (a *App) backup(ctx context.Context, _ *pflag.FlagSet, args []string) error {
	cfg, _, err := a.settings()
	if err != nil {
		return err
	}
	if len(args) != 1 {
		return a.usage("backup.args")
	}
	log, err := a.logger(slog.LevelWarn)
	if err != nil {
		return err
	}
	record, err := a.openArchive(ctx, cfg, log)
	if err != nil {
		return a.backupError(err, args[0])
	}
	defer record.Close()
	bar := newProgress(a.Stderr, false)
	defer bar.clear()
	made, err := a.writeBackup(ctx, record, args[0], func(done, total int64) {
		bar.show(a.text("backup.writing"), int(done), int(total))
	})
	if err != nil {
		return a.backupError(err, args[0])
	}
	bar.clear()
	_, err = fmt.Fprintln(a.Stdout, a.text("backup.made", args[0], a.backupAmount(made), a.fileSize(args[0])))
	return err
}

// writeBackup backs up archive and configuration into a new file. progress may be nil.
func (a *App) writeBackup(ctx context.Context, record *archive.Archive, file string, progress func(done, total int64)) (archive.Manifest, error) {
	o := archive.BackupOptions{Progress: progress}
	if path := a.configPath(); path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return archive.Manifest{}, err
		}
		o.Enclosed = []archive.Enclosure{{Name: usualConfig, Data: text}}
	}
	return record.Backup(ctx, file, o)
}

// archiveOptions say how the record that the settings name is opened.
func (a *App) archiveOptions(cfg *config.Config, log *slog.Logger) (archive.Options, error) {
	file, err := a.data(archiveFile)
	if err != nil {
		return archive.Options{}, err
	}
	dsn := cfg.Archive
	if dsn == "sqlite" {
		dsn = "sqlite:" + file
	}
	return archive.Options{
		DSN: dsn, Now: a.Now, Log: log, BackupDir: filepath.Join(a.dataDir, backupsDir), Program: version(),
	}, nil
}

// backupAmount says how much is in a backup.
func (a *App) backupAmount(m archive.Manifest) string {
	return locale.Count(a.lang, "main.hits", int(m.Rows("clipping")))
}

// fileSize says how large a file is; nothing if that cannot be had.
func (a *App) fileSize(path string) string {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return ""
	case info.Size() < 1e6:
		return locale.Number(a.lang, int(info.Size()+999)/1000) + " kB"
	}
	return locale.Number(a.lang, int(info.Size()+5e5)/1e6) + " MB"
}

// backupError words why a backup could not be written or restored.
func (a *App) backupError(err error, file string) error {
	if sentence := a.backupSentence(err, file); sentence != "" {
		return errors.New(sentence)
	}
	return err
}

// backupSentence is empty where the reason is none of backups.
func (a *App) backupSentence(err error, file string) string {
	switch {
	case errors.Is(err, archive.ErrUnsaved):
		return a.text("backup.unsaved", filepath.Join(a.dataDir, backupsDir), lastLine(err))
	case errors.Is(err, archive.ErrDamaged):
		return a.text("backup.damaged", file)
	case errors.Is(err, archive.ErrOccupied):
		return a.text("backup.occupied")
	case errors.Is(err, archive.ErrTwice):
		return a.text("backup.twice", file)
	case errors.Is(err, archive.ErrFull), errors.Is(err, syscall.ENOSPC):
		return a.text("backup.full", file)
	case errors.Is(err, fs.ErrExist):
		return a.text("backup.exists", file)
	case errors.Is(err, fs.ErrNotExist):
		return a.text("backup.no_file", file)
	}
	return ""
}
