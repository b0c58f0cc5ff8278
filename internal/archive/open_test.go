package archive

import (
	"context"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestOpenAgainKeeps(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		b.watch(t, []string{"Elbblatt"}, "Quartiere")
		before := b.dump(t)
		check(t, b.Close())
		b.Archive = b.open(t)
		same(t, "archive", b.dump(t), before)
		check(t, b.Ping(t.Context()))
	})
}

func TestOpenAtOnce(t *testing.T) {
	at := func(dsn func(testing.TB) string) func(*testing.T) {
		return func(t *testing.T) {
			dsn := dsn(t)
			var all sync.WaitGroup
			for range 6 {
				all.Go(func() {
					a, err := Open(t.Context(), Options{DSN: dsn})
					if err != nil {
						t.Error(err)
						return
					}
					if err := a.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
	}
	t.Run("sqlite", at(sqliteDSN))
	t.Run("postgres", at(postgresDSN))
}

func TestOpenRefusesNewer(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		_, err := b.writer.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)`)
		check(t, err)
		_, err = Open(t.Context(), Options{DSN: b.dsn})
		wantErr(t, err, ErrNewer)
	})
}

func TestOpenUnwritable(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	check(t, os.WriteFile(file, nil, 0o600))
	for name, path := range map[string]string{
		"no such folder": filepath.Join(dir, "none", "archive.db"),
		"under a file":   filepath.Join(file, "archive.db"),
		"is a folder":    dir,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), Options{DSN: "sqlite:" + path})
			wantErr(t, err, ErrUnwritable)
		})
	}
}

func TestOpenReadOnly(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root writes everywhere")
	}
	b := newBed(t, sqliteDSN(t))
	check(t, b.Close())
	path := strings.TrimPrefix(b.dsn, "sqlite:")
	check(t, os.Chmod(path, 0o400))
	_, err := Open(t.Context(), Options{DSN: b.dsn})
	wantErr(t, err, ErrUnwritable)
}

func TestOpenOddNames(t *testing.T) {
	for _, name := range []string{"mit Leerzeichen.db", "Größe?x=1.db", "a#b%20c.db", "%zz"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			newBed(t, "sqlite:"+path)
			_, err := os.Stat(path)
			check(t, err)
		})
	}
}

func TestOpenBadAddress(t *testing.T) {
	for _, dsn := range []string{"", "sqlite:", "archive.db", "mysql://x", "postgres://%zz"} {
		if _, err := Open(t.Context(), Options{DSN: dsn}); err == nil {
			t.Errorf("%q was opened", dsn)
		}
	}
}

func TestOpenUnreachable(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	check(t, nobody.Close())
	_, err = Open(t.Context(), Options{DSN: "postgres://user:geheim@" + nobody.Addr().String() + "/db"})
	wantErr(t, err, ErrUnreachable)
	if strings.Contains(err.Error(), "geheim") {
		t.Errorf("the password is in the error: %v", err)
	}
}

func TestOpenNoSuchDatabase(t *testing.T) {
	u, err := url.Parse(postgresDSN(t))
	check(t, err)
	u.Path = "/no_such_database"
	_, err = Open(t.Context(), Options{DSN: u.String()})
	wantErr(t, err, ErrUnreachable)
}

// A call without an end of its own gets one.
func TestPatience(t *testing.T) {
	ctx, cancel := patiently(context.Background())
	defer cancel()
	if _, bounded := ctx.Deadline(); !bounded {
		t.Error("it has no end")
	}
}

// A database that goes away is an error at once, one that goes silent when the context ends; when it is back, so is
// the archive.
func TestDatabaseGoesAway(t *testing.T) {
	u, err := url.Parse(postgresDSN(t))
	check(t, err)
	way := newWay(t, u.Host)
	u.Host = way.addr
	q := u.Query()
	q.Set("sslmode", "disable")
	u.RawQuery = q.Encode()
	b := newBed(t, u.String())
	b.watch(t, []string{"Elbblatt"})

	way.close()
	wantErr(t, b.Ping(t.Context()), ErrUnreachable)
	_, _, _, err = b.ClaimHost(t.Context(), "elbblatt.example", time.Minute)
	wantErr(t, err, ErrUnreachable)

	way.open(t)
	check(t, b.Ping(t.Context()))
	_, _, ok, err := b.ClaimHost(t.Context(), "elbblatt.example", time.Minute)
	check(t, err)
	same(t, "claimed", ok, true)

	way.silent(true)
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	wantErr(t, b.Ping(short), context.DeadlineExceeded)
	way.silent(false)
	check(t, b.Ping(t.Context()))
}

// way is a way to the database that can be cut.
type way struct {
	addr, to string
	mu       sync.Mutex
	listener net.Listener
	conns    []net.Conn
	quiet    bool
	all      sync.WaitGroup
}

func newWay(t *testing.T, to string) *way {
	w := &way{addr: "127.0.0.1:0", to: to}
	w.open(t)
	t.Cleanup(func() { w.close(); w.all.Wait() })
	return w
}

func (w *way) open(t *testing.T) {
	l, err := net.Listen("tcp", w.addr)
	check(t, err)
	w.listener, w.addr = l, l.Addr().String()
	w.all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			d, err := net.Dial("tcp", w.to)
			if err != nil {
				_ = c.Close()
				continue
			}
			w.mu.Lock()
			w.conns = append(w.conns, c, d)
			w.mu.Unlock()
			w.all.Go(func() { w.copy(d, c) })
			w.all.Go(func() { w.copy(c, d) })
		}
	})
}

// copy drops what comes while the way is silent.
func (w *way) copy(to, from net.Conn) {
	_, _ = io.Copy(writerFunc(func(p []byte) (int, error) {
		w.mu.Lock()
		quiet := w.quiet
		w.mu.Unlock()
		if quiet {
			return len(p), nil
		}
		return to.Write(p)
	}), from)
	_, _ = to.Close(), from.Close()
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func (w *way) close() {
	_ = w.listener.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.conns {
		_ = c.Close()
	}
	w.conns = nil
}

func (w *way) silent(on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.quiet = on
}
