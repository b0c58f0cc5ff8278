package web

import (
	"unicode/utf8"

	"pressclip/internal/press"
)

// piece is a stretch of text, marked or not.
type piece = press.Piece

// pieces cuts a text at its marks.
func pieces(text string, marks []press.Span) []piece { return press.Pieces(text, marks) }

// boundary says whether a text may be cut before byte i.
func boundary(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }
