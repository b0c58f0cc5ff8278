package search

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/archive/archivetest"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
)

// filed are the articles of the tests: address, title, when it was published.
var filed = []struct{ outlet, path, title, published string }{
	{"Talblick", "a", "Ankunftsquartiere am Hafen", "2026-03-28T23:30:00+01:00"},
	{"Talblick", "b", "Am Kai", "2026-03-29T23:30:00+02:00"}, // the day on which the clock is put forward
	{"Hafenbote", "c", "Am Steg", "2026-03-30T00:10:00+02:00"},
}

// layOut makes an empty archive at an address.
var layOut = archivetest.Copies(func(dsn string) (io.Closer, error) {
	return archive.Open(context.Background(), archive.Options{DSN: dsn})
})

func newSearch(t testing.TB) *Search {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC) }
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	dsn := archivetest.SQLite(t)
	layOut(t, dsn)
	record, err := archive.Open(t.Context(), archive.Options{DSN: dsn, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = record.Close() })
	view, err := index.Open(t.Context(), index.Options{Dir: filepath.Join(dir, "index"), Location: berlin, Log: slog.New(slog.DiscardHandler), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = view.Close() })
	file(t, record)
	if _, err := view.Follow(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	return &Search{Index: view, Archive: record, Location: berlin, Words: 12, Now: now}
}

