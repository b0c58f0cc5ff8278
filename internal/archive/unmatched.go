package archive

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"pressclip/internal/press"
)

// Unmatched is an article that was read and matched no project, as it is kept for a while. Only those who look back
// read it: the search does not.
type Unmatched struct {
	ID        int64
	Outlet    press.Outlet // that read it first; as it is now
	FirstSeen time.Time
	Article   press.Article
}

// UnmatchedKept says how much there is to look back on.
type UnmatchedKept struct {
	Count  int
	Oldest time.Time // when the oldest was first seen; zero if there is none
}

// UnmatchedKept counts the articles that are kept though they matched nothing.
func (a *Archive) UnmatchedKept(ctx context.Context) (kept UnmatchedKept, err error) {
	err = a.read(ctx, "count unmatched articles", func(ctx context.Context, c conn) error {
		var oldest sql.NullInt64
		err := c.one(ctx, `SELECT count(*), min(first_seen) FROM unmatched`, nil, &kept.Count, &oldest)
		kept.Oldest = timeOf(oldest)
		return err
	})
	return kept, err
}

// UnmatchedBefore are at most n of these articles, those seen last first, from before a place: the time and the ID of
// one that was handed out. The zero time begins with the newest.
func (a *Archive) UnmatchedBefore(ctx context.Context, seen time.Time, id int64, n int) ([]Unmatched, error) {
	if seen.IsZero() {
		seen = a.now().Add(time.Hour) // the clock may have been set back
	}
	var found []Unmatched
	err := a.read(ctx, "read unmatched articles", func(ctx context.Context, c conn) error {
		rows, err := all(ctx, c, scanUnmatched, `SELECT id, outlet_id, first_seen, url, article FROM unmatched
			WHERE first_seen <= ? AND (first_seen < ? OR id < ?) ORDER BY first_seen DESC, id DESC`+limit(n), seen.UnixMilli(), seen.UnixMilli(), id)
		if err != nil {
			return err
		}
		found, err = c.withOutlets(ctx, rows)
		return err
	})
	return found, err
}

// UnmatchedAfter are at most n of these articles with an ID above id, by ID.
func (a *Archive) UnmatchedAfter(ctx context.Context, id int64, n int) (found []Unmatched, err error) {
	err = a.read(ctx, "read unmatched articles", func(ctx context.Context, c conn) error {
		rows, err := all(ctx, c, scanUnmatched, `SELECT id, outlet_id, first_seen, url, article FROM unmatched WHERE id > ? ORDER BY id`+limit(n), id)
		if err != nil {
			return err
		}
		found, err = c.withOutlets(ctx, rows)
		return err
	})
	return found, err
}

func (c conn) withOutlets(ctx context.Context, rows []clippingRow) ([]Unmatched, error) {
	outlets, err := c.outletsOf(ctx, rows)
	if err != nil {
		return nil, err
	}
	found := make([]Unmatched, len(rows))
	for i, r := range rows {
		found[i] = Unmatched{ID: r.ID, Outlet: outlets[r.outletID], FirstSeen: r.FirstSeen, Article: r.Article}
	}
	return found, nil
}

func scanUnmatched(rows *sql.Rows) (r clippingRow, err error) {
	var seen sql.NullInt64
	var url string
	var packed []byte
	if err = rows.Scan(&r.ID, &r.outletID, &seen, &url, &packed); err != nil {
		return r, err
	}
	r.FirstSeen = timeOf(seen)
	if r.Article, err = unpackArticle(packed); err != nil {
		return r, fmt.Errorf("unmatched article %d: %w", r.ID, err)
	}
	r.Article.CanonicalURL = url
	return r, nil
}

// dropAtOnce is how many articles one transaction deletes, so that visits never wait long.
const dropAtOnce = 1000

// DropUnmatched deletes what was first seen before a time and is kept though it matched nothing. It returns how many
// articles that were; those of earlier transactions stay deleted if one fails.
func (a *Archive) DropUnmatched(ctx context.Context, before time.Time) (dropped int, err error) {
	for {
		var n int64
		err = a.write(ctx, "drop unmatched articles", func(ctx context.Context, c conn) (err error) {
			n, err = c.exec(ctx, `DELETE FROM unmatched WHERE id IN (SELECT id FROM unmatched WHERE first_seen < ? ORDER BY first_seen, id`+limit(dropAtOnce)+`)`, before.UnixMilli())
			return err
		})
		dropped += int(n)
		if err != nil || n < dropAtOnce {
			return dropped, err
		}
	}
}

// keepUnmatched keeps the article of a reading that is no clipping, if that is wanted; else nothing of it stays.
func (f *filing) keepUnmatched(ctx context.Context) error {
	if f.done.ClippingID != 0 || f.packed == nil || f.Partial {
		return f.dropUnmatched(ctx, f.key)
	}
	_, err := f.exec(ctx, `INSERT INTO unmatched (key, outlet_id, first_seen, url, article) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET url = excluded.url, article = excluded.article`,
		f.key, f.OutletID, f.now.UnixMilli(), f.Article.CanonicalURL, f.packed)
	return err
}

func (c conn) dropUnmatched(ctx context.Context, keys ...[]byte) error {
	for _, key := range keys {
		if _, err := c.exec(ctx, `DELETE FROM unmatched WHERE key = ?`, key); err != nil {
			return err
		}
	}
	return nil
}

// pack deflates the article of a reading that is to be kept. It is done before the transaction, which others wait for.
func (a *Archive) pack(f *filing) {
	if f.Keep && f.Article != nil && len(f.Matches) == 0 {
		f.packed = a.deflate(f.Article)
	}
}

// deflate is JSON of a value, which always has one, packed.
func (a *Archive) deflate(value any) []byte {
	text := encode(value)
	var out bytes.Buffer
	out.Grow(len(text) * 2 / 3)
	w, ok := a.packers.Get().(*flate.Writer)
	if !ok {
		w, _ = flate.NewWriter(nil, flate.BestSpeed) // the level is one
	}
	w.Reset(&out)
	_, _ = io.WriteString(w, text) // a buffer takes everything
	_ = w.Close()
	a.packers.Put(w)
	return slices.Clip(out.Bytes())
}

// longestArticle bounds what an article may be inflated to.
const longestArticle = 64 << 20

func unpackArticle(packed []byte) (article press.Article, err error) {
	err = inflate(packed, &article)
	return stored(article), err
}

func inflate(packed []byte, into any) error {
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), longestArticle))
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	return err
}
