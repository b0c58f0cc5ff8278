package index_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"pressclip/index"
)

// TestFullDisk fills a real disk of 6 MB, and makes room again and again at different points.
func TestFullDisk(t *testing.T) {
	if os.Getenv("PRESSCLIP_TEST_LONG") == "" || os.Geteuid() != 0 {
		t.Skip("PRESSCLIP_TEST_LONG is not set, or this is not the superuser, who alone may mount")
	}
	disk := t.TempDir()
	must(t, syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=6m"))
	defer func() { must(t, syscall.Unmount(disk, 0)) }()
	r, w := &record{}, newWriter(34)
	ix := open(t, filepath.Join(disk, "index"))
	defer ix.Close()
	ballast := filepath.Join(disk, "ballast")
	for round := range 12 {
		must(t, os.WriteFile(ballast, make([]byte, 2<<20), 0o600))
		var err error
		for n := 0; err == nil; n++ {
			last := len(r.changes)
			r.more(w, last+1, 1+7*round, 1)
			if _, err = ix.Follow(t.Context(), r); err == nil && n == 200 {
				r.more(w, last+1, 3000, 3) // whatever is free still, that will be too much
			}
		}
		if !errors.Is(err, index.ErrFull) || !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("round %d: %v", round, err)
		}
		if result := search(t, ix, index.Request{Facets: true}); result.Total != ix.State().Documents || result.Incomplete {
			t.Errorf("round %d: %+v", round, result)
		}
		for id := range int64(len(r.changes)) {
			r.erase(id + 1)
		}
		must(t, os.Remove(ballast))
		expectRoom(t, ix, r)
	}
}
