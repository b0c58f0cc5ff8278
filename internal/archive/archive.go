// Package archive keeps the record: what is watched, what was listed and read, what was filed and what people decided
// about it, in SQLite or PostgreSQL. It never fetches, extracts, matches or searches, and it deletes nothing because
// something failed.
package archive

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of the archive itself, beside those of package press. They are wrapped; compare with errors.Is.
var (
	// ErrNewer says that a newer version of the program has written the archive.
	ErrNewer = errors.New("the archive was written by a newer version of pressclip")
	// ErrUnwritable says that the archive's file cannot be made or written where it is.
	ErrUnwritable = errors.New("the archive cannot be written")
	// ErrUnreachable says that the database does not answer or does not let us in.
	ErrUnreachable = errors.New("the database cannot be reached")
	// ErrFull says that there is no room left for the record. What was tried left no trace.
	ErrFull = errors.New("no room left for the archive")
)

// patience bounds one call whose context has no end of its own, so that a database that went silent is an error.
const patience = time.Minute

// Options say which archive to open.
type Options struct {
	DSN string           // sqlite:PATH, or an address that begins with postgres:// or postgresql://
	Now func() time.Time // time.Now, if nil
	Log *slog.Logger     // nothing is logged, if nil

	// BackupDir takes the backups that are made before a migration; it is made when it is needed. None are made if it
	// is empty.
	BackupDir string
	Program   string // version, as backups name it

	migrations fs.FS // those of the program, if nil
}

// Archive is an open archive. It may be used by several goroutines, and its database by several processes. Times that
// it hands out are UTC and whole milliseconds.
type Archive struct {
	writer  *sql.DB
	reader  *sql.DB // the same as writer on PostgreSQL
	dialect *dialect
	now     func() time.Time
	packers sync.Pool     // of *flate.Writer; each has a megabyte of tables
	hashes  chan struct{} // has room for the passwords that may be hashed at once
	counted atomic.Pointer[counted]

	backupDir  string
	program    string
	migrations fs.FS
}

// Open opens an archive, makes it if it does not exist (its directory must), and brings it up to this program's form.
// Several processes may do so at once. The error wraps ErrNewer, ErrUnwritable or ErrUnreachable where it can.
func Open(ctx context.Context, o Options) (*Archive, error) {
	a := o.archive()
	err := a.connect(o.DSN)
	if err == nil {
		err = a.migrate(ctx, cmp.Or(o.Log, slog.New(slog.DiscardHandler)))
	}
	if err != nil {
		return nil, errors.Join(a.failed("open archive", err), a.Close())
	}
	return a, nil
}

func (o Options) archive() *Archive {
	a := &Archive{now: o.Now, backupDir: o.BackupDir, program: o.Program, migrations: o.migrations, hashes: make(chan struct{}, hashesAtOnce)}
	if a.now == nil {
		a.now = time.Now
	}
	if a.migrations == nil {
		a.migrations = programMigrations()
	}
	return a
}

// Close ends all connections. It may be called again.
func (a *Archive) Close() error {
	var errs []error
	if a.reader != nil && a.reader != a.writer {
		errs = append(errs, a.reader.Close())
	}
	if a.writer != nil {
		errs = append(errs, a.writer.Close())
	}
	return errors.Join(errs...)
}

// Ping says whether the record can be read now.
func (a *Archive) Ping(ctx context.Context) error {
	_, err := a.LastChange(ctx)
	return err
}

// read runs do on a connection for reading.
func (a *Archive) read(ctx context.Context, what string, do func(context.Context, conn) error) error {
	ctx, cancel := patiently(ctx)
	defer cancel()
	return a.failed(what, do(ctx, conn{a.reader, a.dialect}))
}

// write runs do in one transaction: all of it is recorded, or nothing.
func (a *Archive) write(ctx context.Context, what string, do func(context.Context, conn) error) error {
	ctx, cancel := patiently(ctx)
	defer cancel()
	tx, err := a.writer.BeginTx(ctx, nil)
	if err != nil {
		return a.failed(what, err)
	}
	if err := do(ctx, conn{tx, a.dialect}); err != nil {
		// The first error says what happened; a rollback that fails too ends with the connection.
		_ = tx.Rollback()
		return a.failed(what, err)
	}
	return a.failed(what, tx.Commit())
}

// patiently gives ctx an end if it has none.
func patiently(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, bounded := ctx.Deadline(); bounded {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, patience)
}

// failed says what could not be done and adds the sentinel that the engine's error stands for.
func (a *Archive) failed(what string, err error) error {
	if err == nil {
		return nil
	}
	if a.dialect != nil && !errors.Is(err, context.Canceled) {
		if kind := a.dialect.kind(err); kind != nil && !errors.Is(err, kind) {
			return fmt.Errorf("%s: %w: %w", what, kind, err)
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}
