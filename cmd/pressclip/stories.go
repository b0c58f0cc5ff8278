package main

import (
	"context"

	"pressclip/config"
	"pressclip/internal/locale"
	"pressclip/internal/schedule"
)

// tellStories puts clippings that were filed without one into a story, at once and then daily, until ctx ends: those of
// an archive that an earlier version wrote, and what filing left for later.
func (j *running) tellStories(ctx context.Context, cfg *config.Config) {
	daily, err := schedule.Parse(dropAt, cfg.Location())
	if err != nil {
		panic("stories: " + err.Error()) // it is written in the program
	}
	clock := schedule.NewKnock(j.Now)
	for due := j.Now(); clock.Wait(ctx, due) == nil; due = daily.Next(j.Now()) {
		j.sketchMissing(ctx)
	}
}

// sketchMissing does so once. Other writes come between its transactions; what is interrupted goes on at the next start.
func (j *running) sketchMissing(ctx context.Context) {
	var done int
	var after int64
	for {
		n, next, err := j.record.SketchMissing(ctx, after)
		done, after = done+n, next
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			j.log.Error(j.text("main.not_told"), "error", err)
			return
		case next == 0:
			if done > 0 {
				j.log.Info(locale.Count(j.lang, "main.told", done))
			}
			return
		}
	}
}
