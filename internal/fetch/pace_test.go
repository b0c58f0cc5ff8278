package fetch

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
)

func delay(d time.Duration) func(*Options) { return func(o *Options) { o.Delay = d } }

func TestPauseBetweenRequests(t *testing.T) {
	s := newSite(t).text("/", "ja").redirect("/um", "/weiter")
	tr, at := visit(t, delay(2*time.Second))
	get(t, tr, s.URL+"/um") // robots.txt, redirect, page
	get(t, tr, s.URL+"/b")
	if got, want := at.waited(), 6*time.Second; got != want {
		t.Errorf("waited %v between 4 requests, want %v", got, want)
	}
	at.pass(time.Minute)
	get(t, tr, s.URL+"/c")
	if len(at.waits) != 3 {
		t.Errorf("waits %v", at.waits)
	}
}

func TestHostsDoNotWaitForEachOther(t *testing.T) {
	a, b := newSite(t).text("/", "ja"), newSite(t).text("/", "ja")
	tr, at := visit(t, delay(time.Minute))
	faultFree := func(s *site) { get(t, tr, s.URL+"/robots.txt") }
	faultFree(a)
	faultFree(b)
	if at.waited() > 0 {
		t.Errorf("waited %v", at.waits)
	}
}

func TestCrawlDelayOnlyLengthens(t *testing.T) {
	for robots, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 10":                                      10 * time.Second,
		"User-agent: *\nCrawl-delay: 1":                                       2 * time.Second,
		"User-agent: *\nCrawl-delay: 30\nUser-agent: pressclip\nCrawl-delay:": 2 * time.Second,
	} {
		s := newSite(t).text("/robots.txt", robots).text("/", "ja")
		tr, at := visit(t, delay(2*time.Second))
		get(t, tr, s.URL+"/a")
		get(t, tr, s.URL+"/b")
		if len(at.waits) != 2 || at.waits[0] != want || at.waits[1] != want { // also right behind robots.txt itself
			t.Errorf("%q: waited %v", robots, at.waits)
		}
	}
}

func TestCrawlDelayOfDays(t *testing.T) {
	s := newSite(t).text("/robots.txt", "User-agent: *\nCrawl-delay: 864000").text("/", "ja")
	tr, at := visit(t, delay(2*time.Second))
	for _, page := range []string{"/a", "/b"} {
		f := faultOf(t, tr, s.URL+page, press.FaultWait)
		if want := at.now().Add(maxCrawlDelay); f.Until != want {
			t.Errorf("until %v, want %v", f.Until, want)
		}
		at.pass(maxCrawlDelay)
		get(t, tr, s.URL+page)
	}
}

// TestLongCrawlDelayIsWaitedFor reads a host at the pace it asks for, instead of never getting beyond its robots.txt.
func TestLongCrawlDelayIsWaitedFor(t *testing.T) {
	s := newSite(t).text("/robots.txt", "User-agent: *\nCrawl-delay: 120").text("/", "ja").page("/voll", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "240")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	tr, at := visit(t, delay(2*time.Second))
	get(t, tr, s.URL+"/a")
	get(t, tr, s.URL+"/b")
	if got, want := at.waited(), 4*time.Minute; got != want {
		t.Errorf("waited %v, want %v", at.waits, want)
	}
	faultOf(t, tr, s.URL+"/voll", press.FaultStatus)
	faultOf(t, tr, s.URL+"/c", press.FaultWait) // what a host asks for when it has too much to do is left alone for longer
}

