// Package search answers a query with hits: the index finds, the archive has the record, the matcher says which
// words are to be marked. It never writes and knows neither HTTP nor the command line.
package search

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/cores"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// Bounds of one answer.
const (
	DefaultLimit = 20
	MaxLimit     = 1000
)

// Search joins index and archive. Its fields are set once; it may then be used by several goroutines.
type Search struct {
	Index    *index.Index
	Archive  *archive.Archive
	Location *time.Location // in which a day begins and ends
	Words    int            // of a clipping, shown where the rights are an extract
	Now      func() time.Time
}

// Request is what a person asks for. Empty fields do not filter; values within a field are alternatives.
type Request struct {
	Query    string
	Projects []string
	Outlets  []string
	Verdict  press.Verdict
	Paywall  press.Paywall
	Tags     []string
	From, To string // days, YYYY-MM-DD, both included
	Sort     string // newest (default) or relevance
	Page     int    // from 1
	Limit    int
	Facets   bool
	Printed  bool // for a press review: hits are shown around what they were filed for, and Texts comes with them
}

// Answer is one page of hits.
type Answer struct {
	Total          int
	TotalIsMinimum bool
	Hits           []press.Hit
	Facets         map[string][]Facet // by name; see index.FacetProject and the others
	Next           string             // the next page, or empty
	Incomplete     bool               // the index is still being built
	Capped         bool               // a wildcard has more words than were looked for
	Texts          map[int64]string   // of a request for print: by clipping, full texts of outlets under a licence
	WithoutText    *WithoutText       // what words cannot find; nil if there is nothing, or no text was asked about
}

// WithoutText says how many clippings within the filters of a search its words could be found in by headline, outlet and
// authors alone, because their texts are not kept any more. The JSON names are a contract with scripts.
type WithoutText struct {
	Count  int    `json:"count"`
	Before string `json:"before"` // a day, YYYY-MM-DD; all of them were published before it
}

// withoutText words what the index says of dropped texts.
func (s *Search) withoutText(d index.Dropped) *WithoutText {
	if d.Count == 0 {
		return nil
	}
	return &WithoutText{d.Count, d.Last.In(s.Location).AddDate(0, 0, 1).Format(time.DateOnly)}
}

// readsText says whether a plan looks into texts or leads: one that asks for headlines alone misses nothing where they
// are not kept.
func readsText(p query.Plan) bool {
	switch p := p.(type) {
	case query.All:
		return slices.ContainsFunc(p, readsText)
	case query.Any:
		return slices.ContainsFunc(p, readsText)
	case query.Not:
		return readsText(p.Plan)
	case query.In:
		return slices.Contains(p.Fields, query.FieldText) || slices.Contains(p.Fields, query.FieldLead)
	}
	return false
}

// Facet is a value with the number of hits that have it.
type Facet struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Find answers a request. The error is a *query.Error where the query does not parse and a *DayError where a day
// does not.
func (s *Search) Find(ctx context.Context, r Request) (Answer, error) {
	parsed, err := query.Parse(r.Query)
	if err != nil {
		return Answer{}, err
	}
	from, to, err := s.days(r.From, r.To)
	if err != nil {
		return Answer{}, err
	}
	if r.Limit <= 0 {
		r.Limit = DefaultLimit
	}
	limit, page := min(r.Limit, MaxLimit), max(r.Page, 1)
	plan := byChain(parsed.Plan)
	found, err := s.look(ctx, index.Request{
		Plan: plan, Projects: r.Projects, Outlets: r.Outlets, Verdict: r.Verdict, Paywall: r.Paywall, Tags: r.Tags, From: from, To: to,
		Sort: sortOrder(r.Sort), Offset: (page - 1) * limit, Limit: limit, Facets: r.Facets, Dropped: readsText(plan(text.Chain(""))),
	})
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{
		Total: found.Total, TotalIsMinimum: found.TotalIsMinimum, Facets: facets(found.Facets),
		Incomplete: found.Incomplete, Capped: found.Capped,
		WithoutText: s.withoutText(found.Dropped),
	}
	if page*limit < found.Total {
		answer.Next = strconv.Itoa(page + 1)
	}
	if r.Printed {
		plan = nil
	}
	hits, clippings, err := s.hits(ctx, found.Hits, plan)
	answer.Hits = hits
	if r.Printed {
		answer.Texts = s.texts(clippings)
	}
	return answer, err
}

