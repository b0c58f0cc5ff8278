package extract

import (
	"net/url"

	"github.com/markusmobius/go-htmldate"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxLibraryChars  = 400_000 // of text that is given to the library
	maxLibraryBlocks = 4000
	maxLibraryDepth  = 100 // of regions in one another
	maxLibraryTables = 4   // in one another
)

// libraryText is what go-trafilatura takes for the text of the page, folded; "" where it finds none or the page is
// too large for it. It gets a tree without head, scripts and pictures, and looks for no metadata.
func (p *page) libraryText() (text string) {
	if p.facts.tangled || p.regions[0].chars > maxLibraryChars || len(p.blocks)+len(p.regions) > maxLibraryBlocks {
		return ""
	}
	defer func() {
		if recover() != nil { // a page that the library stumbles over is read without it
			text = ""
		}
	}()
	p.slim.InsertBefore(decoys(), p.slim.FirstChild)
	res, err := trafilatura.ExtractDocument(p.slim, trafilatura.Options{
		OriginalURL:      &url.URL{Scheme: "https", Host: "localhost"},
		ExcludeComments:  true,
		HtmlDateOverride: &htmldate.Result{},
	})
	if err != nil || res.ContentNode == nil {
		return ""
	}
	return fold(nodeText(res.ContentNode, maxLibraryChars))
}

// decoys is a head that answers all of the library's questions about metadata, so that it asks the tree none.
func decoys() *html.Node {
	head := &html.Node{Type: html.ElementNode, DataAtom: atom.Head, Data: "head"}
	for _, property := range [...]string{"og:title", "og:author", "og:description", "og:site_name", "og:image", "og:type", "og:url", "og:article:tag"} {
		value := "Beispiel Wert"
		if property == "og:url" || property == "og:image" {
			value = "https://localhost/"
		}
		head.AppendChild(&html.Node{Type: html.ElementNode, DataAtom: atom.Meta, Data: "meta",
			Attr: []html.Attribute{{Key: "property", Val: property}, {Key: "content", Val: value}}})
	}
	script := &html.Node{Type: html.ElementNode, DataAtom: atom.Script, Data: "script", Attr: []html.Attribute{{Key: "type", Val: "application/ld+json"}}}
	script.AppendChild(&html.Node{Type: html.TextNode, Data: `{"@context":"https://schema.org","@type":"Article","articleSection":"x","keywords":"x"}`})
	head.AppendChild(script)
	return head
}
