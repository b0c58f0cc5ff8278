package text

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

// What is told apart without a look at Unicode's tables is told apart as they do.
func TestWordRunes(t *testing.T) {
	for r := rune(0); r < unicode.MaxRune; r++ {
		want := r != utf8.RuneError && !isApostrophe(r) && (unicode.IsLetter(r) || unicode.IsNumber(r))
		if isWordRune(r) != want {
			t.Fatalf("%q: %v, want %v", r, isWordRune(r), want)
		}
		if r < utf8.RuneSelf && plainBytes[r] != want {
			t.Fatalf("%q as a byte: %v, want %v", r, plainBytes[r], want)
		}
	}
}
