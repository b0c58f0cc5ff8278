package archive

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"pressclip/internal/weburl"
)

// Erasing says what is to be erased, and on whose request.
type Erasing struct {
	URLs      []string // of articles, any of those they are known under; canonical or not
	Clippings []int64
	Unmatched []int64 // articles that are kept though they matched nothing
	By        string  // who asked for it
	Reason    string
}

// Erasure is the record of one: it says nothing of what was erased.
type Erasure struct {
	At        time.Time
	By        string
	Reason    string
	Clippings int
	Unmatched int
}

// Doomed is an article that a request to erase reaches.
type Doomed struct {
	Clipping  int64 // 0 if it is none
	Unmatched int64 // 0 if it is not kept without a match
	Outlet    string
	Title     string
	URL       string
	Published time.Time
	SameStory int // other clippings of the same text, which stay
}

// Doomed are the articles that erasing an address would reach. None does not mean that there is nothing to do: the
// address is kept out all the same. The error wraps weburl.ErrAddress if that is no address of the web.
func (a *Archive) Doomed(ctx context.Context, url string) (found []Doomed, err error) {
	canonical, err := weburl.Known(url)
	if err != nil {
		return nil, err
	}
	err = a.read(ctx, "look for what is to be erased", func(ctx context.Context, c conn) error {
		clippings, unmatched, err := c.articlesAt(ctx, addressKey(canonical))
		if err != nil {
			return err
		}
		found, err = c.doomed(ctx, clippings, unmatched)
		return err
	})
	return found, err
}

// DoomedOf are articles as a request to erase them reaches them; those that are gone are left out.
func (a *Archive) DoomedOf(ctx context.Context, clippings, unmatched []int64) (found []Doomed, err error) {
	err = a.read(ctx, "look for what is to be erased", func(ctx context.Context, c conn) (err error) {
		found, err = c.doomed(ctx, clippings, unmatched)
		return err
	})
	return found, err
}

// articlesAt are the clippings and the kept articles that go by an address or are listed under it.
func (c conn) articlesAt(ctx context.Context, key []byte) (clippings, unmatched []int64, err error) {
	clippings, err = all(ctx, c, scanID, `SELECT id FROM clipping WHERE key = ?
		UNION SELECT clipping_id FROM page WHERE clipping_id IS NOT NULL AND (key = ? OR article_key = ?)
		UNION SELECT o.clipping_id FROM page p JOIN page o ON o.id = p.same_as WHERE o.clipping_id IS NOT NULL AND p.key = ? ORDER BY 1`,
		key, key, key, key)
	if err != nil {
		return nil, nil, err
	}
	unmatched, err = all(ctx, c, scanID, `SELECT id FROM unmatched WHERE key = ?
		UNION SELECT u.id FROM unmatched u JOIN page p ON p.article_key = u.key WHERE p.key = ?
		UNION SELECT u.id FROM unmatched u JOIN page o ON o.article_key = u.key JOIN page p ON p.same_as = o.id WHERE p.key = ? ORDER BY 1`,
		key, key, key)
	return clippings, unmatched, err
}

func (c conn) doomed(ctx context.Context, clippings, unmatched []int64) (found []Doomed, err error) {
	filed, err := c.clippings(ctx, clippings)
	if err != nil {
		return nil, err
	}
	for _, f := range filed {
		d := Doomed{Clipping: f.ID, Outlet: f.Outlet.Name, Title: f.Article.Title, URL: f.Article.URL, Published: f.Date()}
		if f.Story != 0 {
			if err := c.one(ctx, `SELECT count(*) FROM clipping WHERE story = ? AND id <> ?`, []any{f.Story, f.ID}, &d.SameStory); err != nil {
				return nil, err
			}
		}
		found = append(found, d)
	}
	rows, err := allIn(ctx, c, scanUnmatched, `SELECT id, outlet_id, first_seen, url, article FROM unmatched WHERE id IN (?)`, unmatched)
	if err != nil {
		return nil, err
	}
	kept, err := c.withOutlets(ctx, rows)
	for _, u := range kept {
		found = append(found, u.doomed())
	}
	return found, err
}

func (u Unmatched) doomed() Doomed {
	d := Doomed{Unmatched: u.ID, Outlet: u.Outlet.Name, Title: u.Article.Title, URL: u.Article.CanonicalURL, Published: u.Article.Published}
	if d.Published.IsZero() {
		d.Published = u.FirstSeen
	}
	return d
}

