package text

import "testing"

func TestList(t *testing.T) {
	l := newList("an 1\nankunft 2\nort vn\n")
	for word, want := range map[string]string{"an": "1", "ankunft": "2", "ort": "vn", "a": "", "ank": "", "orte": "", "": ""} {
		if got := l.find(word); got != want {
			t.Errorf("find(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestBeginnings(t *testing.T) {
	b := make(beginnings, beginningsBits/64)
	b.add("quartier")
	for word, want := range map[string]int{"quartiersmanagement": 8, "quark": 4, "anker": 0} {
		if got := b.length(word); got != want {
			t.Errorf("length(%q) = %d, want %d", word, got, want)
		}
	}
}
