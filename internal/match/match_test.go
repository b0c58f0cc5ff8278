package match

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

var article = press.Article{
	Title:    "Neue Häuser für das Hafenviertel",
	Lead:     "Der Stadtrat hat entschieden.",
	Text:     "Der Stadtrat hat entschieden.\nIm Ankunftsquartier Saalfeld-Beulwitz feiern die Bewohner*innen ein Fest. Müllers E-Mail kam spät.\nDas Team der Stif\u00adtung AufRuhr freut sich; geht's so weiter, baut die Firma Café Schön dort 1.200 Wohnungen.",
	Authors:  []string{"Ada Muster", "Bela Probe"},
	Language: "de",
}

// ask holds a query against the article and writes the passages as field:text.
func ask(t *testing.T, a press.Article, outlet, text string) (string, bool) {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	passages, ok := Find(Analyse(a, outlet), q.Plan("de"))
	var said []string
	for _, p := range Quote(a, outlet, passages) {
		said = append(said, p.Field+":"+p.Text)
	}
	return strings.Join(said, "|"), ok
}

func TestFind(t *testing.T) {
	for _, c := range [][2]string{
		{``, ``},
		{`haus`, `title:Häuser`},
		{`Bewohnerin`, `text:Bewohner*innen`},
		{`Bewohner:innen`, `text:Bewohner*innen`},
		{`"neues Haus"`, `title:Neue Häuser`},
		{`Saalfeld-Beulwitz`, `text:Saalfeld-Beulwitz`},
		{`Beulwitz`, `text:Beulwitz`},
		{`"Ankunftsquartier Saalfeld"`, `text:Ankunftsquartier Saalfeld`},
		{`Email`, `text:E-Mail`}, {`E-Mails`, `text:E-Mail`}, {`"Müller Email kommen"`, ``}, {`"Müller Email"`, `text:Müllers E-Mail`}, {`"Email kam"`, `text:E-Mail kam`},
		{`"Fest Müller"`, `text:Fest. Müllers`},
		{`"entschieden im Ankunftsquartier"`, "text:entschieden.\nIm Ankunftsquartier"},
		{`'Müller'`, ``}, {`'Müllers'`, `text:Müllers`}, {`'müllers'`, ``}, {`Mueller`, `text:Müllers`}, {`'Mueller'`, ``},
		{`'E-Mail'`, `text:E-Mail`}, {`'E'`, `text:E`}, {`'Email'`, ``},
		{`Stiftung`, "text:Stif\u00adtung"}, {`"Stiftung AufRuhr"`, "text:Stif\u00adtung AufRuhr"}, {`'AufRuhr'`, `text:AufRuhr`}, {`'Aufruhr'`, ``},
		{`Ankunft*`, `text:Ankunftsquartier`}, {`*viertel`, `title:Hafenviertel`}, {`*quart*`, `text:Ankunftsquartier`}, {`*quart`, ``}, {`Quartier`, ``},
		{`saalfeldbeul*`, `text:Saalfeld-Beulwitz`}, {`bewohnerinn*`, `text:Bewohner*innen`},
		{`Fest Haus`, `title:Häuser|text:Fest`},
		{`Fest Mond`, ``}, {`Fest OR Mond`, `text:Fest`}, {`(Mond Fest) OR Team`, `text:Team`},
		{`Fest NOT Mond`, `text:Fest`}, {`Fest -Team`, ``}, {`NOT Mond`, ``},
		{`Stadtrat`, `text:Stadtrat`}, {`lead:Stadtrat`, `lead:Stadtrat`}, {`lead:Fest`, ``}, {`title:Fest`, ``}, {`title:(Haus Fest)`, ``},
		{`author:"Bela Probe"`, `author:Bela Probe`}, {`author:"Muster Bela"`, ``}, {`author:(Muster NEAR/100 Bela)`, ``}, {`Bela`, ``},
		{`outlet:Bote`, `outlet:Boten`},
		{`Fest NEAR/2 Müller`, `text:Fest|text:Müllers`}, {`Müller NEAR/1 Fest`, `text:Fest|text:Müllers`}, {`Bewohner NEAR/1 Fest`, ``},
		{`"feiern die" NEAR/3 (Mond OR Fest)`, `text:feiern die|text:Fest`}, {`Haus NEAR/50 Fest`, ``},
		{`Fest NEAR/3 Bewohner NEAR/3 feiern`, `text:feiern|text:Bewohner*innen|text:Fest`},
		{`geht's`, `text:geht's`}, {`Cafe`, `text:Café`}, {`1200`, `text:1.200`}, {`bauen`, `text:baut`},
		{`"das Hafenviertel" "Hafenviertel"`, `title:das Hafenviertel`},
	} {
		got, ok := ask(t, article, "Neuer Boten", c[0])
		want := c[1] != "" || c[0] == "" || c[0] == `NOT Mond`
		if got != c[1] || ok != want {
			t.Errorf("%s: %v %q, want %v %q", c[0], ok, got, want, c[1])
		}
	}
}

