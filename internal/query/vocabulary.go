package query

import (
	"hash/maphash"
	"sync"
)

// vocabulary keeps what words are looked for by. It is in several pieces, so that those who use it hardly ever wait for
// one another.
type vocabulary [64]piece

// piece is a table of places, a power of two of them, of which half are free: a map would hash each word once more, and
// all of them again whenever it grows.
type piece struct {
	sync.RWMutex
	places []known
	taken  int
}

// known is a place of a piece; it is free where shared is nil.
type known struct {
	hash   uint64
	words  string
	shared *Shared
}

var seed = maphash.MakeSeed()

// of returns what is kept for words, or else what work makes of them. What it returns must not be changed.
func (v *vocabulary) of(words string, work func() *Shared) *Shared {
	hash := maphash.String(seed, words)
	p := &v[hash%uint64(len(v))]
	p.RLock()
	shared := p.find(hash, words).shared
	p.RUnlock()
	if shared != nil {
		return shared
	}
	shared = work()
	p.Lock()
	defer p.Unlock()
	if p.taken*2 >= len(p.places) {
		p.grow()
	}
	place := p.find(hash, words)
	if place.shared == nil { // nobody else was faster
		p.taken++
		*place = known{hash, words, shared}
	}
	return place.shared
}

// find returns the place of words, which is free where they are not known.
func (p *piece) find(hash uint64, words string) *known {
	if p.places == nil {
		return &known{}
	}
	mask := uint64(len(p.places) - 1)
	for i := hash >> 6 & mask; ; i = (i + 1) & mask {
		if at := &p.places[i]; at.shared == nil || at.hash == hash && at.words == words {
			return at
		}
	}
}

func (p *piece) grow() {
	former := p.places
	p.places = make([]known, max(64, 2*len(former)))
	for _, at := range former {
		if at.shared != nil {
			*p.find(at.hash, at.words) = at
		}
	}
}
