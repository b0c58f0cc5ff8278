package archive

import (
	"context"
	"errors"
	"maps"
	"slices"

	"pressclip/internal/press"
)

// Placed is a clipping in a project.
type Placed struct {
	ClippingID int64
	Project    string
}

// ReviewTogether records one verdict about a clipping in its projects and about others, which somebody saw with it: of
// these only where the verdict says something new, that is where nobody has decided, or, if it takes a decision back,
// where somebody has. It returns which of the others these were; handing them in again with press.VerdictNew takes back
// just that. Was is the verdict that they saw. All of it is recorded or nothing. The error wraps press.ErrNotFound if the
// clipping is not in one of the projects, or is a *StaleError; others that are gone are passed over.
func (a *Archive) ReviewTogether(ctx context.Context, clippingID int64, projects []string, others []Placed, verdict, was press.Verdict, reviewer string) (done []Placed, err error) {
	if len(projects) == 0 {
		return nil, errors.New("review clippings: no project")
	}
	byClipping := map[int64][]string{clippingID: projects}
	for _, p := range others {
		if p.ClippingID != clippingID {
			byClipping[p.ClippingID] = append(byClipping[p.ClippingID], p.Project)
		}
	}
	// In the order of their numbers, so that two who decide never wait for each other.
	ids := slices.Sorted(maps.Keys(byClipping))
	err = a.write(ctx, "review clippings", func(ctx context.Context, c conn) error {
		if err := c.lockStories(ctx); err != nil {
			return err
		}
		done = nil
		round, err := c.newRound(ctx)
		if err != nil {
			return err
		}
		if _, err := allIn(ctx, c, scanID, `SELECT id FROM clipping WHERE id IN (?) ORDER BY id`+c.locked, ids); err != nil {
			return err
		}
		for _, id := range ids {
			in, change := byClipping[id], ReviewChange{Verdict: &verdict, Reviewer: reviewer}
			if id == clippingID {
				change.Was = was
			} else {
				if in, err = c.open(ctx, id, in, verdict); err != nil {
					return err
				}
				for _, project := range in {
					done = append(done, Placed{id, project})
				}
			}
			if len(in) == 0 {
				continue
			}
			if err := c.review(ctx, id, in, change, round, a.now().UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// open are the projects in which a verdict about a clipping says something new.
func (c conn) open(ctx context.Context, clippingID int64, projects []string, verdict press.Verdict) (in []string, err error) {
	rows, err := c.reviewRows(ctx, clippingID)
	for _, r := range rows {
		if slices.Contains(projects, r.Project) && Sees(ctx, r.Project) && (r.Verdict == press.VerdictNew) != (verdict == press.VerdictNew) {
			in = append(in, r.Project)
		}
	}
	slices.Sort(in)
	return in, err
}