func TestRetryAfter(t *testing.T) {
	at := newClock()
	cases := []struct {
		name   string
		status int
		header string
		want   time.Duration
	}{
		{"seconds", 429, "120", 2 * time.Minute},
		{"unavailable", 503, "3600", time.Hour},
		{"date", 503, at.now().Add(90 * time.Second).Format(http.TimeFormat), 90 * time.Second},
		{"date gone by", 429, at.now().Add(-time.Hour).Format(http.TimeFormat), 0},
		{"a year", 429, "31536000", 24 * time.Hour},
		{"no number", 429, "bald", tooManyPause},
		{"negative", 503, "-5", 0},
		{"nothing", 429, "", tooManyPause},
		{"unavailable without", 503, "", 0},
		{"another status", 500, "120", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t).text("/frei", "ja").page("/a", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", c.header)
				w.WriteHeader(c.status)
			})
			tr, at := visit(t)
			f := faultOf(t, tr, s.URL+"/a", press.FaultStatus)
			if f.Status != c.status {
				t.Errorf("fault %v", f)
			}
			if c.want == 0 {
				if !f.Until.IsZero() {
					t.Errorf("until %v", f.Until)
				}
				get(t, tr, s.URL+"/frei")
				return
			}
			until := at.now().Add(c.want)
			if wait := faultOf(t, tr, s.URL+"/frei", press.FaultWait); wait.Until != until || f.Until != until {
				t.Errorf("until %v and %v, want %v", f.Until, wait.Until, until)
			}
			if s.count("/frei") > 0 {
				t.Error("did not stay away")
			}
			at.pass(c.want)
			get(t, tr, s.URL+"/frei")
		})
	}
}

func TestShortRetryAfterIsWaitedFor(t *testing.T) {
	s := newSite(t).text("/", "ja").page("/a", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	tr, at := visit(t, delay(2*time.Second))
	resp, err := (&http.Client{Transport: tr}).Get(s.URL + "/a") // as a crawler does
	if err != nil || resp.StatusCode != http.StatusTooManyRequests {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	get(t, tr, s.URL+"/b")
	if last := at.waits[len(at.waits)-1]; last != 30*time.Second {
		t.Errorf("waited %v", at.waits)
	}
}

func TestNextTimeOfAnotherClock(t *testing.T) {
	s := newSite(t).text("/", "ja")
	tr, at := visit(t)
	if err := tr.hosts.Return(t.Context(), s.host(), HostState{NextAt: at.now().AddDate(10, 0, 0), RobotsAt: at.now().AddDate(10, 0, 0), RobotsStatus: 500}); err != nil {
		t.Fatal(err)
	}
	get(t, tr, s.URL+"/a")
}

func TestOneRequestAtATime(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	entered := make(chan struct{}, 8)
	s := newSite(t).page("/a", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		entered <- struct{}{}
		mu.Lock()
		now--
		mu.Unlock()
	})
	tr, _ := visit(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := tr.Get(t.Context(), s.URL+"/a", press.Validators{}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most != 1 || len(entered) != 8 {
		t.Errorf("%d requests at once, %d in all", most, len(entered))
	}
}

func TestGivingUpWhileWaiting(t *testing.T) {
	s := newSite(t).text("/", "ja")
	gone := errors.New("lease lost")
	ctx, cancel := context.WithCancelCause(t.Context())
	hosts := brokenHosts{Memory: NewMemory()}
	client := newClient(t, newClock(), delay(time.Second), func(o *Options) {
		o.Wait = func(ctx context.Context, _ time.Duration) error { cancel(gone); return sleep(ctx, time.Hour) }
	})
	_, err := client.Over(hosts).Get(ctx, s.URL+"/a", press.Validators{})
	if !errors.Is(err, gone) {
		t.Errorf("error %v", err)
	}
	state, free, err := hosts.Claim(t.Context(), s.host())
	if err != nil || !free || string(state.Robots) != "ja" {
		t.Errorf("state %+v, free %v, error %v", state, free, err)
	}
}

func TestDefaults(t *testing.T) {
	c := New(Options{})
	if c.now == nil || c.agent != Token || c.maxBody < 1<<20 || c.total <= 0 {
		t.Errorf("%+v", c)
	}
	if err := c.wait(t.Context(), time.Nanosecond); err != nil {
		t.Error(err)
	}
}

func TestGivingUpInTheQueue(t *testing.T) {
	asked, release := make(chan struct{}), make(chan struct{})
	s := newSite(t).page("/a", func(http.ResponseWriter, *http.Request) { close(asked); <-release })
	tr, _ := visit(t)
	var first sync.WaitGroup
	first.Go(func() {
		if _, err := tr.Get(t.Context(), s.URL+"/a", press.Validators{}); err != nil {
			t.Error(err)
		}
	})
	<-asked
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tr.Get(ctx, s.URL+"/b", press.Validators{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	close(release)
	first.Wait()
}
