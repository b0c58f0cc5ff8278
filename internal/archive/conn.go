package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pressclip/internal/press"
)

// conn runs queries in the words of its engine: within a transaction, or each on its own. Arguments are marked by ?.
type conn struct {
	runner interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}
	*dialect
}

// exec returns how many rows were changed.
func (c conn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	done, err := c.runner.ExecContext(ctx, c.rebind(query), args...)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

// one reads a single row; sql.ErrNoRows says that there is none.
func (c conn) one(ctx context.Context, query string, args []any, into ...any) error {
	return c.runner.QueryRowContext(ctx, c.rebind(query), args...).Scan(into...)
}

// found is one, but says whether there is a row.
func (c conn) found(ctx context.Context, query string, args []any, into ...any) (bool, error) {
	err := c.one(ctx, query, args, into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// all reads every row.
func all[T any](ctx context.Context, c conn, scan func(*sql.Rows) (T, error), query string, args ...any) (_ []T, err error) {
	rows, err := c.runner.QueryContext(ctx, c.rebind(query), args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var list []T
	for rows.Next() {
		value, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, rows.Err()
}

// batch is how many values one query asks for: enough to make the way to the database short, few enough for SQLite's
// bound on arguments.
const batch = 256

// allIn reads the rows of a query that ends in "IN (?)" or has it once, for any number of values, which take the
// place of the last ?; args are those before it. Lists are filled up to a power of two by repeating a value, so that
// there are few different queries to prepare.
func allIn[T, V any](ctx context.Context, c conn, scan func(*sql.Rows) (T, error), query string, values []V, args ...any) ([]T, error) {
	var list []T
	for chunk := range slices.Chunk(values, batch) {
		size := 1
		for size < len(chunk) {
			size *= 2
		}
		bound := slices.Grow(slices.Clone(args), size)
		for i := range size {
			bound = append(bound, chunk[min(i, len(chunk)-1)])
		}
		rows, err := all(ctx, c, scan, strings.Replace(query, "(?)", marks(size), 1), bound...)
		if err != nil {
			return nil, err
		}
		list = append(list, rows...)
	}
	return list, nil
}

// marks is "(?,?,…)".
func marks(n int) string {
	return "(" + strings.TrimSuffix(strings.Repeat("?,", n), ",") + ")"
}

// limit ends a query. The number stands in its text: where it is an argument, SQLite plans the query anew for every
// number it is given.
func limit(n int) string {
	return " LIMIT " + strconv.Itoa(max(n, 0))
}

func scanID(rows *sql.Rows) (id int64, err error) {
	err = rows.Scan(&id)
	return id, err
}

func scanString(rows *sql.Rows) (s string, err error) {
	err = rows.Scan(&s)
	return s, err
}

func notFound(what string, which any) error {
	return fmt.Errorf("%s %v: %w", what, which, press.ErrNotFound)
}
