package archive

import "testing"

func TestSameHeadline(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Das Quartier wächst", "das  quartier: „Wächst“!", true},
		{"Ankunfts-Quartiere heute", "Ankunftsquartiere heute", true},
		{"Das Quartier wächst", "Das Qartier wächst", true},
		{"Das Quartier wächst", "Das Quatrier wächst", true},
		{"Das Quartier wächst", "Das Quartiar wächst", true},
		{"Das Quartiar wächst", "Das Quartier wachst", false},
		{"Das Quartier wächst", "Das Quartier schrumpft", false},
		{"Das Quartier wächst", "Das Quartier wächst weiter", false},
		{"Wetter am Montag", "Wetter am Sonntag", false},
		{"Elbe 04 gegen Haff 09", "Elbe 04 gegen Haff 08", false},
		{"Der Etat für 2026 steht", "Der Etat für 2027 steht", false},
		{"Haus 12345 verkauft", "Haus 12346 verkauft", false},
		{"Spiel in Hof", "Spiel in Hoh", false},
		{"", "", false},
		{"+++", "...", false},
		{"", "Das Quartier", false},
	} {
		if got := sameHeadline(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
		if got := sameHeadline(c.b, c.a); got != c.want {
			t.Errorf("%q and %q: %v", c.b, c.a, got)
		}
	}
}
