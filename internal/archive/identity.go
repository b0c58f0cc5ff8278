package archive

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"pressclip/internal/press"
)

// sortErased takes out what must not come back. No page is made of it: nothing but the key is to be known.
func (w *listWriting) sortErased(ctx context.Context, fresh []listed) ([]freshPage, []listed, error) {
	scan := func(rows *sql.Rows) (key []byte, err error) { return key, rows.Scan(&key) }
	keys, err := allIn(ctx, w.conn, scan, `SELECT key FROM erased WHERE key IN (?)`, addressKeys(fresh))
	if err != nil || len(keys) == 0 {
		return nil, fresh, err
	}
	gone := make(map[string]bool, len(keys))
	for _, k := range keys {
		gone[string(k)] = true
	}
	return nil, slices.DeleteFunc(fresh, func(l listed) bool { return gone[string(l.key)] }), nil
}

// sortClipped takes out addresses of clippings.
func (w *listWriting) sortClipped(ctx context.Context, fresh []listed) (settled []freshPage, rest []listed, err error) {
	ids := make(map[string]int64)
	scan := func(rows *sql.Rows) (_ struct{}, err error) {
		var key []byte
		var id int64
		err = rows.Scan(&key, &id)
		ids[string(key)] = id
		return struct{}{}, err
	}
	// A partial clipping is worth reading where another outlet lists it.
	if _, err = allIn(ctx, w.conn, scan, `SELECT key, id FROM clipping WHERE NOT partial AND key IN (?)`, addressKeys(fresh)); err != nil || len(ids) == 0 {
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
		p, ok := known[string(l.guidKey)]
		switch {
		case l.guidKey == nil || !ok || !alike(p.Candidate, l.Candidate):
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

func (w *listWriting) pagesByGUID(ctx context.Context, fresh []listed) (map[string]Page, error) {
	var keys [][]byte
	for _, l := range fresh {
		if l.guidKey != nil {
			keys = append(keys, l.guidKey)
		}
	}
	pages, err := allIn(ctx, w.conn, scanPage, `SELECT `+pageColumns+` FROM page WHERE outlet_id = ? AND same_as IS NULL AND guid_key IN (?)`, keys, w.OutletID)
	known := make(map[string]Page, len(pages))
	for _, p := range pages {
		if old, twice := known[string(key(p.GUID))]; !twice || old.ReadAt.IsZero() {
			known[string(key(p.GUID))] = p
		}
	}
	return known, err
}

// alike guards against feeds that give one GUID to different articles: headline and date do not both speak against
// the two being one.
func alike(a, b press.Candidate) bool {
	if a.Title == "" || b.Title == "" || strings.EqualFold(a.Title, b.Title) {
		return true
	}
	return !a.Published.IsZero() && a.Published.Equal(b.Published.Truncate(time.Millisecond))
}

// move gives a page that was never read the address under which it is listed now, and another chance at once.
func (w *listWriting) move(ctx context.Context, p Page, l listed) error {
	_, err := w.exec(ctx, `UPDATE page SET key = ?, url = ?, state = ?, attempts = 0, fault = NULL, next_try = ?, last_seen = ? WHERE id = ?`,
		l.key, l.URL, PagePending, w.now, w.now, p.ID)
	if err != nil {
		return err
	}
	return w.addTo(ctx, map[int64]listed{p.ID: l})
}
