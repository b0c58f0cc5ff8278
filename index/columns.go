package index

import (
	"context"
	"maps"
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
	ordered  map[string][]uint32        // by month: its documents, newest first, deleted ones included
	chains   map[string]*roaring.Bitmap // by chain: its documents, deleted ones included
}

// keeping has what is kept of the segments of a generation.
type keeping struct {
	mu        sync.Mutex
	bySegment map[segment.Segment]*kept
	deleted   map[segment.Segment]*roaring.Bitmap // of whole; a deletion makes another set
	whole     *whole
}

// whole is what was worked out once of all documents that views of the same segments and deletions have.
type whole struct {
	mu     sync.Mutex
	months []string // latest first; nil: not yet known

	asking     sync.Mutex  // held while everything is worked out, which needs months
	everything *everything // nil: not yet known
}

// of is what is kept of the parts of a view, and of all of it; everything else is forgotten.
func (k *keeping) of(parts []*part) *whole {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := make(map[segment.Segment]*kept, len(parts))
	deleted := make(map[segment.Segment]*roaring.Bitmap, len(parts))
	for _, p := range parts {
		if p.kept = k.bySegment[p.segment]; p.kept == nil {
			p.kept = newKept()
		}
		now[p.segment], deleted[p.segment] = p.kept, p.deleted
	}
	if k.whole == nil || !maps.Equal(k.deleted, deleted) {
		k.whole = &whole{}
	}
	k.bySegment, k.deleted = now, deleted
	return k.whole
}

func newKept() *kept {
	return &kept{
		columns:  make(map[string]*column),
		surfaces: make(map[string]*surfaces),
		ordered:  make(map[string][]uint32),
		chains:   make(map[string]*roaring.Bitmap),
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

// ofChain are the documents of a chain, deleted ones included. It must not be changed.
func (p *part) ofChain(chain string) (*roaring.Bitmap, error) {
	p.kept.mu.Lock()
	defer p.kept.mu.Unlock()
	if docs := p.kept.chains[chain]; docs != nil {
		return docs, nil
	}
	docs, err := p.with(fieldChain, chain)
	if err != nil {
		return nil, err
	}
	docs = docs.Clone() // from the file, which is gone before this is
	p.kept.chains[chain] = docs
	return docs, nil
}

// column is the values of a field by document: counting them is one step a document found, whatever the number of
// values.
type column struct {
	names []string   // of the values, by number
	sets  [][]uint16 // of the numbers of values that documents have; the first is empty
	byDoc []uint32   // the set of every document

	mu     sync.Mutex
	totals map[string]totals // by chain: of its documents, deleted ones included
}

type totals struct{ bySet, byValue []int }

// column is read from the posting lists once.
func (p *part) column(ctx context.Context, field string) (*column, error) {
	p.kept.mu.Lock()
	defer p.kept.mu.Unlock()
	if c := p.kept.columns[field]; c != nil {
		return c, nil
	}
	c := &column{sets: [][]uint16{nil}, byDoc: make([]uint32, p.segment.Count()), totals: make(map[string]totals)}
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
	p.kept.columns[field] = c
	return c, nil
}

// count adds how many of docs have each value, or each that value makes of one, unless it is nil. They are all of a chain,
// that has all. Where they are most of those, the others are counted instead: to count everything takes no longer in a
// segment of a hundred times the size.
func (c *column) count(docs *roaring.Bitmap, chain string, all *roaring.Bitmap, value func(name string) string, to map[string]int) {
	var bySet []int
	names, byValue := c.names, []int(nil)
	switch found, of := docs.GetCardinality(), all.GetCardinality(); {
	case found == of:
		t := c.totalsOf(chain, all)
		bySet, byValue = t.bySet, t.byValue
	case found > of/2:
		bySet = slices.Clone(c.totalsOf(chain, all).bySet)
		c.add(bySet, roaring.AndNot(all, docs), -1)
	default:
		bySet = make([]int, len(c.sets))
		c.add(bySet, docs, 1)
	}
	if value != nil {
		names, byValue = c.valued(bySet, value)
	} else if byValue == nil {
		byValue = c.byValue(bySet)
	}
	for v, n := range byValue {
		if n > 0 {
			to[names[v]] += n
		}
	}
}

// byValue are how many documents have each value.
func (c *column) byValue(bySet []int) []int {
	counts := make([]int, len(c.names))
	for set, n := range bySet {
		for _, v := range c.sets[set] {
			counts[v] += n
		}
	}
	return counts
}

// valued are the names that value makes of those of the column, and how many documents each counts for. One of which several
// values have the same name counts once for it.
func (c *column) valued(bySet []int, value func(name string) string) (names []string, counts []int) {
	numbers := make([]int, len(c.names)) // by value: that of its name, or -1
	of := make(map[string]int)
	for i, name := range c.names {
		name = value(name)
		n, known := of[name]
		switch {
		case name == "":
			n = -1
		case !known:
			n = len(names)
			of[name] = n
			names = append(names, name)
		}
		numbers[i] = n
	}
	counts = make([]int, len(names))
	counted := make([]int, len(names)) // by name: the set that it was last counted in, from 1
	for set, n := range bySet {
		if n == 0 {
			continue
		}
		for _, v := range c.sets[set] {
			if name := numbers[v]; name >= 0 && counted[name] != set+1 {
				counts[name] += n
				counted[name] = set + 1
			}
		}
	}
	return names, counts
}

// totalsOf are counted once. They must not be changed.
func (c *column) totalsOf(chain string, all *roaring.Bitmap) totals {
	c.mu.Lock()
	defer c.mu.Unlock()
	t, known := c.totals[chain]
	if !known {
		t.bySet = make([]int, len(c.sets))
		c.add(t.bySet, all, 1)
		t.byValue = c.byValue(t.bySet)
		c.totals[chain] = t
	}
	return t
}

// add counts docs by set, each as so many.
func (c *column) add(bySet []int, docs *roaring.Bitmap, each int) {
	buffer := make([]uint32, 256)
	for it := docs.ManyIterator(); ; {
		n := it.NextMany(buffer)
		if n == 0 {
			return
		}
		for _, doc := range buffer[:n] {
			bySet[c.byDoc[doc]] += each
		}
	}
}
