package archive

import (
	"context"
	"database/sql"
	"time"

	"pressclip/internal/press"
)

// overlap is how far before its period an issue looks for what was filed: a filing that began before the last issue was
// closed may have been recorded only after that. What stood in an issue does not come again.
const overlap = 2 * patience

// Period is what an issue belongs to.
type Period struct {
	Due    time.Time // the time of the schedule
	Before time.Time // the time of the schedule before that
}

// Issue is one issue of a digest. It is closed if it has an ID; else it is what would be closed now.
type Issue struct {
	ID        int64
	Due       time.Time
	Since     time.Time // begin of the period that it covers
	Until     time.Time // what qualified by then stands in it
	ClosedAt  time.Time
	Clippings []Issued
	Late      int // clippings found by looking back in its period; they stand in no issue
	Unread    int // clippings found in its period about which nobody has decided
	Read      int // articles read in its period
}

// Issued is a clipping of an issue under one project.
type Issued struct {
	Project    string
	ClippingID int64
}

// Issue is the issue of a digest for a period: the closed one, if there is one, else what would stand in it.
func (a *Archive) Issue(ctx context.Context, d press.Digest, p Period) (i Issue, err error) {
	err = a.read(ctx, "read issue", func(ctx context.Context, c conn) error {
		i, err = c.issue(ctx, d, p, a.now())
		return err
	})
	return i, err
}

// CloseIssue closes the issue of a digest for a period, once: its clippings and a delivery to each recipient are
// recorded in one transaction, whoever else tries. If the digest does not want empty issues, nobody gets one. made says
// that it was closed by this call.
func (a *Archive) CloseIssue(ctx context.Context, d press.Digest, p Period) (i Issue, made bool, err error) {
	err = a.write(ctx, "close issue", func(ctx context.Context, c conn) error {
		if err := c.lockDigest(ctx, d.ID); err != nil {
			return err
		}
		now := a.now()
		if i, err = c.issue(ctx, d, p, now); err != nil || i.ID != 0 {
			return err
		}
		i.ClosedAt, made = now.UTC().Truncate(time.Millisecond), true
		if err := c.insertIssue(ctx, d, &i); err != nil {
			return err
		}
		if len(i.Clippings) == 0 && d.WhenEmpty == "skip" {
			return nil
		}
		return c.deliverTo(ctx, d, i.ID, now)
	})
	return i, made && err == nil, err
}

// lockDigest makes those who change a digest's issues wait for each other.
func (c conn) lockDigest(ctx context.Context, id int64) error {
	var one int
	ok, err := c.found(ctx, `SELECT 1 FROM digest WHERE id = ?`+c.locked, []any{id}, &one)
	if err == nil && !ok {
		err = notFound("digest", id)
	}
	return err
}

func (c conn) issue(ctx context.Context, d press.Digest, p Period, now time.Time) (i Issue, err error) {
	closed, err := all(ctx, c, scanIssue, `SELECT `+issueColumns+` FROM issue WHERE digest_id = ? AND due = ?`, d.ID, p.Due.UnixMilli())
	if err != nil {
		return i, err
	}
	if len(closed) == 1 {
		i = closed[0]
		i.Clippings, err = all(ctx, c, scanIssued, `SELECT p.name, s.clipping_id FROM issued s JOIN project p ON p.id = s.project_id
			WHERE s.issue_id = ? ORDER BY s.project_id, s.clipping_id`, i.ID)
	} else {
		i, err = c.draft(ctx, d, p, now)
	}
	if err == nil {
		err = c.issueFigures(ctx, d, &i)
	}
	return i, err
}

// draft is what an issue would hold if it were closed now.
func (c conn) draft(ctx context.Context, d press.Digest, p Period, now time.Time) (Issue, error) {
	i := Issue{Due: p.Due.UTC(), Until: earlier(p.Due, now).UTC().Truncate(time.Millisecond)}
	i.Since = i.Until.Add(p.Before.Sub(p.Due)) // one period back, also from now
	var last sql.NullInt64
	err := c.one(ctx, `SELECT max(until) FROM issue WHERE digest_id = ? AND due < ?`, []any{d.ID, p.Due.UnixMilli()}, &last)
	if err != nil {
		return i, err
	}
	if last.Valid {
		i.Since = earlier(i.Since, timeOf(last))
	}
	when := `(r.filed_at > ? AND r.filed_at <= ? OR r.verdict = 'relevant' AND r.decided_at > ? AND r.decided_at <= ?)`
	from, to := i.Since.Add(-overlap).UnixMilli(), i.Until.UnixMilli()
	args := []any{from, to, from, to, d.ID}
	if d.Select == "relevant" {
		when, args = `r.verdict = 'relevant' AND r.decided_at > ? AND r.decided_at <= ?`, args[2:]
	}
	i.Clippings, err = allIn(ctx, c, scanIssued, `SELECT p.name, r.clipping_id FROM review r JOIN project p ON p.id = r.project_id
		WHERE `+when+` AND r.verdict <> 'irrelevant' AND NOT r.backfill AND NOT EXISTS (
			SELECT 1 FROM issued s JOIN issue i ON i.id = s.issue_id WHERE s.clipping_id = r.clipping_id AND i.digest_id = ?)
		AND p.name IN (?)`, d.Projects, args...)
	return i, err
}

