//go:build linux

package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/fetch"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
	"pressclip/internal/visit"
)

// A day in which seven outlets are visited every minute has 10,080 visits.
const (
	dayOutlets = 7
	dayMinutes = 24 * 60
)

// TestNoLeaks lets a day pass on a fast clock, or with PRESSCLIP_TEST_LONG unset an hour and a quarter of it. What was
// taken after a third of the time has to do for the rest, and what is left when all is closed is what was there before.
func TestNoLeaks(t *testing.T) {
	minutes := 75
	if os.Getenv("PRESSCLIP_TEST_LONG") != "" {
		minutes = dayMinutes
	}
	before := takeLevel()
	func() {
		d := newDay(t)
		defer d.close()
		d.pass(minutes / 3)
		warm := d.level()
		d.pass(minutes - minutes/3)
		late := d.level()
		t.Logf("after %d visits %v, after %d %v", dayOutlets*(minutes/3), warm, d.visits, late)
		visits := d.visits - dayOutlets*(minutes/3)
		late.within(t, warm, visits)
		d.check(minutes)
	}()
	after := takeLevel()
	for begun := time.Now(); after.more(before) && time.Since(begun) < 10*time.Second; {
		after = takeLevel()
	}
	if after.more(before) {
		t.Errorf("when all was closed: %v, at the beginning: %v", after, before)
	}
}

// day is a line whose clock moves on when every outlet has been visited.
type day struct {
	t      *testing.T
	sites  []*tale
	record *archive.Archive
	view   *index.Index
	loop   *visit.Loop
	client *fetch.Client

	mu      sync.Mutex
	now     time.Time
	minutes int
	visits  int
	last    int // the visit after which to stop
	stop    context.CancelFunc
	failed  []string
}

func newDay(t *testing.T) *day {
	d := &day{t: t, now: time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)}
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w := press.Watchlist{Projects: []press.Project{{Name: "Quartiere", Keywords: []string{"Ankunftsquartier"}}}}
	for i := range dayOutlets {
		s := newTale(t)
		s.tell(4)
		d.sites = append(d.sites, s)
		w.Outlets = append(w.Outlets, press.Outlet{Name: fmt.Sprint("Blatt ", i), URL: s.URL + "/", Feeds: []string{s.URL + "/feed.xml"}})
	}
	keywords, err := match.NewStanding(w.Projects)
	must(err)
	d.record, err = archive.Open(t.Context(), archive.Options{DSN: "sqlite:" + filepath.Join(dir, archiveFile), Now: d.clock})
	must(err)
	must(d.record.SyncFile(t.Context(), w))
	d.view, err = index.Open(t.Context(), index.Options{Dir: filepath.Join(dir, indexDir), Now: d.clock})
	must(err)
	d.client = fetch.New(fetch.Options{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: d.clock})
	d.loop = &visit.Loop{
		Visitor: &visit.Visitor{
			Archive: d.record, Client: d.client, UserAgent: fetch.UserAgent("test", "", ""), Now: d.clock,
			Standing: keywords, Log: slog.New(slog.DiscardHandler),
			Next: func(_ press.Outlet, t time.Time) time.Time { return t.Add(time.Minute) },
		},
		AtOnce: 3, Knock: schedule.NewKnock(d.clock), Filed: d.filed,
	}
	return d
}

func (d *day) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

// pass lets so many minutes pass.
func (d *day) pass(minutes int) {
	ctx, stop := context.WithCancel(d.t.Context())
	defer stop()
	d.mu.Lock()
	d.stop, d.last = stop, d.visits+minutes*dayOutlets
	d.mu.Unlock()
	d.loop.Run(ctx)
}

// filed is told after each visit. The last one of a minute lets the next begin; no other runs meanwhile.
func (d *day) filed(ctx context.Context, v press.Visit) {
	if !d.count(v) {
		return
	}
	if _, err := d.view.Follow(ctx, d.record); err != nil {
		d.failed = append(d.failed, err.Error())
	}
	if d.minutes%3 == 0 {
		d.sites[d.minutes/3%dayOutlets].tell(1)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.visits >= d.last {
		d.stop()
	}
	d.minutes++
	d.now = d.now.Add(time.Minute)
}

// count says whether v was the last visit of its minute.
func (d *day) count(v press.Visit) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.visits++
	if !v.OK || v.Failed > 0 {
		d.failed = append(d.failed, fmt.Sprintf("%+v", v))
	}
	return d.visits%dayOutlets == 0
}

// check makes sure that the day was one: what was published before its last minutes is found.
func (d *day) check(minutes int) {
	d.t.Helper()
	for _, f := range d.failed {
		d.t.Error(f)
	}
	told := 0
	for _, s := range d.sites {
		told += (s.told + 1) / 2
	}
	if got := int(d.view.State().Documents); d.visits != minutes*dayOutlets || got < told-1 || got > told {
		d.t.Errorf("%d visits found %d clippings of %d", d.visits, got, told)
	}
}

func (d *day) close() {
	if err := d.view.Close(); err != nil {
		d.t.Error(err)
	}
	if err := d.record.Close(); err != nil {
		d.t.Error(err)
	}
	d.client.Close()
	for _, s := range d.sites {
		s.Close()
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
}

// level is what the process holds.
type level struct {
	goroutines, files int
	heap              uint64  // bytes, after collection
	resident          float64 // MB of memory that is no file; SQLite's is outside the heap
}

func (l level) more(than level) bool { return l.goroutines > than.goroutines || l.files > than.files }

func (l level) String() string {
	return fmt.Sprintf("%d goroutines, %d files, %.1f MB heap, %.0f MB resident", l.goroutines, l.files, float64(l.heap)/1e6, l.resident)
}

// level is taken between two visits, when connections have gone and files that nobody needs any more are closed.
func (d *day) level() level {
	d.client.Close()
	for _, s := range d.sites {
		s.CloseClientConnections()
	}
	return takeLevel()
}

// takeLevel waits for goroutines that are about to end, until their number and that of files does not fall any more.
func takeLevel() level {
	const enough = 300 // looks that saw nothing fall
	l := level{goroutines: runtime.NumGoroutine(), files: openFiles()}
	for quiet := 0; quiet < enough; quiet++ {
		if quiet%100 == 0 {
			runtime.GC() // some files are closed when their owner is collected
		}
		runtime.Gosched()
		now := level{goroutines: runtime.NumGoroutine(), files: openFiles()}
		if now.goroutines < l.goroutines || now.files < l.files {
			l, quiet = now, 0
		}
	}
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	l.heap, l.resident = m.HeapAlloc, megabytes(os.Getpid(), "RssAnon")
	return l
}

func openFiles() int {
	names, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(names)
}

// within allows what a cache may add, and what no leak stays below that loses something at every tenth visit.
func (l level) within(t *testing.T, warm level, visits int) {
	t.Helper()
	seldom := visits / 50
	if l.goroutines > warm.goroutines+max(6, seldom) || l.files > warm.files+max(20, seldom) { // segments of the index come and go
		t.Errorf("%d visits: from %v to %v", visits, warm, l)
	}
	if room := uint64(2<<20 + 400*visits); l.heap > warm.heap+room {
		t.Errorf("the heap grew from %.1f to %.1f MB in %d visits", float64(warm.heap)/1e6, float64(l.heap)/1e6, visits)
	}
	if !raced && l.resident > warm.resident+24 { // what the race detector keeps of past accesses is resident too
		t.Errorf("resident memory grew from %.0f to %.0f MB in %d visits", warm.resident, l.resident, visits)
	}
}
