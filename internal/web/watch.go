package web

import (
	"context"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// watch is the state of all that is watched.
type watch struct {
	Outlets  []watched
	Projects []string // names
	Read     int      // articles read within the week
	Clipped  int      // clippings filed within the week
}

// watched is an outlet with what its visits came to.
type watched struct {
	press.Outlet
	archive.OutletFigures
	Last     *press.Visit     // nil: not visited yet
	Troubles []archive.Outage // that it has now, the worst first
	LookBack archive.LookBack // the last one within a week; without ID: there was none
}

// week is the time that the figures of the page speak of.
const week = 7 * 24 * time.Hour

// watch reads the state of all that is watched.
func (s *site) watch(ctx context.Context, now time.Time) (x watch, err error) {
	outlets, err := s.opts.Archive.Outlets(ctx)
	if err != nil {
		return x, err
	}
	visits, err := s.opts.Archive.LastVisits(ctx)
	if err != nil {
		return x, err
	}
	troubles, err := s.opts.Archive.Outages(ctx)
	if err != nil {
		return x, err
	}
	figures, err := s.opts.Archive.Figures(ctx, now.Add(-week))
	if err != nil {
		return x, err
	}
	looked, err := s.opts.Archive.LookBacks(ctx, now.Add(-week))
	if err != nil {
		return x, err
	}
	x.Read, x.Clipped = figures.ArticlesRead, figures.Clippings
	for _, o := range outlets {
		one := watched{Outlet: o, OutletFigures: figures.PerOutlet[o.ID], Troubles: troubles[o.ID], LookBack: looked[o.ID]}
		if v, ok := visits[o.ID]; ok {
			one.Last = &v
		}
		x.Outlets = append(x.Outlets, one)
	}
	x.Projects, err = s.projectNames(ctx)
	return x, err
}

func (s *site) projectNames(ctx context.Context) ([]string, error) {
	projects, err := s.opts.Archive.Projects(ctx)
	names := make([]string, len(projects))
	for i, p := range projects {
		names[i] = p.Name
	}
	return names, err
}

// tallies counts clippings by verdict: those of every project that has any, and all of them, each once.
func (s *site) tallies(ctx context.Context) (byProject map[string]tally, all tally, err error) {
	figures, err := s.opts.Archive.ProjectFigures(ctx)
	if err != nil {
		return nil, all, err
	}
	byProject = make(map[string]tally, len(figures))
	for name, counts := range figures {
		byProject[name] = tally{counts[press.VerdictNew], counts[press.VerdictRelevant], counts[press.VerdictIrrelevant]}
	}
	for v, n := range map[press.Verdict]*int{press.VerdictNew: &all.New, press.VerdictRelevant: &all.Relevant, press.VerdictIrrelevant: &all.Irrelevant} {
		if _, *n, err = s.opts.Archive.Inbox(ctx, archive.InboxRequest{Verdict: v}); err != nil {
			return nil, all, err
		}
	}
	return byProject, all, nil
}

// fresh is the number of clippings that wait to be looked at; 0 where that cannot be told, for it is only a figure
// beside a tab.
func (s *site) fresh(ctx context.Context) int {
	_, n, err := s.opts.Archive.Inbox(ctx, archive.InboxRequest{Verdict: press.VerdictNew})
	if err != nil {
		return 0
	}
	return n
}

// unreachable are the outlets whose last visit could read nothing.
func (x watch) unreachable() []watched {
	var out []watched
	for _, o := range x.Outlets {
		if o.Last != nil && !o.Last.OK {
			out = append(out, o)
		}
	}
	return out
}

// onRounds is the number of outlets that are visited, or will be.
func (x watch) onRounds() (n int) {
	for _, o := range x.Outlets {
		if !o.ByHand {
			n++
		}
	}
	return n
}

// visited is the number of outlets that were visited at least once.
func (x watch) visited() int {
	n := 0
	for _, o := range x.Outlets {
		if o.Last != nil {
			n++
		}
	}
	return n
}

// next is the soonest visit to come, zero if none is planned.
func (x watch) next() time.Time {
	var soonest time.Time
	for _, o := range x.Outlets {
		if !o.NextVisit.IsZero() && (soonest.IsZero() || o.NextVisit.Before(soonest)) {
			soonest = o.NextVisit
		}
	}
	return soonest
}
