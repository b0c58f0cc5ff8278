package match

import (
	"slices"
	"strings"
)

// key is how many bytes of a wildcard turn most surfaces away.
const keyLength = 4

type key [keyLength]byte

// wild finds the prefixes, endings and middles that fit a surface.
type wild struct {
	prefixes map[key][]uint32 // by the first bytes, the mark included
	endings  map[key][]uint32 // by the last bytes
	middles  map[key][]uint32 // by the first bytes
	short    []uint32         // those of fewer bytes
}

func newWild() wild {
	return wild{prefixes: map[key][]uint32{}, endings: map[key][]uint32{}, middles: map[key][]uint32{}}
}

func (w *wild) put(kind needleKind, s string, id uint32) {
	w.change(kind, s, func(ids []uint32) []uint32 { return append(ids, id) })
}

func (w *wild) remove(kind needleKind, s string, id uint32) {
	w.change(kind, s, func(ids []uint32) []uint32 {
		return slices.DeleteFunc(ids, func(other uint32) bool { return other == id })
	})
}

func (w *wild) change(kind needleKind, s string, do func([]uint32) []uint32) {
	var all map[key][]uint32
	var k key
	switch {
	case kind == needleTerm:
		return
	case len(s) < keyLength:
		w.short = do(w.short)
		return
	case kind == needlePrefix:
		all, k = w.prefixes, key([]byte(s[:keyLength]))
	case kind == needleEnding:
		all, k = w.endings, key([]byte(s[len(s)-keyLength:]))
	default:
		all, k = w.middles, key([]byte(s[:keyLength]))
	}
	if all[k] = do(all[k]); len(all[k]) == 0 {
		delete(all, k)
	}
}

// fits says whether a surface, mark included, is what a wildcard looks for.
func (n *needle) fits(surface string) bool {
	switch n.kind {
	case needlePrefix:
		return strings.HasPrefix(surface, n.text)
	case needleEnding:
		return strings.HasSuffix(surface[1:], n.text)
	}
	return strings.Contains(surface[1:], n.text)
}

// each calls met with every wildcard that may fit a surface, mark included; with some more than once.
func (w *wild) each(surface string, met func(id uint32)) {
	for _, id := range w.short {
		met(id)
	}
	if len(surface) < keyLength {
		return
	}
	if len(w.prefixes) > 0 {
		for _, id := range w.prefixes[key([]byte(surface[:keyLength]))] {
			met(id)
		}
	}
	if len(w.endings) > 0 {
		for _, id := range w.endings[key([]byte(surface[len(surface)-keyLength:]))] {
			met(id)
		}
	}
	if len(w.middles) > 0 {
		for i := 1; i+keyLength <= len(surface); i++ {
			for _, id := range w.middles[key([]byte(surface[i:i+keyLength]))] {
				met(id)
			}
		}
	}
}

func (w *wild) empty() bool {
	return len(w.prefixes)+len(w.endings)+len(w.middles)+len(w.short) == 0
}
