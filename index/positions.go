package index

import (
	"cmp"
	"slices"

	"pressclip/internal/query"
)

// stretch is what was found: positions first to last.
type stretch struct{ first, last int }

// leaves are the Terms, Prefixes and Patterns of s, repeated as often as they stand there.
func leaves(s query.Spans, to []query.Spans) []query.Spans {
	switch s := s.(type) {
	case query.Either:
		for _, m := range s {
			to = leaves(m, to)
		}
	case query.Sequence:
		for _, m := range s {
			to = leaves(m, to)
		}
	case query.Near:
		to = leaves(s.B, leaves(s.A, to))
	default:
		to = append(to, s)
	}
	return to
}

// finder finds the stretches of a query in the document that is being read, each once, by first and last position. They
// are the same as the matcher's; the agreement test holds both to that.
type finder func() []stretch

func (e *evaluation) finder(r *reading, f query.Field, s query.Spans) (finder, error) {
	switch s := s.(type) {
	case query.Either:
		members, err := e.finders(r, f, s)
		return eitherFinder(members), err
	case query.Sequence:
		members, err := e.finders(r, f, s)
		return sequenceFinder(members), err
	case query.Near:
		sides, err := e.finders(r, f, []query.Spans{s.A, s.B})
		if err != nil {
			return nil, err
		}
		return func() []stretch {
			if found := sides[0](); len(found) > 0 {
				return near(found, sides[1](), s.Distance)
			}
			return nil
		}, nil
	}
	return e.leafFinder(r, leaf{f, s})
}

func (e *evaluation) finders(r *reading, f query.Field, spans []query.Spans) ([]finder, error) {
	all := make([]finder, len(spans))
	for i, s := range spans {
		var err error
		if all[i], err = e.finder(r, f, s); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func eitherFinder(members []finder) finder {
	return func() (found []stretch) {
		for _, m := range members {
			found = append(found, m()...)
		}
		return ordered(found)
	}
}

func sequenceFinder(members []finder) finder {
	return func() (found []stretch) {
		for i, m := range members {
			if i == 0 {
				found = m()
			} else {
				found = follow(found, m())
			}
			if len(found) == 0 {
				return nil
			}
		}
		return found
	}
}

// ordered sorts stretches in place and drops those that are there twice.
func ordered(all []stretch) []stretch {
	slices.SortFunc(all, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last))
	})
	return slices.Compact(all)
}

// follow joins stretches of a with those of b that begin directly after them.
func follow(a, b []stretch) []stretch {
	var joined []stretch
	for _, x := range a {
		i, _ := slices.BinarySearchFunc(b, x.last+1, func(y stretch, first int) int { return cmp.Compare(y.first, first) })
		for ; i < len(b) && b[i].first == x.last+1; i++ {
			joined = append(joined, stretch{x.first, b[i].last})
		}
	}
	return ordered(joined)
}

// near reaches from stretches of one side to those of the other of which a position differs by at most distance. Only
// the longest are kept on either side and of the outcome: what lies within them says nothing more about what else is
// near, and so many equal words cost no more than their number. a and b are ordered.
func near(a, b []stretch, distance int) []stretch {
	a, b = longest(a), longest(b)
	var reached []stretch
	for _, x := range a {
		// Of the longest both ends ascend, so those near x stand together.
		from, _ := slices.BinarySearchFunc(b, x.first-distance, func(y stretch, pos int) int { return cmp.Compare(y.last, pos) })
		to, _ := slices.BinarySearchFunc(b, x.last+distance+1, func(y stretch, pos int) int { return cmp.Compare(y.first, pos) })
		if from < to {
			reached = append(reached, x.to(b[from]), x.to(b[to-1]))
		}
	}
	return longest(ordered(reached))
}

func (x stretch) to(y stretch) stretch { return stretch{min(x.first, y.first), max(x.last, y.last)} }

// longest keeps of ordered stretches those that lie within no other.
func longest(all []stretch) []stretch {
	var kept []stretch
	for _, s := range all {
		if n := len(kept); n > 0 && kept[n-1].first == s.first {
			kept = kept[:n-1] // in order, s is the longer one
		} else if n > 0 && kept[n-1].last >= s.last {
			continue
		}
		kept = append(kept, s)
	}
	return kept
}
