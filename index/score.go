package index

import (
	"context"
	"fmt"
	"math"

	"github.com/RoaringBitmap/roaring/v2"

	"pressclip/internal/query"
)

// scoring weighs documents by the words of a plan: rare words count more, repeated words a little more, and words in
// short fields (a title) more than in long ones. It is Lucene's classic similarity; words under a NOT do not count.
type scoring map[leaf]float64

func newScoring(ctx context.Context, p query.Plan, all []found) (scoring, error) {
	documents := 0.0
	for _, f := range all {
		documents += float64(f.live().GetCardinality())
	}
	s := make(scoring)
	for _, l := range wanted(p, nil) {
		if _, done := s[l]; done {
			continue
		}
		holding := 0.0
		for _, f := range all {
			docs, err := f.candidates(ctx, l.field, l.spans)
			if err != nil {
				return nil, err
			}
			holding += float64(docs.GetCardinality())
		}
		idf := 1 + math.Log1p(documents/(holding+1))
		s[l] = idf * idf
	}
	return s, nil
}

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
				to = append(to, leaf{f.String(), l})
			}
		}
	}
	return to
}

// scores are those of the documents in docs; what holds none of the words has none.
func (s scoring) scores(ctx context.Context, e *evaluation, docs *roaring.Bitmap) (map[uint32]float64, error) {
	scores := make(map[uint32]float64, min(int(docs.GetCardinality()), 1<<16))
	for l, weight := range s {
		terms, err := e.expand(ctx, l)
		if err != nil {
			return nil, err
		}
		for _, term := range terms {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if err := e.addScores(scores, l.field, term, weight, docs); err != nil {
				return nil, err
			}
		}
	}
	return scores, nil
}

func (p *part) addScores(scores map[uint32]float64, field, term string, weight float64, docs *roaring.Bitmap) error {
	list, err := p.list(field, term)
	if err != nil {
		return err
	}
	it := list.Iterator(true, true, false, nil)
	narrow(it, docs)
	for {
		posting, err := it.Next()
		if err != nil {
			return fmt.Errorf("read index: %w", err)
		}
		if posting == nil {
			return nil
		}
		if doc := uint32(posting.Number()); docs.Contains(doc) {
			scores[doc] += weight * math.Sqrt(float64(posting.Frequency())) * posting.Norm()
		}
	}
}

// fill sets the scores of a page that was put in order without them.
func (s scoring) fill(ctx context.Context, all []found, places []place) error {
	if len(s) == 0 || len(places) == 0 {
		return nil
	}
	docs := make([]*roaring.Bitmap, len(all))
	for i := range docs {
		docs[i] = roaring.New()
	}
	for _, p := range places {
		docs[p.part].Add(p.doc)
	}
	for i, f := range all {
		if docs[i].IsEmpty() {
			continue
		}
		scores, err := s.scores(ctx, f.evaluation, docs[i])
		if err != nil {
			return err
		}
		for j, p := range places {
			if p.part == i {
				places[j].score = scores[p.doc]
			}
		}
	}
	return nil
}
