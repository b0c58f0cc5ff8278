package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestForbiddenIsNotAsked(t *testing.T) {
	s := newSite(t).text("/robots.txt", "User-agent: pressclip\nDisallow: /intern").text("/", "ja")
	tr, _ := visit(t)
	f := faultOf(t, tr, s.URL+"/intern/a", press.FaultRobots)
	if f.URL != s.URL+"/intern/a" || f.Passing() {
		t.Errorf("fault %+v", f)
	}
	get(t, tr, s.URL+"/frei")
	if got := s.paths(); got != "/robots.txt /frei" {
		t.Errorf("asked for %q", got)
	}
	if got := get(t, tr, s.URL+"/robots.txt").Body; !bytes.HasPrefix(got, []byte("User-agent")) {
		t.Errorf("robots.txt itself is %q", got)
	}
}

func TestRedirectIntoForbiddenPath(t *testing.T) {
	other := newSite(t).text("/robots.txt", "User-agent: *\nDisallow: /b").text("/", "geheim")
	s := newSite(t).redirect("/a", "/b").text("/robots.txt", "User-agent: *\nDisallow: /b").redirect("/c", other.URL+"/b")
	tr, _ := visit(t)
	if f := faultOf(t, tr, s.URL+"/a", press.FaultRobots); f.URL != s.URL+"/b" {
		t.Errorf("fault %v", f)
	}
	if f := faultOf(t, tr, s.URL+"/c", press.FaultRobots); f.URL != other.URL+"/b" {
		t.Errorf("fault %v", f)
	}
	if s.count("/b") > 0 || other.count("/b") > 0 {
		t.Errorf("asked for %q and %q", s.paths(), other.paths())
	}
	// Any http.Client over the transport, such as a crawler's, is held to it too.
	_, err := (&http.Client{Transport: tr}).Get(s.URL + "/a")
	wantFault(t, err, press.FaultRobots)
}

func TestRobotsStatus(t *testing.T) {
	cases := []struct {
		status int
		want   press.FaultCode
	}{{200, ""}, {204, ""}, {304, ""}, {401, ""}, {403, ""}, {404, ""}, {410, ""}, {500, press.FaultRobotsAway}, {503, press.FaultRobotsAway}}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.status), func(t *testing.T) {
			s := newSite(t).page("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.status) }).text("/", "ja")
			tr, at := visit(t)
			if c.want == "" {
				get(t, tr, s.URL+"/a")
				return
			}
			f := faultOf(t, tr, s.URL+"/a", c.want)
			if f.Status != c.status || !f.Passing() || f.Until != at.now().Add(robotsRetry) {
				t.Errorf("fault %+v", f)
			}
			if got := s.paths(); got != "/robots.txt" {
				t.Errorf("asked for %q", got)
			}
		})
	}
}

