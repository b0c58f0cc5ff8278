package wording

import (
	"strings"

	"znkr.io/diff"
)

// Change says what became of the words of a Piece.
type Change int

// The changes.
const (
	Kept    Change = iota // they stand in both wordings
	Gone                  // only in the former
	Added                 // only in the later
	Skipped               // words are left out here; the text is an ellipsis
)

// Piece is a run of words that share a change. A newline in its text, or at its beginning, is that of a paragraph.
type Piece struct {
	Text   string
	Change Change
}

// word is one word of either wording.
type word struct {
	text   string
	breaks bool // a paragraph begins with it
	change Change
}

// Compare is the whole text with what changed from one wording to the other. There are no pieces if nothing did.
func Compare(before, after string) []Piece {
	words, changed := compare(before, after)
	if !changed {
		return nil
	}
	return pieces(words, func(int) bool { return true })
}

// Extract is at most n words, ellipses among them, of what Compare returns: the words that changed, from the first, and
// what stands around them.
func Extract(before, after string, n int) []Piece {
	words, changed := compare(before, after)
	if !changed || n <= 0 {
		return nil
	}
	c := choice{taken: make([]bool, len(words)), cost: 1, most: n} // nothing taken is one gap
	last := -1
	for i, w := range words {
		if w.change == Kept {
			continue
		}
		if !c.take(i) {
			break
		}
		last = i
	}
	for distance := 1; distance <= surroundings; distance++ {
		for i := 0; i <= last; i++ {
			if words[i].change != Kept && c.taken[i] {
				c.take(i - distance)
				c.take(i + distance)
			}
		}
	}
	if last < 0 {
		return nil
	}
	return pieces(words, func(i int) bool { return c.taken[i] })
}

// surroundings is how many words around a change are shown at most, on each side.
const surroundings = 8

// choice are the words that are shown. Every gap between them costs one, as a word does.
type choice struct {
	taken []bool
	cost  int
	most  int
}

// take takes a word if that is not too much, and says whether it is taken.
func (c *choice) take(i int) bool {
	if i < 0 || i >= len(c.taken) || c.taken[i] {
		return i >= 0 && i < len(c.taken)
	}
	gaps := 1
	if i == 0 || c.taken[i-1] {
		gaps--
	}
	if i == len(c.taken)-1 || c.taken[i+1] {
		gaps--
	}
	if c.cost+1+gaps > c.most {
		return false
	}
	c.taken[i], c.cost = true, c.cost+1+gaps
	return true
}

// compare is every word of both wordings in order.
func compare(before, after string) (words []word, changed bool) {
	x, y := split(before), split(after)
	for _, e := range diff.Edits(keys(x), keys(y)) {
		switch e.Op {
		case diff.Delete:
			w := x[e.PosX]
			w.change = Gone
			words, changed = append(words, w), true
		case diff.Insert:
			w := y[e.PosY]
			w.change = Added
			words, changed = append(words, w), true
		default:
			words = append(words, y[e.PosY])
		}
	}
	return words, changed
}

func split(s string) (words []word) {
	for _, line := range lines(s) {
		for i, field := range strings.Fields(line) {
			words = append(words, word{text: field, breaks: i == 0 && len(words) > 0})
		}
	}
	return words
}

func keys(words []word) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = bare(w.text)
	}
	return list
}

// pieces joins words that share a change, with an ellipsis for each run of those that are not shown.
func pieces(words []word, shown func(int) bool) (list []Piece) {
	skipping := false
	for i, w := range words {
		if !shown(i) {
			if !skipping {
				list = append(list, Piece{Text: "…", Change: Skipped})
			}
			skipping = true
			continue
		}
		text := w.text
		if w.breaks && !skipping {
			text = "\n" + text
		}
		skipping = false
		if n := len(list); n > 0 && list[n-1].Change == w.change {
			list[n-1].Text += " " + text
			continue
		}
		list = append(list, Piece{Text: text, Change: w.change})
	}
	return list
}
