package web

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/search"
)

// searchView is the search page.
type searchView struct {
	Query        string
	From, To     string
	Tags         []string
	Sort         string
	Facets       []facetView
	ShowSyntax   bool
	Examples     []example
	Wrong        *wrongView
	Heading      string
	Lede         []phrase
	Chips        []phrase // what limits the search, each with the address without it
	Timeline     *timeline
	Hints        []offer
	Wider        *offer
	Rows         []row
	Keep         string // the parameters of this search, to be kept; empty: it is not one to keep
	Empty        *emptyView
	Exports      []phrase // of all that was found
	Newer, Older string
	Position     string
}

// facetView offers the values of one filter.
type facetView struct {
	Label  string
	Name   string // of the parameter
	Kind   string // checkbox or radio
	Values []choice
}

// example is a query with what it finds.
type example struct {
	Query, URL, Meaning string
}

// wrongView says what is wrong with a query, where, and what to ask instead.
type wrongView struct {
	Words    string
	Spot     []piece
	Column   int // of the spot; 0, if there is none
	Proposal *example
}

// offer is a sentence with the query that it proposes, if it does.
type offer struct {
	Words string
	Query string
	URL   string
}

// examples explain the query language; their keys are numbered from 1.
const examples = 9

func (w words) searchForm(a asked) searchView {
	v := searchView{Query: a.Query, From: a.From, To: a.To, Tags: a.Tags, Sort: a.Sort, ShowSyntax: a.Query == "" && !a.filtered()}
	v.Examples = w.examples(searchURL)
	v.Chips = w.chips(a)
	return v
}

func (w words) examples(address func(query string) string) []example {
	all := make([]example, examples)
	for i := range all {
		key := "web.example." + string(rune('1'+i))
		q := w.text(key + ".query")
		all[i] = example{Query: q, URL: address(q), Meaning: w.text(key + ".meaning")}
	}
	return all
}

// searchView shows an answer. Months are those of the same search without its days, so that the timeline stays whole.
func (w words) searchView(a asked, found search.Answer, months []search.Facet, projects []string) searchView {
	v := w.searchForm(a)
	v.Facets = w.facets(a, found, projects)
	v.Heading = w.total(found)
	v.Lede = w.searchLede(a, found.Total)
	v.Keep = a.parameters()
	v.Timeline = w.timeline(months, a)
	v.Hints = w.hints(a.Query, func(q string) string { return a.with(func(a *asked) { a.Query = q }) })
	if found.Incomplete {
		v.Hints = append(v.Hints, offer{Words: w.text("web.search.incomplete")})
	}
	if found.Capped {
		v.Hints = append(v.Hints, offer{Words: w.text("web.search.capped")})
	}
	if found.WithoutText != nil {
		v.Hints = append(v.Hints, offer{Words: found.WithoutText.Words(w.language)})
	}
	for _, h := range found.Hits {
		v.Rows = append(v.Rows, w.row(h))
	}
	if found.Total > 0 {
		v.Exports = w.exports(a)
	}
	w.turn(&v, a, found)
	return v
}

func (w words) total(found search.Answer) string {
	switch {
	case found.Total == 0:
		return w.text("web.search.nothing")
	case found.TotalIsMinimum:
		return w.text("web.search.over", w.number(found.Total))
	}
	return w.count("web.clippings", found.Total)
}

// searchLede says what was asked for and, where there is more than one to put into order, in which.
func (w words) searchLede(a asked, total int) []phrase {
	var lede []phrase
	if a.Query != "" {
		lede = append(lede, phrase{Label: w.quoted(a.Query)})
	}
	if total < 2 {
		return lede
	}
	newest, relevance := phrase{Label: w.text("web.search.newest")}, phrase{Label: w.text("web.search.relevance")}
	if a.Sort == "relevance" {
		newest.URL = a.with(func(a *asked) { a.Sort = "" })
	} else {
		relevance.URL = a.with(func(a *asked) { a.Sort = "relevance" })
	}
	return append(lede, newest, relevance)
}

// turn puts the links to the pages before and after.
func (w words) turn(v *searchView, a asked, found search.Answer) {
	page := a.Page
	if page > 1 {
		a.Page = page - 1
		v.Newer = a.url()
	}
	if found.Next != "" && page < maxPage {
		a.Page = page + 1
		v.Older = a.url()
	}
	if n := len(found.Hits); n > 0 {
		first := (page-1)*a.Limit + 1
		v.Position = w.text("web.search.position", w.number(first), w.number(first+n-1))
	}
}

