package archive

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"pressclip/internal/press"
)

// Refiling is keywords that were added, on their way through what was read before: first the clippings, then the
// articles that are kept without a match, each by ID.
type Refiling struct {
	ID             int64
	AskedAt        time.Time
	Projects       []RefilingProject
	AfterUnmatched int64 // done up to this ID
	AfterFiled     int64
	Done, Total    int // articles
	Found          int
	FinishedAt     time.Time // zero: it is not
	token          int64
}

// RefilingProject is a project with the keywords that were added to it.
type RefilingProject struct {
	Project  string   `json:"project"`
	Keywords []string `json:"keywords"`
}

const refilingColumns = `id, asked_at, projects, after_unmatched, after_filed, done, total, found, token, finished_at`

func scanRefiling(rows *sql.Rows) (r Refiling, err error) {
	var asked, finished sql.NullInt64
	var projects string
	if err = rows.Scan(&r.ID, &asked, &projects, &r.AfterUnmatched, &r.AfterFiled, &r.Done, &r.Total, &r.Found, &r.token, &finished); err != nil {
		return r, err
	}
	r.AskedAt, r.FinishedAt = timeOf(asked), timeOf(finished)
	return r, decodeList(projects, &r.Projects)
}

// added is the keywords by which a project finds what it did not find before: those that it did not have; all, if it
// is new or back, excludes less or watches more.
func added(old press.Project, had bool, p press.Project) []string {
	if !had {
		return p.Keywords
	}
	lost := func(exclusion string) bool { return !slices.Contains(p.Exclude, exclusion) }
	unwatched := func(outlet string) bool { return !slices.Contains(old.Outlets, outlet) }
	if slices.ContainsFunc(old.Exclude, lost) || len(old.Outlets) > 0 && (len(p.Outlets) == 0 || slices.ContainsFunc(p.Outlets, unwatched)) {
		return p.Keywords
	}
	return slices.DeleteFunc(slices.Clone(p.Keywords), func(k string) bool { return slices.Contains(old.Keywords, k) })
}

// note adds to the revision what a project has to look back for.
func (s *revision) note(old definition, exists bool, wanted definition) error {
	before, err := old.project()
	if err != nil && exists {
		return err
	}
	now, err := wanted.project()
	if err != nil {
		return err
	}
	if keywords := added(before, exists && !old.removed, now); len(keywords) > 0 {
		s.refile = append(s.refile, RefilingProject{wanted.name, keywords})
	}
	return nil
}

// askForRefiling records what the projects of the revision have to look back for, where there is anything to look at.
func (s *revision) askForRefiling(ctx context.Context) error {
	if len(s.refile) == 0 {
		return nil
	}
	_, err := s.exec(ctx, `INSERT INTO refiling (asked_at, projects, after_unmatched, after_filed, done, total, found, token, lease_until)
		SELECT value, ?, 0, 0, 0, 0, 0, 0, 0 FROM (SELECT CAST(? AS BIGINT) AS value) AS now
		WHERE EXISTS (SELECT 1 FROM unmatched) OR EXISTS (SELECT 1 FROM clipping)`, list(s.refile), s.now)
	return err
}

// ClaimRefiling claims the oldest refiling that is not finished and that nobody is at; false says that there is none.
// It is held for length from each writing under it.
func (a *Archive) ClaimRefiling(ctx context.Context, length time.Duration) (r Refiling, ok bool, err error) {
	now := a.now()
	err = a.write(ctx, "claim refiling", func(ctx context.Context, c conn) error {
		claimed, err := all(ctx, c, scanRefiling, `UPDATE refiling SET token = token + 1, lease_until = ?,
			total = CASE WHEN total > 0 THEN total ELSE (SELECT count(*) FROM unmatched) + (SELECT count(*) FROM clipping) END
			WHERE id = (SELECT min(id) FROM refiling WHERE finished_at IS NULL AND (lease_until <= ? OR lease_until > ?))
			AND (lease_until <= ? OR lease_until > ?) RETURNING `+refilingColumns, until(now, length).UnixMilli(),
			now.UnixMilli(), now.Add(longestLease).UnixMilli(), now.UnixMilli(), now.Add(longestLease).UnixMilli())
		if len(claimed) > 0 {
			r, ok = claimed[0], true
		}
		return err
	})
	return r, ok && err == nil, err
}

// Refilings are those that are not finished, the oldest first.
func (a *Archive) Refilings(ctx context.Context) (list []Refiling, err error) {
	err = a.read(ctx, "read refilings", func(ctx context.Context, c conn) (err error) {
		list, err = all(ctx, c, scanRefiling, `SELECT `+refilingColumns+` FROM refiling WHERE finished_at IS NULL ORDER BY id`)
		return err
	})
	return list, err
}

// Refound is a batch of articles, all of one kind, that the keywords of a refiling were held against.
type Refound struct {
	Read    int   // how many
	Last    int64 // the ID of the last
	Matched []Rematch
}

// Rematch is an article of such a batch that satisfied some.
type Rematch struct {
	ID      int64 // of the clipping, or of the article kept without a match
	Version int   // of the clipping
	Matches []press.Match
}

