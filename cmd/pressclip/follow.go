package main

import (
	"context"
	"time"
)

// The pauses of the follower: how often it looks for what other processes filed, and after an error.
const (
	followEvery = time.Second
	followAfter = 10 * time.Second
)

// keepFollowing brings the index up to date whenever something was filed, until ctx ends.
func (j *running) keepFollowing(ctx context.Context) {
	failing := false
	for ctx.Err() == nil {
		pause := followEvery
		if err := j.followAndPrepare(ctx); err != nil && ctx.Err() == nil {
			if !failing {
				j.log.Error("the index cannot follow the archive; trying again", "every", followAfter, "error", err)
			}
			failing, pause = true, followAfter
		} else if failing && err == nil {
			failing = false
			j.log.Info("the index follows the archive again")
		}
		_ = j.follow.Wait(ctx, j.Now().Add(pause))
	}
}

// followAndPrepare brings the index up to date and ready for searches, before anybody waits for one.
func (j *running) followAndPrepare(ctx context.Context) error {
	if err := j.followAndForget(ctx); err != nil {
		return err
	}
	return j.view.Prepare(ctx)
}

// followAndForget brings the index up to date and takes out of its files what was erased.
func (j *running) followAndForget(ctx context.Context) error {
	return followAndForget(ctx, j.record, j.view)
}

func (j *running) followNow(ctx context.Context) error {
	_, err := j.view.Follow(ctx, j.record)
	return err
}
