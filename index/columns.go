package index

import (
	"context"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// kept is what was read of a segment once and is needed again and again. It is gone with the segment, and made when it
// is first asked for.
type kept struct {
	mu       sync.Mutex
	columns  map[string]*column
	surfaces map[string]*surfaces
	ordered  map[string][]uint32 // by month: its documents, newest first, deleted ones included
}

// keeping has what is kept of the segments of a generation.
type keeping struct {
	mu        sync.Mutex
	bySegment map[segment.Segment]*kept
	months    []string // of all of them, latest first; nil: not yet known
}

// of are those of the segments, in their order; all others are forgotten.
func (k *keeping) of(segments []segment.Segment) []*kept {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := make([]*kept, len(segments))
	now := make(map[segment.Segment]*kept, len(segments))
	for i, s := range segments {
		if all[i] = k.bySegment[s]; all[i] == nil {
			all[i] = newKept()
			k.months = nil
		}
		now[s] = all[i]
	}
	k.bySegment = now
	return all
}

func newKept() *kept {
	return &kept{
		columns:  make(map[string]*column),
		surfaces: make(map[string]*surfaces),
		ordered:  make(map[string][]uint32),
	}
}

func (k *kept) surfacesOf(field string) *surfaces {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.surfaces[field]
	if s == nil {
		s = &surfaces{}
		k.surfaces[field] = s
	}
	return s
}

// column is the values of a field by document: counting them is one step a document found, whatever the number of
// values.
type column struct {
	names  []string   // of the values, by number
	sets   [][]uint16 // of the numbers of values that documents have; the first is empty
	byDoc  []uint32   // the set of every document
	totals []int      // of all documents, deleted ones included, by set
}

// column is read from the posting lists once.
func (p *part) column(ctx context.Context, field string) (*column, error) {
	p.kept.mu.Lock()
	defer p.kept.mu.Unlock()
	if c := p.kept.columns[field]; c != nil {
		return c, nil
	}
	c := &column{sets: [][]uint16{nil}, byDoc: make([]uint32, p.segment.Count())}
	with := make(map[[2]uint32]uint32) // set and another value: a set
	err := p.eachTerm(ctx, field, "", func(name string) bool {
		if len(c.names) < 1<<16 {
			c.names = append(c.names, name)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	for value, name := range c.names {
		docs, err := p.with(field, name)
		if err != nil {
			return nil, err
		}
		for it := docs.Iterator(); it.HasNext(); {
			doc := it.Next()
			step := [2]uint32{c.byDoc[doc], uint32(value)}
			set, known := with[step]
			if !known {
				set = uint32(len(c.sets))
				c.sets = append(c.sets, append(slices.Clone(c.sets[step[0]]), uint16(value)))
				with[step] = set
			}
			c.byDoc[doc] = set
		}
	}
	c.totals = make([]int, len(c.sets))
	for _, set := range c.byDoc {
		c.totals[set]++
	}
	p.kept.columns[field] = c
	return c, nil
}

// count adds how many of docs have each value. Where they are most of all, the others are counted instead.
func (c *column) count(docs *roaring.Bitmap, to map[string]int) {
	bySet := make([]int, len(c.sets))
	all, step := uint64(len(c.byDoc)), 1
	if docs.GetCardinality() > all/2 {
		copy(bySet, c.totals)
		docs, step = roaring.Flip(docs, 0, all), -1
	}
	buffer := make([]uint32, 256)
	for it := docs.ManyIterator(); ; {
		n := it.NextMany(buffer)
		if n == 0 {
			break
		}
		for _, doc := range buffer[:n] {
			bySet[c.byDoc[doc]] += step
		}
	}
	byValue := make([]int, len(c.names))
	for set, n := range bySet {
		for _, value := range c.sets[set] {
			byValue[value] += n
		}
	}
	for value, n := range byValue {
		if n > 0 {
			to[c.names[value]] += n
		}
	}
}
