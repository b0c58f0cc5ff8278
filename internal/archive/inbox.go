package archive

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"time"

	"pressclip/internal/press"
)

// InboxRequest asks for a part of the inbox. Empty fields do not filter. Before and BeforeID continue a list after
// its last clipping: they are its FirstSeen and ID.
type InboxRequest struct {
	Project  string
	Verdict  press.Verdict // in Project, or, without one, of the clipping as a whole
	Limit    int
	Before   time.Time
	BeforeID int64
}

// Inbox lists clippings by when they were first seen, the newest first, one of each story: the newest that is asked for.
// It counts how many clippings there are in all; Copies has the others of their stories.
func (a *Archive) Inbox(ctx context.Context, r InboxRequest) (clippings []press.Clipping, total int, err error) {
	from, id, newer := `clipping c`, `c.id`, `SELECT 1 FROM clipping d WHERE d.story = c.story AND (d.first_seen, d.id) > (c.first_seen, c.id)`
	alone := `c.story IS NULL`
	var where []string
	var args []any
	with, seen := seenClippings(ctx)
	if with != "" {
		from, newer = `seen c`, `SELECT 1 FROM seen d WHERE d.story = c.story AND (d.first_seen, d.id) > (c.first_seen, c.id)`
	}
	if r.Project != "" {
		if !Sees(ctx, r.Project) {
			return nil, 0, nil
		}
		with, seen = "", nil
		from, id, alone = `review c JOIN project p ON p.id = c.project_id`, `c.clipping_id`, `k.story IS NULL`
		newer = `SELECT 1 FROM clipping e JOIN review d ON d.clipping_id = e.id AND d.project_id = c.project_id
			WHERE e.story = k.story AND (d.first_seen, d.clipping_id) > (c.first_seen, c.clipping_id)`
		where, args = append(where, `p.name = ?`), append(args, r.Project)
	}
	if r.Verdict != "" {
		where, args = append(where, `c.verdict = ?`), append(args, r.Verdict)
		newer += ` AND d.verdict = c.verdict`
	}
	err = a.read(ctx, "read inbox", func(ctx context.Context, c conn) error {
		if with == "" {
			counts, err := a.counts(ctx, c)
			if err != nil {
				return err
			}
			total = counts.of(r.Project, r.Verdict)
		} else if err := c.one(ctx, with+`SELECT count(*) FROM `+from+clause(where), slices.Concat(seen, args), &total); err != nil {
			return err
		}
		if r.Limit == 0 {
			return nil
		}
		if !r.Before.IsZero() {
			where, args = append(where, `(c.first_seen, `+id+`) < (?, ?)`), append(args, r.Before.UnixMilli(), r.BeforeID)
		}
		where = append(where, `(`+alone+` OR NOT EXISTS (`+newer+`))`)
		if r.Project != "" {
			from += ` JOIN clipping k ON k.id = c.clipping_id`
		}
		ids, err := all(ctx, c, scanID, with+`SELECT `+id+` FROM `+from+clause(where)+` ORDER BY c.first_seen DESC, `+id+` DESC`+limit(r.Limit), slices.Concat(seen, args)...)
		if err != nil {
			return err
		}
		clippings, err = c.clippings(ctx, ids)
		return err
	})
	return clippings, total, err
}

// seenClippings begins a query with a table "seen" of the clippings that a context lets one see, with the verdict that goes
// by the reviews in sight, as press.Clipping has it; empty if everything is seen.
func seenClippings(ctx context.Context) (with string, args []any) {
	condition, args := inSight(ctx)
	if condition == "" {
		return "", nil
	}
	return `WITH seen AS (SELECT k.id, k.story, k.first_seen, CASE WHEN max(CASE WHEN r.verdict = 'relevant' THEN 1 ELSE 0 END) = 1 THEN 'relevant'
		WHEN min(CASE WHEN r.verdict = 'irrelevant' THEN 1 ELSE 0 END) = 1 THEN 'irrelevant' ELSE 'new' END AS verdict
		FROM review r JOIN project p ON p.id = r.project_id JOIN clipping k ON k.id = r.clipping_id WHERE ` + condition + ` GROUP BY k.id, k.story, k.first_seen) `, args
}

func clause(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return ` WHERE ` + strings.Join(where, ` AND `)
}

// counted is how many clippings there are up to a change.
type counted struct {
	change  int64
	figures map[string]map[press.Verdict]int // by project; by "" those of all
}

// of is how many a project has, or how many there are in all, with a verdict or any.
func (c *counted) of(project string, verdict press.Verdict) (n int) {
	for v, count := range c.figures[project] {
		if verdict == "" || v == verdict {
			n += count
		}
	}
	return n
}

// counts are kept until something changes. They are not to be changed.
func (a *Archive) counts(ctx context.Context, c conn) (*counted, error) {
	now := &counted{}
	if err := c.one(ctx, `SELECT value FROM counter WHERE name = 'change'`, nil, &now.change); err != nil {
		return nil, err
	}
	if last := a.counted.Load(); last != nil && last.change == now.change {
		return last, nil
	}
	var err error
	if now.figures, err = c.figures(ctx, ofProjects+` GROUP BY p.name, r.verdict UNION ALL SELECT '', verdict, count(*) FROM clipping GROUP BY verdict`); err != nil {
		return nil, err
	}
	a.counted.Store(now)
	return now, nil
}

const ofProjects = `SELECT p.name, r.verdict, count(*) FROM review r JOIN project p ON p.id = r.project_id`

// figures are the counts of a query by project and verdict.
func (c conn) figures(ctx context.Context, query string, args ...any) (map[string]map[press.Verdict]int, error) {
	figures := make(map[string]map[press.Verdict]int)
	scan := func(rows *sql.Rows) (_ struct{}, err error) {
		var project string
		var verdict press.Verdict
		var n int
		err = rows.Scan(&project, &verdict, &n)
		if figures[project] == nil {
			figures[project] = make(map[press.Verdict]int)
		}
		figures[project][verdict] = n
		return struct{}{}, err
	}
	_, err := all(ctx, c, scan, query, args...)
	return figures, err
}

// ProjectFigures counts the clippings of each project that has any, by verdict. The maps in the map are not to be changed.
func (a *Archive) ProjectFigures(ctx context.Context) (figures map[string]map[press.Verdict]int, err error) {
	err = a.read(ctx, "count clippings", func(ctx context.Context, c conn) error {
		if seen, args := inSight(ctx); seen != "" {
			figures, err = c.figures(ctx, ofProjects+clause([]string{seen})+` GROUP BY p.name, r.verdict`, args...)
			return err
		}
		counts, err := a.counts(ctx, c)
		if err != nil {
			return err
		}
		figures = maps.Clone(counts.figures)
		delete(figures, "")
		return nil
	})
	return figures, err
}
