package extract

import (
	"strings"

	"golang.org/x/net/html/atom"
)

const (
	maxAppendices = 50  // headings of link lists that are looked for in one page
	maxExplained  = 100 // blocks of which it is said why they are no part of the text
)

// sift goes through the blocks of the article's region and leaves out what is no text of the article.
func (p *page) sift(structured string) []int {
	top := &p.regions[p.container]
	f := filter{page: p, keep: make([]bool, top.last-top.first), bad: p.badRegions(), column: p.column(), title: fold(p.article.Title), structured: structured}
	f.seen = map[string]bool{f.title: true}
	for _, i := range p.heads {
		f.seen[fold(p.blocks[i].text)] = true
	}
	for i := top.first; i < top.last; i++ {
		if reason := f.against(i); reason != "" {
			p.leftOut(i, reason)
			continue
		}
		f.keep[i-top.first] = true
	}
	p.dropAppendix(f.keep, f.bad, f.column)
	p.dropLooseHeadings(f.keep)
	p.dropLooseLines(f.keep)
	var kept []int
	for i, k := range f.keep {
		if k {
			kept = append(kept, top.first+i)
		}
	}
	return kept
}

// filter holds what single blocks are held against.
type filter struct {
	*page
	keep, bad  []bool // of the blocks and of the regions in the article's region
	column     int
	title      string
	structured string
	seen       map[string]bool
}

// against says what speaks against a block, "" if nothing does.
func (f *filter) against(i int) string {
	top, b := &f.regions[f.container], &f.blocks[i]
	if f.bad[b.region-f.container] {
		return "beside the text"
	}
	s := fold(b.text)
	if f.seen[s] && (b.words > 3 || i < top.first+6) || len(f.title) > 15 && (isHeading(b.tag) || len(s) < len(f.title)+20) && strings.Contains(s, f.title) {
		return "repeated"
	}
	inColumn := f.inColumn(b.region, f.column)
	switch {
	case f.isAlt(s) && !(b.tag == atom.P && inColumn), f.isCredited(i, f.column):
		return "caption"
	case isPromo(b):
		return "promotion"
	case f.isByline(b.text):
		return "byline"
	case !f.isText(b, s, inColumn):
		return "no sentence"
	}
	f.seen[s] = true
	return ""
}

// leftOut explains which block is no part of the text.
func (p *page) leftOut(i int, reason string) {
	if p.rejected++; p.rejected <= maxExplained {
		p.choose("text", clip(p.blocks[i].text, 100), reason, 0, false)
	}
}

// column is the region that directly holds most of the article's paragraphs, or the first of several that look alike
// and do so together.
func (p *page) column() int {
	type kind struct {
		parent int
		tag    atom.Atom
		class  string
	}
	top := &p.regions[p.container]
	words, first := map[kind]int{}, map[kind]int{}
	best, most := p.container, 0
	for i := top.first; i < top.last; i++ {
		b := &p.blocks[i]
		if !b.isProse() || isPromo(b) {
			continue
		}
		up := p.regions[b.region].parent
		k := kind{p.regions[up].parent, p.regions[up].tag, attr(p.regions[up].node, "class")}
		if first[k] == 0 {
			first[k] = up
		}
		if words[k] += b.words; words[k] > most {
			best, most = first[k], words[k]
		}
	}
	return best
}

// isCredited says whether a block is a caption by what follows it: a line that credits the picture.
func (p *page) isCredited(i, column int) bool {
	b := &p.blocks[i]
	if b.words > 60 || i+1 >= len(p.blocks) || b.tag == atom.P && p.inColumn(b.region, column) {
		return false
	}
	next := &p.blocks[i+1]
	return next.words < 12 && isCreditLine(next.text) && (b.region == next.region || p.regions[b.region].parent == p.regions[next.region].parent)
}

// badRegions marks the regions within the article's whose blocks are clutter. A region is spared if much of the
// article's text stands in it: then its name means something else.
func (p *page) badRegions() []bool {
	top := &p.regions[p.container]
	end := p.container + 1
	for end < len(p.regions) && p.regions[end].first < top.last && p.inside(end, p.container) {
		end++
	}
	bad := make([]bool, end-p.container)
	live := p.isLive(end)
	for i := p.container + 1; i < end; i++ {
		r := &p.regions[i]
		bad[i-p.container] = bad[r.parent-p.container] || p.isClutter(r, top) || !live && p.isCard(r, top)
	}
	return bad
}

// isLive says whether much of the text stands in articles within the article, as in a live blog.
func (p *page) isLive(end int) bool {
	n := 0
	for i := p.container + 1; i < end; i++ {
		if p.regions[i].tag == atom.Article {
			n += p.regions[i].prose
		}
	}
	return n*10 > p.regions[p.container].prose*4
}

// isCard says whether a small article within the article announces another one.
func (p *page) isCard(r, top *region) bool {
	return r.tag == atom.Article && r.last-r.first <= 8 && r.prose < 80 && r.prose*5 < top.prose
}

func (p *page) isClutter(r, top *region) bool {
	if r.chars == 0 {
		return true
	}
	large := r.chars*10 > top.chars*4
	h := r.hints & hintClutter
	if h != 0 && !large {
		switch {
		case r.hints&hintBody != 0 && h&(hintPromo|hintRelated|hintComments|hintNav) == 0:
		case r.hints&hintLead != 0 && h&^(hintCard|hintMedia|hintCaption) == 0:
		case h == hintPaywall && r.linkChars*3 < r.chars && r.prose > 40:
		default:
			return true
		}
	}
	if r.hints&hintAside != 0 && !large && (r.linkChars*3 > r.chars || r.prose < 40 && !isInfo(r)) {
		return true
	}
	if r.linked && !large {
		return true
	}
	return !large && p.isLinkList(r)
}

