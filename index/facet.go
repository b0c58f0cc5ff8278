package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

func facets(ctx context.Context, all []found) (map[string][]Count, error) {
	facets := make(map[string][]Count)
	for name, field := range map[string]string{
		FacetProject: fieldProject, FacetOutlet: fieldOutlet, FacetMonth: fieldMonth,
	} {
		counts, err := counts(ctx, all, field)
		if err != nil {
			return nil, err
		}
		facets[name] = counts
	}
	slices.SortFunc(facets[FacetMonth], func(a, b Count) int { return strings.Compare(b.Value, a.Value) })
	return facets, nil
}

// counts are the values of a field among what was found, most frequent first.
func counts(ctx context.Context, all []found, field string) ([]Count, error) {
	byValue := make(map[string]int)
	for _, f := range all {
		if f.docs.IsEmpty() {
			continue
		}
		c, err := f.column(ctx, field)
		if err != nil {
			return nil, err
		}
		all, err := f.with(fieldChain, f.chain)
		if err != nil {
			return nil, err
		}
		c.count(f.docs, f.chain, all, byValue)
	}
	sorted := make([]Count, 0, len(byValue))
	for value, n := range byValue {
		sorted = append(sorted, Count{value, n})
	}
	slices.SortFunc(sorted, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return sorted, nil
}
