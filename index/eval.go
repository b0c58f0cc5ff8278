package index

import (
	"context"
	"fmt"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"pressclip/internal/query"
)

// maxTerms is how many terms of a field of a segment a prefix or pattern may stand for.
const maxTerms = 1 << 14

// evaluation answers one plan on one part of a view. It notes when a prefix or pattern stood for more terms than it
// was given, so that documents may be missing.
type evaluation struct {
	*part
	expanded map[leaf][]string
	capped   bool
}

// leaf is a Term, Prefix or Pattern in a field; comparable, so that each is expanded once.
type leaf struct {
	field string
	spans query.Spans
}

func (p *part) evaluate() *evaluation {
	return &evaluation{part: p, expanded: make(map[leaf][]string)}
}

// plan is a new set of those documents within the given set, which is not changed, for which the plan holds.
func (e *evaluation) plan(ctx context.Context, p query.Plan, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	switch p := p.(type) {
	case nil:
		return within.Clone(), nil
	case query.All:
		return e.all(ctx, p, within)
	case query.Any:
		return e.any(ctx, p, within)
	case query.Not:
		b, err := e.plan(ctx, p.Plan, within)
		if err != nil {
			return nil, err
		}
		return roaring.AndNot(within, b), nil
	case query.In:
		return e.in(ctx, p, within)
	}
	return nil, fmt.Errorf("search: unknown plan %T", p)
}

// all narrows step by step, and looks at positions last.
func (e *evaluation) all(ctx context.Context, plans query.All, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	b := within.Clone()
	for _, positional := range []bool{false, true} {
		for _, p := range plans {
			if planPositional(p) != positional || b.IsEmpty() {
				continue
			}
			narrowed, err := e.plan(ctx, p, b)
			if err != nil {
				return nil, err
			}
			b = narrowed
		}
	}
	return b, nil
}

func (e *evaluation) any(ctx context.Context, plans query.Any, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	b := roaring.New()
	for _, p := range plans {
		more, err := e.plan(ctx, p, within)
		if err != nil {
			return nil, err
		}
		b.Or(more)
	}
	return b, nil
}

func (e *evaluation) in(ctx context.Context, in query.In, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	b := roaring.New()
	for _, f := range in.Fields {
		more, err := e.holding(ctx, f.String(), in.Spans, within)
		if err != nil {
			return nil, err
		}
		b.Or(more)
	}
	return b, nil
}

// holding is a new set of the documents within the given set in whose field s finds something.
func (e *evaluation) holding(ctx context.Context, field string, s query.Spans, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	b, err := e.candidates(ctx, field, s)
	if err != nil {
		return nil, err
	}
	b.And(within)
	if !positional(s) || b.IsEmpty() {
		return b, nil
	}
	if either, ok := s.(query.Either); ok {
		return e.either(ctx, field, either, b)
	}
	return e.confirm(ctx, field, s, b)
}

func (e *evaluation) either(ctx context.Context, field string, members query.Either, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	b := roaring.New()
	for _, s := range members {
		more, err := e.holding(ctx, field, s, within)
		if err != nil {
			return nil, err
		}
		b.Or(more)
	}
	return b, nil
}

// candidates is a new set of the documents that hold the words s needs, wherever they stand. Deleted ones may be
// among them.
func (e *evaluation) candidates(ctx context.Context, field string, s query.Spans) (*roaring.Bitmap, error) {
	switch s := s.(type) {
	case query.Term, query.Prefix, query.Pattern:
		terms, err := e.expand(ctx, leaf{field, s})
		if err != nil {
			return nil, err
		}
		return e.withAny(ctx, field, terms)
	case query.Either:
		b := roaring.New()
		for _, m := range s {
			more, err := e.candidates(ctx, field, m)
			if err != nil {
				return nil, err
			}
			b.Or(more)
		}
		return b, nil
	case query.Sequence:
		return e.together(ctx, field, s)
	case query.Near:
		return e.together(ctx, field, []query.Spans{s.A, s.B})
	}
	return nil, fmt.Errorf("search: unknown spans %T", s)
}

func (e *evaluation) together(ctx context.Context, field string, members []query.Spans) (*roaring.Bitmap, error) {
	var b *roaring.Bitmap
	for _, m := range members {
		more, err := e.candidates(ctx, field, m)
		if err != nil {
			return nil, err
		}
		if b == nil {
			b = more
			continue
		}
		b.And(more)
	}
	if b == nil {
		return roaring.New(), nil
	}
	return b, nil
}

// expand are the terms of the field that a leaf stands for in this part.
func (e *evaluation) expand(ctx context.Context, l leaf) ([]string, error) {
	if t, ok := l.spans.(query.Term); ok {
		return []string{string(t)}, nil
	}
	if terms, ok := e.expanded[l]; ok {
		return terms, nil
	}
	prefix, fits := "", func(string) bool { return true }
	switch s := l.spans.(type) {
	case query.Prefix:
		prefix = string(s)
	case query.Pattern:
		prefix, fits = s.Mark, func(term string) bool { return fitsPattern(s, term) }
	}
	var terms []string
	err := e.eachTerm(ctx, l.field, prefix, func(term string) bool {
		if !fits(term) {
			return true
		}
		if len(terms) == maxTerms {
			e.capped = true
			return false
		}
		terms = append(terms, term)
		return true
	})
	if err != nil {
		return nil, err
	}
	e.expanded[l] = terms
	return terms, nil
}

func fitsPattern(p query.Pattern, term string) bool {
	rest, ok := strings.CutPrefix(term, p.Mark)
	if !ok {
		return false
	}
	if p.AtEnd {
		return strings.HasSuffix(rest, p.Infix)
	}
	return strings.Contains(rest, p.Infix)
}

// positional says whether s can only be decided by looking at positions.
func positional(s query.Spans) bool {
	switch s := s.(type) {
	case query.Either:
		for _, m := range s {
			if positional(m) {
				return true
			}
		}
	case query.Sequence:
		return len(s) > 1 || len(s) == 1 && positional(s[0])
	case query.Near:
		return true
	}
	return false
}

func planPositional(p query.Plan) bool {
	switch p := p.(type) {
	case query.All:
		for _, m := range p {
			if planPositional(m) {
				return true
			}
		}
	case query.Any:
		for _, m := range p {
			if planPositional(m) {
				return true
			}
		}
	case query.Not:
		return planPositional(p.Plan)
	case query.In:
		return positional(p.Spans)
	}
	return false
}
