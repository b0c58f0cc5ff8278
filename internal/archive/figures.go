package archive

import (
	"context"
	"database/sql"
	"time"
)

// Figures are what the watching has brought since a time.
type Figures struct {
	Outlets      int // watched now
	ArticlesRead int
	Clippings    int
	PerOutlet    map[int64]OutletFigures // of the outlets that are watched now, by ID
}

// OutletFigures are the figures of one outlet.
type OutletFigures struct {
	Read        int       // since the time
	Clippings   int       // since the time
	Pending     int       // pages to be fetched, now or later
	LastArticle time.Time // when an article was last read for the first time; zero if never
	NextVisit   time.Time // may have passed; zero if it is never visited
	Usual       float64   // articles a week; 0: not known yet
}

// Figures counts what was read and filed since a time; the zero time counts everything.
func (a *Archive) Figures(ctx context.Context, since time.Time) (Figures, error) {
	f := Figures{PerOutlet: make(map[int64]OutletFigures)}
	from := millis(since).Int64
	if since.IsZero() {
		from = 0
	}
	scan := func(rows *sql.Rows) (_ struct{}, err error) {
		var id int64
		var o OutletFigures
		var last, next, usual sql.NullInt64
		err = rows.Scan(&id, &o.Read, &o.Clippings, &o.Pending, &last, &next, &usual)
		o.LastArticle, o.NextVisit = timeOf(last), timeOf(next)
		o.Usual = float64(usual.Int64) / 1000
		f.PerOutlet[id] = o
		return struct{}{}, err
	}
	err := a.read(ctx, "count what was read", func(ctx context.Context, c conn) error {
		seen, args := someSeen(ctx, `k.id`)
		_, err := all(ctx, c, scan, `SELECT o.id,
			(SELECT count(*) FROM page p WHERE p.outlet_id = o.id AND p.read_at >= ?),
			(SELECT count(*) FROM clipping k WHERE k.outlet_id = o.id AND k.first_seen >= ? AND `+seen+`),
			(SELECT count(*) FROM page p WHERE p.outlet_id = o.id AND p.next_try IS NOT NULL),
			(SELECT max(p.read_at) FROM page p WHERE p.outlet_id = o.id AND p.read_at IS NOT NULL),
			CASE WHEN o.host = '' THEN NULL ELSE o.next_visit END, o.usual FROM outlet o WHERE o.removed_at IS NULL`, append([]any{from, from}, args...)...)
		if err != nil {
			return err
		}
		f.Outlets = len(f.PerOutlet)
		// What outlets brought that are no longer watched was read all the same.
		if err := c.one(ctx, `SELECT count(*) FROM page WHERE read_at >= ?`, []any{from}, &f.ArticlesRead); err != nil {
			return err
		}
		return c.one(ctx, `SELECT count(*) FROM clipping k WHERE first_seen >= ? AND `+seen, append([]any{from}, args...), &f.Clippings)
	})
	return f, err
}
