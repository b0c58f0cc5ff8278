package schedule

import (
	"context"
	"time"
)

// Knock lets one waiter sleep until a time or until somebody knocks. Knocks that come while nobody waits are kept as
// one, so that none is lost and many wake once. Make it with NewKnock.
type Knock struct {
	now  func() time.Time
	door chan struct{}
}

// NewKnock makes a Knock that reads the time from now.
func NewKnock(now func() time.Time) *Knock {
	return &Knock{now: now, door: make(chan struct{}, 1)}
}

// Knock wakes the waiter, now or as soon as it waits. It never blocks and may be called by anybody.
func (k *Knock) Knock() {
	select {
	case k.door <- struct{}{}:
	default:
	}
}

// longestNap bounds how late a waiter notices that the clock was set or the machine slept.
const longestNap = time.Minute

// Wait returns nil once the time has come or somebody has knocked, and the context's error once that is done. A zero
// until waits for a knock alone. Where the clock is set back meanwhile it returns too: the time may never come.
func (k *Knock) Wait(ctx context.Context, until time.Time) error {
	var last time.Time
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		left := longestNap
		if now := k.now(); !until.IsZero() {
			if now.Before(last) {
				return nil
			}
			last = now
			left = min(left, until.Sub(now))
		}
		if left <= 0 {
			return nil
		}
		if knocked := k.nap(ctx, left); knocked {
			return nil
		}
	}
}

func (k *Knock) nap(ctx context.Context, d time.Duration) (knocked bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-k.door:
		return true
	case <-ctx.Done():
	case <-timer.C:
	}
	return false
}
