package extract

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxPage       = 8 << 20 // bytes that are read of a page; the rest is cut off
	maxRebuild    = 6 << 20 // sum over all tags of the formatting elements open at each, which the parser may have to rebuild
	maxOpen       = 300     // nesting that is kept when the page is nested deeper than the parser permits
	maxFormatName = 6       // length of the longest name of a formatting element
)

// parse makes the one tree. A page nested too deeply for the parser is flattened first.
func parse(page []byte) (*html.Node, error) {
	if len(page) > maxPage {
		page = page[:maxPage]
	}
	page = bytes.TrimPrefix(page, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(page, 0) >= 0 || !utf8.Valid(page) {
		page = bytes.ToValidUTF8(bytes.ReplaceAll(page, []byte{0}, nil), []byte("\uFFFD"))
	}
	page = lean(page)
	page = page[:affordable(page)]
	doc, err := html.Parse(bytes.NewReader(page))
	if err == nil {
		return doc, nil
	}
	doc, err = html.Parse(strings.NewReader(flatten(page)))
	if err != nil {
		return nil, errors.New("page cannot be parsed")
	}
	return doc, nil
}

// affordable is how many bytes of the page can be parsed in bounded memory. An HTML parser opens all unclosed
// formatting elements anew in every paragraph, so a small hostile page could otherwise grow into gigabytes.
func affordable(page []byte) int {
	open, cost := 0, 0
	for at := 0; ; {
		i := bytes.IndexByte(page[at:], '<')
		if i < 0 || at+i+1 >= len(page) {
			return len(page)
		}
		at += i + 1
		rest := page[at:]
		closing := rest[0] == '/'
		if closing {
			rest = rest[1:]
		}
		if isFormatting(rest) {
			switch {
			case !closing:
				open++
			case open > 0:
				open--
			}
		}
		if cost += open; cost > maxRebuild {
			return at - 1
		}
	}
}

// isFormatting says whether a tag's name, standing at the beginning of s, is one of those that parsers rebuild.
func isFormatting(s []byte) bool {
	n := 0
	for n < len(s) && n <= maxFormatName && (s[n]|0x20) >= 'a' && (s[n]|0x20) <= 'z' {
		n++
	}
	if n == 0 || n > maxFormatName {
		return false
	}
	var name [maxFormatName]byte
	for i := range n {
		name[i] = s[i] | 0x20
	}
	switch string(name[:n]) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

// flatten writes the page anew without the tags that are nested too deeply. It counts tags without the parser's
// rules for closing them, which is enough to stay below the parser's limit.
func flatten(page []byte) string {
	var out strings.Builder
	z := html.NewTokenizer(bytes.NewReader(page))
	depth := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.String()
		}
		raw := z.Raw()
		if kind != html.StartTagToken && kind != html.EndTagToken {
			out.Write(raw)
			continue
		}
		name, _ := z.TagName()
		if a := atom.Lookup(name); isVoid(a) || isRaw(a) || isHeading(a) || a == atom.P {
			out.Write(raw)
			continue
		}
		if kind == html.StartTagToken {
			depth++
		}
		if depth < maxOpen {
			out.Write(raw)
		} else {
			out.WriteString("<br><br>")
		}
		if kind == html.EndTagToken && depth > 0 {
			depth--
		}
	}
}

func isVoid(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// isRaw says whether the tokenizer reads what follows as text, so that its tag must not be left out.
func isRaw(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Title, atom.Textarea, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript,
		atom.Plaintext, atom.Xmp:
		return true
	}
	return false
}

// attr is the value of an attribute, or "".
func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}