func (w words) facets(a asked, found search.Answer, projects []string) []facetView {
	verdict := facetView{Label: w.text("web.search.verdict"), Name: "verdict", Kind: "radio"}
	verdict.Values = w.radio(verdictNames(), string(a.Verdict), found.Facets["verdict"], "web.verdict.")
	paywall := facetView{Label: w.text("web.search.paywall"), Name: "paywall", Kind: "radio"}
	paywall.Values = w.radio(paywallNames(), string(a.Paywall), found.Facets["paywall"], "web.paywall.")
	return []facetView{
		{Label: w.text("web.projects"), Name: "project", Kind: "checkbox", Values: boxes(found.Facets["project"], a.Projects, projects)},
		{Label: w.text("web.nav.outlets"), Name: "outlet", Kind: "checkbox", Values: boxes(found.Facets["outlet"], a.Outlets, nil)},
		verdict, paywall,
	}
}

// radio are the values of a filter that is one of a few, their words under the key, and the choice of none of them.
func (w words) radio(values []string, chosen string, counted []search.Facet, key string) []choice {
	all := []choice{{Label: w.text("web.search.any"), Current: chosen == ""}}
	for _, value := range values {
		c := choice{Label: w.text(key + value), Value: value, Current: chosen == value}
		if i := slices.IndexFunc(counted, func(f search.Facet) bool { return f.Value == value }); i >= 0 {
			c.Count = counted[i].Count
		}
		all = append(all, c)
	}
	return all
}

// maxBoxes bounds one filter; what is rarer can still be asked for in words (outlet:).
const maxBoxes = 30

// boxes are the values of a filter: those with hits, those that are chosen, and those always offered.
func boxes(counted []search.Facet, chosen, always []string) []choice {
	var all []choice
	seen := map[string]bool{}
	for _, f := range counted {
		if f.Count > 0 && (len(all) < maxBoxes || slices.Contains(chosen, f.Value)) {
			all = append(all, choice{Label: f.Value, Value: f.Value, Count: f.Count, Current: slices.Contains(chosen, f.Value)})
			seen[f.Value] = true
		}
	}
	for _, value := range slices.Concat(chosen, always) {
		if !seen[value] {
			all = append(all, choice{Label: value, Value: value, Current: slices.Contains(chosen, value)})
			seen[value] = true
		}
	}
	return all
}

func (w words) chips(a asked) []phrase {
	var all []phrase
	without := func(label string, change func(*asked)) { all = append(all, phrase{Label: label, URL: a.with(change)}) }
	drop := func(from []string, value string) []string {
		return slices.DeleteFunc(from, func(s string) bool { return s == value })
	}
	for _, p := range a.Projects {
		without(p, func(a *asked) { a.Projects = drop(a.Projects, p) })
	}
	for _, o := range a.Outlets {
		without(o, func(a *asked) { a.Outlets = drop(a.Outlets, o) })
	}
	if a.Verdict != "" {
		without(w.verdict(a.Verdict), func(a *asked) { a.Verdict = "" })
	}
	for _, t := range a.Tags {
		without("# "+t, func(a *asked) { a.Tags = drop(a.Tags, t) })
	}
	if a.Paywall != "" {
		without(w.text("web.paywall."+string(a.Paywall)), func(a *asked) { a.Paywall = "" })
	}
	if a.From != "" || a.To != "" {
		without(w.stretch(a.From, a.To), func(a *asked) { a.From, a.To = "", "" })
	}
	return all
}

// wrong words what keeps a search from being answered; nil if err is of another kind.
func (w words) wrong(a asked, err error) *wrongView {
	var day *search.DayError
	if errors.As(err, &day) {
		return &wrongView{Words: w.text("web.search.bad_day", day.Value)}
	}
	var bad *query.Error
	if !errors.As(err, &bad) {
		return nil
	}
	v := &wrongView{Words: w.text("query."+bad.Code, bad.Args...), Column: bad.Column(a.Query)}
	if q := bad.Proposal(a.Query); q != "" && q != a.Query {
		v.Proposal = &example{Query: q, URL: a.with(func(a *asked) { a.Query = q })}
	}
	if at := bad.Pos; at < len(a.Query) {
		end := min(at+max(1, bad.Len), len(a.Query))
		for end < len(a.Query) && !boundary(a.Query, end) {
			end++
		}
		v.Spot = pieces(shown(a.Query, end), []press.Span{{Start: at, End: end}})
	}
	return v
}

// maxShown bounds what is repeated of a query that is wrong.
const maxShown = 1000

