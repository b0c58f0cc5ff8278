package visit

import (
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// What an interrupted round did stays done, and the next goes on with the rest, in more than one batch.
func TestDropTextsGoesOn(t *testing.T) {
	w := newWorld(t, press.Outlet{})
	const articles = 2*dropBatch + 50
	keptArticles(t, w, articles)
	watchFor(t, w, "Ankunftsquartier*", "Markt", "Hafen")
	if _, err := Refile(t.Context(), w.record, nil); err != nil {
		t.Fatal(err)
	}
	before := time.Now().Add(time.Hour)
	due, err := w.record.TextsDue(t.Context(), before, 30)
	if err != nil || len(due) != 30 {
		t.Fatalf("%d due, %v", len(due), err)
	}
	var round archive.Dropping
	texts := make([]archive.Dropped, len(due))
	for i, c := range due {
		texts[i] = archive.Dropped{ID: c.ID, Version: c.Version}
	}
	if n, err := w.record.DropTexts(t.Context(), &round, texts); n != 30 || err != nil {
		t.Fatalf("dropped %d, %v", n, err)
	}
	if n, err := DropTexts(t.Context(), w.record, time.Time{}, 30, before); n != 0 || err != nil {
		t.Errorf("of those seen before any time: dropped %d, %v", n, err)
	}
	begun := time.Now()
	n, err := DropTexts(t.Context(), w.record, before, 30, before)
	if n != articles+1-30 || err != nil {
		t.Errorf("went on: dropped %d, %v", n, err)
	}
	t.Logf("%d texts in %v", n, time.Since(begun))
	all, err := w.record.ClippingsAfter(t.Context(), 0, articles+1)
	if err != nil || len(all) != articles+1 {
		t.Fatalf("%d clippings, %v", len(all), err)
	}
	for i, c := range all {
		if c.Article.Text != "" || c.DroppedAt.IsZero() || len(c.Reviews) != 1 {
			t.Fatalf("clipping %d: %+v", i, c)
		}
	}
	if left, err := w.record.TextsBefore(t.Context(), before); left != 0 || err != nil {
		t.Errorf("%d left, %v", left, err)
	}
	if gone, err := w.record.TextsDropped(t.Context()); gone != articles+1 || err != nil {
		t.Errorf("%d counted as dropped, %v", gone, err)
	}
}
