package text

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// The bounds of known forms: the words of some two thousand articles, in at most 26 MB.
const (
	knownSize   = 1 << 17
	knownWays   = 4  // places that a form may take, side by side
	knownLength = 48 // bytes of the longest form that is kept
)

// known keeps forms so that the rules for a word run once and not each time it is read. A form may take one of a few
// places; if all are taken, the one that has been there longest makes room. So no text can make it grow, and any number
// of goroutines use it without waiting.
type known struct {
	forms [knownSize]atomic.Pointer[Form]
	tags  [knownSize]atomic.Uint32 // of the hashes of forms, so that few others are looked at; one may be stale for a moment
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

// place is the first of those that a form may take.
func place(hash uint64, kind formKind) uint64 {
	return (hash>>32 + uint64(kind)) % (knownSize / knownWays) * knownWays
}

func (k *known) find(hash uint64, written string, kind formKind, chain string) *Form {
	first := place(hash, kind)
	for at := first; at < first+knownWays; at++ {
		if k.tags[at].Load() != uint32(hash) {
			continue
		}
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
	first := place(f.hash, f.kind)
	for at, moved := first, f; at < first+knownWays && moved != nil; at++ {
		k.tags[at].Store(uint32(moved.hash))
		moved = k.forms[at].Swap(moved)
	}
	return f
}
