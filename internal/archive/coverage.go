package archive

import (
	"context"
	"database/sql"
	"slices"
	"time"
)

// Coverage says how far an outlet was watched, for those who judge what was not found in it.
type Coverage struct {
	Outlet  string
	URL     string
	Since   time.Time // end of the first visit that succeeded; zero if none did
	Until   time.Time // when it was removed; zero while it is watched
	Read    int       // articles read for the first time
	LastOK  time.Time // of the visits still known; zero if none of them succeeded
	Gaps    []Gap     // as far back as visits are kept, the longest 20
	Pending int       // pages listed that are still to be read
}

// Gap is a time in which an outlet was not visited with success.
type Gap struct{ From, To time.Time }

// An outlet has a gap where two visits that succeeded are further apart than a day and than three times what is usual
// for it.
const (
	leastGap    = 24 * time.Hour
	usualVisits = 3
	mostGaps    = 20
)

// Coverage is that of the outlets that are visited or ever were, by name. With names, it is that of these outlets only.
// A gap that still lasts ends now.
func (a *Archive) Coverage(ctx context.Context, names []string) ([]Coverage, error) {
	type outlet struct {
		id int64
		Coverage
	}
	scan := func(rows *sql.Rows) (o outlet, err error) {
		var d definition
		var since, until sql.NullInt64
		if err = rows.Scan(&o.id, &d.name, &d.body, &since, &until, &o.Read, &o.Pending); err != nil {
			return o, err
		}
		defined, err := d.outlet()
		o.Outlet, o.URL, o.Since, o.Until = d.name, defined.URL, timeOf(since), timeOf(until)
		return o, err
	}
	var found []Coverage
	err := a.read(ctx, "read coverage", func(ctx context.Context, c conn) error {
		found = nil
		outlets, err := all(ctx, c, scan, `SELECT o.id, o.name, o.definition, o.first_visit, o.removed_at,
			(SELECT count(*) FROM page p WHERE p.outlet_id = o.id AND p.read_at IS NOT NULL),
			(SELECT count(*) FROM page p WHERE p.outlet_id = o.id AND p.next_try IS NOT NULL)
			FROM outlet o WHERE o.first_visit IS NOT NULL OR o.removed_at IS NULL AND o.host <> '' ORDER BY o.name`)
		if err != nil {
			return err
		}
		for _, o := range outlets {
			if len(names) > 0 && !slices.Contains(names, o.Outlet) {
				continue
			}
			if err := c.gaps(ctx, o.id, a.now(), &o.Coverage); err != nil {
				return err
			}
			found = append(found, o.Coverage)
		}
		return nil
	})
	return found, err
}

// gaps finds the gaps of an outlet.
func (c conn) gaps(ctx context.Context, outlet int64, now time.Time, v *Coverage) error {
	var first, last sql.NullInt64
	var n int64
	err := c.one(ctx, `SELECT min(ended), max(ended), count(*) FROM visit WHERE outlet_id = ? AND ok`, []any{outlet}, &first, &last, &n)
	if err != nil || n == 0 {
		return err
	}
	v.LastOK = timeOf(last)
	least := leastGap
	if n > 1 {
		least = max(least, usualVisits*time.Duration((last.Int64-first.Int64)/(n-1))*time.Millisecond)
	}
	scan := func(rows *sql.Rows) (g Gap, err error) {
		var from, to sql.NullInt64
		err = rows.Scan(&from, &to)
		return Gap{timeOf(from), timeOf(to)}, err
	}
	v.Gaps, err = all(ctx, c, scan, `SELECT before, started FROM (
			SELECT lag(ended) OVER (ORDER BY id) AS before, started FROM visit WHERE outlet_id = ? AND ok
		) AS pair WHERE started - before > ? ORDER BY started - before DESC LIMIT ?`, outlet, least.Milliseconds(), mostGaps)
	if v.Until.IsZero() && now.Sub(v.LastOK) > least {
		v.Gaps = append([]Gap{{v.LastOK, now}}, v.Gaps...)
	}
	return err
}
