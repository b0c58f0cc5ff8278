package match

import (
	"slices"
	"strings"
)

// keyLength is how many bytes of a wildcard turn most surfaces away.
const keyLength = 4

type key [keyLength]byte

// wild finds the prefixes, endings and middles that fit a surface.
type wild struct {
	prefixes map[key][]prefix // by the first bytes, the mark included
	endings  map[key][]uint32 // by the last bytes
	middles  map[key][]uint32 // by the first bytes
	short    []uint32         // those of fewer bytes
}

// prefix is a prefix with a look at its bytes behind the key, for many begin alike.
type prefix struct {
	next, mask uint32
	id         uint32
}

func newWild() wild {
	return wild{prefixes: map[key][]prefix{}, endings: map[key][]uint32{}, middles: map[key][]uint32{}}
}

// nextOf returns the bytes behind the key, and which of them there are.
func nextOf(s string) (next, mask uint32) {
	for i := keyLength; i < min(len(s), 2*keyLength); i++ {
		next |= uint32(s[i]) << (8 * (i - keyLength))
		mask |= 0xff << (8 * (i - keyLength))
	}
	return next, mask
}

func (w *wild) put(kind needleKind, s string, id uint32) {
	switch {
	case kind == needleTerm:
	case len(s) < keyLength:
		w.short = append(w.short, id)
	case kind == needlePrefix:
		next, mask := nextOf(s)
		k := key([]byte(s[:keyLength]))
		w.prefixes[k] = append(w.prefixes[k], prefix{next, mask, id})
	case kind == needleEnding:
		k := key([]byte(s[len(s)-keyLength:]))
		w.endings[k] = append(w.endings[k], id)
	default:
		k := key([]byte(s[:keyLength]))
		w.middles[k] = append(w.middles[k], id)
	}
}

func (w *wild) remove(kind needleKind, s string, id uint32) {
	is := func(other uint32) bool { return other == id }
	switch {
	case kind == needleTerm:
	case len(s) < keyLength:
		w.short = slices.DeleteFunc(w.short, is)
	case kind == needlePrefix:
		drop(w.prefixes, key([]byte(s[:keyLength])), func(p prefix) bool { return p.id == id })
	case kind == needleEnding:
		drop(w.endings, key([]byte(s[len(s)-keyLength:])), is)
	default:
		drop(w.middles, key([]byte(s[:keyLength])), is)
	}
}

func drop[T any](all map[key][]T, k key, is func(T) bool) {
	if all[k] = slices.DeleteFunc(all[k], is); len(all[k]) == 0 {
		delete(all, k)
	}
}

func (w *wild) empty() bool {
	return len(w.prefixes)+len(w.endings)+len(w.middles)+len(w.short) == 0
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

// maybe appends the wildcards that may fit a surface, mark included; some more than once.
func (w *wild) maybe(ids []uint32, surface string) []uint32 {
	ids = append(ids, w.short...)
	if len(surface) < keyLength {
		return ids
	}
	if len(w.prefixes) > 0 {
		next, _ := nextOf(surface)
		for _, p := range w.prefixes[key([]byte(surface[:keyLength]))] {
			if next&p.mask == p.next {
				ids = append(ids, p.id)
			}
		}
	}
	if len(w.endings) > 0 {
		ids = append(ids, w.endings[key([]byte(surface[len(surface)-keyLength:]))]...)
	}
	if len(w.middles) > 0 {
		for i := 1; i+keyLength <= len(surface); i++ {
			ids = append(ids, w.middles[key([]byte(surface[i:i+keyLength]))]...)
		}
	}
	return ids
}
