package match

import (
	"slices"
	"sync"

	"pressclip/internal/query"
)

// Set holds many plans against one article at little cost: a plan is tried only if the article has a term, or two
// terms side by side, without which the plan cannot be satisfied. Any number of goroutines may call Find, but none
// while Put or Remove runs.
type Set struct {
	dictionary dictionary
	programs   []program // by the number of the plan; nil, where there is none
	always     []uint32  // plans that need nothing certain
	runs       sync.Pool // of *run
	compiler   compiler
	meetings   meetings
	version    uint32 // counts changes; meetings of other versions are void
}

// trial is a plan to try.
type trial struct {
	plan  uint32
	check uint32 // a term that the article must have too; 0, if none; with sure, if meeting both is all
}

const sure = 1 << 31

// NewSet prepares plans, which are numbered as they come.
func NewSet(plans []query.Plan) *Set {
	s := &Set{dictionary: newDictionary()}
	numbers := make([]uint32, len(plans))
	for i := range numbers {
		numbers[i] = uint32(i)
	}
	s.Put(numbers, plans)
	return s
}

// Put sets the plans of these numbers, none of which is far above the highest so far. It costs what it is given, not
// what is there already; many at once are put under rarer terms than one after the other.
func (s *Set) Put(numbers []uint32, plans []query.Plan) {
	s.version++
	most := len(s.programs)
	for _, n := range numbers {
		most = max(most, int(n)+1)
	}
	s.programs = append(s.programs, make([]program, most-len(s.programs))...)
	for i, n := range numbers {
		s.Remove(n)
		s.programs[n] = s.compile(plans[i])
	}
	for _, n := range numbers {
		s.place(n)
	}
	if len(plans) > s.dictionary.plans/2 {
		s.dictionary.pack()
	}
	s.meetings.roomFor(s.dictionary.plans)
}

// Remove takes a plan out; one that is not there, quietly.
func (s *Set) Remove(number uint32) {
	if int(number) >= len(s.programs) || s.programs[number] == nil {
		return
	}
	s.version++
	p := s.programs[number]
	s.always = without(s.always, number)
	s.forget(p, number)
	p.terms(s.dictionary.release)
	s.dictionary.plans--
	s.programs[number] = nil
}

func (s *Set) compile(p query.Plan) program {
	c := &s.compiler
	c.dictionary, c.program = &s.dictionary, c.program[:0]
	c.plan(p)
	s.dictionary.plans++
	return slices.Clone(c.program)
}

// place puts a plan under what it needs.
func (s *Set) place(number uint32) {
	n := s.dictionary.planNeed(s.programs[number], 0)
	if len(n.alternatives) == 0 {
		s.always = append(s.always, number)
	}
	for _, a := range n.alternatives {
		id := a.second
		if a.first != 0 {
			id = s.dictionary.pair(a.first, a.second)
		}
		p := trial{number, a.check}
		if a.sure {
			p.check |= sure
		}
		under := &s.dictionary.needles[id]
		under.trials = append(under.trials, p)
	}
}

// forget takes a plan away from everything it may have been put under.
func (s *Set) forget(p program, number uint32) {
	d := &s.dictionary
	p.terms(func(id uint32) { d.forget(id, number) })
	for i := 0; i < len(p); i = p.next(i) {
		if p.op(i) != opSequence {
			continue
		}
		for k := i + 2; k < p.end(i) && p.end(k) < p.end(i); k = p.end(k) {
			for _, a := range d.pairsOf(d.wordTerms(p, k), d.wordTerms(p, p.end(k))).alternatives {
				if id := d.findPair(a.first, a.second); id != 0 {
					d.forget(id, number)
				}
			}
		}
	}
}

// forget takes a plan away from a needle. The trials of a pair are its uses.
func (d *dictionary) forget(id, number uint32) {
	n := &d.needles[id]
	before := len(n.trials)
	n.trials = slices.DeleteFunc(n.trials, func(p trial) bool { return p.plan == number })
	if n.kind == needlePair {
		for range before - len(n.trials) {
			d.release(id)
		}
	}
}

func without(list []uint32, number uint32) []uint32 {
	return slices.DeleteFunc(list, func(n uint32) bool { return n == number })
}

// Find returns the numbers of the plans that the article satisfies, ascending. The article must have been analysed by
// the chain that the plans were lowered for.
func (s *Set) Find(d *Doc) []int {
	r := s.begin(d)
	defer s.end(r)
	return slices.Clone(r.numbers())
}
