package wording

import (
	"fmt"
	"strings"
	"testing"
)

func TestSame(t *testing.T) {
	const text = "Am Hafen wächst ein Quartier.\nBis 31. März sollen 12 Wohnungen fertig sein."
	for name, c := range map[string]struct {
		other string
		want  bool
	}{
		"itself":                {text, true},
		"white space":           {" Am  Hafen\u00a0wächst ein Quartier.\r\n\n\tBis 31.\u202fMärz sollen 12 Wohnungen fertig sein. ", true},
		"paragraphs":            {strings.ReplaceAll(text, "\n", " "), true},
		"soft hyphens":          {strings.ReplaceAll(text, "Quartier", "Quar\u00adtier\u200b"), true},
		"decomposed":            {strings.ReplaceAll(text, "ä", "a\u0308"), true},
		"time stamp":            {text + "\nStand: 24. November 2026, 14.05 Uhr", true},
		"time stamp first":      {"Zuletzt aktualisiert am Dienstag, 24.11.2026 um 14:05 Uhr\n" + text, true},
		"English time stamp":    {text + "\nLast updated: 24 November 2026, 14:05", true},
		"date alone":            {"24.11.2026, 14:05 Uhr\n" + text, true},
		"stamp in brackets":     {text + " (Stand: 24.11.2026, 14 Uhr)", true},
		"long ago":              {"vor 3 Stunden\n" + text, true},
		"counters":              {text + "\n1.204 Kommentare\nKommentare (17)\nLesezeit: 3 Min.", true},
		"a word more":           {text + " Endlich.", false},
		"another number":        {strings.ReplaceAll(text, "12", "120"), false},
		"another date":          {strings.ReplaceAll(text, "31. März", "30. April"), false},
		"another case":          {strings.ReplaceAll(text, "wächst", "Wächst"), false},
		"a stamp in a sentence": {text + "\nDer Plan wurde zuletzt am 24.11.2026 geändert.", false},
	} {
		if got := Same(text, c.other); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if !Same(`„Ja“ – ‚nein‘ … L’Oréal`, `"Ja" - 'nein' ... L'Oréal`) || Same("„Ja“", "Ja") {
		t.Error("the shape of quotation marks and dashes is no news, their presence is")
	}
	if !Same("Das Gesetz (Stand: 1. Mai 2026)", "Das Gesetz (Stand: 3. Mai 2026)") || Same("Das Gesetz (Mai)", "Das Gesetz (Juni)") {
		t.Error("only stamps in brackets are no news")
	}
}

// shown writes pieces as text: [-gone-], {+added+}.
func shown(list []Piece) string {
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, map[Change]string{Kept: "%s ", Gone: "[-%s-] ", Added: "{+%s+} ", Skipped: "%s "}[p.Change], p.Text)
	}
	return strings.TrimSpace(b.String())
}

func TestCompare(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"Drei Verletzte am Hafen", "Vier Verletzte am alten Hafen", "[-Drei-] {+Vier+} Verletzte am {+alten+} Hafen"},
		{"Eins „zwei“.\nDrei.", "Eins \"zwei\".\nVier.\nStand: 3.4.2026", "Eins \"zwei\". [-\nDrei.-] {+\nVier.+}"},
		{"", "Neu", "{+Neu+}"},
		{"Gleich  geblieben", "Gleich geblieben", ""},
	} {
		if got := shown(Compare(c.before, c.after)); got != c.want {
			t.Errorf("%q → %q: %q, want %q", c.before, c.after, got, c.want)
		}
	}
}

func TestExtract(t *testing.T) {
	far := strings.Repeat("und so weiter ", 100)
	before, after := far+"kamen drei Leute "+far+"am Montag "+far, far+"kamen vier Leute "+far+"am Dienstag "+far
	for n, want := range map[int]string{
		0: "", 1: "", 3: "… [-drei-] …", 4: "… [-drei-] {+vier+} …",
		7:  "… [-drei-] {+vier+} … [-Montag-] {+Dienstag+} …",
		12: "… weiter kamen [-drei-] {+vier+} Leute … am [-Montag-] {+Dienstag+} und …",
	} {
		got := shown(Extract(before, after, n))
		if words := len(strings.Fields(got)); words > n {
			t.Errorf("%d words of %d: %s", words, n, got)
		}
		if got != want {
			t.Errorf("%d words: %q, want %q", n, got, want)
		}
	}
	if got := shown(Extract("Alter Text", "Neuer Text", 30)); got != "[-Alter-] {+Neuer+} Text" {
		t.Errorf("short texts: %q", got)
	}
	if got := Extract(far, far, 30); got != nil {
		t.Errorf("nothing changed: %v", got)
	}
}

// However much changed, no more words come than may be shown, and all of them in their order.
func FuzzExtract(f *testing.F) {
	f.Add("a b c d e", "a x c d y", 4)
	f.Add("eins\nzwei", "", 1)
	f.Fuzz(func(t *testing.T, before, after string, n int) {
		n %= 50
		got := Extract(before, after, n)
		count := 0
		for _, p := range got {
			count += len(strings.Fields(p.Text))
		}
		if count > max(n, 0) {
			t.Errorf("%d words of at most %d", count, n)
		}
		if Same(before, after) && strings.Join(strings.Fields(before), " ") == strings.Join(strings.Fields(after), " ") && got != nil {
			t.Errorf("the same text has changes: %v", got)
		}
		Compare(before, after)
	})
}
