package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxBlocks   = 20000 // blocks and regions of a page that are looked at
	maxMetaText = 4000  // bytes of a meta value
	maxHeads    = 50    // first headlines
	maxNoticed  = 300   // elements that name authors or times
)

// walker goes over the tree once and collects everything that the fields are made of.
type walker struct {
	*page
	buf       strings.Builder
	at        int // current region
	gap       bool
	linkDepth int
	bold      int
	linkChars int
	boldChars int
	outward   bool // a link of the open block leaves this page
	breaks    int
	dropCap   bool // the open block is one letter so far, whose word goes on
	titleFold string
}

func (p *page) walk() {
	w := &walker{page: p}
	p.regions = append(make([]region, 0, 512), region{node: p.doc})
	p.blocks = make([]block, 0, 256)
	w.children(p.doc)
	w.flush()
	p.regions[0].last = len(p.blocks)
	p.sumUp()
}

// sumUp hands the counts of blocks up to all regions around them.
func (p *page) sumUp() {
	for i := range p.blocks {
		r := &p.regions[p.blocks[i].region]
		r.chars += len(p.blocks[i].text)
		r.linkChars += p.blocks[i].linkChars
		if p.blocks[i].isProse() {
			r.prose += p.blocks[i].words
		}
	}
	p.findRows()
	p.findReplies()
	for i := len(p.regions) - 1; i > 0; i-- {
		r := &p.regions[i]
		up := &p.regions[r.parent]
		up.chars += r.chars
		up.linkChars += r.linkChars
		up.prose += r.prose
	}
	all := p.regions[0].prose
	for i := 1; i < len(p.regions); i++ {
		r := &p.regions[i]
		r.around = p.regions[r.parent].around
		if r.prose*3 < all || all == 0 {
			r.around |= r.hints
		}
	}
}

// isLink says whether next to nothing of a block is no link; blanks are not counted as part of links.
func (b *block) isLink() bool { return b.linkChars*10 > (len(b.text)-b.words+1)*9 }

// isProse says whether a block stands in sentences and is not mostly links.
func (b *block) isProse() bool {
	return b.words > 8 && b.linkChars*2 < len(b.text) && endsSentence(b.text)
}

// isAlt says whether a block repeats what a picture says instead of itself.
func (p *page) isAlt(folded string) bool { return len(folded) >= 20 && p.alts[clip(folded, 60)] }

func (w *walker) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			w.text(c.Data)
		case html.ElementNode:
			w.element(c)
		}
	}
}

func (w *walker) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Script:
		w.script(n)
		return
	case atom.Meta:
		w.metaTag(n)
		return
	case atom.Link:
		w.linkTag(n)
		return
	case atom.Title:
		if w.docTitle == "" && n.Namespace == "" {
			w.docTitle = squeeze(nodeText(n, 1000))
			w.titleFold = fold(w.docTitle)
		}
		return
	case atom.Noscript:
		if len(w.facts.noscript) < 2000 {
			w.facts.noscript += squeeze(nodeText(n, 1000)) + "\n"
		}
		return
	case atom.Iframe:
		w.facts.frames = append(w.facts.frames, attr(n, "src"))
		return
	case atom.Input:
		if strings.EqualFold(attr(n, "type"), "password") {
			w.facts.passwords++
		}
		return
	case atom.Video:
		w.facts.videos++
		return
	case atom.Audio:
		w.facts.audios++
		return
	case atom.Style, atom.Template, atom.Svg, atom.Math, atom.Object, atom.Embed, atom.Canvas, atom.Map,
		atom.Select, atom.Textarea, atom.Source, atom.Button, atom.Datalist, atom.Rp, atom.Rt, atom.Hr, atom.Wbr:
		return
	case atom.Img:
		if alt := attr(n, "alt"); len(alt) >= 20 && len(alt) < 600 {
			if f := fold(alt); len(f) >= 20 && f != w.titleFold {
				w.alts[clip(f, 60)] = true
			}
		}
		return
	case atom.Html:
		w.htmlTag(n)
	case atom.Br:
		w.lineBreak()
		return
	}
	if isBlock(n.DataAtom) || n.DataAtom == 0 && w.hints(n) != 0 || w.picked[n] {
		w.enter(n)
	} else {
		w.inline(n)
	}
}

// enter walks an element that stands on lines of its own.
func (w *walker) enter(n *html.Node) {
	w.flush()
	if len(w.regions) >= maxBlocks || len(w.blocks) >= maxBlocks {
		return
	}
	up := w.at
	h := w.hints(n)
	if n.DataAtom == atom.Figure && !holdsText(n, 4) {
		h |= hintCaption
	}
	w.regions = append(w.regions, region{
		parent: up, node: n, tag: n.DataAtom, hints: h, first: len(w.blocks), linked: w.linkDepth > 0,
		picked: w.picked[n] || w.regions[up].picked,
	})
	w.at = len(w.regions) - 1
	me := w.at
	w.notice(n, h)
	if n.FirstChild == nil && n.DataAtom == atom.Div && isMount(attr(n, "id")) {
		w.facts.mount = true
	}
	if isHeading(n.DataAtom) && w.linkDepth > 0 || isHeading(n.DataAtom) && onlyLink(n) {
		w.facts.cards++
	}
	w.children(n)
	w.flush()
	w.at = up
	w.regions[me].last = len(w.blocks)
}

