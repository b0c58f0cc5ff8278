package match

import (
	"cmp"
	"slices"

	"pressclip/internal/query"
)

// find returns all stretches of a field that satisfy spans, sorted by first and last position, each once.
func (t *table) find(field query.Field, spans query.Spans) []stretch {
	switch s := spans.(type) {
	case query.Term:
		return t.term(field, string(s))
	case query.Prefix:
		return t.anyTerm(field, t.prefix(string(s)))
	case query.Pattern:
		return t.anyTerm(field, t.pattern(s))
	case query.Either:
		return t.either(field, s)
	case query.Sequence:
		return t.sequence(field, s)
	case query.Near:
		return t.near(field, s)
	}
	return nil
}

func (t *table) anyTerm(field query.Field, terms []string) []stretch {
	if len(terms) == 1 {
		return t.term(field, terms[0])
	}
	var all []stretch
	for _, term := range terms {
		all = append(all, t.term(field, term)...)
	}
	return unique(all)
}

func (t *table) either(field query.Field, members query.Either) []stretch {
	if len(members) == 1 {
		return t.find(field, members[0])
	}
	var all []stretch
	for _, member := range members {
		all = append(all, t.find(field, member)...)
	}
	return unique(all)
}

// unique sorts stretches and keeps one of those with the same positions, the one that covers most.
func unique(all []stretch) []stretch {
	slices.SortStableFunc(all, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last), cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	return slices.CompactFunc(all, func(a, b stretch) bool { return a.first == b.first && a.last == b.last })
}

func (t *table) sequence(field query.Field, members query.Sequence) []stretch {
	if len(members) == 0 {
		return nil
	}
	found := t.find(field, members[0])
	for _, member := range members[1:] {
		if len(found) == 0 {
			return nil
		}
		found = follow(found, t.find(field, member))
	}
	return found
}

// follow joins each stretch of a with those of b that begin directly behind it.
func follow(a, b []stretch) []stretch {
	var joined []stretch
	for _, x := range a {
		i, _ := slices.BinarySearchFunc(b, x.last+1, func(y stretch, first int) int { return cmp.Compare(y.first, first) })
		for ; i < len(b) && b[i].first == x.last+1; i++ {
			y := x
			y.last = b[i].last
			y.start, y.end = min(x.start, b[i].start), max(x.end, b[i].end)
			joined = append(joined, y)
		}
	}
	return unique(joined)
}

// near returns the longest stretches that reach from one side to the other: those within longer ones say nothing more
// about what else is near. So many equal words cost no more than their number.
func (t *table) near(field query.Field, n query.Near) []stretch {
	a := longest(t.find(field, n.A))
	if len(a) == 0 {
		return nil
	}
	b := longest(t.find(field, n.B))
	var pairs []stretch
	for _, x := range a {
		// Of the longest stretches both ends ascend, so those near x stand together.
		from, _ := slices.BinarySearchFunc(b, x.first-n.Distance, func(y stretch, pos int) int { return cmp.Compare(y.last, pos) })
		to, _ := slices.BinarySearchFunc(b, x.last+n.Distance+1, func(y stretch, pos int) int { return cmp.Compare(y.first, pos) })
		if from < to {
			pairs = append(pairs, pair(x, b[from]), pair(x, b[to-1]))
		}
	}
	return longest(unique(pairs))
}

// longest keeps of sorted stretches those that lie within no other.
func longest(all []stretch) []stretch {
	var kept []stretch
	for _, s := range all {
		if n := len(kept); n > 0 && kept[n-1].first == s.first {
			kept = kept[:n-1] // sorted, s is the longer one
		} else if n > 0 && kept[n-1].last >= s.last {
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

func pair(x, y stretch) stretch {
	x.first, x.last = min(x.first, y.first), max(x.last, y.last)
	x.start, x.end = min(x.start, y.start), max(x.end, y.end)
	return x
}

// leaves returns what to show of the stretches that satisfied spans: of NEAR its sides, as far as they lie within
// these stretches, else the stretches themselves.
func (t *table) leaves(field query.Field, spans query.Spans, satisfied []stretch) []stretch {
	switch s := spans.(type) {
	case query.Either:
		var all []stretch
		for _, member := range s {
			all = append(all, t.leaves(field, member, within(t.find(field, member), satisfied))...)
		}
		return all
	case query.Near:
		inside := longest(satisfied)
		a, b := within(t.find(field, s.A), inside), within(t.find(field, s.B), inside)
		return append(t.leaves(field, s.A, a), t.leaves(field, s.B, b)...)
	}
	return satisfied
}

// within returns those of all that lie in one of the outer stretches; both sorted.
func within(all, outer []stretch) []stretch {
	outer = longest(outer)
	var inside []stretch
	for _, s := range all {
		i, _ := slices.BinarySearchFunc(outer, s.last, func(o stretch, pos int) int { return cmp.Compare(o.last, pos) })
		if i < len(outer) && outer[i].first <= s.first {
			inside = append(inside, s)
		}
	}
	return inside
}
