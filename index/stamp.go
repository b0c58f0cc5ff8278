package index

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// format counts the ways in which documents were laid out. Count it up with every change to fields or document ids.
const format = "2"

// stamp says what wrote a generation. One with another layout cannot be read; one with the same layout but other words
// still answers, though not as the matcher would, until a rebuild has taken its place.
type stamp struct{ layout, words string }

func (s stamp) String() string { return s.layout + " " + s.words }

func readStamp(b []byte) (stamp, bool) {
	layout, words, ok := strings.Cut(string(b), " ")
	return stamp{layout, words}, ok
}

// newStamp is the stamp of this program. The analysis speaks for itself: a sample with every kind of word that it
// treats specially is analysed and the terms are hashed, so that a changed rule shows without anybody counting; the
// lexicon has a version of its own. A field of values that was added later counts as words do: an index without it answers
// as before, though it can neither filter by the field nor count it.
func newStamp(in *time.Location) stamp {
	h := sha256.New()
	words := match.Analyse(sample(), "Märkische Rundschau")
	for f := range query.FieldCount {
		for _, t := range words.Terms(f) {
			fmt.Fprintf(h, "%d %s\n", t.Pos, t.Text)
		}
		fmt.Fprintln(h)
	}
	fmt.Fprintln(h, text.Version())
	fmt.Fprintln(h, in)
	fmt.Fprint(h, fieldPaywall, fieldTag)
	return stamp{layout: format, words: hex.EncodeToString(h.Sum(nil)[:8])}
}

func sample() press.Article {
	return press.Article{
		Title:   "Ankunftsquartiere: Bewohner*innen und Bürger:innen reden mit",
		Lead:    "Die Müllers wohnen an der Goethestraße; Mueller sagt's, L'Oréal-Werk hin oder her.",
		Authors: []string{"Heike von der Aue", "Özlem Groß"},
		Text: strings.Join([]string{
			"Die Müllers wohnen an der Goethestraße; Mueller sagt's, L'Oréal-Werk hin oder her.",
			"E-Mail und Email, Häuser und Haus, fördern und fordern, Museen und Museum, Firmen, Lehrer/-innen, StudentInnen.",
			"Israel, aktuell, Michael und ein Poet: 2.500 Euro, 3,5 Prozent, 24. Dezember, U-Bahn, Saalfeld-Beulwitz, Corona\u00adzeit.",
			"„Wir mischen die Quartiere auf“ – so das Motto der Stadtteil\u2010Konferenz, #NRW @stadt https://example.org/a?b=c.",
			"Kinder, Mütter, Ärztinnen, Gebäude, gegangen, schönste, größer, Plätze, Vereinen, Quartiersmanagements, Straßenbahnen.",
		}, "\n"),
		Language: "de",
	}
}
