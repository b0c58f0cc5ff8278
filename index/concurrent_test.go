package index_test

import (
	"sync"
	"testing"

	"pressclip/index"
	"pressclip/internal/press"
)

// TestSearchesGoOnWhileTheIndexChanges: every search sees the documents of one moment, also across a rebuild.
func TestSearchesGoOnWhileTheIndexChanges(t *testing.T) {
	ix := open(t, t.TempDir())
	r := small()
	follow(t, ix, r)
	stop := make(chan struct{})
	var searching sync.WaitGroup
	for range 3 {
		searching.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				result, err := ix.Search(t.Context(), index.Request{Plan: of(word("boot")), Limit: 50, Facets: true})
				if err != nil || result.Incomplete || result.Total < 4 || len(result.Hits) != min(50, result.Total) {
					t.Errorf("%+v, %v", result, err)
					return
				}
				ix.State()
			}
		})
	}
	for round := range int64(20) {
		r.file(clipping(10+round, "2026-02-15 08:00", "Elbpresse", "Boot", "boot", review("Stadt", press.VerdictNew)))
		follow(t, ix, r)
		if round%5 == 0 {
			must(t, ix.Rebuild(t.Context(), r, nil))
		}
	}
	close(stop)
	searching.Wait()
	expectEqual(t, ix, r)
}
