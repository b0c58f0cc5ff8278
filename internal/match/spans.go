package match

import (
	"cmp"
	"slices"
)

// row is a part of the row of all fields: the positions behind before, up to last.
type row struct{ before, last int32 }

func (r *run) rowOf(argument uint32) row {
	first, last := fieldsOf(argument)
	return row{r.doc.bases[first], r.doc.bases[last+1]}
}

// within returns those of sorted stretches that lie in the row.
func (w row) within(all []stretch) []stretch {
	if len(all) == 0 || all[0].first > w.before && all[len(all)-1].last <= w.last {
		return all
	}
	from, _ := slices.BinarySearchFunc(all, w.before+1, func(s stretch, pos int32) int { return cmp.Compare(s.first, pos) })
	to, _ := slices.BinarySearchFunc(all, w.last+1, func(s stretch, pos int32) int { return cmp.Compare(s.first, pos) })
	return all[from:to]
}

// find returns all stretches in the row that satisfy the spans at i, sorted by first and last position, each once. They
// are valid until the next plan is tried; the caller must not change them.
func (r *run) find(p program, i int, w row) []stretch {
	switch p.op(i) {
	case opTerm:
		return w.within(r.of(p.argument(i)))
	case opEither:
		return r.either(p, i, w)
	case opSequence:
		return r.sequence(p, i, w)
	case opNear:
		return r.near(p, i, w)
	}
	return nil
}

// any says whether find finds anything.
func (r *run) any(p program, i int, w row) bool {
	switch p.op(i) {
	case opEither:
		for k := i + 2; k < p.end(i); k = p.end(k) {
			if r.any(p, k, w) {
				return true
			}
		}
		return false
	case opNear:
		a, b := r.sides(p, i, w)
		return anyNear(a, b, int32(p.argument(i)))
	}
	return len(r.find(p, i, w)) > 0
}

func (r *run) either(p program, i int, w row) []stretch {
	var few [8][]stretch
	lists := few[:0]
	for k := i + 2; k < p.end(i); k = p.end(k) {
		if found := r.find(p, k, w); len(found) > 0 {
			lists = append(lists, found)
		}
	}
	switch len(lists) {
	case 0:
		return nil
	case 1:
		return lists[0]
	}
	from := len(r.scratch)
	for _, list := range lists {
		r.scratch = append(r.scratch, list...)
	}
	return unique(r.since(from))
}

// since returns what was appended to scratch, which is then left to the caller.
func (r *run) since(from int) []stretch { return r.scratch[from:len(r.scratch):len(r.scratch)] }

// unique sorts stretches and keeps one of those with the same positions, the one that covers most.
func unique(all []stretch) []stretch {
	slices.SortStableFunc(all, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last), cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	return slices.CompactFunc(all, func(a, b stretch) bool { return a.first == b.first && a.last == b.last })
}

func (r *run) sequence(p program, i int, w row) []stretch {
	k := i + 2
	if k >= p.end(i) {
		return nil
	}
	found := r.find(p, k, w)
	for k = p.end(k); k < p.end(i) && len(found) > 0; k = p.end(k) {
		found = r.follow(found, r.find(p, k, w))
	}
	return found
}

// follow joins each stretch of a with those of b that begin directly behind it.
func (r *run) follow(a, b []stretch) []stretch {
	from := len(r.scratch)
	for _, x := range a {
		i, _ := slices.BinarySearchFunc(b, x.last+1, func(y stretch, first int32) int { return cmp.Compare(y.first, first) })
		for ; i < len(b) && b[i].first == x.last+1; i++ {
			y := x
			y.last = b[i].last
			y.start, y.end = min(x.start, b[i].start), max(x.end, b[i].end)
			r.scratch = append(r.scratch, y)
		}
	}
	return unique(r.since(from))
}

// sides returns what both sides of the NEAR at i find.
func (r *run) sides(p program, i int, w row) (a, b []stretch) {
	if a = r.find(p, i+2, w); len(a) == 0 {
		return nil, nil
	}
	b = r.find(p, p.end(i+2), w)
	return r.longest(a), r.longest(b)
}

// near returns the longest stretches that reach from one side to the other: those within longer ones say nothing more
// about what else is near. So many equal words cost no more than their number.
func (r *run) near(p program, i int, w row) []stretch {
	a, b := r.sides(p, i, w)
	distance := int32(p.argument(i))
	scratch := len(r.scratch)
	for _, x := range a {
		// Of the longest stretches both ends ascend, so those near x stand together.
		from, _ := slices.BinarySearchFunc(b, x.first-distance, func(y stretch, pos int32) int { return cmp.Compare(y.last, pos) })
		to, _ := slices.BinarySearchFunc(b, x.last+distance+1, func(y stretch, pos int32) int { return cmp.Compare(y.first, pos) })
		if from < to {
			r.scratch = append(r.scratch, pair(x, b[from]), pair(x, b[to-1]))
		}
	}
	return r.longest(unique(r.since(scratch)))
}

// anyNear says whether a stretch of a is near one of b. Of both, both ends ascend.
func anyNear(a, b []stretch, distance int32) bool {
	k := 0
	for _, x := range a {
		for k < len(b) && b[k].last < x.first-distance {
			k++
		}
		if k == len(b) {
			return false
		}
		if b[k].first <= x.last+distance {
			return true
		}
	}
	return false
}

// longest keeps of sorted stretches those that lie within no other.
func (r *run) longest(all []stretch) []stretch {
	if ascends(all) {
		return all
	}
	from := len(r.scratch)
	for _, s := range all {
		if kept := r.scratch[from:]; len(kept) > 0 && kept[len(kept)-1].first == s.first {
			r.scratch = r.scratch[:len(r.scratch)-1] // sorted, s is the longer one
		} else if len(kept) > 0 && kept[len(kept)-1].last >= s.last {
			continue
		}
		r.scratch = append(r.scratch, s)
	}
	return r.since(from)
}

// ascends says whether both ends of sorted stretches ascend.
func ascends(all []stretch) bool {
	for i := 1; i < len(all); i++ {
		if all[i].first == all[i-1].first || all[i].last <= all[i-1].last {
			return false
		}
	}
	return true
}

func pair(x, y stretch) stretch {
	x.first, x.last = min(x.first, y.first), max(x.last, y.last)
	x.start, x.end = min(x.start, y.start), max(x.end, y.end)
	return x
}

// leaves appends what to show of the stretches that satisfied the spans at i: of NEAR its sides, as far as they lie
// within these stretches, else the stretches themselves.
func (r *run) leaves(p program, i int, w row, satisfied []stretch, found []stretch) []stretch {
	switch p.op(i) {
	case opEither:
		for k := i + 2; k < p.end(i); k = p.end(k) {
			found = r.leaves(p, k, w, r.inside(r.find(p, k, w), satisfied), found)
		}
		return found
	case opNear:
		a, b := i+2, p.end(i+2)
		found = r.leaves(p, a, w, r.inside(r.find(p, a, w), satisfied), found)
		return r.leaves(p, b, w, r.inside(r.find(p, b, w), satisfied), found)
	}
	return append(found, satisfied...)
}

// inside returns those of all that lie in one of the outer stretches; both sorted.
func (r *run) inside(all, outer []stretch) []stretch {
	outer = r.longest(outer)
	from := len(r.scratch)
	for _, s := range all {
		i, _ := slices.BinarySearchFunc(outer, s.last, func(o stretch, pos int32) int { return cmp.Compare(o.last, pos) })
		if i < len(outer) && outer[i].first <= s.first {
			r.scratch = append(r.scratch, s)
		}
	}
	return r.since(from)
}
