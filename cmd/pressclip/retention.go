package main

import (
	"context"
	"time"

	"pressclip/config"
	"pressclip/internal/locale"
	"pressclip/internal/schedule"
)

// dropAt is when what is too old is dropped: at night, after the usual backup.
const dropAt = "10 4 * * *"

// keepClean drops what is older than the settings keep it, at once and then daily, until ctx ends.
func (j *running) keepClean(ctx context.Context, cfg *config.Config) {
	daily, err := schedule.Parse(dropAt, cfg.Location())
	if err != nil {
		panic("retention: " + err.Error()) // it is written above
	}
	clock := schedule.NewKnock(j.Now)
	for due := j.Now(); clock.Wait(ctx, due) == nil; due = daily.Next(j.Now()) {
		j.dropUnmatched(ctx, cfg.Retention.Unmatched)
		j.dropVisits(ctx, cfg.Retention.Visits)
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
