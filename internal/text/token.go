package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// word is one position of a value.
type word struct {
	written    string   // composed, case kept, dropped characters gone; a gender form with its sign
	forms      []string // what it stands for: written, or base and -innen form of a gender form
	start, end int      // bytes of the value
	hyphen     bool     // the next word is a further part of the same hyphenated word
}

// run is an unbroken run of word characters, and what stands between it and the next run.
type run struct {
	text       string
	start, end int
	gap        string // the characters up to the next run, at most maxGap of them; longer gaps join nothing
}

const maxGap = 2

func tokenize(value string) []word {
	runs := scan(value)
	words := make([]word, 0, len(runs))
	for i := 0; i < len(runs); {
		w, used := genderWord(runs[i:])
		if used == 0 {
			w, used = numberWord(runs[i:])
		}
		if used == 0 {
			w, used = plainWord(runs[i]), 1
		}
		i += used
		w.hyphen = i < len(runs) && isHyphenGap(runs[i-1].gap)
		words = append(words, w)
	}
	return words
}

func plainWord(r run) word {
	return word{written: r.text, forms: []string{r.text}, start: r.start, end: r.end}
}

// numberWord joins the groups of three digits of a long number, so that 1.000 and 1000 meet.
func numberWord(runs []run) (word, int) {
	if !isNumber(runs[0].text) || len(runs[0].text) > 3 {
		return word{}, 0
	}
	n, digits, written := 1, runs[0].text, runs[0].text
	for n < len(runs) && runs[n-1].gap == "." && len(runs[n].text) == 3 && isNumber(runs[n].text) {
		digits += runs[n].text
		written += "." + runs[n].text
		n++
	}
	if n == 1 || runs[n-1].gap == "." && n < len(runs) && isNumber(runs[n].text) {
		return word{}, 0
	}
	return word{written: written, forms: []string{digits}, start: runs[0].start, end: runs[n-1].end}, n
}

// scan cuts a value into runs. A run is letters, digits and their marks, with apostrophes inside.
func scan(value string) []run {
	s := scanner{value: value, runs: make([]run, 0, len(value)/6+1)}
	for i := 0; i < len(value); {
		r, size := utf8.DecodeRuneInString(value[i:])
		s.rune(r, i, i+size)
		i += size
	}
	s.close()
	return s.runs
}

type scanner struct {
	value      string
	runs       []run
	buf        []byte
	start, end int
	quote      rune // an apostrophe seen after a letter, not yet known to be inside the word
	altered    bool // buf may not be as in the value, composed
	gap        []rune
}

func (s *scanner) rune(r rune, start, end int) {
	switch {
	case isDropped(r):
		return
	case isApostrophe(r):
		s.apostrophe(r)
	case isWordRune(r), len(s.buf) > 0 && s.quote == 0 && unicode.Is(unicode.M, r):
		s.letter(r, start, end)
	default:
		s.other(r)
	}
}

// apostrophe waits for the next character: before a letter it is inside the word.
func (s *scanner) apostrophe(r rune) {
	if len(s.buf) == 0 || s.quote != 0 {
		s.other(r)
		return
	}
	s.quote = r
}

func (s *scanner) letter(r rune, start, end int) {
	if len(s.buf) == 0 {
		s.start = start
		if n := len(s.runs); n > 0 && len(s.gap) <= maxGap {
			s.runs[n-1].gap = string(s.gap)
		}
		s.gap = s.gap[:0]
	}
	if s.quote != 0 {
		s.buf = append(s.buf, '\'')
		s.altered = true
		s.quote = 0
	}
	s.altered = s.altered || r >= utf8.RuneSelf && unicode.Is(unicode.M, r)
	s.buf = utf8.AppendRune(s.buf, r)
	s.end = end
}

func (s *scanner) other(r rune) {
	quote := s.quote
	s.close()
	if quote != 0 {
		s.gap = append(s.gap, quote)
	}
	if len(s.gap) <= maxGap {
		s.gap = append(s.gap, r)
	}
}

// close ends the run at hand.
func (s *scanner) close() {
	if len(s.buf) == 0 {
		return
	}
	text := s.value[s.start:s.end]
	if s.altered || len(text) != len(s.buf) {
		text = norm.NFC.String(string(s.buf))
	}
	s.runs = append(s.runs, run{text: text, start: s.start, end: s.end})
	s.buf, s.quote, s.altered, s.gap = s.buf[:0], 0, false, s.gap[:0]
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

// isDropped says which characters are not there for a reader: soft hyphens, zero-width characters, directions.
func isDropped(r rune) bool {
	switch {
	case r == '\u00ad', r == '\ufeff', r >= '\u200b' && r <= '\u200f', r >= '\u2060' && r <= '\u2064', r >= '\u202a' && r <= '\u202e', r >= '\ufe00' && r <= '\ufe0f':
		return true
	}
	return false
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', '´', '`':
		return true
	}
	return false
}

func isHyphen(r rune) bool {
	return r == '-' || r == '\u2010' || r == '\u2011'
}

func isHyphenGap(gap string) bool {
	r, size := utf8.DecodeRuneInString(gap)
	return size > 0 && size == len(gap) && isHyphen(r)
}
