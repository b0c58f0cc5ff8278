package text

import (
	"slices"
	"testing"
)

func TestGenderWords(t *testing.T) {
	for _, c := range []struct {
		value string
		forms []string
	}{
		{"Jede*r darf", []string{"Jede", "Jeder"}},
		{"eine/n Partner", []string{"eine", "einen"}},
		{"jede(r) darf", []string{"jede", "jeder"}},
		{"ein:e Ärztin", []string{"ein", "eine"}},
		{"Beamte_r", []string{"Beamte", "Beamter"}},
		{"Sportler*Innen", []string{"Sportler", "Sportlerinnen"}},
		{"Teilnehmern/-innen", []string{"Teilnehmern", "Teilnehmerinnen"}},
		{"Kollegen*innen", []string{"Kollegen", "Kolleginnen"}},
		{"Kund*in", []string{"Kund", "Kundin", "Kundinnen"}},
		{"Haus*e", []string{"Haus"}},
		{"um 9:s", []string{"um"}},
		{"Ende: r", []string{"Ende"}},
		{"km/h", []string{"km"}},
	} {
		if got := tokenize(c.value)[0].forms; !slices.Equal(got, c.forms) {
			t.Errorf("%s stands for %q, want %q", c.value, got, c.forms)
		}
	}
}

// Every way to write the plural is found by the man, the woman and both.
func TestGenderFormsMeet(t *testing.T) {
	for _, written := range []string{"Kund*innen", "Kund:in", "KundInnen", "Kunden/-innen", "Kundinnen und Kunden"} {
		for _, typed := range []string{"Kunde", "Kundin", "Kundinnen", "Kund*innen"} {
			if !meet(written, typed) {
				t.Errorf("%s is not found by %s", written, typed)
			}
		}
	}
	for _, pair := range [][2]string{{"Ärzt*innen", "Arzt"}, {"Französ*innen", "Franzose"}, {"Beamt*innen", "Beamter"}, {"Kolleg_innen", "Kollege"}, {"Erb:innen", "Erbe"}} {
		if !meet(pair[0], pair[1]) {
			t.Errorf("%s is not found by %s", pair[0], pair[1])
		}
	}
}

// A gender form is one word of a phrase, whatever stands behind its sign.
func TestGenderFormsTakeOnePosition(t *testing.T) {
	for _, value := range []string{"Jede*r", "eine/n", "ein:e", "Beamte_r", "Sportler*Innen", "Kolleg*in"} {
		terms := Terms(value+" feiert", "de")
		if last := terms[len(terms)-1]; last.Pos != 2 {
			t.Errorf("%s: the word behind is at %d", value, last.Pos)
		}
	}
}