// Erase removes articles and everything that was kept of them, in one transaction, and leaves keys that keep them out:
// their addresses, their GUIDs and texts at the outlets that had them. What is not there any more is passed over;
// addresses are kept out whether there was anything or not. It returns what is recorded of it. Where the words still
// lie afterwards is said in the help on erase; see Scrub and LastForgotten.
func (a *Archive) Erase(ctx context.Context, e Erasing) (Erasure, error) {
	w := erasing{at: a.now().UnixMilli(), clippings: slices.Clone(e.Clippings), unmatched: slices.Clone(e.Unmatched)}
	for _, url := range e.URLs {
		canonical, err := weburl.Known(url)
		if err != nil {
			return Erasure{}, err
		}
		w.keys = append(w.keys, addressKey(canonical))
	}
	done := Erasure{At: time.UnixMilli(w.at).UTC(), By: plain(e.By), Reason: plain(e.Reason)}
	err := a.write(ctx, "erase", func(ctx context.Context, c conn) error {
		w := w
		w.conn = c
		if err := w.alone(ctx, c); err != nil {
			return err
		}
		var err error
		if done.Clippings, done.Unmatched, err = w.erase(ctx); err != nil {
			return err
		}
		var last int64
		if err := c.one(ctx, `SELECT value FROM counter WHERE name = 'change'`, nil, &last); err != nil {
			return err
		}
		return c.noteErasure(ctx, done, last)
	})
	return done, err
}

func (c conn) noteErasure(ctx context.Context, e Erasure, change int64) error {
	_, err := c.exec(ctx, `INSERT INTO erasure (erased_at, asked_by, reason, clippings, unmatched, change_number) VALUES (?, ?, ?, ?, ?, ?)`,
		e.At.UnixMilli(), e.By, e.Reason, e.Clippings, e.Unmatched, change)
	return err
}

// Erasures are the records of all that was erased, the latest first.
func (a *Archive) Erasures(ctx context.Context) (list []Erasure, err error) {
	err = a.read(ctx, "read erasures", func(ctx context.Context, c conn) (err error) {
		list, err = c.erasures(ctx)
		return err
	})
	return list, err
}

func (c conn) erasures(ctx context.Context) ([]Erasure, error) {
	scan := func(rows *sql.Rows) (e Erasure, err error) {
		var at sql.NullInt64
		err = rows.Scan(&at, &e.By, &e.Reason, &e.Clippings, &e.Unmatched)
		e.At = timeOf(at)
		return e, err
	}
	return all(ctx, c, scan, `SELECT erased_at, asked_by, reason, clippings, unmatched FROM erasure ORDER BY erased_at DESC, id DESC`)
}

// dropLinger is how long words of a text that was dropped for its age may stay in parts of an index that nothing reads
// any more. Some texts become old enough every day, and building an index anew takes long.
const dropLinger = 30 * 24 * time.Hour

// LastForgotten is the number of the last change by which words were to leave the record for good, on request or long
// ago for their age; 0 if there was none. An index that was made before and has only marked them as deleted is to be
// made anew.
func (a *Archive) LastForgotten(ctx context.Context) (number int64, err error) {
	err = a.read(ctx, "read erasures", func(ctx context.Context, c conn) error {
		return c.one(ctx, `SELECT max(number) FROM (SELECT coalesce(max(change_number), 0) AS number FROM erasure
			UNION ALL SELECT coalesce(max(change_number), 0) FROM dropping WHERE dropped_at < ?) AS forgotten`,
			[]any{a.now().Add(-dropLinger).UnixMilli()}, &number)
	})
	return number, err
}

// erasing is an erasure within its transaction.
type erasing struct {
	conn
	at                   int64
	keys                 [][]byte // of addresses
	clippings, unmatched []int64
}

func (w *erasing) erase(ctx context.Context) (clippings, unmatched int, err error) {
	for _, key := range w.keys {
		filed, kept, err := w.articlesAt(ctx, key)
		if err != nil {
			return 0, 0, err
		}
		w.clippings, w.unmatched = append(w.clippings, filed...), append(w.unmatched, kept...)
	}
	slices.Sort(w.clippings)
	slices.Sort(w.unmatched)
	for _, id := range slices.Compact(w.clippings) {
		gone, err := w.clipping(ctx, id)
		if err != nil {
			return 0, 0, err
		}
		clippings += gone
	}
	for _, id := range slices.Compact(w.unmatched) {
		gone, err := w.keptArticle(ctx, id)
		if err != nil {
			return 0, 0, err
		}
		unmatched += gone
	}
	for _, key := range w.keys {
		if err := w.pages(ctx, `key = ? OR article_key = ?`, key, key); err != nil {
			return 0, 0, err
		}
		if err := w.dropRecorded(ctx, key); err != nil {
			return 0, 0, err
		}
	}
	return clippings, unmatched, w.keepOut(ctx, w.at, w.keys)
}

