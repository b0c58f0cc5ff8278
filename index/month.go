package index

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// months are the names of those that documents of a view are dated in, latest first; perhaps also of months that were
// deleted.
func (v *view) months(ctx context.Context) ([]string, error) {
	v.whole.mu.Lock()
	defer v.whole.mu.Unlock()
	if v.whole.months != nil {
		return v.whole.months, nil
	}
	names := make(map[string]bool)
	for _, p := range v.parts {
		c, err := p.column(ctx, fieldMonth)
		if err != nil {
			return nil, err
		}
		for _, name := range c.names {
			names[name] = true
		}
	}
	v.whole.months = slices.Sorted(maps.Keys(names))
	slices.Reverse(v.whole.months)
	return v.whole.months, nil
}

// of is a new set of those of docs that are dated in a month.
func (p *part) of(month string, docs *roaring.Bitmap) (*roaring.Bitmap, error) {
	dated, err := p.with(fieldMonth, month)
	if err != nil {
		return nil, err
	}
	return roaring.And(dated, docs), nil
}

// inOrder are the documents of a month, newest first, deleted ones included. Their ids are read once.
func (p *part) inOrder(month string) ([]uint32, error) {
	p.kept.mu.Lock()
	defer p.kept.mu.Unlock()
	if docs, ok := p.kept.ordered[month]; ok {
		return docs, nil
	}
	dated, err := p.with(fieldMonth, month)
	if err != nil {
		return nil, err
	}
	docs := dated.ToArray()
	ids := make(map[uint32]string, len(docs))
	for _, doc := range docs {
		if ids[doc], err = p.id(doc); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(docs, func(a, b uint32) int { return strings.Compare(ids[a], ids[b]) })
	p.kept.ordered[month] = docs
	return docs, nil
}

// first is the first of some documents that is among docs, and those after it.
func first(ordered []uint32, docs *roaring.Bitmap) (doc uint32, rest []uint32, ok bool) {
	for i, doc := range ordered {
		if docs.Contains(doc) {
			return doc, ordered[i+1:], true
		}
	}
	return 0, nil, false
}
