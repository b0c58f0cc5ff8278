package discover

import (
	"regexp"
	"strings"

	"pressclip/internal/extract"
	"pressclip/internal/fetch"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// Home is where a site has moved for good, as the answer to asking for its front page says: a page of another host that is
// neither a wall nor the offer of somebody who deals in addresses. It is canonical, and empty where the site has not moved.
func Home(asked string, page *fetch.Response) string {
	if page.Moved == "" || SameHost(asked, page.Moved) || offered(asked, page) {
		return ""
	}
	_, err := extract.Extract(page.HTML(), page.URL, press.Selectors{})
	if fault, ok := asFault(err); ok {
		switch fault.Code {
		case press.FaultConsent, press.FaultBotCheck, press.FaultLogin, press.FaultErrorPage:
			return ""
		}
	}
	home, err := weburl.Canonical(page.Moved)
	if err != nil {
		return ""
	}
	return home
}

// SameHost says that two addresses are of one host, with or without "www.".
func SameHost(a, b string) bool {
	bare := func(url string) string { return strings.TrimPrefix(weburl.Host(url), "www.") }
	return bare(a) == bare(b)
}

// forSale are the words of pages that offer an address for sale, or fill its place meanwhile.
var forSale = regexp.MustCompile(`(?i)\bdomain(?:name)?\b[^<>]{0,60}\b(?:zum Verkauf|zu verkaufen|kaufen|erwerben|geparkt|for sale|to buy|parked|available)\b|` +
	`\b(?:kaufen|erwerben|buy|purchase|inquire about)\b[^<>]{0,40}\bdomain\b|\b(?:parkingcrew|sedoparking|dan\.com|afternic|bodis)\b`)

// offered says that a site has not moved, but its address was given up.
func offered(asked string, page *fetch.Response) bool {
	_, query, _ := strings.Cut(page.Moved, "?")
	return strings.Contains(query, weburl.Site(asked)) || forSale.Match(page.HTML())
}
