package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/archive/archivetest"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/search"
)

// berlin is where the days of the tests begin; winter time, so that no zone file is needed.
var berlin = time.FixedZone("CET", 3600)

// morning is the moment at which the tests look at the page.
var morning = time.Date(2026, 11, 22, 8, 20, 0, 0, berlin)

// world is a page on a real archive and a real index, with a clock that stands still.
type world struct {
	t       *testing.T
	archive *archive.Archive
	index   *index.Index
	search  *search.Search
	now     time.Time
	site    http.Handler
	visits  []string // outlets that somebody wanted visited
	keep    bool     // what matches nothing is kept
}

// layOut makes an empty archive at an address.
var layOut = archivetest.Copies(func(dsn string) (io.Closer, error) {
	return archive.Open(context.Background(), archive.Options{DSN: dsn})
})

func newWorld(t *testing.T, change ...func(*Options)) *world {
	t.Helper()
	w := &world{t: t, now: morning}
	ctx, dir := t.Context(), t.TempDir()
	now := func() time.Time { return w.now }
	dsn := archivetest.SQLite(t)
	layOut(t, dsn)
	var err error
	if w.archive, err = archive.Open(ctx, archive.Options{DSN: dsn, Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.archive.Close() })
	if w.index, err = index.Open(ctx, index.Options{Dir: filepath.Join(dir, "index"), Location: berlin, Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.index.Close() })
	w.search = &search.Search{Index: w.index, Archive: w.archive, Location: berlin, Words: 30, Now: now}
	o := Options{
		Archive: w.archive, Search: w.search,
		Language: "de", Location: berlin, Now: now, Log: slog.New(slog.NewTextHandler(testLog{t}, nil)),
		VisitNow: w.visitNow,
	}
	for _, c := range change {
		c(&o)
	}
	if w.site, err = New(o); err != nil {
		t.Fatal(err)
	}
	return w
}

// testLog keeps the log beside the test that made it.
type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

func (w *world) visitNow(ctx context.Context, outlet string) error {
	if _, err := w.archive.Outlet(ctx, outlet); err != nil {
		return err
	}
	w.visits = append(w.visits, outlet)
	return nil
}

// watchlist is what the tests watch.
func watchlist() press.Watchlist {
	return press.Watchlist{
		Outlets: []press.Outlet{
			{Name: "Elbblatt", URL: "https://www.elbblatt.example/", Schedule: "*/20 * * * *"},
			{Name: "Mainpost am Morgen", URL: "https://mainpost.example/", Schedule: "*/20 * * * *"},
			{Name: "Viertel & Stadt", URL: "https://viertel.example/", Rights: press.RightsLink},
			{Name: "Küstenfunk", URL: "https://kueste.example/", Medium: press.MediumRadio},
		},
		Projects: []press.Project{
			{Name: "Ankunftsquartiere", Keywords: []string{"Ankunftsquartier*", "Ankunftsort*", `"Wir mischen die Quartiere auf"`}, Exclude: []string{"Immobilienanzeige"}},
			{Name: "Wohnen & Teilhabe", Keywords: []string{"Nachbarschaft*", "Teilhabe"}},
		},
		Digests: []press.Digest{{
			Name: "Wochenüberblick", Schedule: "0 7 * * MON", Projects: []string{"Ankunftsquartiere"},
			To: []press.Recipient{{Address: "team@example.org", List: true}},
		}},
	}
}

// watch puts the watchlist into the archive.
func (w *world) watch() {
	w.t.Helper()
	if _, err := w.archive.Adopt(w.t.Context(), watchlist()); err != nil {
		w.t.Fatal(err)
	}
}

// told is an article as a test tells it.
type told struct {
	outlet, path, title, lead, text string
	age                             time.Duration
	authors                         []string
	paywalled, partial, backfill    bool
	terms                           press.Terms
	evidence                        *archive.Evidence
}

// press is a morning's coverage.
func coverage() []told {
	return []told{
		{outlet: "Elbblatt", path: "ankommen", age: 68 * time.Minute, authors: []string{"Redaktion Berlin"}, paywalled: true,
			title: "Wo Ankommen gelingt: Was neue Ankunftsquartiere von alten lernen können",
			lead:  "„Orte des Ankommens entstehen nicht am Reißbrett“, sagt die neue Studie über Ankunftsorte.",
			text:  "In drei Ankunftsquartieren hat ihr Team Nachbarinnen und Nachbarn begleitet. Überall begann es an einem Küchentisch."},
		{outlet: "Mainpost am Morgen", path: "fachtag", age: 110 * time.Minute,
			title: "„Wir mischen die Quartiere auf“: Fachtag sucht Rezepte gegen das Nebeneinander",
			lead:  "Rund 80 Gäste sprachen im Alten Schlachthof darüber, wie Nachbarschaften zueinander finden.",
			text:  "Am Ende stand eine Liste mit vierzehn Vorschlägen, über die der Rat im Januar berät."},
		{outlet: "Viertel & Stadt", path: "gueterbahnhof", age: 145 * time.Minute, authors: []string{"E. Lind", "J. Peters", "U. Kuhn", "T. Berg"},
			title: "Wohnungsmarkt: Stadt plant ein Ankunftsquartier am Güterbahnhof",
			lead:  "Bis 2031 sollen dort neunhundert Wohnungen entstehen.", text: "Die Verwaltung spricht von Teilhabe von Anfang an."},
		{outlet: "Küstenfunk", path: "zweiter-blick", age: 19 * time.Hour, partial: true,
			title: "Zweiter Blick: Wie ein Viertel sich neu erzählt und dabei seine Nachbarschaftsinitiativen, das Straßenbahnbetriebshofgelände und die Wohnungsbaugenossenschaft einbezieht",
			lead:  "Früher galt es als Endstation. Heute kommen Delegationen, um zu lernen, wie ein Ankunftsort entsteht.", text: "Die Nachbarschaft hat daran mitgeschrieben."},
		{outlet: "Elbblatt", path: "rueckblick", age: 130 * 24 * time.Hour, backfill: true,
			title: "Rückblick: Das erste Ankunftsquartier der Stadt wird dreißig", lead: "Ein Spaziergang durch drei Jahrzehnte.", text: "Die Bäume sind groß geworden."},
		{outlet: "Mainpost am Morgen", path: "wetter", age: 30 * time.Minute,
			title: "Nebel am Morgen, Sonne am Nachmittag", lead: "Der Sonntag bleibt trocken.", text: "Erst am Dienstag zieht Regen auf."},
	}
}

