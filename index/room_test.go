//go:build unix

package index_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"pressclip/index"
)

const limited = "PRESSCLIP_INDEX_TEST_LIMITED"

// inAProcessOfItsOwn runs the test in another process, whose limits it may change.
func inAProcessOfItsOwn(t *testing.T, test func(*testing.T)) {
	t.Helper()
	if os.Getenv(limited) != "" {
		signal.Ignore(syscall.SIGXFSZ)
		test(t)
		return
	}
	t.Parallel()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	child.Env = append(os.Environ(), limited+"=1")
	if out, err := child.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name())) {
		t.Fatalf("%v\n%s", err, out)
	}
}

// limit keeps the files of this process from growing beyond a size, as a full disk would. Only the soft limit changes,
// so that it can be raised again.
func limit(t *testing.T, size uint64) {
	t.Helper()
	var now syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &now))
	now.Cur = min(size, now.Max)
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &now))
}

const unlimited = math.MaxUint64

// more files clippings with numbers from first on.
func (r *record) more(w writer, first, n, sentences int) {
	for id := range n {
		r.file(w.clipping(int64(first+id), sentences))
	}
}

func expectFull(t *testing.T, ix *index.Index, r *record, documents int) {
	t.Helper()
	if _, err := ix.Follow(t.Context(), r); !errors.Is(err, index.ErrFull) {
		t.Fatalf("got %v, want ErrFull", err)
	}
	if s := ix.State(); !s.Full || s.Incomplete || s.Documents != documents {
		t.Errorf("state %+v", s)
	}
	if result := search(t, ix, index.Request{Limit: 5, Facets: true}); result.Total != documents || len(result.Hits) != 5 {
		t.Errorf("found %d, want %d", result.Total, documents)
	}
}

func expectRoom(t *testing.T, ix *index.Index, r *record) {
	t.Helper()
	follow(t, ix, r)
	expectEqual(t, ix, r)
	if ix.State().Full {
		t.Error("still says that there is no room")
	}
}

// TestNoRoom: what was there goes on answering, and following goes on when there is room, also by an index that was
// opened while there was none.
func TestNoRoom(t *testing.T) {
	inAProcessOfItsOwn(t, func(t *testing.T) {
		dir := t.TempDir()
		r, w := &record{}, newWriter(31)
		ix := open(t, dir)
		r.more(w, 1, 200, 1)
		follow(t, ix, r)
		limit(t, 100)
		r.more(w, 150, 150, 1)
		for range 3 {
			expectFull(t, ix, r, 200)
		}
		must(t, ix.Close())

		ix = open(t, dir)
		expectFull(t, ix, r, 200)
		if err := ix.Rebuild(t.Context(), r, nil); !errors.Is(err, index.ErrFull) || !errors.Is(err, syscall.EFBIG) {
			t.Errorf("rebuild: got %v", err)
		}
		expectFiles(t, dir, "current", "g000001", "lock")
		if _, err := index.Open(t.Context(), index.Options{Dir: t.TempDir()}); !errors.Is(err, index.ErrFull) {
			t.Errorf("a new index: got %v", err)
		}
		limit(t, unlimited)
		expectRoom(t, ix, r)
		r.more(w, 300, 10, 1)
		expectRoom(t, ix, r)
	})
}

// TestSearchesGoOnWithoutRoom: searches answer at every moment of a write that fails.
func TestSearchesGoOnWithoutRoom(t *testing.T) {
	inAProcessOfItsOwn(t, func(t *testing.T) {
		r, w := &record{}, newWriter(33)
		ix := open(t, t.TempDir())
		r.more(w, 1, 100, 1)
		follow(t, ix, r)
		r.more(w, 101, 100, 1)
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for n := 0; ; n++ {
				result, err := ix.Search(t.Context(), index.Request{Plan: of(word("quartier")), Facets: true, Limit: 200})
				if err != nil || result.Incomplete || result.Total > 100 {
					t.Errorf("search %d: %d hits, %v", n, result.Total, err)
					return
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		}()
		limit(t, 100)
		for range 20 {
			expectFull(t, ix, r, 100)
		}
		limit(t, unlimited)
		close(stop)
		<-stopped
		expectRoom(t, ix, r)
	})
}

// TestNoRoomToMerge: where there is room for every batch but not for what Bleve makes of them unasked, following goes on
// without that, and takes it up again later.
func TestNoRoomToMerge(t *testing.T) {
	inAProcessOfItsOwn(t, func(t *testing.T) {
		r, w := &record{}, newWriter(32)
		now := at("2026-02-14 08:00")
		ix, err := index.Open(t.Context(), index.Options{Dir: t.TempDir(), Now: func() time.Time { return now }})
		must(t, err)
		defer ix.Close()
		limit(t, 2<<20)
		for n := 0; index.Merging(ix); n++ {
			switch n {
			case 14: // more segments than Bleve leaves alone
				<-index.Failed(ix)
			case 16:
				t.Fatal("goes on merging")
			}
			r.more(w, 1+200*n, 200, 40)
			expectRoom(t, ix, r)
		}
		for range 20 {
			r.more(w, len(r.changes)+1, 10, 20)
			expectRoom(t, ix, r)
		}
		now = now.Add(50 * time.Second)
		follow(t, ix, r)
		if index.Merging(ix) {
			t.Error("tries again without a pause")
		}
		limit(t, unlimited)
		now = now.Add(10 * time.Second)
		expectRoom(t, ix, r)
		if !index.Merging(ix) {
			t.Error("does not try again")
		}
	})
}

// numbers are words that nothing makes shorter.
func numbers(w writer, n int) string {
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "%018d%018d%018d ", w.Int64N(1e18), w.Int64N(1e18), w.Int64N(1e18))
	}
	return b.String()
}

// TestNoRoomAgainAndAgain: what fails although there is some room is not tried without end.
func TestNoRoomAgainAndAgain(t *testing.T) {
	inAProcessOfItsOwn(t, func(t *testing.T) {
		r, w := &record{}, newWriter(35)
		now := at("2026-02-14 08:00")
		ix, err := index.Open(t.Context(), index.Options{Dir: t.TempDir(), Now: func() time.Time { return now }})
		must(t, err)
		defer ix.Close()
		r.more(w, 1, 20, 1)
		follow(t, ix, r)
		limit(t, 1<<20+1) // for a trial, but not for what follows
		r.more(w, 21, 1, 1)
		r.changes[len(r.changes)-1].Clipping.Article.Text = numbers(w, 15_000)
		tried := 0
		r.asked = func(int64) { tried++ }
		for range 100 {
			expectFull(t, ix, r, 20)
			now = now.Add(10 * time.Second)
		}
		if tried < 5 || tried > 10 {
			t.Errorf("tried %d times in a thousand seconds", tried)
		}
		limit(t, unlimited)
		now = now.Add(time.Hour)
		expectRoom(t, ix, r)
	})
}
