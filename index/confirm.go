package index

import (
	"context"
	"math"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"

	"pressclip/internal/query"
)

// bounds say when to stop reading documents: at the end of a month, once enough were found or far too many read. The
// newest are read first.
type bounds struct {
	anyway int // so many are read whatever is found in them
	most   int
	enough int // hits; or as many as the page asks for
}

// usualBounds keep the longest search below half a second.
var usualBounds = bounds{anyway: 3_500, most: 40_000, enough: 1_000}

// unbounded is for those who can wait.
var unbounded = bounds{anyway: math.MaxInt, most: math.MaxInt, enough: math.MaxInt}

// usualSpans is how many phrases, NEARs and the like a document is read for at the usual bounds; a phrase alone is two,
// as it may stand in title or text. leastRead is read whatever the plan.
const (
	usualSpans = 8
	leastRead  = 200
)

// sharedBy are the bounds of a plan that reads every document for so many spans.
func (b bounds) sharedBy(spans int) bounds {
	if spans > usualSpans && b != unbounded {
		b.anyway = max(b.anyway*usualSpans/spans, min(b.anyway, leastRead))
		b.most = max(b.most*usualSpans/spans, b.anyway)
	}
	return b
}

// found is what a search found in one part, in the articles of one chain.
type found struct {
	*evaluation
	plan query.Plan
	node node
	docs *roaring.Bitmap // in these it was found; without a plan not to be changed
	open *roaring.Bitmap // in these it may be
}

// confirm reads the documents in which the words may be found, and moves those in which they are. It says whether some
// were left.
func (v *view) confirm(ctx context.Context, all []found, b bounds) (left bool, err error) {
	open, spans := 0, 0
	for _, f := range all {
		open += int(f.open.GetCardinality())
		spans = max(spans, openSpans(f.plan))
	}
	if open == 0 {
		return false, nil
	}
	b = b.sharedBy(spans)
	readings := make([]*reading, len(all))
	for i, f := range all {
		readings[i] = f.reader()
	}
	if open <= b.anyway {
		return false, eachFound(all, func(i int) error {
			_, err := all[i].confirm(ctx, readings[i], all[i].open)
			return err
		})
	}
	return v.confirmByMonth(ctx, all, readings, b, open)
}

func (v *view) confirmByMonth(ctx context.Context, all []found, readings []*reading, b bounds, open int) (left bool, err error) {
	months, err := v.months(ctx)
	if err != nil {
		return false, err
	}
	read, hits := 0, 0
	for _, month := range months {
		if read >= b.most || read >= b.anyway && hits >= b.enough {
			break
		}
		var tried, held atomic.Int64
		err := eachFound(all, func(i int) error {
			docs, err := all[i].of(month, all[i].open)
			if err != nil {
				return err
			}
			n, err := all[i].confirm(ctx, readings[i], docs)
			tried.Add(int64(docs.GetCardinality()))
			held.Add(int64(n))
			return err
		})
		if err != nil {
			return false, err
		}
		read += int(tried.Load())
		hits += int(held.Load())
	}
	return read < open, nil
}

// eachFound calls do with the place of each of what was found, several at once, but of a part one after the other: its
// dictionaries are read by one goroutine at a time.
func eachFound(all []found, do func(i int) error) error {
	var begins []int
	for i := range all {
		if i == 0 || all[i].part != all[i-1].part {
			begins = append(begins, i)
		}
	}
	return onAllCores(len(begins), func(n int) error {
		for i := begins[n]; i < len(all) && all[i].part == all[begins[n]].part; i++ {
			if err := do(i); err != nil {
				return err
			}
		}
		return nil
	})
}

// confirm reads documents, and says in how many of them it was found.
func (f found) confirm(ctx context.Context, r *reading, docs *roaring.Bitmap) (hits int, err error) {
	read := 0
	for it := docs.Iterator(); it.HasNext(); read++ {
		if read%256 == 0 && ctx.Err() != nil {
			return hits, ctx.Err()
		}
		r.turn(it.Next())
		ok, err := f.node.holds(r)
		if err != nil {
			return hits, err
		}
		if ok {
			f.docs.Add(r.doc)
			hits++
		}
	}
	return hits, nil
}
