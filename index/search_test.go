package index_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pressclip/index"
	"pressclip/internal/press"
	"pressclip/internal/query"
)

func word(term string) query.In {
	return query.In{Fields: []query.Field{query.FieldTitle, query.FieldText}, Spans: query.Term(term)}
}

// of is one plan whatever the chain.
func of(p query.Plan) func(string) query.Plan { return func(string) query.Plan { return p } }

func small() *record {
	r := &record{}
	r.file(
		clipping(1, "2026-01-31 23:30", "Saale-Bote", "Turm", "turm kran boot boot",
			review("Hafen", press.VerdictRelevant), review("Stadt", press.VerdictIrrelevant)),
		clipping(2, "2026-02-01 00:30", "Saale-Bote", "Boot", "kran", review("Hafen", press.VerdictIrrelevant)),
		clipping(3, "2026-02-14 08:00", "Elbpresse", "Rathaus", "boot und kran und turm", review("Stadt", press.VerdictNew)),
		clipping(4, "2025-12-24 18:00", "Elbpresse", "Markt", "turm turm turm boot", review("Hafen", press.VerdictNew)),
	)
	return r
}

func TestSearch(t *testing.T) {
	ix := open(t, t.TempDir())
	follow(t, ix, small())
	for _, test := range []struct {
		name    string
		request index.Request
		want    []int64
	}{
		{"everything, newest first", index.Request{}, []int64{3, 2, 1, 4}},
		{"a word in title or text", index.Request{Plan: of(word("boot"))}, []int64{3, 2, 1, 4}},
		{"a word in one field", index.Request{Plan: of(query.In{Fields: []query.Field{query.FieldTitle}, Spans: query.Term("boot")})}, []int64{2}},
		{"all", index.Request{Plan: of(query.All{word("boot"), word("turm")})}, []int64{3, 1, 4}},
		{"any", index.Request{Plan: of(query.Any{word("rathaus"), word("markt")})}, []int64{3, 4}},
		{"not alone", index.Request{Plan: of(query.Not{Plan: word("turm")})}, []int64{2}},
		{"not below any", index.Request{Plan: of(query.Any{word("markt"), query.Not{Plan: word("turm")}})}, []int64{2, 4}},
		{"no plan in any", index.Request{Plan: of(query.Any{})}, nil},
		{"outlets, one of them", index.Request{Outlets: []string{"Elbpresse", "Nirgends"}}, []int64{3, 4}},
		{"projects, one of them", index.Request{Projects: []string{"Stadt", "Hafen"}}, []int64{3, 2, 1, 4}},
		{"project and outlet", index.Request{Projects: []string{"Hafen"}, Outlets: []string{"Elbpresse"}}, []int64{4}},
		{"verdict: relevant in one is enough", index.Request{Verdict: press.VerdictRelevant}, []int64{1}},
		{"verdict: irrelevant in all", index.Request{Verdict: press.VerdictIrrelevant}, []int64{2}},
		{"verdict in a project", index.Request{Verdict: press.VerdictIrrelevant, Projects: []string{"Stadt"}}, []int64{1}},
		{"verdict in another project", index.Request{Verdict: press.VerdictRelevant, Projects: []string{"Stadt"}}, nil},
		{"from, included", index.Request{From: at("2026-02-01 00:30")}, []int64{3, 2}},
		{"to, not included", index.Request{To: at("2026-02-01 00:30")}, []int64{1, 4}},
		{"from and to in one month", index.Request{From: at("2026-02-02 00:00"), To: at("2026-02-15 00:00")}, []int64{3}},
		{"from and to over months", index.Request{From: at("2025-12-01 00:00"), To: at("2026-02-01 00:00")}, []int64{1, 4}},
		{"from after to", index.Request{From: at("2026-03-01 00:00"), To: at("2026-01-01 00:00")}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.request.Limit = 10
			result := search(t, ix, test.request)
			expectIDs(t, test.name, result, test.want...)
			if result.Total != len(test.want) || result.Capped || result.Incomplete || result.TotalIsMinimum {
				t.Errorf("got %+v", result)
			}
		})
	}
}

