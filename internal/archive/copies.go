package archive

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"pressclip/internal/press"
)

// Copies are the clippings of stories, by story, those that were seen first before the others. Stories with a single
// clipping have one. Numbers that are no story are passed over.
func (a *Archive) Copies(ctx context.Context, stories ...int64) (map[int64][]press.Copy, error) {
	stories = slices.DeleteFunc(slices.Clone(stories), func(number int64) bool { return number == 0 })
	slices.Sort(stories)
	stories = slices.Compact(stories)
	byStory := make(map[int64][]press.Copy, len(stories))
	err := a.read(ctx, "read stories", func(ctx context.Context, c conn) error {
		copies, err := allIn(ctx, c, scanCopy, `SELECT c.id, c.story, o.name, c.url, c.title, c.published, c.first_seen
			FROM clipping c JOIN outlet o ON o.id = c.outlet_id WHERE c.story IN (?)`, stories)
		if err != nil {
			return err
		}
		if err := c.judge(ctx, copies); err != nil {
			return err
		}
		if _, bounded := Bounds(ctx); bounded {
			copies = slices.DeleteFunc(copies, func(one press.Copy) bool { return len(one.Reviews) == 0 })
		}
		slices.SortFunc(copies, func(a, b press.Copy) int { return cmp.Or(a.FirstSeen.Compare(b.FirstSeen), cmp.Compare(a.ID, b.ID)) })
		for _, one := range copies {
			byStory[one.Story] = append(byStory[one.Story], one)
		}
		return nil
	})
	return byStory, err
}

func scanCopy(rows *sql.Rows) (c press.Copy, err error) {
	var published, first sql.NullInt64
	err = rows.Scan(&c.ID, &c.Story, &c.Outlet, &c.URL, &c.Title, &published, &first)
	c.Published, c.FirstSeen = timeOf(published), timeOf(first)
	return c, err
}

// judge adds what was decided about copies.
func (c conn) judge(ctx context.Context, copies []press.Copy) error {
	at := make(map[int64]int, len(copies))
	ids := make([]int64, len(copies))
	for i, one := range copies {
		ids[i], at[one.ID] = one.ID, i
	}
	scan := func(rows *sql.Rows) (_ struct{}, err error) {
		var id int64
		var r press.Review
		err = rows.Scan(&id, &r.Project, &r.Verdict)
		if Sees(ctx, r.Project) {
			copies[at[id]].Reviews = append(copies[at[id]].Reviews, r)
		}
		return struct{}{}, err
	}
	_, err := allIn(ctx, c, scan, `SELECT r.clipping_id, p.name, r.verdict FROM review r JOIN project p ON p.id = r.project_id
		WHERE r.clipping_id IN (?) ORDER BY p.name`, ids)
	return err
}
