package index

import (
	"slices"
	"strings"

	"pressclip/internal/query"
	"pressclip/internal/text"
)

// A pair is a term for two neighbouring words in any form. Documents are found under it, so that of a phrase only those
// have to be read that hold its words side by side somewhere, and few others: there are fewer pairs than there are
// neighbours, so that they need no dictionary.
const (
	pairMark = "\x02" // no other term begins so
	pairBits = 14
)

// paired are the fields in which words are looked for unless a query says otherwise.
func paired(f query.Field) bool { return f == query.FieldTitle || f == query.FieldText }

func pairTerm(a, b string) string {
	h := mix(hashTerm(a)*seedFactor+hashTerm(b)) >> (64 - pairBits)
	return string([]byte{pairMark[0], byte(h >> 8), byte(h)})
}

// isStem says whether a term is a word in any form.
func isStem(term string) bool {
	return term != "" && !strings.Contains(text.MarkExact+text.MarkSurface+text.MarkPart+pairMark, term[:1])
}

// eachPair calls do with the pairs of terms, which come in the order of their positions.
func eachPair(terms []text.Term, do func(pair string)) {
	var before, now []string
	pos := 0
	for _, t := range terms {
		if t.Pos != pos {
			before, now = now, before[:0]
			if t.Pos != pos+1 {
				before = before[:0]
			}
			pos = t.Pos
		}
		if !isStem(t.Text) {
			continue
		}
		now = append(now, t.Text)
		for _, b := range before {
			do(pairTerm(b, t.Text))
		}
	}
}

// pairs are the pairs of which a text of a chain has one where b follows a; false where that cannot be said.
func pairs(a, b query.Spans, chain string) ([]string, bool) {
	last, ok := edge(a, false, chain)
	if !ok {
		return nil, false
	}
	first, ok := edge(b, true, chain)
	if !ok || len(last)*len(first) > 64 {
		return nil, false
	}
	var all []string
	for _, x := range last {
		for _, y := range first {
			all = append(all, pairTerm(x, y))
		}
	}
	slices.Sort(all)
	return slices.Compact(all), true
}

// edge are the stems of which one stands at the first or last position of whatever s finds; false if there may be
// others.
func edge(s query.Spans, first bool, chain string) (stems []string, ok bool) {
	switch s := s.(type) {
	case query.Term:
		if form, ok := strings.CutPrefix(string(s), text.MarkExact); ok {
			return stemsOf(form, chain)
		}
		return []string{string(s)}, isStem(string(s))
	case query.Either:
		for _, m := range s {
			more, ok := edge(m, first, chain)
			if !ok {
				return nil, false
			}
			stems = append(stems, more...)
		}
		return stems, true
	case query.Sequence:
		if len(s) == 0 {
			return nil, false
		}
		if first {
			return edge(s[0], first, chain)
		}
		return edge(s[len(s)-1], first, chain)
	}
	return nil, false
}

// stemsOf are the stems that stand where an exact form stands.
func stemsOf(form, chain string) ([]string, bool) {
	words := text.Words(form, chain)
	if len(words) != 1 || len(words[0].Parts) != 1 {
		return nil, false
	}
	return words[0].Parts[0].Stems, true
}
