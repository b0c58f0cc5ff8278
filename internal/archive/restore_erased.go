package archive

import (
	"context"
	"database/sql"
	"slices"
)

// erasedKey is the memory of something erased.
type erasedKey struct {
	key []byte
	at  int64
}

// erasedBefore is what a restore has to keep of the archive that it replaces.
type erasedBefore struct {
	keys    []erasedKey
	records []Erasure
}

func (l *loading) erasedBefore(ctx context.Context) (before erasedBefore, err error) {
	scan := func(rows *sql.Rows) (e erasedKey, err error) {
		err = rows.Scan(&e.key, &e.at)
		return e, err
	}
	if before.keys, err = all(ctx, l.conn, scan, `SELECT key, erased_at FROM erased ORDER BY key`); err != nil {
		return before, err
	}
	if l.has("erasure") {
		before.records, err = l.erasures(ctx)
	}
	return before, err
}

// has says whether the form that is restored has a table.
func (l *loading) has(name string) bool {
	return slices.ContainsFunc(l.tables, func(t table) bool { return t.name == name })
}

// keepErased adds what was erased from the archive to what the backup knows to be erased, and takes out what came
// back with a backup from before. It returns how many clippings that were.
func (l *loading) keepErased(ctx context.Context, before erasedBefore) (clippings int, err error) {
	fresh := map[string]bool{}
	for _, e := range before.keys {
		added, err := l.exec(ctx, `INSERT INTO erased (key, erased_at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING`, e.key, e.at)
		if err != nil {
			return clippings, err
		}
		if added == 0 {
			continue
		}
		fresh[string(e.key)] = true
		n, err := l.takeOut(ctx, e.key)
		if err != nil {
			return clippings, err
		}
		clippings += n
	}
	for _, find := range []func(context.Context, map[string]bool) ([][]byte, error){l.byGUID, l.byText, l.byKeptText} {
		keys, err := find(ctx, fresh)
		if err != nil {
			return clippings, err
		}
		for _, key := range keys {
			n, err := l.takeOut(ctx, key)
			if err != nil {
				return clippings, err
			}
			clippings += n
		}
	}
	return clippings, l.keepErasures(ctx, before.records)
}

// keepErasures adds the records that the backup does not have.
func (l *loading) keepErasures(ctx context.Context, before []Erasure) error {
	if len(before) == 0 {
		return nil
	}
	have, err := l.erasures(ctx)
	if err != nil {
		return err
	}
	var last int64
	if err := l.one(ctx, `SELECT value FROM counter WHERE name = 'change'`, nil, &last); err != nil {
		return err
	}
	for _, e := range slices.Backward(before) {
		if slices.Contains(have, e) {
			continue
		}
		if err := l.noteErasure(ctx, e, last); err != nil {
			return err
		}
	}
	return nil
}

// takeOut removes the clipping at an address, the article kept of it, and every page that knows of it.
func (l *loading) takeOut(ctx context.Context, key []byte) (clippings int, err error) {
	ids, unmatched, err := l.articlesAt(ctx, key)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := l.removeClipping(ctx, id); err != nil {
			return 0, err
		}
	}
	for _, id := range unmatched {
		if _, err := l.exec(ctx, `DELETE FROM unmatched WHERE id = ?`, id); err != nil {
			return 0, err
		}
	}
	_, err = l.exec(ctx, `DELETE FROM page WHERE key = ? OR article_key = ? OR same_as IN (SELECT id FROM page WHERE key = ? OR article_key = ?)`,
		key, key, key, key)
	return len(ids), err
}

// atOnce is how many rows are looked at in one go.
const atOnce = 500

// byGUID are the addresses of pages whose GUID was erased under another address.
func (l *loading) byGUID(ctx context.Context, erased map[string]bool) ([][]byte, error) {
	return l.inSteps(ctx, erased, func(ctx context.Context, after int64) ([]keyed, error) {
		pages, err := all(ctx, l.conn, scanPage, `SELECT `+pageColumns+` FROM page WHERE id > ? AND guid <> '' ORDER BY id`+limit(atOnce), after)
		list := make([]keyed, len(pages))
		for i, p := range pages {
			list[i] = keyed{p.ID, addressKey(p.URL), guidKeys(p.OutletID, p.GUID, p.Title)}
		}
		return list, err
	})
}

// byText are those of clippings whose text was erased under another address.
func (l *loading) byText(ctx context.Context, erased map[string]bool) ([][]byte, error) {
	scan := func(rows *sql.Rows) (k keyed, err error) {
		var outlet int64
		var text string
		var dropped []byte
		if err = rows.Scan(&k.id, &k.address, &outlet, &text, &dropped); err == nil {
			k.keys = append(textKeys(outlet, text), keysIn(dropped)...)
		}
		return k, err
	}
	return l.inSteps(ctx, erased, func(ctx context.Context, after int64) ([]keyed, error) {
		return all(ctx, l.conn, scan, `SELECT id, key, outlet_id, text, text_keys FROM clipping WHERE id > ? ORDER BY id`+limit(atOnce), after)
	})
}

// byKeptText are those of articles that were kept without a match.
func (l *loading) byKeptText(ctx context.Context, erased map[string]bool) ([][]byte, error) {
	return l.inSteps(ctx, erased, func(ctx context.Context, after int64) ([]keyed, error) {
		rows, err := all(ctx, l.conn, scanUnmatched, `SELECT id, outlet_id, first_seen, url, article FROM unmatched WHERE id > ? ORDER BY id`+limit(atOnce), after)
		list := make([]keyed, len(rows))
		for i, r := range rows {
			list[i] = keyed{r.ID, addressKey(r.Article.CanonicalURL), textKeys(r.outletID, r.Article.Text)}
		}
		return list, err
	})
}

// keyed is a row with what it may be known by.
type keyed struct {
	id      int64
	address []byte
	keys    [][]byte
}

// inSteps goes through a table by its ID and returns the addresses of rows that have an erased key.
func (l *loading) inSteps(ctx context.Context, erased map[string]bool, next func(ctx context.Context, after int64) ([]keyed, error)) (found [][]byte, err error) {
	if len(erased) == 0 {
		return nil, nil
	}
	for after := int64(0); ; {
		rows, err := next(ctx, after)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			after = r.id
			if slices.ContainsFunc(r.keys, func(k []byte) bool { return erased[string(k)] }) {
				found = append(found, r.address)
			}
		}
		if len(rows) < atOnce {
			return found, nil
		}
	}
}
