package archive

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var ownMigrations embed.FS

// programMigrations are the migrations of this program.
func programMigrations() fs.FS {
	dir, err := fs.Sub(ownMigrations, "migrations")
	if err != nil {
		panic("archive: " + err.Error()) // the name is no path, which it is
	}
	return dir
}

// newest is the form that the last migration leads to.
func newest(migrations fs.FS) (version int64, err error) {
	names, err := fs.Glob(migrations, "*.sql")
	for _, name := range names {
		number, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		version = max(version, number)
	}
	return version, err
}

// connect prepares connections; the first of them is made when it is needed.
func (a *Archive) connect(dsn string) error {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return a.connectSQLite(path)
	}
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return a.connectPostgres(dsn)
	}
	return errors.New("not an address of an archive: it begins with sqlite: or postgres://")
}

// migrate brings the archive to the newest form that this program knows.
func (a *Archive) migrate(ctx context.Context, log *slog.Logger) error {
	saved := false
	for try := 0; ; try++ {
		from, to, err := a.up(ctx, func(to int64) error {
			if saved {
				return nil
			}
			file, err := a.saveBefore(ctx, to)
			if saved = err == nil; saved && file != "" {
				log.InfoContext(ctx, "archive backed up before it is migrated", "file", file)
			}
			return err
		})
		if err == nil {
			if from < to {
				log.InfoContext(ctx, "archive migrated", "from", from, "to", to)
			}
			return a.writable(ctx)
		}
		// On SQLite nothing keeps two migrations apart; the one that lost finds the work done when it looks again.
		if a.dialect.session != nil || try == 3 || errors.Is(err, ErrNewer) || errors.Is(err, ErrUnsaved) || a.dialect.kind(err) != nil || ctx.Err() != nil {
			return err
		}
	}
}

// up migrates. An archive that holds something is given to save before.
func (a *Archive) up(ctx context.Context, save func(to int64) error) (from, to int64, err error) {
	provider, err := a.provider()
	if err != nil {
		return 0, 0, err
	}
	if from, to, err = provider.GetVersions(ctx); err != nil || from == to {
		return from, to, err
	}
	if from > to {
		return from, to, fmt.Errorf("%w: it has form %d, this program knows %d", ErrNewer, from, to)
	}
	if from > 0 {
		if err := save(to); err != nil {
			return from, to, err
		}
	}
	_, err = provider.Up(ctx)
	return from, to, err
}

func (a *Archive) provider() (*goose.Provider, error) {
	options := []goose.ProviderOption{goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true)}
	if a.dialect.session != nil {
		locker, err := a.dialect.session()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	words := strings.NewReplacer("{{id}}", a.dialect.id, "{{blob}}", a.dialect.blob, "{{narrow}}", a.dialect.narrow)
	return goose.NewProvider(a.dialect.goose, a.writer, worded{a.migrations, words}, options...)
}

// writable finds out now, and not at the first visit, that the archive can only be read.
func (a *Archive) writable(ctx context.Context) error {
	return a.write(ctx, "write", func(ctx context.Context, c conn) error {
		_, err := c.exec(ctx, `UPDATE counter SET value = value WHERE name = 'watchlist'`)
		return err
	})
}

// worded is a folder of migrations in the words of one engine.
type worded struct {
	fs.FS
	words *strings.Replacer
}

func (w worded) Open(name string) (fs.File, error) {
	f, err := w.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return wordedFile{f, strings.NewReader(w.words.Replace(string(text)))}, nil
}

type wordedFile struct {
	fs.File
	text *strings.Reader
}

func (f wordedFile) Read(p []byte) (int, error) { return f.text.Read(p) }
