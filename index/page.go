package index

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// place is a document in the part of that number.
type place struct {
	part  int
	doc   uint32
	id    string
	score float64
}

// page are the hits from the request's offset on, in its order.
func page(ctx context.Context, all []found, months []month, r Request) ([]Hit, error) {
	if r.Limit <= 0 || r.Offset < 0 {
		return []Hit{}, nil
	}
	scored, err := newScoring(ctx, r.Plan, all)
	if err != nil {
		return nil, err
	}
	var places []place
	if r.Sort == SortRelevance && len(scored) > 0 {
		places, err = best(ctx, all, scored, r.Offset, r.Limit)
	} else if places, err = newest(all, months, r.Offset, r.Limit); err == nil {
		err = scored.fill(ctx, all, places)
	}
	if err != nil {
		return nil, err
	}
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

// newest opens only the months that the page lies in.
func newest(all []found, months []month, offset, limit int) ([]place, error) {
	var places []place
	for _, m := range months {
		if offset >= m.count && len(places) == 0 {
			offset -= m.count
			continue
		}
		for i, docs := range m.docs {
			var err error
			if places, err = appendPlaces(places, all, i, docs); err != nil {
				return nil, err
			}
		}
		if len(places) >= offset+limit {
			break
		}
	}
	slices.SortFunc(places, func(a, b place) int { return strings.Compare(a.id, b.id) })
	return cut(places, offset, limit), nil
}

func appendPlaces(to []place, all []found, part int, docs *roaring.Bitmap) ([]place, error) {
	if docs == nil {
		return to, nil
	}
	for it := docs.Iterator(); it.HasNext(); {
		doc := it.Next()
		id, err := all[part].id(doc)
		if err != nil {
			return nil, err
		}
		to = append(to, place{part: part, doc: doc, id: id})
	}
	return to, nil
}

func cut(places []place, offset, limit int) []place {
	offset = min(offset, len(places))
	return places[offset:min(offset+limit, len(places))]
}

// best keeps the documents that score at least as high as the last of the page, and puts those in order.
func best(ctx context.Context, all []found, s scoring, offset, limit int) ([]place, error) {
	scores := make([]map[uint32]float64, len(all))
	top := make(lowest, 0, min(offset+limit, 1<<16))
	for i, f := range all {
		var err error
		if scores[i], err = s.scores(ctx, f.evaluation, f.docs); err != nil {
			return nil, err
		}
		for it := f.docs.Iterator(); it.HasNext(); {
			top.keep(scores[i][it.Next()], offset+limit)
		}
	}
	if len(top) == 0 {
		return nil, nil
	}
	var places []place
	for i, f := range all {
		for it := f.docs.Iterator(); it.HasNext(); {
			doc := it.Next()
			if score := scores[i][doc]; score >= top[0] {
				id, err := f.id(doc)
				if err != nil {
					return nil, err
				}
				places = append(places, place{i, doc, id, score})
			}
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.id, b.id))
	})
	return cut(places, offset, limit), nil
}

// lowest is a heap of the highest scores seen, the lowest of them first.
type lowest []float64

func (l lowest) Len() int           { return len(l) }
func (l lowest) Less(i, j int) bool { return l[i] < l[j] }
func (l lowest) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }
func (l *lowest) Push(x any)        { *l = append(*l, x.(float64)) }
func (l *lowest) Pop() any {
	last := (*l)[len(*l)-1]
	*l = (*l)[:len(*l)-1]
	return last
}

// keep adds a score if it is among the n highest.
func (l *lowest) keep(score float64, n int) {
	switch {
	case len(*l) < n:
		heap.Push(l, score)
	case score > (*l)[0]:
		(*l)[0] = score
		heap.Fix(l, 0)
	}
}
