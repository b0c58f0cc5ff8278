package discover

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pressclip/internal/weburl"
)

// head is what a page says about its site.
type head struct {
	name  string
	feeds []string
}

// feedTypes are the media types that a page announces feeds under. Plain JSON is also what editing interfaces are
// announced as.
var feedTypes = map[string]bool{
	"application/rss+xml": true, "application/atom+xml": true, "application/rdf+xml": true, "application/feed+json": true,
	"application/xml": true, "text/xml": true,
}

// readHead reads the links and names in a page, wherever in it they stand: many sites close their head too early.
func readHead(page []byte, pageURL string) head {
	var h head
	base := pageURL
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return h
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.Data {
			case "base":
				if b, err := weburl.Resolve(pageURL, attribute(t, "href")); err == nil {
					base = b
				}
			case "meta":
				if attribute(t, "property") == "og:site_name" && h.name == "" {
					h.name = strings.Join(strings.Fields(attribute(t, "content")), " ")
				}
			case "link":
				if u, ok := feedLink(t, base); ok {
					h.feeds = append(h.feeds, u)
				}
			}
		}
	}
}

// feedLink is the address of the feed that a link element announces. Feeds of comments list no articles.
func feedLink(t html.Token, base string) (string, bool) {
	kind, _, _ := strings.Cut(strings.ToLower(attribute(t, "type")), ";")
	rel := strings.Fields(strings.ToLower(attribute(t, "rel")))
	if !feedTypes[strings.TrimSpace(kind)] || !slices.Contains(rel, "alternate") && !slices.Contains(rel, "feed") {
		return "", false
	}
	about := strings.ToLower(attribute(t, "href") + " " + attribute(t, "title"))
	if strings.Contains(about, "comment") || strings.Contains(about, "kommentar") {
		return "", false
	}
	u, err := weburl.Resolve(base, attribute(t, "href"))
	return u, err == nil
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}
