// Package story says whether two articles tell the same text: one that many outlets took over, cut, added to and changed
// in words. It never reads or keeps an article: it makes sketches of texts and compares sketches.
package story

import (
	"math/bits"
	"slices"
)

// Form counts the ways in which sketches were made. Sketches of different forms say nothing about each other.
const Form = 1

// What sketches are made of. The figures were found by trying them on the news of the test: see TestEdits.
const (
	keptShingles  = 128 // of the whole text, those with the least hashes
	openingWords  = 40  // of which every shingle is kept: what a feed says of an article is mostly its beginning
	textBands     = 12
	openingBands  = 4
	leastLetters  = 15 // of the three words of a shingle that makes a band: less, and it stands in too many texts
	leastShingles = 20 // of a text that can be told from another by its words
)

// Sketch is what is kept of a text to find it again: hashes of its shingles, which are three words that follow each
// other. Nothing of the text can be read from it.
type Sketch struct {
	Shingles int      // different ones in the whole text
	Least    []uint32 // the least hashes of them, in order; all, if there are not more than are kept
	Opening  []uint32 // the hashes of those in the beginning, in order
	Bands    []int64  // at least one is shared by most texts that tell the same; none, if the text is too short
}

// Draw makes the sketch of a text.
func Draw(text string) Sketch {
	words := appendWords(make([]word, 0, len(text)/6+1), text)
	if len(words) < 3 {
		return Sketch{}
	}
	all := make([]uint64, len(words)-2)
	var whole, opening bins
	for i := range all {
		a, b, c := words[i], words[i+1], words[i+2]
		h := mixed(a.hash + bits.RotateLeft64(b.hash, 21) + bits.RotateLeft64(c.hash, 42))
		all[i] = h
		if a.length+b.length+c.length < leastLetters {
			continue
		}
		whole.take(h, textBands)
		if i+2 < openingWords {
			opening.take(h, openingBands)
		}
	}
	s := Sketch{Opening: heads(slices.Clone(all[:min(len(all), openingWords-2)]))}
	slices.Sort(all)
	all = slices.Compact(all)
	s.Shingles = len(all)
	s.Least = heads(all[:min(len(all), keptShingles)])
	if s.Shingles >= leastShingles {
		s.Bands = opening.append(whole.append(nil))
	}
	return s
}

// mixed spreads the bits of a sum of hashes (the last steps of MurmurHash3).
func mixed(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// heads are the upper halves of hashes, in order, each once. They fall in the order of the hashes.
func heads(hashes []uint64) []uint32 {
	short := make([]uint32, len(hashes))
	for i, h := range hashes {
		short[i] = uint32(h >> 32)
	}
	slices.Sort(short)
	return slices.Compact(short)
}

// bins hold the least hash of each bin: one permutation stands for as many as there are bins. 0 is an empty one.
type bins [textBands]uint64

func (b *bins) take(h uint64, n uint64) {
	i := h % n
	if b[i] == 0 || h < b[i] {
		b[i] = h
	}
}

func (b *bins) append(bands []int64) []int64 {
	for _, h := range b {
		if h != 0 && !slices.Contains(bands, int64(h)) {
			bands = append(bands, int64(h))
		}
	}
	return bands
}
