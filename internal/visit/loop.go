package visit

import (
	"context"
	"errors"
	"sync"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
)

// Pauses of the loop: how often it looks for what other processes or the page made due, and how long it waits after
// the archive failed.
const (
	lookAgain   = 15 * time.Second
	afterFailed = 5 * time.Second
)

// Loop visits what is due, at most AtOnce outlets at a time, until its context ends.
type Loop struct {
	*Visitor
	AtOnce int
	Knock  *schedule.Knock                    // wakes the loop: something was made due
	Filed  func(context.Context, press.Visit) // told after every visit; may be called by several goroutines
}

// Run returns when ctx has ended and every visit has been recorded.
func (l *Loop) Run(ctx context.Context) {
	var visits sync.WaitGroup
	defer visits.Wait()
	free := make(chan struct{}, l.AtOnce)
	failing := false
	var last time.Time // what the clock showed when the archive had caught up with it
	for ctx.Err() == nil {
		claimed, err := l.claim(ctx, &last, l.AtOnce-len(free))
		if err != nil && ctx.Err() == nil {
			if !failing {
				l.Log.Error("the archive does not answer; trying again", "every", afterFailed, "error", err)
			}
			failing = true
			_ = l.Knock.Wait(ctx, l.Now().Add(afterFailed))
			continue
		}
		if failing {
			l.Log.Info("the archive answers again")
			failing = false
		}
		for _, c := range claimed {
			free <- struct{}{}
			visits.Go(func() {
				defer func() { <-free; l.Knock.Knock() }()
				l.one(ctx, c)
			})
		}
		if until := l.wake(ctx, len(free)); !l.Now().Before(last) { // else the clock was set back, and until means nothing
			_ = l.Knock.Wait(ctx, until)
		}
	}
}

// claim takes what is due. At the beginning and whenever the clock has been set back, also what had been put off under a
// clock that was ahead, or outlets would stay unvisited until that time comes.
func (l *Loop) claim(ctx context.Context, last *time.Time, n int) ([]archive.Claimed, error) {
	now := l.Now()
	if last.IsZero() || now.Before(*last) {
		if err := l.Archive.CatchUp(ctx); err != nil {
			return nil, err
		}
	}
	*last = now
	return l.Archive.ClaimDue(ctx, LeaseLength, n)
}

// wake is when to look again if nobody knocks before.
func (l *Loop) wake(ctx context.Context, busy int) time.Time {
	latest := l.Now().Add(lookAgain)
	if busy >= l.AtOnce {
		return latest
	}
	due, any, err := l.Archive.NextDue(ctx)
	if err != nil || !any || due.After(latest) {
		return latest
	}
	// What is due but could not be claimed has a host that is being visited; its end knocks, another process's
	// end does not.
	if soon := l.Now().Add(time.Second); due.Before(soon) {
		return soon
	}
	return due
}

func (l *Loop) one(ctx context.Context, c archive.Claimed) {
	report, err := l.Visit(ctx, c, nil)
	switch {
	case errors.Is(err, press.ErrStale):
		l.Log.Warn("visit ended: its lease passed to another process", "outlet", c.Outlet.Name)
		return
	case err != nil && ctx.Err() == nil:
		l.Log.Error("visit failed; it will be made again", "outlet", c.Outlet.Name, "error", err)
		return
	}
	l.Log.Info("visited", "outlet", report.Outlet, "ok", report.OK, "found", report.Found, "new", report.New,
		"clipped", report.Clipped, "skipped", report.Skipped, "failed", report.Failed,
		"ms", report.Ended.Sub(report.Started).Milliseconds())
	if l.Filed != nil {
		l.Filed(ctx, report)
	}
}
