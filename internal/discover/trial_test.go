package discover

import (
	"fmt"
	"strings"
	"testing"

	"pressclip/internal/locale"
)

// What a site lists is read as a visit would, and what is wrong with it is said once for all of it.
func TestTrials(t *testing.T) {
	text := ""
	for _, who := range []string{"die Leiterin", "der Lotse", "ein Nachbar", "eine Lehrerin"} {
		text += "<p>Am Hafen wird heute wieder gearbeitet, sagt " + who + ", und alle wollen dabei sein, wenn die Kräne sich drehen.</p>"
	}
	page := func(title, head, text string) string {
		return fmt.Sprintf(`<html lang="de"><head><title>%[1]s</title>%[2]s</head><body><article><h1>%[1]s</h1>%[3]s</article></body></html>`, title, head, text)
	}
	s := newSite(t, map[string]string{
		"/":         `<link rel="alternate" type="application/rss+xml" href="/feed.xml">`,
		"/feed.xml": `<rss><channel><item><link>/a</link></item><item><link>/b</link></item><item><link>/c</link></item><item><link>/weg</link></item></channel></rss>`,
		"/a":        page("Am Hafen", `<meta property="article:published_time" content="2026-03-02T08:00:00+01:00"><meta name="author" content="Eva Beispiel">`, text),
		"/b": page("Am Kai", `<meta property="article:published_time" content="2026-03-01T08:00:00+01:00"><script type="application/ld+json">{"@context":"https://schema.org",
			"@type":"NewsArticle","headline":"Am Kai","isAccessibleForFree":false}</script>`, text),
		"/c": page("Am Markt", "", text),
	})
	r := look(t, s.URL)
	if err := r.Try(t.Context(), transport(t)); err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, a := range r.Trials {
		got += fmt.Sprintf("%s %v %s %d %v %v|", a.Title, a.Authors, a.Published.Format("02.01."), a.Words, a.Paywalled != nil && *a.Paywalled, a.Fault != nil)
	}
	if want := "Am Hafen [Eva Beispiel] 02.03. 76 false false|Am Kai [] 01.03. 76 true false|Am Markt [] 01.01. 76 false false| [] 01.01. 0 false true|"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	w := r.In("de", now)
	said := strings.Join(w.Problems, "\n")
	for _, want := range []string{"Hinter einer Bezahlschranke: 1 von 4 Beispielen; zu lesen sind davon im Mittel 76 Wörter", "Ohne Datum: 1 von 4 Beispielen", "Nicht zu lesen: 1 von 4 Beispielen. Die Seite gibt es nicht"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if len(w.Proposal.Feeds) != 1 {
		t.Errorf("proposal %+v", w.Proposal)
	}
	for _, language := range locale.Languages() {
		for _, p := range r.Problems {
			if s := p.Text(language, now); strings.HasPrefix(s, "discover.") || strings.Contains(s, "%!") {
				t.Errorf("%s in %s: %q", p.Code, language, s)
			}
		}
	}
}
