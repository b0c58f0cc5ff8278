package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// In lower case a word may be a verb besides, capitalised it is the noun.
func TestCase(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Macht", "machen", false}, {"macht", "machen", true}, {"Macht", "macht", true}, {"Mächten", "macht", true},
		{"Stand", "stehen", false}, {"stand", "stehen", true}, {"STAND", "stehen", true},
		{"Besuch", "besuchen", false}, {"besucht", "besuchen", true}, {"den Besuchen", "Besuch", true}, {"das Besuchen", "besuchen", true}, {"Träumen", "träumen", true}, {"Traum", "träumen", false}, {"besuch", "Besuch", true},
		{"Alter", "alt", false}, {"alter", "alt", true}, {"alter", "Alter", true}, {"Frage", "fragt", false}, {"fragt", "fragen", true},
		{"Geplante", "planen", false}, {"geplante", "planen", true}, {"Geplante", "geplant", true},
	} {
		if got := meet(c.a, c.b); got != c.want {
			t.Errorf("%s is found by %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// However a word is written, it is found by itself.
func TestCaseDoesNotPart(t *testing.T) {
	for _, table := range []string{"meet", "apart", "compounds", "whole"} {
		for _, mark := range []string{"tune", "held"} {
			for _, row := range labelled(t, table, mark) {
				for _, other := range []string{strings.ToLower(row[0]), strings.ToUpper(row[0])} {
					if !slices.ContainsFunc(stemsOf(row[0]), func(s string) bool { return slices.Contains(stemsOf(other), s) }) {
						t.Errorf("%s and %s do not meet: %q, %q", row[0], other, stemsOf(row[0]), stemsOf(other))
					}
				}
			}
		}
	}
}

// Words that are in no list follow the rules.
func TestUnknownWords(t *testing.T) {
	for _, p := range [][2]string{
		{"Zirbelwacht", "Zirbelwachten"}, {"Knurzer", "Knurzerinnen"}, {"Flabistin", "Flabisten"}, {"Grunzdorf", "Grunzdörfer"}, {"Blubismus", "Blubismen"},
		{"Quakium", "Quakien"}, {"Schnörkelung", "Schnörkelungen"}, {"Wuselnis", "Wuselnisse"}, {"Trampolinchen", "Trampolinchens"}, {"Hubnitz", "Hubnitz'"},
		{"Brömmelkamps", "Brömmelkamp"}, {"flurig", "flurigste"}, {"knorzbar", "knorzbarem"}, {"blubbisch", "blubbischer"}, {"verknurpselt", "verknurpseln"},
		{"wurzierte", "wurzieren"}, {"zerbimste", "zerbimsen"}, {"beknulpt", "beknulpen"},
	} {
		if !meet(p[0], p[1]) || !meet(p[1], p[0]) {
			t.Errorf("%s and %s do not meet: %v, %v", p[0], p[1], stemsOf(p[0]), stemsOf(p[1]))
		}
	}
}

func FuzzKeys(f *testing.F) {
	for _, seed := range []string{"Bundestagswahlen", "gehört", "ge", "zu", "İ", "aen", "ÄÖÜ", "\u0301", "st", "geten", "ies", "كِتَابٌ", strings.Repeat("tag", 30)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, form string) {
		for _, chain := range Chains() {
			k := keysOf(form, chain)
			if len(k.stems) == 0 {
				t.Fatalf("%s: %q has no stem", chain, form)
			}
			for _, stem := range k.stems {
				if strings.HasPrefix(stem, MarkExact) || strings.HasPrefix(stem, MarkSurface) || strings.HasPrefix(stem, MarkPart) {
					t.Fatalf("%s: the stem %q of %q begins with a mark", chain, stem, form)
				}
				if utf8.ValidString(form) && !utf8.ValidString(stem) {
					t.Fatalf("%s: the stem %q of %q cuts a character", chain, stem, form)
				}
			}
			parts := partsOf(form, k.surface, chain)
			for _, part := range parts {
				if !strings.HasPrefix(part, MarkPart) || len(part) < len(MarkPart)+2 {
					t.Fatalf("%s: part %q of %q", chain, part, form)
				}
			}
			if again := keysOf(form, chain); !slices.Equal(k.stems, again.stems) || !slices.Equal(parts, partsOf(form, again.surface, chain)) {
				t.Fatalf("%s: %q has other keys the second time", chain, form)
			}
		}
	})
}

func stemsOf(form string) []string { return stems(form, Fold(form)) }
