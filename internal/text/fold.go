package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold lower-cases a word and spells it without what people leave out or write otherwise: ü is ue, ö oe, ä ae, ß ss,
// other Latin and Greek letters lose their accents, Turkish ı is i, Arabic letters lose their vowels and what sets the
// kinds of alef, yeh and teh apart, apostrophes and hyphens go. Letters of other scripts stay whole, for there a mark
// makes another letter. Nothing is folded the other way: aktuell keeps its ue.
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

// foldWith is Fold behind a replacer, which sees the word composed.
func foldWith(word string, letters *strings.Replacer) string {
	if plain(word) {
		return word
	}
	return Fold(letters.Replace(norm.NFC.String(word)))
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
	case 'ς':
		b.WriteRune('σ')
	case 'ى', 'ی': // alef maksura and Persian yeh
		b.WriteRune('ي')
	case 'ة': // teh marbuta
		b.WriteRune('ه')
	case 'ک': // Persian kaf
		b.WriteRune('ك')
	case 'ٱ':
		b.WriteRune('ا')
	case 'ـ': // tatweel
	default:
		foldAccent(b, r)
	}
}

func foldAccent(b *strings.Builder, r rune) {
	switch {
	case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		b.WriteByte(byte(r))
	case r < utf8.RuneSelf, isApostrophe(r), isHyphen(r), isDropped(r), isLooseMark(r):
	default:
		b.WriteRune(unicode.ToLower(baseLetter(r)))
	}
}

// isLooseMark says which marks may be left out: accents that belong to no letter, vowels of Hebrew and Arabic.
func isLooseMark(r rune) bool {
	return unicode.Is(unicode.Mn, r) && (unicode.Is(unicode.Inherited, r) || unicode.In(r, unicode.Arabic, unicode.Hebrew))
}

// baseLetter is a letter without its marks. The first rune of the decomposition is the letter, the others are its marks.
func baseLetter(r rune) rune {
	d := norm.NFKD.PropertiesString(string(r)).Decomposition()
	if len(d) == 0 {
		return r
	}
	if base, _ := utf8.DecodeRune(d); unicode.In(base, unicode.Latin, unicode.Greek, unicode.Arabic, unicode.Common) {
		return base
	}
	return r
}