func TestRelevance(t *testing.T) {
	ix := open(t, t.TempDir())
	follow(t, ix, small())
	result := search(t, ix, index.Request{Plan: of(word("turm")), Sort: index.SortRelevance, Limit: 10})
	expectIDs(t, "a title is short, repetition counts", result, 1, 4, 3)
	for i, h := range result.Hits[1:] {
		if h.Score <= 0 || h.Score > result.Hits[i].Score {
			t.Errorf("scores do not fall: %+v", result.Hits)
		}
	}
	same := search(t, ix, index.Request{Plan: of(word("turm")), Limit: 10})
	for _, h := range same.Hits {
		if i := slices.IndexFunc(result.Hits, func(o index.Hit) bool { return o.ID == h.ID }); result.Hits[i] != h {
			t.Errorf("newest first: got %+v, want %+v", h, result.Hits[i])
		}
	}
	nothing := search(t, ix, index.Request{Sort: index.SortRelevance, Limit: 10})
	expectIDs(t, "nothing to score: newest first", nothing, 3, 2, 1, 4)
	second := search(t, ix, index.Request{Plan: of(word("turm")), Sort: index.SortRelevance, Offset: 1, Limit: 1})
	expectIDs(t, "second page", second, 4)
}

func TestFacets(t *testing.T) {
	ix := open(t, t.TempDir())
	follow(t, ix, small())
	got := search(t, ix, index.Request{Plan: of(word("turm")), Facets: true}).Facets
	want := map[string][]index.Count{
		index.FacetProject: {{Value: "Hafen", Count: 2}, {Value: "Stadt", Count: 2}},
		index.FacetOutlet:  {{Value: "Elbpresse", Count: 2}, {Value: "Saale-Bote", Count: 1}},
		index.FacetMonth:   {{Value: "2026-02", Count: 1}, {Value: "2026-01", Count: 1}, {Value: "2025-12", Count: 1}},
	}
	for name, counts := range want {
		if !slices.Equal(got[name], counts) {
			t.Errorf("%s: got %v, want %v", name, got[name], counts)
		}
	}
}

// The count of a value is what one finds who then filters by it.
func TestFacetsCountWhatTheirFilterFinds(t *testing.T) {
	r := &record{}
	w := newWriter(3)
	for id := range int64(300) {
		c := w.clipping(id+1, 1)
		if behind := id%3 == 0; id%4 > 0 {
			c.Article.Paywalled = &behind
		}
		if id%5 == 0 {
			c.Article.Language = "en"
		}
		r.file(c)
	}
	ix := open(t, t.TempDir())
	follow(t, ix, r)
	ask := func(r index.Request, facet, value string) index.Request {
		switch facet {
		case index.FacetProject:
			r.Projects = []string{value}
		case index.FacetOutlet:
			r.Outlets = []string{value}
		case index.FacetVerdict:
			r.Verdict = press.Verdict(value)
		case index.FacetPaywall:
			r.Paywall = press.Paywall(value)
		case index.FacetMonth:
			r.From = at(value + "-01 00:00")
			r.To = r.From.AddDate(0, 1, 0)
		}
		return r
	}
	for name, request := range map[string]index.Request{
		"everything":              {},
		"words":                   {Plan: of(word("museum"))},
		"a project":               {Projects: projects[:1]},
		"two projects":            {Projects: projects[:2]},
		"a verdict":               {Verdict: press.VerdictRelevant},
		"a verdict in a project":  {Projects: projects[1:2], Verdict: press.VerdictIrrelevant},
		"a verdict in one of two": {Projects: projects[:2], Verdict: press.VerdictNew},
		"a paywall":               {Paywall: press.PaywallYes, Plan: of(word("museum"))},
		"none that is known":      {Paywall: press.PaywallUnknown, Outlets: outlets[:2]},
	} {
		request.Facets = true
		counted := search(t, ix, request)
		if counted.Total == 0 || len(counted.Facets) != 5 {
			t.Errorf("%s: %d found, facets %v", name, counted.Total, counted.Facets)
		}
		for facet, counts := range counted.Facets {
			if len(counts) == 0 {
				t.Errorf("%s: no %s", name, facet)
			}
			for _, c := range counts {
				if facet == index.FacetProject && len(request.Projects) > 0 && !slices.Contains(request.Projects, c.Value) {
					continue // which is in both: no filter asks for that
				}
				if found := search(t, ix, ask(request, facet, c.Value)); found.Total != c.Count {
					t.Errorf("%s: %d counted of %s %s, %d found", name, c.Count, facet, c.Value, found.Total)
				}
			}
		}
	}
}

