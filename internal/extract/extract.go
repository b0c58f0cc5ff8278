// Package extract reads one page and says what article it holds: headline, lead, text, byline, dates and the rest.
// It never fetches anything, keeps nothing between two pages, and knows no publisher by name.
package extract

import (
	"pressclip/internal/press"
	"pressclip/internal/text"
)

// Result is what a page says, and why the extractor believes it.
type Result struct {
	Article press.Article
	Explain []Choice // every candidate of every field, in the order of fields, the chosen ones marked
}

// Choice is one candidate for a field. From names the place it was read from, such as "json-ld" or "visible".
type Choice struct {
	Field      string  `json:"field"`
	Value      string  `json:"value"`
	From       string  `json:"from"`
	Confidence float64 `json:"confidence"` // 0 to 1, comparable within one field only
	Chosen     bool    `json:"chosen"`
}

// Extract reads the article out of a page in UTF-8; what the page says about its charset is ignored. pageURL is where
// the page was found and resolves what is relative. The selectors of the outlet, where there are any, win over
// everything else. If the page is no article the error is a *press.Fault with one of the codes from FaultConsent to
// FaultEmpty, and the Result still holds what was seen. It may be called by several goroutines at once.
func Extract(page []byte, pageURL string, sel press.Selectors) (Result, error) {
	p, err := read(page, pageURL, sel)
	if err != nil {
		return Result{Article: press.Article{URL: pageURL}}, &press.Fault{Code: press.FaultEmpty, URL: pageURL, Detail: err.Error()}
	}
	p.site()
	p.title()
	p.body()
	p.dates()
	p.authors()
	p.text()
	p.agency()
	p.language()
	p.topics()
	p.canonical()
	p.paywall()
	p.kind()
	p.spell()
	res := Result{Article: p.article, Explain: p.choices}
	if fault := p.fault(); fault != nil {
		return res, fault
	}
	return res, nil
}

// spell spells out the letters of the article that are set as one sign.
func (p *page) spell() {
	a := &p.article
	for _, s := range []*string{&a.Site, &a.Title, &a.Lead, &a.Agency, &a.Text} {
		*s = text.Spelled(*s)
	}
	for _, list := range [][]string{a.Authors, a.Topics} {
		for i := range list {
			list[i] = text.Spelled(list[i])
		}
	}
}
