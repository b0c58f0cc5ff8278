package config

import (
	"slices"
	"strings"
)

// closest is the option that word was probably meant to be, empty if none is near.
func closest(word string, options []string) string {
	slices.Sort(options)
	best, least := "", 1+max(1, min(3, len([]rune(word))/3))
	for _, option := range options {
		if d := distance(strings.ToLower(word), strings.ToLower(option)); d < least {
			best, least = option, d
		}
	}
	return best
}

// distance is the number of letters to change, add, drop or swap with their neighbour.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	if len(s) > 100 || len(t) > 100 {
		return 100
	}
	d := make([][]int, len(s)+1)
	for i := range d {
		d[i] = make([]int, len(t)+1)
		d[i][0] = i
	}
	for j := range t {
		d[0][j+1] = j + 1
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			change := 1
			if s[i-1] == t[j-1] {
				change = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+change)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(s)][len(t)]
}
