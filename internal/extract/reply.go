package extract

import "strings"

// findReplies marks what readers say where no name gives it away: every remark of theirs has a line of its own to
// answer or report it, or says who "says" it.
func (p *page) findReplies() {
	top := -1
	var lines []int
	for i := range p.blocks {
		if b := &p.blocks[i]; b.words < 7 && isReplyLine(b.text) {
			lines = append(lines, i)
			top = p.commonRegion(top, b.region)
		}
	}
	if len(lines) < 2 {
		return
	}
	for _, i := range lines {
		for r := p.blocks[i].region; r > 0 && r >= top && !p.holdsHead(r); r = p.regions[r].parent {
			p.regions[r].hints |= hintComments
		}
	}
}

func isReplyLine(s string) bool {
	low := strings.ToLower(strings.TrimRight(s, " ↓»→"))
	switch low {
	case "antworten", "antwort", "melden", "zitieren", "reply", "report", "kommentar melden", "beitrag melden", "antworten melden", "antworten · melden":
		return true
	}
	return strings.HasSuffix(low, " sagt:") || strings.HasSuffix(low, " says:")
}

// commonRegion is the smallest region around both; -1 stands for none.
func (p *page) commonRegion(a, b int) int {
	if a < 0 {
		return b
	}
	for a != b {
		if a > b {
			a = p.regions[a].parent
		} else {
			b = p.regions[b].parent
		}
	}
	return a
}

// holdsHead says whether a first headline stands in a region.
func (p *page) holdsHead(r int) bool {
	for _, i := range p.heads {
		if i >= p.regions[r].first && i < p.regions[r].last {
			return true
		}
	}
	return false
}
