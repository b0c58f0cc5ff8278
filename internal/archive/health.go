package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"pressclip/internal/health"
	"pressclip/internal/press"
)

// hoursKept is how long what visits came to is kept: somewhat longer than it is learned from.
const hoursKept = 420 * 24 * time.Hour

// sameOutage is how long after its end a trouble that comes back is the same one.
const sameOutage = 7 * 24 * time.Hour

// hourNumber is the number of the hour that t lies in.
func hourNumber(t time.Time) int64 { return t.Unix() / 3600 }

// tally adds a visit to what the outlet's visits came to. Rows are found by the outlet's last one, which the lease of its
// host keeps others from writing.
func (c conn) tally(ctx context.Context, outletID int64, h health.Hour) error {
	if h.Tried.IsZero() {
		return nil
	}
	var number int64
	var text string
	ok, err := c.found(ctx, `SELECT number, tally FROM hour WHERE outlet_id = ? ORDER BY number DESC LIMIT 1`, []any{outletID}, &number, &text)
	if err != nil {
		return err
	}
	if ok {
		var last health.Hour
		if err := json.Unmarshal([]byte(text), &last); err != nil {
			return err
		}
		// Under a clock that was set back, too, what comes later is added to what came before.
		if last.Joins(h) || hourNumber(h.Tried) <= number {
			_, err := c.exec(ctx, `UPDATE hour SET tally = ? WHERE outlet_id = ? AND number = ?`, encode(last.And(h)), outletID, number)
			return err
		}
	}
	if _, err := c.exec(ctx, `INSERT INTO hour (outlet_id, number, tally) VALUES (?, ?, ?)`, outletID, hourNumber(h.Tried), encode(h)); err != nil {
		return err
	}
	_, err = c.exec(ctx, `DELETE FROM hour WHERE outlet_id = ? AND number < ?`, outletID, hourNumber(h.Tried.Add(-hoursKept)))
	return err
}

// Hours are what the visits to an outlet came to, oldest first, as far back as health looks.
func (a *Archive) Hours(ctx context.Context, outletID int64) (hours []health.Hour, err error) {
	scan := func(rows *sql.Rows) (h health.Hour, err error) {
		var text []byte
		if err = rows.Scan(&text); err == nil {
			err = json.Unmarshal(text, &h)
		}
		return h, err
	}
	err = a.read(ctx, "read what visits came to", func(ctx context.Context, c conn) (err error) {
		hours, err = all(ctx, c, scan, `SELECT tally FROM hour WHERE outlet_id = ? ORDER BY number DESC`+limit(health.Rows), outletID)
		return err
	})
	slices.Reverse(hours)
	return hours, err
}

// Outage is a trouble of an outlet.
type Outage struct {
	ID       int64
	OutletID int64
	Outlet   string // its name
	Origin   press.Origin
	health.Finding
	NoticedAt time.Time
	EndedAt   time.Time // zero: it lasts
}

const outageColumns = `u.id, u.outlet_id, o.name, o.origin, u.finding, u.since, u.noticed_at, u.ended_at`

func scanOutage(rows *sql.Rows) (o Outage, err error) {
	var finding []byte
	var since, noticed, ended sql.NullInt64
	if err = rows.Scan(&o.ID, &o.OutletID, &o.Outlet, &o.Origin, &finding, &since, &noticed, &ended); err != nil {
		return o, err
	}
	err = json.Unmarshal(finding, &o.Finding)
	o.Since, o.NoticedAt, o.EndedAt = timeOf(since), timeOf(noticed), timeOf(ended)
	return o, err
}

// about tells troubles of one kind apart.
func about(f health.Finding) string {
	if f.Kind == health.Place || f.Kind == health.Moved {
		return f.URL
	}
	return ""
}

