package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// nodeText is the text of an element and everything in it except scripts and styles, as it stands in the page; the
// texts of elements that stand on lines of their own are separated by a line break. It stops soon after limit bytes.
func nodeText(n *html.Node, limit int) string {
	var b strings.Builder
	gatherText(n, &b, limit)
	return b.String()
}

func gatherText(n *html.Node, b *strings.Builder, limit int) {
	for c := n.FirstChild; c != nil && b.Len() < limit; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			b.WriteString(c.Data)
		case html.ElementNode:
			switch c.DataAtom {
			case atom.Script, atom.Style, atom.Template, atom.Svg, atom.Noscript:
				continue
			}
			line := isBlock(c.DataAtom) || c.DataAtom == atom.Br
			if line {
				b.WriteByte('\n')
			}
			gatherText(c, b, limit)
			if line {
				b.WriteByte('\n')
			}
		}
	}
}

// squeeze makes every run of white space one blank and takes away what is invisible.
func squeeze(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case r <= ' ' || isSpaceRune(r):
			gap = true
		case isInvisible(r):
		default:
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isSpaceRune(r rune) bool {
	return r == 0x85 || r == 0xA0 || r >= 0x2000 && r <= 0x200A || r == 0x2028 || r == 0x2029 || r == 0x202F || r == 0x205F || r == 0x3000
}

func isInvisible(r rune) bool {
	return r == 0xAD || r >= 0x200B && r <= 0x200F || r >= 0x2060 && r <= 0x2064 || r == 0xFEFF || r == utf8.RuneError || r >= 0x202A && r <= 0x202E
}

// fold keeps letters and digits only, in lower case: what two spellings of the same text have in common.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r < utf8.RuneSelf {
			switch {
			case r >= 'A' && r <= 'Z':
				b.WriteByte(byte(r) + 32)
			case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
				b.WriteByte(byte(r))
			}
		} else if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// clip cuts s to at most n bytes, at a rune.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// endsSentence says whether a text ends like a sentence does, a signature such as "(ab/dpa)" behind it aside.
func endsSentence(s string) bool {
	if strings.HasSuffix(s, ")") {
		if open := strings.LastIndexByte(s, '('); open > 0 && len(s)-open < 16 {
			s = s[:open]
		}
	}
	s = strings.TrimRight(s, "\"'“”‘’«»›‹)] ")
	if s == "" {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return r == '.' || r == '!' || r == '?' || r == '…' || r == ':'
}
