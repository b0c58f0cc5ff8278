package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is a word with the punctuation that clings to it: what stands between two spaces.
type piece struct {
	start, end int
	opens      bool // a sentence begins here
}

// cut cuts a value at its spaces and sees where sentences begin. Behind byte until it leaves off after more pieces.
func cut(value string, until, more int) []piece {
	const letters = 6 // of German words, more or less, and a space
	pieces := make([]piece, 0, min(len(value)/letters, until/letters+min(more, len(value))))
	opens, start := true, -1
	for i, size := 0, 0; i < len(value) && more > 0; i += size {
		var space bool
		if c := value[i]; c < utf8.RuneSelf {
			size, space = 1, c == ' ' || '\t' <= c && c <= '\r'
		} else {
			var r rune
			r, size = utf8.DecodeRuneInString(value[i:])
			space = unicode.IsSpace(r)
		}
		switch {
		case !space && start < 0:
			start = i
		case space && start >= 0:
			pieces = append(pieces, piece{start, i, opens})
			if start >= until {
				more--
			}
			opens, start = false, -1
		}
		opens = opens || value[i] == '\n'
	}
	if start >= 0 {
		pieces = append(pieces, piece{start, len(value), opens})
	}
	for i := 1; i < len(pieces); i++ {
		p := &pieces[i]
		p.opens = p.opens || ends(value[pieces[i-1].start:pieces[i-1].end]) && begins(value[p.start:p.end])
	}
	return pieces
}

// sentenceEnd is the index behind the last piece of the sentence that begins at i.
func sentenceEnd(pieces []piece, i int) int {
	for i++; i < len(pieces) && !pieces[i].opens; i++ {
	}
	return i
}

// abbreviations end with a full stop and no sentence.
var abbreviations = map[string]bool{
	"dr": true, "prof": true, "st": true, "nr": true, "ca": true, "bzw": true, "usw": true, "str": true, "hrsg": true,
	"mio": true, "mrd": true, "tel": true, "vgl": true, "evtl": true, "ggf": true, "inkl": true, "jr": true, "sen": true,
	"dipl": true, "ing": true, "abs": true, "art": true, "geb": true, "gest": true, "max": true, "min": true, "mind": true,
	"sog": true, "allg": true, "bspw": true, "etc": true, "rd": true, "jh": true, "hl": true, "ev": true, "kath": true,
}

// ends says whether a sentence can end with this piece.
func ends(s string) bool {
	if last := s[len(s)-1]; last|0x20 >= 'a' && last|0x20 <= 'z' {
		return false // as most do
	}
	s = strings.TrimRight(s, "\"'“”‘’»«›‹)]")
	r, size := utf8.DecodeLastRuneInString(s)
	switch r {
	case '!', '?', '…', ':':
		return r != ':'
	case '.':
	default:
		return false
	}
	word := strings.ToLower(strings.TrimLeft(s[:len(s)-size], "\"'„“”‚‘’»«›‹(["))
	// A single letter (z. B.), a number (3. Mai) and an abbreviation go on.
	return utf8.RuneCountInString(word) > 1 && !abbreviations[word] && !(strings.Trim(word, "0123456789") == "" && len(word) <= 2)
}

// begins says whether a sentence can begin with this piece.
func begins(s string) bool {
	s = strings.TrimLeft(s, "\"'„“”‚‘’»«›‹([–—-")
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsDigit(r)
}
