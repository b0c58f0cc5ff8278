package main

import (
	"context"
	"errors"
	"time"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/schedule"
	"pressclip/internal/visit"
)

// dropAt is when what is too old is dropped: at night, after the usual backup.
const dropAt = "10 4 * * *"

// dropNotice is how long before it happens the dropping of texts is announced at least.
const dropNotice = time.Hour

// recordingsStay is how long what was read of recordings waits for somebody to go on reading them.
const recordingsStay = 30 * 24 * time.Hour

// keepClean drops what is older than the settings keep it, at once and then daily, until ctx ends. Texts of clippings
// are dropped at the announced time only.
func (j *running) keepClean(ctx context.Context, cfg *config.Config) {
	daily, err := schedule.Parse(dropAt, cfg.Location())
	if err != nil {
		panic("retention: " + err.Error()) // it is written above
	}
	clock := schedule.NewKnock(j.Now)
	for due := j.Now(); clock.Wait(ctx, due) == nil; due = daily.Next(j.Now()) {
		j.dropUnmatched(ctx, cfg.Retention.Unmatched)
		j.dropVisits(ctx, cfg.Retention.Visits)
		j.dropRecordings(ctx)
		j.dropActs(ctx, cfg.Retention.Acts)
		j.keepTexts(ctx, cfg, daily)
	}
}

// dropUnmatched drops the articles that matched nothing and have been kept for long enough.
func (j *running) dropUnmatched(ctx context.Context, age config.Age) {
	if age == config.Unlimited {
		return
	}
	n, err := j.record.DropUnmatched(ctx, j.Now().Add(-time.Duration(age)))
	switch {
	case ctx.Err() != nil:
	case err != nil:
		j.log.Error(j.text("main.not_dropped"), "error", err)
	case n > 0:
		j.log.Info(locale.Count(j.lang, "main.dropped", n, age.String()))
	}
}

// dropRecordings drops what was read of recordings that nobody read to their end, and that waited for long enough.
func (j *running) dropRecordings(ctx context.Context) {
	if _, err := j.record.DropRecordings(ctx, j.Now().Add(-recordingsStay)); err != nil && ctx.Err() == nil {
		j.log.Error(j.text("main.recordings_not_dropped"), "error", err)
	}
}

// dropActs drops what is noted of changes that are old enough, sessions and tokens that have ended, and
// files that nobody filed.
func (j *running) dropActs(ctx context.Context, age config.Age) {
	err := errors.Join(j.record.DropSessions(ctx), j.record.DropUploads(ctx))
	if err == nil && age != config.Unlimited {
		_, err = j.record.DropActs(ctx, j.Now().Add(-time.Duration(age)))
	}
	if err != nil && ctx.Err() == nil {
		j.log.Error(j.text("main.acts_not_dropped"), "error", err)
	}
}

// dropVisits drops the records of visits that are old enough; what the last one of each outlet says is kept.
func (j *running) dropVisits(ctx context.Context, age config.Age) {
	if age == config.Unlimited {
		return
	}
	n, err := j.record.DropVisits(ctx, j.Now().Add(-time.Duration(age)))
	switch {
	case ctx.Err() != nil:
	case err != nil:
		j.log.Error(j.text("main.visits_not_dropped"), "error", err)
	case n > 0:
		j.log.Info(locale.Count(j.lang, "main.visits_dropped", n, age.String()))
	}
}

// keepTexts drops the texts that are old enough if that was announced and its time has come, and says what will be
// dropped next. A new setting is only announced, so that it can be taken back before anything is lost.
func (j *running) keepTexts(ctx context.Context, cfg *config.Config, daily schedule.Schedule) {
	next, err := j.textsByPlan(ctx, cfg, daily)
	if err == nil && !next.IsZero() {
		err = j.sayNextTexts(ctx, cfg, next)
	}
	if err != nil && ctx.Err() == nil {
		j.log.Error(j.text("main.texts_not_dropped"), "error", err)
	}
}

// textsByPlan returns when texts will be dropped next; the zero time if they are kept.
func (j *running) textsByPlan(ctx context.Context, cfg *config.Config, daily schedule.Schedule) (next time.Time, err error) {
	age := cfg.Retention.Text
	at, announced, err := j.record.NextDropping(ctx)
	if err != nil {
		return next, err
	}
	if age == config.Unlimited {
		if !at.IsZero() {
			if err = j.record.AnnounceDropping(ctx, time.Time{}, 0); err == nil {
				j.log.Info(j.text("main.texts_kept"))
			}
		}
		return next, err
	}
	if !at.IsZero() && announced == time.Duration(age) {
		if j.Now().Before(at) {
			return at, nil
		}
		if _, err := j.dropTexts(ctx, cfg); err != nil {
			return next, err
		}
	}
	next = daily.Next(j.Now().Add(dropNotice))
	return next, j.record.AnnounceDropping(ctx, next, time.Duration(age))
}

// dropTexts drops the texts that are old enough now, and returns how many that were.
func (j *running) dropTexts(ctx context.Context, cfg *config.Config) (n int, err error) {
	age, now := cfg.Retention.Text, j.Now()
	n, err = visit.DropTexts(ctx, j.record, now.Add(-time.Duration(age)), cfg.ExtractWords, now.In(cfg.Location()))
	if n == 0 {
		return n, err
	}
	j.log.Info(locale.Count(j.lang, "main.texts_dropped", n, age.String()))
	if j.follow != nil {
		j.follow.Knock()
	}
	if rinsed := j.record.Rinse(ctx); !errors.Is(rinsed, archive.ErrBusy) { // else the log is written over in time
		err = errors.Join(err, rinsed)
	}
	return n, err
}

// sayNextTexts says how many texts will be dropped at a time, if there are any.
func (j *running) sayNextTexts(ctx context.Context, cfg *config.Config, next time.Time) error {
	age := cfg.Retention.Text
	n, err := j.record.TextsBefore(ctx, next.Add(-time.Duration(age)))
	if n > 0 {
		j.log.Warn(locale.Count(j.lang, "main.texts_due", n, age.String(), locale.DateTime(j.lang, next, j.Now().In(cfg.Location()))))
	}
	return err
}
