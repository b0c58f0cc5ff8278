package feed

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// maxDepth is how deep elements may lie in each other. The parser walks them by calling itself.
const maxDepth = 10000

var (
	errNoFeed = errors.New("neither RSS nor Atom nor JSON feed")
	errHTML   = errors.New("an HTML page, not a feed")
	errDeep   = errors.New("elements nested too deep")
)

// findRoot finds where the feed begins behind prolog, comments and whatever a server wrote before it.
func findRoot(s string) (int, error) {
	err := errNoFeed
	for i := 0; i < len(s); {
		lt := strings.IndexByte(s[i:], '<')
		if lt < 0 {
			break
		}
		i += lt
		if n := aside(s[i:]); n > 0 {
			i += n
			continue
		}
		switch local(tagName(s[i+1:])) {
		case "rss", "rdf", "feed":
			return i, nil
		case "html":
			err = errHTML
		}
		i++
	}
	return 0, err
}

// tidy takes out of a feed what stops the parser without meaning anything: comments, instructions, characters that XML
// forbids, and "<" in text. It fails if elements lie too deep in each other.
func tidy(s string) (string, error) {
	s = strings.Map(permitted, s)
	var b strings.Builder
	b.Grow(len(s))
	depth := 0
	for i := 0; i < len(s); {
		next := strings.IndexAny(s[i:], "<&")
		if next < 0 {
			b.WriteString(s[i:])
			break
		}
		b.WriteString(s[i : i+next])
		i += next
		rest := s[i:]
		if rest[0] == '&' {
			n := forbiddenReference(rest)
			if n == 0 {
				b.WriteByte('&')
				n = 1
			}
			i += n
			continue
		}
		n, down := tag(rest)
		if depth = max(0, depth+down); depth > maxDepth {
			return "", errDeep
		}
		switch {
		case n == 0:
			b.WriteString("&lt;")
			n = 1
		case aside(rest) == 0:
			b.WriteString(rest[:n])
		}
		i += n
	}
	return directories(b.String()), nil
}

// tag measures what begins with "<" at the start of s: 0 bytes if that is only a character. down is by how much the
// text that follows lies deeper.
func tag(s string) (n, down int) {
	if strings.HasPrefix(s, "<![CDATA[") {
		return until(s, "]]>"), 0
	}
	if n := aside(s); n > 0 {
		return n, 0
	}
	closing := strings.HasPrefix(s, "</")
	name := tagName(strings.TrimPrefix(s[1:], "/"))
	if name == "" {
		return 0, 0
	}
	n = tagEnd(s)
	switch {
	case closing:
		return n, -1
	case strings.HasSuffix(s[:n], "/>"):
		return n, 0
	}
	return n, 1
}

// tagEnd is the length of the tag at the start of s: to the ">" outside quotes, unless quotes were never closed.
func tagEnd(s string) int {
	quote := byte(0)
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			} else if c == '<' {
				return until(s, ">")
			}
		case c == '>':
			return i + 1
		case (c == '"' || c == '\'') && s[i-1] == '=':
			quote = c
		}
	}
	return until(s, ">")
}

// aside measures a comment, instruction or document type at the start of s.
func aside(s string) int {
	switch {
	case strings.HasPrefix(s, "<!--"):
		return until(s, "-->")
	case strings.HasPrefix(s, "<?"):
		return until(s, ">")
	case len(s) > 9 && strings.EqualFold(s[:9], "<!doctype"):
		end := until(s, ">")
		if set := strings.IndexByte(s[:end], '['); set > 0 {
			return until(s, "]>")
		}
		return end
	}
	return 0
}

// until is the length of s to the end of the mark, or all of it.
func until(s, mark string) int {
	if i := strings.Index(s, mark); i >= 0 {
		return i + len(mark)
	}
	return len(s)
}

// tagName is the name at the start of s, prefix included; empty if no name stands there.
func tagName(s string) string {
	i := 0
	for i < len(s) && (s[i] >= 0x80 || s[i] == '_' || s[i] == ':' || 'a' <= s[i]|0x20 && s[i]|0x20 <= 'z' ||
		i > 0 && (s[i] == '-' || s[i] == '.' || '0' <= s[i] && s[i] <= '9')) {
		i++
	}
	return s[:i]
}

// local is a tag's name without its prefix, in lower case.
func local(name string) string {
	return strings.ToLower(name[strings.LastIndexByte(name, ':')+1:])
}

// permitted keeps the characters that XML allows, for strings.Map.
func permitted(r rune) rune {
	if forbidden(r) {
		return -1
	}
	return r
}

func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff || 0xd800 <= r && r <= 0xdfff || r > 0x10ffff
}

// forbiddenReference measures a reference such as "&#11;" to a character that XML forbids.
func forbiddenReference(s string) int {
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 3 || s[1] != '#' {
		return 0
	}
	digits, base := s[2:end], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseInt(digits, base, 64)
	if err != nil || !forbidden(rune(min(n, 0x110000))) {
		return 0
	}
	return end + 1
}

var baseForm = regexp.MustCompile(`(\sxml:base\s*=\s*["'][^"'<>]*/)[^"'<>/]+(["'])`)

// directories cuts file names off xml:base, which the parser takes for directories.
func directories(s string) string {
	if !strings.Contains(s, "xml:base") {
		return s
	}
	return baseForm.ReplaceAllStringFunc(s, func(m string) string {
		parts := baseForm.FindStringSubmatch(m)
		if strings.HasSuffix(parts[1], "//") { // only a host
			return m
		}
		return parts[1] + parts[2]
	})
}
