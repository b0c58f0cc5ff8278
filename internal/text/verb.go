package text

import (
	"math/bits"
	"strings"
)

// verbal lists the stems of what a form in lower case may be beside a noun: the form of a verb, or one of an adjective that
// only an unknown word would be.
func (w *lowered) verbal() []string {
	stems := w.verbStems()
	for i, stem := range stems {
		stems[i] = w.asVerb(stem)
	}
	return stems
}

func (l *lexicon) verbal(word string) []string {
	w := lowered{lexicon: l, word: word}
	return w.verbal()
}

// asVerb is the stem of a verb, spelled so that it does not meet the noun that the verb comes from or makes: Besuch and besuchen.
func (l *lexicon) asVerb(stem string) string {
	if l.isNounToo(stem) {
		return stem + "en"
	}
	return stem
}

// isNounToo says whether the stem of a verb is another word as a noun, one whose plural is not in -en: Besuch, Tanz, Kleid.
func (l *lexicon) isNounToo(stem string) bool {
	if l.is(stem, isNounToo) || l.nounsToo[stem] {
		return true
	}
	if _, ok := l.tails.forms[umlaut(stem)+"e"]; !ok {
		if _, ok = l.tails.forms[umlaut(stem)+"er"]; !ok {
			return false
		}
	}
	return l.isVerb(stem)
}

// infinitive is the stem of an infinitive in lower case that a noun could have as its dative at most: besuchen, den
// Besuchen; träumen, den Träumen. It is that of the verb alone.
func (l *lexicon) infinitive(word string) string {
	stem, ok := strings.CutSuffix(word, "en")
	switch {
	case !ok:
	case l.isNounToo(stem):
		return word
	case l.tails.forms[word] != "" && l.tails.forms[stem+"e"] != "" && l.isVerb(stem):
		return stem
	}
	return ""
}

func (w *lowered) verbStems() []string {
	l, word := w.lexicon, w.word
	if stem, ok := l.verbForms[word]; ok {
		return []string{stem}
	}
	var stems []string
	l.prefixed(word, func(prefix, rest string) bool {
		// Both, for gehört is of hören and of gehören.
		for _, stem := range []string{l.finite(rest, prefix != ""), l.participle(rest)} {
			if stem != "" {
				stems = append(stems, prefix+stem)
			}
		}
		return len(stems) > 0
	})
	if len(stems) > 0 {
		return stems
	}
	if base, ok := w.adjectival(); ok {
		if stem := l.participle(base); stem != "" {
			return []string{stem}
		}
		// A present participle: folgenden.
		if stem, ok := strings.CutSuffix(base, "end"); ok && len(stem) >= minStem {
			return []string{stem}
		}
	}
	if !l.isPrefixedVerb(l.strip(word)) {
		return l.guess(word)
	}
	return nil
}

// prefixed tries a word whole and behind each prefix that it begins with, up to the first that fits.
func (l *lexicon) prefixed(word string, fits func(prefix, rest string) bool) bool {
	if len(word) < minStem {
		return false
	}
	if fits("", word) {
		return true
	}
	for some := l.prefixLengths[[2]byte{word[0], word[1]}]; some != 0; some &= some - 1 {
		i := bits.TrailingZeros32(some)
		if i > len(word)-minStem {
			break
		}
		if l.prefixes[word[:i]] && fits(word[:i], word[i:]) {
			return true
		}
	}
	return false
}

// finite is the stem of a verb without its prefix, in a form with a person, or with zu; "" for other words.
func (l *lexicon) finite(word string, prefixed bool) string {
	if stem, ok := l.strong[word]; ok {
		return stem
	}
	for _, ending := range []string{"test", "tet", "ten", "te", "st", "t"} {
		rest, ok := strings.CutSuffix(word, ending)
		if !ok {
			continue
		}
		if l.isVerb(rest) {
			return rest
		}
		if rest, ok := strings.CutSuffix(rest, "e"); ok && needsE(rest) && l.isVerb(rest) {
			return rest
		}
	}
	if rest, ok := strings.CutPrefix(word, "zu"); ok && prefixed && len(rest) >= 5 && strings.HasSuffix(rest, "n") {
		return l.strip(rest)
	}
	return ""
}

