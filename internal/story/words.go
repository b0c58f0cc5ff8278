package story

import (
	"unicode"
	"unicode/utf8"
)

// A word is known by a hash of its letters and digits in small letters. That is less than package text makes of a word,
// and on purpose: who takes over a text changes quotation marks, hyphens, umlauts and soft hyphens without thinking,
// but not the forms of words.

// The numbers of FNV-1a with 64 bits. Sketches are kept for years, so a hash must be the same in every process and in
// every version; a change here is a change of Form.
const (
	hashOffset = 14695981039346656037
	hashPrime  = 1099511628211
)

// word is one word of a text.
type word struct {
	hash   uint64
	length int // letters
}

// appendWords appends the words of a text to words.
func appendWords(words []word, text string) []word {
	w := word{hash: hashOffset}
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
				w.add(c)
			case 'A' <= c && c <= 'Z':
				w.add(c + 'a' - 'A')
			case w.length > 0:
				words, w = append(words, w), word{hash: hashOffset}
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if !w.addRune(r) && w.length > 0 {
			words, w = append(words, w), word{hash: hashOffset}
		}
	}
	if w.length > 0 {
		words = append(words, w)
	}
	return words
}

func (w *word) add(c byte) {
	w.hash = (w.hash ^ uint64(c)) * hashPrime
	w.length++
}

// addRune says whether the rune belongs to a word.
func (w *word) addRune(r rune) bool {
	switch r {
	case 'ä', 'Ä':
		w.add('a')
		w.add('e')
	case 'ö', 'Ö':
		w.add('o')
		w.add('e')
	case 'ü', 'Ü':
		w.add('u')
		w.add('e')
	case 'ß', 'ẞ':
		w.add('s')
		w.add('s')
	case '\u0308': // the dots of an umlaut that was written in two
		w.add('e')
	default:
		return w.addOther(r)
	}
	return true
}

func (w *word) addOther(r rune) bool {
	switch {
	case unicode.IsLetter(r), unicode.IsNumber(r):
		var buf [utf8.UTFMax]byte
		n := utf8.EncodeRune(buf[:], unicode.ToLower(r))
		for _, c := range buf[:n] {
			w.hash = (w.hash ^ uint64(c)) * hashPrime
		}
		w.length++
		return true
	}
	// What a reader does not see, and marks above letters, interrupt no word.
	return r == '\u00ad' || r == '\ufeff' || r >= '\u200b' && r <= '\u200f' || r == '\u2060' || unicode.Is(unicode.M, r)
}
