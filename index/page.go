package index

import (
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// place is a document in what was found in the part and chain of that number.
type place struct {
	found int
	doc   uint32
	id    string
	score float64
}

// page are the hits from the request's offset on, in its order.
func (v *view) page(ctx context.Context, all []found, r Request) ([]Hit, error) {
	if r.Whole {
		places, err := v.newest(ctx, all, 0, total(all))
		if err != nil {
			return nil, err
		}
		return hitsOf(places)
	}
	if r.Limit <= 0 || r.Offset < 0 {
		return []Hit{}, nil
	}
	s, err := newScoring(ctx, all)
	if err != nil {
		return nil, err
	}
	var places []place
	if r.Sort == SortRelevance && s.scores() {
		places, err = v.best(ctx, all, s, r.Offset, r.Limit)
	} else if places, err = v.newest(ctx, all, r.Offset, r.Limit); err == nil {
		err = s.score(all, places)
	}
	if err != nil {
		return nil, err
	}
	return hitsOf(places)
}

// total is how many documents were found.
func total(all []found) (n int) {
	for _, f := range all {
		n += int(f.docs.GetCardinality())
	}
	return n
}

func hitsOf(places []place) ([]Hit, error) {
	hits := make([]Hit, len(places))
	for i, p := range places {
		_, clipping, err := readDocID(p.id)
		if err != nil {
			return nil, err
		}
		hits[i] = Hit{ID: clipping, Score: p.score}
	}
	return hits, nil
}

// few documents are put in order at once.
const few = 1000

func (v *view) newest(ctx context.Context, all []found, offset, limit int) ([]place, error) {
	docs := make([]*roaring.Bitmap, len(all))
	for i, f := range all {
		docs[i] = f.docs
	}
	if total(all) <= few {
		places, err := placesOf(all, arrays(docs))
		return cut(places, offset, limit), err
	}
	return v.newestOf(ctx, all, docs, offset, limit)
}

// newestOf are the newest of some of the documents found. It opens only the months that the page lies in.
func (v *view) newestOf(ctx context.Context, all []found, docs []*roaring.Bitmap, offset, limit int) ([]place, error) {
	months, err := v.months(ctx)
	if err != nil {
		return nil, err
	}
	var places []place
	for _, month := range months {
		if len(places) == 0 && offset > 0 {
			n, err := dated(all, docs, month)
			if err != nil {
				return nil, err
			}
			if offset >= n {
				offset -= n
				continue
			}
		}
		more, err := newestIn(all, docs, month, offset+limit-len(places))
		if err != nil {
			return nil, err
		}
		if places = append(places, more...); len(places) >= offset+limit {
			break
		}
	}
	return cut(places, offset, limit), nil
}

// dated is how many of docs are dated in a month.
func dated(all []found, docs []*roaring.Bitmap, month string) (n int, err error) {
	for i, f := range all {
		in, err := f.with(fieldMonth, month)
		if err != nil {
			return 0, err
		}
		n += int(in.AndCardinality(docs[i]))
	}
	return n, nil
}

// newestIn are up to n of those of docs that are dated in a month. Of every part no more are looked at than are taken, and
// one.
func newestIn(all []found, docs []*roaring.Bitmap, month string, n int) ([]place, error) {
	rest := make([][]uint32, len(all)) // of the month, by part
	var heads []place                  // the newest of those that are left of every part
	next := func(i int) (p place, ok bool, err error) {
		p.found = i
		if p.doc, rest[i], ok = first(rest[i], docs[i]); ok {
			p.id, err = all[i].id(p.doc)
		}
		return p, ok, err
	}
	for i, f := range all {
		if docs[i].IsEmpty() {
			continue
		}
		var err error
		if rest[i], err = f.inOrder(month); err != nil {
			return nil, err
		}
		p, ok, err := next(i)
		if err != nil {
			return nil, err
		}
		if ok {
			heads = append(heads, p)
		}
	}
	var places []place
	for len(places) < n && len(heads) > 0 {
		newest := 0
		for i := range heads {
			if heads[i].id < heads[newest].id {
				newest = i
			}
		}
		places = append(places, heads[newest])
		p, ok, err := next(heads[newest].found)
		if err != nil {
			return nil, err
		}
		if ok {
			heads[newest] = p
		} else {
			heads = slices.Delete(heads, newest, newest+1)
		}
	}
	return places, nil
}

// placesOf are documents in the order of their ids.
func placesOf(all []found, docs [][]uint32) ([]place, error) {
	var places []place
	for i, f := range all {
		for _, doc := range docs[i] {
			id, err := f.id(doc)
			if err != nil {
				return nil, err
			}
			places = append(places, place{found: i, doc: doc, id: id})
		}
	}
	slices.SortFunc(places, func(a, b place) int { return strings.Compare(a.id, b.id) })
	return places, nil
}

func arrays(sets []*roaring.Bitmap) [][]uint32 {
	all := make([][]uint32, len(sets))
	for i, s := range sets {
		all[i] = s.ToArray()
	}
	return all
}

func cut[T any](all []T, offset, limit int) []T {
	offset = min(offset, len(all))
	return all[offset:min(offset+limit, len(all))]
}
