package text

import (
	"hash/maphash"
	"slices"
	"strings"
)

// Form is what one written form is found under wherever it stands: stems, surface and parts of all it stands for, then
// its exact forms. It does not change.
type Form struct {
	text  string // the terms one after the other, then what is written
	terms []formTerm
	kind  formKind
}

// formTerm is a term of a form.
type formTerm struct {
	hash uint32
	end  uint32 // in the text of the form; with isSurface, if the term begins with MarkSurface
}

const isSurface = 1 << 31

// formKind tells forms apart that are written alike: by how they stand and by the chain.
type formKind uint8

const (
	formWord   formKind = iota
	formBefore          // a part of a hyphenated word that has another part behind it
	formWhole           // the parts of a hyphenated word put together
	formKinds
)

// by is a kind of forms by the rules of a chain.
func (k formKind) by(chain string) formKind {
	return k + formKinds*formKind(slices.Index(chains, chain))
}

// seed is another one in every process, so that nobody can write words that all have the same hash.
var seed = maphash.MakeSeed()

// Hash is a term in short, in this process only. Different terms may share it.
func Hash(term string) uint32 { return uint32(maphash.String(seed, term)) }

func newForm(w word, kind formKind, chain string) *Form {
	var few [8]string
	terms := few[:0]
	for _, form := range w.forms {
		k := keysOf(form, chain)
		terms = appendNew(terms, k.stems...)
		terms = appendNew(terms, MarkSurface+k.surface)
		terms = appendNew(terms, partsOf(form, k.surface, chain)...)
	}
	if kind != formWhole {
		terms = append(terms, MarkExact+w.written)
	}
	if kind == formBefore {
		terms = append(terms, MarkExact+w.written+"-")
	}
	f := allot(len(terms))
	f.kind = kind.by(chain)
	f.fill(terms, w.written)
	return f
}

// allot makes a form with room for n terms in as few pieces of memory as can be.
func allot(n int) *Form {
	switch {
	case n <= 4:
		f := new(struct {
			Form
			all [4]formTerm
		})
		f.terms = f.all[:n:n]
		return &f.Form
	case n <= 8:
		f := new(struct {
			Form
			all [8]formTerm
		})
		f.terms = f.all[:n:n]
		return &f.Form
	}
	return &Form{terms: make([]formTerm, n)}
}

// fill puts all terms, and what is written, into one string.
func (f *Form) fill(terms []string, written string) {
	var few [256]byte
	all := few[:0]
	for i, term := range terms {
		all = append(all, term...)
		f.terms[i] = formTerm{Hash(term), uint32(len(all))}
		if strings.HasPrefix(term, MarkSurface) {
			f.terms[i].end |= isSurface
		}
	}
	f.text = string(append(all, written...))
}

// Len is how many terms the form has.
func (f *Form) Len() int { return len(f.terms) }

// Term is the term i.
func (f *Form) Term(i int) string {
	start := uint32(0)
	if i > 0 {
		start = f.terms[i-1].end &^ isSurface
	}
	return f.text[start : f.terms[i].end&^isSurface]
}

// Hash is the Hash of the term i.
func (f *Form) Hash(i int) uint32 { return f.terms[i].hash }

// IsSurface says whether the term i begins with MarkSurface.
func (f *Form) IsSurface(i int) bool { return f.terms[i].end&isSurface != 0 }

func (f *Form) written() string { return f.text[f.terms[len(f.terms)-1].end&^isSurface:] }

// MarkOf is the mark that a term begins with, nothing for a stem.
func MarkOf(term string) string {
	for _, mark := range [...]string{MarkExact, MarkSurface, MarkPart} {
		if strings.HasPrefix(term, mark) {
			return mark
		}
	}
	return ""
}
