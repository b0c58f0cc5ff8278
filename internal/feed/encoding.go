package feed

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// toUTF8 decodes a feed. Bytes tell more than labels: a byte order mark or the zeros of UTF-16 decide, then what is
// UTF-8 is UTF-8, and only what is not goes by the header, the declaration, and at last windows-1252.
func toUTF8(body []byte, contentType string) string {
	if e := wide(body); e != nil {
		return decode(body, e)
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	labels := []string{headerLabel(contentType), declaredLabel(body)}
	if mostlyUTF8(body) && !sevenBit(labels) {
		return strings.ToValidUTF8(string(body), "")
	}
	for _, label := range labels {
		if e, name := charset.Lookup(label); e != nil && name != "utf-8" && !strings.HasPrefix(name, "utf-16") && name != "replacement" {
			return decode(body, e)
		}
	}
	return decode(body, charmap.Windows1252)
}

func decode(body []byte, e encoding.Encoding) string {
	text, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return strings.ToValidUTF8(string(body), "")
	}
	return strings.TrimPrefix(string(text), "\ufeff")
}

// wide recognises UTF-16 and UTF-32 by their mark, or by where the zeros stand in the first characters.
func wide(body []byte) encoding.Encoding {
	for _, w := range []struct {
		start string
		e     encoding.Encoding
	}{
		{"\x00\x00\xfe\xff", utf32.UTF32(utf32.BigEndian, utf32.UseBOM)},
		{"\xff\xfe\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)},
		{"\x00\x00\x00<", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
		{"<\x00\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
		{"\xfe\xff", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		{"\xff\xfe", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"\x00<\x00", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"<\x00", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"\x00{\x00", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"{\x00", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	} {
		if bytes.HasPrefix(body, []byte(w.start)) {
			return w.e
		}
	}
	return nil
}

// mostlyUTF8 says that the bytes are UTF-8, but perhaps for a few broken places, such as a cut in a character.
func mostlyUTF8(body []byte) bool {
	if utf8.Valid(body) {
		return true
	}
	good, bad := 0, 0
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		body = body[size:]
	}
	return good >= 4*bad
}

// sevenBit says that a label names an encoding whose bytes are always UTF-8, too, and must be believed.
func sevenBit(labels []string) bool {
	for _, l := range labels {
		if strings.HasPrefix(strings.ToLower(l), "iso-2022-") {
			return true
		}
	}
	return false
}

func headerLabel(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return strings.Trim(params["charset"], `"' `)
}

var declaration = regexp.MustCompile(`(?i)<\?xml[^>]{0,100}?\sencoding\s*=\s*["']?([a-z0-9._:-]+)`)

func declaredLabel(body []byte) string {
	if m := declaration.FindSubmatch(body[:min(len(body), 1024)]); m != nil {
		return string(m[1])
	}
	return ""
}
