// Package text says what a word is: it cuts German text into words and gives each word the terms under which it is
// found. It never changes or copies the text: every term points back to the bytes it came from.
package text

import (
	"strings"
	"sync"
)

// The first byte of a term says what it is. Plain terms, the stems, have no mark and never begin with these bytes.
const (
	// MarkExact begins the form as written, composed (NFC), with its case. A part of a hyphenated word that has
	// another part behind it stands there twice, without and with its hyphen.
	MarkExact = "="
	// MarkSurface begins the lower-cased, folded form; wildcards look there.
	MarkSurface = "^"
	// MarkPart begins the stem of a part of a compound, at the position of the compound. Only ~wort looks there, so that
	// no phrase takes a part for a word.
	MarkPart = "~"
)

// maxJoined bounds how many parts of a hyphenated word are also put together.
const maxJoined = 8

// Place is where a form stands. Several may share a position.
type Place struct {
	Form       *Form
	Pos        int32 // counts from 1
	Start, End int32 // bytes of the value
}

// Term is one term at one position. Several terms may share a position.
type Term struct {
	Text       string
	Pos        int // counts from 1
	Start, End int // bytes of the value
}

// Terms returns the terms of a value in the order of their positions; see Places.
func Terms(value, language string) []Term { return TermsAt(Places(nil, value, language)) }

// TermsAt returns the terms of what stands at places, in the same order.
func TermsAt(places []Place) []Term {
	terms := make([]Term, 0, 3*len(places)+8)
	for _, p := range places {
		for i := range p.Form.Len() {
			terms = append(terms, Term{p.Form.Term(i), int(p.Pos), int(p.Start), int(p.End)})
		}
	}
	return terms
}

// runs are used again, for they take more room than what comes of them.
type runs []run

var spare = sync.Pool{New: func() any { return new(runs) }}

// spareRuns returns the runs of a value until spare is called.
func spareRuns(value string) *runs {
	r := spare.Get().(*runs)
	*r = appendRuns((*r)[:0], value)
	return r
}

func (r *runs) spare() {
	clear(*r) // they point into the value
	spare.Put(r)
}

// Places appends what stands in a value, in the order of positions, to places. The parts of a hyphenated word take
// successive positions; put together without hyphen it stands at the first and at the last of them, so that it is
// found with the word before and with the word behind. A gender form gives the base form and the form with -innen at
// one position.
//
// The language is that of the value (BCP 47); see Chain. A value has less than 2 GB.
func Places(places []Place, value, language string) []Place {
	chain := Chain(language)
	kept := spareRuns(value)
	defer kept.spare()
	runs := *kept
	forms.recall(runs, chain)
	pos := int32(1)
	for i := 0; i < len(runs); {
		if isAlone(runs[i:]) {
			r := &runs[i]
			if r.form == nil {
				r.form = forms.plain(r.text, chain)
			}
			places = append(places, Place{r.form, pos, int32(r.start), int32(r.end)})
			i++
			pos++
			continue
		}
		group, used := joined(runs[i:])
		places = groupPlaces(places, group, pos, chain)
		i += used
		pos += int32(len(group))
	}
	return places
}

// groupPlaces appends the parts of a hyphenated word, or one word.
func groupPlaces(places []Place, group []word, pos int32, chain string) []Place {
	whole := forms.whole(group, chain)
	start, end := int32(group[0].start), int32(group[len(group)-1].end)
	for k, w := range group {
		at := pos + int32(k)
		places = append(places, Place{forms.word(w, chain), at, int32(w.start), int32(w.end)})
		if whole != nil && (k == 0 || k == len(group)-1) {
			places = append(places, Place{whole, at, start, end})
		}
	}
	return places
}

// wholes puts the parts of a hyphenated word together, once with the first and once with the last of their forms.
// Numbers and endless chains have no whole.
func wholes(group []word) []string {
	if len(group) < 2 || len(group) > maxJoined {
		return nil
	}
	var first, last strings.Builder
	letters := false
	for _, w := range group {
		first.WriteString(w.forms[0])
		last.WriteString(w.forms[len(w.forms)-1])
		letters = letters || !isNumber(w.forms[0])
	}
	switch {
	case !letters:
		return nil
	case first.String() == last.String():
		return []string{first.String()}
	}
	return []string{first.String(), last.String()}
}

func isNumber(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