// KeepHealth records how an outlet does now: how much is usual, and what is wrong with it. Troubles that are new begin, those that are no more end, and one
// that had ended within the last week goes on. It may be repeated.
func (a *Archive) KeepHealth(ctx context.Context, outletID int64, r health.Report) error {
	return a.write(ctx, "record how an outlet does", func(ctx context.Context, c conn) error {
		now := a.now()
		usual := sql.NullInt64{Int64: int64(1000 * r.Rhythm.Week()), Valid: r.Rhythm.Known()}
		if _, err := c.exec(ctx, `UPDATE outlet SET usual = ? WHERE id = ?`, usual, outletID); err != nil { // which keeps others waiting
			return err
		}
		recent, err := all(ctx, c, scanOutage, `SELECT `+outageColumns+` FROM outage u JOIN outlet o ON o.id = u.outlet_id
			WHERE u.outlet_id = ? AND (u.ended_at IS NULL OR u.ended_at > ?) ORDER BY u.id`, outletID, now.Add(-sameOutage).UnixMilli())
		if err != nil {
			return err
		}
		lasting := map[int64]bool{}
		done := map[[2]string]bool{}
		for _, f := range r.Findings {
			if key := [2]string{string(f.Kind), about(f)}; !done[key] {
				done[key] = true
				id, err := c.keepOutage(ctx, outletID, f, recent, now)
				if err != nil {
					return err
				}
				lasting[id] = true
			}
		}
		for _, o := range recent {
			if o.EndedAt.IsZero() && !lasting[o.ID] {
				if _, err := c.exec(ctx, `UPDATE outage SET ended_at = ? WHERE id = ?`, now.UnixMilli(), o.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// keepOutage records a trouble that is there, and returns the number it goes by.
func (c conn) keepOutage(ctx context.Context, outletID int64, f health.Finding, recent []Outage, now time.Time) (id int64, err error) {
	for _, o := range slices.Backward(recent) {
		if o.Kind != f.Kind || about(o.Finding) != about(f) {
			continue
		}
		f.Since = o.Since // it began when it was first said to; later estimates would only move it about
		_, err := c.exec(ctx, `UPDATE outage SET finding = ?, ended_at = NULL WHERE id = ?`, encode(f), o.ID)
		return o.ID, err
	}
	return id, c.one(ctx, `INSERT INTO outage (outlet_id, kind, about, finding, since, noticed_at, mail_lease) VALUES (?, ?, ?, ?, ?, ?, 0)
		RETURNING id`, []any{outletID, string(f.Kind), about(f), encode(f), f.Since.UnixMilli(), now.UnixMilli()}, &id)
}

// Outages are the troubles that outlets have now, the worst first, by the outlet's ID; outlets that are fine are not there.
func (a *Archive) Outages(ctx context.Context) (map[int64][]Outage, error) {
	byOutlet := make(map[int64][]Outage)
	err := a.read(ctx, "read how outlets do", func(ctx context.Context, c conn) error {
		list, err := all(ctx, c, scanOutage, `SELECT `+outageColumns+` FROM outage u JOIN outlet o ON o.id = u.outlet_id
			WHERE u.ended_at IS NULL AND o.removed_at IS NULL ORDER BY u.id`)
		for _, o := range list {
			byOutlet[o.OutletID] = append(byOutlet[o.OutletID], o)
		}
		return err
	})
	for _, list := range byOutlet {
		slices.SortStableFunc(list, func(a, b Outage) int {
			return slices.Index(health.Kinds, a.Kind) - slices.Index(health.Kinds, b.Kind)
		})
	}
	return byOutlet, err
}

// ClaimOutages claims for a while the troubles that were noticed before a time and that nobody was told of. No two callers,
// of any process, get the same; what is not told by then can be claimed again.
func (a *Archive) ClaimOutages(ctx context.Context, noticed time.Time, length time.Duration) ([]Outage, error) {
	return a.claimOutages(ctx, length, `mailed_at IS NULL AND ended_at IS NULL AND noticed_at <= ?`, noticed.UnixMilli())
}

// ClaimEnded claims in the same way the troubles that were told of, and ended before a time and within the last week. Those of
// outlets that are being looked back at wait for the end of that, for a day. Of what may have ended only because it has become
// usual nothing is said.
func (a *Archive) ClaimEnded(ctx context.Context, ended time.Time, length time.Duration) ([]Outage, error) {
	now := a.now()
	return a.claimOutages(ctx, length, `mailed_at IS NOT NULL AND over_told_at IS NULL AND kind NOT IN ('moved', 'empty', 'undated', 'paywalled')
		AND ended_at <= ? AND ended_at > ?
		AND NOT EXISTS (SELECT 1 FROM lookback b WHERE b.outlet_id = outage.outlet_id AND b.ended_at IS NULL AND outage.ended_at > ?)`,
		ended.UnixMilli(), now.Add(-sameOutage).UnixMilli(), now.Add(-24*time.Hour).UnixMilli())
}

// claimOutages claims the troubles that meet a condition, of outlets that are still watched.
func (a *Archive) claimOutages(ctx context.Context, length time.Duration, where string, args ...any) (list []Outage, err error) {
	err = a.write(ctx, "claim what is to be told", func(ctx context.Context, c conn) error {
		now := a.now()
		ids, err := all(ctx, c, scanID, `UPDATE outage SET mail_lease = ? WHERE mail_lease <= ?
			AND outlet_id IN (SELECT id FROM outlet WHERE removed_at IS NULL) AND `+where+` RETURNING id`,
			append([]any{now.Add(length).UnixMilli(), now.UnixMilli()}, args...)...)
		if err != nil {
			return err
		}
		list, err = allIn(ctx, c, scanOutage, `SELECT `+outageColumns+` FROM outage u JOIN outlet o ON o.id = u.outlet_id WHERE u.id IN (?)`, ids)
		return err
	})
	slices.SortFunc(list, func(a, b Outage) int { return int(a.ID - b.ID) })
	return list, err
}

// ToldOutages notes that those who keep the program were told of these troubles, or of their end.
func (a *Archive) ToldOutages(ctx context.Context, list []Outage) error {
	return a.write(ctx, "note what was told", func(ctx context.Context, c conn) error {
		for _, o := range list {
			column := "mailed_at"
			if !o.EndedAt.IsZero() {
				column = "over_told_at"
			}
			if _, err := c.exec(ctx, `UPDATE outage SET `+column+` = ?, mail_lease = 0 WHERE id = ?`, a.now().UnixMilli(), o.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