// shown is a query up to a little behind a spot in it.
func shown(q string, spot int) string {
	end := max(spot, maxShown)
	if end >= len(q) {
		return q
	}
	for !boundary(q, end) {
		end++
	}
	return q[:end] + "…"
}

// hints words what may be meant otherwise than it is read.
func (w words) hints(q string, address func(query string) string) []offer {
	var all []offer
	for _, h := range query.Hints(q) {
		o := offer{Words: w.text("query.hint."+h.Code, h.Args...), Query: h.Proposal}
		if h.Proposal != "" {
			o.URL = address(h.Proposal)
		}
		all = append(all, o)
	}
	return all
}

// search answers for the search page. A query that cannot be understood is no failure: the page says what to change.
func (s *site) search(w http.ResponseWriter, r *http.Request) {
	said := s.wordsFor(r)
	a, bad := askedFrom(r.URL.Query())
	a = s.withNewNames(r.Context(), a)
	if isAddress(a.Query) {
		http.Redirect(w, r, whyURL(a.Query), http.StatusSeeOther)
		return
	}
	v, err := s.searchPage(r.Context(), said, a, bad)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	title := said.text("web.search.title")
	if a.Query != "" {
		title = said.quoted(a.Query)
	}
	s.show(w, r, http.StatusOK, "search", frame{Title: title, Section: "search", Body: v})
}

// find answers a question unless something in it is a misfit, which comes back instead.
func (s *site) find(ctx context.Context, a asked, bad *misfit) (search.Answer, *misfit, error) {
	var err error
	if bad == nil {
		bad, err = s.unknown(ctx, a)
	}
	if bad != nil || err != nil {
		return search.Answer{}, bad, err
	}
	found, err := s.opts.Search.Find(ctx, a.request())
	return found, nil, err
}

func (s *site) searchPage(ctx context.Context, said words, a asked, bad *misfit) (searchView, error) {
	projects, err := s.projectNames(ctx)
	if err != nil {
		return searchView{}, err
	}
	found, bad, err := s.find(ctx, a, bad)
	if bad != nil {
		return said.misfitView(a, *bad, projects), nil
	}
	if wrong := said.wrong(a, err); wrong != nil {
		v := said.searchForm(a)
		v.Facets, v.Wrong = said.facets(a, search.Answer{}, projects), wrong
		return v, nil
	}
	if err != nil {
		return searchView{}, err
	}
	months := found.Facets["month"]
	if a.From != "" || a.To != "" {
		if months, err = s.months(ctx, a); err != nil {
			return searchView{}, err
		}
	}
	v := said.searchView(a, found, months, projects)
	if v.Wider, err = s.wider(ctx, said, a, found); err != nil {
		return searchView{}, err
	}
	if len(found.Hits) == 0 {
		v.Empty = said.searchEmpty(a)
	}
	return v, nil
}

// wider offers what a search would find with compounds, on its first page.
func (s *site) wider(ctx context.Context, said words, a asked, found search.Answer) (*offer, error) {
	if a.Query == "" || a.Page > 1 || found.TotalIsMinimum {
		return nil, nil
	}
	wider, err := s.opts.Search.Widen(ctx, a.request(), found.Total)
	if err != nil || wider.More == 0 {
		return nil, err
	}
	return &offer{said.count("web.try.wider", wider.More), wider.Query, a.with(func(a *asked) { a.Query = wider.Query })}, nil
}

// misfitView has no answer, and says why where the hits would be.
func (w words) misfitView(a asked, bad misfit, projects []string) searchView {
	v := w.searchForm(a)
	v.Facets, v.Heading = w.facets(a, search.Answer{}, projects), w.total(search.Answer{})
	v.Empty = &emptyView{Sentences: []string{w.misfit(bad)}}
	return v
}

// months are those of a search without its days, so that the timeline stays whole while one looks at a part of it.
func (s *site) months(ctx context.Context, a asked) ([]search.Facet, error) {
	a.From, a.To, a.Page, a.Limit = "", "", 1, 1
	found, err := s.opts.Search.Find(ctx, a.request())
	return found.Facets["month"], err
}

func (w words) searchEmpty(a asked) *emptyView {
	e := &emptyView{}
	add := func(key string) { e.Sentences = append(e.Sentences, w.text(key)) }
	switch {
	case a.Page > 1:
		add("web.inbox.empty.page")
	case a.Query == "" && !a.filtered():
		add("web.search.none.archive")
	default:
		add("web.search.none")
		if a.filtered() {
			add("web.search.none.filters")
		}
		if a.Query != "" {
			add("web.search.none.words")
		}
	}
	return e
}
