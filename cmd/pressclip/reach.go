package main

import (
	"context"
	"slices"
	"sync"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// reach notices that no outlet at all can be reached, which speaks of our own network, and says so once.
type reach struct {
	job *running

	mu     sync.Mutex
	failed map[string]string // outlet → why its last visit failed
	said   bool
}

// visited is told after every visit.
func (r *reach) visited(ctx context.Context, v press.Visit) {
	r.job.follow.Knock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if v.OK {
		if r.said {
			r.job.log.Info(r.job.text("main.reached_again"))
		}
		r.said = false
		clear(r.failed)
		return
	}
	if len(v.Faults) > 0 {
		f := v.Faults[0]
		r.failed[v.Outlet] = locale.Fault(r.job.lang, string(f.Code), f.Status, f.Until, r.job.Now())
	}
	outlets, err := r.job.record.Outlets(ctx)
	outlets = slices.DeleteFunc(outlets, func(o press.Outlet) bool { return o.ByHand })
	if err == nil && !r.said && len(r.failed) >= len(outlets) {
		r.said = true
		r.job.log.Warn(r.job.text("main.nothing_reached", r.failed[v.Outlet]))
	}
}
