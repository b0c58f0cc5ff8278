// Package archivetest saves tests the laying out of an archive: it is done once, and each test has a copy.
package archivetest

import (
	"errors"
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

// opener opens the archive at an address, and lays it out where nothing is yet.
type opener = func(dsn string) (io.Closer, error)

var (
	mu   sync.Mutex
	made []template
)

// Copies has open lay out an archive of each engine, when the first one is needed, and returns what makes a copy of it
// at an address of SQLite, or in an empty database of Postgres. What exists is left as it is. Where databases are
// copied, TestMain calls Run.
func Copies(open opener) func(tb testing.TB, dsn string) {
	file := sync.OnceValues(func() ([]byte, error) { return emptyFile(open) })
	database := sync.OnceValues(func() (template, error) {
		t, err := layOut(open)
		mu.Lock()
		defer mu.Unlock()
		made = append(made, t)
		return t, err
	})
	return func(tb testing.TB, dsn string) {
		tb.Helper()
		var err error
		if name, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
			err = copyFile(name, file)
		} else if t, failed := database(); failed != nil {
			err = failed
		} else {
			err = t.copyTo(dsn)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// Run runs the tests, drops the databases that others were copied from, and returns the exit code.
func Run(m *testing.M) int {
	code := m.Run()
	mu.Lock()
	defer mu.Unlock()
	for _, t := range made {
		if err := tell("DROP DATABASE IF EXISTS " + t.name); err != nil {
			_, _ = io.WriteString(os.Stderr, err.Error()+"\n")
			code = 1
		}
	}
	return code
}

// emptyFile is the file of an archive of SQLite that holds nothing.
func emptyFile(open opener) (file []byte, err error) {
	dir, err := os.MkdirTemp("", "archivetest")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	name := filepath.Join(dir, "archive.db")
	a, err := open("sqlite:" + name)
	if err != nil {
		return nil, err
	}
	if err := a.Close(); err != nil { // what is in its log is in its file then
		return nil, err
	}
	return os.ReadFile(name)
}

// copyFile writes a file where there is none.
func copyFile(name string, content func() ([]byte, error)) error {
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	file, err := content()
	if err != nil {
		return err
	}
	return os.WriteFile(name, file, 0o600)
}
