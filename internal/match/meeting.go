package match

import (
	"sync/atomic"

	"pressclip/internal/text"
)

// meeting is what a form has of a set's needles. It does not change.
type meeting struct {
	form    *text.Form
	version uint32 // of the set
	seconds uint32 // of all its needles
	needles []metNeedle
}

// metNeedle is a needle of a form.
type metNeedle struct {
	id      uint32
	seconds uint32 // see needle
}

// unmet is the meeting of forms without needles, where meetings are not kept.
var unmet meeting

// The bounds of kept meetings: a set of fewer plans finds needles faster than meetings, and no more meetings are kept
// than some thousand articles have.
const (
	leastKept = 1 << 10
	mostKept  = 1 << 18
)

// meetings keeps meetings by their forms, so that needles are looked for once and not in each article. A form has two
// places; a new one takes the first and moves what was there to the second. Any number of goroutines use them.
type meetings []atomic.Pointer[meeting]

// roomFor makes room for what a set of so many plans meets.
func (m *meetings) roomFor(plans int) {
	size := leastKept
	for size < min(16*plans, mostKept) {
		size *= 2
	}
	if plans >= leastKept && size > len(*m) {
		*m = make(meetings, size)
	}
}

// places are those of a form. Its last term is its own, where others have the same stem.
func (m meetings) places(f *text.Form) (first, second *atomic.Pointer[meeting]) {
	at := f.Hash(f.Len()-1) & uint32(len(m)-1)
	return &m[at], &m[at^1]
}

func (m meetings) keep(met *meeting) {
	first, second := m.places(met.form)
	if before := first.Swap(met); before != nil && before.form != met.form {
		second.Store(before)
	}
}

func (s *Set) has(m *meeting, f *text.Form) bool {
	return m != nil && m.form == f && m.version == s.version
}

// recall appends what is known of forms to met, nil for others. As in text, far memory is asked for before it is needed.
func (s *Set) recall(met []*meeting, forms []*text.Form) []*meeting {
	if len(s.meetings) == 0 {
		return append(met, make([]*meeting, len(forms))...)
	}
	for _, f := range forms {
		first, _ := s.meetings.places(f)
		met = append(met, first.Load())
	}
	for i, f := range forms {
		if s.has(met[i], f) {
			continue
		}
		_, second := s.meetings.places(f)
		if met[i] = second.Load(); !s.has(met[i], f) {
			met[i] = nil
		}
	}
	return met
}

// meeting looks for the needles of a form.
func (r *run) meeting(form *text.Form) *meeting {
	s, d := r.set, &r.set.dictionary
	wild := !d.wild.empty()
	r.ids = r.ids[:0]
	for i := range form.Len() {
		if id := d.find(form.Hash(i), needleTerm, form.Term(i)); id != 0 {
			r.ids = appendNew(r.ids, id)
		}
		if wild && form.IsSurface(i) {
			r.wild(form.Term(i))
		}
	}
	if len(r.ids) == 0 && len(s.meetings) == 0 {
		return &unmet
	}
	m := allot(len(r.ids))
	m.form, m.version = form, s.version
	for i, id := range r.ids {
		seconds := d.needles[id].seconds
		m.needles[i] = metNeedle{id, seconds}
		m.seconds |= seconds
	}
	if len(s.meetings) > 0 {
		s.meetings.keep(m)
	}
	return m
}

// allot makes a meeting with room for n needles.
func allot(n int) *meeting {
	switch {
	case n == 0:
		return new(meeting)
	case n <= 4:
		m := new(struct {
			meeting
			all [4]metNeedle
		})
		m.needles = m.all[:n:n]
		return &m.meeting
	}
	return &meeting{needles: make([]metNeedle, n)}
}

// wild adds the wildcards that fit a surface to the needles of a form. Two surfaces of one may fit the same.
func (r *run) wild(surface string) {
	d := &r.set.dictionary
	r.maybe = d.wild.maybe(r.maybe[:0], surface)
	for _, id := range r.maybe {
		if d.needles[id].fits(surface) {
			r.ids = appendNew(r.ids, id)
		}
	}
}

func appendNew(ids []uint32, id uint32) []uint32 {
	for _, known := range ids {
		if known == id {
			return ids
		}
	}
	return append(ids, id)
}
