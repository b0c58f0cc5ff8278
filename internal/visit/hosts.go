package visit

import (
	"context"
	"errors"
	"sync"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/fetch"
)

// hosts lends hosts to the transport of one visit. The outlet's own host is held from beginning to end; any other is
// claimed for one request and given back after it, so that no visit waits for hosts it does not need.
type hosts struct {
	archive *archive.Archive
	main    string

	mu   sync.Mutex
	held map[string]lent
}

// lent is a host that this visit holds.
type lent struct {
	lease archive.Lease
	state fetch.HostState
}

func newHosts(a *archive.Archive, c archive.Claimed) *hosts {
	return &hosts{archive: a, main: c.Lease.Host, held: map[string]lent{c.Lease.Host: {c.Lease, c.State}}}
}

// Claim implements fetch.Hosts.
func (h *hosts) Claim(ctx context.Context, host string) (fetch.HostState, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if host == h.main {
		return h.held[host].state, true, nil
	}
	lease, state, ok, err := h.archive.ClaimHost(ctx, host, LeaseLength)
	if err != nil || !ok {
		return state, false, err
	}
	h.held[host] = lent{lease, state}
	return state, true, nil
}

// Return implements fetch.Hosts.
func (h *hosts) Return(ctx context.Context, host string, s fetch.HostState) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	l, held := h.held[host]
	if !held {
		return nil
	}
	if host == h.main {
		h.held[host] = lent{l.lease, s}
		return nil
	}
	delete(h.held, host)
	return h.archive.Release(context.WithoutCancel(ctx), l.lease, s)
}

// known is what is known about the outlet's own host.
func (h *hosts) known() fetch.HostState {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.held[h.main].state
}

// finished notes that the outlet's own host was given back with the record of the visit.
func (h *hosts) finished() {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.held, h.main)
}

// release gives back everything that is still held.
func (h *hosts) release(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var errs []error
	for _, l := range h.held {
		errs = append(errs, h.archive.Release(ctx, l.lease, l.state))
	}
	clear(h.held)
	return errors.Join(errs...)
}

// beat extends the leases and writes down what is known about the outlet's own host, which a kill must not lose.
func (h *hosts) beat(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	leases := make([]archive.Lease, 0, len(h.held))
	for _, l := range h.held {
		leases = append(leases, l.lease)
	}
	if err := h.archive.Extend(ctx, leases, LeaseLength); err != nil {
		return err
	}
	main := h.held[h.main]
	return h.archive.Keep(ctx, main.lease, main.state)
}

// keepAlive extends the leases until the returned function is called, which waits for the last beat. A lost lease
// ends the visit through cancel.
func (h *hosts) keepAlive(ctx context.Context, cancel context.CancelCauseFunc) (stop func()) {
	return beating(ctx, heartbeat, cancel, h.beat)
}

// beating calls beat again and again until the returned function is called, which waits for the last one. What a beat
// fails with ends the work through cancel.
func beating(ctx context.Context, every time.Duration, cancel context.CancelCauseFunc, beat func(context.Context) error) (stop func()) {
	ctx, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if err := beat(ctx); err != nil && ctx.Err() == nil {
					cancel(err)
					return
				}
			}
		}
	}()
	return func() { end(); <-done }
}
