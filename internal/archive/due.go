package archive

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

// Claimed is an outlet to be visited now, with the lease of its host and what is known about that host.
type Claimed struct {
	Outlet press.Outlet
	Lease  Lease
	State  fetch.HostState
}

// ClaimDue claims up to n outlets that are due and whose host is free, those that have waited longest first, and at
// most one of a host. No two callers, of any process, get the same host.
func (a *Archive) ClaimDue(ctx context.Context, length time.Duration, n int) ([]Claimed, error) {
	if n <= 0 {
		return nil, nil
	}
	var claimed []Claimed
	err := a.write(ctx, "claim due outlets", func(ctx context.Context, c conn) error {
		now := a.now()
		free, err := c.claim(ctx, now, length, `FROM outlet o CROSS JOIN host h WHERE h.name = o.host AND o.removed_at IS NULL AND o.host <> ''
			AND o.next_visit <= ? AND NOT EXISTS (SELECT 1 FROM outlet p WHERE p.host = o.host AND p.removed_at IS NULL
			AND (p.next_visit, p.id) < (o.next_visit, o.id))`, now.UnixMilli(), `o.next_visit, o.id`, n)
		if err != nil {
			return err
		}
		claimed, err = c.due(ctx, now, free)
		return err
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// due finds for each host the outlet that has waited longest. A host whose outlets have just been visited by another
// is free again: what was due was seen before that visit ended.
func (c conn) due(ctx context.Context, now time.Time, free []hostRow) ([]Claimed, error) {
	byHost := make(map[string]hostRow, len(free))
	names := make([]string, 0, len(free))
	for _, h := range free {
		byHost[h.Host] = h
		names = append(names, h.Host)
	}
	outlets, err := allIn(ctx, c, scanDue, `SELECT host, `+outletColumns+`, next_visit FROM outlet
		WHERE removed_at IS NULL AND next_visit <= ? AND host IN (?)`, names, now.UnixMilli())
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(outlets, func(a, b dueOutlet) int { return int(min(max(a.due-b.due, -1), 1)) })
	var claimed []Claimed
	for _, o := range outlets {
		h, ok := byHost[o.host]
		if !ok {
			continue
		}
		delete(byHost, o.host)
		outlet, err := o.outlet()
		if err != nil {
			return nil, fmt.Errorf("outlet %q: %w", o.name, err)
		}
		claimed = append(claimed, Claimed{outlet, h.Lease, h.state})
	}
	for host := range byHost {
		if _, err := c.exec(ctx, `UPDATE host SET lease_until = 0 WHERE name = ?`, host); err != nil {
			return nil, err
		}
	}
	return claimed, nil
}

type dueOutlet struct {
	definition
	due int64
}

func scanDue(rows *sql.Rows) (o dueOutlet, err error) {
	err = rows.Scan(&o.host, &o.id, &o.name, &o.origin, &o.body, &o.removed, &o.home, &o.due)
	return o, err
}

// ClaimOutlet claims the host of an outlet, due or not; false says that it is held by another. The error wraps
// press.ErrNotFound if the outlet is not watched, or nothing but filed by hand.
func (a *Archive) ClaimOutlet(ctx context.Context, outletID int64, length time.Duration) (claimed Claimed, ok bool, err error) {
	err = a.write(ctx, "claim outlet", func(ctx context.Context, c conn) error {
		found, err := all(ctx, c, scanDue, `SELECT host, `+outletColumns+`, next_visit FROM outlet
			WHERE id = ? AND removed_at IS NULL AND host <> ''`, outletID)
		if err == nil && len(found) == 0 {
			return notFound("outlet", outletID)
		}
		if err != nil {
			return err
		}
		if claimed.Outlet, err = found[0].outlet(); err != nil {
			return err
		}
		var h hostRow
		h, ok, err = c.claimHost(ctx, a.now(), length, found[0].host)
		claimed.Lease, claimed.State = h.Lease, h.state
		return err
	})
	return claimed, ok && err == nil, err
}

// NextDue is the earliest time at which ClaimDue can find something: when an outlet is due or, if its host is held
// at that time, when that lease ends. The time may have passed; false says that no outlet is watched.
func (a *Archive) NextDue(ctx context.Context) (next time.Time, ok bool, err error) {
	err = a.read(ctx, "find what is due next", func(ctx context.Context, c conn) error {
		var due sql.NullInt64
		// Where the outlets stand in the order of their times, only those before the first one that is free can have a
		// host that is held: few are looked at, however many are watched.
		err := c.one(ctx, `WITH free AS (
				SELECT o.next_visit AS at FROM outlet o CROSS JOIN host h WHERE h.name = o.host AND o.removed_at IS NULL AND o.host <> ''
				AND h.lease_until <= o.next_visit ORDER BY o.next_visit, o.id LIMIT 1)
			SELECT min(at) FROM (SELECT at FROM free UNION ALL
				SELECT min(h.lease_until) FROM outlet o CROSS JOIN host h WHERE h.name = o.host AND o.removed_at IS NULL AND o.host <> ''
				AND h.lease_until > o.next_visit AND o.next_visit < coalesce((SELECT at FROM free), 9223372036854775807)) AS soonest`, nil, &due)
		next, ok = timeOf(due), due.Valid
		return err
	})
	return next, ok, err
}

// SetDue makes an outlet due at a time. The error wraps press.ErrNotFound if it is not watched, or
// nothing but filed by hand.
func (a *Archive) SetDue(ctx context.Context, outletID int64, at time.Time) error {
	return a.write(ctx, "set due", func(ctx context.Context, c conn) error {
		set, err := c.exec(ctx, `UPDATE outlet SET next_visit = ? WHERE id = ? AND removed_at IS NULL AND host <> ''`, at.UnixMilli(), outletID)
		if err == nil && set == 0 {
			err = notFound("outlet", outletID)
		}
		return err
	})
}
