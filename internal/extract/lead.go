package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html/atom"
)

// withLead makes the lines of the text out of the kept blocks, the lead first, which often stands outside of the
// article's region, under the headline or in a box of its own.
func (p *page) withLead(kept []int) (lines []string, lead string) {
	if picked := p.selected(p.sel.Lead); len(picked) > 0 {
		lead = strings.Join(picked, " ")
		p.choose("lead", lead, "selector", 1, true)
		return p.join(lead, fold(lead), kept), lead
	}
	head := p.headBlock(kept)
	if inside := p.regions[p.container]; head >= inside.first && head < inside.last {
		kept = p.behindHead(kept, head)
	}
	found, from, confidence := p.findLead(kept, head)
	if len(found) == 0 {
		if len(kept) == 0 {
			return nil, ""
		}
		lead = p.blocks[kept[0]].text
		p.choose("lead", lead, "first paragraph", .4, true)
		return p.join("", "", kept), lead
	}
	var parts []string
	for _, i := range found {
		parts = append(parts, p.blocks[i].text)
	}
	lead = strings.Join(parts, " ")
	p.choose("lead", lead, from, confidence, true)
	kept = slices.DeleteFunc(kept, func(i int) bool { return slices.Contains(found, i) })
	return p.join(lead, fold(lead), kept), lead
}

// join puts the lead before the other lines and leaves out lines that only repeat it.
func (p *page) join(lead, folded string, kept []int) []string {
	var lines []string
	if lead != "" {
		lines = append(lines, lead)
	}
	for _, i := range kept {
		if b := &p.blocks[i]; folded == "" || fold(b.text) != folded {
			lines = append(lines, b.text)
		}
	}
	return lines
}

// headBlock is the block of the headline: the last h1 before the text, else -1.
func (p *page) headBlock(kept []int) int {
	if len(kept) == 0 {
		return -1
	}
	title := fold(p.article.Title)
	head := -1
	for _, i := range p.heads {
		f := fold(p.blocks[i].text)
		if i < kept[len(kept)-1] && len(f) > 5 && (i < kept[0] || strings.Contains(title, f) || strings.Contains(f, title)) {
			head = i
		}
	}
	for i := kept[0] - 1; head < 0 && i >= 0 && i > kept[0]-30; i-- {
		if b := &p.blocks[i]; isHeading(b.tag) && !p.regions[b.region].linked && p.regions[b.region].around&hintClutter == 0 {
			head = i
		}
	}
	return head
}

// behindHead leaves out what stands before the headline, if that is little.
func (p *page) behindHead(kept []int, head int) []int {
	n := 0
	for n < len(kept) && kept[n] < head {
		n++
	}
	before, all := 0, 0
	for k, i := range kept {
		all += p.blocks[i].words
		if k < n {
			before += p.blocks[i].words
		}
	}
	if before*5 > all {
		return kept
	}
	return kept[n:]
}

// findLead looks for the blocks of the lead: first those that the page's description repeats, then those that are
// named so, then prose between headline and text.
func (p *page) findLead(kept []int, head int) (blocks []int, from string, confidence float64) {
	end := len(p.blocks)
	if len(kept) > 0 {
		end = kept[min(len(kept)-1, 2)] + 1
	}
	if i := p.described(end); i >= 0 {
		return p.leadAround(i), "description", .95
	}
	if len(kept) > 0 {
		end = kept[0]
	}
	start := max(head+1, end-40)
	if head < 0 {
		start = max(0, end-8)
	}
	for i := start; i < end; i++ {
		if p.regions[p.blocks[i].region].around&hintLead != 0 && p.couldLead(i, 5) && p.nearHints(i)&(hintClutter&^(hintCard|hintDate)) == 0 {
			return p.leadAround(i), "named", .8
		}
	}
	if head < 0 {
		return nil, "", 0
	}
	for i := start; i < end; i++ {
		if p.couldLead(i, 10) && endsSentence(p.blocks[i].text) && p.nearHints(i)&(hintClutter|hintAside)&^hintLead == 0 {
			return []int{i}, "below headline", .6
		}
	}
	return nil, "", 0
}

// described finds the first block, before the block end, that the page's description repeats or begins with.
func (p *page) described(end int) int {
	var wanted []string
	for _, d := range [...]string{p.meta("description"), p.meta("og:description"), p.ld.first("description"), p.meta("twitter:description")} {
		if f := fold(d); len(f) >= 30 && !slices.Contains(wanted, f) {
			wanted = append(wanted, f)
		}
	}
	for i := 0; i < end && len(wanted) > 0; i++ {
		b := &p.blocks[i]
		if b.words < 5 || b.linkChars*2 > len(b.text) || hasCredit(b.text) || isHeading(b.tag) && b.tag != atom.H2 && b.tag != atom.H3 {
			continue
		}
		if p.nearHints(i)&(hintHidden|hintNav|hintComments|hintPromo|hintConsent|hintCaption) != 0 {
			continue
		}
		f := fold(b.text)
		for _, d := range wanted {
			if same(f, d) {
				return i
			}
		}
	}
	return -1
}

// same says whether one of two folded texts begins with a good part of the other.
func same(a, b string) bool {
	n := min(len(a), len(b))
	if n < 25 {
		return false
	}
	if n > 60 {
		n = 60
	}
	return a[:n] == b[:n]
}

// leadAround adds the neighbours of a lead that stand in the same element made for leads, such as the points of a list.
func (p *page) leadAround(i int) []int {
	r := p.blocks[i].region
	top := -1
	for r > 0 && p.regions[r].last-p.regions[r].first <= 8 {
		if p.regions[r].hints&hintLead != 0 {
			top = r
		}
		r = p.regions[r].parent
	}
	if top < 0 {
		return []int{i}
	}
	out := []int{}
	for k := p.regions[top].first; k < p.regions[top].last; k++ {
		if k == i || p.couldLead(k, 5) && !slices.Contains(p.heads, k) && !isHeading(p.blocks[k].tag) && p.regionHints(p.blocks[k].region, top)&hintClutter == 0 {
			out = append(out, k)
		}
	}
	return out
}

// couldLead says whether a block by itself could be a lead.
func (p *page) couldLead(i, words int) bool {
	b := &p.blocks[i]
	return b.words >= words && b.words < 150 && b.tag != atom.H1 && b.tag != atom.Figcaption && b.linkChars*2 < len(b.text) &&
		fold(b.text) != fold(p.article.Title) && !isPromo(b) && !p.isByline(b.text) &&
		!p.regions[b.region].linked && !p.isAlt(fold(b.text))
}

// nearHints are the hints of the few elements right around a block.
func (p *page) nearHints(i int) hint {
	var h hint
	for r, n := p.blocks[i].region, 0; r > 0 && n < 4; r, n = p.regions[r].parent, n+1 {
		if p.regions[r].last-p.regions[r].first > 12 {
			break
		}
		h |= p.regions[r].hints
	}
	return h
}
