package query

import (
	"hash/maphash"
	"sync"
)

// vocabulary keeps what words are looked for by. It is in several pieces, so that those who use it hardly ever wait for
// one another.
type vocabulary [64]struct {
	sync.RWMutex
	words map[string]*Shared
}

var seed = maphash.MakeSeed()

// of returns what is kept for words, or else what work makes of them. What it returns must not be changed.
func (v *vocabulary) of(words string, work func() *Shared) *Shared {
	piece := &v[maphash.String(seed, words)%uint64(len(v))]
	piece.RLock()
	shared, ok := piece.words[words]
	piece.RUnlock()
	if ok {
		return shared
	}
	shared = work()
	piece.Lock()
	defer piece.Unlock()
	if piece.words == nil {
		piece.words = map[string]*Shared{}
	}
	piece.words[words] = shared
	return shared
}
