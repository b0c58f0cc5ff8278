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

// Headlines are the n articles read last, the newest first, without those that were filed out of sight.
func (a *Archive) Headlines(ctx context.Context, n int) ([]Headline, error) {
	var headlines []Headline
	scan := func(rows *sql.Rows) (h Headline, err error) {
		var published, read sql.NullInt64
		err = rows.Scan(&h.Outlet, &h.Title, &h.URL, &published, &read, &h.Matched)
		h.Published, h.ReadAt = timeOf(published), timeOf(read)
		return h, err
	}
	err := a.read(ctx, "read headlines", func(ctx context.Context, c conn) (err error) {
		seen, args := someSeen(ctx, `g.clipping_id`)
		headlines, err = all(ctx, c, scan, `SELECT o.name, g.title, g.url, g.published, g.read_at, g.clipping_id IS NOT NULL
			FROM page g JOIN outlet o ON o.id = g.outlet_id WHERE g.read_at IS NOT NULL AND (g.clipping_id IS NULL OR `+seen+`)
			ORDER BY g.read_at DESC, g.id DESC`+limit(n), args...)
		return err
	})
	return headlines, err
}