// RefileUnmatched files what was found among the articles that are kept without a match, and remembers how far it is,
// in one transaction. An article that became a clipping or was erased meanwhile is passed over. It fails with
// press.ErrStale if another has claimed the refiling.
func (a *Archive) RefileUnmatched(ctx context.Context, r *Refiling, found Refound, length time.Duration) error {
	return a.refile(ctx, r, found, length, "after_unmatched", func(ctx context.Context, f *filing, m Rematch) error {
		rows, err := all(ctx, f.conn, scanUnmatched, `SELECT id, outlet_id, first_seen, url, article FROM unmatched WHERE id = ?`+f.locked, m.ID)
		if err != nil || len(rows) == 0 {
			return err
		}
		f.OutletID, f.Article, f.seen, f.key = rows[0].outletID, &rows[0].Article, rows[0].FirstSeen, addressKey(rows[0].Article.CanonicalURL)
		if gone, err := f.erased(ctx); err != nil || gone {
			return err
		}
		projects, err := f.byProject(ctx)
		if err != nil || len(projects) == 0 {
			return err
		}
		if f.done.ClippingID, err = f.byWords(ctx); err != nil {
			return err
		}
		if f.done.ClippingID != 0 {
			err = f.attach(ctx)
		} else if err = f.insert(ctx); err == nil && f.done.ClippingID != 0 {
			err = f.scheduleKept(ctx)
		}
		if err != nil || f.done.ClippingID == 0 {
			return err // a visit has just filed it, with the keywords as they are now
		}
		if err := f.review(ctx, projects, f.done.New); err != nil {
			return err
		}
		return f.dropUnmatched(ctx, f.key)
	})
}

// RefileClippings adds to clippings what was found in them, as RefileUnmatched does. A clipping that has another version
// by now was read by a visit with the keywords as they are now, and is passed over.
func (a *Archive) RefileClippings(ctx context.Context, r *Refiling, found Refound, length time.Duration) error {
	return a.refile(ctx, r, found, length, "after_filed", func(ctx context.Context, f *filing, m Rematch) error {
		var version int
		exists, err := f.found(ctx, `SELECT version FROM clipping WHERE id = ?`+f.locked, []any{m.ID}, &version)
		if err != nil || !exists || version != m.Version {
			return err
		}
		projects, err := f.byProject(ctx)
		if err != nil {
			return err
		}
		f.done.ClippingID = m.ID
		return f.review(ctx, projects, true)
	})
}

func (a *Archive) refile(ctx context.Context, r *Refiling, found Refound, length time.Duration, place string, file func(context.Context, *filing, Rematch) error) error {
	now := a.now().UTC().Truncate(time.Millisecond)
	filed := 0
	err := a.write(ctx, "refile", func(ctx context.Context, c conn) error {
		filed = 0
		held, err := c.exec(ctx, `UPDATE refiling SET lease_until = ? WHERE id = ? AND token = ? AND finished_at IS NULL`, until(now, length).UnixMilli(), r.ID, r.token)
		if err == nil && held == 0 {
			err = fmt.Errorf("refiling %d: %w", r.ID, press.ErrStale)
		}
		if err != nil {
			return err
		}
		var changed []int64
		for _, m := range found.Matched {
			f := &filing{conn: c, now: now, Reading: Reading{Matches: m.Matches, Backfill: true}}
			if err := file(ctx, f, m); err != nil {
				return err
			}
			if f.done.Changed {
				changed = append(changed, f.done.ClippingID)
			}
		}
		filed = len(changed)
		_, err = c.exec(ctx, `UPDATE refiling SET done = done + ?, found = found + ?, `+place+` = ? WHERE id = ?`, found.Read, filed, found.Last, r.ID)
		for i := 0; i < len(changed) && err == nil; i++ {
			err = c.changed(ctx, changed[i])
		}
		return err
	})
	if err == nil {
		r.Done, r.Found = r.Done+found.Read, r.Found+filed
	}
	return err
}

// FinishRefiling records that nothing is left to look at. It fails with press.ErrStale as RefileUnmatched does.
func (a *Archive) FinishRefiling(ctx context.Context, r Refiling) error {
	return a.write(ctx, "finish refiling", func(ctx context.Context, c conn) error {
		held, err := c.exec(ctx, `UPDATE refiling SET finished_at = ?, lease_until = 0 WHERE id = ? AND token = ? AND finished_at IS NULL`,
			a.now().UnixMilli(), r.ID, r.token)
		if err == nil && held == 0 {
			err = fmt.Errorf("refiling %d: %w", r.ID, press.ErrStale)
		}
		return err
	})
}

// ReleaseRefiling lets another, or a later call, go on at once. One that has been claimed by another stays theirs.
func (a *Archive) ReleaseRefiling(ctx context.Context, r Refiling) error {
	return a.write(ctx, "release refiling", func(ctx context.Context, c conn) error {
		_, err := c.exec(ctx, `UPDATE refiling SET lease_until = 0 WHERE id = ? AND token = ?`, r.ID, r.token)
		return err
	})
}
