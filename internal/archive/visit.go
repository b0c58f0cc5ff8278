package archive

import (
	"context"
	"database/sql"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/health"
	"pressclip/internal/press"
)

// Visited is a visit that has ended.
type Visited struct {
	OutletID int64
	press.Visit
	NextDue   time.Time       // when the outlet is to be visited again
	Unchanged []press.Place   // were read and listed nothing new; a visit that is cut off before it ends forgets that
	State     fetch.HostState // what is known about the outlet's host
	Tally     health.Hour     // what the visit came to; without Tried: nothing that counts
}

// FinishVisit records a visit, all of it in one transaction, and releases the host of the outlet as Release does.
func (a *Archive) FinishVisit(ctx context.Context, l Lease, v Visited) error {
	return a.write(ctx, "record visit", func(ctx context.Context, c conn) error {
		if err := c.letGo(ctx, l, v.State, 0); err != nil {
			return err
		}
		for _, p := range v.Unchanged {
			if err := c.storePlace(ctx, v.OutletID, p); err != nil {
				return err
			}
		}
		_, err := c.exec(ctx, `INSERT INTO visit (outlet_id, started, ended, ok, found, new, clipped, skipped, failed, faults)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, v.OutletID, v.Started.UnixMilli(), v.Ended.UnixMilli(), v.OK, v.Found, v.New, v.Clipped, v.Skipped, v.Failed, list(v.Faults))
		if err != nil {
			return err
		}
		if err := c.tally(ctx, v.OutletID, v.Tally); err != nil {
			return err
		}
		first := sql.NullInt64{Int64: v.Ended.UnixMilli(), Valid: v.OK}
		_, err = c.exec(ctx, `UPDATE outlet SET next_visit = ?, first_visit = coalesce(first_visit, ?) WHERE id = ?`, v.NextDue.UnixMilli(), first, v.OutletID)
		return err
	})
}

// LastVisits are the newest visits of the outlets, by the outlet's ID; those never visited are not there.
func (a *Archive) LastVisits(ctx context.Context) (map[int64]press.Visit, error) {
	visits := make(map[int64]press.Visit)
	scan := func(rows *sql.Rows) (_ struct{}, err error) {
		var id int64
		var v press.Visit
		var started, ended sql.NullInt64
		var faults string
		if err = rows.Scan(&id, &v.Outlet, &started, &ended, &v.OK, &v.Found, &v.New, &v.Clipped, &v.Skipped, &v.Failed, &faults); err != nil {
			return struct{}{}, err
		}
		v.Started, v.Ended = timeOf(started), timeOf(ended)
		err = decodeList(faults, &v.Faults)
		visits[id] = v
		return struct{}{}, err
	}
	err := a.read(ctx, "read visits", func(ctx context.Context, c conn) error {
		_, err := all(ctx, c, scan, `SELECT o.id, o.name, v.started, v.ended, v.ok, v.found, v.new, v.clipped, v.skipped, v.failed, v.faults
			FROM outlet o JOIN visit v ON v.id = (SELECT w.id FROM visit w WHERE w.outlet_id = o.id ORDER BY w.id DESC LIMIT 1)`)
		return err
	})
	return visits, err
}

// DropVisits deletes the records of visits that ended before a time, except the last one of each outlet, which says how
// it is. It returns how many that were.
func (a *Archive) DropVisits(ctx context.Context, before time.Time) (dropped int, err error) {
	for {
		var n int64
		err = a.write(ctx, "drop visits", func(ctx context.Context, c conn) (err error) {
			n, err = c.exec(ctx, `DELETE FROM visit WHERE id IN (SELECT id FROM visit v WHERE ended < ?
				AND EXISTS (SELECT 1 FROM visit w WHERE w.outlet_id = v.outlet_id AND w.id > v.id) ORDER BY id`+limit(dropAtOnce)+`)`, before.UnixMilli())
			return err
		})
		dropped += int(n)
		if err != nil || n < dropAtOnce {
			return dropped, err
		}
	}
}
