package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/schedule"
)

// The name of a scheduled backup has its time in UTC, so that names sort as the times do.
const (
	scheduledPrefix = "pressclip-"
	scheduledLayout = "20060102-150405"
)

// scheduledName tells scheduled backups, and what is left of one that was interrupted, from all other files.
var scheduledName = regexp.MustCompile(`^` + scheduledPrefix + `(\d{8}-\d{6})` + regexp.QuoteMeta(archive.BackupExt) + `(` + regexp.QuoteMeta(archive.PartExt) + `)?$`)

// backupAgain is how soon a scheduled backup that failed is tried again.
const backupAgain = time.Hour

// backups makes backups on schedule.
type backups struct {
	*App
	record *archive.Archive
	log    *slog.Logger
	dir    string
	plan   schedule.Schedule
	keep   int
}

// scheduledBackups makes the backups that the settings ask for, and keeps the newest of them, until ctx ends. One that
// was missed because nothing ran is made up for at once.
func (a *App) scheduledBackups(ctx context.Context, cfg *config.Config, record *archive.Archive, log *slog.Logger) {
	plan, err := schedule.Parse(cfg.Backup.Schedule, cfg.Location())
	if err != nil {
		return // none are wanted; settings with a schedule that is none are not taken
	}
	b := &backups{App: a, record: record, log: log, dir: filepath.Join(a.dataDir, backupsDir), plan: plan, keep: cfg.Backup.Keep}
	clock := schedule.NewKnock(a.Now)
	due := b.first(ctx)
	for clock.Wait(ctx, due) == nil {
		err := b.make(ctx)
		if ctx.Err() != nil {
			return
		}
		now := a.Now()
		due = plan.Next(now)
		if err != nil {
			if again := now.Add(backupAgain); again.Before(due) {
				due = again
			}
			log.Error(a.text("backup.failed", a.sentence(a.backupError(err, b.dir))), "again", due.Format(time.RFC3339))
		}
	}
}

// first is when the first backup is due: now, if the last time passed without one. An archive into which nothing was
// filed yet has missed nothing.
func (b *backups) first(ctx context.Context) time.Time {
	now := b.Now()
	missed, was := b.plan.Last(now)
	files, _ := b.files() // a folder that cannot be read is said when something is to be written into it
	i := slices.IndexFunc(files, func(f scheduledFile) bool { return !f.part && !f.made.After(now) })
	if i >= 0 {
		was = was && files[i].made.Before(missed)
	} else if last, err := b.record.LastChange(ctx); err == nil && last == 0 {
		was = false
	}
	if was {
		return now
	}
	return b.plan.Next(now)
}

// make writes one backup and then deletes those that are too many.
func (b *backups) make(ctx context.Context) error {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	file := filepath.Join(b.dir, scheduledPrefix+b.Now().UTC().Format(scheduledLayout)+archive.BackupExt)
	made, err := b.writeBackup(ctx, b.record, file, nil)
	if err != nil {
		return err
	}
	b.log.Info(b.text("backup.made", file, b.backupAmount(made), b.fileSize(file)))
	return b.prune()
}

// prune keeps the newest scheduled backups. It touches nothing else.
func (b *backups) prune() error {
	files, err := b.files()
	errs := []error{err}
	whole := 0
	for _, f := range files {
		if !f.part {
			whole++
		}
		if f.part || whole > b.keep {
			errs = append(errs, os.Remove(filepath.Join(b.dir, f.name)))
		}
	}
	return errors.Join(errs...)
}

// scheduledFile is a scheduled backup, or a part of one.
type scheduledFile struct {
	name string
	made time.Time
	part bool
}

// files are the scheduled backups, the newest first.
func (b *backups) files() ([]scheduledFile, error) {
	found, err := os.ReadDir(b.dir)
	var files []scheduledFile
	for _, f := range slices.Backward(found) { // they come sorted by name
		name := scheduledName.FindStringSubmatch(f.Name())
		if name == nil || !f.Type().IsRegular() {
			continue
		}
		if made, err := time.Parse(scheduledLayout, name[1]); err == nil {
			files = append(files, scheduledFile{f.Name(), made, name[2] != ""})
		}
	}
	return files, err
}
