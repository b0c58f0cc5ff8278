package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// minStem is the fewest bytes that an ending leaves.
const minStem = 3

// stems returns what a form, which is word when folded, is inflected from. Inflection is cut off, derivation is not: Mieter keeps its -er and
// Regierung its -ung, so that Miete and regieren do not find them. The Snowball stemmer cuts both, which is why it is
// not used here.
//
// A capitalised form is read as a noun. A form in lower case may be that noun as well, for people type so, and may be
// one of a verb or an adjective besides: Macht is the noun alone, macht is found by Macht and by machen. So Macht and
// machen stay apart, and no form does from the same in other case.
func stems(form, word string) []string {
	l := german()
	if both, ok := l.both[word]; ok {
		return both
	}
	if stem, ok := l.words[word]; ok {
		return []string{stem}
	}
	if len(word) < minStem {
		return []string{word}
	}
	infinitive := l.infinitive(word)
	switch {
	case infinitive != "" && capitalised(form):
		return appendNew([]string{l.nominal(word)}, infinitive) // den Besuchen and das Besuchen
	case infinitive != "":
		return []string{infinitive}
	case capitalised(form):
		return []string{l.nominal(word)}
	}
	w := lowered{lexicon: l, word: word}
	all := appendNew([]string{w.nominal()}, w.verbal()...)
	base, isAdjective := w.adjectival()
	if isAdjective {
		all = appendNew(all, base)
	}
	if short := l.strip(word); !isAdjective || l.isPrefixedVerb(short) {
		all = appendNew(all, l.asVerb(short))
	}
	return all
}

// capitalised says whether a form has a capital and small letters behind it. In a word of capitals they say nothing.
func capitalised(form string) bool {
	first, size := utf8.DecodeRuneInString(form)
	second, _ := utf8.DecodeRuneInString(form[size:])
	return unicode.IsUpper(first) && unicode.IsLower(second)
}

// plural is the weight of a noun whose plural in -en is no participle.
const plural = 1.5

// lowered is a folded form. It may be several things, and all of them ask whether it is an adjective.
type lowered struct {
	*lexicon
	word        string
	base        string // as an adjective
	isAdjective bool
	asked       bool // whether it is one
}

// adjectival is adjective, worked out once.
func (w *lowered) adjectival() (base string, ok bool) {
	if !w.asked {
		w.base, w.isAdjective = w.adjective(w.word)
		w.asked = true
	}
	return w.base, w.isAdjective
}

func (l *lexicon) nominal(word string) string {
	w := lowered{lexicon: l, word: word}
	return w.nominal()
}

// nominal is the stem of a noun or an adjective.
func (w *lowered) nominal() string {
	l, word := w.lexicon, w.word
	if man, ok := l.person(word); ok {
		return man
	}
	if one := strings.TrimSuffix(word, "n"); l.is(one, isNounE) {
		return one
	}
	before, base, ok := l.tails.find(word)
	if !ok {
		before, base, ok = l.irregular.findBehind(word, l.isModifier)
	}
	if ok {
		if base != "" {
			word = before + base
		}
		if base, ok := l.noun(word); ok {
			return base
		}
		return l.strip(word)
	}
	if base, ok := l.noun(word); ok {
		return base
	}
	short := l.strip(word)
	if strings.HasSuffix(word, "en") && l.weight(short) >= plural {
		return short // Angeboten, Gefahren
	}
	if base, ok := w.adjectival(); ok {
		return base
	}
	return short
}

// noun finds nouns with an ending of their own, and their forms: Unternehmens, Verteidigern, Kohlen, Phänomene.
func (l *lexicon) noun(word string) (base string, ok bool) {
	if l.nouns[word] || l.nounsE[word] || strings.ContainsAny(l.forms.find(word), nounEndings) {
		return word, true
	}
	if last := word[len(word)-1]; last != 'n' && last != 's' && last != 'e' {
		return "", false
	}
	if base, ok = strings.CutSuffix(word, "n"); ok && (l.isNounE(base) || l.isNoun(base)) { // Kohlen
		return base, true
	}
	if base, ok = strings.CutSuffix(word, "ns"); ok && l.isNounE(base) { // Willens
		return base, true
	}
	for _, ending := range []string{"s", "e", "en", "es"} {
		if base, ok = strings.CutSuffix(word, ending); ok && l.isNoun(base) {
			return base, true
		}
	}
	return "", false
}

