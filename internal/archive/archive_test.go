package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/archive/archivetest"
	"pressclip/internal/press"
)

// Migrations are read with buffers of megabytes, which the collector takes away from who reads the next ones.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(archivetest.Run(m))
}

// clock is a clock that stands still unless it is told to go on.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bed is an archive of its own for one test.
type bed struct {
	*Archive
	*clock
	dsn string
}

// onBoth runs a test on each engine: always on SQLite, and on PostgreSQL where PRESSCLIP_TEST_POSTGRES names one.
func onBoth(t *testing.T, test func(*testing.T, *bed)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newBed(t, sqliteDSN(t))) })
	t.Run("postgres", func(t *testing.T) { test(t, newBed(t, postgresDSN(t))) })
}

func newBed(tb testing.TB, dsn string) *bed {
	tb.Helper()
	b := &bed{clock: &clock{now: time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)}, dsn: dsn}
	layOut(tb, dsn)
	b.Archive = b.open(tb)
	return b
}

// open opens the archive once more, as another process would.
func (b *bed) open(tb testing.TB) *Archive {
	tb.Helper()
	a, err := Open(tb.Context(), Options{DSN: b.dsn, Now: b.Now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = a.Close() })
	return a
}

func sqliteDSN(tb testing.TB) string { return archivetest.SQLite(tb) }

// layOut makes an empty archive.
var layOut = archivetest.Copies(func(dsn string) (io.Closer, error) { return Open(context.Background(), Options{DSN: dsn}) })

func postgresDSN(tb testing.TB) string { return archivetest.Postgres(tb) }

// must returns a value that came without an error.
func must[T any](value T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return value
	}
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func wantErr(tb testing.TB, err, want error) {
	tb.Helper()
	if !errors.Is(err, want) {
		tb.Fatalf("error is %v, want one that is %v", err, want)
	}
}

func same[T comparable](tb testing.TB, what string, got, want T) {
	tb.Helper()
	if got != want {
		tb.Errorf("%s: %v, want %v", what, got, want)
	}
}

// watch writes outlets, by name and host, and projects.
func (b *bed) watch(tb testing.TB, outlets []string, projects ...string) []press.Outlet {
	tb.Helper()
	var w press.Watchlist
	for _, name := range outlets {
		w.Outlets = append(w.Outlets, press.Outlet{Name: name, URL: "https://" + strings.ToLower(name) + ".example/"})
	}
	for _, name := range projects {
		w.Projects = append(w.Projects, press.Project{Name: name, Keywords: []string{"Quartier*"}})
	}
	check(tb, b.SyncFile(tb.Context(), w))
	return must(b.Outlets(tb.Context()))(tb)
}

// claim claims an outlet for a minute.
func (b *bed) claim(tb testing.TB, o press.Outlet) Lease {
	tb.Helper()
	c, ok, err := b.ClaimOutlet(tb.Context(), o.ID, time.Minute)
	check(tb, err)
	if !ok {
		tb.Fatalf("host of %s is held by another", o.Name)
	}
	return c.Lease
}

// list lists addresses at a feed of the outlet.
func (b *bed) list(tb testing.TB, l Lease, o press.Outlet, candidates ...press.Candidate) Listed {
	tb.Helper()
	return must(b.List(tb.Context(), l, Listing{
		OutletID: o.ID, Place: press.Place{Kind: press.PlaceFeed, URL: o.URL + "feed", ReadAt: b.Now()}, Candidates: candidates,
	}))(tb)
}

func (b *bed) pending(tb testing.TB, o press.Outlet) []Page {
	tb.Helper()
	return must(b.Pending(tb.Context(), o.ID, 1000))(tb)
}

func urls(pages []Page) string {
	var list []string
	for _, p := range pages {
		list = append(list, p.URL)
	}
	return strings.Join(list, " ")
}

// dump writes down every row of every table, so that two states can be compared.
func (b *bed) dump(tb testing.TB) string {
	tb.Helper()
	var text strings.Builder
	for _, table := range []string{"counter", "host", "outlet", "project", "digest", "place", "clipping", "version", "review", "page", "change", "visit", "shape", "erased",
		"unmatched", "issue", "issued", "recipient", "delivery", "sketch", "band", "regrouping", "regrouped", "erasure", "refiling", "alert", "alerted", "alert_recipient", "alert_delivery", "published", "feed"} {
		rows, err := b.reader.QueryContext(tb.Context(), "SELECT * FROM "+table+" ORDER BY 1, 2")
		check(tb, err)
		columns := must(rows.Columns())(tb)
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			check(tb, rows.Scan(values...))
			fmt.Fprintf(&text, "%s:", table)
			for _, v := range values {
				fmt.Fprintf(&text, " %v", *v.(*any))
			}
			text.WriteByte('\n')
		}
		check(tb, errors.Join(rows.Err(), rows.Close()))
	}
	return text.String()
}
