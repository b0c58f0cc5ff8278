package web

import (
	"net/url"
	"slices"
	"strconv"

	"pressclip/internal/press"
	"pressclip/internal/search"
)

// asked is what an address of /search asks for. The same parameters serve the API.
type asked struct {
	Query    string
	Projects []string
	Outlets  []string
	Verdict  press.Verdict
	Paywall  press.Paywall
	Tags     []string
	From, To string
	Sort     string
	Page     int
	Limit    int
	Printed  bool // not in the address: for a press review
}

// Bounds of what an address may ask for. Nobody types more, and a page further down than this is not reached by
// turning pages.
const (
	maxValues = 100
	maxPage   = 500
)

// askedFrom reads an address. An empty value counts as absent, for forms send those too. The first one that means
// nothing comes back as a misfit and is left out; what people type themselves (query and days) is judged by the search.
func askedFrom(values url.Values) (asked, *misfit) {
	a := asked{
		Query: values.Get("q"), Projects: chosen(values["project"]), Outlets: chosen(values["outlet"]), Tags: chosen(values["tag"]),
		From: values.Get("from"), To: values.Get("to"), Limit: search.DefaultLimit,
	}
	p := parameters{values: values}
	a.Verdict = press.Verdict(p.oneOf("verdict", verdictNames()...))
	a.Paywall = press.Paywall(p.oneOf("paywall", paywallNames()...))
	if a.Sort = p.oneOf("sort", "newest", "relevance"); a.Sort == "newest" {
		a.Sort = "" // as it is without
	}
	a.Page = p.number("page", maxPage, 1)
	return a, p.bad
}

// chosen drops empty and repeated values, and all beyond what a page could offer.
func chosen(values []string) []string {
	var out []string
	for _, v := range values {
		if v != "" && !slices.Contains(out, v) && len(out) < maxValues {
			out = append(out, v)
		}
	}
	return out
}

// url is the address that asks for this.
func (a asked) url() string {
	if v := a.values(); len(v) > 0 {
		return "/search?" + v.Encode()
	}
	return "/search"
}

// values are the parameters that ask for this. What is not set leaves no trace in them.
func (a asked) values() url.Values {
	v := url.Values{}
	set := func(name string, values ...string) {
		for _, value := range values {
			if value != "" {
				v.Add(name, value)
			}
		}
	}
	set("q", a.Query)
	set("project", a.Projects...)
	set("outlet", a.Outlets...)
	set("verdict", string(a.Verdict))
	set("paywall", string(a.Paywall))
	set("tag", a.Tags...)
	set("from", a.From)
	set("to", a.To)
	set("sort", a.Sort)
	if a.Page > 1 {
		set("page", strconv.Itoa(a.Page))
	}
	return v
}

// with is the address of the same search with something changed, from its first page.
func (a asked) with(change func(*asked)) string {
	a.Page = 1
	a.Projects, a.Outlets, a.Tags = slices.Clone(a.Projects), slices.Clone(a.Outlets), slices.Clone(a.Tags)
	change(&a)
	return a.url()
}

// filtered says whether anything but the words limits the hits.
func (a asked) filtered() bool {
	return len(a.Projects)+len(a.Outlets)+len(a.Tags) > 0 || a.Verdict != "" || a.Paywall != "" || a.From != "" || a.To != ""
}

func (a asked) request() search.Request {
	return search.Request{
		Query: a.Query, Projects: a.Projects, Outlets: a.Outlets, Verdict: a.Verdict, Paywall: a.Paywall, Tags: a.Tags, From: a.From, To: a.To, Sort: a.Sort,
		Page: a.Page, Limit: a.Limit, Facets: !a.Printed, Printed: a.Printed,
	}
}

func searchURL(query string) string { return asked{Query: query}.url() }
