package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold lower-cases a word and spells it without what people leave out or write otherwise: ü is ue, ö oe, ä ae, ß ss,
// other letters lose their accents, apostrophes and hyphens go. Nothing is folded the other way: aktuell keeps its ue.
func Fold(word string) string {
	if plain(word) {
		return word
	}
	var b strings.Builder
	b.Grow(len(word) + 4)
	for _, r := range norm.NFC.String(word) {
		foldRune(&b, unicode.ToLower(r))
	}
	return b.String()
}

func plain(word string) bool {
	for i := 0; i < len(word); i++ {
		if c := word[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func foldRune(b *strings.Builder, r rune) {
	switch r {
	case 'ä', 'æ':
		b.WriteString("ae")
	case 'ö', 'œ':
		b.WriteString("oe")
	case 'ü':
		b.WriteString("ue")
	case 'ß', 'ẞ':
		b.WriteString("ss")
	case 'ø':
		b.WriteByte('o')
	case 'ł':
		b.WriteByte('l')
	case 'đ', 'ð':
		b.WriteByte('d')
	case 'ı':
		b.WriteByte('i')
	default:
		foldAccent(b, r)
	}
}

func foldAccent(b *strings.Builder, r rune) {
	switch {
	case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		b.WriteByte(byte(r))
	case r < utf8.RuneSelf, isApostrophe(r), isHyphen(r), isDropped(r), unicode.Is(unicode.Mn, r):
	default:
		// The first rune of the decomposition is the letter, the others are its marks.
		if d := norm.NFKD.PropertiesString(string(r)).Decomposition(); len(d) > 0 {
			r, _ = utf8.DecodeRune(d)
		}
		b.WriteRune(unicode.ToLower(r))
	}
}
