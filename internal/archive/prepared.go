package archive

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"

	"modernc.org/sqlite"
)

// Bounds of what one connection keeps prepared.
const (
	mostPrepared    = 128
	longestPrepared = 4096 // bytes; long ones insert many rows, and reading their text is not what costs
)

// openPreparing opens SQLite with connections that keep their statements prepared, as pgx does for PostgreSQL:
// reading a short statement takes as long as running it.
func openPreparing(uri string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(uri)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(preparing{c}), nil
}

type preparing struct{ driver.Connector }

func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	plain, ok := c.(sqliteConn)
	if !ok {
		return c, nil
	}
	return &preparedConn{sqliteConn: plain, idle: make(map[string]sqliteStmt)}, nil
}

// sqliteConn is what a connection of the driver can do, and sqliteStmt a statement.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
	driver.Pinger
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// preparedConn is used by one goroutine at a time, as every connection.
type preparedConn struct {
	sqliteConn
	idle map[string]sqliteStmt
}

func (c *preparedConn) Close() error {
	return errors.Join(c.forget(), c.sqliteConn.Close())
}

func (c *preparedConn) forget() error {
	var errs []error
	for _, s := range c.idle {
		errs = append(errs, s.Close())
	}
	clear(c.idle)
	return errors.Join(errs...)
}

// take hands out a statement that nobody else uses until it is put back; nil if this one is not kept prepared.
func (c *preparedConn) take(ctx context.Context, query string) (sqliteStmt, error) {
	if verb, _, _ := strings.Cut(query, " "); len(query) > longestPrepared || !strings.Contains("SELECT INSERT UPDATE WITH", verb) {
		return nil, nil
	}
	if s := c.idle[query]; s != nil {
		delete(c.idle, query)
		return s, nil
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	prepared, ok := s.(sqliteStmt)
	if !ok {
		return nil, s.Close()
	}
	return prepared, nil
}

func (c *preparedConn) put(query string, s sqliteStmt) error {
	if c.idle[query] != nil {
		return s.Close()
	}
	var err error
	if len(c.idle) >= mostPrepared {
		err = c.forget()
	}
	c.idle[query] = s
	return err
}

func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	done, err := s.ExecContext(ctx, args)
	return done, errors.Join(err, c.put(query, s))
}

func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, c.put(query, s))
	}
	return &preparedRows{Rows: rows, put: func() error { return c.put(query, s) }}, nil
}

// preparedRows puts their statement back when they are closed.
type preparedRows struct {
	driver.Rows
	put func() error
}

func (r *preparedRows) Close() error {
	if r.put == nil {
		return nil
	}
	err := errors.Join(r.Rows.Close(), r.put())
	r.put = nil
	return err
}
