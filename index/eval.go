package index

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"pressclip/internal/query"
)

// sets are the documents for which a plan holds, and those of which only their wording can tell. They share none, and
// belong to whoever asked for them.
type sets struct{ sure, open *roaring.Bitmap }

func (s sets) possible() *roaring.Bitmap { return roaring.Or(s.sure, s.open) }

// node is a plan on one part of a view. It is asked for its sets once, and then about single documents of those that
// its sets were asked for within.
type node interface {
	// sets are those within the given set, which is not changed.
	sets(ctx context.Context, within *roaring.Bitmap) (sets, error)
	// holds says whether the plan holds for the document that is being read.
	holds(r *reading) (bool, error)
}

// evaluation answers one plan on one part of a view.
type evaluation struct {
	*part
	chain    string // that of the documents asked about
	held     map[leaf]*roaring.Bitmap
	expanded map[leaf][]string
	room     *int // for terms that prefixes and patterns stand for
	capped   bool // there was too little: documents may be missing
}

// leaf is a Term, Prefix or Pattern in a field.
type leaf struct {
	field query.Field
	spans query.Spans
}

func (p *part) evaluate(chain string, room *int) *evaluation {
	return &evaluation{part: p, chain: chain, held: make(map[leaf]*roaring.Bitmap), expanded: make(map[leaf][]string), room: room}
}

func (e *evaluation) node(p query.Plan) (node, error) {
	switch p := p.(type) {
	case nil:
		return everyNode{}, nil
	case query.All:
		members, err := e.nodes(p)
		return allNode(members), err
	case query.Any:
		members, err := e.nodes(p)
		return flat(members), err
	case query.Not:
		member, err := e.node(p.Plan)
		return notNode{member}, err
	case query.In:
		var members anyNode
		for _, f := range p.Fields {
			members = append(members, e.spanNodes(f, p.Spans)...)
		}
		return members, nil
	}
	return nil, fmt.Errorf("search: unknown plan %T", p)
}

// nodes puts those last that may have to read documents.
func (e *evaluation) nodes(plans []query.Plan) ([]node, error) {
	var first, last []node
	for _, p := range plans {
		n, err := e.node(p)
		if err != nil {
			return nil, err
		}
		if planOpen(p) {
			last = append(last, n)
		} else {
			first = append(first, n)
		}
	}
	return append(first, last...), nil
}

// spanNodes are one or more of which one must hold.
func (e *evaluation) spanNodes(f query.Field, s query.Spans) []node {
	if either, ok := s.(query.Either); ok {
		var members []node
		for _, m := range either {
			members = append(members, e.spanNodes(f, m)...)
		}
		return members
	}
	return []node{&spanNode{e: e, field: f, spans: s}}
}

type everyNode struct{}

func (everyNode) sets(_ context.Context, within *roaring.Bitmap) (sets, error) {
	return sets{within.Clone(), roaring.New()}, nil
}

func (everyNode) holds(*reading) (bool, error) { return true, nil }

type allNode []node

// sets narrows step by step.
func (all allNode) sets(ctx context.Context, within *roaring.Bitmap) (sets, error) {
	found := sets{within.Clone(), roaring.New()}
	for _, n := range all {
		possible := found.possible()
		s, err := n.sets(ctx, possible)
		if err != nil {
			return sets{}, err
		}
		found.sure.And(s.sure)
		s.sure.Or(s.open)
		possible.And(s.sure)
		found.open = roaring.AndNot(possible, found.sure)
	}
	return found, nil
}