func TestPages(t *testing.T) {
	r := &record{}
	w := newWriter(1)
	for id := range int64(700) {
		r.file(w.clipping(id+1, 2))
	}
	ix := open(t, t.TempDir())
	follow(t, ix, r)
	want := r.clippings()
	slices.SortFunc(want, func(a, b press.Clipping) int {
		return cmp.Or(b.Date().Compare(a.Date()), cmp.Compare(b.ID, a.ID))
	})
	var got []int64
	for offset := 0; offset < 750; offset += 37 {
		result := search(t, ix, index.Request{Offset: offset, Limit: 37})
		if result.Total != 700 {
			t.Fatalf("total %d", result.Total)
		}
		got = append(got, ids(result)...)
	}
	if len(got) != len(want) {
		t.Fatalf("got %d hits, want %d", len(got), len(want))
	}
	for i, c := range want {
		if got[i] != c.ID {
			t.Fatalf("hit %d: got clipping %d, want %d", i, got[i], c.ID)
		}
	}
	if none := search(t, ix, index.Request{}); none.Total != 700 || len(none.Hits) != 0 || none.Hits == nil {
		t.Errorf("limit 0: %d of %d hits", len(none.Hits), none.Total)
	}
}

func TestSearchStopsWithItsContext(t *testing.T) {
	ix := open(t, t.TempDir())
	follow(t, ix, small())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ix.Search(ctx, index.Request{Plan: of(word("boot"))}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestBounds: what has to be read is read month by month, newest first, until enough is found.
func TestBounds(t *testing.T) {
	r := &record{}
	for id := range int64(60) {
		text := "boot kran"
		if id%3 == 0 {
			text = "kran boot"
		}
		date := at("2025-01-15 08:00").AddDate(0, int(id/10), 0).Format("2006-01-02 15:04")
		r.file(clipping(id+1, date, "Elbpresse", "Hafen", text, review("Stadt", press.VerdictNew)))
	}
	ix := open(t, t.TempDir())
	follow(t, ix, r)
	phrase := of(query.In{Fields: []query.Field{query.FieldText}, Spans: query.Sequence{query.Prefix("^kran"), query.Term("boot")}})
	phrases := func(chain string) query.Plan { return query.Any(slices.Repeat([]query.Plan{phrase(chain)}, 17)) }
	for _, test := range []struct {
		name                 string
		anyway, most, enough int
		request              index.Request
		total                int
		minimum              bool
		first, last          int64
	}{
		{"few", 60, 60, 1, index.Request{Plan: phrase, Limit: 100}, 20, false, 58, 1},
		{"enough after two months", 5, 60, 5, index.Request{Plan: phrase, Limit: 5}, 6, true, 58, 46},
		{"the page asks for more", 5, 60, 5, index.Request{Plan: phrase, Offset: 5, Limit: 4}, 10, true, 43, 34},
		{"too many", 5, 30, 60, index.Request{Plan: phrase, Limit: 100}, 10, true, 58, 31},
		{"many phrases", 5, 60, 60, index.Request{Plan: phrases, Limit: 100}, 10, true, 58, 31},
		{"the whole", 5, 30, 60, index.Request{Plan: phrase, Whole: true}, 20, false, 58, 1},
		{"not", 5, 20, 5, index.Request{Plan: func(chain string) query.Plan { return query.Not{Plan: phrase(chain)} }, Limit: 9}, 14, true, 60, 48},
	} {
		index.Bound(ix, test.anyway, test.most, test.enough)
		result := search(t, ix, test.request)
		got := ids(result)
		if result.Total != test.total || result.TotalIsMinimum != test.minimum || got[0] != test.first || got[len(got)-1] != test.last {
			t.Errorf("%s: %d, minimum %v: %v", test.name, result.Total, result.TotalIsMinimum, got)
		}
	}
}

func TestTooManyTermsAreCapped(t *testing.T) {
	r := &record{}
	for id := range int64(5) {
		text := ""
		for n := range 4000 {
			text += " zug" + string(rune('a'+id)) + letters(n)
		}
		r.file(clipping(id+1, "2026-02-14 08:00", "Elbpresse", "Züge", text, review("Stadt", press.VerdictNew)))
	}
	ix := open(t, t.TempDir())
	follow(t, ix, r)
	in := func(s query.Spans) query.Plan { return query.In{Fields: []query.Field{query.FieldText}, Spans: s} }
	for name, s := range map[string]query.Spans{
		"prefix":  query.Prefix("^zug"),
		"pattern": query.Pattern{Mark: "^", Infix: "ug"},
	} {
		if result := search(t, ix, index.Request{Plan: of(in(s)), Limit: 9}); !result.Capped || result.Total == 0 {
			t.Errorf("%s: %d hits, capped %v", name, result.Total, result.Capped)
		}
	}
	if result := search(t, ix, index.Request{Plan: of(in(query.Prefix("^zuga"))), Limit: 9}); result.Capped || result.Total != 1 {
		t.Errorf("narrow prefix: %+v", result)
	}
}

func letters(n int) string {
	return string([]rune{rune('a' + n/1000), rune('a' + n/100%10), rune('a' + n/10%10), rune('a' + n%10)})
}

func TestDatesFarAway(t *testing.T) {
	r := &record{}
	for id, date := range []time.Time{{}, time.Unix(0, 0), at("1962-05-01 00:00"), at("9999-01-01 00:00")} {
		c := clipping(int64(id+1), "2026-01-01 00:00", "Elbpresse", "Boot", "boot", review("Stadt", press.VerdictNew))
		c.Article.Published, c.FirstSeen = date, date
		r.file(c)
	}
	ix := open(t, t.TempDir())
	follow(t, ix, r)
	expectIDs(t, "newest first", search(t, ix, index.Request{Limit: 10}), 4, 2, 3, 1)
}

// A clipping whose text was dropped is found by its headline, and searches say how many there are within their filters.
func TestDroppedTexts(t *testing.T) {
	r := &record{}
	for id, day := range []string{"2024-03-01", "2024-05-02", "2025-01-01", "2026-01-01"} {
		outlet := "Elbblatt"
		if id == 1 {
			outlet = "Talblick"
		}
		c := clipping(int64(id+1), day+" 08:00", outlet, "Kopfzeile", "Das Wort steht im Text.", review("P", press.VerdictNew))
		r.file(c)
		if id < 3 {
			c.Article.Text, c.Article.Lead, c.DroppedAt = "", "", at("2026-02-01 08:00")
			c.Shown.Text = "Das Wort"
			r.file(c)
		}
	}
	ix := open(t, t.TempDir())
	follow(t, ix, r)
	expectEqual(t, ix, r)
	wort := index.Request{Plan: of(word("wort")), Limit: 10, Dropped: true}
	for _, c := range []struct {
		what  string
		with  func(*index.Request)
		count int
		last  string
	}{
		{"all", func(*index.Request) {}, 3, "2025-01-01 08:00"},
		{"before", func(r *index.Request) { r.To = at("2025-01-01 00:00") }, 2, "2024-05-02 08:00"},
		{"outlet", func(r *index.Request) { r.Outlets = []string{"Talblick"} }, 1, "2024-05-02 08:00"},
		{"verdict", func(r *index.Request) { r.Verdict = press.VerdictRelevant }, 0, ""},
	} {
		asked := wort
		c.with(&asked)
		result := search(t, ix, asked)
		if want := (index.Dropped{Count: c.count}); c.last != "" {
			want.Last = at(c.last).UTC()
			if result.Dropped != want {
				t.Errorf("%s: %+v, want %+v", c.what, result.Dropped, want)
			}
		} else if result.Dropped != want {
			t.Errorf("%s: %+v, want %+v", c.what, result.Dropped, want)
		}
	}
	expectIDs(t, "by text", search(t, ix, wort), 4)
	expectIDs(t, "by headline", search(t, ix, index.Request{Plan: of(query.In{Fields: []query.Field{query.FieldTitle}, Spans: query.Term("kopfzeil")}), Limit: 10}), 4, 3, 2, 1)
}

// A tag is found where it was given: in any project, or in those that are asked for.
func TestTags(t *testing.T) {
	r := &record{}
	w := newWriter(3)
	for id, tags := range [][]string{{"Sitzung", "Kanal"}, {"Kanal"}, nil} {
		c := w.clipping(int64(id)+1, 1)
		c.Reviews = []press.Review{{Project: "Hafen", Tags: tags}, {Project: "Stadt", Tags: []string{"Archiv"}}}
		r.file(c)
	}
	ix := open(t, t.TempDir())
	follow(t, ix, r)
	for name, c := range map[string]struct {
		request index.Request
		want    int
	}{
		"one":                  {index.Request{Tags: []string{"Sitzung"}}, 1},
		"either":               {index.Request{Tags: []string{"Sitzung", "Kanal"}}, 2},
		"in its project":       {index.Request{Tags: []string{"Kanal"}, Projects: []string{"Hafen"}}, 2},
		"in another":           {index.Request{Tags: []string{"Kanal"}, Projects: []string{"Stadt"}}, 0},
		"with something else":  {index.Request{Tags: []string{"Archiv"}, Verdict: press.VerdictRelevant}, 0},
		"the beginning of one": {index.Request{Tags: []string{"Sitz"}}, 0},
	} {
		if got := search(t, ix, c.request); got.Total != c.want {
			t.Errorf("%s: %d found, want %d", name, got.Total, c.want)
		}
	}
}
