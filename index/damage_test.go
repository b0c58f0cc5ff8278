package index_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pressclip/index"
	"pressclip/internal/press"
)

func expectFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("files: got %v, want %v", got, want)
	}
}

// built is the directory of a closed index of small().
func built(t *testing.T) string {
	dir := t.TempDir()
	ix := open(t, dir)
	follow(t, ix, small())
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func change(t *testing.T, file string, how func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, how(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func segments(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "g*", "*.zap"))
	if err != nil || len(found) == 0 {
		t.Fatalf("segments: %v, %v", found, err)
	}
	return found
}

func flip(at int) func([]byte) []byte {
	return func(b []byte) []byte { b[at%len(b)] ^= 0x55; return b }
}

func TestDamageIsPutAsideAndBuiltAnew(t *testing.T) {
	bolt := func(dir string) string { return filepath.Join(dir, "g000001", "root.bolt") }
	for name, harm := range map[string]func(*testing.T, string){
		"no root.bolt":    func(t *testing.T, dir string) { must(t, os.Remove(bolt(dir))) },
		"empty root.bolt": func(t *testing.T, dir string) { must(t, os.Truncate(bolt(dir), 0)) },
		"short root.bolt": func(t *testing.T, dir string) { must(t, os.Truncate(bolt(dir), 9000)) },
		"other root.bolt": func(t *testing.T, dir string) {
			change(t, bolt(dir), func(b []byte) []byte { return slices.Repeat([]byte("wrong"), len(b)/5) })
		},
		"no segments": func(t *testing.T, dir string) {
			for _, s := range segments(t, dir) {
				must(t, os.Remove(s))
			}
		},
		"short segment":  func(t *testing.T, dir string) { must(t, os.Truncate(segments(t, dir)[0], 100)) },
		"empty segment":  func(t *testing.T, dir string) { must(t, os.Truncate(segments(t, dir)[0], 0)) },
		"a changed byte": func(t *testing.T, dir string) { change(t, segments(t, dir)[0], flip(200)) },
		"no generation":  func(t *testing.T, dir string) { must(t, os.RemoveAll(filepath.Join(dir, "g000001"))) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := built(t)
			harm(t, dir)
			ix := open(t, dir)
			if s := ix.State(); !s.Incomplete || s.Position != 0 || s.Documents != 0 {
				t.Errorf("opened as %+v", s)
			}
			follow(t, ix, small())
			expectIDs(t, "built anew", search(t, ix, index.Request{Limit: 10}), 3, 2, 1, 4)
			expectEqual(t, ix, small())
			// Where a segment cannot be opened, Bleve may still have the commit before it, an empty index, to go back to.
			mayGoBack := strings.HasSuffix(name, " segment") || name == "no segments"
			if _, err := os.Stat(filepath.Join(dir, "aside")); err != nil && name != "no generation" && !mayGoBack {
				t.Error(err)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCurrentIsDamaged(t *testing.T) {
	for _, content := range []string{"", "rubbish\n", "../elsewhere\n", "g000099\n"} {
		dir := built(t)
		must(t, os.WriteFile(filepath.Join(dir, "current"), []byte(content), 0o600))
		ix := open(t, dir)
		follow(t, ix, small())
		expectEqual(t, ix, small())
	}
}

func TestOneIsKeptAside(t *testing.T) {
	dir := built(t)
	for range 3 {
		change(t, segments(t, dir)[0], flip(300))
		ix := open(t, dir)
		follow(t, ix, small())
		must(t, ix.Close())
	}
	expectFiles(t, dir, "aside", "current", "g000001", "lock")
}

func TestRemainsOfAnInterruptedRebuildGoAway(t *testing.T) {
	dir := built(t)
	must(t, os.MkdirAll(filepath.Join(dir, "g000002"), 0o700))
	must(t, os.WriteFile(filepath.Join(dir, "g000002", "000000000001.zap"), []byte("half"), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "current.123"), []byte("g000002"), 0o600))
	ix := open(t, dir)
	expectEqual(t, ix, small())
	expectFiles(t, dir, "current", "g000001", "lock")
}

func TestCheckFindsDamageAndFollowMendsIt(t *testing.T) {
	dir := built(t)
	ix := open(t, dir)
	change := segments(t, dir)[0]
	f, err := os.OpenFile(change, os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteAt([]byte("XXXXXXXX"), 150) // shows in the open index too: it maps the file
	must(t, errors.Join(err, f.Close()))
	report, err := ix.Check(t.Context(), small())
	if err != nil || report.Equal() || !errors.Is(report.Damage, index.ErrDamaged) {
		t.Fatalf("check: %+v, %v", report, err)
	}
	if s := ix.State(); !s.Building || !s.Incomplete {
		t.Errorf("state %+v", s)
	}
	follow(t, ix, small())
	expectEqual(t, ix, small())
}

func TestCheckFindsDifferences(t *testing.T) {
	ix := open(t, t.TempDir())
	follow(t, ix, small())
	other := &record{}
	changed := clipping(3, "2026-02-14 08:00", "Elbpresse", "Rathaus", "boot und kran und turm", review("Stadt", press.VerdictRelevant))
	other.file(small().clippings()[0], changed, clipping(7, "2026-02-14 08:00", "Elbpresse", "Neu", "neu", review("Stadt", press.VerdictNew)))
	other.erase(2)
	report, err := ix.Check(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(report.Missing, []int64{7}) || !slices.Equal(report.Differing, []int64{3}) || !slices.Equal(report.Extra, []int64{2, 4}) || report.Equal() {
		t.Errorf("got %+v", report)
	}
}

func TestCheckLeavesOutWhatHasYetToBeFollowed(t *testing.T) {
	ix := open(t, t.TempDir())
	r := small()
	follow(t, ix, r)
	r.erase(1)
	r.file(clipping(3, "2026-02-15 08:00", "Elbpresse", "Anders", "anders", review("Stadt", press.VerdictNew)),
		clipping(8, "2026-02-15 08:00", "Elbpresse", "Neu", "neu", review("Stadt", press.VerdictNew)))
	report, err := ix.Check(t.Context(), r)
	if err != nil || !report.Equal() || report.Position != 4 || report.Last != 7 {
		t.Errorf("got %+v, %v", report, err)
	}
}

func TestAnotherProcessHasIt(t *testing.T) {
	dir := t.TempDir()
	ix := open(t, dir)
	if _, err := index.Open(t.Context(), index.Options{Dir: dir}); !errors.Is(err, index.ErrLocked) {
		t.Errorf("got %v", err)
	}
	follow(t, ix, small())
	must(t, ix.Close())
	if _, err := ix.Search(t.Context(), index.Request{}); !errors.Is(err, index.ErrClosed) {
		t.Errorf("closed: got %v", err)
	}
	if _, err := ix.Follow(t.Context(), small()); !errors.Is(err, index.ErrClosed) {
		t.Errorf("closed: got %v", err)
	}
	expectEqual(t, open(t, dir), small())
}

func TestWhereNothingCanBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := index.Open(t.Context(), index.Options{Dir: filepath.Join(file, "index")}); err == nil {
		t.Error("opened below a file")
	}
	for _, err := range []error{fs.ErrPermission, syscall.EROFS, &fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}} {
		if got := index.Unwritable("dir", err); !errors.Is(got, index.ErrReadOnly) || !errors.Is(got, err) {
			t.Errorf("%v: got %v", err, got)
		}
	}
	if os.Geteuid() == 0 {
		return // permissions do not bind the superuser
	}
	dir := built(t)
	must(t, os.Chmod(dir, 0o500))
	defer os.Chmod(dir, 0o700)
	if _, err := index.Open(t.Context(), index.Options{Dir: dir}); !errors.Is(err, index.ErrReadOnly) {
		t.Errorf("got %v", err)
	}
}

func TestWordsOfAnotherProgramAnswerUntilRebuilt(t *testing.T) {
	dir := t.TempDir()
	ix := open(t, dir)
	index.PretendWords(ix)
	must(t, ix.Rebuild(t.Context(), small(), nil))
	must(t, ix.Close())
	ix = open(t, dir)
	if s := ix.State(); !s.Building || s.Incomplete || s.Documents != 4 {
		t.Errorf("state %+v", s)
	}
	expectIDs(t, "meanwhile", search(t, ix, index.Request{Plan: of(word("boot")), Limit: 10}), 3, 2, 1, 4)
	follow(t, ix, small())
	if s := ix.State(); s.Building || s.Incomplete || s.Position != 4 {
		t.Errorf("state %+v", s)
	}
	expectFiles(t, dir, "current", "g000003", "lock")
}

func TestLayoutOfAnotherProgramIsPutAside(t *testing.T) {
	dir := t.TempDir()
	ix := open(t, dir)
	index.PretendLayout(ix)
	must(t, ix.Rebuild(t.Context(), small(), nil))
	must(t, ix.Close())
	ix = open(t, dir)
	if s := ix.State(); !s.Incomplete || s.Documents != 0 {
		t.Errorf("state %+v", s)
	}
	follow(t, ix, small())
	expectEqual(t, ix, small())
}
