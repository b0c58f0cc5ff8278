package archive

import (
	"context"
	"database/sql"
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

// Inbox lists clippings by when they were first seen, the newest first, and counts how many there are in all.
func (a *Archive) Inbox(ctx context.Context, r InboxRequest) (clippings []press.Clipping, total int, err error) {
	from, order := `clipping c`, `c.first_seen, c.id`
	var where []string
	var args []any
	verdict := `c.verdict = ?`
	if r.Project != "" {
		from, order, verdict = `review c JOIN project p ON p.id = c.project_id`, `c.first_seen, c.clipping_id`, `c.verdict = ?`
		where, args = append(where, `p.name = ?`), append(args, r.Project)
	}
	if r.Verdict != "" {
		where, args = append(where, verdict), append(args, r.Verdict)
	}
	err = a.read(ctx, "read inbox", func(ctx context.Context, c conn) error {
		if err := c.one(ctx, `SELECT count(*) FROM `+from+clause(where), args, &total); err != nil {
			return err
		}
		if !r.Before.IsZero() {
			where, args = append(where, `(`+order+`) < (?, ?)`), append(args, r.Before.UnixMilli(), r.BeforeID)
		}
		first, id, _ := strings.Cut(order, ", ")
		ids, err := all(ctx, c, scanID, `SELECT `+id+` FROM `+from+clause(where)+` ORDER BY `+first+` DESC, `+id+` DESC`+limit(r.Limit), args...)
		if err != nil {
			return err
		}
		clippings, err = c.clippings(ctx, ids)
		return err
	})
	return clippings, total, err
}

func clause(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return ` WHERE ` + strings.Join(where, ` AND `)
}

// ProjectFigures counts the clippings of each project that has any, by verdict.
func (a *Archive) ProjectFigures(ctx context.Context) (map[string]map[press.Verdict]int, error) {
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
	err := a.read(ctx, "count clippings", func(ctx context.Context, c conn) error {
		_, err := all(ctx, c, scan, `SELECT p.name, r.verdict, count(*) FROM review r JOIN project p ON p.id = r.project_id GROUP BY p.name, r.verdict`)
		return err
	})
	return figures, err
}
