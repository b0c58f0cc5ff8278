package archivetest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

const server = "PRESSCLIP_TEST_POSTGRES"

var databases atomic.Int64

// Postgres makes an empty database on the PostgreSQL of PRESSCLIP_TEST_POSTGRES, for as long as the test runs, and
// returns its address. Without that variable the test is skipped.
func Postgres(tb testing.TB) string {
	tb.Helper()
	if os.Getenv(server) == "" {
		tb.Skip(server + " is not set")
	}
	name := newName()
	if err := tell("CREATE DATABASE " + name); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := tell("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			tb.Error(err)
		}
	})
	return addressOf(name)
}

func newName() string { return fmt.Sprintf("pressclip_%d_%d", os.Getpid(), databases.Add(1)) }

// addressOf is the address of a database on the server of the tests.
func addressOf(name string) string {
	u, err := url.Parse(os.Getenv(server))
	if err != nil {
		return os.Getenv(server) // whoever opens it is told
	}
	u.Path = "/" + name
	return u.String()
}

// nameOf is the name of the database at an address of PostgreSQL.
func nameOf(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Path, "/")
}

// tell gives the server of the tests commands, each in a transaction of its own.
func tell(commands ...string) error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, os.Getenv(server))
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	for _, sql := range commands {
		if _, err := c.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// template is a database that was laid out once and that others are copied from.
type template struct{ name string }

// layOut makes the template.
func layOut(open opener) (t template, err error) {
	t.name = newName()
	if err := tell("CREATE DATABASE " + t.name); err != nil {
		return t, err
	}
	a, err := open(addressOf(t.name))
	if err != nil {
		return t, err
	}
	return t, a.Close()
}

// copyTo puts a copy in the place of an empty database. One that holds tables is left as it is.
func (t template) copyTo(dsn string) error {
	ctx := context.Background()
	name := nameOf(dsn)
	c, err := pgx.Connect(ctx, addressOf(name))
	if err != nil {
		return err
	}
	var tables int
	err = c.QueryRow(ctx, `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&tables)
	if _ = c.Close(ctx); err != nil || tables > 0 {
		return err
	}
	return tell("DROP DATABASE "+name, "CREATE DATABASE "+name+" TEMPLATE "+t.name)
}
