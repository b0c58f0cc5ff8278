package text

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// show writes terms as pos:text[bytes], for tables.
func show(value string, terms []Term) string {
	var parts []string
	for _, t := range terms {
		parts = append(parts, fmt.Sprintf("%d:%s[%s]", t.Pos, t.Text, value[t.Start:t.End]))
	}
	return strings.Join(parts, " ")
}

func TestTerms(t *testing.T) {
	for _, c := range []struct{ value, want string }{
		{"", ""},
		{"– * … 😀", ""},
		{"Die Häuser", "1:die[Die] 1:^die[Die] 1:=Die[Die] 2:haus[Häuser] 2:^haeuser[Häuser] 2:=Häuser[Häuser]"},
		{"Quar\u00adtiers", "1:quartier[Quar\u00adtiers] 1:^quartiers[Quar\u00adtiers] 1:=Quartiers[Quar\u00adtiers]"},
		{"\u200bMu\u0308ller\u2060 x", "1:mueller[Mu\u0308ller] 1:^mueller[Mu\u0308ller] 1:=Müller[Mu\u0308ller] 2:x[x] 2:^x[x] 2:=x[x]"},
		{"E-Mail", "1:e[E] 1:^e[E] 1:=E[E] 1:=E-[E] 1:email[E-Mail] 1:^email[E-Mail] " +
			"2:mail[Mail] 2:^mail[Mail] 2:=Mail[Mail] 2:email[E-Mail] 2:^email[E-Mail]"},
		{"Stadt- und", "1:stadt[Stadt] 1:^stadt[Stadt] 1:=Stadt[Stadt] 2:und.[und] 2:^und[und] 2:=und[und]"},
		{"2020-21", "1:2020[2020] 1:^2020[2020] 1:=2020[2020] 1:=2020-[2020] 2:21[21] 2:^21[21] 2:=21[21]"},
		{"1.000", "1:1000[1.000] 1:^1000[1.000] 1:=1.000[1.000]"},
		{"3.5.2024", "1:3[3] 1:^3[3] 1:=3[3] 2:5[5] 2:^5[5] 2:=5[5] 3:2024[2024] 3:^2024[2024] 3:=2024[2024]"},
		{"L’Oréal", "1:loreal[L’Oréal] 1:^loreal[L’Oréal] 1:=L'Oréal[L’Oréal]"},
		{"‚Ort‘", "1:ort[Ort] 1:^ort[Ort] 1:=Ort[Ort]"},
		{"Bewohner*innen", "1:bewohner[Bewohner*innen] 1:^bewohner[Bewohner*innen] 1:^bewohnerinnen[Bewohner*innen] 1:=Bewohner*innen[Bewohner*innen]"},
	} {
		if got := show(c.value, Terms(c.value, "de")); got != c.want {
			t.Errorf("Terms(%q)\n got %s\nwant %s", c.value, got, c.want)
		}
	}
}

// tokenize returns all words of a value.
func tokenize(value string) []word {
	var words []word
	for runs := appendRuns(nil, value); len(runs) > 0; {
		group, used := joined(runs)
		words, runs = append(words, group...), runs[used:]
	}
	return words
}

// All ways to write a gender form stand at one position and are found by the base and by the -innen form.
func TestGenderForms(t *testing.T) {
	for _, value := range []string{
		"Bewohner*innen", "Bewohner:innen", "Bewohner_innen", "BewohnerInnen", "Bewohner/-innen", "Bewohner/innen", "Bewohner·innen",
		"Bewohner(innen)", "Bewohner*in", "Bewohner:in", "BewohnerIn", "Bewohner/-in", "Bewohner/in", "Bewohner(in)", "Be\u00adwohner:\u00adinnen",
	} {
		terms := Terms("Die "+value+" feiern", "de")
		for _, want := range []string{"bewohner", "^bewohner", "^bewohnerin"} {
			i := slices.IndexFunc(terms, func(t Term) bool { return strings.HasPrefix(t.Text, want) })
			if i < 0 || terms[i].Pos != 2 {
				t.Errorf("%s: no term %s at position 2: %v", value, want, terms)
			}
		}
		if last := terms[len(terms)-1]; last.Pos != 3 {
			t.Errorf("%s: the word behind is at %d", value, last.Pos)
		}
	}
	for _, value := range []string{"Wichtig: innen", "Berlin/Bonn", "Stadt:innenhof", "LinkedIn", "und/in"} {
		if words := tokenize(value); len(words[0].forms) > 1 && value != "Stadt:innenhof" {
			t.Errorf("%s is taken for a gender form: %v", value, words[0].forms)
		}
	}
	if words := tokenize("der Bürger*innenrat"); len(words) != 2 || words[1].forms[0] != "Bürgerrat" || words[1].forms[1] != "Bürgerinnenrat" {
		t.Errorf("compound: %v", words)
	}
}

