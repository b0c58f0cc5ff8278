package match

import (
	"runtime"
	"slices"
	"sync"

	"pressclip/internal/cores"
	"pressclip/internal/query"
)

// Set holds many plans against one article at little cost: a plan is tried only if the article has a term, or two
// terms side by side, without which the plan cannot be satisfied. Any number of goroutines may call Find, but none
// while Put or Remove runs.
type Set struct {
	dictionary dictionary
	code       program   // of all plans, one behind the other, from 1
	starts     []uint32  // in the code, by the number of the plan; 0, where there is none
	dead       int       // words of the code that are of no plan any more
	always     []uint32  // plans that need nothing certain
	runs       sync.Pool // of *run
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
	s := newSet(len(plans))
	s.Put(upTo(len(plans)), plans)
	return s
}

// newSet returns an empty set with room for so many plans.
func newSet(plans int) *Set {
	const words = 6 // of a usual program
	return &Set{dictionary: newDictionary(plans), code: make(program, 1, 1+words*plans), starts: make([]uint32, 0, plans)}
}

func upTo(n int) []uint32 {
	numbers := make([]uint32, n)
	for i := range numbers {
		numbers[i] = uint32(i)
	}
	return numbers
}

// Put sets the plans of these numbers, each there once and none far above the highest so far. It costs what it is given, not
// what is there already; many at once are put under rarer terms than one after the other.
func (s *Set) Put(numbers []uint32, plans []query.Plan) {
	const many = 1 << 10
	var shared *fragments
	if len(plans) >= many {
		shared = &fragments{}
	}
	for _, n := range numbers {
		s.Remove(n)
	}
	for i, n := range numbers {
		s.take(n, plans[i], shared)
	}
	s.settle(numbers)
}

// take sets the plan of a number that has none, which is found from the next settle on. While plans share fragments, none may
// be removed: what these stand for would be given away.
func (s *Set) take(number uint32, plan query.Plan, shared *fragments) {
	if n := int(number) + 1 - len(s.starts); n > 0 {
		s.starts = append(s.starts, make([]uint32, n)...)
	}
	s.starts[number] = s.compile(plan, shared)
}

// settle puts what was taken under what it needs.
func (s *Set) settle(numbers []uint32) {
	s.version++
	d := &s.dictionary
	places := s.places(numbers)
	for i := range places {
		switch p := &places[i]; {
		case p.second == 0:
			s.always = append(s.always, p.plan)
		case p.first != 0:
			p.second = d.pair(p.first, p.second)
		}
	}
	if len(numbers) > d.plans/2 {
		d.pack(places)
		s.pack()
	}
	for _, p := range places {
		if p.second != 0 {
			d.needles[p.second].trials = append(d.needles[p.second].trials, p.trial)
		}
	}
	s.meetings.roomFor(d.plans)
}

// mostDead is how many words of dead code are worth no work.
const mostDead = 1 << 10

// pack leaves out the dead code.
func (s *Set) pack() {
	if s.dead == 0 {
		s.code = trim(s.code)
		return
	}
	code := make(program, 1, len(s.code)-s.dead)
	for n, start := range s.starts {
		if start != 0 {
			s.starts[n] = uint32(len(code))
			code = append(code, s.code.from(start)...)
		}
	}
	s.code, s.dead = code, 0
}

// trim gives back room to grow, if there is much of it.
func trim[S ~[]E, E any](s S) S {
	if cap(s)-len(s) > cap(s)/4 {
		s = slices.Clip(slices.Clone(s))
	}
	return s
}

// from is the program that starts there.
func (p program) from(start uint32) program {
	rest := p[start:]
	return rest[:rest.end(0)]
}

// Remove takes a plan out; one that is not there, quietly.
func (s *Set) Remove(number uint32) {
	if int(number) >= len(s.starts) || s.starts[number] == 0 {
		return
	}
	s.version++
	p := s.code.from(s.starts[number])
	s.always = without(s.always, number)
	s.forget(p, number)
	p.terms(s.dictionary.release)
	s.dictionary.plans--
	s.starts[number] = 0
	if s.dead += len(p); s.dead > len(s.code)/2+mostDead {
		s.pack()
	}
}

// compile returns where the program of a plan starts.
func (s *Set) compile(p query.Plan, shared *fragments) uint32 {
	start := len(s.code)
	c := compiler{&s.dictionary, shared, s.code}
	c.plan(p)
	s.code = c.program
	s.dictionary.plans++
	return uint32(start)
}

// place is a trial and what it is put under: a term, or a pair of terms; first is 0 for a term, both for a plan that
// needs nothing certain.
type place struct {
	first, second uint32
	trial
}

// places works out on all processors where plans are put.
func (s *Set) places(numbers []uint32) []place {
	const fewest = 1 << 10 // plans worth a processor
	parts := min(runtime.GOMAXPROCS(0), 1+len(numbers)/fewest)
	all := make([][]place, parts)
	cores.Each(parts, func(i int) {
		part := numbers[len(numbers)*i/parts : len(numbers)*(i+1)/parts]
		all[i] = s.appendPlaces(make([]place, 0, len(part)), part)
	})
	return slices.Concat(all...)
}

func (s *Set) appendPlaces(places []place, numbers []uint32) []place {
	d := needs{dictionary: &s.dictionary}
	for _, number := range numbers {
		d.reset()
		n := d.planNeed(s.code.from(s.starts[number]), 0)
		if len(n.alternatives) == 0 {
			places = append(places, place{trial: trial{plan: number}})
		}
		for _, a := range n.alternatives {
			p := place{a.first, a.second, trial{number, a.check}}
			if a.sure {
				p.check |= sure
			}
			places = append(places, p)
		}
	}
	return places
}

// forget takes a plan away from everything it may have been put under.
func (s *Set) forget(p program, number uint32) {
	d := needs{dictionary: &s.dictionary}
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
