package index

import (
	"encoding/binary"
	"fmt"
	"slices"

	"pressclip/internal/match"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// wording is the sequences of an article's fields one after the other, each behind its length. It is stored with the
// document.
type wording []byte

// newWording also says which terms the fields hold.
func newWording(d *match.Doc) (w wording, fields [query.FieldCount]*writing) {
	for f := range fields {
		var s sequence
		terms := d.Terms(query.Field(f))
		s, fields[f] = newSequence(terms)
		if query.Field(f) == query.FieldLead && begins(d.Terms(query.FieldText), terms) {
			s = binary.AppendUvarint(sequence{likeText}, uint64(terms[len(terms)-1].Pos))
		}
		w = binary.AppendUvarint(w, uint64(len(s)))
		w = append(w, s...)
	}
	return w, fields
}

// begins says whether the text begins with the lead, as it does in most articles.
func begins(all, lead []text.Term) bool {
	return len(lead) > 0 && len(lead) <= len(all) && slices.EqualFunc(lead, all[:len(lead)], func(a, b text.Term) bool {
		return a.Text == b.Text && a.Pos == b.Pos
	})
}

func (w wording) leadBeginsText() bool {
	s := w.sequence(query.FieldLead)
	return len(s) > 0 && s[0] == likeText
}

func (w wording) sequence(f query.Field) sequence {
	for ; f > 0 && len(w) > 0; f-- {
		length, size := binary.Uvarint(w)
		w = w[size+int(length):]
	}
	length, size := binary.Uvarint(w)
	return sequence(w[size : size+int(length)])
}

// find adds where a term stands in a field that is known to hold it, in order.
func (w wording) find(f query.Field, t sought, to []stretch) []stretch {
	s := w.sequence(f)
	if len(s) == 0 || s[0] != likeText {
		return s.find(t, to)
	}
	last, _ := binary.Uvarint(s[1:])
	begun := len(to)
	to = w.find(query.FieldText, t, to)
	for len(to) > begun && to[len(to)-1].last > int(last) {
		to = to[:len(to)-1]
	}
	return to
}

// length is how many positions a field has.
func (w wording) length(f query.Field) int {
	s := w.sequence(f)
	if len(s) == 0 {
		return 0
	}
	if s[0] == likeText {
		last, _ := binary.Uvarint(s[1:])
		return int(last)
	}
	return s.length()
}

// wording is that of a document; it lasts until the next is read into the same reader.
func (p *part) wording(doc uint32, into *[]byte) (wording, error) {
	*into = (*into)[:0]
	err := p.segment.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldWording {
			*into = append(*into, value...)
		}
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	return *into, nil
}
