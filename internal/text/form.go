package text

import (
	"hash/maphash"
	"strings"
)

// Form is what one written form is found under wherever it stands. It does not change.
type Form struct {
	Terms  []string // stems, surface and parts of all it stands for, then its exact forms
	Hashes []uint32 // of the terms, by Hash

	marks   uint64 // a bit for each term that is one; for the first 64
	written string
	chain   string
	hash    uint64 // of written
	kind    formKind
}

// formKind tells forms apart that are written alike.
type formKind uint8

const (
	formWord   formKind = iota
	formBefore          // a part of a hyphenated word that has another part behind it
	formWhole           // the parts of a hyphenated word put together
)

// seed is another one in every process, so that nobody can write words that all have the same hash.
var seed = maphash.MakeSeed()

// Hash is a term in short, in this process only. Different terms may share it.
func Hash(term string) uint32 { return uint32(maphash.String(seed, term)) }

// newForm makes a form; hash is that of what is written.
func newForm(w word, kind formKind, chain string, hash uint64) *Form {
	var few [8]string
	terms := few[:0]
	for _, form := range w.forms {
		k := keysOf(form, chain)
		terms = appendNew(terms, k.stems...)
		terms = appendNew(terms, MarkSurface+k.surface)
		terms = appendNew(terms, k.parts...)
	}
	if kind != formWhole {
		terms = append(terms, MarkExact+w.written)
	}
	if kind == formBefore {
		terms = append(terms, MarkExact+w.written+"-")
	}
	f := allot(len(terms))
	f.kind, f.chain, f.hash = kind, chain, hash
	f.fill(terms, w.written)
	return f
}

// allot makes a form with room for n terms in as few pieces of memory as can be.
func allot(n int) *Form {
	switch {
	case n <= 3:
		f := new(struct {
			Form
			hashes [3]uint32
			terms  [3]string
		})
		f.Terms, f.Hashes = f.terms[:n:n], f.hashes[:n:n]
		return &f.Form
	case n <= 6:
		f := new(struct {
			Form
			hashes [6]uint32
			terms  [6]string
		})
		f.Terms, f.Hashes = f.terms[:n:n], f.hashes[:n:n]
		return &f.Form
	}
	return &Form{Terms: make([]string, n), Hashes: make([]uint32, n)}
}

// fill puts all terms, and what is written, into one string.
func (f *Form) fill(terms []string, written string) {
	var few [256]byte
	all := few[:0]
	for _, term := range terms {
		all = append(all, term...)
	}
	text := string(append(all, written...))
	for i, term := range terms {
		f.Terms[i], text = text[:len(term)], text[len(term):]
		f.Hashes[i] = Hash(term)
		if strings.HasPrefix(term, MarkSurface) && i < 64 {
			f.marks |= 1 << i
		}
	}
	f.written = text
}

// IsSurface says whether a term of the form begins with MarkSurface.
func (f *Form) IsSurface(i int) bool { return f.marks&(1<<i) != 0 }

// stems are the plain terms.
func (f *Form) stems() []string { return f.marked("") }

// surfaces are the terms behind MarkSurface, without it.
func (f *Form) surfaces() []string { return f.marked(MarkSurface) }

func (f *Form) marked(mark string) []string {
	var some []string
	for _, term := range f.Terms {
		if MarkOf(term) == mark {
			some = append(some, term[len(mark):])
		}
	}
	return some
}

// MarkOf is the mark that a term begins with, nothing for a stem.
func MarkOf(term string) string {
	for _, mark := range [...]string{MarkExact, MarkSurface, MarkPart} {
		if strings.HasPrefix(term, mark) {
			return mark
		}
	}
	return ""
}

// exact is the longest of the exact forms, with its mark.
func (f *Form) exact() string { return f.Terms[len(f.Terms)-1] }
