package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// facet counts the values of a field.
type facet struct {
	field string
	value func(term string) string // that a term counts for; empty: none. Nil: the term itself
}

// facets are those of a request, by name.
func (r Request) facets() map[string]facet {
	all := map[string]facet{
		FacetProject: {field: fieldProject}, FacetOutlet: {field: fieldOutlet}, FacetMonth: {field: fieldMonth},
		FacetVerdict: {field: fieldVerdict}, FacetPaywall: {field: fieldPaywall},
	}
	if r.Verdict != "" {
		all[FacetProject] = facet{fieldReviewed, func(term string) string {
			if project, verdict := readReviewed(term); verdict == r.Verdict {
				return project
			}
			return ""
		}}
	}
	if len(r.Projects) > 0 {
		all[FacetVerdict] = facet{fieldReviewed, func(term string) string {
			if project, verdict := readReviewed(term); slices.Contains(r.Projects, project) && (r.Verdict == "" || verdict == r.Verdict) {
				return string(verdict)
			}
			return ""
		}}
	}
	return all
}

func facets(ctx context.Context, all []found, r Request) (map[string][]Count, error) {
	facets := make(map[string][]Count)
	for name, f := range r.facets() {
		counts, err := counts(ctx, all, f)
		if err != nil {
			return nil, err
		}
		facets[name] = counts
	}
	slices.SortFunc(facets[FacetMonth], func(a, b Count) int { return strings.Compare(b.Value, a.Value) })
	return facets, nil
}

// counts are the values of a facet among what was found, most frequent first.
func counts(ctx context.Context, all []found, by facet) ([]Count, error) {
	byValue := make(map[string]int)
	for _, f := range all {
		if f.docs.IsEmpty() {
			continue
		}
		c, err := f.column(ctx, by.field)
		if err != nil {
			return nil, err
		}
		all, err := f.ofChain(f.chain)
		if err != nil {
			return nil, err
		}
		c.count(f.docs, f.chain, all, by.value, byValue)
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
