package index

import (
	"context"
	"encoding/binary"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"pressclip/internal/query"
)

// reading is the document that is being read.
type reading struct {
	part    *part
	doc     uint32
	has     bool // words are those of doc
	words   wording
	buffer  []byte
	finders map[leaf]finder
	err     error // of a finder
}

func (p *part) reader() *reading { return &reading{part: p, finders: make(map[leaf]finder)} }

// turn goes on to another document.
func (r *reading) turn(doc uint32) { r.doc, r.has = doc, false }

func (r *reading) read() (err error) {
	if !r.has {
		r.words, err = r.part.wording(r.doc, &r.buffer)
		r.has = err == nil
	}
	return err
}

// leafFinder finds a leaf in the document being read, where it is held.
func (e *evaluation) leafFinder(r *reading, l leaf) (finder, error) {
	if f, ok := r.finders[l]; ok {
		return f, nil
	}
	holding, err := e.holding(context.Background(), l) // kept from when the sets were made
	if err != nil {
		return nil, err
	}
	find := e.termFinder(r, l, holding)
	if _, ok := l.spans.(query.Term); !ok {
		find = e.termsFinder(r, l, holding)
	}
	r.finders[l] = find
	return find, nil
}

func (e *evaluation) termFinder(r *reading, l leaf, holding *roaring.Bitmap) finder {
	term, _ := l.spans.(query.Term)
	t := seek(string(term))
	var found []stretch
	return func() []stretch {
		found = found[:0]
		if holding.Contains(r.doc) {
			found = r.words.find(l.field, t, found)
		}
		return found
	}
}

// termsFinder finds any of many terms: it goes by the codes of the document, of which few are those of any term.
func (e *evaluation) termsFinder(r *reading, l leaf, holding *roaring.Bitmap) finder {
	type held struct {
		term string
		docs *roaring.Bitmap // nil: not yet known
	}
	byCode := make(map[uint16][]*held)
	var coded [1 << codeBits / 64]uint64
	for _, term := range e.expanded[l] {
		code := codeOf(term)
		byCode[code] = append(byCode[code], &held{term: term})
		coded[code/64] |= 1 << (code % 64)
	}
	var found []stretch
	var codes []uint16
	return func() []stretch {
		found = found[:0]
		if !holding.Contains(r.doc) {
			return found
		}
		codes = r.words.codes(l.field, codes[:0], func(code uint16) bool { return coded[code/64]&(1<<(code%64)) != 0 })
		for _, code := range codes {
			for _, h := range byCode[code] {
				if h.docs == nil {
					if h.docs, r.err = e.holdingTerm(l.field, h.term); r.err != nil {
						return nil
					}
				}
				if h.docs.Contains(r.doc) {
					found = r.words.find(l.field, seek(h.term), found)
				}
			}
		}
		return ordered(found)
	}
}

// codes adds those codes of a field that are wanted, each once.
func (w wording) codes(f query.Field, to []uint16, wanted func(code uint16) bool) []uint16 {
	s := w.sequence(f)
	if len(s) > 0 && s[0] == likeText {
		s = w.sequence(query.FieldText)
	}
	for all := s.codes(); len(all) >= codeSize; all = all[codeSize:] {
		code := binary.LittleEndian.Uint16(all)
		if code == 0 {
			all = all[codeSize:]
			continue
		}
		if code &= codeMask; wanted(code) && !slices.Contains(to, code) {
			to = append(to, code)
		}
	}
	return to
}
