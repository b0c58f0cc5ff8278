package index

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"pressclip/internal/query"
)

// scoring weighs documents by the words of a plan: rare words count more, repeated words a little more, and words in
// short fields (a title) more than in long ones. It is Lucene's classic similarity; words under a NOT do not count.
type scoring struct {
	weights map[leaf]float64
	leaves  [][]leaf // of each that was found in
}

// usualLength is that of fields, in words, to put documents in order roughly before they are read.
var usualLength = [query.FieldCount]float64{
	query.FieldTitle: 8, query.FieldText: 300, query.FieldLead: 25, query.FieldAuthor: 4, query.FieldOutlet: 2,
}

func newScoring(ctx context.Context, all []found) (scoring, error) {
	s := scoring{make(map[leaf]float64), make([][]leaf, len(all))}
	holding := make(map[leaf]float64)
	documents := 0.0
	for i, f := range all {
		documents += float64(f.segment.Count())
		seen := make(map[leaf]bool)
		for _, l := range wanted(f.plan, nil) {
			if seen[l] {
				continue
			}
			seen[l] = true
			docs, err := f.holding(ctx, l)
			if err != nil {
				return scoring{}, err
			}
			if docs.IsEmpty() {
				continue
			}
			s.leaves[i] = append(s.leaves[i], l)
			holding[l] += float64(docs.GetCardinality())
		}
	}
	for l, n := range holding {
		idf := 1 + math.Log1p(documents/(n+1))
		s.weights[l] = idf * idf
	}
	for i := range s.leaves {
		s.leaves[i] = s.heaviest(s.leaves[i])
	}
	return s, nil
}

// maxLeaves is how many leaves of a plan speak for a document: of more, the rarest.
const maxLeaves = 64

func (s scoring) heaviest(leaves []leaf) []leaf {
	if len(leaves) <= maxLeaves {
		return leaves
	}
	slices.SortStableFunc(leaves, func(a, b leaf) int { return cmp.Compare(s.weights[b], s.weights[a]) })
	return leaves[:maxLeaves]
}

// scores says whether there is anything to score.
func (s scoring) scores() bool { return len(s.weights) > 0 }

// wanted are the leaves of a plan that speak for a document.
func wanted(p query.Plan, to []leaf) []leaf {
	switch p := p.(type) {
	case query.All:
		for _, m := range p {
			to = wanted(m, to)
		}
	case query.Any:
		for _, m := range p {
			to = wanted(m, to)
		}
	case query.In:
		for _, f := range p.Fields {
			for _, l := range leaves(p.Spans, nil) {
				to = append(to, leaf{f, l})
			}
		}
	}
	return to
}

// score reads documents for their scores.
func (s scoring) score(all []found, places []place) error {
	if !s.scores() {
		return nil
	}
	readings := make([]*reading, len(all))
	for i, p := range places {
		if readings[p.found] == nil {
			readings[p.found] = all[p.found].reader()
		}
		r := readings[p.found]
		r.turn(p.doc)
		var err error
		if places[i].score, err = s.of(all[p.found].evaluation, s.leaves[p.found], r); err != nil {
			return err
		}
	}
	return nil
}

func (s scoring) of(e *evaluation, leaves []leaf, r *reading) (score float64, err error) {
	var lengths [query.FieldCount]int
	for _, l := range leaves {
		if !e.held[l].Contains(r.doc) {
			continue
		}
		if err := r.read(); err != nil {
			return 0, err
		}
		find, err := e.leafFinder(r, l)
		if err != nil {
			return 0, err
		}
		if n := len(find()); n > 0 {
			if lengths[l.field] == 0 {
				lengths[l.field] = max(1, r.words.length(l.field))
			}
			score += s.weights[l] * math.Sqrt(float64(n)/float64(lengths[l.field]))
		}
	}
	return score, r.err
}

// roughly is what the documents in docs would score if every word stood there once in a field of usual length; by
// document number.
func (s scoring) roughly(ctx context.Context, f found, leaves []leaf) ([]float32, error) {
	scores := make([]float32, f.segment.Count())
	buffer := make([]uint32, 256)
	for _, l := range leaves {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		score := float32(s.weights[l] / math.Sqrt(usualLength[l.field]))
		it := roaring.And(f.held[l], f.docs).ManyIterator()
		for n := it.NextMany(buffer); n > 0; n = it.NextMany(buffer) {
			for _, doc := range buffer[:n] {
				scores[doc] += score
			}
		}
	}
	return scores, nil
}

// maxScored is how many documents are read for their scores: the best by which words they hold and in which fields,
// and of equally good ones the newest. All others come behind these, newest first.
const maxScored = 1000

func (v *view) best(ctx context.Context, all []found, s scoring, offset, limit int) ([]place, error) {
	top, others, err := v.top(ctx, all, s)
	if err != nil {
		return nil, err
	}
	if err := s.score(all, top); err != nil {
		return nil, err
	}
	slices.SortFunc(top, func(a, b place) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.id, b.id))
	})
	places := cut(top, offset, limit)
	if missing := limit - len(places); missing > 0 {
		more, err := v.newestOf(ctx, all, others, max(0, offset-len(top)), missing)
		if err != nil {
			return nil, err
		}
		places = append(slices.Clip(places), more...)
		err = s.score(all, places[len(places)-len(more):])
		return places, err
	}
	return places, nil
}

// top are the documents to be scored, and all others found.
func (v *view) top(ctx context.Context, all []found, s scoring) (top []place, others []*roaring.Bitmap, err error) {
	rough := make([][]float32, len(all))
	var sorted []float32
	for i, f := range all {
		if rough[i], err = s.roughly(ctx, f, s.leaves[i]); err != nil {
			return nil, nil, err
		}
		for it := f.docs.Iterator(); it.HasNext(); {
			sorted = append(sorted, rough[i][it.Next()])
		}
	}
	slices.Sort(sorted)
	least := float32(-1)
	if len(sorted) > maxScored {
		least = sorted[len(sorted)-maxScored]
	}
	better, equal := make([]*roaring.Bitmap, len(all)), make([]*roaring.Bitmap, len(all))
	others = make([]*roaring.Bitmap, len(all))
	for i, f := range all {
		better[i], equal[i] = roaring.New(), roaring.New()
		for it := f.docs.Iterator(); it.HasNext(); {
			switch doc := it.Next(); {
			case rough[i][doc] > least:
				better[i].Add(doc)
			case rough[i][doc] == least:
				equal[i].Add(doc)
			}
		}
		others[i] = roaring.AndNot(f.docs, better[i])
	}
	if top, err = placesOf(all, arrays(better)); err != nil || len(top) >= maxScored {
		return top, others, err
	}
	more, err := v.newestOf(ctx, all, equal, 0, maxScored-len(top))
	for _, p := range more {
		others[p.found].Remove(p.doc)
	}
	return append(top, more...), others, err
}