// issueFigures adds the figures of the period.
func (c conn) issueFigures(ctx context.Context, d press.Digest, i *Issue) error {
	from, to := i.Since.UnixMilli(), i.Until.UnixMilli()
	if err := c.one(ctx, `SELECT count(*) FROM page WHERE read_at > ? AND read_at <= ?`, []any{from, to}, &i.Read); err != nil {
		return err
	}
	late, err := allIn(ctx, c, scanID, `SELECT DISTINCT r.clipping_id FROM review r JOIN project p ON p.id = r.project_id
		WHERE r.backfill AND r.verdict <> 'irrelevant' AND r.filed_at > ? AND r.filed_at <= ? AND p.name IN (?)`, d.Projects, from, to)
	if err != nil {
		return err
	}
	unread, err := allIn(ctx, c, scanID, `SELECT DISTINCT r.clipping_id FROM review r JOIN project p ON p.id = r.project_id
		WHERE NOT r.backfill AND r.verdict = 'new' AND r.filed_at > ? AND r.filed_at <= ? AND p.name IN (?)`, d.Projects, from, to)
	i.Late, i.Unread = len(late), len(unread)
	return err
}

func (c conn) insertIssue(ctx context.Context, d press.Digest, i *Issue) error {
	err := c.one(ctx, `INSERT INTO issue (digest_id, due, since, until, closed_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		[]any{d.ID, i.Due.UnixMilli(), i.Since.UnixMilli(), i.Until.UnixMilli(), i.ClosedAt.UnixMilli()}, &i.ID)
	if err != nil {
		return err
	}
	for _, s := range i.Clippings {
		if _, err := c.exec(ctx, `INSERT INTO issued (issue_id, project_id, clipping_id) SELECT ?, id, ? FROM project WHERE name = ?`,
			i.ID, s.ClippingID, s.Project); err != nil {
			return err
		}
	}
	return nil
}

const issueColumns = `id, due, since, until, closed_at`

func scanIssue(rows *sql.Rows) (i Issue, err error) {
	var due, since, until, closed sql.NullInt64
	err = rows.Scan(&i.ID, &due, &since, &until, &closed)
	i.Due, i.Since, i.Until, i.ClosedAt = timeOf(due), timeOf(since), timeOf(until), timeOf(closed)
	return i, err
}

func scanIssued(rows *sql.Rows) (s Issued, err error) {
	err = rows.Scan(&s.Project, &s.ClippingID)
	return s, err
}

// Issues are the closed issues of a digest, the newest first, at most so many, with their clippings.
func (a *Archive) Issues(ctx context.Context, digestID int64, most int) (list []Issue, err error) {
	err = a.read(ctx, "read issues", func(ctx context.Context, c conn) error {
		list, err = all(ctx, c, scanIssue, `SELECT `+issueColumns+` FROM issue WHERE digest_id = ? ORDER BY due DESC`+limit(most), digestID)
		for n := range list {
			if err == nil {
				list[n].Clippings, err = all(ctx, c, scanIssued, `SELECT p.name, s.clipping_id FROM issued s JOIN project p ON p.id = s.project_id
					WHERE s.issue_id = ? ORDER BY s.project_id, s.clipping_id`, list[n].ID)
			}
		}
		return err
	})
	return list, err
}

// IssueByID is a closed issue with the digest that it is of, removed or not. The error wraps press.ErrNotFound.
func (a *Archive) IssueByID(ctx context.Context, id int64) (d press.Digest, i Issue, err error) {
	err = a.read(ctx, "read issue", func(ctx context.Context, c conn) error {
		found, err := all(ctx, c, scanDefinition, `SELECT d.id, d.name, d.origin, d.definition, d.removed_at IS NOT NULL
			FROM digest d JOIN issue i ON i.digest_id = d.id WHERE i.id = ?`, id)
		if err == nil && len(found) == 0 {
			return notFound("issue", id)
		}
		if err != nil {
			return err
		}
		if d, err = found[0].digest(); err != nil {
			return err
		}
		var due sql.NullInt64
		if err := c.one(ctx, `SELECT due FROM issue WHERE id = ?`, []any{id}, &due); err != nil {
			return err
		}
		i, err = c.issue(ctx, d, Period{Due: timeOf(due)}, a.now())
		return err
	})
	return d, i, err
}
