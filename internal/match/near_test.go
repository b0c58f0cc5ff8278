package match

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// pairs is NEAR by its definition: every stretch of both sides, however slow.
func pairs(t *table, s query.Spans) []stretch {
	near, ok := s.(query.Near)
	if !ok {
		return t.find(query.FieldText, s)
	}
	var all []stretch
	for _, x := range pairs(t, near.A) {
		for _, y := range pairs(t, near.B) {
			if y.first-x.last <= near.Distance && x.first-y.last <= near.Distance {
				all = append(all, pair(x, y))
			}
		}
	}
	return all
}

func TestNearByDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var grow func(depth int) query.Spans
	grow = func(depth int) query.Spans {
		switch k := r.IntN(5); {
		case depth == 0 || k == 0:
			return query.Term("abcd"[r.IntN(4):][:1])
		case k == 1:
			return query.Either{query.Term("a"), query.Sequence{query.Term("b"), query.Term("c")}}
		}
		return query.Near{A: grow(depth - 1), B: grow(depth - 1), Distance: 1 + r.IntN(4)}
	}
	for range 3000 {
		words := make([]string, 1+r.IntN(25))
		for i := range words {
			words[i] = []string{"a", "b", "c", "d", "x", "x", "x", "x"}[r.IntN(8)]
		}
		d := Analyse(press.Article{Text: strings.Join(words, " ")}, "")
		spans := grow(3)
		passages, ok := Find(d, query.In{Fields: []query.Field{query.FieldText}, Spans: spans})
		if want := len(pairs(d.lookup(), spans)) > 0; ok != want {
			t.Fatalf("%v: %#v is %v, want %v", words, spans, ok, want)
		}
		if ok && len(passages) == 0 {
			t.Fatalf("%v: %#v has no passages", words, spans)
		}
	}
}

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
