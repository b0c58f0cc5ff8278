package index

import (
	"slices"
	"strings"
	"testing"

	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// checkWording reads back where every term of an article stands, and that exact forms which it lacks stand nowhere.
func checkWording(t *testing.T, a press.Article) {
	t.Helper()
	d := match.Analyse(a, "Märkische Rundschau")
	w, _ := newWording(d)
	for f := range query.FieldCount {
		terms := d.Terms(f)
		places := make(map[string][]stretch)
		for _, term := range terms {
			if surface, ok := strings.CutPrefix(term.Text, text.MarkSurface); ok {
				places[text.MarkExact+surface] = append([]stretch{}, places[text.MarkExact+surface]...)
				places[text.MarkExact+capitalised(surface)] = append([]stretch{}, places[text.MarkExact+capitalised(surface)]...)
			}
			places[term.Text] = ordered(append(places[term.Text], stretch{term.Pos, term.Pos}))
		}
		for term, want := range places {
			if got := w.find(f, seek(term), nil); !slices.Equal(got, want) {
				t.Fatalf("%s: %q stands at %v, not at %v", f, term, want, got)
			}
		}
		if n := len(terms); n > 0 && w.length(f) != terms[n-1].Pos {
			t.Fatalf("%s: %d positions, not %d", f, terms[n-1].Pos, w.length(f))
		}
	}
}

func TestWording(t *testing.T) {
	checkWording(t, sample())
	checkWording(t, press.Article{})
	all := sample()
	all.Lead = "Ein anderer Vorspann." // that the text does not begin with
	checkWording(t, all)
	all.Text = strings.Repeat(all.Text+"\n", 100)
	checkWording(t, all)
	var many strings.Builder
	for i := range 3000 { // more words than codes can tell apart
		many.WriteString(" haus" + strings.Repeat("o", i%7) + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676)))
	}
	checkWording(t, press.Article{Text: many.String(), Language: "de"})
}

func FuzzWording(f *testing.F) {
	f.Add("Ein Haus, das Haus", "Die die DIE diE Die-die")
	f.Add(sample().Title, sample().Text)
	f.Fuzz(func(t *testing.T, title, body string) {
		checkWording(t, press.Article{Title: title, Text: body, Lead: title, Authors: []string{title, body}, Language: "de"})
	})
}
