package match

import (
	"strings"
	"testing"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// An article of one word over and over costs no more than its length: of all pairs only the longest are kept.
func TestNearOfEqualWords(t *testing.T) {
	const n = 5_000
	d := Analyse(press.Article{Text: strings.Repeat("die ", n)}, "")
	q, err := query.Parse("die" + strings.Repeat(" NEAR/100 die", query.MaxChain))
	if err != nil {
		t.Fatal(err)
	}
	if passages, ok := Find(d, q.Plan("de")); !ok || len(passages) != n {
		t.Errorf("%v, %d passages", ok, len(passages))
	}
}
