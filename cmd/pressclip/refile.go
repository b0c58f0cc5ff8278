package main

import (
	"context"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/visit"
)

// The pauses of looking back: how often it looks for what other processes were asked for, and between two lines in
// the log.
const (
	refileEvery = 15 * time.Second
	refileSaid  = 10 * time.Second
)

// keepRefiling holds keywords that were added against what was read before, until ctx ends.
func (j *running) keepRefiling(ctx context.Context) {
	failing := false
	for ctx.Err() == nil {
		err := j.refileNow(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			j.log.Error(j.text("main.not_refiled"), "error", err)
		}
		failing = err != nil
		_ = j.refile.Wait(ctx, j.Now().Add(refileEvery))
	}
}

func (j *running) refileNow(ctx context.Context) error {
	said := j.Now()
	finished, err := visit.Refile(ctx, j.record, func(r archive.Refiling) {
		if now := j.Now(); now.Sub(said) >= refileSaid {
			said = now
			j.log.Info(refilingWords(j.lang, r))
			j.follow.Knock()
		}
	})
	for _, r := range finished {
		j.log.Info(locale.Count(j.lang, "main.refiled", r.Done, locale.Count(j.lang, "main.refound", r.Found)), "projects", refilingNames(r))
	}
	if len(finished) > 0 {
		j.follow.Knock()
	}
	return err
}

func refilingNames(r archive.Refiling) (names []string) {
	for _, p := range r.Projects {
		names = append(names, p.Project)
	}
	return names
}

// refilingWords says how far a refiling is.
func refilingWords(language string, r archive.Refiling) string {
	return locale.Text(language, "main.refiling", locale.Number(language, r.Done), locale.Number(language, max(r.Done, r.Total)),
		locale.Count(language, "main.refound", r.Found))
}

// refileHere does the same for a command, with a progress bar.
func (a *App) refileHere(ctx context.Context, record *archive.Archive, quiet bool) error {
	bar := newProgress(a.Stderr, quiet)
	defer bar.clear()
	_, err := visit.Refile(ctx, record, func(r archive.Refiling) { bar.show(a.text("main.looking_back"), r.Done, max(r.Done, r.Total)) })
	return err
}