// inline walks an element within a line.
func (w *walker) inline(n *html.Node) {
	h := hint(0)
	if len(n.Attr) > 0 {
		if n.DataAtom == atom.Span && follows(n) {
			w.gap = true
		}
		h = w.hints(n)
		if h&hintHidden != 0 && n.DataAtom != atom.A || h&hintCaption != 0 && n.DataAtom == atom.Span {
			return
		}
		w.notice(n, h)
	}
	dropCap := w.isDropCap(n)
	switch n.DataAtom {
	case atom.A:
		w.linkDepth++
		href := attr(n, "href")
		if href != "" && href[0] != '#' {
			w.outward = true
		}
		if h&hintAuthor == 0 && isAuthorLink(href) {
			w.bylines = append(w.bylines, byline{node: n, block: len(w.blocks)})
		}
		w.children(n)
		w.linkDepth--
	case atom.B, atom.Strong:
		w.bold++
		w.children(n)
		w.bold--
	case atom.Time:
		if len(w.times) <= maxNoticed {
			w.times = append(w.times, stamp{value: attr(n, "datetime"), text: squeeze(nodeText(n, 200)), prop: strings.ToLower(attr(n, "itemprop")), block: len(w.blocks), hints: h})
		}
		w.children(n)
	default:
		w.children(n)
	}
	w.dropCap = w.dropCap || dropCap
}

// follows says whether a span with a class stands right behind another one: styles set the two apart.
func follows(n *html.Node) bool {
	before := n.PrevSibling
	return before != nil && before.Type == html.ElementNode && before.DataAtom == atom.Span && attr(before, "class") != "" && attr(n, "class") != ""
}

// isDropCap says whether an element is the first letter of a paragraph, set larger than its word. Alone it may be a word
// in English, and O in German too.
func (w *walker) isDropCap(n *html.Node) bool {
	if n.FirstChild == nil || len(n.Attr) == 0 || w.buf.Len() > len("„") {
		return false
	}
	class := strings.ToLower(attr(n, "class"))
	if !strings.Contains(class, "initial") && !strings.Contains(class, "drop") {
		return false
	}
	text := strings.TrimSpace(nodeText(n, 20))
	r, size := utf8.DecodeRuneInString(text)
	german := strings.HasPrefix(strings.ToLower(w.lang), "de")
	return size > 0 && size == len(text) && unicode.IsUpper(r) && r != 'O' && (german || r != 'A' && r != 'I')
}

// holdsText says whether a figure is made of text: a quotation, a table or a list.
func holdsText(n *html.Node, depth int) bool {
	if depth == 0 {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Blockquote, atom.Table, atom.Ul, atom.Ol:
			return true
		}
		if c.Type == html.ElementNode && holdsText(c, depth-1) {
			return true
		}
	}
	return false
}

// notice remembers elements that say who wrote the article, or when.
func (w *walker) notice(n *html.Node, h hint) {
	if len(w.bylines) > maxNoticed || len(w.times) > maxNoticed {
		return
	}
	prop := strings.ToLower(attr(n, "itemprop"))
	switch {
	case prop == "author" || prop == "creator" || strings.EqualFold(attr(n, "rel"), "author"):
		w.bylines = append(w.bylines, byline{node: n, block: len(w.blocks), exact: true})
	case h&hintAuthor != 0:
		w.bylines = append(w.bylines, byline{node: n, block: len(w.blocks)})
	}
	if h&hintDate != 0 && n.DataAtom != atom.Time && (prop != "" || n.FirstChild != nil) {
		w.times = append(w.times, stamp{value: attr(n, "content"), text: clip(squeeze(nodeText(n, 200)), 120), prop: prop, block: len(w.blocks), hints: h})
	}
	if h&hintPaywall != 0 && n.FirstChild != nil {
		w.facts.paywall = true
	}
}

func (w *walker) text(s string) {
	for i := 0; i < len(s); {
		c := s[i]
		if c <= ' ' {
			w.gap = true
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
			if isSpaceRune(r) {
				w.gap = true
				i += size
				continue
			}
			if isInvisible(r) {
				i += size
				continue
			}
		}
		if w.gap && w.buf.Len() > 0 && !(w.dropCap && unicode.IsLower(r)) {
			w.buf.WriteByte(' ')
		}
		w.gap, w.dropCap = false, false
		w.breaks = 0
		end := i + size
		for end < len(s) && s[end] > ' ' && s[end] < utf8.RuneSelf {
			end++
		}
		w.buf.WriteString(s[i:end])
		if w.linkDepth > 0 {
			w.linkChars += end - i
		}
		if w.bold > 0 {
			w.boldChars += end - i
		}
		i = end
	}
}

// lineBreak separates words; the second one in a row separates paragraphs.
func (w *walker) lineBreak() {
	w.gap = true
	if w.breaks++; w.breaks > 1 {
		w.flush()
	}
}

// flush ends the open block, if there is any.
func (w *walker) flush() {
	if w.buf.Len() > 0 && len(w.blocks) < maxBlocks {
		text := w.buf.String()
		b := block{region: w.at, tag: w.regions[w.at].tag, text: text, linkChars: w.linkChars, boldChars: w.boldChars,
			words: strings.Count(text, " ") + 1, anchor: !w.outward}
		if b.tag == atom.H1 && len(w.heads) < maxHeads {
			w.heads = append(w.heads, len(w.blocks))
		}
		w.blocks = append(w.blocks, b)
	}
	w.buf = strings.Builder{}
	w.gap, w.dropCap, w.linkChars, w.boldChars, w.breaks, w.outward = false, false, 0, 0, 0, false
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd, atom.Details, atom.Dialog,
		atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Head, atom.Html, atom.Li, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P,
		atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return true
	}
	return false
}

func isHeading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

func isMount(id string) bool {
	switch strings.ToLower(id) {
	case "root", "app", "__next", "__nuxt", "react-root", "main-app", "app-root":
		return true
	}
	return false
}

// onlyLink says whether an element's first child is a link.
func onlyLink(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			return c.DataAtom == atom.A
		}
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			return false
		}
	}
	return false
}