// hits are the clippings that were found as they are shown, and as they are, both in the order in which they were found.
func (s *Search) hits(ctx context.Context, found []index.Hit, plan func(chain string) query.Plan) ([]press.Hit, []press.Clipping, error) {
	parts := slices.Collect(slices.Chunk(found, readAtOnce))
	hits, clippings, errs := make([][]press.Hit, len(parts)), make([][]press.Clipping, len(parts)), make([]error, len(parts))
	cores.Each(len(parts), func(i int) {
		ids := make([]int64, len(parts[i]))
		for k, h := range parts[i] {
			ids[k] = h.ID
		}
		clippings[i], errs[i] = s.Archive.Clippings(ctx, ids)
		hits[i] = s.shown(parts[i], clippings[i], plan)
	})
	all := make([]press.Hit, 0, len(found))
	for _, some := range hits {
		all = append(all, some...)
	}
	return all, slices.Concat(clippings...), errors.Join(errs...)
}

// readAtOnce is how many clippings one goroutine takes from the record at once, which is what a page shows.
const readAtOnce = 20

// shown are the clippings that were found, each around what the plan for its chain finds in it or, if that is nil, was
// filed for.
func (s *Search) shown(found []index.Hit, clippings []press.Clipping, plan func(chain string) query.Plan) []press.Hit {
	scores := make(map[int64]float64, len(found))
	for _, h := range found {
		scores[h.ID] = h.Score
	}
	hits := make([]press.Hit, len(clippings))
	cores.Each(len(clippings), func(i int) {
		hits[i] = s.Hit(clippings[i], plan)
		hits[i].Score = scores[clippings[i].ID]
	})
	return hits
}

// texts are the full texts, by clipping, of outlets under a licence.
func (s *Search) texts(clippings []press.Clipping) map[int64]string {
	texts := map[int64]string{}
	for _, c := range clippings {
		if c.Outlet.Shown(s.Now().In(s.Location), s.Words).Full {
			texts[c.ID] = c.Article.Text
		}
	}
	return texts
}

// byChain is a query's plan for the articles of a chain; see text.Chains. Each is made once, whoever asks.
func byChain(make func(chain string) query.Plan) func(chain string) query.Plan {
	var making sync.Mutex
	plans := map[string]query.Plan{}
	return func(chain string) query.Plan {
		making.Lock()
		defer making.Unlock()
		p, made := plans[chain]
		if !made {
			p = make(chain)
			plans[chain] = p
		}
		return p
	}
}

// Hit shows a clipping within its outlet's rights: around what the plan for its chain finds in it, or, if that is nil,
// around what it was filed for.
func (s *Search) Hit(c press.Clipping, plan func(chain string) query.Plan) press.Hit {
	return match.Hit(c, find(c, plan), s.Words, s.Now().In(s.Location))
}

// find are the passages of what a plan finds; none where nothing is looked for.
func find(c press.Clipping, plan func(chain string) query.Plan) []press.Passage {
	if plan == nil {
		return nil
	}
	p := plan(text.Chain(c.Article.Language))
	if p == nil {
		return nil
	}
	passages, _ := match.Find(match.Analyse(c.Article, c.Outlet.Name), p)
	return passages
}

func sortOrder(name string) index.Sort {
	if name == "relevance" {
		return index.SortRelevance
	}
	return index.SortNewest
}

func facets(found map[string][]index.Count) map[string][]Facet {
	if found == nil {
		return nil
	}
	all := make(map[string][]Facet, len(found))
	for name, counts := range found {
		list := make([]Facet, 0, len(counts))
		for _, c := range counts {
			list = append(list, Facet(c))
		}
		all[name] = list
	}
	return all
}
