// Package charset reads bytes of the web, whatever they are written in, as UTF-8. It believes no label against the
// bytes, and never fails: what is broken is mended.
package charset

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const (
	headBytes    = 64 << 10 // how far a charset declaration is looked for
	guessBytes   = 64 << 10 // how much of a page a guess is made from
	replacement  = "replacement"
	userDefined  = "x-user-defined"
	utf8Encoding = "utf-8"
)

// UTF8 is a page, feed or sitemap as UTF-8, without a byte order mark. What it was written in is taken from its byte
// order mark, the Content-Type header it came with and its own declaration, in this order, and guessed where they are
// silent; labels mean what they mean to browsers. A label is not believed against the bytes: what is UTF-8 stays UTF-8,
// and what is not, is not read as UTF-8. The result may share memory with the body, which is not changed.
func UTF8(body []byte, contentType string) []byte {
	if marked, ok := byMark(body); ok {
		return marked
	}
	if e := wide(body); e != nil {
		return decodeWith(e, body)
	}
	valid := utf8.Valid(body)
	if valid && bytes.IndexByte(body, escape) < 0 {
		return body
	}
	header, declared := labelOf(contentType), declaration(body)
	if valid && !sevenBit(header) && !sevenBit(declared) {
		return body
	}
	if nearlyUTF8(body) {
		return mend(body)
	}
	for _, label := range []string{header, declared} {
		e, name := charset.Lookup(label)
		if e != nil && name != utf8Encoding && name != replacement && name != userDefined && !strings.HasPrefix(name, "utf-16") {
			return decodeWith(e, body)
		}
	}
	return guessed(body)
}

// marks are byte order marks, the longer ones first.
var marks = []struct {
	mark     string
	encoding encoding.Encoding
}{
	{"\x00\x00\xfe\xff", utf32.UTF32(utf32.BigEndian, utf32.ExpectBOM)},
	{"\xff\xfe\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM)},
	{"\xfe\xff", unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)},
	{"\xff\xfe", unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)},
}

func byMark(body []byte) ([]byte, bool) {
	if rest, ok := bytes.CutPrefix(body, []byte("\xef\xbb\xbf")); ok {
		return mend(rest), true
	}
	for _, m := range marks {
		if bytes.HasPrefix(body, []byte(m.mark)) {
			return decodeWith(m.encoding, body), true
		}
	}
	return nil, false
}

func labelOf(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil { // "text/html; charset=utf-8; charset=utf-8" and worse
		_, after, _ := strings.Cut(strings.ToLower(contentType), "charset=")
		after, _, _ = strings.Cut(after, ";")
		return strings.Trim(after, " \t\"'")
	}
	return params["charset"]
}

// escape is the byte that encodings of seven bits change their characters with.
const escape = 0x1b

// sevenBit labels stand for encodings whose bytes all look like ASCII.
func sevenBit(label string) bool {
	_, name := charset.Lookup(label)
	return name == "iso-2022-jp"
}

// wide recognises UTF-16 and UTF-32 without a mark by where their zeros stand; they would pass for UTF-8.
func wide(body []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(body, []byte("\x00\x00\x00<")):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case bytes.HasPrefix(body, []byte("<\x00\x00\x00")):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	}
	head := body[:min(len(body), 1024)]
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	most := len(head) / 4
	switch {
	case zeros[0] > most && zeros[1] == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case zeros[1] > most && zeros[0] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	}
	return nil
}

// nearlyUTF8 says that bytes are UTF-8 with a few strangers, such as a comment pasted from elsewhere. Whole words in
// another encoding hardly ever look like UTF-8 even once.
func nearlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		b = b[size:]
	}
	return good >= 3 && bad*10 <= good
}

// mend reads UTF-8, and each byte that is none as windows-1252: it loses no letter of either.
func mend(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	out := make([]byte, 0, len(b)+len(b)/8)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out = utf8.AppendRune(out, r)
		b = b[size:]
	}
	return out
}

func decodeWith(e encoding.Encoding, body []byte) []byte {
	out, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return mend(body)
	}
	return out
}

// guessed reads bytes that say nothing about themselves, or something false: in another script where there is no doubt
// that it is another one, else as windows-1252.
func guessed(body []byte) []byte {
	head := body[:min(len(body), guessBytes)]
	if !foreign(head) {
		return mend(body)
	}
	best, err := chardet.NewHtmlDetector().DetectBest(head)
	if err != nil || strings.HasPrefix(best.Charset, "UTF-") {
		return mend(body)
	}
	e, name := charset.Lookup(best.Charset)
	if e == nil || name == replacement {
		return mend(body)
	}
	return decodeWith(e, body)
}

// foreign says that a text is not in Latin letters: one byte in ten outside the tags is not ASCII. Of a German page it
// is one in fifty, and on few bytes detectors take that for Hungarian or Japanese.
func foreign(page []byte) bool {
	ascii, other, tag := 0, 0, false
	for _, c := range page {
		switch {
		case c == '<':
			tag = true
		case c == '>':
			tag = false
		case tag:
		case c >= 0x80:
			other++
		case c > ' ':
			ascii++
		}
	}
	return other >= 64 && other*10 > ascii
}

// declaration is the charset that a page declares in its head: in a meta element, or the XML declaration before it.
func declaration(body []byte) string {
	z := html.NewTokenizer(bytes.NewReader(body[:min(len(body), headBytes)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.CommentToken:
			if label := xmlLabel(string(z.Text())); label != "" {
				return label
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if string(name) == "body" {
				return ""
			}
			if string(name) == "meta" && more {
				if label := metaLabel(z); label != "" {
					return label
				}
			}
		}
	}
}

// xmlLabel reads `?xml version="1.0" encoding="…"?`, which tokenizers take for a comment.
func xmlLabel(comment string) string {
	if !strings.HasPrefix(comment, "?xml") {
		return ""
	}
	_, after, _ := strings.Cut(comment, "encoding=")
	after = strings.TrimLeft(after, `"'`)
	label, _, _ := strings.Cut(after, `"`)
	label, _, _ = strings.Cut(label, `'`)
	return label
}

func metaLabel(z *html.Tokenizer) string {
	var label, equiv, content string
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "charset":
			label = string(value)
		case "http-equiv":
			equiv = string(value)
		case "content":
			content = string(value)
		}
	}
	if label == "" && strings.EqualFold(equiv, "content-type") {
		label = labelOf(content)
	}
	return strings.TrimSpace(label)
}
