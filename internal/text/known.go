package text

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// The bounds of known forms: the words of some four thousand articles, in at most 28 MB.
const (
	knownSize   = 3 << 16
	knownWays   = 8  // places that a form may take, side by side
	knownLength = 48 // bytes of the longest form that is kept
)

// known keeps forms so that the rules for a word run once and not each time it is read. A form may take one of a few
// places; if all are taken, the one that has been there longest makes room. So no text can make it grow, and any number
// of goroutines use it without waiting.
type known [knownSize / knownWays]bucket

// bucket is the places that a form may take.
type bucket struct {
	tags  [knownWays]atomic.Uint32 // of forms, so that few others are looked at; one may be stale for a moment
	forms [knownWays]atomic.Pointer[Form]
}

// forms are those known to the process. It is invisible but for its speed, for a form depends on nothing else.
var forms known

// recall finds the known forms of all runs, read as words by themselves. What is in far memory is asked for here and
// looked at only afterwards, so that one run does not wait for the other.
func (k *known) recall(runs []run, chain string) {
	kind := formWord.by(chain)
	for i := range runs {
		hash := maphash.String(seed, runs[i].text)
		b := k.bucket(hash, kind)
		at := 0
		for n := range b.tags {
			if b.tags[n].Load() == uint32(hash) { // no way out of the loop, for it could not be foreseen
				at = n
			}
		}
		runs[i].form = b.forms[at].Load()
	}
	for i := range runs {
		if f := runs[i].form; f != nil && !(f.kind == kind && f.written() == runs[i].text) {
			runs[i].form = nil
		}
	}
}

// plain is the form of a run that stands for itself; it may be a gender form with an inner I.
func (k *known) plain(written, chain string) *Form {
	hash := maphash.String(seed, written)
	if f := k.find(hash, written, formWord.by(chain)); f != nil {
		return f
	}
	return k.keep(hash, newForm(aloneWord(written), formWord, chain))
}

func aloneWord(written string) word {
	alone := []run{{text: written}}
	if w, used := genderWord(alone); used > 0 {
		return w
	}
	return plainWord(alone[0])
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
	if f := k.find(hash, w.written, kind.by(chain)); f != nil {
		return f
	}
	return k.keep(hash, newForm(w, kind, chain))
}

// bucket is where a form may be.
func (k *known) bucket(hash uint64, kind formKind) *bucket {
	return &k[(hash>>32+uint64(kind))%uint64(len(k))]
}

func (k *known) find(hash uint64, written string, kind formKind) *Form {
	b := k.bucket(hash, kind)
	for i := range b.tags {
		if b.tags[i].Load() != uint32(hash) {
			continue
		}
		if f := b.forms[i].Load(); f != nil && f.kind == kind && f.written() == written {
			return f
		}
	}
	return nil
}

func (k *known) keep(hash uint64, f *Form) *Form {
	if len(f.written()) > knownLength {
		return f
	}
	b, tag := k.bucket(hash, f.kind), uint32(hash)
	for i, moved := 0, f; i < knownWays && moved != nil; i++ {
		tag = b.tags[i].Swap(tag)
		moved = b.forms[i].Swap(moved)
	}
	return f
}
