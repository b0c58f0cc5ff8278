package fetch

import (
	"context"
	"sync"
	"time"
)

// Hosts owns what is known about hosts and who may talk to them. A host is written as by weburl.Host: a name, with the
// port where it is not the default of the scheme.
type Hosts interface {
	// Claim hands out a host without waiting. False says that somebody else holds it; an error, that nobody could say.
	Claim(ctx context.Context, host string) (HostState, bool, error)
	// Return hands the state back after each claim. Whether the host stays claimed is the owner's affair. The context
	// is not cancelled even if the request was.
	Return(ctx context.Context, host string, s HostState) error
}

// HostState is what has to be remembered about a host between two requests, also across processes. The zero value is a
// host nobody has talked to. Failures are not part of it: a visit remembers them for itself. Robots and TDM are not
// changed by anybody once they are here.
type HostState struct {
	Robots       []byte    // robots.txt as received, at most its first 500 KiB
	RobotsStatus int       // HTTP status it came with
	RobotsAt     time.Time // when it was received; zero if never
	NextAt       time.Time // no request before
	TDM          []byte    `json:",omitempty"` // the TDM file as received; empty if there is none or it cannot be had
	TDMAt        time.Time `json:",omitzero"`  // when it was asked for; zero if never
}

// Memory is a Hosts for one process that forgets everything at its end. Between Claim and Return a host is held, so
// that also transports which share a Memory send one request at a time to a host.
type Memory struct {
	mu     sync.Mutex
	states map[string]HostState
	held   map[string]bool
}

// NewMemory makes an empty Memory.
func NewMemory() *Memory {
	return &Memory{states: map[string]HostState{}, held: map[string]bool{}}
}

// Claim implements Hosts.
func (m *Memory) Claim(_ context.Context, host string) (HostState, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held[host] {
		return HostState{}, false, nil
	}
	m.held[host] = true
	return m.states[host], true, nil
}

// Return implements Hosts.
func (m *Memory) Return(_ context.Context, host string, s HostState) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.states[host] = s
	delete(m.held, host)
	return nil
}
