package query

import (
	"fmt"
	"sync"
	"testing"
)

// Whoever asks for words, and however many are known, each is made known once, by its own terms.
func TestVocabulary(t *testing.T) {
	const words, asking = 8_000, 4 // some hundred in a piece
	planner := NewPlanner("de")
	var found [asking][words]Spans
	var all sync.WaitGroup
	for k := range asking {
		all.Go(func() {
			for i := range words {
				at := (i + k*words/asking) % words
				q, err := ParseKeyword(fmt.Sprintf("Quartier%d", at))
				if err != nil {
					t.Error(err)
					return
				}
				found[k][at] = planner.Plan(q).(In).Spans
			}
		})
	}
	all.Wait()
	numbers := map[int]bool{}
	for i := range words {
		shared := found[0][i].(*Shared)
		if term, want := fmt.Sprint(shared.Spans), fmt.Sprintf("quartier%d", i); term != want {
			t.Fatalf("%s is looked for by %s", want, term)
		}
		q, _ := ParseKeyword(fmt.Sprintf("Quartier%d", i))
		again := planner.Plan(q).(In).Spans
		for k := range asking {
			if again != found[k][i] {
				t.Fatalf("word %d is made anew", i)
			}
		}
		numbers[shared.Number] = true
	}
	if len(numbers) != words {
		t.Errorf("%d numbers for %d words", len(numbers), words)
	}
}
