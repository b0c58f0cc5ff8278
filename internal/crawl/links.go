package crawl

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"pressclip/internal/weburl"
)

// maxTitle is what a headline may have; longer texts are whole teasers.
const maxTitle = 300

// link is an address in a page with what the page makes of it.
type link struct {
	url     string
	title   string // the best of the texts that link to it
	rank    int    // where title stands: 0 nowhere, more the better
	heading bool   // it stands in a heading, or has one in it
	aside   bool   // it stands in navigation or footer only
}

// links are the addresses that a page links, each once, in its order. resolve makes a reference absolute.
func links(doc *goquery.Selection, resolve func(string) string) []link {
	var all []link
	at := make(map[string]int)
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		l := link{url: resolve(strings.TrimSpace(a.AttrOr("href", "")))}
		key := weburl.Key(l.url)
		if key == "" || weburl.Form(l.url) { // what links to a print page says "print", not what it is about
			return
		}
		l.url, _, _ = strings.Cut(l.url, "#")
		inner := a.Find("h1,h2,h3,h4,h5,h6").First()
		l.heading = inner.Length() > 0 || a.Closest("h1,h2,h3,h4,h5,h6").Length() > 0
		l.aside = a.Closest("nav,footer,[role=navigation],[role=contentinfo]").Length() > 0
		l.title, l.rank = linkText(a, inner)
		if i, known := at[key]; known {
			all[i].merge(l)
			return
		}
		at[key] = len(all)
		all = append(all, l)
	})
	return all
}

// linkText is the headline that a link shows or, if it is a picture, tells; rank says which.
func linkText(a, heading *goquery.Selection) (title string, rank int) {
	for i, s := range []string{
		heading.Text(), a.Text(), a.AttrOr("title", ""), a.AttrOr("aria-label", ""), a.Find("img[alt]").First().AttrOr("alt", ""),
	} {
		s = strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00ad", "")), " ")
		if s != "" && len(s) <= maxTitle && !strings.Contains(s, "<") && !invitations[strings.ToLower(strings.Trim(s, " .…:»>→"))] {
			return s, 5 - i
		}
	}
	return "", 0
}

// invitations are link texts that say nothing about what they link to.
var invitations = phrases(`mehr|weiter|weiterlesen|weiter lesen|mehr lesen|jetzt lesen|lesen sie mehr|zum artikel|artikel lesen|zum beitrag|
	mehr erfahren|kommentare|kommentieren|teilen|drucken|merken|video|bildergalerie|plus|more|read more|hier|startseite`)

// phrases makes a set of the phrases between bars.
func phrases(s string) map[string]bool {
	m := make(map[string]bool)
	for p := range strings.SplitSeq(s, "|") {
		m[strings.TrimSpace(p)] = true
	}
	return m
}

// merge adds another link to the same address.
func (l *link) merge(other link) {
	l.heading = l.heading || other.heading
	l.aside = l.aside && other.aside
	said, says := words(l.title) >= 3, words(other.title) >= 3
	if says && !said || says == said && other.rank > l.rank {
		l.title, l.rank = other.title, other.rank
	}
}

// Sections are the addresses of the sections that a page's navigation links, in its order; page is UTF-8.
func Sections(body []byte, pageURL string) []string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(body)))
	if err != nil {
		return nil
	}
	base := pageURL
	if href, ok := doc.Find("base[href]").Attr("href"); ok {
		if b, err := weburl.Resolve(pageURL, href); err == nil {
			base = b
		}
	}
	found := links(doc.Selection, func(ref string) string {
		u, err := weburl.Resolve(base, ref)
		if err != nil {
			return ""
		}
		return u
	})
	return sections(pageURL, found)
}

// sections are the links that look like sections below the page they stand on; those of the navigation come first.
func sections(pageURL string, found []link) []string {
	page, err := url.Parse(pageURL)
	if err != nil {
		return nil
	}
	below := page.Path[:strings.LastIndexByte(page.Path, '/')+1]
	var navigation, others []string
	for _, l := range found {
		u, err := url.Parse(l.url)
		if err != nil || !sameHost(u, page) || u.RawQuery != "" || !strings.HasPrefix(u.Path, cmp.Or(below, "/")) || !looksLikeSection(u) ||
			weburl.Key(l.url) == weburl.Key(pageURL) {
			continue
		}
		if l.aside {
			navigation = append(navigation, l.url)
		} else {
			others = append(others, l.url)
		}
	}
	return append(navigation, others...)
}

func sameHost(a, b *url.URL) bool {
	bare := func(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Host), "www.") }
	return bare(a) == bare(b)
}
