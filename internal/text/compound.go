package text

import (
	"math"
	"strings"
)

// part is a part of a compound.
type part struct {
	start, end int // bytes of the folded word
	stem       string
	weight     float64 // logarithm of the number of texts that have it as a word
}

// compound returns the stems of the parts of a compound, with MarkPart. Where it has three or more, parts side by side
// are put together as well, so that ~Bundestag finds Bundestagswahlen: those it begins with, and others that are known
// as words. Other words have none.
//
// A word is cut where its parts are words more common, by their geometric mean, than it is itself (Koehn and Knight,
// 2003). The last part must be a noun.
func (l *lexicon) compound(form, word string) []string {
	if !capitalised(form) && l.isVerbal(word) {
		return nil
	}
	parts := l.cutCompound(word)
	if len(parts) < 2 {
		return nil
	}
	var marked []string
	for _, p := range parts {
		marked = appendNew(marked, MarkPart+p.stem)
	}
	for i := range parts {
		for j := i + 1; j < len(parts) && j-i < len(parts)-1; j++ {
			stem := l.nominal(word[parts[i].start:parts[j].end])
			if i == 0 || l.weight(stem) > 0 {
				marked = appendNew(marked, MarkPart+stem)
			}
		}
	}
	return marked
}

// isVerbal says whether a word in lower case is a verb or an adjective: mitreißend is of no Ende.
func (l *lexicon) isVerbal(word string) bool {
	if _, ok := l.adjective(word); ok || len(l.verbal(word)) > 0 {
		return true
	}
	return l.isPrefixedVerb(l.strip(word))
}

// weight is the logarithm of the number of texts that have a stem as a noun, 0 if none has.
func (l *lexicon) weight(stem string) float64 {
	n := 0
	for _, digit := range l.parts.find(stem) {
		n = 10*n + int(digit-'0')
	}
	if n == 0 {
		return 0
	}
	return math.Log(float64(n))
}

// head looks at the last part of a compound: a noun in any form.
func (l *lexicon) head(word string) (part, bool) {
	stem := l.nominal(word)
	weight := l.weight(stem)
	var others []string
	if _, known := l.noun(word); !known {
		others = append(others, l.strip(word)) // Verboten is of Verbot here
	}
	if short, ok := strings.CutSuffix(word, "s"); ok && stem == word {
		others = append(others, short) // and Abends no adverb
	}
	for _, other := range others {
		if w := l.weight(other); w > weight {
			stem, weight = other, w
		}
	}
	if weight < l.least(stem) || l.split.never[word] || l.split.never[stem] {
		return part{}, false
	}
	return part{stem: stem, weight: weight}, true
}

// least is the weight that a part needs: short ones must be common, for they stand in many words by chance.
func (l *lexicon) least(stem string) float64 {
	switch {
	case len(stem) <= 3:
		return 2.3
	case len(stem) == 4:
		return 1.6
	case len(stem) == 5:
		return 1
	}
	return 0.6
}

// modifier looks at a part before others: a noun with or without what links it, the stem of a verb, an adjective.
func (l *lexicon) modifier(word string) (part, bool) {
	if stem, ok := l.split.first[word]; ok {
		return part{stem: stem, weight: 5}, true
	}
	if l.split.neverFirst[word] {
		return part{}, false
	}
	best := part{}
	stem := l.nominal(word)
	unlinked := stem
	if short, ok := strings.CutSuffix(word, "s"); ok && !strings.HasSuffix(short, "s") {
		unlinked = l.nominal(short)
	}
	for _, s := range []string{stem, stem + "e", unlinked} {
		if w := l.weight(s); w >= l.least(s) && w > best.weight && !l.split.neverFirst[s] {
			best = part{stem: s, weight: w}
		}
	}
	if best.weight > 0 {
		return best, true
	}
	short := strings.TrimSuffix(word, "e")
	if l.isVerb(short) && len(short) > 3 {
		return part{stem: short, weight: 3.5}, true
	}
	if base, ok := l.adjs[word]; ok && len(word) > 2 {
		return part{stem: base, weight: 3.5}, true
	}
	if l.is(word, isAdjective) && len(word) > 3 {
		return part{stem: word, weight: 3.5}, true
	}
	if base, ok := l.adjs[strings.TrimSuffix(word, "en")]; ok { // Altenpflege
		return part{stem: base, weight: 3.5}, true
	}
	return part{}, false
}

// isModifier says whether what stands before a part is a word itself, or several.
func (l *lexicon) isModifier(before string) bool {
	if len(before) < minStem {
		return begins(before)
	}
	if _, ok := l.modifier(before); ok {
		return true
	}
	return len(before) >= minCompound && len(l.cutCompound(strings.TrimSuffix(before, "s"))) > 1
}

// isWhole says whether a word is of those that would be cut wrongly, also with -s, -er or -ers.
func (l *lexicon) isWhole(word string) bool {
	for _, ending := range []string{"", "s", "er", "ers", "ern"} {
		base, ok := strings.CutSuffix(word, ending)
		if ok && (l.split.names[base] || l.split.whole[base]) {
			return true
		}
	}
	return l.split.whole[l.nominal(word)]
}

// isPresentParticiple keeps Reisende and während from being taken for a Reis and an Ende.
func (l *lexicon) isPresentParticiple(word string) bool {
	i := strings.LastIndex(word, "end")
	return i >= minStem && len(word)-i <= 5 && l.isPrefixedVerb(word[:i])
}

// looksLikeName says whether a word is known as a name, or ends as names of places and people do and nothing speaks against it.
func (l *lexicon) looksLikeName(word string, parts []part) bool {
	if len(parts) > 2 {
		return false
	}
	if l.isName(word) {
		return min(parts[0].weight, parts[1].weight) < 3
	}
	if l.is(word, isCommon) || l.is(l.nominal(word), isCommon) {
		return false
	}
	return (parts[0].end < 6 || l.split.nameEnds.has(word)) && l.split.places.has(word)
}

// isName says whether a word was seen as a name, also with -s or -er.
func (l *lexicon) isName(word string) bool {
	return l.is(word, isName) || l.is(strings.TrimSuffix(word, "s"), isName) || l.is(strings.TrimSuffix(word, "er"), isName)
}
