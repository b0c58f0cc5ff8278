package text

import (
	"slices"
	"strings"
	"testing"
)

func TestCompounds(t *testing.T) {
	for _, c := range []struct{ word, parts string }{
		{"Ankunftsquartieren", "ankunft quartier"},
		{"Quartiersmanagement", "quartier management"},
		{"Ankunftsquartiersmanagement", "ankunft quartier management ankunftsquartier"},
		{"Bundestagswahlen", "bundestag wahl"},
		{"Krankenhäuser", "krank haus"},
		{"Schulhöfe", "schule hof"},
		{"Gästezimmer", "gast zimmer"},
		{"Bürgerinnenrat", "buerger rat"},
		{"Wohnungsnot", "wohnung not"},
		{"Saalfeld", ""}, {"Beulwitz", ""}, {"Duisburger", ""}, {"Zimmermann", ""}, {"Unterhaltung", ""}, {"Reisende", ""}, {"mitreißend", ""},
		{"Gefährlichkeit", ""}, {"Quartiere", ""},
	} {
		var got []string
		for _, p := range partsOf(c.word, Fold(c.word), "de") {
			got = append(got, strings.TrimPrefix(p, MarkPart))
		}
		if strings.Join(got, " ") != c.parts {
			t.Errorf("%s: parts %q, want %q", c.word, got, c.parts)
		}
	}
}

// What is asked for with ~ is spelled like the parts of compounds.
func TestPartsAreStems(t *testing.T) {
	for _, c := range []struct{ compound, part string }{
		{"Kohlekraftwerk", "Kohle"}, {"Sprachkurse", "Sprache"}, {"Ankunftsquartier", "Quartiere"}, {"Stadtbüchereien", "Bücherei"}, {"Kundendaten", "Daten"},
		{"Landesgartenschau", "Gärten"}, {"Rathausplatz", "Rathäuser"},
	} {
		parts := partsOf(c.compound, Fold(c.compound), "de")
		if !slices.ContainsFunc(stemsOf(c.part), func(s string) bool { return slices.Contains(parts, MarkPart+s) }) {
			t.Errorf("~%s does not find %s: %q, %q", c.part, c.compound, stemsOf(c.part), parts)
		}
	}
}

func BenchmarkKeys(b *testing.B) {
	var words []string
	for _, table := range []string{"meet", "compounds", "whole"} {
		for _, row := range labelled(b, table, "tune") {
			words = append(words, row[0])
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, w := range words {
			partsOf(w, keysOf(w, "de").surface, "de")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(words)), "ns/word")
}

// The lexicon is read once, at the first word.
func BenchmarkLexicon(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		readLexicon(lexiconText)
	}
}
