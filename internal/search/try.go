package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// Patience bounds the time that one trial looks back through kept articles.
const Patience = time.Second

const (
	filedLimit = 5   // hits among the clippings
	keptLimit  = 10  // hits among the kept articles
	tryBatch   = 100 // kept articles in memory at once
)

// TryRequest asks what a keyword would find if it stood in a project.
type TryRequest struct {
	Query   string
	Project *press.Project // its exclusions and outlets count; nil: none do
	Before  Place          // where an earlier trial stopped; zero: the newest
	// Kept alone is asked for when an earlier trial has the rest.
	KeptOnly bool
}

// Place is a place among the kept articles.
type Place struct {
	Seen time.Time
	ID   int64
}

// Trial is what a keyword finds: among the clippings, through the index, and among the articles that are kept though
// they matched nothing, through the matcher.
type Trial struct {
	Clippings  int // that were tried
	Found      int // of them
	Inside     int // of those found, in the project already
	Hits       []press.Hit
	Kept       Kept
	Outlets    []Facet         // of both, by falling count
	Months     []Facet         // of both, as "2026-11", latest first
	Filed      map[string]bool // the months in which clippings were found
	Wider      Wider
	Incomplete bool // the index is still being built
	Capped     bool // a wildcard has more words than were looked for

	WithoutText *WithoutText // as an Answer says it, of the clippings that were tried
}

// Kept is what a trial found among the kept articles, which it takes newest first.
type Kept struct {
	All    int // how many there are
	Tried  int
	Since  time.Time // when the oldest of those tried was first seen
	Until  time.Time // the same of the newest
	Found  int
	Hits   []press.Hit // without an ID: they are no clippings
	Next   Place       // where to look further back; zero, if nothing is left
	months map[string]int
	names  map[string]int
	wider  int
}

// Wider is the query that finds compounds too, and how many more it finds; empty, if it finds no more.
type Wider struct {
	Query string
	More  int
}

// Try answers a request. The error is a *query.Error where the query does not parse.
func (s *Search) Try(ctx context.Context, r TryRequest) (Trial, error) {
	q, err := query.ParseKeyword(r.Query)
	if err != nil {
		return Trial{}, err
	}
	tr := &trying{Search: s, TryRequest: r}
	if tr.plan, err = tr.within(q); err != nil {
		return Trial{}, err
	}
	if wider := q.Widened(); wider != nil {
		tr.trial.Wider.Query = wider.String()
		if tr.wider, err = tr.within(wider); err != nil {
			return Trial{}, err
		}
	}
	if !r.KeptOnly {
		if err := tr.filed(ctx); err != nil {
			return Trial{}, err
		}
	}
	if err := tr.kept(ctx); err != nil {
		return Trial{}, err
	}
	tr.sumUp()
	return tr.trial, nil
}

// trying is one trial while it lasts.
type trying struct {
	*Search
	TryRequest
	plan, wider plans // wider is nil if there is none
	trial       Trial
	found       index.Result
}

// plans are the plans of one query, for articles of each chain; see text.Chains.
type plans func(chain string) query.Plan

// within are the plans of a query with the exclusions of the project. All are made at once, for many ask for them.
func (t *trying) within(q *query.Query) (plans, error) {
	var exclusions []*query.Query
	if t.Project != nil {
		for _, keyword := range t.Project.Exclude {
			exclusion, err := query.ParseKeyword(keyword)
			if err != nil {
				return nil, err
			}
			exclusions = append(exclusions, exclusion)
		}
	}
	byChain := map[string]query.Plan{}
	for _, chain := range text.Chains() {
		all := query.All{q.Plan(chain)}
		for _, exclusion := range exclusions {
			all = append(all, query.Not{Plan: exclusion.Plan(chain)})
		}
		byChain[chain] = all
	}
	return func(chain string) query.Plan { return byChain[chain] }, nil
}

func (t *trying) request(plan plans) index.Request {
	r := index.Request{Plan: plan}
	if t.Project != nil {
		r.Outlets = t.Project.Outlets
	}
	return r
}

