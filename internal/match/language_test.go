package match

import (
	"testing"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// TestLanguage holds what the query language promises, sentence by sentence, against articles.
func TestLanguage(t *testing.T) {
	article := press.Article{
		Title: "Häuser am Fluss", Lead: "Die Stadt baut neue Häuser.", Language: "de", Authors: []string{"Anna Lind", "Ben Sommer"},
		Text: "Die Stadt baut neue Häuser.\nIn Saalfeld-Beulwitz wohnen Bewohnerinnen und Bewohner, die Müller heißen. Das Magazin AufRuhr von L'Oréal schreibt: So geht's.\n" +
			"Der runde Tisch stand 1.000 Tage lang im Stadtteil. Das Amt der Stadt schickt eine E-Mail.",
	}
	for q, want := range map[string]bool{
		`Haus`: true, `HAUS`: true, `Hauses`: true, `Mueller`: true, `Miete`: false, `Email`: true, `1000`: true, // any form, however it is spelt
		`"neues Haus"`: true, `"Häuser neue"`: false, `"neue Häuser in"`: true, `"am runden Tisch"`: false, `„Runde Tische“`: true, `»runder Tisch«`: true, `“neue Häuser”`: true, // side by side
		`'Häuser'`: true, `'häuser'`: false, `'Haus'`: false, `="Häuser"`: true, `="häuser"`: false, `'Magazin AufRuhr'`: true, `'AufRuhr Magazin'`: false, `‚AufRuhr‘`: true, `›AufRuhr‹`: true, // exactly so
		`Häu*`: true, `häu*`: true, `Hau*`: false, `*teil`: true, `*stadt`: true, `*tadtte*`: true, `*tadtte`: false, `Saalfeld-Beul*`: true, // wildcards look at letters
		`~Stadt`: true, `~Haus`: true, `"baut neue ~Häuser"`: true, `title:~Haus`: true, `~Haus NEAR/3 Stadt`: true, `lead:(~Haus OR ~Hof)`: true,
		`Haus Tisch`: true, `Haus AND Hof`: false, `Haus UND Tisch`: true, `Hof OR Haus`: true, `Hof ODER Garten`: false, `Haus NOT Hof`: true, `Haus NICHT Tisch`: false, `Haus -Hof`: true,
		`Hof Garten OR Haus`: true, `Hof (Garten OR Haus)`: false, `NOT Haus OR Tisch`: true, `NOT (Haus OR Hof)`: false, // AND binds tighter than OR, NOT tighter than AND
		`Stadt NEAR/3 Haus`: true, `Haus NAHE/3 Stadt`: true, `Stadt NEAR/2 Haus`: false, `Magazin NEAR/1 AufRuhr`: true, `Magazin NEAR/1 schreibt`: false, `"neue Häuser" NEAR/2 (Hof OR baut)`: true, `Fluss NEAR/100 Stadt`: false, // within one field
		`title:Haus`: true, `title:Tisch`: false, `title:(Fluss Haus)`: true, `title:"Haus am Fluss"`: true, `title:'Häuser'`: true, `lead:Stadt`: true, `lead:Tisch`: false, `author:Lind`: true, `author:"Lind Ben"`: false,
		`outlet:Elbblatt`: true, `outlet:Haus`: false, `-outlet:Elbblatt`: false, `author:(Lind OR Kuhn) Haus`: true, `Lind`: false, // fields
		`Bewohner*innen`: true, `Bewohner:innen`: true, `Bewohner/-innen`: true, `Bewohner/innen`: true, `BewohnerInnen`: true, `Bewohner_innen`: true, `Bewohner(innen)`: true, `'Bewohner*innen'`: false, // gender forms
		`L'Oréal`: true, `L’Oreal`: true, `geht's`: true, `geht’s`: true, `'L'Oréal'`: true, `Marx' Haus`: false, // apostrophes
		`Beulwitz`: true, `"Saalfeld Beulwitz"`: true, `Saalfeldbeulwitz`: true, `Saalfeld NEAR/1 Beulwitz`: true, // hyphens
		``: true,
	} {
		parsed, err := query.Parse(q)
		if err != nil {
			t.Errorf("%s: %v", q, err)
			continue
		}
		if _, got := Find(Analyse(article, "Elbblatt"), parsed.Plan("de")); got != want {
			t.Errorf("%s: %v", q, got)
		}
	}
}
