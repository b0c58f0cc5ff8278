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

	mu     sync.Mutex
	leases map[string]archive.Lease
	state  fetch.HostState // of main
}

func newHosts(a *archive.Archive, c archive.Claimed) *hosts {
	return &hosts{
		archive: a, main: c.Lease.Host, state: c.State,
		leases: map[string]archive.Lease{c.Lease.Host: c.Lease},
	}
}

// Claim implements fetch.Hosts.
func (h *hosts) Claim(ctx context.Context, host string) (fetch.HostState, bool, error) {
	if host == h.main {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.state, true, nil
	}
	lease, state, ok, err := h.archive.ClaimHost(ctx, host, LeaseLength)
	if err != nil || !ok {
		return state, false, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.leases[host] = lease
	return state, true, nil
}

// Return implements fetch.Hosts.
func (h *hosts) Return(ctx context.Context, host string, s fetch.HostState) error {
	h.mu.Lock()
	if host == h.main {
		h.state = s
		h.mu.Unlock()
		return nil
	}
	lease, held := h.leases[host]
	delete(h.leases, host)
	h.mu.Unlock()
	if !held {
		return nil
	}
	return h.archive.Release(context.WithoutCancel(ctx), lease, s)
}

// release gives back everything that is still held.
func (h *hosts) release(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var errs []error
	for host, lease := range h.leases {
		state := fetch.HostState{}
		if host == h.main {
			state = h.state
		}
		errs = append(errs, h.archive.Release(ctx, lease, state))
	}
	clear(h.leases)
	return errors.Join(errs...)
}

// keepAlive extends the leases until the returned function is called, which waits for the last beat. A lost lease
// ends the visit through cancel.
func (h *hosts) keepAlive(ctx context.Context, cancel context.CancelCauseFunc) (stop func()) {
	ctx, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		beat := time.NewTicker(heartbeat)
		defer beat.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-beat.C:
				if err := h.archive.Extend(ctx, h.held(), LeaseLength); err != nil && ctx.Err() == nil {
					cancel(err)
					return
				}
			}
		}
	}()
	return func() { end(); <-done }
}

func (h *hosts) held() []archive.Lease {
	h.mu.Lock()
	defer h.mu.Unlock()
	leases := make([]archive.Lease, 0, len(h.leases))
	for _, l := range h.leases {
		leases = append(leases, l)
	}
	return leases
}
