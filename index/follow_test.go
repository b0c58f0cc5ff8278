package index_test

import (
	"context"
	"errors"
	"testing"

	"pressclip/index"
	"pressclip/internal/press"
)

func TestFollow(t *testing.T) {
	ix := open(t, t.TempDir())
	r := small()
	if s := ix.State(); !s.Incomplete || s.Position != 0 {
		t.Errorf("before: %+v", s)
	}
	if n := follow(t, ix, r); n != 4 {
		t.Errorf("applied %d", n)
	}
	if n := follow(t, ix, r); n != 0 {
		t.Errorf("applied %d again", n)
	}
	if s := ix.State(); s.Incomplete || s.Position != 4 || s.Documents != 4 || s.Building {
		t.Errorf("after: %+v", s)
	}
	expectEqual(t, ix, r)

	corrected := clipping(4, "2026-03-01 09:00", "Elbpresse", "Markt", "nur noch der dom", review("Hafen", press.VerdictRelevant))
	r.file(corrected)
	r.erase(2)
	if n := follow(t, ix, r); n != 2 {
		t.Errorf("applied %d", n)
	}
	expectIDs(t, "after correction and erasure", search(t, ix, index.Request{Limit: 10}), 4, 3, 1)
	expectIDs(t, "new words", search(t, ix, index.Request{Plan: of(word("dom")), Limit: 10}), 4)
	expectIDs(t, "old words are gone", search(t, ix, index.Request{Plan: of(word("turm")), Limit: 10}), 3, 1)
	expectIDs(t, "new verdict", search(t, ix, index.Request{Verdict: press.VerdictRelevant, Limit: 10}), 4, 1)
	expectEqual(t, ix, r)
}

func TestFollowGoesOnAfterReopening(t *testing.T) {
	dir := t.TempDir()
	r := small()
	ix := open(t, dir)
	follow(t, ix, r)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	r.file(clipping(5, "2026-02-15 08:00", "Elbpresse", "Neu", "neu", review("Stadt", press.VerdictNew)))
	ix = open(t, dir)
	if s := ix.State(); s.Incomplete || s.Building || s.Position != 4 {
		t.Errorf("reopened: %+v", s)
	}
	if n := follow(t, ix, r); n != 1 {
		t.Errorf("applied %d", n)
	}
	expectEqual(t, ix, r)
}

func TestFollowInterrupted(t *testing.T) {
	dir := t.TempDir()
	r := &record{}
	w := newWriter(2)
	for id := range int64(2200) {
		r.file(w.clipping(id+1, 1))
	}
	ix := open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	r.asked = func(after int64) {
		if after > 0 {
			cancel()
		}
	}
	if n, err := ix.Follow(ctx, r); n == 0 || !errors.Is(err, context.Canceled) {
		t.Fatalf("applied %d: %v", n, err)
	}
	if result := search(t, ix, index.Request{}); !result.Incomplete || result.Total == 0 {
		t.Errorf("meanwhile: %+v", result)
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	r.asked = nil
	ix = open(t, dir)
	if !ix.State().Incomplete {
		t.Error("forgot that it is incomplete")
	}
	follow(t, ix, r)
	expectEqual(t, ix, r)
}

func TestFollowARecordThatWasPutBack(t *testing.T) {
	ix := open(t, t.TempDir())
	r := small()
	follow(t, ix, r)
	earlier := &record{}
	earlier.file(clipping(9, "2026-02-15 08:00", "Elbpresse", "Früher", "früher", review("Stadt", press.VerdictNew)))
	follow(t, ix, earlier)
	expectIDs(t, "restored", search(t, ix, index.Request{Limit: 10}), 9)
	expectEqual(t, ix, earlier)
}

func TestRebuild(t *testing.T) {
	dir := t.TempDir()
	ix := open(t, dir)
	r := small()
	follow(t, ix, r)
	r.file(clipping(5, "2026-02-15 08:00", "Elbpresse", "Neu", "neu", review("Stadt", press.VerdictNew)))
	var during index.Result
	r.asked = func(after int64) {
		if after == 0 {
			during = search(t, ix, index.Request{Limit: 10})
			if !ix.State().Building {
				t.Error("does not say that it is building")
			}
		}
	}
	var done, total int64
	if err := ix.Rebuild(t.Context(), r, func(d, t int64) { done, total = d, t }); err != nil {
		t.Fatal(err)
	}
	if during.Total != 4 || during.Incomplete {
		t.Errorf("the old index does not go on answering: %+v", during)
	}
	if done != 5 || total != 5 {
		t.Errorf("progress ended at %d of %d", done, total)
	}
	r.asked = nil
	expectIDs(t, "rebuilt", search(t, ix, index.Request{Limit: 10}), 5, 3, 2, 1, 4)
	expectEqual(t, ix, r)
	if ix.State().Building {
		t.Error("still says that it is building")
	}
	expectFiles(t, dir, "current", "g000002", "lock")
}

func TestRebuildInterrupted(t *testing.T) {
	dir := t.TempDir()
	ix := open(t, dir)
	r := small()
	follow(t, ix, r)
	ctx, cancel := context.WithCancel(t.Context())
	r.asked = func(int64) { cancel() }
	if err := ix.Rebuild(ctx, r, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	r.asked = nil
	expectEqual(t, ix, r)
	expectFiles(t, dir, "current", "g000001", "lock")
}

func TestAClippingThatCannotBeIndexed(t *testing.T) {
	r := small()
	bad := clipping(5, "2026-02-15 08:00", "Elbpresse", "Kaputt", "kaputt")
	r.file(bad)
	r.file(clipping(6, "2026-02-16 08:00", "Elbpresse", "Heil", "heil", review("Stadt", press.VerdictNew)))
	ix := open(t, t.TempDir())
	index.FailOn(ix, 5)
	follow(t, ix, r)
	expectIDs(t, "the others", search(t, ix, index.Request{Limit: 10}), 6, 3, 2, 1, 4)
	if s := ix.State(); s.Skipped != 1 || s.Position != 6 || s.Incomplete {
		t.Errorf("state %+v", s)
	}
	report, err := ix.Check(t.Context(), r)
	if err != nil || report.Equal() || len(report.Missing) != 1 || report.Missing[0] != 5 {
		t.Errorf("check: %+v, %v", report, err)
	}
}
