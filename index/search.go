package index

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// found is what a search found in one part.
type found struct {
	*evaluation
	docs *roaring.Bitmap
}

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
		result, err = v.search(ctx, r, ix.location)
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

func (v *view) search(ctx context.Context, r Request, in *time.Location) (Result, error) {
	var result Result
	all := make([]found, 0, len(v.parts))
	for _, p := range v.parts {
		docs, err := p.filter(ctx, r, in)
		if err != nil {
			return Result{}, err
		}
		e := p.evaluate()
		if docs, err = e.plan(ctx, r.Plan, docs); err != nil {
			return Result{}, err
		}
		result.Total += int(docs.GetCardinality())
		result.Capped = result.Capped || e.capped
		all = append(all, found{e, docs})
	}
	months, err := byMonth(ctx, all)
	if err != nil {
		return Result{}, err
	}
	if result.Hits, err = page(ctx, all, months, r); err != nil {
		return Result{}, err
	}
	if r.Facets {
		result.Facets, err = facets(ctx, all, months)
	}
	return result, err
}
