package web

import (
	"cmp"
	"context"
	"slices"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// yieldTime is how far back a project's page says what came of it.
const yieldTime = 90 * 24 * time.Hour

// mostYielding bounds the outlets that are listed; those of which nothing was read come besides.
const mostYielding = 10

// yieldView is what came of a project: by month, by keyword, and by outlet beside what was read of it, so that a feed
// that is dead is not taken for one that has nothing to tell.
type yieldView struct {
	Heading  string
	Timeline *timeline
	Keywords []keywordYield
	Outlets  []outletYield
}

type keywordYield struct {
	Keyword, URL               string
	Filed, Relevant, Discarded int
}

type outletYield struct {
	Name, URL   string
	Filed, Read int
}

// yield reads what came of a project.
func (s *site) yield(ctx context.Context, said words, p press.Project) (*yieldView, error) {
	since := s.opts.Now().Add(-yieldTime)
	v := &yieldView{Heading: said.count("web.yield", int(yieldTime/(24*time.Hour)))}
	a := asked{Projects: []string{p.Name}, Page: 1, Limit: 1}
	months, err := s.months(ctx, a)
	if err != nil {
		return nil, err
	}
	v.Timeline = said.timeline(months, a)
	yields, err := s.opts.Archive.Yields(ctx, p.ID, since)
	if err != nil {
		return nil, err
	}
	v.Keywords = keywordYields(p, yields)
	a.From = since.In(s.opts.Location).Format(time.DateOnly)
	found, err := s.opts.Search.Find(ctx, a.request())
	if err != nil {
		return nil, err
	}
	filed := map[string]int{}
	for _, f := range found.Facets["outlet"] {
		filed[f.Value] = f.Count
	}
	v.Outlets, err = s.outletYields(ctx, p, a, filed, since)
	return v, err
}

func keywordYields(p press.Project, yields map[string]archive.Yield) []keywordYield {
	list := make([]keywordYield, len(p.Keywords))
	for i, k := range p.Keywords {
		y := yields[k]
		list[i] = keywordYield{
			Keyword: k, URL: searchURL(k),
			Filed: y.All(), Relevant: y[press.VerdictRelevant], Discarded: y[press.VerdictIrrelevant],
		}
	}
	slices.SortStableFunc(list, func(a, b keywordYield) int { return cmp.Compare(b.Filed, a.Filed) })
	return list
}

// outletYields are the outlets that a project reads, those first that brought most.
func (s *site) outletYields(ctx context.Context, p press.Project, a asked, filed map[string]int, since time.Time) ([]outletYield, error) {
	outlets, err := s.opts.Archive.Outlets(ctx)
	if err != nil {
		return nil, err
	}
	figures, err := s.opts.Archive.Figures(ctx, since)
	if err != nil {
		return nil, err
	}
	var list []outletYield
	for _, o := range outlets {
		if len(p.Outlets) > 0 && !slices.Contains(p.Outlets, o.Name) || o.ByHand && filed[o.Name] == 0 {
			continue
		}
		list = append(list, outletYield{
			Name: o.Name, Filed: filed[o.Name], Read: figures.PerOutlet[o.ID].Read,
			URL: a.with(func(a *asked) { a.Outlets = []string{o.Name} }),
		})
	}
	slices.SortStableFunc(list, func(a, b outletYield) int { return cmp.Or(cmp.Compare(b.Filed, a.Filed), cmp.Compare(b.Read, a.Read)) })
	shown := list[:min(len(list), mostYielding)]
	for _, o := range list[len(shown):] {
		if o.Read == 0 {
			shown = append(shown, o)
		}
	}
	return shown, nil
}
