package text

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// The bounds of known forms: two thirds of the words of a year of news are among them at any time, in at most 16 MB.
const (
	knownSize   = 1 << 16
	knownLength = 48 // bytes of the longest form that is kept
)

// known keeps forms so that the rules for a word run once and not each time it is read. A form may take one of two
// places; if both are taken, the one that came last to its first place makes room. So no text can make it grow, and
// any number of goroutines use it without waiting.
type known struct {
	forms [knownSize]atomic.Pointer[Form]
}

// forms are those known to the process. It is invisible but for its speed, for a form depends on nothing else.
var forms known

// plain is the form of a run that stands for itself; it may be a gender form with an inner I.
func (k *known) plain(written, chain string) *Form {
	hash := maphash.String(seed, written)
	if f := k.find(hash, written, formWord, chain); f != nil {
		return f
	}
	alone := []run{{text: written}}
	w, used := genderWord(alone)
	if used == 0 {
		w = plainWord(alone[0])
	}
	return k.keep(newForm(w, formWord, chain, hash))
}

func (k *known) word(w word, chain string) *Form {
	kind := formWord
	if w.hyphen {
		kind = formBefore
	}
	return k.made(w, kind, chain)
}

// whole is the form of a hyphenated word put together, or nil.
func (k *known) whole(group []word, chain string) *Form {
	all := wholes(group)
	if len(all) == 0 {
		return nil
	}
	return k.made(word{written: strings.Join(all, "-"), forms: all}, formWhole, chain)
}

func (k *known) made(w word, kind formKind, chain string) *Form {
	hash := maphash.String(seed, w.written)
	if f := k.find(hash, w.written, kind, chain); f != nil {
		return f
	}
	return k.keep(newForm(w, kind, chain, hash))
}

// place is the first of the two places of a form.
func place(hash uint64, kind formKind) uint64 { return (hash>>32 + uint64(kind)) % knownSize }

func (k *known) find(hash uint64, written string, kind formKind, chain string) *Form {
	at := place(hash, kind)
	for _, at := range [2]uint64{at, at ^ 1} {
		if f := k.forms[at].Load(); f != nil && f.hash == hash && f.kind == kind && f.chain == chain && f.written == written {
			return f
		}
	}
	return nil
}

func (k *known) keep(f *Form) *Form {
	if len(f.written) > knownLength {
		return f
	}
	at := place(f.hash, f.kind)
	if before := k.forms[at].Swap(f); before != nil {
		k.forms[at^1].Store(before)
	}
	return f
}
