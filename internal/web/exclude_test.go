package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/search"
)

// Verdicts suggest what keeps out the rejected and nothing relevant, with its effect; it is taken over by one click.
func TestLessons(t *testing.T) {
	w := newWorld(t)
	w.watch()
	var stories []told
	for i := range 5 {
		offer := "Ohne Makler geht nichts, und das Exposé liegt bei."
		if i == 3 {
			offer = "Mehr ist nicht zu sagen."
		}
		stories = append(stories,
			told{outlet: "Elbblatt", path: fmt.Sprint("gut", i), age: time.Duration(i) * time.Hour, title: fmt.Sprintf("Ein Ankunftsort im Viertel Nummer %c", 'A'+i), lead: "Die Nachbarinnen treffen sich.", text: "Die Wohnungen sind alt, sagt der Mieterverein."},
			told{outlet: "Elbblatt", path: fmt.Sprint("schlecht", i), age: time.Duration(i) * time.Hour, title: fmt.Sprintf("Pro, Ankunftsort %c", 'F'+i), lead: "Die Wohnung ist hell, ein Angebot.", text: offer})
	}
	w.read(stories)
	good, bad := press.VerdictRelevant, press.VerdictIrrelevant
	decide := func(n int) {
		all := w.clippings()
		slices.SortFunc(all, func(a, b press.Clipping) int { return cmp.Compare(a.ID, b.ID) })
		for _, c := range all {
			v := good
			if c.Article.Title[0] == 'P' {
				v = bad
			}
			if n--; n >= 0 {
				w.must(w.archive.Review(t.Context(), c.ID, "Ankunftsquartiere", archive.ReviewChange{Verdict: &v}))
			}
		}
	}
	const at = "/projects/Ankunftsquartiere"
	decide(4)
	lacks(t, w.page(at), "Vorschläge aus Ihren Urteilen") // two of each say nothing
	decide(8)
	page := w.page(at)
	has(t, page, "Vorschläge aus Ihren Urteilen", "entfernt 4 verworfene, 0 relevante, 1 ungesichtete", `name="query"`)
	lacks(t, page, "entfernt 3")                             // another keeps out those and one more
	lacks(t, page, `value="Wohnung"`, `value="Ankunftsort"`) // that form stands in the relevant ones too
	answer := w.post(at+"/exclude", url.Values{"query": {"Makler"}})
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", answer.Code, answer.Body)
	}
	p, err := w.archive.Project(t.Context(), "Ankunftsquartiere")
	w.must(err)
	if len(p.Exclude) != 2 || p.Exclude[1] != "Makler" || len(p.Keywords) != 3 {
		t.Errorf("%+v", p)
	}
	lacks(t, w.page(at), "Vorschläge aus Ihren Urteilen") // it keeps all of them out already
	for _, query := range []string{"", "(Makler"} {
		if answer := w.post(at+"/exclude", url.Values{"query": {query}}); answer.Code != http.StatusBadRequest {
			t.Errorf("%q: status %d", query, answer.Code)
		}
	}
}

// Where the project is the file's, there is a line to copy and no button.
func TestLessonsOfTheFile(t *testing.T) {
	p := press.Project{Name: "P", Origin: press.OriginFile}
	v := words{language: "de"}.lessonView(search.Exclusion{Query: `"frei finanziert"`}, p)
	if v.YAML != `exclude: ['"frei finanziert"']` {
		t.Errorf("got %s", v.YAML)
	}
	p.Exclude = []string{"Makler"}
	if v = (words{language: "de"}).lessonView(search.Exclusion{Query: "Ma'kler"}, p); v.YAML != `- 'Ma''kler'` {
		t.Errorf("got %s", v.YAML)
	}
}

// TestExclusionMeanwhile: an exclusion is added beside what somebody else changes at the same time.
func TestExclusionMeanwhile(t *testing.T) {
	w := newWorld(t)
	w.watch()
	s := &site{opts: Options{Archive: w.archive, Location: berlin, Now: func() time.Time { return w.now }}}
	d, err := s.existing(t.Context(), archive.KindProject, "Ankunftsquartiere")
	w.must(err)
	p := watchlist().Projects[0]
	p.Exclude = append(p.Exclude, "Makler")
	w.must(w.archive.Change(t.Context(), press.Watchlist{Projects: []press.Project{p}}, nil))
	mistakes, err := s.addExclusion(t.Context(), d.(*projectDraft), "Exposé")
	w.must(err)
	now, err := w.archive.Project(t.Context(), p.Name)
	w.must(err)
	if want := append(p.Exclude, "Exposé"); len(mistakes) > 0 || !slices.Equal(now.Exclude, want) {
		t.Errorf("%q, not %q; %v", now.Exclude, want, mistakes)
	}
}
