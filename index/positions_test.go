package index_test

import (
	"testing"

	"pressclip/index"
	"pressclip/internal/press"
	"pressclip/internal/query"
)

// TestOneLeafTwice: a prefix of several terms that a query asks for more than once is found the same every time.
func TestOneLeafTwice(t *testing.T) {
	r := &record{}
	r.file(
		clipping(1, "2026-02-14 08:00", "Elbpresse", "", "bauer", review("Stadt", press.VerdictNew)),
		clipping(2, "2026-02-14 08:00", "Elbpresse", "", "bauer bauern kran bau", review("Stadt", press.VerdictNew)),
	)
	ix := open(t, t.TempDir())
	follow(t, ix, r)
	p := query.Prefix("^bau")
	text := []query.Field{query.FieldText}
	for _, s := range []query.Spans{query.Sequence{p, p}, query.Near{A: p, B: query.Sequence{p, p}, Distance: 1}} {
		expectIDs(t, "prefix twice", search(t, ix, index.Request{Plan: of(query.In{Fields: text, Spans: s}), Limit: 9}), 2)
	}
}
