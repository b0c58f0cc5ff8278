package archive

import (
	"context"
	"database/sql"

	"pressclip/internal/press"
)

// Places are the feeds, sitemaps and sections of an outlet that were ever read or tried, by kind and address.
func (a *Archive) Places(ctx context.Context, outletID int64) ([]press.Place, error) {
	var places []press.Place
	err := a.read(ctx, "read places", func(ctx context.Context, c conn) (err error) {
		places, err = all(ctx, c, scanPlace, `SELECT kind, url, etag, last_modified, read_at, fault FROM place
			WHERE outlet_id = ? ORDER BY kind, url`, outletID)
		return err
	})
	return places, err
}

func scanPlace(rows *sql.Rows) (p press.Place, err error) {
	var read sql.NullInt64
	var fault sql.NullString
	if err = rows.Scan(&p.Kind, &p.URL, &p.ETag, &p.LastModified, &read, &fault); err != nil {
		return p, err
	}
	p.ReadAt = timeOf(read)
	p.Fault, err = decodeFault(fault)
	return p, err
}

func (c conn) storePlace(ctx context.Context, outletID int64, p press.Place) error {
	if p.URL == "" {
		return nil
	}
	_, err := c.exec(ctx, `INSERT INTO place (outlet_id, kind, key, url, etag, last_modified, read_at, fault)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (outlet_id, kind, key) DO UPDATE SET
		etag = excluded.etag, last_modified = excluded.last_modified, read_at = excluded.read_at, fault = excluded.fault`,
		outletID, p.Kind, key(p.URL), plain(p.URL), plain(p.ETag), plain(p.LastModified), millis(p.ReadAt), encodeFault(p.Fault))
	return err
}
