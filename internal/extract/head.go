package extract

import (
	"strings"

	"golang.org/x/net/html"
)

func (w *walker) htmlTag(n *html.Node) {
	w.lang = attr(n, "lang")
	if w.lang == "" {
		w.lang = attr(n, "xml:lang")
	}
}

// metaTag collects a <meta>. Inside the body those with an itemprop are microdata and kept under their own names.
func (w *walker) metaTag(n *html.Node) {
	value := strings.TrimSpace(attr(n, "content"))
	if value == "" || len(value) > maxMetaText {
		return
	}
	for _, key := range [...]string{"property", "name", "itemprop", "http-equiv"} {
		name := strings.ToLower(strings.TrimSpace(attr(n, key)))
		if name == "" {
			continue
		}
		if key == "itemprop" {
			name = "itemprop:" + name
		}
		if len(w.metas[name]) < 50 {
			w.metas[name] = append(w.metas[name], squeeze(html.UnescapeString(value)))
		}
		return
	}
}

func (w *walker) linkTag(n *html.Node) {
	if w.canon == "" && strings.EqualFold(strings.TrimSpace(attr(n, "rel")), "canonical") {
		w.canon = strings.TrimSpace(attr(n, "href"))
	}
}

// script reads JSON-LD and counts the other scripts.
func (w *walker) script(n *html.Node) {
	kind := strings.ToLower(attr(n, "type"))
	if strings.Contains(kind, "ld+json") {
		if n.FirstChild != nil {
			w.ld.add(n.FirstChild.Data)
		}
		return
	}
	if kind == "" || strings.Contains(kind, "javascript") || kind == "module" {
		w.facts.scripts++
	}
}
