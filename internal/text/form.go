package text

import (
	"hash/maphash"
	"slices"
	"strings"
)

// Form is what one written form is found under wherever it stands. It does not change.
type Form struct {
	Terms  []string // stems, surface and parts of all it stands for, then its exact forms
	Hashes []uint64 // of the terms, by Hash

	written string
	chain   string
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
func Hash(term string) uint64 { return maphash.String(seed, term) }

func newForm(w word, kind formKind, chain string) *Form {
	f := &Form{written: strings.Clone(w.written), kind: kind, chain: chain}
	for _, form := range w.forms {
		k := keysOf(form, chain)
		f.Terms = appendNew(f.Terms, k.stems...)
		f.Terms = appendNew(f.Terms, MarkSurface+k.surface)
		f.Terms = appendNew(f.Terms, k.parts...)
	}
	if kind != formWhole {
		f.Terms = append(f.Terms, MarkExact+w.written)
	}
	if kind == formBefore {
		f.Terms = append(f.Terms, MarkExact+w.written+"-")
	}
	f.pack()
	return f
}

// pack puts all terms into one string, which needs less room, and hashes them.
func (f *Form) pack() {
	all := strings.Join(f.Terms, "")
	f.Terms = slices.Clip(f.Terms)
	f.Hashes = make([]uint64, len(f.Terms))
	for i, term := range f.Terms {
		f.Terms[i], all = all[:len(term)], all[len(term):]
		f.Hashes[i] = Hash(f.Terms[i])
	}
}

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
