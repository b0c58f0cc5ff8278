package text

import "strings"

// list is a word list as it stands in its file: lines of a word and what is known of it. The text stays where it lies;
// a table of hashes says where each line begins, so that reading a list costs little time and memory.
type list struct {
	text  string
	lines []uint32 // 1 + the byte at which a line begins, by hash; 0 is a free place
}

func newList(text string) list {
	size := 1
	for size < 2*strings.Count(text, "\n") {
		size *= 2
	}
	l := list{text, make([]uint32, size)}
	start := 0
	for line := range strings.Lines(text) {
		word, _, _ := strings.Cut(line, " ")
		at := l.place(word)
		for l.lines[at] != 0 {
			at = (at + 1) % uint32(size)
		}
		l.lines[at] = uint32(start) + 1
		start += len(line)
	}
	return l
}

// find returns what a list says of a word, "" if it does not have it.
func (l *list) find(word string) string {
	for at := l.place(word); l.lines[at] != 0; at = (at + 1) % uint32(len(l.lines)) {
		line := l.text[l.lines[at]-1:]
		if len(line) > len(word) && line[len(word)] == ' ' && line[:len(word)] == word {
			known, _, _ := strings.Cut(line[len(word)+1:], "\n")
			return known
		}
	}
	return ""
}

func (l *list) place(word string) uint32 {
	h := hashStart
	for i := 0; i < len(word); i++ {
		h = hashNext(h, word[i])
	}
	return (h ^ h>>15) % uint32(len(l.lines))
}

// hashStart and hashNext hash bytes one by one (FNV-1a).
const hashStart uint32 = 2166136261

func hashNext(h uint32, c byte) uint32 { return (h ^ uint32(c)) * 16777619 }

// beginnings says of the beginnings of words whether a known word begins so. It may say yes wrongly, never no.
type beginnings []uint64

const beginningsBits = 1 << 19

func (b beginnings) add(word string) {
	h := hashStart
	for i := 0; i < len(word); i++ {
		h = hashNext(h, word[i])
		at := (h ^ h>>13) % beginningsBits
		b[at/64] |= 1 << (at % 64)
	}
}

// length is how many of the first bytes of a word are such a beginning.
func (b beginnings) length(word string) int {
	h := hashStart
	for i := 0; i < len(word); i++ {
		h = hashNext(h, word[i])
		if at := (h ^ h>>13) % beginningsBits; b[at/64]&(1<<(at%64)) == 0 {
			return i
		}
	}
	return len(word)
}
