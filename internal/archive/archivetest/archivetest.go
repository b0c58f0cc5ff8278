// Package archivetest saves tests the laying out of an archive: it is done once, and each test has a copy.
package archivetest

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// SQLite is the address of a database file that a test has for itself and that does not exist yet.
func SQLite(tb testing.TB) string {
	return "sqlite:" + filepath.Join(tb.TempDir(), "archive.db")
}

// Copies has open lay out an archive, when the first one is needed, and returns what makes a copy of it at an address
// of SQLite. Addresses of other engines, and files that exist, are left as they are.
func Copies(open func(dsn string) (io.Closer, error)) func(tb testing.TB, dsn string) {
	empty := sync.OnceValues(func() (file []byte, err error) {
		dir, err := os.MkdirTemp("", "archivetest")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		name := filepath.Join(dir, "archive.db")
		a, err := open("sqlite:" + name)
		if err != nil {
			return nil, err
		}
		if err := a.Close(); err != nil { // what is in its log is in its file then
			return nil, err
		}
		return os.ReadFile(name)
	})
	return func(tb testing.TB, dsn string) {
		tb.Helper()
		name, ok := strings.CutPrefix(dsn, "sqlite:")
		if _, err := os.Stat(name); !ok || err == nil {
			return
		}
		file, err := empty()
		if err == nil {
			err = os.WriteFile(name, file, 0o600)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
}
