// Package wording compares two wordings of one article: whether they say the same to a reader, and which words changed.
// It never decides what may be shown of them.
package wording

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Same says whether two texts say the same: white space, soft hyphens, the shape of quotation marks and dashes, time
// stamps and counters apart.
func Same(a, b string) bool {
	return a == b || essence(a) == essence(b)
}

// essence is what is compared of a text.
func essence(s string) string {
	var b strings.Builder
	for _, line := range lines(s) {
		for _, word := range strings.Fields(line) {
			b.WriteString(bare(word))
		}
	}
	return b.String()
}

// lines are the paragraphs of a text without those that only say when it was written or how often it was read.
func lines(s string) []string {
	var kept []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = unstamped(line); strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// bare is a word without what is only typography.
func bare(word string) string {
	if ascii(word) {
		return strings.ReplaceAll(word, "`", "'")
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00ad' || unicode.Is(unicode.Cf, r):
			return -1
		case strings.ContainsRune("„“”‟«»″", r):
			return '"'
		case strings.ContainsRune("‚‘’‛‹›′`´", r):
			return '\''
		case unicode.Is(unicode.Pd, r) || r == '−':
			return '-'
		case unicode.IsSpace(r):
			return -1
		}
		return r
	}, norm.NFC.String(strings.ReplaceAll(word, "…", "...")))
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