// isInfo says whether what stands beside the text belongs to it: a box with facts, by its name or because it leads
// nowhere.
func isInfo(r *region) bool { return r.hints&hintInfo != 0 || r.linkChars == 0 && r.chars > 120 }

// isLinkList says whether a region of more than one block consists mostly of links.
func (p *page) isLinkList(r *region) bool {
	switch r.tag {
	case atom.P, atom.H2, atom.H3, atom.H4:
		return false
	}
	return r.linkChars*10 > r.chars*6 && (r.last-r.first > 1 || r.tag == atom.Li || r.tag == atom.Ul || r.tag == atom.Div)
}

// isText judges one block by itself.
func (f *filter) isText(b *block, folded string, inColumn bool) bool {
	if folded == "" || b.isLink() && !(b.anchor && b.words > 3) && !(isHeading(b.tag) && f.leavesSite(firstLink(f.regions[b.region].node, 3))) {
		return false
	}
	switch b.tag {
	case atom.H1, atom.Figcaption, atom.Caption, atom.Address:
		return false
	}
	if isHeading(b.tag) {
		return b.words < 30
	}
	if b.words >= 8 && endsSentence(b.text) || b.words >= 20 {
		return true
	}
	switch b.tag {
	case atom.Li:
		return b.words >= 2 || b.linkChars == 0 && len(b.text) > 4
	case atom.Td, atom.Th:
		return b.words >= 2 && b.linkChars == 0
	case atom.P, atom.Blockquote, atom.Dd, atom.Dt, atom.Summary:
		return endsSentence(b.text) && (b.words >= 2 || inColumn) || inColumn && b.words >= 2 && (b.linkChars == 0 || strings.Contains(f.structured, folded))
	}
	return len(folded) > 12 && f.structured != "" && strings.Contains(f.structured, folded)
}

// dropAppendix takes away what stands behind the end of the text: from the heading of a list of other articles on.
// Paragraphs of the column survive such a heading where it stands in a box of its own, or where the text goes on at
// length.
func (p *page) dropAppendix(keep, bad []bool, column int) {
	first, found := p.regions[p.container].first, 0
	for i := range keep {
		b := &p.blocks[first+i]
		if found > maxAppendices {
			return
		}
		if b.words > 8 || !isAppendixHeading(b.text) && !isCommentHeading(b.text) || !keep[i] && !isHeading(b.tag) && bad[b.region-p.container] || !isHeading(b.tag) && b.boldChars*2 < len(b.text) && b.words > 5 {
			continue
		}
		keep[i] = false
		found++
		for j, on := i+1, p.resumes(keep, i, column); j < on; j++ {
			keep[j] = false
		}
	}
}

// resumes is where the text goes on behind an appendix heading. It goes on at the next paragraph of the column if the
// heading stands in a box, or if something that is no text lies between; it goes on at once if much follows.
func (p *page) resumes(keep []bool, i, column int) int {
	first := p.regions[p.container].first
	boxed := !p.inColumn(p.blocks[first+i].region, column)
	sentences, on := 0, len(keep)
	for j := i + 1; j < len(keep); j++ {
		c := &p.blocks[first+j]
		if !keep[j] {
			boxed = true
			continue
		}
		if !c.isProse() && (c.tag != atom.P || c.linkChars > 0 || !endsSentence(c.text)) {
			continue
		}
		if on == len(keep) && boxed && p.inColumn(c.region, column) {
			on = j
			for on > i+1 && keep[on-1] && isHeading(p.blocks[first+on-1].tag) {
				on--
			}
		}
		if c.words > 25 && c.linkChars*4 < len(c.text) {
			sentences++
		}
	}
	if on == len(keep) && sentences > 1 && !isCommentHeading(p.blocks[first+i].text) {
		return i + 1
	}
	return on
}

// inColumn says whether a region stands directly in the column, or in one that looks like it right beside.
func (p *page) inColumn(region, column int) bool {
	up := p.regions[region].parent
	if up == column {
		return true
	}
	a, b := &p.regions[up], &p.regions[column]
	return a.parent == b.parent && a.tag == b.tag && a.node != nil && b.node != nil && attr(a.node, "class") == attr(b.node, "class")
}

// dropLooseLines takes away the lines before the first sentence and behind the last one that are none themselves.
func (p *page) dropLooseLines(keep []bool) {
	first := p.regions[p.container].first
	loose := func(i int) bool {
		b := &p.blocks[first+i]
		if keep[i] && b.tag == atom.P && !endsSentence(b.text) && b.words < 8 {
			keep[i] = false
		}
		return !keep[i]
	}
	for i := 0; i < min(2, len(keep)) && loose(i); i++ {
	}
	for i := len(keep) - 1; i >= 0 && loose(i); i-- {
	}
}

// dropLooseHeadings takes away headings that no text follows.
func (p *page) dropLooseHeadings(keep []bool) {
	first := p.regions[p.container].first
	follows := false
	for i := len(keep) - 1; i >= 0; i-- {
		if !keep[i] {
			continue
		}
		if b := &p.blocks[first+i]; isHeading(b.tag) {
			if !follows {
				keep[i] = false
			}
			follows = false
			continue
		}
		follows = true
	}
}