// filed looks in the archive: for what is found as it is and for what is found with compounds at once, since each may
// have to read thousands of texts.
func (t *trying) filed(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	var wider int
	group.Go(func() (err error) {
		if t.wider != nil {
			wider, err = t.count(ctx, t.request(t.wider))
		}
		return err
	})
	group.Go(func() (err error) {
		r := t.request(t.plan)
		r.Limit, r.Facets, r.Dropped = filedLimit, true, readsText(t.plan(text.Chain("")))
		if t.found, err = t.look(ctx, r); err != nil {
			return err
		}
		if t.trial.Hits, _, err = t.hits(ctx, t.found.Hits, t.plan); err != nil {
			return err
		}
		if t.trial.Clippings, err = t.count(ctx, t.request(nil)); err != nil || t.Project == nil {
			return err
		}
		inside := t.request(t.plan)
		inside.Projects = []string{t.Project.Name}
		t.trial.Inside, err = t.count(ctx, inside)
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	t.trial.Found, t.trial.Incomplete, t.trial.Capped = t.found.Total, t.found.Incomplete, t.found.Capped
	t.trial.WithoutText = t.withoutText(t.found.Dropped)
	if t.wider != nil {
		t.trial.Wider.More = wider - t.found.Total
	}
	return nil
}

func (t *trying) count(ctx context.Context, r index.Request) (int, error) {
	found, err := t.look(ctx, r)
	return found.Total, err
}

// kept holds the plan against kept articles until all are tried or the time is up.
func (t *trying) kept(ctx context.Context) error {
	k := &t.trial.Kept
	k.months, k.names = map[string]int{}, map[string]int{}
	sum, err := t.Archive.UnmatchedKept(ctx)
	if err != nil {
		return err
	}
	k.All, k.Hits = sum.Count, []press.Hit{}
	for began, at := t.Now(), t.Before; ; {
		batch, err := t.Archive.UnmatchedBefore(ctx, at.Seen, at.ID, tryBatch)
		if err != nil {
			return err
		}
		for i, v := range t.judge(batch) {
			t.add(batch[i], v)
			at = Place{batch[i].FirstSeen, batch[i].ID}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(batch) < tryBatch {
			return nil
		}
		if t.Now().Sub(began) >= Patience {
			k.Next = at
			return nil
		}
	}
}

// judged says what was found in a kept article.
type judged struct{ tried, found, wider bool }

// judge holds the plan against kept articles, several at once: analysing them is what takes the time.
func (t *trying) judge(batch []archive.Unmatched) []judged {
	all := make([]judged, len(batch))
	inParallel(len(batch), func(i int) { all[i] = t.one(batch[i]) })
	return all
}

func (t *trying) one(u archive.Unmatched) judged {
	if t.Project != nil && !t.Project.Watches(u.Outlet.Name) {
		return judged{}
	}
	v := judged{tried: true}
	d, chain := match.Analyse(u.Article, u.Outlet.Name), text.Chain(u.Article.Language)
	if _, v.found = match.Find(d, t.plan(chain)); !v.found && t.wider != nil {
		_, v.wider = match.Find(d, t.wider(chain))
	}
	return v
}

// add counts what was found in one article, and shows it if it is among the newest.
func (t *trying) add(u archive.Unmatched, v judged) {
	k := &t.trial.Kept
	if !v.tried {
		return
	}
	if k.Tried++; k.Until.IsZero() {
		k.Until = u.FirstSeen
	}
	k.Since = u.FirstSeen
	if v.wider {
		k.wider++
	}
	if !v.found {
		return
	}
	c := press.Clipping{Outlet: u.Outlet, Article: u.Article, FirstSeen: u.FirstSeen}
	k.Found++
	k.names[u.Outlet.Name]++
	k.months[c.Date().In(t.Location).Format("2006-01")]++
	if len(k.Hits) < keptLimit {
		h := t.Hit(c, t.plan)
		h.Verdict = ""
		k.Hits = append(k.Hits, h)
	}
}

// sumUp adds up what was found in both.
func (t *trying) sumUp() {
	k := t.trial.Kept
	t.trial.Filed = map[string]bool{}
	for _, c := range t.found.Facets[index.FacetMonth] {
		t.trial.Filed[c.Value] = true
	}
	t.trial.Months = joined(t.found.Facets[index.FacetMonth], k.months)
	slices.SortFunc(t.trial.Months, func(a, b Facet) int { return strings.Compare(b.Value, a.Value) })
	t.trial.Outlets = joined(t.found.Facets[index.FacetOutlet], k.names)
	slices.SortFunc(t.trial.Outlets, func(a, b Facet) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Value, b.Value)) })
	if t.trial.Wider.More += k.wider; t.trial.Wider.More <= 0 {
		t.trial.Wider = Wider{}
	}
}

func joined(counted []index.Count, more map[string]int) []Facet {
	all := []Facet{}
	for _, c := range counted {
		all = append(all, Facet{c.Value, c.Count + more[c.Value]})
		delete(more, c.Value)
	}
	for value, n := range more {
		all = append(all, Facet{value, n})
	}
	return all
}

// Widen says how many more clippings a search would find with compounds. found is what it finds as it is.
func (s *Search) Widen(ctx context.Context, r Request, found int) (Wider, error) {
	q, err := query.Parse(r.Query)
	if err != nil {
		return Wider{}, err
	}
	wider := q.Widened()
	if wider == nil {
		return Wider{}, nil
	}
	r.Query, r.Page, r.Facets = wider.String(), 1, false
	from, to, err := s.days(r.From, r.To)
	if err != nil {
		return Wider{}, err
	}
	more, err := s.look(ctx, index.Request{
		Plan: wider.Plan, Projects: r.Projects, Outlets: r.Outlets, Verdict: r.Verdict, Paywall: r.Paywall, Tags: r.Tags, From: from, To: to,
	})
	if err != nil || more.Total <= found {
		return Wider{}, err
	}
	return Wider{r.Query, more.Total - found}, nil
}
