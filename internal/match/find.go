package match

import (
	"cmp"
	"slices"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// Find holds one plan against one article. If the plan is satisfied it returns where: the spans of the words, phrases
// and sides of NEAR that satisfied it, by field and start, overlapping ones merged. What is denied leaves no passage,
// and the nil plan none at all. Passages have no Text; see Quote.
func Find(d *Doc, p query.Plan) (passages []press.Passage, ok bool) {
	if p == nil {
		return nil, true
	}
	var found []stretch
	if ok = d.lookup().satisfies(p, &found); !ok {
		return nil, false
	}
	return passagesOf(found), true
}

// satisfies appends to found what satisfied the plan; if nothing did, found is as before. A nil found asks only
// whether.
func (t *table) satisfies(p query.Plan, found *[]stretch) bool {
	switch p := p.(type) {
	case nil:
		return true
	case query.In:
		return t.in(p, found)
	case query.Not:
		return !t.satisfies(p.Plan, nil)
	case query.All:
		return t.all(p, found)
	case query.Any:
		return t.any(p, found)
	}
	return false
}

func (t *table) in(p query.In, found *[]stretch) bool {
	ok := false
	for _, field := range p.Fields {
		stretches := t.find(field, p.Spans)
		if len(stretches) == 0 {
			continue
		}
		if ok = true; found == nil {
			return true
		}
		*found = append(*found, t.leaves(field, p.Spans, stretches)...)
	}
	return ok
}

func (t *table) all(p query.All, found *[]stretch) bool {
	before := 0
	if found != nil {
		before = len(*found)
	}
	for _, part := range p {
		if !t.satisfies(part, found) {
			if found != nil {
				*found = (*found)[:before]
			}
			return false
		}
	}
	return true
}

func (t *table) any(p query.Any, found *[]stretch) bool {
	ok := false
	for _, part := range p {
		if !t.satisfies(part, found) {
			continue
		}
		if ok = true; found == nil {
			return true
		}
	}
	return ok
}

// passagesOf sorts and merges what overlaps.
func passagesOf(flat []stretch) []press.Passage {
	slices.SortFunc(flat, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(a.field, b.field), cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	var passages []press.Passage
	for i, s := range flat {
		if i > 0 && flat[i-1].field == s.field && s.start < passages[len(passages)-1].End {
			last := &passages[len(passages)-1]
			last.End = max(last.End, s.end)
			continue
		}
		passages = append(passages, press.Passage{Field: s.field.String(), Start: s.start, End: s.end})
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
