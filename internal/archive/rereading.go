package archive

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// rereadings are how long after an article was first read it is read again. What changes later is not noticed.
var rereadings = []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour, 3 * 24 * time.Hour, lastRereading}

const lastRereading = 7 * 24 * time.Hour

// nextRereading is when an article is to be read again after now: never, if that is over, or if it was older than that
// when it was first read.
func nextRereading(first, published, now time.Time) sql.NullInt64 {
	if !published.IsZero() && first.Sub(published) > lastRereading {
		return sql.NullInt64{}
	}
	for _, pause := range rereadings {
		if at := first.Add(pause); at.After(now) {
			return millis(at)
		}
	}
	return sql.NullInt64{}
}

// Rereadable are at most so many pages of an outlet whose clippings are to be read again now, those that wait longest
// first. There is one page for a clipping: other addresses of the article may word it otherwise.
func (a *Archive) Rereadable(ctx context.Context, outletID int64, most int) (pages []Page, err error) {
	err = a.read(ctx, "read pages to be read again", func(ctx context.Context, c conn) error {
		pages, err = all(ctx, c, scanPage, `SELECT `+pageColumns+` FROM page WHERE outlet_id = ? AND reread_at <= ?
			ORDER BY reread_at, id`+limit(most), outletID, a.now().UnixMilli())
		return err
	})
	return pages, err
}

// Reread records, under the lease of the outlet's host, that reading a page again brought nothing new: fault says why
// it could not be had, nil that it is as it was. That it is gone (404, 410) is noted with its clipping, which stays; any
// other fault leaves no trace. An article that its outlet lists under another address since is not gone: it is read there
// from then on. Either way the page is read again when its next time has come.
func (a *Archive) Reread(ctx context.Context, l Lease, p Page, fault *press.Fault) error {
	return a.write(ctx, "record a page read again", func(ctx context.Context, c conn) error {
		if err := c.hold(ctx, l); err != nil {
			return err
		}
		f := filing{conn: c, now: a.now().UTC().Truncate(time.Millisecond), page: p}
		next := nextRereading(p.ReadAt, p.Published, f.now)
		if _, err := c.exec(ctx, `UPDATE page SET reread_at = ? WHERE id = ? AND reread_at IS NOT NULL`, next, p.ID); err != nil {
			return err
		}
		if fault != nil && !gone(fault) {
			return nil
		}
		if _, err := c.exec(ctx, `UPDATE page SET as_of = ? WHERE id = ?`, f.now.UnixMilli(), p.ID); err != nil {
			return err
		}
		if fault != nil {
			if moved, err := f.follow(ctx); err != nil || moved {
				return err
			}
		}
		changed, err := f.there(ctx, p.ClippingID, fault == nil)
		if err != nil || !changed {
			return err
		}
		return c.changed(ctx, p.ClippingID)
	})
}

// follow has the article of a page that is gone read where the outlet has listed it since, and says whether it did
// anywhere. Parts of pages have no page of their own.
func (f *filing) follow(ctx context.Context) (bool, error) {
	n, err := f.exec(ctx, `UPDATE page SET reread_at = ? WHERE id = (SELECT id FROM page
		WHERE clipping_id = ? AND outlet_id = ? AND last_seen > ? AND url NOT LIKE '%#%' ORDER BY last_seen DESC, id DESC LIMIT 1)`,
		f.now.UnixMilli(), f.page.ClippingID, f.page.OutletID, f.page.LastSeen.UnixMilli())
	if err != nil || n == 0 {
		return false, err
	}
	_, err = f.exec(ctx, `UPDATE page SET reread_at = NULL WHERE id = ?`, f.page.ID)
	return true, err
}

// gone says that an article has been taken away, rather than that it cannot be had now.
func gone(f *press.Fault) bool {
	return f.Code == press.FaultStatus && (f.Status == http.StatusNotFound || f.Status == http.StatusGone)
}

// there notes with a clipping that its page is there, or is not, and says whether that is news.
func (f *filing) there(ctx context.Context, clippingID int64, is bool) (changed bool, err error) {
	var n int64
	if is {
		n, err = f.exec(ctx, `UPDATE clipping SET gone_at = NULL WHERE id = ? AND gone_at IS NOT NULL`, clippingID)
	} else {
		n, err = f.exec(ctx, `UPDATE clipping SET gone_at = ? WHERE id = ? AND gone_at IS NULL`, f.now.UnixMilli(), clippingID)
	}
	return n > 0, err
}

// schedule says when the page that was just read is to be read again: if its clipping was made of it, or was read again
// by it. A part has no page of its own that could be read.
func (f *filing) schedule() sql.NullInt64 {
	if _, part := weburl.Whole(f.page.URL); part || weburl.Named(f.page.URL) || f.done.ClippingID == 0 || !f.done.New && !f.first && f.page.RereadAt.IsZero() {
		return sql.NullInt64{}
	}
	return nextRereading(cmp.Or(f.page.ReadAt, f.now), f.Article.Published, f.now)
}

// scheduleKept has the page of an article that was kept without a match read again, now that it is a clipping.
func (f *filing) scheduleKept(ctx context.Context) error {
	_, err := f.exec(ctx, `UPDATE page SET reread_at = ? WHERE id =
		(SELECT min(id) FROM page WHERE clipping_id = ? AND outlet_id = ? AND read_at IS NOT NULL)`,
		nextRereading(f.seen, f.Article.Published, f.now), f.done.ClippingID, f.OutletID)
	return err
}
