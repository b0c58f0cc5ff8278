package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"pressclip/internal/query"
	"pressclip/internal/text"
)

// Search answers a request from the index as it is now. It may be called by many goroutines, also while the index
// follows or is rebuilt. It stops with the context.
func (ix *Index) Search(ctx context.Context, r Request) (Result, error) {
	v, incomplete, err := ix.view()
	if err != nil {
		return Result{}, err
	}
	defer v.close()
	var result Result
	err = contained(func() (err error) {
		result, err = v.search(ctx, r, ix.location, ix.bounds)
		return err
	})
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", ix.suspect(ctx, v, err))
	}
	result.Incomplete = incomplete
	return result, nil
}

// suspect looks for damage after an error that was not to be expected, so that the next Follow builds the index anew.
func (ix *Index) suspect(ctx context.Context, v *view, err error) error {
	if ctx.Err() != nil {
		return err
	}
	if damage := v.verify(ctx); errors.Is(damage, ErrDamaged) {
		ix.markDamaged()
		return damage
	}
	return err
}

func (v *view) search(ctx context.Context, r Request, in *time.Location, b bounds) (Result, error) {
	r.Plan = r.planOnce()
	if r.firstOfEverything() {
		return v.firstOfEverything(ctx, r, in)
	}
	all, err := v.evaluate(ctx, r, in)
	if err != nil {
		return Result{}, err
	}
	var result Result
	b.enough = max(b.enough, r.Offset+r.Limit+1) // so that Total tells that there is another page
	if r.Whole {
		b = unbounded
	}
	if result.TotalIsMinimum, err = v.confirm(ctx, all, b); err != nil {
		return Result{}, err
	}
	result.Total = total(all)
	for _, f := range all {
		result.Capped = result.Capped || f.capped
	}
	if result.Hits, err = v.page(ctx, all, r); err != nil {
		return Result{}, err
	}
	if r.Dropped {
		if result.Dropped, err = v.dropped(ctx, r, in); err != nil {
			return Result{}, err
		}
	}
	if r.Facets {
		result.Facets, err = facets(ctx, all, r)
	}
	return result, err
}

// planOnce is Plan for many goroutines, which asks once about every chain.
func (r Request) planOnce() func(chain string) query.Plan {
	if r.Plan == nil {
		return nil
	}
	var mu sync.Mutex
	plans := make(map[string]query.Plan)
	return func(chain string) query.Plan {
		mu.Lock()
		defer mu.Unlock()
		plan, known := plans[chain]
		if !known {
			plan = r.Plan(chain)
			plans[chain] = plan
		}
		return plan
	}
}

// evaluate asks every part about the articles of every chain that it has any of.
func (v *view) evaluate(ctx context.Context, r Request, in *time.Location) ([]found, error) {
	room := max(termsRoom/max(len(v.parts), 1), leastRoom)
	byPart := make([][]found, len(v.parts))
	err := onAllCores(len(v.parts), func(i int) (err error) {
		byPart[i], err = v.parts[i].search(ctx, r, in, room)
		return err
	})
	return slices.Concat(byPart...), err
}

// search asks a part, where prefixes and patterns may stand for so many terms.
func (p *part) search(ctx context.Context, r Request, in *time.Location, room int) (all []found, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	docs, err := p.filter(ctx, r, in)
	if err != nil {
		return nil, err
	}
	for _, chain := range text.Chains() {
		of, err := p.ofChain(chain)
		if err != nil {
			return nil, err
		}
		within := of
		if docs.GetCardinality() < p.segment.Count() {
			within = roaring.And(docs, of)
		}
		if within.IsEmpty() {
			continue
		}
		f := found{evaluation: p.evaluate(chain, &room)}
		if r.Plan == nil {
			f.node, f.docs, f.open = everyNode{}, within, roaring.New()
			all = append(all, f)
			continue
		}
		f.plan = r.Plan(chain)
		if f.node, err = f.evaluation.node(f.plan); err != nil {
			return nil, err
		}
		s, err := f.node.sets(ctx, within)
		if err != nil {
			return nil, err
		}
		f.docs, f.open = s.sure, s.open
		all = append(all, f)
	}
	return all, nil
}
