package archive

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"pressclip/internal/press"
)

// longestAbout bounds what is noted of one act, in bytes.
const longestAbout = 1000

// Note records that a person changed something, now.
func (a *Archive) Note(ctx context.Context, person, kind, about string) error {
	if about = plain(about); len(about) > longestAbout {
		about = strings.ToValidUTF8(about[:longestAbout], "") + "…"
	}
	return a.write(ctx, "note act", func(ctx context.Context, c conn) error {
		_, err := c.exec(ctx, `INSERT INTO act (at, person, kind, about) VALUES (?, ?, ?, ?)`, a.now().UnixMilli(), plain(person), kind, about)
		return err
	})
}

// Acts are at most n of what people changed, the newest first: those before the act of an ID, unless it is 0, and of one
// person, unless that is empty.
func (a *Archive) Acts(ctx context.Context, person string, before int64, n int) (list []press.Act, err error) {
	var where []string
	var args []any
	if person != "" {
		where, args = append(where, `person = ?`), append(args, person)
	}
	if before > 0 {
		where, args = append(where, `id < ?`), append(args, before)
	}
	scan := func(rows *sql.Rows) (act press.Act, err error) {
		var at sql.NullInt64
		err = rows.Scan(&act.ID, &at, &act.Person, &act.Kind, &act.About)
		act.At = timeOf(at)
		return act, err
	}
	err = a.read(ctx, "read acts", func(ctx context.Context, c conn) error {
		list, err = all(ctx, c, scan, `SELECT id, at, person, kind, about FROM act`+clause(where)+` ORDER BY id DESC`+limit(n), args...)
		return err
	})
	return list, err
}

// DropActs drops what was noted before a time, and returns how much it was.
func (a *Archive) DropActs(ctx context.Context, before time.Time) (dropped int, err error) {
	err = a.write(ctx, "drop acts", func(ctx context.Context, c conn) error {
		n, err := c.exec(ctx, `DELETE FROM act WHERE at < ?`, before.UnixMilli())
		dropped = int(n)
		return err
	})
	return dropped, err
}
