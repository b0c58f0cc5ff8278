package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// newDatabase makes an empty database on the PostgreSQL of PRESSCLIP_TEST_POSTGRES, for as long as the test runs, and
// returns its address.
func newDatabase(t *testing.T) string {
	t.Helper()
	server := os.Getenv("PRESSCLIP_TEST_POSTGRES")
	if server == "" {
		t.Skip("PRESSCLIP_TEST_POSTGRES is not set")
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("pressclip_%d_%d", os.Getpid(), time.Now().UnixNano())
	command := func(sql string) {
		ctx := context.Background()
		c, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(ctx)
		if _, err := c.Exec(ctx, sql); err != nil {
			t.Error(err)
		}
	}
	command("CREATE DATABASE " + name)
	t.Cleanup(func() { command("DROP DATABASE " + name + " WITH (FORCE)") })
	address.Path = "/" + name
	return address.String()
}
