package search

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/query"
)

// keep has an outlet read articles that match nothing, one a minute from 2026-05-01 on.
func keep(t *testing.T, s *Search, outlet string, titles ...string) {
	t.Helper()
	ctx, record := t.Context(), s.Archive
	o, err := record.Outlet(ctx, outlet)
	if err != nil {
		t.Fatal(err)
	}
	c, ok, err := record.ClaimOutlet(ctx, o.ID, time.Hour)
	if err != nil || !ok {
		t.Fatalf("claim: %v, %v", ok, err)
	}
	for i, title := range titles {
		url := fmt.Sprintf("%sohne/%d", o.URL, i)
		if _, err := record.List(ctx, c.Lease, archive.Listing{OutletID: o.ID, Candidates: []press.Candidate{{URL: url}}}); err != nil {
			t.Fatal(err)
		}
		page, err := record.Page(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		a := press.Article{URL: url, Title: title, Text: "Am Hafen ist es still. Ein langer Satz sagt nicht viel.", Published: time.Date(2026, 4, 30, 22, i, 0, 0, time.UTC)}
		if _, err := record.File(ctx, c.Lease, archive.Reading{OutletID: o.ID, PageID: page.ID, URL: url, Article: &a, Keep: true}); err != nil {
			t.Fatal(err)
		}
	}
	if err := record.Release(ctx, c.Lease, c.State); err != nil {
		t.Fatal(err)
	}
}

func titles(hits []press.Hit) string {
	var all []string
	for _, h := range hits {
		all = append(all, h.Title)
	}
	return strings.Join(all, ", ")
}

func TestTry(t *testing.T) {
	s := newSearch(t)
	keep(t, s, "Talblick", "Regen im Mai", "Der Hafen ruht")
	keep(t, s, "Hafenbote", "Hafen und Regen")
	for _, c := range []struct {
		query   string
		project *press.Project
		want    string
	}{
		{"Hafen", nil, "1 of 3 clippings, 0 inside: Ankunftsquartiere am Hafen | 3 of 3 kept: Hafen und Regen, Der Hafen ruht, Regen im Mai"},
		{"Hafen", &press.Project{Name: "Quartiere"}, "1 of 3 clippings, 1 inside: Ankunftsquartiere am Hafen | 3 of 3 kept: Hafen und Regen, Der Hafen ruht, Regen im Mai"},
		{"Hafen", &press.Project{Name: "Neu", Exclude: []string{"Regen"}}, "1 of 3 clippings, 0 inside: Ankunftsquartiere am Hafen | 1 of 3 kept: Der Hafen ruht"},
		{"Hafen OR Steg", &press.Project{Name: "Neu", Outlets: []string{"Hafenbote"}}, "1 of 1 clippings, 0 inside: Am Steg | 1 of 1 kept: Hafen und Regen"},
		{"title:Regen", nil, "0 of 3 clippings, 0 inside:  | 2 of 3 kept: Hafen und Regen, Regen im Mai"},
	} {
		r, err := s.Try(t.Context(), TryRequest{Query: c.query, Project: c.project})
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%d of %d clippings, %d inside: %s | %d of %d kept: %s", r.Found, r.Clippings, r.Inside, titles(r.Hits), r.Kept.Found, r.Kept.Tried, titles(r.Kept.Hits))
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.query, got, c.want)
		}
		if !r.Kept.Next.Seen.IsZero() || r.Kept.All != 3 {
			t.Errorf("%s: next %+v of %d", c.query, r.Kept.Next, r.Kept.All)
		}
	}
	r, err := s.Try(t.Context(), TryRequest{Query: "Hafen"})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(r.Outlets, r.Months, r.Filed); got != "[{Talblick 3} {Hafenbote 1}] [{2026-05 3} {2026-03 1}] map[2026-03:true]" {
		t.Errorf("facets %s", got)
	}
	linked := r.Kept.Hits[0]
	if linked.Snippet != "" || r.Kept.Hits[1].Snippet == "" || len(r.Kept.Hits[1].Marks) == 0 || linked.ID != 0 || len(linked.TitleMarks) != 1 {
		t.Errorf("rights: %+v", r.Kept.Hits[:2])
	}
	var bad *query.Error
	for _, q := range []string{"", "(Hafen"} {
		if _, err := s.Try(t.Context(), TryRequest{Query: q}); !errors.As(err, &bad) {
			t.Errorf("%q: %v", q, err)
		}
	}
}

// A trial stops when its time is up, says how far it came, and goes on from there.
func TestTryIsBounded(t *testing.T) {
	s := newSearch(t)
	many := make([]string, 2*tryBatch+5)
	for i := range many {
		many[i] = fmt.Sprint("Hafen ", i)
	}
	keep(t, s, "Talblick", many...)
	began := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	s.Now = func() time.Time { began = began.Add(Patience); return began }
	r, err := s.Try(t.Context(), TryRequest{Query: "Hafen"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Kept.Tried != tryBatch || r.Kept.All != len(many) || len(r.Kept.Hits) != keptLimit || r.Kept.Hits[0].Title != "Hafen 204" || r.Found != 1 {
		t.Errorf("first: %d of %d, %d found", r.Kept.Tried, r.Kept.All, r.Found)
	}
	tried, rounds := r.Kept.Tried, 1
	for r.Kept.Next != (Place{}) && rounds < 9 {
		if r, err = s.Try(t.Context(), TryRequest{Query: "Hafen", Before: r.Kept.Next, KeptOnly: true}); err != nil {
			t.Fatal(err)
		}
		tried, rounds = tried+r.Kept.Tried, rounds+1
		if r.Found != 0 || len(r.Hits) != 0 {
			t.Errorf("the archive is asked again: %+v", r.Hits)
		}
	}
	if tried != len(many) || rounds != 3 {
		t.Errorf("%d of %d tried in %d rounds", tried, len(many), rounds)
	}
}
