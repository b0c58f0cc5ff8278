package text

import (
	"slices"
	"strings"
)

const (
	// maxParts bounds the parts of a compound.
	maxParts = 5
	// minCompound and maxCompound are the fewest and the most bytes of a word that is cut.
	minCompound = 6
	maxCompound = 60
	// maxLink is the most bytes that stand between what a part and its stem have in common and the next part.
	maxLink = 5
	// cutCost is what each further part costs, as the logarithm of a number of texts.
	cutCost = 1.2
	// wholeBonus is how much rarer, as such a logarithm, the parts may be than the whole.
	wholeBonus = 2.5
	// commonPart is the weight of a part that may end in the middle of what looks like an umlaut: Autoeinfuhr.
	commonPart = 2.3
)

// cutCompound returns the parts of a compound, or nil for other words.
func (l *lexicon) cutCompound(word string) []part {
	if len(word) < minCompound || len(word) > maxCompound || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
		return nil
	}
	ways := l.cuts(word)
	if len(ways) == 0 || l.isWhole(word) || l.isPresentParticiple(word) {
		return nil
	}
	score := l.weight(l.nominal(word)) - wholeBonus
	var found []part
	for _, parts := range ways {
		if mean := meanWeight(parts); mean > score && !l.looksLikeName(word, parts) {
			found, score = parts, mean
		}
	}
	return found
}

func meanWeight(parts []part) float64 {
	sum := 0.0
	for _, p := range parts {
		sum += p.weight
	}
	return sum/float64(len(parts)) - cutCost*float64(len(parts)-1)
}

// cutter tries all ways to cut a word.
type cutter struct {
	l      *lexicon
	word   string
	begins [maxCompound + 1]int      // by start: how many bytes some part begins with; 0 where none begins
	done   [maxCompound + 1]bool     // by start: best is known
	best   [maxCompound + 1][][]part // by start: the best ways to cut the rest, one for each number of parts
}

// cuts returns the best ways to cut a word into two parts, three and so on.
func (l *lexicon) cuts(word string) [][]part {
	c := cutter{l: l, word: word}
	any := false
	for i := range len(word) - minStem + 1 {
		c.begins[i] = l.beginsPart(word[i:])
		any = any || i >= minStem && c.begins[i] > 0
	}
	if !any || c.begins[0] == 0 {
		return nil
	}
	return slices.DeleteFunc(c.from(0), func(way []part) bool { return len(way) < 2 })
}

// beginsPart says how many of the first bytes of the rest of a word some part begins with, 0 if none does. Three are not
// enough, for nearly all are the beginning of something, unless they are a part.
func (l *lexicon) beginsPart(rest string) int {
	n := l.split.begin.length(rest)
	if n > minStem || n == len(rest) || n == minStem && l.weight(rest[:n]) > 0 {
		return n
	}
	return 0
}

// from returns the best ways to cut what begins at a byte.
func (c *cutter) from(start int) [][]part {
	if c.done[start] {
		return c.best[start]
	}
	c.done[start] = true
	var ways [][]part
	last := start + c.begins[start] + maxLink
	if start > 0 && last >= len(c.word) {
		if head, ok := c.l.head(c.word[start:]); ok {
			head.start, head.end = start, len(c.word)
			ways = append(ways, []part{head})
		}
	}
	for end := start + minStem; end <= min(last, len(c.word)-minStem); end++ {
		if c.begins[end] == 0 {
			continue
		}
		rests := c.from(end)
		if len(rests) == 0 {
			continue
		}
		first, ok := c.first(start, end)
		if !ok {
			continue
		}
		for _, rest := range rests {
			if len(rest) < maxParts {
				ways = keepBetter(ways, append([]part{first}, rest...))
			}
		}
	}
	c.best[start] = ways
	return ways
}

// first looks at what stands between two bytes as a part before others.
func (c *cutter) first(start, end int) (part, bool) {
	if start > 0 && c.word[start:end] == "innen" {
		return part{}, false // Bürgerinnenrat
	}
	p, ok := c.l.modifier(c.word[start:end])
	// Of a folded umlaut both letters belong to one part.
	if c.word[end] == 'e' && strings.IndexByte("aou", c.word[end-1]) >= 0 && p.weight < commonPart {
		return part{}, false
	}
	p.start, p.end = start, end
	return p, ok
}

func keepBetter(ways [][]part, way []part) [][]part {
	i := slices.IndexFunc(ways, func(w []part) bool { return len(w) == len(way) })
	switch {
	case i < 0:
		return append(ways, way)
	case meanWeight(way) > meanWeight(ways[i]):
		ways[i] = way
	}
	return ways
}
