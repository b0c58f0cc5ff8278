package query

// Widened is the query with a ~ before its plain words, so that it finds compounds too. Words of names (author, outlet)
// and what is denied stay as they are. It is nil if nothing changes.
func (q *Query) Widened() *Query {
	if q.root == nil {
		return nil
	}
	changed := false
	wider := widen(q.root, &changed)
	if !changed {
		return nil
	}
	return &Query{root: wider}
}

func widen(n node, changed *bool) node {
	switch n := n.(type) {
	case *group:
		g := &group{or: n.or}
		for _, part := range n.parts {
			g.parts = append(g.parts, widen(part, changed))
		}
		return g
	case *nearness:
		return &nearness{widen(n.a, changed), widen(n.b, changed), n.distance}
	case *scope:
		if n.field == FieldAuthor || n.field == FieldOutlet {
			return n
		}
		return &scope{n.field, widen(n.part, changed)}
	case *leaf:
		if lf, _, err := wordLeaf("~"+n.text, 0); n.kind == kindWord && err == nil && letters(n.text) >= minPrefix {
			*changed = true
			return lf
		}
	}
	return n
}
