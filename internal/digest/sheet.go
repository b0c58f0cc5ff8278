package digest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/match"
	"pressclip/internal/press"
)

// Sheet is an issue with everything that it says. One goroutine uses it at a time.
type Sheet struct {
	Digest   press.Digest
	Issue    archive.Issue
	Projects []Section
	Outlets  int      // from which its clippings are
	Total    int      // clippings, each counted once
	New      int      // of these, those about which nobody has decided
	Watched  int      // outlets
	Lost     []string // outlets whose last visit failed

	written written // once it was
}

// Section is one project of an issue with its clippings in the order of the digest.
type Section struct {
	Project string
	Hits    []press.Hit
}

// Empty says that nothing stands in it.
func (s *Sheet) Empty() bool { return s.Total == 0 }

func (k *Desk) sheet(ctx context.Context, d press.Digest, i archive.Issue) (*Sheet, error) {
	clippings, err := k.clippings(ctx, i)
	if err != nil {
		return nil, err
	}
	s := &Sheet{Digest: d, Issue: i, Total: len(clippings)}
	outlets := map[string]bool{}
	for _, c := range clippings {
		outlets[c.Outlet.Name] = true
	}
	s.Outlets = len(outlets)
	fresh := map[int64]bool{}
	for _, project := range sectionNames(d, i) {
		section := Section{Project: project, Hits: []press.Hit{}}
		for _, issued := range i.Clippings {
			c, ok := clippings[issued.ClippingID]
			if !ok || issued.Project != project {
				continue
			}
			section.Hits = append(section.Hits, k.hit(c, project))
			if verdictIn(c, project) == press.VerdictNew {
				fresh[c.ID] = true
			}
		}
		slices.SortFunc(section.Hits, order(d.Order))
		s.Projects = append(s.Projects, section)
	}
	s.New = len(fresh)
	return s, k.watching(ctx, s)
}

// sectionNames are the projects of the digest, and those that it had when the issue was closed.
func sectionNames(d press.Digest, i archive.Issue) []string {
	names := slices.Clone(d.Projects)
	for _, s := range i.Clippings {
		if !slices.Contains(names, s.Project) {
			names = append(names, s.Project)
		}
	}
	return names
}

// clippings reads those of an issue by number. Those that were erased are gone.
func (k *Desk) clippings(ctx context.Context, i archive.Issue) (map[int64]press.Clipping, error) {
	var ids []int64
	for _, s := range i.Clippings {
		ids = append(ids, s.ClippingID)
	}
	slices.Sort(ids)
	found, err := k.Archive.Clippings(ctx, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]press.Clipping, len(found))
	for _, c := range found {
		byID[c.ID] = c
	}
	return byID, nil
}

// hit shows a clipping with the passages for which one project has it. Where nothing is found in the text, its
// beginning serves.
func (k *Desk) hit(c press.Clipping, project string) press.Hit {
	in := c
	in.Reviews = slices.DeleteFunc(slices.Clone(c.Reviews), func(r press.Review) bool { return r.Project != project })
	day := k.Now().In(k.Location)
	h := match.Hit(in, nil, k.Words, day)
	h.Projects, h.Verdict, h.Backfill = nil, c.Verdict(), in.Backfill()
	for _, p := range match.Hit(c, nil, 0, day).Projects {
		if p.Project == project {
			h.Projects = slices.Insert(h.Projects, 0, p) // first, for what is said about it here
		} else {
			h.Projects = append(h.Projects, p)
		}
	}
	return h
}

func verdictIn(c press.Clipping, project string) press.Verdict {
	for _, r := range c.Reviews {
		if r.Project == project {
			return r.Verdict
		}
	}
	return ""
}

// order sorts the newest first; by outlet, the newest of each.
func order(by string) func(a, b press.Hit) int {
	return func(a, b press.Hit) int {
		if by == "outlet" {
			if c := strings.Compare(strings.ToLower(a.Outlet), strings.ToLower(b.Outlet)); c != 0 {
				return c
			}
		}
		return cmp.Or(dated(b).Compare(dated(a)), cmp.Compare(b.ID, a.ID))
	}
}

// dated is when a hit counts as published.
func dated(h press.Hit) time.Time {
	if h.Published.IsZero() {
		return h.FirstSeen
	}
	return h.Published
}

// watching adds what is watched and cannot be reached.
func (k *Desk) watching(ctx context.Context, s *Sheet) error {
	outlets, err := k.Archive.Outlets(ctx)
	if err != nil {
		return err
	}
	visits, err := k.Archive.LastVisits(ctx)
	for _, o := range outlets {
		if !o.ByHand {
			s.Watched++
		}
		if v, visited := visits[o.ID]; visited && !v.OK {
			s.Lost = append(s.Lost, o.Name)
		}
	}
	return err
}
