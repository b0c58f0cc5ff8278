package archive

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
)

// longestRow bounds what one line of a backup may hold.
const longestRow = 1 << 30

// loading is a restore in its transaction.
type loading struct {
	conn
	own      *sql.Conn
	tx       *sql.Tx
	backup   *OpenedBackup
	tables   []table
	done     int64
	progress func(done, total int64)
}

func (a *Archive) loading(ctx context.Context, b *OpenedBackup, tables []table, r RestoreOptions) (*loading, error) {
	own, err := a.writer.Conn(ctx)
	if err != nil {
		return nil, err
	}
	tx, err := a.dialect.beginLoad(ctx, own)
	if err != nil {
		return nil, errors.Join(err, own.Close())
	}
	return &loading{conn: conn{tx, a.dialect}, own: own, tx: tx, backup: b, tables: tables, progress: r.Progress}, nil
}

// end leaves nothing of what was not committed.
func (l *loading) end() {
	_ = l.tx.Rollback() // an error where it was committed, or where the connection has gone and the transaction with it
	_ = l.own.Close()
}

func (l *loading) run(ctx context.Context, r RestoreOptions) (done Restored, err error) {
	if err := l.lock(ctx, l.conn, l.tables); err != nil {
		return done, err
	}
	if err := l.occupied(ctx); err != nil && !r.Force {
		return done, err
	}
	kept, err := l.erasedBefore(ctx)
	if err != nil {
		return done, err
	}
	for _, t := range slices.Backward(l.tables) {
		if _, err := l.exec(ctx, `DELETE FROM `+quoted(t.name)); err != nil {
			return done, err
		}
	}
	for i, t := range l.tables {
		if err := l.table(ctx, t, l.backup.Manifest.Tables[i]); err != nil {
			return done, fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	if done.Erased, err = l.keepErased(ctx, kept); err != nil {
		return done, err
	}
	if err := l.raiseIDs(ctx); err != nil {
		return done, err
	}
	if r.Ready != nil {
		if err := r.Ready(); err != nil {
			return done, err
		}
	}
	done.Rows = l.done
	return done, l.tx.Commit()
}

// occupied is an error if there is anything that the migrations did not write.
func (l *loading) occupied(ctx context.Context) error {
	for _, t := range l.tables {
		n, err := l.count(ctx, t)
		if err != nil {
			return err
		}
		if n > t.seeded {
			return fmt.Errorf("%w: %d rows of %s", ErrOccupied, n-t.seeded, t.name)
		}
	}
	return nil
}

// table loads the rows of one table.
func (l *loading) table(ctx context.Context, t table, want BackupTable) error {
	from, err := l.backup.open(tablesDir + t.name + tableExt)
	if err != nil {
		return damaged(err)
	}
	defer from.Close()
	next, err := rowsOf(t, from)
	if err != nil {
		return err
	}
	total := l.backup.Manifest.Total()
	err = l.load(ctx, l.own, l.tx, t, func() ([]any, error) {
		values, err := next()
		if err != nil || values == nil {
			return nil, err
		}
		if l.done++; l.progress != nil && (l.done%progressRows == 0 || l.done == total) {
			l.progress(l.done, total)
		}
		return values, ctx.Err()
	})
	if err != nil {
		return err
	}
	n, err := l.count(ctx, t)
	if err == nil && n != want.Rows {
		err = fmt.Errorf("%d rows arrived, %d were sent", n, want.Rows)
	}
	return err
}

// rowsOf reads rows one after the other; after the last one they are nil.
func rowsOf(t table, from io.Reader) (next func() ([]any, error), err error) {
	r, err := newRow(t)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 64<<10), longestRow)
	return func() ([]any, error) {
		if !lines.Scan() {
			if err := lines.Err(); err != nil {
				return nil, damaged(err)
			}
			return nil, nil
		}
		if err := r.read(lines.Bytes()); err != nil {
			return nil, damaged(err)
		}
		return r.values(), nil
	}, nil
}

// raiseIDs sees to it that no id is given again. The numbers only ever grow: on PostgreSQL this is no part of the
// transaction, and has to do no harm if that fails.
func (l *loading) raiseIDs(ctx context.Context) error {
	for i, t := range l.tables {
		last := l.backup.Manifest.Tables[i].LastID
		if !t.numbers || last == 0 {
			continue
		}
		if err := l.raiseID(ctx, l.conn, t.name, last); err != nil {
			return err
		}
	}
	return nil
}
