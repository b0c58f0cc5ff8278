package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
)

// site is a publisher on loopback that remembers what it was asked for.
type site struct {
	*httptest.Server
	mux *http.ServeMux

	mu    sync.Mutex
	asked []*http.Request
}

// newSite serves at 127.0.0.1 unless another listener is given. Without a "/robots.txt" page it answers 404 there.
func newSite(t *testing.T, listener ...net.Listener) *site {
	t.Helper()
	s := &site{mux: http.NewServeMux()}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r)
		s.mu.Unlock()
		s.mux.ServeHTTP(w, r)
	}))
	if len(listener) > 0 {
		s.Listener.Close()
		s.Listener = listener[0]
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func (s *site) page(path string, serve http.HandlerFunc) *site {
	s.mux.HandleFunc(path, serve)
	return s
}

func (s *site) text(path, text string) *site {
	return s.page(path, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) })
}

func (s *site) redirect(path, to string) *site {
	return s.page(path, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
}

// paths is what was asked for, in order.
func (s *site) paths() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var paths []string
	for _, r := range s.asked {
		paths = append(paths, r.URL.Path)
	}
	return strings.Join(paths, " ")
}

func (s *site) count(path string) int {
	n := 0
	for _, p := range strings.Fields(s.paths()) {
		if p == path {
			n++
		}
	}
	return n
}

// host is how Hosts knows the site.
func (s *site) host() string { return strings.TrimPrefix(s.URL, "http://") }

// clock stands still but for waiting.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	waits []time.Duration
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func (c *clock) wait(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	c.pass(d)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waits = append(c.waits, d)
	return nil
}

func (c *clock) waited() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	var sum time.Duration
	for _, d := range c.waits {
		sum += d
	}
	return sum
}

// newClient makes a Client that may visit 127.0.0.1 and nothing else.
func newClient(t *testing.T, c *clock, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{
		UserAgent:     UserAgent("1.0", "", ""),
		AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
		Now:           c.now,
		Wait:          c.wait,
	}
	for _, f := range change {
		f(&o)
	}
	client := New(o)
	t.Cleanup(client.Close)
	return client
}

// visit makes a transport over hosts of its own.
func visit(t *testing.T, change ...func(*Options)) (*Transport, *clock) {
	t.Helper()
	c := newClock()
	return newClient(t, c, change...).Over(NewMemory()), c
}

func get(t *testing.T, tr *Transport, url string) *Response {
	t.Helper()
	resp, err := tr.Get(t.Context(), url, press.Validators{})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// faultOf fetches what must fail with this code.
func faultOf(t *testing.T, tr *Transport, url string, code press.FaultCode) *press.Fault {
	t.Helper()
	_, err := tr.Get(t.Context(), url, press.Validators{})
	return wantFault(t, err, code)
}

func wantFault(t *testing.T, err error, code press.FaultCode) *press.Fault {
	t.Helper()
	var f *press.Fault
	if !errors.As(err, &f) {
		t.Fatalf("error %v, want fault %q", err, code)
	}
	if f.Code != code {
		t.Fatalf("fault %v, want %q", f, code)
	}
	return f
}
