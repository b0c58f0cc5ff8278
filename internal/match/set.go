package match

import (
	"slices"
	"strings"

	"pressclip/internal/query"
)

// Set holds many plans against one article at little cost: a plan is tried only if the article has a term without
// which the plan cannot be satisfied. It does not change; any number of goroutines may use it.
type Set struct {
	plans    []query.Plan
	required map[need][]int // by need: plans that need this, or it among others
	always   []int          // plans that need nothing certain
	lengths  []int          // of the prefixes in required, in bytes, ascending
}

// need is a term that an article must have, or a beginning of one.
type need struct {
	text   string
	prefix bool
}

// NewSet prepares plans. It keeps the slice.
func NewSet(plans []query.Plan) *Set {
	s := &Set{plans: plans, required: map[need][]int{}}
	for i, p := range plans {
		needs := requiredOf(p)
		if len(needs) == 0 {
			s.always = append(s.always, i)
		}
		for _, n := range needs {
			s.required[n] = append(s.required[n], i)
			if n.prefix {
				s.lengths = append(s.lengths, len(n.text))
			}
		}
	}
	slices.Sort(s.lengths)
	s.lengths = slices.Compact(s.lengths)
	return s
}

// Candidates returns the numbers of the plans worth trying, ascending, each once. All others are not satisfied.
func (s *Set) Candidates(d *Doc) []int {
	numbers := slices.Clone(s.always)
	for term := range d.lookup().numbers {
		numbers = append(numbers, s.required[need{text: term}]...)
	}
	for _, surface := range d.lookup().surfaces {
		for _, n := range s.lengths {
			if n > len(surface) {
				break
			}
			numbers = append(numbers, s.required[need{surface[:n], true}]...)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// Find returns the numbers of the plans that the article satisfies, ascending.
func (s *Set) Find(d *Doc) []int {
	var satisfied []int
	for _, i := range s.Candidates(d) {
		if d.lookup().satisfies(s.plans[i], nil) {
			satisfied = append(satisfied, i)
		}
	}
	return satisfied
}

// requiredOf returns needs of which an article must meet at least one; nil, if there is no such set.
func requiredOf(p query.Plan) []need {
	switch p := p.(type) {
	case query.In:
		return requiredSpans(p.Spans)
	case query.All:
		var best []need
		for _, part := range p {
			best = rarer(best, requiredOf(part))
		}
		return best
	case query.Any:
		return union(len(p), func(i int) []need { return requiredOf(p[i]) })
	}
	return nil
}

func requiredSpans(s query.Spans) []need {
	switch s := s.(type) {
	case query.Term:
		return []need{{text: string(s)}}
	case query.Prefix:
		return []need{{string(s), true}}
	case query.Either:
		return union(len(s), func(i int) []need { return requiredSpans(s[i]) })
	case query.Sequence:
		var best []need
		for _, part := range s {
			best = rarer(best, requiredSpans(part))
		}
		return best
	case query.Near:
		return rarer(requiredSpans(s.A), requiredSpans(s.B))
	}
	return nil
}

// union is the set of alternatives; one that needs nothing makes the whole need nothing.
func union(n int, part func(int) []need) []need {
	var all []need
	for i := range n {
		needs := part(i)
		if len(needs) == 0 {
			return nil
		}
		all = append(all, needs...)
	}
	slices.SortFunc(all, func(a, b need) int { return strings.Compare(a.text, b.text) })
	return slices.Compact(all)
}

// rarer chooses the set that fewer articles will have: fewer needs, then a longer shortest one, for long words are
// rare.
func rarer(a, b []need) []need {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	case len(a) != len(b):
		if len(a) < len(b) {
			return a
		}
		return b
	case shortest(b) > shortest(a):
		return b
	}
	return a
}

func shortest(needs []need) int {
	n := len(needs[0].text)
	for _, other := range needs[1:] {
		n = min(n, len(other.text))
	}
	return n
}
