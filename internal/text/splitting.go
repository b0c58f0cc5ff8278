package text

import "strings"

// splitting is what the lexicon knows of the parts of compounds beside the nouns.
type splitting struct {
	first      map[string]string // what only stands before others, and its stem: außen, sonder
	never      map[string]bool   // ends that are no words in compounds: schaft
	neverFirst map[string]bool   // beginnings that are none: vor
	begin      beginnings        // of all that may be a part
	places     ends              // ends of the names of places and people, which have parts in their histories only
	nameEnds   ends              // those of them that hardly any other word has
	names      map[string]bool
	whole      map[string]bool // words that would fall apart wrongly
}

func (l *lexicon) readSplitting(sections map[string][][]string) {
	l.split.first, l.split.begin = map[string]string{}, make(beginnings, beginningsBits/64)
	for _, w := range folded(sections["first"]) {
		l.split.first[w] = l.strip(w)
	}
	l.split.never, l.split.names, l.split.whole = set(sections["never-parts"]), set(sections["places"]), set(sections["no-compounds"])
	l.split.neverFirst = set(sections["never-first"])
	l.split.places.putAll(sections["place-ends"])
	l.split.nameEnds.putAll(sections["name-ends"])
	l.eachPart(func(stem string) { l.split.begin.add(stem) })
}

// eachPart calls f with all that parts of compounds may begin with.
func (l *lexicon) eachPart(f func(stem string)) {
	for _, words := range []string{l.parts.text, l.forms.text} {
		for line := range strings.Lines(words) {
			word, _, _ := strings.Cut(line, " ")
			f(word)
		}
	}
	for word := range l.verbs {
		f(word)
	}
	for _, words := range []map[string]string{l.split.first, l.adjs, l.tails.forms, l.irregular.forms} {
		for word := range words {
			f(word)
		}
	}
}

func set(lines [][]string) map[string]bool {
	words := map[string]bool{}
	for _, w := range folded(lines) {
		words[w] = true
	}
	return words
}
