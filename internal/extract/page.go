package extract

import (
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pressclip/internal/press"
)

// page is one page on its way to an article: the tree, what one walk over it has collected, and the article so far.
type page struct {
	source   []byte   // as it came
	url      *url.URL // never nil
	sel      press.Selectors
	doc      *html.Node
	known    map[string]hint
	article  press.Article
	choices  []Choice
	picked   map[*html.Node]bool // what the operator's selector for the text points at
	metas    map[string][]string // name or property, lower case → values
	docTitle string
	lang     string // of <html>
	canon    string
	ld       linked
	regions  []region        // in document order; 0 is the whole page
	blocks   []block         // in document order
	heads    []int           // blocks that are h1
	alts     map[string]bool // what pictures say instead of themselves, folded, the first bytes
	times    []stamp
	bylines  []byline
	facts    facts
	siteNorm []string // what the site calls itself, folded

	container   int    // region that holds the article
	kept        []int  // blocks of the text
	rejected    int    // blocks in the article's region that are no part of it
	authorsFrom string // the place that the chosen authors were read from
	words       int    // of the text
}

// region is an element that stands on lines of its own, with the blocks from first to before last in it.
type region struct {
	parent      int
	node        *html.Node
	tag         atom.Atom
	hints       hint
	around      hint // of the region and all regions around it, except those that hold much of the page's prose
	first, last int
	chars       int // of text, and how many of them in links
	linkChars   int
	prose       int  // words in sentences
	linked      bool // it stands inside a link
	picked      bool
}

// block is one run of text between two line breaks.
type block struct {
	region    int
	tag       atom.Atom // of the region
	text      string
	linkChars int
	words     int
	boldChars int
	anchor    bool // its links lead to places on this page only
	judged    int8 // whether it is promotion: 0 not asked yet, 1 no, 2 yes
}

// stamp is a <time> or something else with a machine-readable date.
type stamp struct {
	value string
	text  string
	prop  string
	block int
	hints hint
}

// byline is an element that says of itself that it names an author.
type byline struct {
	node  *html.Node
	block int
	exact bool // itemprop or rel, not only a class
}

// facts are counted on the way because the page may turn out not to be an article.
type facts struct {
	scripts   int
	passwords int
	frames    []string // addresses of iframes
	noscript  string
	mount     bool // an empty element that scripts fill
	videos    int
	audios    int
	paywall   bool
	cards     int // headings inside links
}

func read(src []byte, pageURL string, sel press.Selectors) (*page, error) {
	doc, err := parse(src)
	if err != nil {
		return nil, err
	}
	at, err := url.Parse(pageURL)
	if err != nil {
		at = &url.URL{}
	}
	p := &page{
		source: src, url: at, sel: sel, doc: doc, known: make(map[string]hint, 256), alts: map[string]bool{}, metas: make(map[string][]string, 64),
		article: press.Article{URL: pageURL, Authors: []string{}},
	}
	p.applySelectors()
	p.walk()
	p.ld.finish()
	p.adoptMedia()
	return p, nil
}

// applySelectors takes away what the operator wants removed and remembers what the text selector points at.
func (p *page) applySelectors() {
	root := goquery.NewDocumentFromNode(p.doc)
	for _, remove := range p.sel.Remove {
		if strings.TrimSpace(remove) != "" {
			root.Find(remove).Remove()
		}
	}
	if p.sel.Text == "" {
		return
	}
	p.picked = make(map[*html.Node]bool)
	for _, n := range root.Find(p.sel.Text).Nodes {
		p.picked[n] = true
	}
}

// selected is the text of each element that an operator's selector points at, in document order; a datetime or
// content attribute counts before the text.
func (p *page) selected(selector string) []string {
	if selector == "" {
		return nil
	}
	var out []string
	for _, n := range goquery.NewDocumentFromNode(p.doc).Find(selector).Nodes {
		s := attr(n, "datetime")
		if s == "" {
			s = attr(n, "content")
		}
		if s == "" {
			s = squeeze(nodeText(n, 4000))
		}
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (p *page) meta(names ...string) string {
	for _, name := range names {
		for _, v := range p.metas[name] {
			if v != "" {
				return v
			}
		}
	}
	return ""
}

func (p *page) choose(field, value, from string, confidence float64, chosen bool) {
	if value != "" {
		p.choices = append(p.choices, Choice{Field: field, Value: value, From: from, Confidence: confidence, Chosen: chosen})
	}
}
