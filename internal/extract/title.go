package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// title settles the headline. Structured data says best which words are the headline and which are a kicker or the
// outlet's name; where it is cut off or missing, the page's own headline counts, held against what it tells others.
func (p *page) title() {
	ld := p.cutSite(p.ld.first("headline"))
	og := p.cutSite(p.meta("og:title", "twitter:title", "twitter:text:title"))
	h1 := p.cutSite(p.headline(ld, og))
	var value, from string
	switch picked := first(p.selected(p.sel.Title)); {
	case picked != "":
		value, from = picked, "selector"
	case og != "" && og != h1 && p.leadsAway() && p.shows(og):
		value, from = og, "meta"
	case ld != "" && h1 != "" && h1 == og && strings.HasPrefix(ld, h1+" | "):
		value, from = h1, "visible"
	case ld != "" && !cutOff(ld, h1) && !cutOff(ld, og):
		value, from = ld, "json-ld"
	case og != "" && h1 != "" && p.vouches(og, h1):
		value, from = og, "meta"
	case h1 != "":
		value, from = h1, "visible"
	case og != "":
		value, from = og, "meta"
	case ld != "":
		value, from = ld, "json-ld"
	default:
		name := p.ld.first("name")
		value, from = p.cutSite(name), "json-ld"
		if value == "" {
			value, from = p.cutSite(p.docTitle), "title"
		}
	}
	if from == "title" {
		value = p.shown(value)
	}
	p.article.Title = value
	p.choose("title", value, from, 1, true)
	for _, c := range [...]Choice{{Value: ld, From: "json-ld", Confidence: .9}, {Value: h1, From: "visible", Confidence: .8},
		{Value: og, From: "meta", Confidence: .6}, {Value: p.docTitle, From: "title", Confidence: .3}} {
		if c.From != from {
			p.choose("title", c.Value, c.From, c.Confidence, false)
		}
	}
}

// leadsAway says whether the page's h1 are steps of its navigation, as where a breadcrumb ends with one: such a line is
// written for search engines, and the article has another headline above it.
func (p *page) leadsAway() bool {
	for _, i := range p.heads {
		if p.regions[p.blocks[i].region].around&hintNav == 0 {
			return false
		}
	}
	return len(p.heads) > 0
}

// vouches says whether what the page tells others is a better spelling of its headline: the same without a kicker or
// with the marks between the parts of the headline, or what the window's title says as well.
func (p *page) vouches(og, h1 string) bool {
	o, h := fold(og), fold(h1)
	if cutOff(og, h1) || len(o) < 8 || len(og) > len(h1) && strings.HasPrefix(og, h1) {
		return false
	}
	return o == h || len(o) > 20 && strings.HasSuffix(h, o) || o == fold(p.cutSite(p.docTitle))
}

// headline is the visible headline: among several h1 the one that other sources agree with, else the first that is
// not the outlet's name or the heading of a list.
func (p *page) headline(known ...string) string {
	known = append(known, p.docTitle)
	for _, k := range known {
		k = fold(k)
		for _, i := range p.heads {
			if h := fold(p.blocks[i].text); len(h) > 7 && len(k) > 7 && (strings.Contains(k, h) || strings.Contains(h, k)) {
				return p.headText(i)
			}
		}
	}
	for _, i := range p.heads {
		b := p.blocks[i]
		if b.words > 1 && !p.isSite(b.text) && b.linkChars*2 < len(b.text) && p.regions[b.region].around&(hintNav|hintConsent|hintHidden) == 0 {
			return p.headText(i)
		}
	}
	return ""
}

const maxShown = 3000 // blocks in which a headline is looked for

// shown is the part of a title before or behind a separator that the page shows as a line of its own, if there is
// one: the rest is the outlet's name, though nothing else gives it away.
func (p *page) shown(title string) string {
	for _, sep := range titleSeparators {
		at := len(title)
		for range 3 {
			i := strings.LastIndex(title[:at], sep)
			if i < 0 {
				break
			}
			at = i
			for _, part := range [...]string{title[:i], title[i+len(sep):]} {
				if strings.Count(part, " ") > 1 && p.shows(part) {
					return part
				}
			}
		}
	}
	return title
}

// shows says whether one of the page's blocks outside of links is this text and nothing else.
func (p *page) shows(text string) bool {
	f := fold(text)
	top := &p.regions[p.container]
	for i := range p.blocks[:min(len(p.blocks), maxShown)] {
		b := &p.blocks[i]
		own := i >= top.first-10 && i < top.last // where the headline links to its own page
		if (own || b.linkChars*2 < len(b.text)) && len(b.text) < 2*len(text)+20 && strings.HasSuffix(fold(b.text), f) {
			return true
		}
	}
	return false
}

