package main

import (
	"context"
	"time"
)

// watchEvery is how often the main job looks whether other processes have changed what is watched.
const watchEvery = 15 * time.Second

// keepWatching takes up what the page and other processes change in the watchlist, until ctx ends.
func (j *running) keepWatching(ctx context.Context) {
	failing := false
	var known int64
	for ctx.Err() == nil {
		number, err := j.record.WatchlistNumber(ctx)
		if err == nil && number != known {
			err = j.takeUp(ctx)
		}
		if err == nil {
			known = number
		} else if ctx.Err() == nil && !failing {
			j.log.Error(j.text("main.not_taken_up"), "error", err)
		}
		failing = err != nil
		_ = j.watching.Wait(ctx, j.Now().Add(watchEvery))
	}
}

// takeUp compiles what keywords are new, and wakes whoever works by the watchlist.
func (j *running) takeUp(ctx context.Context) error {
	j.taking.Lock()
	defer j.taking.Unlock()
	projects, err := j.record.Projects(ctx)
	if err != nil {
		return err
	}
	err = j.keywords.Replace(projects)
	j.refile.Knock()
	j.visits.Knock()
	j.mails.Knock()
	return err
}
