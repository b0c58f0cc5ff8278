package archive

import (
	"context"
	"database/sql"
	"time"

	"pressclip/internal/health"
)

// LookBack is a reading of what an outlet listed before.
type LookBack struct {
	ID       int64 // 0: there is none
	OutletID int64
	health.LookBack
}

const lookBackColumns = `id, outlet_id, since, asked, expected, begun_at, ended_at`

func scanLookBack(rows *sql.Rows) (b LookBack, err error) {
	var since, begun, ended sql.NullInt64
	err = rows.Scan(&b.ID, &b.OutletID, &since, &b.Asked, &b.Expected, &begun, &ended)
	b.Since, b.Begun, b.Ended = timeOf(since), timeOf(begun), timeOf(ended)
	return b, err
}

// BeginLookBack begins to look back under the lease of the outlet's host, or goes on with what was begun to the same time
// for the same reason and has not ended. Any other that lasts has ended.
func (a *Archive) BeginLookBack(ctx context.Context, l Lease, b LookBack) (LookBack, error) {
	err := a.write(ctx, "begin to look back", func(ctx context.Context, c conn) error {
		if err := c.hold(ctx, l); err != nil {
			return err
		}
		return a.beginLookBack(ctx, c, &b)
	})
	return b, err
}

// AskLookBack has the next visit of an outlet look back to a time, as BeginLookBack does for a visit that is under way. The
// error wraps press.ErrNotFound if the outlet is not watched, or nothing but filed by hand.
func (a *Archive) AskLookBack(ctx context.Context, outletID int64, since time.Time) error {
	b := LookBack{OutletID: outletID, LookBack: health.LookBack{Since: since, Begun: a.now(), Asked: true}}
	return a.write(ctx, "ask to look back", func(ctx context.Context, c conn) error {
		// Who visits it holds the row of its host, but not that of the outlet; two who ask wait for each other here.
		set, err := c.exec(ctx, `UPDATE outlet SET next_visit = ? WHERE id = ? AND removed_at IS NULL AND host <> ''`, b.Begun.UnixMilli(), outletID)
		if err == nil && set == 0 {
			err = notFound("outlet", outletID)
		}
		if err != nil {
			return err
		}
		return a.beginLookBack(ctx, c, &b)
	})
}

func (a *Archive) beginLookBack(ctx context.Context, c conn, b *LookBack) error {
	open, err := all(ctx, c, scanLookBack, `SELECT `+lookBackColumns+` FROM lookback WHERE outlet_id = ? AND ended_at IS NULL`, b.OutletID)
	if err != nil {
		return err
	}
	if len(open) == 1 && open[0].Asked == b.Asked && open[0].Since.UnixMilli() == b.Since.UnixMilli() {
		*b = open[0]
		return nil
	}
	if _, err := c.exec(ctx, `UPDATE lookback SET ended_at = ? WHERE outlet_id = ? AND ended_at IS NULL`, a.now().UnixMilli(), b.OutletID); err != nil {
		return err
	}
	return c.one(ctx, `INSERT INTO lookback (outlet_id, since, asked, expected, begun_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		[]any{b.OutletID, b.Since.UnixMilli(), b.Asked, b.Expected, b.Begun.UnixMilli()}, &b.ID)
}

// EndLookBack notes under the lease of the outlet's host that everything was listed and read.
func (a *Archive) EndLookBack(ctx context.Context, l Lease, id int64) error {
	return a.write(ctx, "end looking back", func(ctx context.Context, c conn) error {
		if err := c.hold(ctx, l); err != nil {
			return err
		}
		_, err := c.exec(ctx, `UPDATE lookback SET ended_at = ? WHERE id = ? AND ended_at IS NULL`, a.now().UnixMilli(), id)
		return err
	})
}

// LastLookBack is the last one of an outlet, without its figures.
func (a *Archive) LastLookBack(ctx context.Context, outletID int64) (last LookBack, err error) {
	err = a.read(ctx, "read what was looked back at", func(ctx context.Context, c conn) error {
		list, err := all(ctx, c, scanLookBack, `SELECT `+lookBackColumns+` FROM lookback WHERE outlet_id = ? ORDER BY id DESC LIMIT 1`, outletID)
		if len(list) == 1 {
			last = list[0]
		}
		return err
	})
	return last, err
}

// LookBacks are the last ones of outlets, by the outlet's ID, of those that last or ended after a time. Their figures count
// the pages that became known by them.
func (a *Archive) LookBacks(ctx context.Context, after time.Time) (map[int64]LookBack, error) {
	byOutlet := make(map[int64]LookBack)
	err := a.read(ctx, "read what was looked back at", func(ctx context.Context, c conn) error {
		list, err := all(ctx, c, scanLookBack, `SELECT `+lookBackColumns+` FROM lookback b WHERE (ended_at IS NULL OR ended_at > ?)
			AND id = (SELECT max(id) FROM lookback o WHERE o.outlet_id = b.outlet_id)`, after.UnixMilli())
		if err != nil {
			return err
		}
		for _, b := range list {
			if err := c.countLookBack(ctx, &b); err != nil {
				return err
			}
			byOutlet[b.OutletID] = b
		}
		return nil
	})
	return byOutlet, err
}

func (c conn) countLookBack(ctx context.Context, b *LookBack) error {
	return c.one(ctx, `SELECT count(read_at), coalesce(sum(CASE WHEN state = 'clipped' THEN 1 ELSE 0 END), 0),
		coalesce(sum(CASE WHEN state = 'failed' OR state = 'dropped' AND (fault LIKE '%"status"%' OR fault LIKE '%"robots"%') THEN 1 ELSE 0 END), 0),
		coalesce(sum(CASE WHEN state = 'pending' THEN 1 ELSE 0 END), 0)
		FROM page WHERE outlet_id = ? AND first_seen >= ? AND coalesce(published, modified) >= ? AND coalesce(published, modified) < ?`,
		[]any{b.OutletID, b.Begun.UnixMilli(), b.Since.UnixMilli(), b.Begun.UnixMilli()}, &b.Read, &b.Clipped, &b.Missing, &b.Open)
}

// Outstanding is the number of pages of an outlet that are to be fetched now.
func (a *Archive) Outstanding(ctx context.Context, outletID int64) (n int, err error) {
	err = a.read(ctx, "count pending pages", func(ctx context.Context, c conn) error {
		return c.one(ctx, `SELECT count(*) FROM page WHERE outlet_id = ? AND next_try <= ?`, []any{outletID, a.now().UnixMilli()}, &n)
	})
	return n, err
}
