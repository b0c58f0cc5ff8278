package feed

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/charmap"

	"pressclip/internal/text"
)

// plain makes text of what may be HTML, or text with entities: tags go, entities become characters, and any run of
// blanks becomes one. What only looks like a tag stays.
func plain(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = withoutTags(s)
	}
	return text.Spelled(strings.Join(strings.Fields(strings.Map(printed, strings.ToValidUTF8(s, ""))), " "))
}

// printed is a character as it is meant. Soft hyphens are for typesetting; controls from 80 to 9F are written by those who
// number characters as Windows does.
func printed(r rune) rune {
	switch {
	case r == '\u00ad':
		return -1
	case r > 0x85 && r <= 0x9f, r >= 0x80 && r < 0x85: // 85 is a line break
		return charmap.Windows1252.DecodeByte(byte(r))
	}
	return r
}

func withoutTags(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	hidden := atom.Atom(0)
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := string(z.Raw())
		name, _ := z.TagName()
		tag := atom.Lookup(name)
		switch {
		case kind == html.TextToken:
			if hidden == 0 {
				b.WriteString(html.UnescapeString(raw))
			}
		case kind == html.CommentToken, kind == html.DoctypeToken:
		case tag == 0:
			b.WriteString(raw)
		case kind == html.StartTagToken && (tag == atom.Script || tag == atom.Style):
			hidden = tag
		case kind == html.EndTagToken && tag == hidden:
			hidden = 0
		case !inline(tag):
			b.WriteByte(' ')
		}
	}
}

// inline says that an element stands within a line, so that the letters on both sides of its tag belong together.
func inline(tag atom.Atom) bool {
	switch tag {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Cite, atom.Code, atom.Em, atom.Font, atom.I, atom.Mark, atom.Q, atom.S, atom.Small,
		atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Tt, atom.U, atom.Wbr:
		return true
	}
	return false
}

// clip shortens s to at most limit bytes, at a blank where there is one.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	s = s[:limit]
	if i := strings.LastIndexByte(s, ' '); i > limit/2 {
		return s[:i]
	}
	return strings.ToValidUTF8(s, "")
}
