package digest

import (
	"strings"
	"unicode/utf8"
)

// width is that of a line in the text form of a mail.
const width = 72

// wrap breaks a text into lines that begin with indent. Words longer than a line stay whole.
func wrap(indent, text string) string {
	var b strings.Builder
	at := 0
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case at == 0:
			b.WriteString(indent)
			at = len(indent)
		case at+1+n > width:
			b.WriteString("\n" + indent)
			at = len(indent)
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}

// underline is as long as the text above it.
func underline(text, with string) string {
	return strings.Repeat(with, min(utf8.RuneCountInString(text), width))
}
