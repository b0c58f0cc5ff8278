package story

import "slices"

// When two sketches are of the same text. What both have is held against the shorter one, so that a text that was cut,
// or stands in a longer one, is found. Unrelated articles never had a tenth in common, unless they were very short or
// ended in the same sentences; both have to be allowed for.
const (
	boilerplate  = 20 // shingles that two texts may share because their outlets or agencies end every text so
	leastShare   = .2 // of a text, beside these, that must stand in the other
	shortShare   = .8 // of a text so short that boilerplate could be most of it
	mostLonger   = 8  // times as many shingles; what is longer still may be a collection, in which the text is one of many
	leadShare    = .5 // of a text that much shorter, which must also begin as the longer one does
	shortText    = 60 // shingles; two texts that are both shorter may be the same notice in place of an article
	leastSampled = 12 // shingles of the shorter text of which one knows whether they stand in the longer
)

// Same says whether two sketches are of the same text, and about how much of the shorter stands in the longer, from 0 to
// 1. A text of fewer than 20 shingles is the same as none: too much is said in so few words again and again.
func Same(a, b Sketch) (share float64, same bool) {
	if a.Shingles > b.Shingles {
		a, b = b, a
	}
	if a.Shingles < leastShingles {
		return 0, false
	}
	share, known := contained(a, b)
	if a.Shingles*mostLonger >= b.Shingles && known >= leastSampled {
		return share, share >= wanted(a.Shingles)
	}
	begin := float64(common(a.Opening, b.Opening)) / float64(len(a.Opening))
	if a.Shingles <= openingWords-2 {
		return begin, begin >= shortShare
	}
	return share, begin >= shortShare && share >= leadShare
}

// Short says of two texts that both are so short that they may be what is said in place of an article: that it is for
// subscribers, or what it is based on. Then headlines have to agree too.
func Short(a, b Sketch) bool { return a.Shingles < shortText && b.Shingles < shortText }

// SameHeadline says whether more than half of the words of one headline stand in the other.
func SameHeadline(a, b string) bool {
	short, long := appendWords(nil, a), appendWords(nil, b)
	if len(short) > len(long) {
		short, long = long, short
	}
	n := 0
	for _, w := range short {
		if slices.Contains(long, w) {
			n++
		}
	}
	return 2*n > len(short)
}

// wanted is the share of a text with n shingles that another must contain.
func wanted(n int) float64 {
	return min(shortShare, leastShare+boilerplate/float64(n))
}

// contained estimates how much of a is in b from what is known of both: the shingles with a hash up to the least of the
// two bounds. It is exact where both kept all of theirs.
func contained(a, b Sketch) (share float64, known int) {
	bound := min(a.bound(), b.bound())
	for _, h := range a.Least {
		if h > bound {
			break
		}
		known++
	}
	if known == 0 {
		return 0, 0
	}
	return float64(common(a.Least[:known], b.Least)) / float64(known), known
}

// bound is the hash up to which a sketch knows all shingles of its text.
func (s Sketch) bound() uint32 {
	if len(s.Least) < keptShingles {
		return ^uint32(0)
	}
	return s.Least[len(s.Least)-1]
}

// common counts what two sorted lists have in common.
func common(a, b []uint32) (n int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}
