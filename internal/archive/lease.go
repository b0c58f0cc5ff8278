package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

// longestLease bounds what a lease may last. One that ends later than this from now was written under a clock that
// was wrong, and its host is free.
const longestLease = time.Hour

// Lease is the right to ask a host and to record what came of it, until Until or, if it is extended, longer. When it
// has run out and another has claimed the host, its Token is stale and every write under it fails with press.ErrStale.
type Lease struct {
	Host  string
	Token int64
	Until time.Time
}

// Desk is the lease of those who record what no host was asked for, because somebody brought it. It is always good.
var Desk = Lease{Token: -1}

// ClaimHost claims a host by its name, as weburl.Host writes it, without waiting; false says that it is held by
// another, who may be of the same process.
func (a *Archive) ClaimHost(ctx context.Context, host string, length time.Duration) (Lease, fetch.HostState, bool, error) {
	var h hostRow
	var ok bool
	err := a.write(ctx, "claim host", func(ctx context.Context, c conn) (err error) {
		h, ok, err = c.claimHost(ctx, a.now(), length, host)
		return err
	})
	return h.Lease, h.state, ok && err == nil, err
}

func (c conn) claimHost(ctx context.Context, now time.Time, length time.Duration, host string) (hostRow, bool, error) {
	free, err := c.claim(ctx, now, length, `FROM host h WHERE h.name = ?`, host, `h.name`, 1)
	if err != nil || len(free) == 1 {
		return only(free), len(free) == 1, err
	}
	h := hostRow{Lease: Lease{Host: host, Token: 1, Until: until(now, length)}}
	made, err := c.exec(ctx, `INSERT INTO host (name, token, lease_until) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING`,
		h.Host, h.Token, h.Until.UnixMilli())
	return h, made == 1, err
}

func only(rows []hostRow) (h hostRow) {
	if len(rows) > 0 {
		h = rows[0]
	}
	return h
}

// hostRow is a host that was claimed.
type hostRow struct {
	Lease
	state fetch.HostState
}

// claim takes free hosts, chosen by a clause FROM … h WHERE … with one argument. It is one statement, and passes over
// hosts that another transaction is writing under.
func (c conn) claim(ctx context.Context, now time.Time, length time.Duration, from string, arg any, order string, n int) ([]hostRow, error) {
	end := until(now, length)
	scan := func(rows *sql.Rows) (h hostRow, err error) {
		h.Until = end
		var state string
		if err = rows.Scan(&h.Host, &h.Token, &state); err == nil {
			err = json.Unmarshal([]byte(state), &h.state)
		}
		return h, err
	}
	return all(ctx, c, scan, `WITH free AS MATERIALIZED (
			SELECT h.name `+from+` AND (h.lease_until <= ? OR h.lease_until > ?) ORDER BY `+order+limit(n)+c.skipping+`)
		UPDATE host SET token = token + 1, lease_until = ? WHERE name IN (SELECT name FROM free)
		RETURNING name, token, state`,
		arg, now.UnixMilli(), now.Add(longestLease).UnixMilli(), end.UnixMilli())
}

func until(now time.Time, length time.Duration) time.Time {
	return now.Add(min(length, longestLease)).UTC().Truncate(time.Millisecond)
}

// Extend makes leases last for length from now. Those that passed to another are named in the error, which wraps
// press.ErrStale; the others are extended all the same.
func (a *Archive) Extend(ctx context.Context, leases []Lease, length time.Duration) error {
	if len(leases) == 0 {
		return nil
	}
	leases = slices.Clone(leases)
	slices.SortFunc(leases, func(a, b Lease) int { return strings.Compare(a.Host, b.Host) }) // one order for all who lock rows
	var lost []error
	err := a.write(ctx, "extend leases", func(ctx context.Context, c conn) error {
		lost = nil
		end := until(a.now(), length).UnixMilli()
		for _, l := range leases {
			held, err := c.exec(ctx, `UPDATE host SET lease_until = ? WHERE name = ? AND token = ? AND lease_until > 0`, end, l.Host, l.Token)
			if err != nil {
				return err
			}
			if held == 0 {
				lost = append(lost, stale(l))
			}
		}
		return nil
	})
	return errors.Join(append(lost, err)...)
}

// Release stores what is known about a host and sets it free. It fails with press.ErrStale, and stores nothing, if
// the lease has passed to another or was released before.
func (a *Archive) Release(ctx context.Context, l Lease, s fetch.HostState) error {
	return a.letGo(ctx, l, s, 0)
}

// Keep stores what is known about a host that stays claimed, so that it is not forgotten if the process ends. It
// fails with press.ErrStale as Release does.
func (a *Archive) Keep(ctx context.Context, l Lease, s fetch.HostState) error {
	return a.letGo(ctx, l, s, 1)
}

// letGo multiplies the end of the lease with keep: 0 ends it.
func (a *Archive) letGo(ctx context.Context, l Lease, s fetch.HostState, keep int) error {
	return a.write(ctx, "store host", func(ctx context.Context, c conn) error { return c.letGo(ctx, l, s, keep) })
}

func (c conn) letGo(ctx context.Context, l Lease, s fetch.HostState, keep int) error {
	held, err := c.exec(ctx, `UPDATE host SET lease_until = lease_until * ?, state = ? WHERE name = ? AND token = ? AND lease_until > 0`,
		keep, encode(s), l.Host, l.Token)
	if err == nil && held == 0 {
		err = stale(l)
	}
	return err
}

func stale(l Lease) error {
	return fmt.Errorf("host %s: %w", l.Host, press.ErrStale)
}

// hold makes sure that a lease is good and stays so until the transaction ends. A lease that has run out is good as
// long as nobody else has claimed the host.
func (c conn) hold(ctx context.Context, l Lease) error {
	if l.Token == Desk.Token {
		return nil
	}
	var one int
	ok, err := c.found(ctx, `SELECT 1 FROM host WHERE name = ? AND token = ? AND lease_until > 0`+c.locked, []any{l.Host, l.Token}, &one)
	if err == nil && !ok {
		err = stale(l)
	}
	return err
}
