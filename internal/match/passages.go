package match

import (
	"cmp"
	"slices"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// Find holds one plan against one article; it must be lowered for the article's chain. If the plan is satisfied it
// returns where: the spans of the words, phrases and sides of NEAR that satisfied it, by field and start, overlapping
// ones merged. What is denied leaves no passage, and the nil plan none at all. Passages have no Text; see Quote.
func Find(d *Doc, p query.Plan) (passages []press.Passage, ok bool) {
	if p == nil {
		return nil, true
	}
	s := NewSet([]query.Plan{p})
	r := s.begin(d)
	defer s.end(r)
	return r.passages(0)
}

// passages is like Find.
func (r *run) passages(plan int) ([]press.Passage, bool) {
	r.scratch = r.scratch[:0]
	found := []stretch{}
	if !r.gather(r.set.code[r.set.starts[plan]:], 0, &found) {
		return nil, false
	}
	return r.doc.passages(found), true
}

// satisfies says whether the article satisfies the plan at i.
func (r *run) satisfies(p program, i int) bool {
	r.scratch = r.scratch[:0]
	return r.gather(p, i, nil)
}

// gather appends to found what satisfied the plan at i; if nothing did, found is as before. A nil found asks only
// whether.
func (r *run) gather(p program, i int, found *[]stretch) bool {
	switch p.op(i) {
	case opIn:
		return r.in(p, i, found)
	case opNot:
		return !r.gather(p, i+1, nil)
	case opAll:
		return r.all(p, i, found)
	}
	ok := false
	for k := i + 2; k < p.end(i); k = p.end(k) {
		if r.gather(p, k, found) {
			if ok = true; found == nil {
				return true
			}
		}
	}
	return ok
}

func (r *run) in(p program, i int, found *[]stretch) bool {
	if found == nil && p.argument(i) == body && p.op(i+1) == opTerm {
		return r.body.has(p.argument(i + 1))
	}
	w := r.rowOf(p.argument(i))
	if found == nil {
		return r.any(p, i+1, w)
	}
	stretches := r.find(p, i+1, w)
	if len(stretches) > 0 {
		*found = r.leaves(p, i+1, w, stretches, *found)
	}
	return len(stretches) > 0
}

func (r *run) all(p program, i int, found *[]stretch) bool {
	before := 0
	if found != nil {
		before = len(*found)
	}
	for k := i + 2; k < p.end(i); k = p.end(k) {
		if !r.gather(p, k, found) {
			if found != nil {
				*found = (*found)[:before]
			}
			return false
		}
	}
	return true
}

// passages sorts and merges what overlaps.
func (d *Doc) passages(found []stretch) []press.Passage {
	slices.SortFunc(found, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(d.fieldAt(a.first), d.fieldAt(b.first)), cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	var passages []press.Passage
	for _, s := range found {
		field := d.fieldAt(s.first).String()
		if n := len(passages); n > 0 && passages[n-1].Field == field && int(s.start) < passages[n-1].End {
			passages[n-1].End = max(passages[n-1].End, int(s.end))
			continue
		}
		passages = append(passages, press.Passage{Field: field, Start: int(s.start), End: int(s.end)})
	}
	return passages
}

// Quote fills in the Text of passages: the words of the article that they point at.
func Quote(a press.Article, outlet string, passages []press.Passage) []press.Passage {
	quoted := slices.Clone(passages)
	for i, p := range quoted {
		value := Value(a, outlet, fieldOf(p.Field))
		if 0 <= p.Start && p.Start <= p.End && p.End <= len(value) {
			quoted[i].Text = value[p.Start:p.End]
		}
	}
	return quoted
}

func fieldOf(name string) query.Field {
	for f := query.Field(0); f < query.FieldCount; f++ {
		if f.String() == name {
			return f
		}
	}
	return query.FieldCount
}
