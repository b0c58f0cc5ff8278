package extract

import (
	"strings"

	"golang.org/x/net/html/atom"

	"pressclip/internal/press"
)

const (
	shortText = 200 // words under which a film, a recording or pictures are what a page is about, not its text
	manyItems = 8
)

// kind says what the page is where it is no ordinary article. What its structured data say counts first, then what
// its headline says of it, if the page bears it out.
func (p *page) kind() {
	kind, from, confidence := p.linkedKind(), "json-ld", .9
	if kind == "" {
		kind, from, confidence = p.namedKind(), "title", .6
	}
	if kind == "" {
		kind, from, confidence = p.shapedKind(), "shape", .5
	}
	p.article.Kind = kind
	p.choose("kind", string(kind), from, confidence, true)
}

func (p *page) linkedKind() press.Kind {
	for _, n := range p.ld.articles {
		for _, t := range types(n) {
			if t == "LiveBlogPosting" {
				return press.KindLiveBlog
			}
		}
	}
	if og := strings.ToLower(p.meta("og:type")); strings.HasPrefix(og, "video") && p.words < shortText {
		return press.KindVideo
	}
	if p.words < shortText {
		return p.ld.mediaKind
	}
	return ""
}

// kindNames are what headlines, addresses and kickers call such pages.
var kindNames = []struct {
	kind  press.Kind
	names []string
}{
	{press.KindLiveBlog, []string{"liveblog", "liveticker", "live-ticker", "live-blog", "newsblog", "newsticker", "news-ticker"}},
	{press.KindGallery, []string{"bildergalerie", "fotostrecke", "fotogalerie", "bilderstrecke", "in bildern", "die schönsten bilder"}},
	{press.KindAudio, []string{"podcast"}},
	{press.KindVideo, []string{"video:", "im video"}},
}

func (p *page) namedKind() press.Kind {
	title := strings.ToLower(p.article.Title + " " + p.docTitle)
	for _, k := range kindNames {
		if containsAny(title, k.names) == 0 {
			continue
		}
		switch k.kind {
		case press.KindLiveBlog:
			if p.clockBlocks() < 3 {
				continue
			}
		case press.KindGallery:
			if p.figures() < 3 || p.words > shortText {
				continue
			}
		case press.KindAudio:
			if p.facts.audios == 0 || p.words > shortText {
				continue
			}
		case press.KindVideo:
			if p.facts.videos == 0 || p.words > shortText {
				continue
			}
		}
		return k.kind
	}
	return ""
}

// clockBlocks counts short lines of the article's region that begin with a time of day.
func (p *page) clockBlocks() int {
	n := 0
	top := &p.regions[p.container]
	for i := top.first; i < top.last; i++ {
		b := &p.blocks[i]
		if b.words > 12 || b.text == "" || !isDigit(b.text[0]) {
			continue
		}
		if _, _, ok := clockIn(b.text); ok {
			n++
		}
	}
	return n
}

// figures counts the pictures in the article's region.
func (p *page) figures() int {
	n := 0
	for i := p.container; i < len(p.regions); i++ {
		if r := &p.regions[i]; r.tag == atom.Figure && r.first >= p.regions[p.container].first && r.last <= p.regions[p.container].last {
			n++
		}
	}
	return n
}

// shapedKind tells pictures and lists by what the page is made of.
func (p *page) shapedKind() press.Kind {
	if p.words < shortText && p.figures() >= manyItems {
		return press.KindGallery
	}
	items, listed := 0, 0
	for _, i := range p.kept {
		if b := &p.blocks[i]; b.tag == atom.Li || b.tag == atom.Td || b.tag == atom.Dd || b.tag == atom.Dt {
			items++
			listed += b.words
		}
	}
	if items >= manyItems && listed*10 > p.words*7 {
		return press.KindList
	}
	return ""
}