func (l *lexicon) isNoun(word string) bool { return l.nouns[word] || l.is(word, isNoun) }

func (l *lexicon) isNounE(word string) bool { return l.nounsE[word] || l.is(word, isNounE) }

// personEndings are those of words for women, with the -in.
var personEndings = []string{
	"erin", "orin", "eurin", "aerin", "istin", "entin", "antin", "ektin", "atin", "login", "gogin", "rgin", "phin", "nomin", "ettin", "otin",
}

// person takes -in and -innen off a word for a woman or women.
func (l *lexicon) person(word string) (man string, ok bool) {
	one, many := strings.CutSuffix(word, "nen")
	man, ok = strings.CutSuffix(one, "in")
	if !ok || len(man) < minStem || l.notWomen[word] || l.is(word, isName) {
		return "", false
	}
	if !many {
		for _, ending := range personEndings {
			many = many || len(word) > len(ending)+1 && strings.HasSuffix(word, ending)
		}
	}
	if !many && !l.women.has(word) {
		return "", false
	}
	if before, base, ok := l.men.find(man); ok {
		man = before + base
	}
	return man, true
}

// strip takes the endings off that need no knowledge of the word: -e, -en, -es, -s and their like, but never -er.
func (l *lexicon) strip(word string) string {
	switch {
	case strings.HasSuffix(word, "nisse"), strings.HasSuffix(word, "nissen"), strings.HasSuffix(word, "nisses"):
		return word[:strings.LastIndex(word, "nisse")+len("nis")]
	case strings.HasSuffix(word, "ium"):
		return cut(word, "um")
	case strings.HasSuffix(word, "iums"):
		return cut(word, "ums")
	case strings.HasSuffix(word, "ismus"):
		return cut(word, "us")
	case strings.HasSuffix(word, "s"):
		return l.stripS(word)
	case strings.HasSuffix(word, "ern"):
		if l.baseErn.has(word) {
			return word
		}
		return cut(word, "n")
	case strings.HasSuffix(word, "eln"):
		if len(word) > 3 && strings.IndexByte("aou", word[len(word)-4]) >= 0 {
			return word // Köln
		}
		return cut(word, "n")
	case strings.HasSuffix(word, "en"):
		return l.stripEn(word)
	case strings.HasSuffix(word, "e"):
		return cut(cut(word, "e"), "en")
	}
	return word
}

func (l *lexicon) stripEn(word string) string {
	if short := cut(word, "en"); short != word {
		if l.isVerb(short) {
			return short // verdienen
		}
		return cut(short, "en")
	}
	// Seen and Ehen, but not Wien.
	if strings.HasSuffix(word, "een") || strings.HasSuffix(word, "hen") {
		return cut(word, "n")
	}
	return word
}

func (l *lexicon) stripS(word string) string {
	if l.baseS.has(word) || len(word) < 2 {
		return word
	}
	switch last := word[len(word)-2]; {
	case strings.HasSuffix(word, "ens"):
		return cut(word, "ens")
	case strings.HasSuffix(word, "ies") && l.weight(word[:len(word)-3]+"y") > 0:
		return word[:len(word)-3] + "y" // Storys and Stories
	case strings.HasSuffix(word, "es"):
		return cut(cut(word, "es"), "en")
	case strings.IndexByte("bdfghklmnprtwyao", last) >= 0:
		return cut(word, "s")
	case last == 'i' && len(word) > 4 && l.parts.find(word[:len(word)-1]) != "":
		return cut(word, "s")
	}
	return word
}

// cut takes an ending off if a stem is left.
func cut(word, ending string) string {
	rest, ok := strings.CutSuffix(word, ending)
	if !ok || len(rest) < minStem || !strings.ContainsAny(rest, "aeiouy") {
		return word
	}
	return rest
}