func TestStanding(t *testing.T) {
	s, err := NewStanding([]press.Project{
		{Name: "A", Keywords: []string{"Mond", "Fest", "title:Haus"}},
		{Name: "B", Keywords: []string{"Fest"}, Exclude: []string{"Stiftung"}},
		{Name: "C", Keywords: []string{"Fest"}, Outlets: []string{"Anderes Blatt"}},
		{Name: "D", Keywords: []string{"NOT Mond"}, Exclude: []string{"Mond"}, Outlets: []string{"Anderes Blatt", "Bote"}},
		{Name: "E"},
		{Name: "F", Keywords: []string{"Mond"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range s.Match(article, "Bote") {
		got = append(got, fmt.Sprintf("%s %s %d", m.Project, m.Keyword, len(m.Passages)))
	}
	if want := []string{"A Fest 1", "A title:Haus 1", "D NOT Mond 0"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestStandingErrors(t *testing.T) {
	for _, p := range []press.Project{
		{Name: "Kaputt", Keywords: []string{"gut", `"offen`}}, {Name: "Kaputt", Keywords: []string{""}}, {Name: "Kaputt", Exclude: []string{"ab*"}},
	} {
		_, err := NewStanding([]press.Project{{Name: "Gut", Keywords: []string{"a"}}, p})
		var e *query.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), "Kaputt") {
			t.Errorf("%v: %v", p, err)
		}
	}
}

// The pre-selection loses nothing: a plan is found by the set exactly when it is found alone.
func TestSetAgreesWithFind(t *testing.T) {
	words := []string{"Fest", "Haus", "Mond", "Saalfeld-Beulwitz", "Email", `"die Bewohner"`, "*quartier", "Ankunft*", "'AufRuhr'", "Gründen"}
	operators := []string{"%s AND %s", "%s OR %s", "%s NOT %s", "NOT %s OR %s", "NOT (%s %s)", "%s NEAR/4 %s", "title:%s %s"}
	var plans []query.Plan
	var texts []string
	for _, a := range words {
		for _, b := range words {
			for _, op := range operators {
				text := fmt.Sprintf(op, a, b)
				for _, text := range []string{text, "Team (" + text + ")", "Mond OR " + text} {
					q, err := query.Parse(text)
					if err != nil {
						t.Fatal(err)
					}
					plans, texts = append(plans, q.Plan("de")), append(texts, text)
				}
			}
		}
	}
	d := Analyse(article, "Bote")
	found := map[int]bool{}
	for _, i := range NewSet(plans).Find(d) {
		found[i] = true
	}
	for i, p := range plans {
		if _, ok := Find(d, p); ok != found[i] {
			t.Errorf("%s: alone %v, in the set %v", texts[i], ok, found[i])
		}
	}
}

func BenchmarkStanding(b *testing.B) {
	text := strings.Repeat(article.Text+" ", 8)
	for _, n := range []int{100, 10_000} {
		project := press.Project{Name: "P"}
		for i := range n {
			project.Keywords = append(project.Keywords, fmt.Sprintf([]string{`"Wort%d Fest"`, "Stadtrat Ding%d", "(Ort%d OR Platz) Haus%[1]d NOT Mond", "Team NEAR/5 Sache%d", "vorsilbe%d*"}[i%5], i))
		}
		s, err := NewStanding([]press.Project{project})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Match(press.Article{Title: article.Title, Text: text, Language: "de"}, "Bote")
			}
		})
	}
}

func BenchmarkAnalyse(b *testing.B) {
	a := article
	a.Text = strings.Repeat(article.Text+" ", 8)
	b.ReportAllocs()
	for b.Loop() {
		Analyse(a, "Bote")
	}
}
