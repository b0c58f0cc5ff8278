package match

import (
	"math/bits"

	"pressclip/internal/query"
)

// run is one article held against a set. Runs are used again and again, so that an article costs no memory.
type run struct {
	set *Set
	doc *Doc

	here, body bitmap   // needles that stand in the article; in title or text
	present    []uint32 // the same needles as here
	slots      []uint32 // by needle: its index in met, valid where here
	met        []met
	hits       []hit

	meetings []*meeting // of each form
	ids      []uint32   // of the form that is met
	maybe    []uint32   // wildcards to look at
	trials   [][]trial  // of those present

	found bitmap // plans
	list  []int

	lists   []stretch // of needles, valid during the run
	scratch []stretch // of the plan at hand
}

// met is a needle that stands in the article.
type met struct {
	last      int32     // its last hit
	stretches []stretch // nil, if not yet put together
}

// hit is a form that has a needle.
type hit struct {
	form   int32
	before int32 // the hit before of the same needle, or -1
}

// bitmap is a set of small numbers.
type bitmap []uint64

func (b bitmap) has(n uint32) bool { return b[n/64]&(1<<(n%64)) != 0 }
func (b bitmap) add(n uint32)      { b[n/64] |= 1 << (n % 64) }

// roomFor returns b, or an empty one that has room for numbers below n.
func (b bitmap) roomFor(n int) bitmap {
	if need := (n + 63) / 64; len(b) < need {
		return make(bitmap, need+need/8)
	}
	return b
}

// begin looks up what the set knows of the article. The caller ends the run.
func (s *Set) begin(d *Doc) *run {
	r, ok := s.runs.Get().(*run)
	if !ok {
		r = &run{set: s}
	}
	n := len(s.dictionary.needles)
	r.doc, r.here, r.body, r.found = d, r.here.roomFor(n), r.body.roomFor(n), r.found.roomFor(len(s.starts))
	if len(r.slots) < n {
		r.slots = make([]uint32, n+n/8)
	}
	r.meetForms()
	r.meetPairs()
	return r
}

func (s *Set) end(r *run) {
	for _, id := range r.present {
		r.here[id/64], r.body[id/64] = 0, 0
	}
	clear(r.met) // they may point into the article
	clear(r.meetings)
	clear(r.trials)
	r.doc, r.present, r.met, r.hits = nil, r.present[:0], r.met[:0], r.hits[:0]
	r.meetings, r.trials = r.meetings[:0], r.trials[:0]
	r.lists, r.list = r.lists[:0], r.list[:0]
	s.runs.Put(r)
}

func (r *run) meetForms() {
	r.meetings = r.set.recall(r.meetings, r.doc.forms)
	for n, form := range r.doc.forms {
		if r.meetings[n] == nil {
			r.meetings[n] = r.meeting(form)
		}
		r.meet(r.meetings[n], int32(n))
	}
}

// meet notes that a form has needles.
func (r *run) meet(m *meeting, form int32) {
	if len(m.needles) == 0 {
		return
	}
	inBody := r.doc.of(form)[0].first <= r.doc.bases[query.FieldText+1]
	for _, n := range m.needles {
		before := int32(-1)
		if r.here.has(n.id) {
			last := &r.met[r.slots[n.id]].last
			before, *last = *last, int32(len(r.hits))
		} else {
			r.appear(n.id)
			r.slots[n.id] = uint32(len(r.met))
			r.met = append(r.met, met{last: int32(len(r.hits))})
		}
		r.hits = append(r.hits, hit{form, before})
		if inBody {
			r.body.add(n.id)
		}
	}
}

func (r *run) appear(id uint32) {
	r.here.add(id)
	r.present = append(r.present, id)
}

// meetPairs looks at all places that stand side by side.
func (r *run) meetPairs() {
	if r.set.dictionary.pairs.taken == 0 {
		return
	}
	d := r.doc
	from := 0
	for f := range query.FieldCount {
		places := d.in(f)
		numbers := d.numbers[from : from+len(places)]
		from += len(places)
		for i := range places {
			first := r.meetings[numbers[i]]
			if first.seconds == 0 {
				continue
			}
			for k := i + 1; k < len(places) && places[k].Pos <= places[i].Pos+1; k++ {
				if places[k].Pos == places[i].Pos+1 {
					r.meetPair(first, r.meetings[numbers[k]], f)
				}
			}
		}
	}
}

func (r *run) meetPair(before, behind *meeting, f query.Field) {
	for _, second := range behind.needles {
		bit := secondBit(second.id)
		if before.seconds&bit == 0 {
			continue
		}
		for _, first := range before.needles {
			if first.seconds&bit == 0 {
				continue
			}
			id := r.set.dictionary.findPair(first.id, second.id)
			if id == 0 {
				continue
			}
			if !r.here.has(id) {
				r.appear(id)
			}
			if f <= query.FieldText {
				r.body.add(id)
			}
		}
	}
}

// numbers returns the plans that the article satisfies, ascending, valid until the run ends.
func (r *run) numbers() []int {
	needles := r.set.dictionary.needles
	for _, id := range r.present { // far memory first, as in recall
		r.trials = append(r.trials, needles[id].trials)
	}
	for i, id := range r.present {
		inBody := r.body.has(id)
		for _, p := range r.trials[i] {
			switch {
			case p.check&sure != 0:
				if check := p.check &^ sure; inBody && (check == 0 || r.body.has(check)) {
					r.found.add(p.plan)
				}
			case (p.check == 0 || r.here.has(p.check)) && !r.found.has(p.plan):
				r.try(p.plan)
			}
		}
	}
	for _, plan := range r.set.always {
		r.try(plan)
	}
	for i, word := range r.found {
		for ; word != 0; word &= word - 1 {
			r.list = append(r.list, i*64+bits.TrailingZeros64(word))
		}
		r.found[i] = 0
	}
	return r.list
}

func (r *run) try(plan uint32) {
	if r.satisfies(r.set.code[r.set.starts[plan]:], 0) {
		r.found.add(plan)
	}
}

// of returns the stretches of a needle, sorted, each once. The caller must not change them.
func (r *run) of(id uint32) []stretch {
	if !r.here.has(id) {
		return nil
	}
	m := &r.met[r.slots[id]]
	switch {
	case m.stretches != nil:
	case r.hits[m.last].before < 0:
		m.stretches = r.doc.of(r.hits[m.last].form)
	default:
		from := len(r.lists)
		for at := m.last; at >= 0; at = r.hits[at].before {
			r.lists = append(r.lists, r.doc.of(r.hits[at].form)...)
		}
		m.stretches = unique(r.lists[from:len(r.lists):len(r.lists)])
	}
	return m.stretches
}
