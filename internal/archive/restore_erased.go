package archive

import (
	"context"
	"database/sql"
)

// erasure is the memory of something erased.
type erasure struct {
	key []byte
	at  int64
}

func (l *loading) erasures(ctx context.Context) ([]erasure, error) {
	scan := func(rows *sql.Rows) (e erasure, err error) {
		err = rows.Scan(&e.key, &e.at)
		return e, err
	}
	return all(ctx, l.conn, scan, `SELECT key, erased_at FROM erased ORDER BY key`)
}

// keepErased adds what was erased from the archive to what the backup knows to be erased, and takes out what came
// back with a backup from before. It returns how many clippings that were.
func (l *loading) keepErased(ctx context.Context, kept []erasure) (clippings int, err error) {
	for _, e := range kept {
		added, err := l.exec(ctx, `INSERT INTO erased (key, erased_at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING`, e.key, e.at)
		if err != nil {
			return clippings, err
		}
		if added == 0 {
			continue
		}
		n, err := l.takeOut(ctx, e.key)
		if err != nil {
			return clippings, err
		}
		clippings += n
	}
	return clippings, nil
}

// takeOut removes the clipping at an address, the article kept of it, and every page that knows of it.
func (l *loading) takeOut(ctx context.Context, key []byte) (clippings int, err error) {
	ids, err := all(ctx, l.conn, scanID, `SELECT id FROM clipping WHERE key = ?
		UNION SELECT clipping_id FROM page WHERE clipping_id IS NOT NULL AND (key = ? OR article_key = ?)`, key, key, key)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if _, err := l.exec(ctx, `DELETE FROM page WHERE clipping_id = ?`, id); err != nil {
			return 0, err
		}
		if _, err := l.exec(ctx, `DELETE FROM clipping WHERE id = ?`, id); err != nil {
			return 0, err
		}
		if err := l.changed(ctx, id); err != nil {
			return 0, err
		}
	}
	if err := l.dropUnmatched(ctx, key); err != nil {
		return 0, err
	}
	_, err = l.exec(ctx, `DELETE FROM page WHERE key = ? OR article_key = ?`, key, key)
	return len(ids), err
}
