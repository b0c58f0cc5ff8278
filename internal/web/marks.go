package web

import (
	"slices"

	"pressclip/internal/press"
)

// piece is a stretch of text, marked or not.
type piece struct {
	Text string
	Mark bool
}

// pieces cuts a text at its marks. Marks may overlap, stand in any order or lie outside the text, as records written
// by another version may; what cannot be marked is shown unmarked.
func pieces(text string, marks []press.Span) []piece {
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b press.Span) int { return a.Start - b.Start })
	var out []piece
	at := 0
	for _, m := range marks {
		start, end := max(m.Start, at), min(m.End, len(text))
		if start >= end || !boundary(text, start) || !boundary(text, end) {
			continue
		}
		if start > at {
			out = append(out, piece{Text: text[at:start]})
		}
		out = append(out, piece{Text: text[start:end], Mark: true})
		at = end
	}
	if at < len(text) {
		out = append(out, piece{Text: text[at:]})
	}
	return out
}

// boundary says whether a text may be cut before byte i.
func boundary(text string, i int) bool {
	return i == len(text) || text[i]&0xC0 != 0x80
}