// headText is the whole h1: a kicker in it is set apart by a colon.
func (p *page) headText(i int) string {
	r := p.blocks[i].region
	for r > 0 && !isHeading(p.regions[r].tag) {
		r = p.regions[r].parent
	}
	var parts []string
	for _, b := range p.blocks[p.regions[r].first:p.regions[r].last] {
		parts = append(parts, b.text)
	}
	if len(parts) == 1 {
		if inner := headParts(p.regions[r].node); len(inner) == 2 {
			parts = inner
		}
	}
	if len(parts) == 2 && strings.Count(parts[0], " ") < 6 && !strings.ContainsAny(parts[0][len(parts[0])-1:], ".:!?,;-") && !strings.HasPrefix(parts[1], ":") {
		return parts[0] + ": " + parts[1]
	}
	return strings.ReplaceAll(strings.Join(parts, " "), " : ", ": ")
}

// headParts are the texts of the elements that share a headline between them, nil where not all of it is in elements
// or the first is only emphasised.
func headParts(n *html.Node) []string {
	var parts []string
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) == "":
		case c.Type == html.TextNode && len(parts) == 1:
			parts = append(parts, squeeze(c.Data))
		case c.Type != html.ElementNode || c.DataAtom != atom.Span && c.DataAtom != atom.Small && c.DataAtom != atom.A && c.DataAtom != atom.Div:
			return nil
		default:
			if s := squeeze(nodeText(c, 1000)); s != "" {
				parts = append(parts, s)
			}
		}
	}
	if len(parts) == 1 && n.FirstChild != nil {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && squeeze(nodeText(c, 1000)) == parts[0] {
				return headParts(c)
			}
		}
	}
	return parts
}

// cutOff says whether a headline is only the beginning of a longer one.
func cutOff(s, longer string) bool {
	t := strings.TrimRight(s, ".… ")
	cut := len(t) < len(s) && !strings.HasSuffix(s, t+".") || utf8.RuneCountInString(s) >= 105
	return cut && len(longer) > len(t) && strings.HasPrefix(fold(longer), fold(t))
}

var titleSeparators = [...]string{" | ", " – ", " — ", " - ", " · ", " :: ", " // ", " • ", " « ", " » ", " > "}

// cutSite takes the outlet's name, and a date or a section standing with it, off the end of a headline. Nothing else
// is cut: a dash alone is part of many German headlines.
func (p *page) cutSite(s string) string {
	s = squeeze(s)
	if head, rest, ok := strings.Cut(s, " | "); ok && len(head) > 10 {
		for part := range strings.SplitSeq(rest, " | ") {
			if p.isSite(part) || p.isSite(firstPart(part)) {
				return strings.TrimSpace(head)
			}
		}
	}
	for n := range 4 {
		cut := false
		for _, sep := range titleSeparators {
			i := strings.LastIndex(s, sep)
			if i < 8 {
				continue
			}
			if tail := strings.TrimSpace(s[i+len(sep):]); p.isSite(tail) || isDayOnly(tail) || isDomain(tail) || n > 0 && p.isSection(tail) {
				s, cut = strings.TrimSpace(s[:i]), true
			}
		}
		if !cut {
			break
		}
	}
	return s
}

// isSection says whether s is what the page's address calls one of its sections.
func (p *page) isSection(s string) bool {
	f := fold(s)
	for step := range strings.SplitSeq(p.url.Path, "/") {
		if f != "" && f == fold(step) {
			return true
		}
	}
	return false
}

// isDomain says whether s is a name such as Beispiel.de, as outlets write themselves.
func isDomain(s string) bool {
	if strings.ContainsAny(s, " /@") {
		return false
	}
	switch _, end, _ := strings.Cut(s, "."); end {
	case "de", "at", "ch", "com", "net", "org", "info", "news", "online", "eu", "lu", "li":
		return true
	}
	return false
}

func firstPart(s string) string {
	head, _, _ := strings.Cut(s, " - ")
	return head
}

// isDayOnly says whether s is a date in figures, such as 28.04.2023.
func isDayOnly(s string) bool {
	if len(s) < 8 || len(s) > 10 {
		return false
	}
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		} else if r != '.' && r != '-' && r != '/' {
			return false
		}
	}
	return digits >= 6
}

func first(list []string) string {
	if len(list) > 0 {
		return list[0]
	}
	return ""
}
