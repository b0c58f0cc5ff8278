package index

import (
	"context"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// dropped counts what meets the filters of a request and has no text.
func (v *view) dropped(ctx context.Context, r Request, in *time.Location) (d Dropped, err error) {
	sets := make([]*roaring.Bitmap, len(v.parts))
	for i, p := range v.parts {
		without, err := p.with(fieldText, textDropped)
		if err != nil {
			return Dropped{}, err
		}
		sets[i] = roaring.New()
		if without.IsEmpty() {
			continue
		}
		if sets[i], err = p.filter(ctx, r, in); err != nil {
			return Dropped{}, err
		}
		sets[i].And(without)
		d.Count += int(sets[i].GetCardinality())
	}
	if d.Count > 0 {
		d.Last, err = v.latest(ctx, sets)
	}
	return d, err
}

// latest is the latest date of documents, given by part; there is one at least. It opens only the month that it lies in.
func (v *view) latest(ctx context.Context, sets []*roaring.Bitmap) (last time.Time, err error) {
	months, err := v.months(ctx)
	if err != nil {
		return last, err
	}
	for _, month := range months {
		for i, p := range v.parts {
			if sets[i].IsEmpty() {
				continue
			}
			ordered, err := p.inOrder(month)
			if err != nil {
				return last, err
			}
			doc, _, ok := first(ordered, sets[i])
			if !ok {
				continue
			}
			id, err := p.id(doc)
			if err != nil {
				return last, err
			}
			ms, _, err := readDocID(id)
			if err != nil {
				return last, err
			}
			if at := time.UnixMilli(ms).UTC(); at.After(last) {
				last = at
			}
		}
		if !last.IsZero() {
			break
		}
	}
	return last, nil
}
