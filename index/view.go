package index

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// view is a generation at one moment, for one goroutine: later writes do not show in it.
type view struct {
	snapshot *scorch.IndexSnapshot
	parts    []*part
	whole    *whole
}

// part is one segment of a view. Documents are numbered from 0 within it; some numbers are of deleted documents.
type part struct {
	segment segment.Segment
	deleted *roaring.Bitmap // nil if none
	dicts   map[string]segment.TermDictionary
	kept    *kept
}

func newView(s *scorch.IndexSnapshot, k *keeping) *view {
	v := &view{snapshot: s}
	for _, ss := range s.Segments() {
		v.parts = append(v.parts, &part{
			segment: ss.Segment(),
			deleted: ss.Deleted(),
			dicts:   make(map[string]segment.TermDictionary),
		})
	}
	v.whole = k.of(v.parts)
	return v
}

func (v *view) close() { _ = v.snapshot.Close() } // gives back memory only; nothing can be lost

func (v *view) documents() int {
	n := 0
	for _, p := range v.parts {
		n += int(p.segment.Count())
		if p.deleted != nil {
			n -= int(p.deleted.GetCardinality())
		}
	}
	return n
}

// live is a new set of the documents that are not deleted.
func (p *part) live() *roaring.Bitmap {
	b := roaring.New()
	b.AddRange(0, p.segment.Count())
	if p.deleted != nil {
		b.AndNot(p.deleted)
	}
	return b
}

func (p *part) dict(field string) (segment.TermDictionary, error) {
	if d, ok := p.dicts[field]; ok {
		return d, nil
	}
	d, err := p.segment.Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("read index field %s: %w", field, err)
	}
	p.dicts[field] = d
	return d, nil
}

// list is where a term occurs, deleted documents included.
func (p *part) list(field, term string) (segment.PostingsList, error) {
	d, err := p.dict(field)
	if err != nil {
		return nil, err
	}
	l, err := d.PostingsList([]byte(term), nil, nil)
	if err != nil {
		return nil, fmt.Errorf("read index field %s: %w", field, err)
	}
	return l, nil
}

// with is the set of documents that hold a term in a field, deleted ones included. It may be shared with the file: it
// must not be changed.
func (p *part) with(field, term string) (*roaring.Bitmap, error) {
	l, err := p.list(field, term)
	if err != nil {
		return nil, err
	}
	return documentsOf(l)
}

func documentsOf(l segment.PostingsList) (*roaring.Bitmap, error) {
	it := l.Iterator(false, false, false, nil)
	if set, ok := it.(segment.OptimizablePostingsIterator); ok {
		if b := set.ActualBitmap(); b != nil {
			return b, nil
		}
		if n, one := set.DocNum1Hit(); one {
			return roaring.BitmapOf(uint32(n)), nil
		}
	}
	b := roaring.New()
	for {
		posting, err := it.Next()
		if err != nil {
			return nil, fmt.Errorf("read index: %w", err)
		}
		if posting == nil {
			return b, nil
		}
		b.Add(uint32(posting.Number()))
	}
}

// withAny is a new set of the documents that hold one of the terms in a field, deleted ones included.
func (p *part) withAny(ctx context.Context, field string, terms []string) (*roaring.Bitmap, error) {
	b := roaring.New()
	for i, term := range terms {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		with, err := p.with(field, term)
		if err != nil {
			return nil, err
		}
		b.Or(with)
	}
	return b, nil
}

// eachTerm calls do with the terms of a field from first on, in order of their bytes, until it returns false or they
// begin differently from prefix.
func (p *part) eachTerm(ctx context.Context, field, prefix string, do func(term string) bool) error {
	d, err := p.dict(field)
	if err != nil {
		return err
	}
	it := terms(d, []byte(prefix))
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		entry, err := it.Next()
		if err != nil {
			return fmt.Errorf("read index field %s: %w", field, err)
		}
		if entry == nil || !do(entry.Term) {
			return nil
		}
	}
}

// terms leaves out the counts where it can: counting reads the posting list of every term.
func terms(d segment.TermDictionary, prefix []byte) segment.DictionaryIterator {
	type uncounted interface {
		AutomatonIteratorOmitCount(a segment.Automaton, start, end []byte) segment.DictionaryIterator
	}
	if u, ok := d.(uncounted); ok {
		return u.AutomatonIteratorOmitCount(nil, prefix, prefixEnd(prefix))
	}
	return d.AutomatonIterator(nil, prefix, prefixEnd(prefix))
}

// prefixEnd is the first string after all that begin with prefix; nil if there is none.
func prefixEnd(prefix []byte) []byte {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] < 0xff {
			end := append([]byte(nil), prefix[:i+1]...)
			end[i]++
			return end
		}
	}
	return nil
}

// id is the document id of a document.
func (p *part) id(doc uint32) (string, error) {
	id, err := p.segment.DocID(uint64(doc))
	if err != nil {
		return "", fmt.Errorf("read index: %w", err)
	}
	return string(id), nil
}

// ids are the document ids under which a clipping is held: none or one, unless something went wrong.
func (v *view) ids(clipping int64) ([]string, error) {
	var ids []string
	for _, p := range v.parts {
		docs, err := p.with(fieldClipping, string(clippingTerm(clipping)))
		if err != nil {
			return nil, err
		}
		for _, doc := range docs.ToArray() {
			if p.deleted != nil && p.deleted.Contains(doc) {
				continue
			}
			id, err := p.id(doc)
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}
