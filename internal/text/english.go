package text

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed english.txt
var englishText string

// englishWords are the words of english.txt → stem.
type englishWords map[string]string

var english = sync.OnceValue(func() englishWords {
	words := englishWords{}
	for line := range strings.Lines(englishText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		forms := strings.Fields(line)
		for _, form := range forms {
			// A form of two words is that of the first.
			if _, ok := words[form]; !ok {
				words[form] = strip(forms[0])
			}
		}
	}
	return words
})

// stems are those of a folded English word. As in German, inflection is cut off and derivation is not: the Porter stemmer
// would bring university to universe and organization to organ.
func (words englishWords) stems(word string) []string {
	if stem, ok := words[word]; ok {
		return []string{stem}
	}
	if len(word) <= minStem {
		return []string{word}
	}
	return []string{words.stem(word)}
}

func (words englishWords) stem(word string) string {
	base, cut := cutPlural(word)
	if stem, ok := words[base]; ok && cut {
		return stem
	}
	if short, ok := strings.CutSuffix(base, "ied"); ok && len(short) >= 2 {
		return short + "y"
	}
	if short, ok := strings.CutSuffix(base, "d"); ok && strings.HasSuffix(short, "ee") && !strings.HasSuffix(short, "cee") {
		return short // agreed, but not succeed
	}
	for _, ending := range []string{"ing", "ed"} {
		if short, ok := strings.CutSuffix(base, ending); ok && isStem(short) {
			return strip(withE(short))
		}
	}
	return strip(base)
}

// cutPlural takes -s off a noun or a verb.
func cutPlural(word string) (base string, cut bool) {
	for _, end := range []string{"ss", "us", "is"} {
		if strings.HasSuffix(word, end) {
			return word, false
		}
	}
	if short, ok := strings.CutSuffix(word, "ies"); ok && len(short) >= 2 {
		return short + "y", true
	}
	for _, end := range []string{"sses", "shes", "ches", "xes", "zzes"} {
		if strings.HasSuffix(word, end) {
			return strings.TrimSuffix(word, "es"), true
		}
	}
	return strings.CutSuffix(word, "s")
}

// strip takes an e off the end, so that decide and deciding meet, but not off a short word: plane is no plan.
func strip(word string) string {
	short, ok := strings.CutSuffix(word, "e")
	if ok && isStem(short) && !strings.HasSuffix(short, "e") && !isShort(short) {
		return short
	}
	return word
}

// withE spells a verb without -ing or -ed: a short one had an e (hoping, hope) unless its consonant is doubled (stopping, stop).
func withE(word string) string {
	n := len(word)
	switch {
	case n > minStem && word[n-1] == word[n-2] && strings.IndexByte("bdgmnprt", word[n-1]) >= 0:
		return word[:n-1]
	case isShort(word):
		return word + "e"
	}
	return word
}

func isStem(word string) bool { return len(word) >= minStem && strings.ContainsAny(word, "aeiouy") }

// isShort says whether a word has one vowel, with a consonant before and one behind it: hop.
func isShort(word string) bool {
	i := strings.IndexAny(word, "aeiouy")
	return i > 0 && i == len(word)-2 && strings.IndexByte("aeiouwxy", word[i+1]) < 0
}
