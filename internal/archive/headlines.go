package archive

import (
	"slices"
	"strings"
	"unicode"
)

// sameHeadline says whether two headlines are the same but for space, case, punctuation and one slip of the pen.
// Headlines without a word are like no other.
func sameHeadline(a, b string) bool {
	x, y := words(a), words(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	if strings.Join(x, "") == strings.Join(y, "") {
		return true
	}
	if len(x) != len(y) {
		return false
	}
	slips := 0
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		if slips++; slips > 1 || !slip(x[i], y[i]) {
			return false
		}
	}
	return true
}

func words(headline string) []string {
	return strings.FieldsFunc(strings.ToLower(headline), func(r rune) bool { return !unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number) })
}

// slip says whether two words differ by a letter that is another, missing or in the wrong place. Short words and numbers
// are never the same by mistake: they name another team, another date.
func slip(a, b string) bool {
	const shortest = 5
	x, y := []rune(a), []rune(b)
	if min(len(x), len(y)) < shortest {
		return false
	}
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	if slices.ContainsFunc(slices.Concat(x, y), unicode.IsNumber) {
		return false
	}
	swapped := len(x) == 2 && len(y) == 2 && x[0] == y[1] && x[1] == y[0]
	return swapped || len(x) <= 1 && len(y) <= 1
}
