package archive

import (
	"context"
	"errors"
)

// ErrBusy says that somebody else is reading what was to be swept.
var ErrBusy = errors.New("the archive is in use")

// Scrub sweeps out what deleted rows have left in the files of the database, as far as that lies with us. On SQLite
// that is the log beside the file, which is emptied, and, once in the life of an archive that was made before deleted
// rows were overwritten, the whole file, which takes room for a second one. On PostgreSQL deleted rows are freed
// to be overwritten; what its own logs and copies hold is up to the server. The error wraps ErrBusy if something reads
// for so long that the log could not be emptied, such as a backup; it is emptied when Scrub is called again.
func (a *Archive) Scrub(ctx context.Context) error {
	return a.failed("sweep the archive", a.dialect.sweep(ctx, a))
}

// Rinse empties the log beside the file of SQLite, as Scrub does; the rest is left to the engine. It takes no time to
// speak of. The error wraps ErrBusy as that of Scrub does.
func (a *Archive) Rinse(ctx context.Context) error {
	if a.dialect.rinse == nil {
		return nil
	}
	return a.failed("empty the archive's log", a.dialect.rinse(ctx, a))
}

func sweepSQLite(ctx context.Context, a *Archive) error {
	c := conn{a.writer, a.dialect}
	var swept int64
	if err := c.one(ctx, `SELECT value FROM counter WHERE name = 'swept'`, nil, &swept); err != nil {
		return err
	}
	if swept == 0 {
		if _, err := c.exec(ctx, `VACUUM`); err != nil {
			return err
		}
		if _, err := c.exec(ctx, `UPDATE counter SET value = 1 WHERE name = 'swept'`); err != nil {
			return err
		}
	}
	return rinseSQLite(ctx, a)
}

func rinseSQLite(ctx context.Context, a *Archive) error {
	c := conn{a.writer, a.dialect}
	var busy, log, done int64
	if err := c.one(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`, nil, &busy, &log, &done); err != nil {
		return err
	}
	if busy != 0 {
		return ErrBusy
	}
	return nil
}

// alonePostgres waits for those filings that have seen, by SELECT … FOR KEY SHARE, that nothing of theirs was erased,
// and makes the others wait. Plain reading, a backup for one, goes on.
func alonePostgres(ctx context.Context, c conn) error {
	_, err := c.exec(ctx, `LOCK TABLE erased IN EXCLUSIVE MODE`)
	return err
}

func sweepPostgres(ctx context.Context, a *Archive) error {
	c := conn{a.writer, a.dialect}
	for _, table := range []string{"clipping", "version", "review", "decision", "page", "unmatched", "visit", "evidence", "upload"} {
		if _, err := c.exec(ctx, `VACUUM `+quoted(table)); err != nil {
			return err
		}
	}
	return nil
}
