package index

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"pressclip/internal/query"
)

// chunk is how many candidates have their positions in memory at once.
const chunk = 1024

// confirm is a new set of those candidates in whose field s finds something, decided by positions.
func (e *evaluation) confirm(ctx context.Context, field string, s query.Spans, candidates *roaring.Bitmap) (*roaring.Bitmap, error) {
	t, err := e.newTable(ctx, field, s, candidates)
	if err != nil {
		return nil, err
	}
	find := t.finder(s)
	confirmed := roaring.New()
	docs := make([]uint32, chunk)
	for it := candidates.ManyIterator(); ; {
		n := it.NextMany(docs)
		if n == 0 {
			return confirmed, nil
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := t.load(docs[:n]); err != nil {
			return nil, err
		}
		for i, doc := range docs[:n] {
			if len(find(i)) > 0 {
				confirmed.Add(doc)
			}
		}
	}
}

// table holds where the leaves of a query are found in a chunk of documents.
type table struct {
	rows map[query.Spans]row
	from []*cursor
}

// row is where a leaf is found: by the document's place in the chunk, in the order in which its terms were read.
type row [][]stretch

// stretch is what was found: positions first to last.
type stretch struct{ first, last int }

// cursor walks the documents of one term; it stands on posting, which is nil at the end.
type cursor struct {
	row     row
	it      segment.PostingsIterator
	posting segment.Posting
}

func (e *evaluation) newTable(ctx context.Context, field string, s query.Spans, candidates *roaring.Bitmap) (*table, error) {
	t := &table{rows: make(map[query.Spans]row)}
	for _, l := range leaves(s, nil) {
		if _, done := t.rows[l]; done {
			continue
		}
		t.rows[l] = make(row, chunk)
		terms, err := e.expand(ctx, leaf{field, l})
		if err != nil {
			return nil, err
		}
		for _, term := range terms {
			c := &cursor{row: t.rows[l]}
			if c.it, err = e.occurrences(field, term, candidates); err != nil {
				return nil, err
			}
			if err := c.next(); err != nil {
				return nil, err
			}
			t.from = append(t.from, c)
		}
	}
	return t, nil
}

// occurrences walks the documents among candidates that hold a term, with positions.
func (p *part) occurrences(field, term string, candidates *roaring.Bitmap) (segment.PostingsIterator, error) {
	l, err := p.list(field, term)
	if err != nil {
		return nil, err
	}
	it := l.Iterator(true, true, true, nil)
	narrow(it, candidates)
	return it, nil
}

// narrow makes it skip documents that are not in the set, where it can.
func narrow(it segment.PostingsIterator, set *roaring.Bitmap) {
	if o, ok := it.(segment.OptimizablePostingsIterator); ok {
		if all := o.ActualBitmap(); all != nil {
			o.ReplaceActual(roaring.And(all, set))
		}
	}
}

func (c *cursor) next() (err error) {
	if c.posting, err = c.it.Next(); err != nil {
		return fmt.Errorf("read index: %w", err)
	}
	return nil
}

// load replaces what the table holds. Chunks come in ascending order.
func (t *table) load(docs []uint32) error {
	for _, row := range t.rows {
		for i := range docs {
			row[i] = row[i][:0]
		}
	}
	last := uint64(docs[len(docs)-1])
	for _, c := range t.from {
		for c.posting != nil && c.posting.Number() <= last {
			if i, ok := slices.BinarySearch(docs, uint32(c.posting.Number())); ok {
				for _, at := range c.posting.Locations() {
					c.row[i] = append(c.row[i], stretch{int(at.Pos()), int(at.Pos())})
				}
			}
			if err := c.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaves are the Terms, Prefixes and Patterns of s, repeated as often as they stand there.
func leaves(s query.Spans, to []query.Spans) []query.Spans {
	switch s := s.(type) {
	case query.Either:
		for _, m := range s {
			to = leaves(m, to)
		}
	case query.Sequence:
		for _, m := range s {
			to = leaves(m, to)
		}
	case query.Near:
		to = leaves(s.B, leaves(s.A, to))
	default:
		to = append(to, s)
	}
	return to
}

// finder finds the stretches of a query in a document of the chunk, each once, by first and last position. They are
// the same as the matcher's; the agreement test holds both to that.
type finder func(doc int) []stretch

func (t *table) finder(s query.Spans) finder {
	switch s := s.(type) {
	case query.Term:
		row := t.rows[s]
		return func(doc int) []stretch { return row[doc] }
	case query.Either:
		return eitherFinder(t.finders(s))
	case query.Sequence:
		return sequenceFinder(t.finders(s))
	case query.Near:
		a, b := t.finder(s.A), t.finder(s.B)
		return func(doc int) []stretch {
			if found := a(doc); len(found) > 0 {
				return near(found, b(doc), s.Distance)
			}
			return nil
		}
	}
	row := t.rows[s]
	return func(doc int) []stretch { // of several terms, each in its order
		row[doc] = ordered(row[doc])
		return row[doc]
	}
}

func (t *table) finders(members []query.Spans) []finder {
	all := make([]finder, len(members))
	for i, m := range members {
		all[i] = t.finder(m)
	}
	return all
}

func eitherFinder(members []finder) finder {
	return func(doc int) (found []stretch) {
		for _, m := range members {
			found = append(found, m(doc)...)
		}
		return ordered(found)
	}
}

func sequenceFinder(members []finder) finder {
	return func(doc int) (found []stretch) {
		for i, m := range members {
			if i == 0 {
				found = m(doc)
			} else {
				found = follow(found, m(doc))
			}
			if len(found) == 0 {
				return nil
			}
		}
		return found
	}
}

// ordered sorts stretches in place and drops those that are there twice.
func ordered(all []stretch) []stretch {
	slices.SortFunc(all, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last))
	})
	return slices.Compact(all)
}

// follow joins stretches of a with those of b that begin directly after them.
func follow(a, b []stretch) []stretch {
	var joined []stretch
	for _, x := range a {
		i, _ := slices.BinarySearchFunc(b, x.last+1, func(y stretch, first int) int { return cmp.Compare(y.first, first) })
		for ; i < len(b) && b[i].first == x.last+1; i++ {
			joined = append(joined, stretch{x.first, b[i].last})
		}
	}
	return ordered(joined)
}

// near reaches from stretches of one side to those of the other of which a position differs by at most distance. Only
// the longest are kept on either side and of the outcome: what lies within them says nothing more about what else is
// near, and so many equal words cost no more than their number. a and b are ordered.
func near(a, b []stretch, distance int) []stretch {
	a, b = longest(a), longest(b)
	var reached []stretch
	for _, x := range a {
		// Of the longest both ends ascend, so those near x stand together.
		from, _ := slices.BinarySearchFunc(b, x.first-distance, func(y stretch, pos int) int { return cmp.Compare(y.last, pos) })
		to, _ := slices.BinarySearchFunc(b, x.last+distance+1, func(y stretch, pos int) int { return cmp.Compare(y.first, pos) })
		if from < to {
			reached = append(reached, x.to(b[from]), x.to(b[to-1]))
		}
	}
	return longest(ordered(reached))
}

func (x stretch) to(y stretch) stretch { return stretch{min(x.first, y.first), max(x.last, y.last)} }

// longest keeps of ordered stretches those that lie within no other.
func longest(all []stretch) []stretch {
	var kept []stretch
	for _, s := range all {
		if n := len(kept); n > 0 && kept[n-1].first == s.first {
			kept = kept[:n-1] // in order, s is the longer one
		} else if n > 0 && kept[n-1].last >= s.last {
			continue
		}
		kept = append(kept, s)
	}
	return kept
}
