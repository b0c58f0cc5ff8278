package index

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// month is the documents found that are dated in one month, by part.
type month struct {
	name  string
	count int
	docs  []*roaring.Bitmap
}

// byMonth sorts what was found into months, latest first. Each document found is in exactly one.
func byMonth(ctx context.Context, all []found) ([]month, error) {
	byName := make(map[string]*month)
	for i, f := range all {
		err := f.eachValue(ctx, fieldMonth, func(name string, docs *roaring.Bitmap) {
			m := byName[name]
			if m == nil {
				m = &month{name: name, docs: make([]*roaring.Bitmap, len(all))}
				byName[name] = m
			}
			m.docs[i] = roaring.And(docs, f.docs)
			m.count += int(m.docs[i].GetCardinality())
		})
		if err != nil {
			return nil, err
		}
	}
	months := make([]month, 0, len(byName))
	for _, m := range byName {
		if m.count > 0 {
			months = append(months, *m)
		}
	}
	slices.SortFunc(months, func(a, b month) int { return strings.Compare(b.name, a.name) })
	return months, nil
}

// eachValue calls do with every value of a field and the documents that have it, deleted and unfound ones included.
func (f found) eachValue(ctx context.Context, field string, do func(value string, docs *roaring.Bitmap)) error {
	if f.docs.IsEmpty() {
		return nil
	}
	var failed error
	err := f.eachTerm(ctx, field, "", func(value string) bool {
		docs, err := f.with(field, value)
		if err != nil {
			failed = err
			return false
		}
		do(value, docs)
		return true
	})
	if err == nil {
		err = failed
	}
	return err
}

func facets(ctx context.Context, all []found, months []month) (map[string][]Count, error) {
	byDate := make([]Count, len(months))
	for i, m := range months {
		byDate[i] = Count{m.name, m.count}
	}
	projects, err := counts(ctx, all, fieldProject)
	if err != nil {
		return nil, err
	}
	outlets, err := counts(ctx, all, fieldOutlet)
	if err != nil {
		return nil, err
	}
	return map[string][]Count{FacetProject: projects, FacetOutlet: outlets, FacetMonth: byDate}, nil
}

// counts are the values of a field among what was found, most frequent first.
func counts(ctx context.Context, all []found, field string) ([]Count, error) {
	byValue := make(map[string]int)
	for _, f := range all {
		err := f.eachValue(ctx, field, func(value string, docs *roaring.Bitmap) {
			if n := docs.AndCardinality(f.docs); n > 0 {
				byValue[value] += int(n)
			}
		})
		if err != nil {
			return nil, err
		}
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
