package archive

import (
	"context"
	"database/sql"
	"time"

	"pressclip/internal/press"
)

// Places are the feeds, sitemaps and sections of an outlet that were ever read or tried, by kind and address.
func (a *Archive) Places(ctx context.Context, outletID int64) ([]press.Place, error) {
	var places []press.Place
	err := a.read(ctx, "read places", func(ctx context.Context, c conn) (err error) {
		places, err = all(ctx, c, scanPlace, `SELECT kind, url, etag, last_modified, read_at, fault, coalesce(moved, ''), found_at FROM place
			WHERE outlet_id = ? ORDER BY kind, url`, outletID)
		return err
	})
	return places, err
}

func scanPlace(rows *sql.Rows) (p press.Place, err error) {
	var read, found sql.NullInt64
	var fault sql.NullString
	if err = rows.Scan(&p.Kind, &p.URL, &p.ETag, &p.LastModified, &read, &fault, &p.Moved, &found); err != nil {
		return p, err
	}
	p.ReadAt, p.FoundAt = timeOf(read), timeOf(found)
	p.Fault, err = decodeFault(fault)
	return p, err
}

func (c conn) storePlace(ctx context.Context, outletID int64, p press.Place) error {
	if p.URL == "" {
		return nil
	}
	_, err := c.exec(ctx, `INSERT INTO place (outlet_id, kind, key, url, etag, last_modified, read_at, fault, moved, found_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (outlet_id, kind, key) DO UPDATE SET
		etag = excluded.etag, last_modified = excluded.last_modified, read_at = excluded.read_at, fault = excluded.fault,
		moved = excluded.moved, found_at = coalesce(place.found_at, excluded.found_at)`,
		outletID, p.Kind, key(p.URL), plain(p.URL), plain(p.ETag), plain(p.LastModified), millis(p.ReadAt), encodeFault(p.Fault), optional(p.Moved), millis(p.FoundAt))
	return err
}

// Discovered is when the site of an outlet was looked at for places last; zero if never.
func (a *Archive) Discovered(ctx context.Context, outletID int64) (at time.Time, err error) {
	err = a.read(ctx, "read outlet", func(ctx context.Context, c conn) error {
		var when sql.NullInt64
		err := c.one(ctx, `SELECT discovered_at FROM outlet WHERE id = ?`, []any{outletID}, &when)
		at = timeOf(when)
		return err
	})
	return at, err
}

// Discover records under the lease of the outlet's host which places were found at its site. What was found earlier and not
// again is forgotten if it could not be read last.
func (a *Archive) Discover(ctx context.Context, l Lease, outletID int64, found []press.Place) error {
	return a.write(ctx, "record what was found", func(ctx context.Context, c conn) error {
		if err := c.hold(ctx, l); err != nil {
			return err
		}
		now := a.now().UnixMilli()
		for _, p := range found {
			_, err := c.exec(ctx, `INSERT INTO place (outlet_id, kind, key, url, etag, last_modified, found_at) VALUES (?, ?, ?, ?, '', '', ?)
				ON CONFLICT (outlet_id, kind, key) DO UPDATE SET found_at = excluded.found_at`,
				outletID, p.Kind, key(p.URL), plain(p.URL), now)
			if err != nil {
				return err
			}
		}
		if _, err := c.exec(ctx, `UPDATE place SET found_at = NULL WHERE outlet_id = ? AND found_at < ? AND fault IS NOT NULL`, outletID, now); err != nil {
			return err
		}
		_, err := c.exec(ctx, `UPDATE outlet SET discovered_at = ? WHERE id = ?`, now, outletID)
		return err
	})
}
