package search

import (
	"context"
	"iter"
	"slices"

	"pressclip/index"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// atOnce is how many clippings are taken from the record at a time.
const atOnce = 500

// Export is everything that a request finds, newest first, as it was at one moment.
type Export struct {
	Total      int
	Incomplete bool // the index is still being built
	Capped     bool // a wildcard has more words than were looked for

	WithoutText *WithoutText // as an Answer says it

	search *Search
	found  []index.Hit
	plan   func(chain string) query.Plan
}

// Export finds everything a request finds, whatever its page, limit and order, and however long it takes. Errors are
// those of Find.
func (s *Search) Export(ctx context.Context, r Request) (*Export, error) {
	parsed, err := query.Parse(r.Query)
	if err != nil {
		return nil, err
	}
	from, to, err := s.days(r.From, r.To)
	if err != nil {
		return nil, err
	}
	plan := byChain(parsed.Plan)
	found, err := s.look(ctx, index.Request{
		Plan: plan, Projects: r.Projects, Outlets: r.Outlets, Verdict: r.Verdict, Paywall: r.Paywall, Tags: r.Tags, From: from, To: to, Whole: true, Dropped: readsText(plan(text.Chain(""))),
	})
	if err != nil {
		return nil, err
	}
	return &Export{
		Total: found.Total, Incomplete: found.Incomplete, Capped: found.Capped, WithoutText: s.withoutText(found.Dropped),
		search: s, found: found.Hits, plan: plan,
	}, nil
}

// Hits are the hits, each within its outlet's rights. They are taken from the record as they are asked for, so what was
// erased meanwhile is not among them. An error ends them.
func (e *Export) Hits(ctx context.Context) iter.Seq2[press.Hit, error] {
	return func(yield func(press.Hit, error) bool) {
		for some := range slices.Chunk(e.found, atOnce) {
			hits, _, err := e.search.hits(ctx, some, e.plan)
			if err != nil {
				yield(press.Hit{}, err)
				return
			}
			for _, h := range hits {
				if !yield(h, nil) {
					return
				}
			}
		}
	}
}