// read has everything visited: what is told is listed, read, matched and filed as a visit would, and the index follows.
func (w *world) read(stories []told) {
	w.t.Helper()
	ctx := w.t.Context()
	projects, err := w.archive.Projects(ctx)
	w.must(err)
	standing, err := match.NewStanding(projects)
	w.must(err)
	outlets, err := w.archive.Outlets(ctx)
	w.must(err)
	for _, o := range outlets {
		w.visit(o, standing, stories, press.Visit{Outlet: o.Name, OK: true})
	}
	_, err = w.index.Follow(ctx, w.archive)
	w.must(err)
}

// visit files what an outlet tells and records the visit.
func (w *world) visit(o press.Outlet, standing *match.Standing, stories []told, v press.Visit) {
	w.t.Helper()
	ctx := w.t.Context()
	claimed, ok, err := w.archive.ClaimOutlet(ctx, o.ID, time.Minute)
	if err != nil || !ok {
		w.t.Fatalf("claim %s: %t %v", o.Name, ok, err)
	}
	for _, s := range stories {
		if s.outlet != o.Name {
			continue
		}
		a := s.article(o, w.now)
		_, err := w.archive.List(ctx, claimed.Lease, archive.Listing{
			OutletID: o.ID, Place: press.Place{Kind: press.PlaceFeed, URL: o.URL + "feed", ReadAt: w.now}, Candidates: []press.Candidate{{URL: a.URL, Title: a.Title}},
		})
		w.must(err)
		page, err := w.archive.Page(ctx, a.URL)
		w.must(err)
		filed, err := w.archive.File(ctx, claimed.Lease, archive.Reading{
			OutletID: o.ID, PageID: page.ID, Article: &a, Partial: s.partial, Matches: standing.Match(a, o.Name), Backfill: s.backfill, Keep: w.keep,
			Terms: s.terms, Evidence: s.evidence,
		})
		w.must(err)
		v.Found, v.New = v.Found+1, v.New+1
		if filed.New {
			v.Clipped++
		}
	}
	v.Started, v.Ended = w.now.Add(-time.Minute), w.now
	w.must(w.archive.FinishVisit(ctx, claimed.Lease, archive.Visited{
		OutletID: o.ID, Visit: v, NextDue: w.now.Add(20 * time.Minute), State: claimed.State,
	}))
}

func (s told) article(o press.Outlet, now time.Time) press.Article {
	a := press.Article{
		URL: o.URL + s.path, Site: o.Name, Title: s.title, Lead: s.lead, Text: s.lead + "\n" + s.text, Authors: s.authors,
		Published: now.Add(-s.age), Language: "de",
	}
	if s.paywalled {
		a.Paywalled = &s.paywalled
	}
	return a
}

// fail records visits that could read nothing, for the same reason everywhere.
func (w *world) fail(code press.FaultCode) {
	w.t.Helper()
	outlets, err := w.archive.Outlets(w.t.Context())
	w.must(err)
	for _, o := range outlets {
		w.visit(o, nil, nil, press.Visit{Outlet: o.Name, Faults: []press.Fault{{Code: code, URL: o.URL}}})
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// get asks for an address as a browser on this machine does.
func (w *world) get(address string, header ...string) *httptest.ResponseRecorder {
	return w.do(httptest.NewRequest(http.MethodGet, address, nil), header...)
}

// post sends a form from the page itself.
func (w *world) post(address string, form url.Values, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.do(r, header...)
}

func (w *world) do(r *http.Request, header ...string) *httptest.ResponseRecorder {
	r.RemoteAddr, r.Host = "127.0.0.1:40000", "localhost:8080"
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	w.site.ServeHTTP(answer, r)
	return answer
}

// page asks for an address that must answer with a page, and returns it.
func (w *world) page(address string, header ...string) string {
	w.t.Helper()
	answer := w.get(address, header...)
	if answer.Code != http.StatusOK {
		w.t.Fatalf("GET %s: status %d\n%s", address, answer.Code, answer.Body)
	}
	return answer.Body.String()
}

// has checks that a page holds all of these; lacks, that it holds none.
func has(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, s := range wanted {
		if !strings.Contains(page, s) {
			t.Errorf("%q is missing in:\n%s", s, page)
		}
	}
}

func lacks(t *testing.T, page string, unwanted ...string) {
	t.Helper()
	for _, s := range unwanted {
		if strings.Contains(page, s) {
			t.Errorf("%q should not be in:\n%s", s, page)
		}
	}
}
