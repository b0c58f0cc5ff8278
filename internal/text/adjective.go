package text

import "strings"

// adjectiveEndings are those of inflection, longest first.
var adjectiveEndings = []string{"em", "en", "er", "es", "e"}

// adjective takes inflection and degree off what is known as an adjective or looks like one.
func (l *lexicon) adjective(word string) (base string, ok bool) {
	// The degree first, for comparatives are adjectives by themselves.
	if base, ok := l.degree(word); ok {
		return base, true
	}
	if base, ok := l.adjectiveBase(word); ok {
		return base, true
	}
	for _, ending := range adjectiveEndings {
		rest, ok := strings.CutSuffix(word, ending)
		if !ok || ending == "er" && l.isNotAdjective(word) {
			continue
		}
		if base, ok := l.degree(rest); ok {
			return base, true
		}
		if base, ok := l.adjectiveBase(rest); ok {
			return base, true
		}
	}
	return "", false
}

// isNotAdjective says whether a word is a noun that ends as an adjective in -er would.
func (l *lexicon) isNotAdjective(word string) bool {
	_, _, ok := l.notAdjs.findBehind(word, func(before string) bool { return l.prefixes[before] || l.isModifier(before) })
	return ok
}

// degree takes -er, -st and -est off.
func (l *lexicon) degree(word string) (base string, ok bool) {
	for _, ending := range []string{"est", "st", "er"} {
		rest, ok := strings.CutSuffix(word, ending)
		if !ok || ending == "er" && (l.isNotAdjective(word) || l.is(word, isNoun)) {
			continue
		}
		if base, ok := l.adjectiveBase(rest); ok {
			return base, true
		}
	}
	return "", false
}

// adjectiveBase says whether an uninflected word is an adjective, and which.
func (l *lexicon) adjectiveBase(word string) (base string, ok bool) {
	if base, ok := l.adjs[word]; ok {
		return base, true
	}
	if l.is(word, isAdjective) {
		return word, true
	}
	if rest, un := strings.CutPrefix(word, "un"); un {
		if base, ok := l.adjs[rest]; ok {
			return "un" + base, true
		}
		if l.is(rest, isAdjective) {
			return word, true
		}
	}
	return word, looksAdjective(word) || l.participle(word) != ""
}

// looksAdjective goes by endings that nouns in -er do not have before it, apart from those of the lexicon.
func looksAdjective(word string) bool {
	if len(word) < 5 || strings.IndexByte("hmrsltvdg", word[len(word)-1]) < 0 {
		return false
	}
	for _, ending := range []string{"lich", "sam", "bar", "los", "voll", "iert", "abel", "ibel", "oes", "iv", "end", "wert", "arm", "ell"} {
		if strings.HasSuffix(word, ending) {
			// Of folded ä, ö, ü the e belongs to them: Gründer is no participle.
			return len(word) >= len(ending)+3 && !(ending == "end" && strings.ContainsAny(word[len(word)-4:len(word)-3], "aou"))
		}
	}
	rest, ok := strings.CutSuffix(word, "isch")
	if ok {
		return len(rest) >= 3
	}
	if rest, ok = strings.CutSuffix(word, "haft"); ok {
		return !strings.HasSuffix(rest, "sc") && len(rest) >= 3
	}
	if rest, ok = strings.CutSuffix(word, "ig"); ok {
		return len(rest) >= 3 && !strings.HasSuffix(rest, "e") && !strings.HasSuffix(rest, "a")
	}
	if rest, ok = strings.CutSuffix(word, "al"); ok {
		return len(rest) >= 4
	}
	// Participles: geplant, but not Gestalt.
	return strings.HasPrefix(word, "ge") && strings.HasSuffix(word, "t") && len(word) >= 6 && !strings.HasSuffix(word, "talt")
}