// A word of a query is the same whether it stood in an article before or not.
func TestTypedWords(t *testing.T) {
	for _, chain := range chains {
		for _, typed := range []string{"Leuchtturmwärterhaus", "Quartiersmanagerinnen", "SchornsteinfegerInnen", "gemurmelt", "Kirschkernweitspuckwettbewerb-Siegerin"} {
			written := typed + "abende" // no other test knows it
			before := Words(written, chain)
			Terms(written, chain)
			if after := Words(written, chain); !reflect.DeepEqual(before, after) {
				t.Errorf("%s: %s: %v before, %v after", chain, written, before, after)
			}
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Müller": "mueller", "Mueller": "mueller", "STRASSE": "strasse", "Straße": "strasse", "STRAẞE": "strasse",
		"Israel": "israel", "Michael": "michael", "aktuell": "aktuell", "Poet": "poet", "Café": "cafe", "Şahin": "sahin",
		"Łódź": "lodz", "Kopenhagen": "kopenhagen", "Ærø": "aero", "geht’s": "gehts", "E-Mail": "email", "A\u0308rger": "aerger",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// These words keep their letters: no rule reads an umlaut or an ending into them.
func TestWholeWordsStayWhole(t *testing.T) {
	for _, word := range []string{"israel", "michael", "aktuell", "poet", "berlin", "martin", "museum", "virus", "saalfeld", "beulwitz", "modern", "wien."} {
		if got := stemsOf(strings.TrimSuffix(word, ".")); got[0] != strings.TrimSuffix(word, ".") {
			t.Errorf("stem of %s is %s", word, got)
		}
	}
}

func FuzzTerms(f *testing.F) {
	for _, seed := range []string{"Die Bewohner*innen-Räte", "a\u0308\u00ad-\u200bb", "1.000.00", "L’'x''", "\xff-\xfeIn", "((innen)", "ǅInnen", "a-b-c-d-e-f-g-h-i-j"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		pos := 1
		for _, term := range Terms(value, "de") {
			switch {
			case term.Pos != pos && term.Pos != pos+1:
				t.Fatalf("position %d behind %d", term.Pos, pos)
			case term.Start < 0 || term.Start >= term.End || term.End > len(value):
				t.Fatalf("term %+v of %d bytes", term, len(value))
			case strings.Trim(term.Text, MarkExact+MarkSurface) == "":
				t.Fatalf("empty term %+v", term)
			case utf8.ValidString(value) && !utf8.ValidString(value[term.Start:term.End]):
				t.Fatalf("term %+v cuts a character", term)
			}
			pos = term.Pos
		}
		// What was written is found when it is asked for.
		for _, w := range Words(value, "de") {
			if len(w.Parts) == 0 {
				t.Fatalf("word without parts in %q", value)
			}
		}
	})
}

const sample = `Im Ankunftsquartier am Rand der Innenstadt haben Bewohnerinnen und Bewohner am Samstag ein Fest gefeiert. Die
Stadtteilkonferenz, zu der auch der Bürgermeister kam, soll künftig zweimal im Jahr tagen. „Wir wollen die Nachbarschaft stärken“,
sagte die Leiterin des Quartierszentrums. Seit 2019 wurden dort 1.200 Wohnungen saniert, weitere 300 folgen. Die Mieter*innen
fürchten allerdings höhere Kosten; eine E-Mail-Umfrage des Vereins ergab, dass jeder Zweite einen Umzug erwägt. `

func BenchmarkTerms(b *testing.B) {
	article := strings.Repeat(sample, 6) // about 420 words
	b.SetBytes(int64(len(article)))
	b.ReportAllocs()
	for b.Loop() {
		Terms(article, "de")
	}
}

// Stems says the same as Words of what it says anything of.
func TestStems(t *testing.T) {
	for _, chain := range Chains() {
		said := 0
		for _, typed := range []string{
			"Quartiere", "quartiere", "Bäume", "ging", "macht", "2026", "A38", "Straße", "Turkiye", "Türkiye", "кино",
			"", "(", "E-Mail", "L'Oréal", "BürgerInnen", "Bürger*innen", "zwei Worte", "1.000", "e\u0301", "Soft\u00adhyphen", " Rand",
		} {
			stems, ok := Stems(typed, chain)
			if !ok {
				continue
			}
			said++
			if words := Words(typed, chain); len(words) != 1 || len(words[0].Parts) != 1 || !slices.Equal(words[0].Parts[0].Stems, stems) {
				t.Errorf("%s: %s: %q, but words %q", chain, typed, stems, words)
			}
		}
		if said != 11 {
			t.Errorf("%s: says something of %d", chain, said)
		}
	}
}