func file(t testing.TB, record *archive.Archive) {
	t.Helper()
	project := press.Project{Name: "Quartiere", Keywords: []string{"Ankunftsquartier*", "Küchentisch"}}
	list := press.Watchlist{Projects: []press.Project{project}, Outlets: []press.Outlet{
		{Name: "Talblick", URL: "https://talblick.example/"},
		{Name: "Hafenbote", URL: "https://hafenbote.example/", Rights: press.RightsLink},
	}}
	standing, err := match.NewStanding(list.Projects)
	if err == nil {
		err = record.SyncFile(t.Context(), list)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range filed {
		o, err := record.Outlet(t.Context(), f.outlet)
		if err != nil {
			t.Fatal(err)
		}
		c, ok, err := record.ClaimOutlet(t.Context(), o.ID, time.Minute)
		if err != nil || !ok {
			t.Fatalf("claim %s: %v, %v", o.Name, ok, err)
		}
		url := o.URL + f.path
		published, _ := time.Parse(time.RFC3339, f.published)
		a := press.Article{
			URL: url, CanonicalURL: url, Title: f.title, Published: published, Language: "de",
			Text: "Im Haus am Wasser beginnt jeder Morgen am Küchentisch. Dort sitzen die Nachbarn beisammen und reden über den Tag.",
		}
		if _, err := record.List(t.Context(), c.Lease, archive.Listing{OutletID: o.ID, Candidates: []press.Candidate{{URL: url}}}); err != nil {
			t.Fatal(err)
		}
		page, err := record.Page(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		_, err = record.File(t.Context(), c.Lease, archive.Reading{OutletID: o.ID, PageID: page.ID, URL: url, Article: &a, Matches: standing.Match(a, o.Name)})
		if err == nil {
			err = record.Release(t.Context(), c.Lease, c.State)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestFind(t *testing.T) {
	s := newSearch(t)
	for _, c := range []struct {
		request Request
		want    string // titles
	}{
		{Request{Query: ""}, "Am Steg, Am Kai, Ankunftsquartiere am Hafen"},
		{Request{Query: "Küchentisch", From: "2026-03-29", To: "2026-03-29"}, "Am Kai"},
		{Request{Query: "Küchentisch", To: "2026-03-28"}, "Ankunftsquartiere am Hafen"},
		{Request{Query: "Küchentisch", From: "2026-03-30"}, "Am Steg"},
		{Request{Query: "title:Hafen OR title:Kai", Outlets: []string{"Talblick"}}, "Am Kai, Ankunftsquartiere am Hafen"},
		{Request{Query: "Nachbar", Projects: []string{"Anderes"}}, ""},
		{Request{Query: "Nachbar", Verdict: press.VerdictRelevant}, ""},
	} {
		answer, err := s.Find(t.Context(), c.request)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range answer.Hits {
			got = append(got, h.Title)
		}
		if strings.Join(got, ", ") != c.want || answer.Total != len(got) {
			t.Errorf("%+v: %d %v, want %s", c.request, answer.Total, got, c.want)
		}
	}
}

func TestFindPages(t *testing.T) {
	s := newSearch(t)
	var got []string
	next := "1"
	for page := 1; next != ""; page++ {
		answer, err := s.Find(t.Context(), Request{Limit: 2, Page: page, Facets: true})
		if err != nil || len(got) > 3 {
			t.Fatal(err, got)
		}
		for _, h := range answer.Hits {
			got = append(got, h.Title)
		}
		if fmt.Sprint(answer.Facets["outlet"], answer.Facets["month"]) != "[{Talblick 2} {Hafenbote 1}] [{2026-03 3}]" {
			t.Errorf("facets %v", answer.Facets)
		}
		next = answer.Next
	}
	if strings.Join(got, ", ") != "Am Steg, Am Kai, Ankunftsquartiere am Hafen" {
		t.Errorf("pages hold %v", got)
	}
}

func TestHitWithinRights(t *testing.T) {
	s := newSearch(t)
	answer, err := s.Find(t.Context(), Request{Query: "Hafen Küchentisch OR Steg"})
	if err != nil || len(answer.Hits) != 2 {
		t.Fatalf("%v, %+v", err, answer)
	}
	linked, extract := answer.Hits[0], answer.Hits[1]
	if linked.Snippet != "" || linked.Title != "Am Steg" {
		t.Errorf("an outlet that only permits links shows %+v", linked)
	}
	if n := len(strings.Fields(extract.Snippet)); n == 0 || n > s.Words {
		t.Errorf("%d words are shown: %s", n, extract.Snippet)
	}
	var marked []string
	for _, m := range extract.Marks {
		marked = append(marked, extract.Snippet[m.Start:m.End])
	}
	for _, m := range extract.TitleMarks {
		marked = append(marked, extract.Title[m.Start:m.End])
	}
	if fmt.Sprint(marked) != "[Küchentisch Hafen]" {
		t.Errorf("marked %v", marked)
	}
	if p := extract.Projects; len(p) != 1 || p[0].Project != "Quartiere" || fmt.Sprint(p[0].Keywords) != "[Ankunftsquartier* Küchentisch]" || p[0].Tags == nil {
		t.Errorf("projects %+v", p)
	}
}

func TestFindRefuses(t *testing.T) {
	s := newSearch(t)
	var bad *query.Error
	if _, err := s.Find(t.Context(), Request{Query: "Hafen UND"}); !errors.As(err, &bad) {
		t.Errorf("a query that does not parse: %v", err)
	}
	var day *DayError
	if _, err := s.Find(t.Context(), Request{From: "29.3.2026"}); !errors.As(err, &day) || day.Value != "29.3.2026" {
		t.Errorf("a day that is none: %v", err)
	}
}

func TestFindForPrint(t *testing.T) {
	s := newSearch(t)
	marked := func(r Request) string {
		found, err := s.Find(t.Context(), r)
		if err != nil || len(found.Hits) != 2 || len(found.Texts) != 0 {
			t.Fatalf("%d hits, %d texts, %v", len(found.Hits), len(found.Texts), err)
		}
		h := found.Hits[0]
		if len(h.Marks) == 0 {
			t.Fatalf("nothing is marked in %q", h.Snippet)
		}
		return h.Snippet[h.Marks[0].Start:h.Marks[0].End]
	}
	r := Request{Query: "Nachbarn", Outlets: []string{"Talblick"}}
	if got := marked(r); got != "Nachbarn" {
		t.Errorf("a search marks %q", got)
	}
	if r.Printed = true; marked(r) != "Küchentisch" {
		t.Error("what is printed is not shown by what it was filed for")
	}
}
