package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

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
	return linked && words < 60 && !p.leavesSite(firstLink(r.node, 6))
}

// firstLink is the address of the first link in an element.
func firstLink(n *html.Node, depth int) string {
	for c := n.FirstChild; c != nil && depth > 0; c = c.NextSibling {
		if c.DataAtom == atom.A {
			if href := attr(c, "href"); href != "" {
				return href
			}
		}
		if href := firstLink(c, depth-1); href != "" {
			return href
		}
	}
	return ""
}

// leavesSite says whether an address is on another host: outlets announce their own articles, and lists in articles,
// of hotels or books, lead elsewhere.
func (p *page) leavesSite(href string) bool {
	u, err := p.url.Parse(href)
	return err == nil && u.Host != "" && strings.TrimPrefix(u.Host, "www.") != strings.TrimPrefix(p.url.Host, "www.")
}