// participle is the stem of the verb of a participle without ending: geplant, ausgebaut, verstorben; "" for other words.
func (l *lexicon) participle(word string) (stem string) {
	if word == "" || word[len(word)-1] != 't' && word[len(word)-1] != 'n' {
		return ""
	}
	l.prefixed(word, func(prefix, rest string) bool {
		if s := l.simpleParticiple(rest, prefix); s != "" {
			stem = prefix + s
		}
		return stem != ""
	})
	return stem
}

func (l *lexicon) simpleParticiple(word, prefix string) string {
	if stem, ok := l.done[word]; ok {
		return stem
	}
	if prefix != "" && inseparable(prefix) {
		if stem, ok := l.done["ge"+word]; ok {
			return stem
		}
	}
	rest, ok := strings.CutSuffix(word, "t")
	if !ok {
		return ""
	}
	short, ge := strings.CutPrefix(rest, "ge")
	switch {
	case ge && l.isVerb(short):
		return short
	case ge && strings.HasSuffix(short, "e") && needsE(short[:len(short)-1]) && l.isVerb(short[:len(short)-1]):
		return short[:len(short)-1]
	case (strings.HasSuffix(rest, "ier") || inseparable(rest)) && l.isVerb(rest):
		return rest
	case strings.HasSuffix(rest, "e") && inseparable(rest) && needsE(rest[:len(rest)-1]) && l.isVerb(rest[:len(rest)-1]):
		return rest[:len(rest)-1]
	}
	return ""
}

func inseparable(word string) bool {
	for _, p := range []string{"be", "ge", "er", "ver", "zer", "ent", "emp", "miss", "ueber", "unter", "wider", "hinter", "um", "durch"} {
		if strings.HasPrefix(word, p) {
			return true
		}
	}
	return false
}

// isVerb says whether a stem is that of a verb, as all in -ier are.
func (l *lexicon) isVerb(stem string) bool {
	if known, ok := l.verbs[stem]; ok {
		return known
	}
	return len(stem) >= 3 && (l.is(stem, isVerb) || len(stem) >= 6 && strings.HasSuffix(stem, "ier"))
}

// isPrefixedVerb is isVerb for a stem that may have a prefix.
func (l *lexicon) isPrefixedVerb(stem string) bool {
	return l.prefixed(stem, func(_, rest string) bool { return l.isVerb(rest) })
}

// needsE says whether a verb has an e before t: arbeitet, rechnet.
func needsE(base string) bool {
	n := len(base)
	if n < minStem {
		return false
	}
	switch base[n-1] {
	case 't', 'd':
		return true
	case 'n', 'm':
		return strings.IndexByte("aeiouyrlhnm", base[n-2]) < 0 || base[n-3:n-1] == "ch"
	}
	return false
}

// guess finds a stem of an unknown word with an ending that hardly anything but verbs and adjectives has in lower case:
// googelte, boomten, beschallt, klitzekleinem.
func (l *lexicon) guess(word string) []string {
	for _, ending := range []string{"tet", "ten", "te", "t"} {
		rest, ok := strings.CutSuffix(word, ending)
		if !ok || len(rest) < 4 {
			continue
		}
		if inseparable(rest) || strings.HasSuffix(rest, "el") || strings.HasSuffix(rest, "er") ||
			ending != "t" && strings.IndexByte("bgklmpzv", rest[len(rest)-1]) >= 0 {
			return []string{strings.TrimPrefix(rest, "ge")}
		}
		return nil
	}
	if rest := cut(word, "em"); rest != word && len(rest) >= 4 {
		return []string{rest}
	}
	return nil
}
