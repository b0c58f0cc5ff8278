package press

import "slices"

// Piece is a stretch of text, marked or not.
type Piece struct {
	Text string
	Mark bool
}

// Pieces cuts a text at its marks. Marks may overlap, stand in any order or lie outside the text, as records written
// by another version may; what cannot be marked is shown unmarked.
func Pieces(text string, marks []Span) []Piece {
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b Span) int { return a.Start - b.Start })
	var out []Piece
	at := 0
	for _, m := range marks {
		start, end := max(m.Start, at), min(m.End, len(text))
		if start >= end || !boundary(text, start) || !boundary(text, end) {
			continue
		}
		if start > at {
			out = append(out, Piece{Text: text[at:start]})
		}
		out = append(out, Piece{Text: text[start:end], Mark: true})
		at = end
	}
	if at < len(text) {
		out = append(out, Piece{Text: text[at:]})
	}
	return out
}

// boundary says whether a text may be cut before byte i.
func boundary(text string, i int) bool {
	return i == len(text) || text[i]&0xC0 != 0x80
}
