package archive

import (
	"context"
	"database/sql"
	"time"
)

// Version is what a clipping said before it was changed.
type Version struct {
	Number   int       // from 1
	SeenAt   time.Time // when it was first seen
	Modified time.Time // as the outlet said then; zero if it did not
	Title    string
	Lead     string
	Text     string
}

// Versions are the former versions of a clipping, the oldest first; the current one is the clipping itself.
func (a *Archive) Versions(ctx context.Context, clippingID int64) (list []Version, err error) {
	scan := func(rows *sql.Rows) (v Version, err error) {
		var seen, modified sql.NullInt64
		err = rows.Scan(&v.Number, &seen, &modified, &v.Title, &v.Lead, &v.Text)
		v.SeenAt, v.Modified = timeOf(seen), timeOf(modified)
		return v, err
	}
	err = a.read(ctx, "read versions", func(ctx context.Context, c conn) (err error) {
		if err := c.see(ctx, clippingID); err != nil {
			return err
		}
		list, err = all(ctx, c, scan, `SELECT number, seen_at, modified, title, lead, text FROM version WHERE clipping_id = ? ORDER BY number`, clippingID)
		return err
	})
	return list, err
}
