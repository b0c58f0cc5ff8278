package index

import (
	"context"
	"maps"
	"slices"
	"time"

	"pressclip/internal/text"
)

// everything is what a search for everything finds in a view. It is what people see first and most often.
type everything struct {
	total  int
	hits   []Hit // the newest firstHits
	facets map[string][]Count
}

// firstHits are so many that a page of them is among the first.
const firstHits = 100

// firstOfEverything says whether a request is answered by what everything has.
func (r Request) firstOfEverything() bool {
	for _, chain := range text.Chains() {
		if r.Plan != nil && r.Plan(chain) != nil {
			return false
		}
	}
	return !r.filters() && !r.Dropped && !r.Whole && r.Offset >= 0 && r.Limit >= 0 && r.Offset+r.Limit <= firstHits
}

// firstOfEverything takes as long for any number of documents, once it was worked out for the view.
func (v *view) firstOfEverything(ctx context.Context, r Request, in *time.Location) (Result, error) {
	e, err := v.everything(ctx, in)
	if err != nil {
		return Result{}, err
	}
	result := Result{Total: e.total, Hits: slices.Clone(cut(e.hits, r.Offset, r.Limit))}
	if r.Facets {
		result.Facets = maps.Clone(e.facets)
		for name, counts := range e.facets {
			result.Facets[name] = slices.Clone(counts)
		}
	}
	return result, nil
}

func (v *view) everything(ctx context.Context, in *time.Location) (*everything, error) {
	v.whole.asking.Lock()
	defer v.whole.asking.Unlock()
	if v.whole.everything != nil {
		return v.whole.everything, nil
	}
	r := Request{Limit: firstHits}
	all, err := v.evaluate(ctx, r, in)
	if err != nil {
		return nil, err
	}
	e := &everything{total: total(all)}
	if e.hits, err = v.page(ctx, all, r); err != nil {
		return nil, err
	}
	if e.facets, err = facets(ctx, all, r); err != nil {
		return nil, err
	}
	v.whole.everything = e
	return e, nil
}