func TestRobotsAwayIsAskedForAgain(t *testing.T) {
	status := http.StatusInternalServerError
	s := newSite(t).text("/", "ja").page("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
	tr, at := visit(t)
	faultOf(t, tr, s.URL+"/a", press.FaultRobotsAway)
	faultOf(t, tr, s.URL+"/b", press.FaultRobotsAway)
	if n := s.count("/robots.txt"); n != 1 {
		t.Errorf("asked %d times at once", n)
	}
	status = http.StatusNotFound
	at.pass(robotsRetry)
	get(t, tr, s.URL+"/a")
}

// TestNextVisitAsksAgain lets no failure outlive the visit that met it: whoever has mended the network or the settings
// need not wait, and nothing of it is written down.
func TestNextVisitAsksAgain(t *testing.T) {
	status := http.StatusInternalServerError
	broken := newSite(t).text("/", "ja").page("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
	closed := silent(t)
	closed.Close()
	at, hosts := newClock(), NewMemory()
	strict := newClient(t, at, func(o *Options) { o.AllowNetworks = nil })
	faultOf(t, strict.Over(hosts), broken.URL+"/a", press.FaultPrivate)
	open := newClient(t, at)
	faultOf(t, open.Over(hosts), broken.URL+"/a", press.FaultRobotsAway)
	status = http.StatusOK
	get(t, open.Over(hosts), broken.URL+"/a")

	faultOf(t, open.Over(hosts), "http://"+closed.Addr().String()+"/a", press.FaultRefused)
	if state := hosts.states[closed.Addr().String()]; state.RobotsStatus != 0 || !state.RobotsAt.IsZero() {
		t.Errorf("kept of a failure: %+v", state)
	}
}

// TestFailureLeavesRules keeps the last robots.txt that could be had, and with it the pace it asks for.
func TestFailureLeavesRules(t *testing.T) {
	status := http.StatusOK
	s := newSite(t).text("/", "ja").page("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte("User-agent: *\nCrawl-delay: 40"))
	})
	at, hosts := newClock(), NewMemory()
	client := newClient(t, at)
	get(t, client.Over(hosts), s.URL+"/a")
	at.pass(25 * time.Hour)
	status = http.StatusBadGateway
	faultOf(t, client.Over(hosts), s.URL+"/a", press.FaultRobotsAway)
	if state := hosts.states[s.host()]; state.NextAt != at.now().Add(40*time.Second) || len(state.Robots) == 0 {
		t.Errorf("state %+v", state)
	}
}

// TestFailureOfAnotherVersion does not heed what earlier versions wrote down of failures.
func TestFailureOfAnotherVersion(t *testing.T) {
	s := newSite(t).text("/", "ja")
	for _, status := range []int{0, http.StatusInternalServerError} {
		tr, at := visit(t)
		if err := tr.hosts.Return(t.Context(), s.host(), HostState{RobotsAt: at.now(), RobotsStatus: status}); err != nil {
			t.Fatal(err)
		}
		get(t, tr, s.URL+"/a")
	}
}

func TestRobotsBrokenConnection(t *testing.T) {
	s := newSite(t).text("/", "ja").page("/robots.txt", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	tr, _ := visit(t)
	if f := faultOf(t, tr, s.URL+"/a", press.FaultRobotsAway); f.Detail == "" {
		t.Error("no reason for the log")
	}
	if s.count("/a") > 0 {
		t.Error("asked without knowing the rules")
	}
}

func TestRobotsIsKeptForADay(t *testing.T) {
	s := newSite(t).text("/robots.txt", "User-agent: *\nDisallow: /b").text("/", "ja")
	at := newClock()
	client, hosts := newClient(t, at), NewMemory()
	get(t, client.Over(hosts), s.URL+"/a")
	at.pass(24*time.Hour - time.Second)
	faultOf(t, client.Over(hosts), s.URL+"/b", press.FaultRobots)
	if n := s.count("/robots.txt"); n != 1 {
		t.Errorf("asked %d times within a day", n)
	}
	at.pass(time.Second)
	get(t, client.Over(hosts), s.URL+"/c")
	if n := s.count("/robots.txt"); n != 2 {
		t.Errorf("asked %d times after a day", n)
	}
}

func TestRobotsRedirect(t *testing.T) {
	other := newSite(t).text("/regeln", "User-agent: *\nDisallow: /b").text("/", "ja").text("/robots.txt", "User-agent: *\nDisallow: /")
	s := newSite(t).text("/", "ja").redirect("/robots.txt", "/r1").redirect("/r1", "/r2").redirect("/r2", "/r3").
		redirect("/r3", "/r4").redirect("/r4", other.URL+"/regeln")
	tr, _ := visit(t)
	get(t, tr, s.URL+"/a")
	faultOf(t, tr, s.URL+"/b", press.FaultRobots)

	loop := newSite(t).text("/", "ja").redirect("/robots.txt", "/robots.txt")
	get(t, tr, loop.URL+"/a")
	if n := loop.count("/robots.txt"); n != 6 {
		t.Errorf("followed %d redirects", n-1)
	}
	nowhere := newSite(t).text("/", "ja").page("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) })
	get(t, tr, nowhere.URL+"/a")
	private := newSite(t).text("/", "ja").redirect("/robots.txt", "http://127.0.0.2:1/robots.txt")
	faultOf(t, tr, private.URL+"/a", press.FaultRobotsAway)
	ftp := newSite(t).text("/", "ja").redirect("/robots.txt", "ftp://127.0.0.1/robots.txt")
	faultOf(t, tr, ftp.URL+"/a", press.FaultRobotsAway)
}

func TestRobotsSize(t *testing.T) {
	s := newSite(t).text("/", "ja").page("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("User-agent: *\nDisallow: /b\n#"))
		for range robotsLimit / 1024 {
			_, _ = w.Write([]byte(strings.Repeat("Disallow: /b\n#..", 64)))
		}
		_, _ = w.Write([]byte("\nDisallow: /a\n"))
	})
	tr, _ := visit(t)
	get(t, tr, s.URL+"/a")
	faultOf(t, tr, s.URL+"/b", press.FaultRobots)
	state, _, err := tr.hosts.Claim(t.Context(), s.host())
	if err != nil || len(state.Robots) > robotsLimit || !bytes.HasSuffix(state.Robots, []byte("\n")) {
		t.Errorf("kept %d bytes, error %v", len(state.Robots), err)
	}
}

func TestRobotsOfAHost(t *testing.T) {
	s := newSite(t).text("/robots.txt", "Sitemap: https://zeitung.example/news.xml").text("/", "ja")
	tr, _ := visit(t)
	rules, err := tr.Robots(t.Context(), s.URL+"/irgendwo")
	if err != nil || len(rules.Sitemaps()) != 1 {
		t.Fatalf("sitemaps %q, error %v", rules.Sitemaps(), err)
	}
	get(t, tr, s.URL+"/a")
	if got := s.paths(); got != "/robots.txt /a" {
		t.Errorf("asked for %q", got)
	}
	_, err = tr.Robots(t.Context(), "mailto:a@b.example")
	wantFault(t, err, press.FaultAddress)
}

func TestTooManyRequestsForRobots(t *testing.T) {
	status := http.StatusTooManyRequests
	s := newSite(t).text("/", "ja").page("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("User-agent: *\nDisallow: /a"))
	})
	tr, at := visit(t)
	for range 2 {
		if f := faultOf(t, tr, s.URL+"/a", press.FaultWait); f.Until != at.now().Add(10*time.Minute) {
			t.Errorf("until %v", f.Until)
		}
	}
	if got := s.paths(); got != "/robots.txt" {
		t.Errorf("asked for %q", got)
	}
	status = http.StatusOK
	at.pass(10 * time.Minute)
	faultOf(t, tr, s.URL+"/a", press.FaultRobots) // it was not taken for a host without rules
}

func TestBusyHost(t *testing.T) {
	s := newSite(t).text("/", "ja")
	tr, _ := visit(t)
	state, ok, err := tr.hosts.Claim(t.Context(), s.host())
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	faultOf(t, tr, s.URL+"/a", press.FaultBusy)
	if got := s.paths(); got != "" {
		t.Errorf("asked for %q", got)
	}
	if err := tr.hosts.Return(t.Context(), s.host(), state); err != nil {
		t.Fatal(err)
	}
	get(t, tr, s.URL+"/a")
}

func TestBusyHostOfRobots(t *testing.T) {
	other := newSite(t).text("/", "ja")
	s := newSite(t).text("/", "ja").redirect("/robots.txt", other.URL+"/robots.txt")
	tr, _ := visit(t)
	state, _, err := tr.hosts.Claim(t.Context(), other.host())
	if err != nil {
		t.Fatal(err)
	}
	faultOf(t, tr, s.URL+"/a", press.FaultBusy)
	if err := tr.hosts.Return(t.Context(), other.host(), state); err != nil {
		t.Fatal(err)
	}
	get(t, tr, s.URL+"/a") // nothing was remembered of the failure
}

// brokenHosts fails as a database does that has gone away.
type brokenHosts struct {
	*Memory
	claim, back error
}

func (b brokenHosts) Claim(ctx context.Context, host string) (HostState, bool, error) {
	s, ok, _ := b.Memory.Claim(ctx, host)
	return s, ok, b.claim
}

func (b brokenHosts) Return(ctx context.Context, host string, s HostState) error {
	if err := ctx.Err(); err != nil { // as a database would
		return err
	}
	return errors.Join(b.Memory.Return(ctx, host, s), b.back)
}

func TestHostsFail(t *testing.T) {
	s := newSite(t).text("/", "ja")
	for _, hosts := range []brokenHosts{{NewMemory(), press.ErrStale, nil}, {NewMemory(), nil, press.ErrStale}} {
		tr := newClient(t, newClock()).Over(hosts)
		_, err := tr.Get(t.Context(), s.URL+"/a", press.Validators{})
		var f *press.Fault
		if !errors.Is(err, press.ErrStale) || errors.As(err, &f) {
			t.Errorf("error %v", err)
		}
	}
}
