package text

import (
	"strings"
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
	form       *Form  // as a word by itself; nil, if not known
}

const maxGap = 2

// isAlone says whether the first run surely is a word by itself: it is no part of a hyphenated word, and neither the
// gap behind it nor what follows makes a number or a gender form of it.
func isAlone(runs []run) bool {
	r := &runs[0]
	switch r.gap {
	case "", " ":
		return true
	case ".":
		return r.text[0] > '9'
	}
	return !isHyphenGap(r.gap) && !mayBeGenderEnding(runs[1].text)
}

// joined returns the first word and those that hang on it by hyphens, and how many runs they take.
func joined(runs []run) (group []word, used int) {
	for {
		w, n := nextWord(runs[used:])
		used += n
		w.hyphen = used < len(runs) && isHyphenGap(runs[used-1].gap)
		group = append(group, w)
		if !w.hyphen {
			return group, used
		}
	}
}

func nextWord(runs []run) (w word, used int) {
	if w, used = genderWord(runs); used > 0 {
		return w, used
	}
	if w, used = numberWord(runs); used > 0 {
		return w, used
	}
	return plainWord(runs[0]), 1
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

// appendRuns cuts a value into runs. A run is letters, digits and their marks, with apostrophes inside.
func appendRuns(runs []run, value string) []run {
	for i := 0; ; {
		r, next := nextRun(value, i)
		if next < 0 {
			return runs
		}
		if n := len(runs); n > 0 {
			runs[n-1].gap = gap(value[runs[n-1].end:r.start])
		}
		runs = append(runs, r)
		i = next
	}
}

// nextRun reads the first run from i on, and where the next may begin; negative, if there is none.
func nextRun(value string, i int) (r run, next int) {
	for i < len(value) {
		c, size := runeAt(value, i)
		if isWordRune(c) {
			if end := simpleEnd(value, i); end > 0 {
				return run{text: value[i:end], start: i, end: end}, end
			}
			return markedRun(value, i)
		}
		i += size
	}
	return run{}, -1
}

func runeAt(value string, i int) (rune, int) {
	if c := value[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(value[i:])
}

// plainBytes are the letters and digits of one byte.
var plainBytes = func() (plain [256]bool) {
	for c := range utf8.RuneSelf {
		plain[c] = isWordRune(rune(c))
	}
	return plain
}()

// simpleEnd is where a run ends that is nothing but letters and digits; 0, if it has to be looked at closer.
func simpleEnd(value string, i int) int {
	for i < len(value) {
		if plainBytes[value[i]] {
			i++
			continue
		}
		c, size := runeAt(value, i)
		switch {
		case isWordRune(c):
			i += size
		case isApostrophe(c), isDropped(c), c >= utf8.RuneSelf && unicode.Is(unicode.M, c):
			return 0
		default:
			return i
		}
	}
	return i
}

// markedRun reads a run with marks, apostrophes or dropped characters among its letters.
func markedRun(value string, start int) (run, int) {
	var buf []byte
	end := start
	quote := false // an apostrophe was seen behind a letter; before a letter it is inside the word
	for i := start; i < len(value); {
		c, size := runeAt(value, i)
		switch {
		case isDropped(c):
		case isApostrophe(c) && !quote:
			quote = true
		case isWordRune(c), !quote && unicode.Is(unicode.M, c):
			if quote {
				buf = append(buf, '\'')
				quote = false
			}
			buf = utf8.AppendRune(buf, c)
			end = i + size
		default:
			return run{text: composed(value[start:end], buf), start: start, end: end}, i
		}
		i += size
	}
	return run{text: composed(value[start:end], buf), start: start, end: end}, len(value)
}

// composed is what was read of a value: the value itself if nothing in it was left out, replaced or a mark.
func composed(value string, read []byte) string {
	if value == string(read) && norm.NFC.IsNormalString(value) {
		return value
	}
	return norm.NFC.String(string(read))
}

// gap is what stands between two runs; nothing, if it is too long to join them.
func gap(between string) string {
	if len(between) == 1 {
		return between
	}
	n := 0
	dropped := false
	for _, r := range between {
		if isDropped(r) {
			dropped = true
		} else if n++; n > maxGap {
			return ""
		}
	}
	if dropped {
		between = strings.Map(func(r rune) rune {
			if isDropped(r) {
				return -1
			}
			return r
		}, between)
	}
	return between
}

func isWordRune(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	case 'À' <= r && r <= 'ſ':
		return r != '×' && r != '÷'
	case '\u2000' <= r && r <= '\u206f':
		return false // spaces, dashes, quotes
	}
	return r != utf8.RuneError && !isApostrophe(r) && (unicode.IsLetter(r) || unicode.IsNumber(r))
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
