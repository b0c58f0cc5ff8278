package visit

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/archive/archivetest"
	"pressclip/internal/fetch"
	"pressclip/internal/match"
	"pressclip/internal/press"
)

// Whatever an outlet does to its articles, after every visit each that matches has exactly one clipping, and no clipping
// ever had the words of two.
func TestHistories(t *testing.T) {
	n := 80
	if os.Getenv("PRESSCLIP_TEST_LONG") != "" {
		n = 5000
	}
	t.Run("sqlite", func(t *testing.T) {
		histories(t, "sqlite:"+filepath.Join(t.TempDir(), "archive.db"), n)
	})
	t.Run("postgres", func(t *testing.T) { histories(t, archivetest.Postgres(t), n/10) })
}

// papers are on one server, with one archive and a clock that only the test moves.
type papers struct {
	*testing.T
	record  *archive.Archive
	visitor *Visitor
	now     time.Time
	serving sync.Mutex // held by whoever looks at the paper or changes it
	current *paper
	last    int64 // clipping of the papers before this one

	clippings, matching int
}

func histories(t *testing.T, dsn string, n int) {
	w := &papers{T: t, now: time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.serving.Lock()
		defer w.serving.Unlock()
		w.current.serve(rw, r.URL.Path)
	}))
	defer server.Close()
	clock := func() time.Time { return w.now }
	var err error
	if w.record, err = archive.Open(t.Context(), archive.Options{DSN: dsn, Now: clock}); err != nil {
		t.Fatal(err)
	}
	defer w.record.Close()
	list := press.Watchlist{Projects: []press.Project{{Name: "Quartiere", Keywords: []string{"Ankunftsquartier*"}}}}
	for i := range n {
		list.Outlets = append(list.Outlets, press.Outlet{
			Name: fmt.Sprintf("Blatt %d", i), URL: fmt.Sprintf("%s/p%d/", server.URL, i), Feeds: []string{fmt.Sprintf("%s/p%d/feed.xml", server.URL, i)},
		})
	}
	if err := w.record.SyncFile(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	standing, err := match.NewStanding(list.Projects)
	if err != nil {
		t.Fatal(err)
	}
	w.visitor = &Visitor{
		Archive: w.record, Now: clock, Standing: standing, Log: slog.New(slog.DiscardHandler), Keep: true,
		Client: fetch.New(fetch.Options{
			Now: clock, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
			Wait: func(context.Context, time.Duration) error { return nil },
		}),
		Next: func(_ press.Outlet, t time.Time) time.Time { return t.Add(time.Hour) },
	}
	defer w.visitor.Client.Close()
	outlets, err := w.record.Outlets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, o := range outlets {
		var seed uint64
		if _, err := fmt.Sscanf(o.Name, "Blatt %d", &seed); err != nil {
			t.Fatal(err)
		}
		w.serving.Lock()
		w.current = newPaper(seed, server.URL, w.now)
		w.serving.Unlock()
		if !w.history(o) {
			failed++
		}
		for _, a := range w.current.articles {
			if a.known && a.matches {
				w.matching++
			}
		}
		all, err := w.record.ClippingsAfter(t.Context(), w.last, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) > 0 {
			w.last = all[len(all)-1].ID
			w.clippings += len(all)
		}
	}
	t.Logf("%d histories, %d visits, %d clippings of %d articles that match; %d histories failed", n, 6*n, w.clippings, w.matching, failed)
}

// history makes some visits at an outlet and says whether the record was true after each.
func (w *papers) history(o press.Outlet) bool {
	for visits := range 6 {
		if visits > 0 {
			w.serving.Lock()
			w.now = w.now.Add(w.current.pass())
			w.serving.Unlock()
		}
		claimed, ok, err := w.record.ClaimOutlet(w.Context(), o.ID, LeaseLength)
		if err != nil || !ok {
			w.Fatalf("claim: %v, %v", ok, err)
		}
		if _, err := w.visitor.Visit(w.Context(), claimed, nil); err != nil {
			w.Fatal(err)
		}
		for _, a := range w.current.listing {
			a.known = true
			if a.path == w.current.shared && w.current.group == "ticker" {
				for _, b := range w.current.articles { // the page itself is known with its reports
					b.known = b.known || b.path == w.current.shared && !b.shares
				}
			}
		}
		if wrong := w.wrong(o); wrong != "" {
			p := w.current
			w.Errorf("%s, visit %d, change %d, group %q, declares %q, dates %q: %s\n%s", o.Name, visits+1, p.only, p.group, p.declares, p.dates, wrong, strings.Join(p.log, "\n"))
			return false
		}
	}
	return true
}

var marks = regexp.MustCompile(`Kennung\w+`)

// wrong says what is not as it should be in the record of the outlet.
func (w *papers) wrong(o press.Outlet) string {
	clippings, err := w.record.ClippingsAfter(w.Context(), w.last, 100)
	if err != nil {
		w.Fatal(err)
	}
	found := map[string]int{}
	for _, c := range clippings {
		if c.Outlet.Name != o.Name {
			return "a clipping of " + c.Outlet.Name
		}
		texts := []string{c.Article.Text}
		versions, err := w.record.Versions(w.Context(), c.ID)
		if err != nil {
			w.Fatal(err)
		}
		for _, v := range versions {
			texts = append(texts, v.Text)
		}
		all := map[string]bool{}
		for _, m := range marks.FindAllString(strings.Join(texts, " "), -1) {
			all[m] = true
		}
		if len(all) != 1 {
			return fmt.Sprintf("clipping %s is of %d articles", c.Article.URL, len(all))
		}
		found[marks.FindString(c.Article.Text)]++
	}
	for _, a := range w.current.articles {
		want := 0
		if a.known && a.matches {
			want = 1
		}
		if got := found[a.mark]; got != want {
			return fmt.Sprintf("article %d at %s has %d clippings, want %d", a.n, a.path, got, want)
		}
	}
	return ""
}
