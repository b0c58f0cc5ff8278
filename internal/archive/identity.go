package archive

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// sortErased takes out what must not come back. No page is made of it: nothing but the key is to be known.
func (w *listWriting) sortErased(ctx context.Context, fresh []listed) ([]freshPage, []listed, error) {
	scan := func(rows *sql.Rows) (key []byte, err error) { return key, rows.Scan(&key) }
	wanted := addressKeys(fresh)
	for _, l := range fresh {
		wanted = append(wanted, w.guidKeys(l)...)
	}
	keys, err := allIn(ctx, w.conn, scan, `SELECT key FROM erased WHERE key IN (?)`, wanted)
	if err != nil || len(keys) == 0 {
		return nil, fresh, err
	}
	gone := make(map[string]bool, len(keys))
	for _, k := range keys {
		gone[string(k)] = true
	}
	return nil, slices.DeleteFunc(fresh, func(l listed) bool {
		return gone[string(l.key)] || slices.ContainsFunc(w.guidKeys(l), func(k []byte) bool { return gone[string(k)] })
	}), nil
}

// guidKeys are those of a candidate whose GUID tells it from the others of the list.
func (w *listWriting) guidKeys(l listed) [][]byte {
	if l.guidKey == nil {
		return nil
	}
	return guidKeys(w.OutletID, l.GUID, l.Title)
}

// sortClipped takes out addresses of clippings that this outlet has read. What was only read at another outlet is read
// here too: the projects of the two need not be the same.
func (w *listWriting) sortClipped(ctx context.Context, fresh []listed) (settled []freshPage, rest []listed, err error) {
	ids := make(map[string]int64)
	scan := func(rows *sql.Rows) (_ struct{}, err error) {
		var key []byte
		var id int64
		err = rows.Scan(&key, &id)
		ids[string(key)] = id
		return struct{}{}, err
	}
	_, err = allIn(ctx, w.conn, scan, `SELECT article_key, clipping_id FROM page
		WHERE outlet_id = ? AND clipping_id IS NOT NULL AND article_key IN (?)`, addressKeys(fresh), w.OutletID)
	if err != nil || len(ids) == 0 {
		return nil, fresh, err
	}
	for _, l := range fresh {
		if id, ok := ids[string(l.key)]; ok {
			settled = append(settled, freshPage{listed: l, state: PageClipped, clipping: sql.NullInt64{Int64: id, Valid: true}})
		} else {
			rest = append(rest, l)
		}
	}
	return settled, rest, nil
}

// sortSame takes out candidates whose GUID the outlet listed under another address before: an article that was read
// there is known; a page that was not read moves to where the outlet lists it now.
func (w *listWriting) sortSame(ctx context.Context, fresh []listed) (settled []freshPage, rest []listed, err error) {
	known, err := w.pagesByGUID(ctx, fresh)
	if err != nil || len(known) == 0 {
		return nil, fresh, err
	}
	for _, l := range fresh {
		p, ok := w.sameAs(l, known[string(l.guidKey)])
		switch {
		case !ok:
			rest = append(rest, l)
		case p.ReadAt.IsZero() && p.ClippingID == 0:
			if err := w.move(ctx, p, l); err != nil {
				return nil, nil, err
			}
		default:
			settled = append(settled, freshPage{
				listed: l, state: PageSame, same: sql.NullInt64{Int64: p.ID, Valid: true},
				clipping: sql.NullInt64{Int64: p.ClippingID, Valid: p.ClippingID != 0},
			})
		}
	}
	return settled, rest, nil
}

// sameAs finds the page of l's article among those that had its GUID. A page that is listed now as well has another
// GUID by now, so that its old one says nothing.
func (w *listWriting) sameAs(l listed, pages []Page) (Page, bool) {
	i := slices.IndexFunc(pages, func(p Page) bool {
		return !w.here[string(addressKey(p.URL))] && (w.alike(p.Candidate, l) || renamed(p.Candidate, l.Candidate))
	})
	if i < 0 {
		return Page{}, false
	}
	return pages[i], true
}

// renamed says that two parts of one page, which have their address by the headline, are one whose headline was changed:
// the page bears out a GUID that looks like the name of an article.
func renamed(old, now press.Candidate) bool {
	was, part := weburl.Whole(old.URL)
	return part && weburl.Key(was) == weburl.Key(wholeOf(now.URL)) && sameGUID(old, now) && digits(now.GUID) >= ownGUID
}

// pagesByGUID are the outlet's pages that had the GUIDs of candidates, those that were read first.
func (w *listWriting) pagesByGUID(ctx context.Context, fresh []listed) (map[string][]Page, error) {
	var keys [][]byte
	for _, l := range fresh {
		if l.guidKey != nil {
			keys = append(keys, l.guidKey)
		}
	}
	pages, err := allIn(ctx, w.conn, scanPage, `SELECT `+pageColumns+` FROM page WHERE outlet_id = ? AND same_as IS NULL AND guid_key IN (?)`, keys, w.OutletID)
	slices.SortFunc(pages, func(a, b Page) int {
		return cmp.Or(later(a.ReadAt.IsZero(), b.ReadAt.IsZero()), cmp.Compare(a.ID, b.ID))
	})
	known := make(map[string][]Page, len(pages))
	for _, p := range pages {
		known[string(key(p.GUID))] = append(known[string(key(p.GUID))], p)
	}
	return known, err
}

// alike says whether headline and date bear out what the GUID says: that the two are one article. GUIDs alone are not
// enough, because some feeds number their places or name a series. Where nothing bears it out, reading the page again
// costs a request; taking it for known would lose an article.
func (w *listWriting) alike(old press.Candidate, l listed) bool {
	dated := !old.Published.IsZero() && !l.Published.IsZero()
	apart := l.Published.Truncate(time.Millisecond).Sub(old.Published).Abs()
	if sameHeadline(old.Title, l.Title) {
		return !dated || apart < nextEdition
	}
	return dated && apart == 0 && exact(l.Published) && w.dates[l.Published.UnixMilli()] == 1
}

// nextEdition is how far apart two articles of a series under the same headline are at least; an article that was
// corrected may have a new date too, but not so new.
const nextEdition = 12 * time.Hour

// exact says whether a date can tell articles apart. A full hour may stand for a day, in any zone of Europe, or be that
// at which much is published.
func exact(t time.Time) bool { return t.UnixMilli()%time.Hour.Milliseconds() != 0 }

// move gives a page that was never read the address under which it is listed now, and another chance at once.
func (w *listWriting) move(ctx context.Context, p Page, l listed) error {
	_, err := w.exec(ctx, `UPDATE page SET key = ?, url = ?, state = ?, attempts = 0, fault = NULL, next_try = ?, last_seen = ? WHERE id = ?`,
		l.key, l.URL, PagePending, w.now, w.now, p.ID)
	if err != nil {
		return err
	}
	return w.addTo(ctx, map[int64]listed{p.ID: l})
}