// clipping erases one clipping with everything that hangs on it.
func (w *erasing) clipping(ctx context.Context, id int64) (gone int, err error) {
	rows, err := all(ctx, w.conn, scanClipping, `SELECT `+clippingColumns+` FROM clipping WHERE id = ?`, id)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	keys, err := w.textsOf(ctx, rows[0])
	if err != nil {
		return 0, err
	}
	var own, dropped []byte
	if err := w.one(ctx, `SELECT key, text_keys FROM clipping WHERE id = ?`, []any{id}, &own, &dropped); err != nil {
		return 0, err
	}
	keys = append(keys, articleKeys(rows[0].outletID, rows[0].Article)...)
	keys = append(keys, keysIn(dropped)...)
	if err := w.keepOut(ctx, w.at, keys); err != nil {
		return 0, err
	}
	if err := w.pages(ctx, `clipping_id = ? OR article_key = ?`, id, own); err != nil {
		return 0, err
	}
	if err := w.dropUnmatched(ctx, own); err != nil {
		return 0, err
	}
	return 1, w.removeClipping(ctx, id)
}

// keptArticle erases an article that was kept though it matched nothing.
func (w *erasing) keptArticle(ctx context.Context, id int64) (gone int, err error) {
	rows, err := all(ctx, w.conn, scanUnmatched, `SELECT id, outlet_id, first_seen, url, article FROM unmatched WHERE id = ?`, id)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	if err := w.keepOut(ctx, w.at, articleKeys(rows[0].outletID, rows[0].Article)); err != nil {
		return 0, err
	}
	own := addressKey(rows[0].Article.CanonicalURL)
	if err := w.pages(ctx, `article_key = ?`, own); err != nil {
		return 0, err
	}
	return 1, w.dropUnmatched(ctx, own)
}

// pages erases the pages of a condition and those that are other addresses of them, with what the record of visits says
// of their addresses, and keeps them out.
func (w *erasing) pages(ctx context.Context, where string, args ...any) error {
	pages, err := all(ctx, w.conn, scanPage, `SELECT `+pageColumns+` FROM page WHERE `+where, args...)
	if err != nil {
		return err
	}
	for _, p := range pages {
		others, err := all(ctx, w.conn, scanPage, `SELECT `+pageColumns+` FROM page WHERE same_as = ?`, p.ID)
		if err != nil {
			return err
		}
		for _, p := range append(others, p) {
			if err := w.page(ctx, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *erasing) page(ctx context.Context, p Page) error {
	keys := append(guidErasures(p.OutletID, p.GUID, p.Title), addressKey(p.URL))
	if err := w.keepOut(ctx, w.at, keys); err != nil {
		return err
	}
	if err := w.dropRecorded(ctx, addressKey(p.URL)); err != nil {
		return err
	}
	// The faults that a visit met name addresses.
	_, err := w.exec(ctx, `UPDATE visit SET faults = '[]' WHERE outlet_id = ? AND faults <> '[]' AND faults <> replace(faults, ?, '')`,
		p.OutletID, encode(p.URL))
	if err != nil {
		return err
	}
	_, err = w.exec(ctx, `DELETE FROM page WHERE id = ?`, p.ID)
	return err
}

// removals are what goes with a clipping, in this order; each has its ID for an argument. A table that keeps anything
// of a clipping belongs here: a test holds the list against all tables that have a clipping_id.
var removals = []string{
	`DELETE FROM evidence WHERE clipping_id = ?`,
	`DELETE FROM upload WHERE clipping_id = ?`,
	`DELETE FROM sketch WHERE clipping_id = ?`,
	`DELETE FROM band WHERE clipping_id = ?`,
	`DELETE FROM regrouped WHERE clipping_id = ?`,
	`DELETE FROM published WHERE clipping_id = ?`,
	`DELETE FROM alerted WHERE clipping_id = ?`,
	`DELETE FROM version WHERE clipping_id = ?`,
	`DELETE FROM decision WHERE clipping_id = ?`,
	`DELETE FROM review WHERE clipping_id = ?`,
	`DELETE FROM issued WHERE clipping_id = ?`,
	`DELETE FROM page WHERE clipping_id = ?`,
	`DELETE FROM clipping WHERE id = ?`,
}

// removeClipping deletes a clipping and what hangs on it, and makes that a change.
func (c conn) removeClipping(ctx context.Context, id int64) error {
	for _, query := range removals {
		if _, err := c.exec(ctx, query, id); err != nil {
			return err
		}
	}
	return c.changed(ctx, id)
}
