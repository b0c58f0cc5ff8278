package archive

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteReaders is how many can read at once beside the one that writes.
const sqliteReaders = 4

var sqliteDialect = dialect{
	copying: sqliteCopying,
	id:      "INTEGER PRIMARY KEY AUTOINCREMENT", // numbers of erased rows are not given to others
	blob:    "BLOB", narrow: "WITHOUT ROWID", goose: goose.DialectSQLite3, kind: sqliteKind, sharing: sqliteSharing,
	alone: func(context.Context, conn) error { return nil }, sweep: sweepSQLite, rinse: rinseSQLite,
}

// connectSQLite opens one connection for writing and a few for reading. Transactions take the write lock when they
// begin: one that reads first and then wants to write would fail beside another process.
func (a *Archive) connectSQLite(path string) (err error) {
	a.dialect = &sqliteDialect
	if path == "" {
		return errors.New("no path after sqlite:")
	}
	if path, err = filepath.Abs(path); err != nil {
		return err
	}
	options := url.Values{
		"_busy_timeout": {"30000"}, "_foreign_keys": {"1"}, "_journal_mode": {"WAL"},
		// Every commit reaches the disk: the index, and what was mailed, may not be ahead of the record.
		"_synchronous": {"FULL"}, "_txlock": {"immediate"}, "_dqs": {"0"}, "_error_rc": {"1"},
		// What is deleted is overwritten: an article that was erased is not to lie in a free part of the file.
		"_pragma": {"secure_delete(1)"},
	}
	if a.writer, err = openPreparing(fileURI(path, options)); err != nil {
		return err
	}
	a.writer.SetMaxOpenConns(1)
	options.Set("_query_only", "1")
	options.Set("_txlock", "deferred")
	if a.reader, err = openPreparing(fileURI(path, options)); err != nil {
		return err
	}
	a.reader.SetMaxOpenConns(sqliteReaders)
	a.reader.SetMaxIdleConns(sqliteReaders)
	a.reader.SetConnMaxIdleTime(time.Minute) // each has a cache of its own
	return nil
}

// sqliteSharing asks for each band, for SQLite has no lateral joins.
func sqliteSharing(bands []int64) (query string, args []any) {
	for _, b := range bands {
		args = append(args, b)
	}
	one := `SELECT * FROM (SELECT clipping_id FROM band WHERE hash = ? ORDER BY clipping_id DESC` + limit(atBand) + `)`
	return one + strings.Repeat(` UNION ALL `+one, len(bands)-1), args
}

// fileURI is the address of a file with any name, a ? in it included.
func fileURI(path string, options url.Values) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/…
		path = "/" + path
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: options.Encode()}
	return u.String()
}

func sqliteKind(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return ErrUnwritable
	case sqlite3.SQLITE_FULL:
		return ErrFull
	}
	return nil
}
