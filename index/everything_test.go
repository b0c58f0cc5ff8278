package index_test

import (
	"reflect"
	"testing"
	"time"

	"pressclip/index"
	"pressclip/internal/press"
)

// The first pages of everything are kept; a request with a filter that all meet is worked out anew.
func TestFirstOfEverythingIsAsTheIndexIsNow(t *testing.T) {
	ix := open(t, t.TempDir())
	r := small()
	changes := []func(){
		func() {},
		func() { r.erase(3) },
		func() { r.erase(1) },
		func() {
			r.file(clipping(7, "2026-04-01 10:00", "Neue Post", "Markt", "neu", review("Hafen", press.VerdictNew)))
		},
	}
	for i, change := range changes {
		change()
		follow(t, ix, r)
		for _, page := range []index.Request{{Limit: 10, Facets: true}, {Limit: 2, Offset: 1, Facets: true}, {Limit: 3}, {}} {
			anew := page
			anew.From = time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC)
			got, want := search(t, ix, page), search(t, ix, anew)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("after change %d: %+v, want %+v", i, got, want)
			}
			clear(got.Hits) // they are the caller's
			for _, counts := range got.Facets {
				clear(counts)
			}
			clear(got.Facets)
		}
	}
}
