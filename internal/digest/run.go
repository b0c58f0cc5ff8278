package digest

import (
	"cmp"
	"context"
	"sync"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
)

// The pauses of Run: how often it looks for what other processes or the page have changed, and after an error.
const (
	lookAgain   = 15 * time.Second
	afterFailed = 10 * time.Second
)

// Run closes issues when they are due and delivers them, and tells at once what is to be told at once, until ctx ends.
// Alerts have their own round, so that they do not wait for the mails of an issue.
func (k *Desk) Run(ctx context.Context) {
	var alerts sync.WaitGroup
	defer alerts.Wait()
	alerts.Go(func() { k.runAlerts(ctx) })
	failing := false
	for ctx.Err() == nil {
		next, err := k.Round(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			if !failing {
				k.Log.Error("digests cannot be made; trying again", "every", afterFailed, "error", err)
			}
			failing, next = true, k.Now().Add(afterFailed)
		case failing && err == nil:
			failing = false
			k.Log.Info("digests can be made again")
		}
		_ = k.Knock.Wait(ctx, next)
	}
}

// Round closes the issues that are due, delivers what can be delivered now, and says when to look again.
func (k *Desk) Round(ctx context.Context) (next time.Time, err error) {
	digests, err := k.Archive.Digests(ctx)
	if err != nil {
		return next, err
	}
	next = k.Now().Add(lookAgain)
	for _, d := range digests {
		due, err := k.tend(ctx, d)
		if err != nil {
			return next, err
		}
		next = sooner(next, due)
	}
	if k.Sender == nil {
		return next, nil
	}
	if err := k.deliver(ctx, 0); err != nil {
		return next, err
	}
	waiting, some, err := k.Archive.NextDelivery(ctx)
	if some {
		// What could be tried but is held by another process, or waits for the server, is looked at in a while.
		next = sooner(next, later(waiting, later(k.quiet.ends(), k.Now().Add(time.Second))))
	}
	return next, err
}

func sooner(a, b time.Time) time.Time {
	if !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// tend closes the issue of a digest if a time of its schedule has passed since it was armed that has none, and says
// when the next comes. Of several that were missed only the last has an issue, which covers them all. Where the
// schedule was changed, what was missed by the old one is made up for before the new one counts.
func (k *Desk) tend(ctx context.Context, d press.Digest) (next time.Time, err error) {
	if k.Sender == nil && len(d.To) > 0 {
		return next, nil // it waits until there is a way for mail
	}
	g, err := k.Archive.Arming(ctx, d.ID)
	if err != nil || !g.Paused.IsZero() {
		return next, err
	}
	if g.Schedule != "" {
		p, err := k.period(d, g.Schedule, k.Now())
		if err == nil && p.Due.After(g.At) && p.Due.After(g.Last) {
			if _, err := k.close(ctx, d, p); err != nil {
				return next, err
			}
		}
	}
	if g.Schedule != d.Schedule {
		if err := k.Archive.Arm(ctx, d); err != nil {
			return next, err
		}
	}
	s, err := schedule.Parse(cmp.Or(d.Schedule, g.Schedule), k.Location)
	if err != nil {
		k.Log.Error("digest has no schedule", "digest", d.Name, "error", err)
		return next, nil
	}
	return s.Next(k.Now()), nil
}

func (k *Desk) close(ctx context.Context, d press.Digest, p archive.Period) (archive.Issue, error) {
	i, made, err := k.Archive.CloseIssue(ctx, d, p)
	if made {
		k.Log.Info("issue closed", "digest", d.Name, "due", p.Due.Format(time.RFC3339), "clippings", len(i.Clippings))
	}
	return i, err
}

// Send closes the issue of a digest that belongs to the last time of its schedule at or before at, unless it was closed
// before, and delivers it to those who have not got it. It returns how the deliveries stand when nothing more can be
// tried now; somebody else may still be sending some of them.
func (k *Desk) Send(ctx context.Context, d press.Digest, at time.Time) ([]archive.Delivery, error) {
	p, err := k.period(d, d.Schedule, at)
	if err != nil {
		return nil, err
	}
	i, made, err := k.Archive.CloseIssue(ctx, d, p)
	if err != nil {
		return nil, err
	}
	if skipped := len(i.Clippings) == 0 && d.WhenEmpty == "skip"; !made && !skipped {
		if err := k.Archive.SendAgain(ctx, d, i.ID); err != nil {
			return nil, err
		}
	}
	if err := k.deliver(ctx, i.ID); err != nil {
		return nil, err
	}
	return k.Archive.Deliveries(ctx, i.ID)
}
