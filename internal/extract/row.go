package extract

import "golang.org/x/net/html/atom"

// findRows marks the rows of lists of other articles, which no name may give away: neighbours of the same kind, each
// with a headline that is a link and at most a few sentences.
func (p *page) findRows() {
	last := map[int]int{} // of each parent
	for i := 1; i < len(p.regions); i++ {
		if !p.isRow(i) {
			continue
		}
		r := &p.regions[i]
		if before := &p.regions[last[r.parent]]; before.tag == r.tag && attr(before.node, "class") == attr(r.node, "class") {
			before.hints |= hintCard
			r.hints |= hintCard
		}
		last[r.parent] = i
	}
}

// isRow says whether a region holds a linked headline, and beside it little that is no link.
func (p *page) isRow(i int) bool {
	r := &p.regions[i]
	if n := r.last - r.first; n < 2 || n > 5 || r.tag == atom.P || r.tag == atom.Ul || r.tag == atom.Ol || r.tag == atom.Tr || r.tag == atom.Blockquote {
		return false
	}
	linked, words := false, 0
	for k := r.first; k < r.last; k++ {
		switch b := &p.blocks[k]; {
		case b.tag == atom.H1:
			return false
		case b.isLink() && !b.anchor:
			linked = linked || b.words > 1
		default:
			words += b.words
		}
	}
	return linked && words < 60
}
