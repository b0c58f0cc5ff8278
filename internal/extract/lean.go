package extract

import (
	"bytes"
	"strings"
)

// lean is the page without comments and without what stands in scripts, styles and drawings: half the bytes of most
// pages, and none of their text. The elements stay, and so do scripts that hold structured data.
func lean(page []byte) []byte {
	out := make([]byte, 0, len(page))
	from := 0
	for at := 0; ; {
		i := bytes.IndexByte(page[at:], '<')
		if i < 0 {
			break
		}
		at += i
		start, end, next := filling(page, at)
		if end > start {
			out = append(out, page[from:start]...)
			from = end
		}
		at = next
	}
	return append(out, page[from:]...)
}

// filling is what may be left out of the comment or element that begins with the '<' at the byte at, and where to
// look on. What is not closed, or not as it should be, is left to the parser.
func filling(page []byte, at int) (start, end, next int) {
	rest := page[at+1:]
	if bytes.HasPrefix(rest, []byte("!--")) {
		i := bytes.Index(rest[1:], []byte("-->"))
		if i < 0 {
			return 0, 0, len(page)
		}
		next = at + 2 + i + len("-->")
		return at, next, next
	}
	name := hollow(rest)
	next = tagEnd(page, at)
	if name == "" {
		return 0, 0, next
	}
	start, end = next, closing(page, next, name)
	inner := page[start:end]
	switch {
	case end == len(page):
		return 0, 0, end
	case name == "script" && (bytes.Contains(page[at:start], []byte("ld+json")) || bytes.Contains(inner, []byte("<!--"))),
		name == "svg" && bytes.Contains(inner, []byte("<svg")):
		return 0, 0, end
	}
	return start, end, end
}

// hollow is the name of the element whose tag s begins with, if what it holds is no text.
func hollow(s []byte) string {
	for _, name := range [...]string{"script", "style", "svg"} {
		if len(s) > len(name) && strings.EqualFold(string(s[:len(name)]), name) && !isLetter(s[len(name)]) {
			return name
		}
	}
	return ""
}

// tagEnd is behind the tag that begins at the byte at.
func tagEnd(page []byte, at int) int {
	if at+1 < len(page) && !isLetter(page[at+1]) && page[at+1] != '/' {
		return at + 1
	}
	for i := at + 1; i < len(page); i++ {
		switch c := page[i]; c {
		case '>':
			return i + 1
		case '"', '\'':
			if page[i-1] != '=' {
				continue
			}
			n := bytes.IndexByte(page[i+1:], c)
			if n < 0 {
				return len(page)
			}
			i += n + 1
		}
	}
	return len(page)
}

// closing is where the next end tag of that name begins, or the end of the page.
func closing(page []byte, at int, name string) int {
	for {
		i := bytes.Index(page[at:], []byte("</"))
		if i < 0 {
			return len(page)
		}
		at += i
		if tail := page[at+2:]; len(tail) >= len(name) && strings.EqualFold(string(tail[:len(name)]), name) {
			return at
		}
		at += 2
	}
}
