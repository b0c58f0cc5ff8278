package archive

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// copying is what the engines do not share when a whole archive is read or written.
type copying struct {
	name     string
	bytewise string // makes ORDER BY compare texts by their bytes
	// lastID is the highest id that a table ever gave, 0 if it gave none; raiseID sets it unless it is higher.
	lastID  func(ctx context.Context, c conn, table string) (int64, error)
	raiseID func(ctx context.Context, c conn, table string, last int64) error
	// beginLoad begins a transaction on a connection that is used for nothing else; lock keeps others from writing
	// until it ends; load inserts rows until next hands out none. What next hands out is good until it is called again.
	beginLoad func(ctx context.Context, own *sql.Conn) (*sql.Tx, error)
	lock      func(ctx context.Context, c conn, tables []table) error
	load      func(ctx context.Context, own *sql.Conn, tx *sql.Tx, t table, next func() ([]any, error)) error
}

var sqliteCopying = copying{
	name: "sqlite",
	lastID: func(ctx context.Context, c conn, table string) (last int64, err error) {
		_, err = c.found(ctx, `SELECT seq FROM sqlite_sequence WHERE name = ?`, []any{table}, &last)
		return last, err
	},
	raiseID: func(ctx context.Context, c conn, table string, last int64) error {
		n, err := c.exec(ctx, `UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?`, last, table)
		if err == nil && n == 0 {
			_, err = c.exec(ctx, `INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)`, table, last)
		}
		return err
	},
	beginLoad: func(ctx context.Context, own *sql.Conn) (*sql.Tx, error) {
		// The keys of addresses arrive in no order; with the usual 2 MB each page of their index would be written again
		// and again. 64 MB.
		if _, err := own.ExecContext(ctx, `PRAGMA cache_size = -65536`); err != nil {
			return nil, err
		}
		return own.BeginTx(ctx, nil)
	},
	lock: func(context.Context, conn, []table) error { return nil }, // by beginning, as every transaction that writes
	load: loadSQLite,
}

func loadSQLite(ctx context.Context, _ *sql.Conn, tx *sql.Tx, t table, next func() ([]any, error)) (err error) {
	insert, err := tx.PrepareContext(ctx, `INSERT INTO `+quoted(t.name)+` (`+quotedAll(t.names())+`) VALUES `+marks(len(t.columns)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	unbounded := context.WithoutCancel(ctx) // next says when it is canceled, at less cost
	for {
		values, err := next()
		if err != nil || values == nil {
			return err
		}
		if _, err := insert.ExecContext(unbounded, values...); err != nil {
			return err
		}
	}
}

var postgresCopying = copying{
	name: "postgres", bytewise: ` COLLATE "C"`,
	lastID: func(ctx context.Context, c conn, table string) (int64, error) {
		var last sql.NullInt64
		err := c.one(ctx, `SELECT pg_sequence_last_value(pg_get_serial_sequence(?, 'id')::regclass)`, []any{quoted(table)}, &last)
		return last.Int64, err
	},
	raiseID: func(ctx context.Context, c conn, table string, last int64) error {
		_, err := c.exec(ctx, `SELECT setval(s, greatest(?, coalesce(pg_sequence_last_value(s), 0)))
			FROM (SELECT pg_get_serial_sequence(?, 'id')::regclass AS s) AS sequence`, last, quoted(table))
		return err
	},
	beginLoad: func(ctx context.Context, own *sql.Conn) (*sql.Tx, error) { return own.BeginTx(ctx, nil) },
	lock: func(ctx context.Context, c conn, tables []table) error {
		var names []string
		for _, t := range tables {
			names = append(names, quoted(t.name))
		}
		_, err := c.exec(ctx, `LOCK TABLE `+strings.Join(names, ", ")+` IN SHARE ROW EXCLUSIVE MODE`)
		return err
	},
	load: loadPostgres,
}

// loadPostgres copies; the transaction is that of the connection.
func loadPostgres(ctx context.Context, own *sql.Conn, _ *sql.Tx, t table, next func() ([]any, error)) error {
	var handed error // what the driver makes of it is a text
	rows := pgx.CopyFromFunc(func() (values []any, err error) {
		values, handed = next()
		return values, handed
	})
	err := own.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{t.name}, t.names(), rows)
		return err
	})
	if err == nil {
		return nil
	}
	return cmp.Or(handed, ctx.Err(), err) // a canceled copy ends in whatever the closed connection says
}
