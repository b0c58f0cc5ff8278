package extract

import (
	"strings"
)

const (
	maxStructured = 200_000 // bytes of the folded text in the JSON-LD that blocks are held against
)

// body finds the blocks that make the text.
func (p *page) body() {
	if len(p.picked) > 0 {
		p.kept = p.pickedBlocks()
	}
	if len(p.kept) > 0 {
		return
	}
	p.picked = nil
	structured := clip(fold(p.ld.first("articleBody")), maxStructured)
	if len(structured) < 400 {
		structured = ""
	}
	p.container = p.place(structured)
	p.kept = p.sift(structured)
}

// text settles lead and text. Where the page shows much less than its structured data hold, these are taken.
func (p *page) text() {
	from := "visible"
	if len(p.picked) > 0 {
		from = "selector"
	}
	p.kept = p.withoutSignature(p.kept)
	lines, lead := p.withLead(p.kept)
	structured := p.ld.first("articleBody")
	if n := countWords(lines); from == "visible" && strings.Count(structured, " ") > 2*n+20 && len(p.structuredLines()) > 0 {
		p.choose("text", summaryOf(lines), "visible", .4, false)
		lines, from = p.structuredLines(), "json-ld"
		switch {
		case lead == "" || same(fold(lines[0]), fold(lead)):
			lead = lines[0]
		default:
			lines = append([]string{lead}, lines...)
		}
	}
	if len(lines) == 0 && p.declared() {
		if d := p.meta("description", "og:description"); strings.Count(d, " ") > 4 {
			lines, lead, from = []string{d}, d, "description"
		}
	}
	for i, line := range lines {
		lines[i] = withoutLabels(line)
	}
	p.article.Lead = withoutLabels(lead)
	p.article.Text = strings.Join(lines, "\n")
	p.words = countWords(lines)
	p.article.Words = p.words
	p.choose("text", summaryOf(lines), from, .9, true)
}

// structuredLines are the paragraphs of the text in the JSON-LD.
func (p *page) structuredLines() []string {
	for _, n := range p.ld.articles {
		if s, ok := n["articleBody"].(string); ok && s != "" {
			return paragraphs(unescape(s))
		}
	}
	return nil
}

var labels = strings.NewReplacer("(öffnet im neuen Fenster)", "", " (öffnet in neuem Fenster)", "", "(öffnet in neuem Tab)", "", "(öffnet im neuen Tab)", "", "(opens in new tab)", "", "(externer Link)", "", "(Externer Link)", "")

// withoutLabels takes out what pages say beside links to those who cannot see them.
func withoutLabels(s string) string {
	if strings.IndexByte(s, '(') < 0 {
		return s
	}
	return squeeze(labels.Replace(s))
}

func summaryOf(lines []string) string { return clip(strings.Join(lines, " "), 160) }

func countWords(lines []string) int {
	n := 0
	for _, l := range lines {
		n += len(strings.Fields(l))
	}
	return n
}

// paragraphs takes a structured text apart.
func paragraphs(s string) []string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = squeeze(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// pickedBlocks are the blocks that the operator's selector points at.
func (p *page) pickedBlocks() []int {
	var kept []int
	for i := range p.blocks {
		if p.regions[p.blocks[i].region].picked {
			kept = append(kept, i)
		}
	}
	return kept
}
