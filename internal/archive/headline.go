package archive

import (
	"context"
	"database/sql"
	"time"
)

// Headline is an article that was read, whether or not a project wanted it.
type Headline struct {
	Outlet    string
	Title     string
	URL       string
	Published time.Time
	ReadAt    time.Time
	Matched   bool
}

// Headlines are the n articles read last, the newest first.
func (a *Archive) Headlines(ctx context.Context, n int) ([]Headline, error) {
	var headlines []Headline
	scan := func(rows *sql.Rows) (h Headline, err error) {
		var published, read sql.NullInt64
		err = rows.Scan(&h.Outlet, &h.Title, &h.URL, &published, &read, &h.Matched)
		h.Published, h.ReadAt = timeOf(published), timeOf(read)
		return h, err
	}
	err := a.read(ctx, "read headlines", func(ctx context.Context, c conn) (err error) {
		headlines, err = all(ctx, c, scan, `SELECT o.name, p.title, p.url, p.published, p.read_at, p.clipping_id IS NOT NULL
			FROM page p JOIN outlet o ON o.id = p.outlet_id WHERE p.read_at IS NOT NULL ORDER BY p.read_at DESC, p.id DESC`+limit(n))
		return err
	})
	return headlines, err
}