func (all allNode) holds(r *reading) (bool, error) {
	for _, n := range all {
		if ok, err := n.holds(r); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

type anyNode []node

// flat takes the members of members for members.
func flat(members []node) (all anyNode) {
	for _, n := range members {
		if some, ok := n.(anyNode); ok {
			all = append(all, some...)
		} else {
			all = append(all, n)
		}
	}
	return all
}

func (some anyNode) sets(ctx context.Context, within *roaring.Bitmap) (sets, error) {
	found := sets{roaring.New(), roaring.New()}
	var sure []*roaring.Bitmap // of the members that nothing must be read for, which there may be a thousand of
	for _, n := range some {
		if span, ok := n.(*spanNode); ok && !openIn(span.field, span.spans) {
			if err := span.seek(ctx); err != nil {
				return sets{}, err
			}
			sure = append(sure, span.possible)
			continue
		}
		s, err := n.sets(ctx, within)
		if err != nil {
			return sets{}, err
		}
		found.sure.Or(s.sure)
		found.open.Or(s.open)
	}
	if len(sure) > 0 {
		all := roaring.FastOr(sure...)
		all.And(within)
		found.sure.Or(all)
	}
	found.open.AndNot(found.sure)
	return found, nil
}

func (some anyNode) holds(r *reading) (bool, error) {
	for _, n := range some {
		if ok, err := n.holds(r); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

type notNode struct{ node }

func (n notNode) sets(ctx context.Context, within *roaring.Bitmap) (sets, error) {
	s, err := n.node.sets(ctx, within)
	if err != nil {
		return sets{}, err
	}
	sure := roaring.AndNot(within, s.sure)
	sure.AndNot(s.open)
	return sets{sure, s.open}, nil
}

func (n notNode) holds(r *reading) (bool, error) {
	ok, err := n.node.holds(r)
	return !ok, err
}

// spanNode holds where spans are found in a field.
type spanNode struct {
	e        *evaluation
	field    query.Field
	spans    query.Spans
	possible *roaring.Bitmap // it may hold there, and nowhere else; not to be changed
	find     finder
}

func (n *spanNode) seek(ctx context.Context) (err error) {
	n.possible, err = n.e.candidates(ctx, n.field, n.spans)
	return err
}

func (n *spanNode) sets(ctx context.Context, within *roaring.Bitmap) (sets, error) {
	if err := n.seek(ctx); err != nil {
		return sets{}, err
	}
	possible := roaring.And(n.possible, within)
	if !openIn(n.field, n.spans) {
		return sets{possible, roaring.New()}, nil
	}
	return sets{roaring.New(), possible}, nil
}

func (n *spanNode) holds(r *reading) (bool, error) {
	if n.possible == nil || !n.possible.Contains(r.doc) {
		return false, nil
	}
	if !openIn(n.field, n.spans) {
		return true, nil
	}
	if n.find == nil {
		var err error
		if n.find, err = n.e.finder(r, n.field, n.spans); err != nil {
			return false, err
		}
	}
	if err := r.read(); err != nil {
		return false, err
	}
	return len(n.find()) > 0, r.err
}

// candidates is the set of documents that hold the words s needs, wherever they stand. Deleted ones may be among them.
// It must not be changed.
func (e *evaluation) candidates(ctx context.Context, f query.Field, s query.Spans) (*roaring.Bitmap, error) {
	switch s := s.(type) {
	case query.Term, query.Prefix, query.Pattern:
		return e.holding(ctx, leaf{f, s})
	case query.Either:
		b := roaring.New()
		for _, m := range s {
			more, err := e.candidates(ctx, f, m)
			if err != nil {
				return nil, err
			}
			b.Or(more)
		}
		return b, nil
	case query.Sequence:
		return e.successive(ctx, f, s)
	case query.Near:
		a, err := e.candidates(ctx, f, s.A)
		if err != nil {
			return nil, err
		}
		b, err := e.candidates(ctx, f, s.B)
		if err != nil {
			return nil, err
		}
		return roaring.And(a, b), nil
	}
	return nil, fmt.Errorf("search: unknown spans %T", s)
}

func (e *evaluation) successive(ctx context.Context, f query.Field, members query.Sequence) (*roaring.Bitmap, error) {
	var sets []*roaring.Bitmap
	for i, m := range members {
		holding, err := e.candidates(ctx, f, m)
		if err != nil {
			return nil, err
		}
		sets = append(sets, holding)
		if i == 0 || !paired(f) {
			continue
		}
		if terms, ok := pairs(members[i-1], m, e.chain); ok {
			side, err := e.withAny(ctx, f.String(), terms)
			if err != nil {
				return nil, err
			}
			sets = append(sets, side)
		}
	}
	if len(sets) == 0 {
		return roaring.New(), nil
	}
	return roaring.FastAnd(sets...), nil
}

// holding is the set of documents that hold a leaf or, where it is open, may do so. It must not be changed.
func (e *evaluation) holding(ctx context.Context, l leaf) (*roaring.Bitmap, error) {
	if b, ok := e.held[l]; ok {
		return b, nil
	}
	terms, err := e.expand(ctx, l)
	if err != nil {
		return nil, err
	}
	b := roaring.New()
	for i, term := range terms {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		with, err := e.holdingTerm(l.field, term)
		if err != nil {
			return nil, err
		}
		if len(terms) == 1 {
			b = with
			break
		}
		b.Or(with)
	}
	e.held[l] = b
	return b, nil
}

func (p *part) holdingTerm(f query.Field, term string) (*roaring.Bitmap, error) {
	b, err := p.with(f.String(), term)
	if err != nil {
		return nil, err
	}
	if surface, ok := regular(term); ok {
		expecting, err := p.with(f.String(), surface)
		if err != nil {
			return nil, err
		}
		b = roaring.Or(b, expecting)
	}
	if f != query.FieldLead {
		return b, nil
	}
	inText, err := p.holdingTerm(query.FieldText, term)
	if err != nil {
		return nil, err
	}
	alike, err := p.with(fieldLead, leadBeginsText)
	if err != nil {
		return nil, err
	}
	return roaring.Or(b, roaring.And(inText, alike)), nil
}
