package index_test

import (
	"testing"

	"pressclip/index"
	"pressclip/internal/press"
)

// TestPrepare: searches find every segment ready, also those that came later.
func TestPrepare(t *testing.T) {
	ix, r := open(t, t.TempDir()), small()
	follow(t, ix, r)
	if index.Prepared(ix) {
		t.Error("prepared before it was asked for")
	}
	must(t, ix.Prepare(t.Context()))
	if !index.Prepared(ix) {
		t.Error("not prepared")
	}
	r.file(clipping(10, "2026-02-15 08:00", "Elbpresse", "Boot", "boot", review("Stadt", press.VerdictNew)))
	follow(t, ix, r)
	must(t, ix.Prepare(t.Context()))
	if !index.Prepared(ix) {
		t.Error("the new segment is not prepared")
	}
	expectEqual(t, ix, r)
	must(t, ix.Close())
	if err := ix.Prepare(t.Context()); err == nil {
		t.Error("a closed index can be prepared")
	}
}
