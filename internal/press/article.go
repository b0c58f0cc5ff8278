package press

import (
	"strings"
	"time"
)

// Article is what a page says: the unit that is matched, filed and shown. Times that are unknown are zero and leave
// no trace in JSON. The field names in JSON are those of `pressclip extract`.
type Article struct {
	URL          string    `json:"url,omitempty"`
	CanonicalURL string    `json:"canonical_url,omitempty"`
	Site         string    `json:"site,omitempty"`
	Title        string    `json:"title"`
	Lead         string    `json:"lead,omitempty"`
	Authors      []string  `json:"authors"` // the people named; if none, the agency or editorial office as printed
	Agency       string    `json:"agency,omitempty"`
	Published    time.Time `json:"published,omitzero"`
	Modified     time.Time `json:"modified,omitzero"`
	Language     string    `json:"language,omitempty"` // BCP 47, lower case: "de"
	Text         string    `json:"text"`               // paragraphs separated by one newline; the lead is the first
	Paywalled    *bool     `json:"paywalled"`          // nil: the page does not say
	Topics       []string  `json:"topics"`
	Medium       Medium    `json:"medium,omitempty"`    // it appeared in; empty: that of its outlet
	Page         string    `json:"page,omitempty"`      // as printed: "5", "B2"
	Programme    string    `json:"programme,omitempty"` // of radio or television, in which it was broadcast
	Kind         Kind      `json:"kind,omitempty"`
	Words        int       `json:"words,omitempty"`       // of the text that could be read
	WordsTold    int       `json:"words_total,omitempty"` // of the whole text, where the page says so
}

// Paywall says whether an article is behind a paywall.
type Paywall string

// The answers to that.
const (
	PaywallYes     Paywall = "yes"
	PaywallNo      Paywall = "no"
	PaywallUnknown Paywall = "unknown" // the page does not say
)

// Paywalls are all of them.
func Paywalls() []Paywall { return []Paywall{PaywallYes, PaywallNo, PaywallUnknown} }

// Paywall is what the page said of it.
func (a Article) Paywall() Paywall {
	switch {
	case a.Paywalled == nil:
		return PaywallUnknown
	case *a.Paywalled:
		return PaywallYes
	}
	return PaywallNo
}

// Link is an address that may be opened: one of the web; empty for any other. What never stood in the web goes by a name
// (see weburl.Name) where others have an address, and everything that offers a link asks here.
func Link(url string) string {
	if strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://") {
		return url
	}
	return ""
}

// Kind says what a page is that is no ordinary article; its text is what stands on it in words.
type Kind string

// The kinds of pages. An ordinary article has none.
const (
	KindLiveBlog Kind = "liveblog"
	KindVideo    Kind = "video"
	KindAudio    Kind = "audio"
	KindGallery  Kind = "gallery" // pictures with captions
	KindList     Kind = "list"    // dates, results, names and little else
)

// Passage is a span of a field that satisfied a keyword: bytes Start to End of the field's value.
type Passage struct {
	Field string `json:"field"` // title, lead, text, author or outlet
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text,omitempty"`
}

// Match says that an article satisfied a keyword of a project, and where.
type Match struct {
	Project  string
	Keyword  string // as written in the project
	Passages []Passage
}
