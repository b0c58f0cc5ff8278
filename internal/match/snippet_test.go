package match

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

const long = "Der erste Satz ist kurz. Am 3. Mai hat Dr. Probe, z. B. im Rathaus, das Quartier besucht und „ein Fest“ gefeiert. " +
	"Danach ging es weiter.\nEin zweiter Absatz nennt das Saalfeld-Beulwitzer Quartier und noch ein Quartier. Schluss."

// marked writes a snippet with its marks in brackets.
func marked(s string, marks []press.Span) string {
	var b strings.Builder
	at := 0
	for _, m := range marks {
		b.WriteString(s[at:m.Start] + "[" + s[m.Start:m.End] + "]")
		at = m.End
	}
	return b.String() + s[at:]
}

func TestSnippet(t *testing.T) {
	for _, c := range []struct {
		name, text, lead, query string
		words                   int
		want                    string
	}{
		{"no passage", long, "", "Mond", 10, "Der erste Satz ist kurz."},
		{"no passage, more room", long, "", "Mond", 28, "Der erste Satz ist kurz. Am 3. Mai hat Dr. Probe, z. B. im Rathaus, das Quartier besucht und „ein Fest“ gefeiert. Danach ging es weiter."},
		{"no text", "", "Nur ein Vorspann über Häuser.", "lead:Haus", 10, "Nur ein Vorspann über [Häuser]."},
		{"nothing", "", "", "Haus", 10, ""},
		{"best sentence", long, "", "Quartier", 20, "Ein zweiter Absatz nennt das Saalfeld-Beulwitzer [Quartier] und noch ein [Quartier]. Schluss."},
		{"widened to the whole word", long, "", "'Saalfeld'", 11, "Ein zweiter Absatz nennt das [Saalfeld-Beulwitzer] Quartier und noch ein Quartier."},
		{"cut on both sides", long, "", `"ein Fest"`, 8, "… das Quartier besucht und „[ein Fest]“ gefeiert."},
		{"cut in the middle", long, "", "Probe", 9, "… Mai hat Dr. [Probe], z. B. im …"},
		{"cut behind", long, "", "zweiter", 6, "Ein [zweiter] Absatz nennt das …"},
		{"one word", long, "", "Rathaus", 1, "[Rathaus],"},
		{"two words", long, "", "Rathaus", 2, "[Rathaus],"},
		{"phrase over a paragraph", "Wir feiern\nFeste hier.", "", `"feiern Fest"`, 9, "Wir [feiern Feste] hier."},
		{"passage in the lead", "Alle Häuser.\nMehr.", "Alle Häuser.", "lead:Haus", 9, "Alle [Häuser]. Mehr."},
		{"soft hyphen", "Ein Quar\u00adtier.", "", "Quartier", 9, "Ein [Quar\u00adtier]."},
	} {
		q, err := query.Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		a := press.Article{Text: c.text, Lead: c.lead}
		passages, _ := Find(Analyse(a, ""), q.Plan("de"))
		if got := marked(Snippet(a, passages, c.words)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		for words := range 40 {
			if got, want := marked(Snippet(a, passages, words)), marked(ofWhole(a, passages, words)); got != want {
				t.Errorf("%s, %d words:\n got %s\nwant %s", c.name, words, got, want)
			}
		}
	}
}

// ofWhole is Snippet of a text that is read to its end.
func ofWhole(a press.Article, passages []press.Passage, words int) (string, []press.Span) {
	value := a.Text
	if value == "" {
		value = a.Lead
	}
	pieces := cut(value, len(value), 1)
	if len(pieces) == 0 || words <= 0 {
		return "", nil
	}
	marks := marksIn(a, value, passages)
	return choose(pieces, marks, words).write(value, pieces, marks)
}

func FuzzSnippet(f *testing.F) {
	f.Add(long, 24, 40, 5)
	f.Add("a", 0, 1, 1)
	f.Fuzz(func(t *testing.T, text string, start, end, words int) {
		words %= 100
		a := press.Article{Text: text}
		passages := []press.Passage{{Field: "text", Start: start, End: end}, {Field: "text", Start: 0, End: 1}}
		s, marks := Snippet(a, passages, words)
		if whole, _ := ofWhole(a, passages, words); strings.TrimSpace(text) != "" && s != whole {
			t.Fatalf("%q, of the whole text %q", s, whole)
		}
		if n := len(strings.Fields(s)); n > max(words, 0) {
			t.Fatalf("%d words of %d: %q", n, words, s)
		}
		at := 0
		for _, m := range marks {
			if m.Start < at || m.End <= m.Start || m.End > len(s) {
				t.Fatalf("marks %v in %q", marks, s)
			}
			at = m.End
		}
		if utf8.ValidString(text) && !utf8.ValidString(s) {
			t.Fatalf("cut a character of %q: %q", text, s)
		}
	})
}
