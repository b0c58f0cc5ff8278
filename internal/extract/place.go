package extract

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// worth is how much a block speaks for the article standing around it: words of prose for, words of link lists and
// other clutter against.
func (p *page) worth(i int, structured string) float64 {
	b := &p.blocks[i]
	r := &p.regions[b.region]
	words := float64(b.words)
	if isHeading(b.tag) {
		if r.linked || b.linkChars*2 > len(b.text) {
			return -2 * words
		}
		return 0
	}
	away := r.around & hintAway
	if b.linkChars*2 > len(b.text) {
		return -words
	}
	prose := b.words >= 12 && (endsSentence(b.text) || b.words > 25)
	switch {
	case away&(hintComments|hintConsent|hintNav|hintPromo) != 0:
		return -.5 * words
	case prose:
	case b.tag == atom.P && b.linkChars == 0 && !r.linked && endsSentence(b.text): // such as the lines of an interview
		return .5 * words
	case b.linkChars == 0 && (b.tag == atom.Li || b.tag == atom.Td || b.tag == atom.Th):
		return 0
	default:
		return -.5 * words
	}
	w := min(words, 120)
	if r.linked {
		w = -w
	} else {
		switch b.tag {
		case atom.P, atom.Blockquote:
		case atom.Figcaption:
			return 0
		default:
			w *= .8
		}
	}
	if structured != "" && w > 0 {
		if strings.Contains(structured, fold(clip(b.text, 160))) {
			w *= 1.5
		} else {
			w *= .6
		}
	}
	if away&(hintRelated|hintCard|hintHidden) != 0 && w > 0 {
		w *= .3
	}
	return w
}

// place finds the region that holds the article: the one with the most prose left after subtracting its clutter.
func (p *page) place(structured string) int {
	sums := make([]float64, len(p.blocks)+1)
	for i := range p.blocks {
		sums[i+1] = sums[i] + p.worth(i, structured)
	}
	best, most := 0, 0.0
	for i := range p.regions {
		r := &p.regions[i]
		if r.last <= r.first {
			continue
		}
		w := sums[r.last] - sums[r.first]
		if r.hints&hintBody != 0 || attr(r.node, "itemprop") == "articleBody" {
			w *= 1.1
		} else if r.tag == atom.Article || r.tag == atom.Main {
			w *= 1.03
		}
		if w > most || w == most && w > 0 && r.last-r.first <= p.regions[best].last-p.regions[best].first && p.inside(i, best) {
			best, most = i, w
		}
	}
	return p.widened(best, sums)
}

// widened is the region around i that holds more of the same prose: neighbours of the same kind, such as paragraphs
// or blocks of text with boxes between them that outweigh them.
func (p *page) widened(i int, sums []float64) int {
	for range 3 {
		r := &p.regions[i]
		if i == 0 || r.tag != atom.P && attr(r.node, "class") == "" {
			break
		}
		more := 0.0
		for k := r.parent + 1; k < len(p.regions) && p.regions[k].first < p.regions[r.parent].last; k++ {
			s := &p.regions[k]
			if k == i || s.parent != r.parent || s.tag != r.tag {
				continue
			}
			if alike := attr(s.node, "class") == attr(r.node, "class"); alike || s.tag == atom.P && s.hints == 0 {
				more += max(0, sums[s.last]-sums[s.first])
				if s.tag == atom.P && s.linkChars == 0 && s.hints == 0 {
					more += float64(s.chars) / 12 // results and the like
				}
			}
		}
		if more*3 < sums[r.last]-sums[r.first] {
			break
		}
		i = r.parent
	}
	return i
}

// inside says whether region i stands in region around.
func (p *page) inside(i, around int) bool {
	for i > around {
		i = p.regions[i].parent
	}
	return i == around
}

// regionHints are the hints of a region and of everything around it below the region top.
func (p *page) regionHints(i, top int) hint {
	var h hint
	for i > top {
		h |= p.regions[i].hints
		i = p.regions[i].parent
	}
	return h
}
