// Package match holds articles against queries: which standing queries an article satisfies, where, and what to show
// of it. It never reads an index or the archive.
package match

import (
	"math/bits"
	"strings"

	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// valueGap is the distance of positions between two values of one field, and between two fields, so that no phrase
// runs from one author into the next. It is as wide as the widest NEAR.
const valueGap = query.MaxDistance

// authorsGlue stands between two authors where all authors are one value.
const authorsGlue = "\n\n"

// Doc is an analysed article. Matcher and index answer from the same one. It does not change; any number of
// goroutines may read it.
type Doc struct {
	chain  string
	places []text.Place                // field by field, in the order of positions
	ends   [query.FieldCount]int       // of the fields in places
	bases  [query.FieldCount + 1]int32 // what lies before the positions of each field where all fields are one row

	forms     []*text.Form // those that stand in the article
	numbers   []int32      // of the form at each place
	begins    []int32      // of each form's stretches; one more at the end
	stretches []stretch    // by form and position
}

// stretch is a piece of an article: positions first to last in the row of all fields, bytes start to end of its field.
type stretch struct {
	first, last int32
	start, end  int32
}

// Analyse analyses an article of the outlet of this name. This is the only analysis there is. The positions of an
// author are those in the value of the field author, which is all authors, parted by two newlines.
func Analyse(a press.Article, outlet string) *Doc {
	d := &Doc{chain: text.Chain(a.Language), places: make([]text.Place, 0, (len(a.Title)+len(a.Text)+2*len(a.Lead))/6+16)}
	for f := query.Field(0); f < query.FieldCount; f++ {
		if f == query.FieldAuthor {
			d.places = authorPlaces(d.places, a)
		} else {
			d.places = text.Places(d.places, Value(a, outlet, f), a.Language)
		}
		d.ends[f] = len(d.places)
		d.bases[f+1] = d.bases[f] + valueGap
		if places := d.in(f); len(places) > 0 {
			d.bases[f+1] += places[len(places)-1].Pos
		}
	}
	d.number()
	d.sort()
	return d
}

func authorPlaces(places []text.Place, a press.Article) []text.Place {
	begin := len(places)
	pos, offset := int32(0), int32(0)
	for _, author := range a.Authors {
		from := len(places)
		places = text.Places(places, author, a.Language)
		for i := range places[from:] {
			p := &places[from+i]
			p.Pos += pos
			p.Start += offset
			p.End += offset
		}
		if len(places) > begin {
			pos = places[len(places)-1].Pos + valueGap
		}
		offset += int32(len(author) + len(authorsGlue))
	}
	return places
}

// Chain is the chain of rules that the article was analysed by, one of text.Chains: it is held against queries lowered
// for the same.
func (d *Doc) Chain() string { return d.chain }

// Terms returns all terms of a field in the order of positions.
func (d *Doc) Terms(f query.Field) []text.Term { return text.TermsAt(d.in(f)) }

func (d *Doc) in(f query.Field) []text.Place {
	if f == 0 {
		return d.places[:d.ends[0]]
	}
	return d.places[d.ends[f-1]:d.ends[f]]
}

// number finds the forms that stand in the article.
func (d *Doc) number() {
	mask := uint32(1)<<bits.Len(uint(2*len(d.places))) - 1
	table := make([]int32, mask+1) // by hash: numbers from 1
	d.forms = make([]*text.Form, 0, len(d.places)*3/4+1)
	d.numbers = make([]int32, len(d.places))
	for i, p := range d.places {
		at := p.Form.Hash(0) & mask
		for table[at] != 0 && d.forms[table[at]-1] != p.Form {
			at = (at + 1) & mask
		}
		if table[at] == 0 {
			d.forms = append(d.forms, p.Form)
			table[at] = int32(len(d.forms))
		}
		d.numbers[i] = table[at] - 1
	}
}

// sort puts the stretches in order.
func (d *Doc) sort() {
	d.begins = make([]int32, len(d.forms)+1)
	for _, n := range d.numbers {
		d.begins[n+1]++
	}
	for i := range d.forms {
		d.begins[i+1] += d.begins[i]
	}
	d.stretches = make([]stretch, len(d.places))
	field := 0
	for i, p := range d.places {
		for i >= d.ends[field] {
			field++
		}
		n := d.numbers[i]
		pos := d.bases[field] + p.Pos
		d.stretches[d.begins[n]] = stretch{pos, pos, p.Start, p.End}
		d.begins[n]++
	}
	copy(d.begins[1:], d.begins) // each had moved to the begin of the next
	d.begins[0] = 0
}

// of returns the stretches of a form.
func (d *Doc) of(form int32) []stretch { return d.stretches[d.begins[form]:d.begins[form+1]] }

// fieldAt is the field that a position of the row lies in.
func (d *Doc) fieldAt(pos int32) query.Field {
	f := query.Field(0)
	for pos > d.bases[f+1] {
		f++
	}
	return f
}

// Value is the value of a field that passages point into.
func Value(a press.Article, outlet string, field query.Field) string {
	switch field {
	case query.FieldTitle:
		return a.Title
	case query.FieldText:
		return a.Text
	case query.FieldLead:
		return a.Lead
	case query.FieldAuthor:
		return strings.Join(a.Authors, authorsGlue)
	case query.FieldOutlet:
		return outlet
	}
	return ""
}
