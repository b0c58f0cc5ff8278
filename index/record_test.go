package index_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/index"
	"pressclip/internal/press"
)

// record is an archive in memory: as the real one, it keeps of each clipping its last change.
type record struct {
	mu      sync.Mutex
	last    int64
	changes []press.Change
	asked   func(after int64) // hears every request for changes
}

func (r *record) Changes(ctx context.Context, after int64, limit int) ([]press.Change, error) {
	if r.asked != nil {
		r.asked(after)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	i, _ := slices.BinarySearchFunc(r.changes, after+1, func(c press.Change, n int64) int { return int(c.Number - n) })
	return slices.Clone(r.changes[i:min(len(r.changes), i+limit)]), ctx.Err()
}

func (r *record) LastChange(context.Context) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last, nil
}

func (r *record) change(id int64, c *press.Clipping) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changes = slices.DeleteFunc(r.changes, func(c press.Change) bool { return c.ID == id })
	r.last++
	r.changes = append(r.changes, press.Change{Number: r.last, ID: id, Clipping: c})
}

func (r *record) file(cs ...press.Clipping) {
	for _, c := range cs {
		r.change(c.ID, &c)
	}
}

func (r *record) erase(id int64) { r.change(id, nil) }

func (r *record) clippings() []press.Clipping {
	var all []press.Clipping
	for _, c := range r.changes {
		if c.Clipping != nil {
			all = append(all, *c.Clipping)
		}
	}
	return all
}

var berlin = func() *time.Location {
	l, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return l
}()

func open(t testing.TB, dir string) *index.Index {
	t.Helper()
	ix, err := index.Open(t.Context(), index.Options{Dir: dir, Location: berlin})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	return ix
}

func follow(t testing.TB, ix *index.Index, s index.Source) int {
	t.Helper()
	n, err := ix.Follow(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func search(t testing.TB, ix *index.Index, r index.Request) index.Result {
	t.Helper()
	result, err := ix.Search(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func ids(r index.Result) []int64 {
	all := []int64{}
	for _, h := range r.Hits {
		all = append(all, h.ID)
	}
	return all
}

func expectIDs(t testing.TB, what string, r index.Result, want ...int64) {
	t.Helper()
	if got := ids(r); !slices.Equal(got, append([]int64{}, want...)) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func expectEqual(t testing.TB, ix *index.Index, s index.Source) {
	t.Helper()
	report, err := ix.Check(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if !report.Equal() || report.Clippings != report.Documents || report.Position != report.Last {
		t.Errorf("index and record differ: %+v", report)
	}
}

// at is a day and time in Berlin.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, berlin)
	if err != nil {
		panic(err)
	}
	return t
}

func clipping(id int64, published, outlet, title, text string, reviews ...press.Review) press.Clipping {
	return press.Clipping{
		ID:        id,
		Outlet:    press.Outlet{Name: outlet},
		Article:   press.Article{Title: title, Text: text, Language: "de", Published: at(published)},
		FirstSeen: at("2026-06-01 12:00"),
		Reviews:   reviews,
	}
}

func review(project string, v press.Verdict) press.Review {
	return press.Review{Project: project, Verdict: v}
}

// writer makes up German articles; the same seed gives the same ones.
type writer struct{ *rand.Rand }

func newWriter(seed uint64) writer { return writer{rand.New(rand.NewPCG(seed, 7))} }

func (w writer) pick(from []string) string { return from[w.IntN(len(from))] }

var (
	subjects = strings.Fields("Stadtteil Ankunftsquartier Ankunftsquartiere Quartier Verein Bewohner*innen Bürger:innen Lehrer/-innen " +
		"StudentInnen Nachbarschaft Müller Mueller Müllers Häuser Haus Straße Strasse Goethestraße Museum Museen Firma Firmen Israel " +
		"Saalfeld Beulwitz Saalfeld-Beulwitz E-Mail Email U-Bahn Stadtteil-Konferenz L'Oréal Förderung Mieten Mieter Gebäude Plätze " +
		"Ärztin Ärztinnen Kinder Kita Schule Schulen Rat Räte Quartiersmanagement Coronazeit Sozial- Verkehr")
	verbs = strings.Fields("fördert fordert mischt sagt plant feiert verlässt öffnet schließt baut besucht diskutiert bezahlt gewinnt verliert")
	rest  = strings.Fields("neue alten schönste größere der die das dem und oder nicht weg im am in mit für gegen über 2.500 3,5 24. " +
		"heute morgen Berlin Duisburg Offenbach Dresden Bremerhaven Euro Prozent geht's aktuell")
	projects = []string{"Ankunftsquartiere", "Schulen", "Verkehr"}
	outlets  = []string{"Berliner Rundschau", "Duisburger Tageblatt", "Hafen-Anzeiger", "Saale-Bote", "Neue Elbpresse"}
	names    = []string{"Heike von der Aue", "Özlem Groß", "Jan Müller-Lüdenscheidt", "Anna Weiß"}
)

func (w writer) sentence() string {
	words := []string{w.pick(subjects), w.pick(verbs)}
	for range 3 + w.IntN(6) {
		if w.IntN(3) == 0 {
			words = append(words, w.pick(subjects))
		} else {
			words = append(words, w.pick(rest))
		}
	}
	switch w.IntN(6) {
	case 0:
		words[1] = "„" + words[1]
		words[len(words)-1] += "“"
	case 1:
		words[len(words)/2] += ","
	}
	return strings.Join(words, " ") + "."
}

func (w writer) article(sentences int) press.Article {
	lead := w.sentence()
	text := []string{lead}
	for range sentences {
		if w.IntN(3) == 0 {
			text = append(text, w.sentence())
		} else {
			text[len(text)-1] += " " + w.sentence()
		}
	}
	return press.Article{
		Title:    strings.TrimSuffix(w.sentence(), "."),
		Lead:     lead,
		Text:     strings.Join(text, "\n"),
		Authors:  []string{w.pick(names), w.pick(names)},
		Language: "de",
	}
}

func (w writer) clipping(id int64, sentences int) press.Clipping {
	c := press.Clipping{
		ID:        id,
		Outlet:    press.Outlet{Name: w.pick(outlets)},
		Article:   w.article(sentences),
		FirstSeen: at("2026-06-01 12:00"),
	}
	c.Article.URL = fmt.Sprintf("https://presse.example/%d", id)
	if w.IntN(10) > 0 {
		c.Article.Published = at("2021-01-01 00:00").Add(time.Duration(w.Int64N(int64(5 * 365 * 24 * time.Hour))))
	}
	for _, p := range projects {
		if w.IntN(2) == 0 {
			verdicts := []press.Verdict{press.VerdictNew, press.VerdictRelevant, press.VerdictIrrelevant}
			c.Reviews = append(c.Reviews, review(p, verdicts[w.IntN(3)]))
		}
	}
	if len(c.Reviews) == 0 {
		c.Reviews = append(c.Reviews, review(projects[0], press.VerdictNew))
	}
	return c
}
