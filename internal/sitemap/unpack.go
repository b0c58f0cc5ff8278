package sitemap

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// unpack undoes gzip, also twice, up to the limit of size; cut says that something is missing at the end.
func unpack(body []byte) (_ []byte, cut bool) {
	for range 2 {
		if !isGzip(body) {
			break
		}
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, true
		}
		body, err = io.ReadAll(io.LimitReader(z, maxBytes+1))
		cut = cut || err != nil
	}
	if len(body) > maxBytes {
		return body[:maxBytes], true
	}
	return body, cut
}

var declaration = regexp.MustCompile(`(?i)<\?xml[^>]{0,100}?\sencoding\s*=\s*["']?([a-z0-9._:-]+)`)

// toUTF8 decodes by mark, then as UTF-8 if it is, and else as declared.
func toUTF8(body []byte) string {
	if text, _, err := transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), body); err == nil {
		body = text
	}
	if utf8.Valid(body) {
		return string(body)
	}
	if m := declaration.FindSubmatch(body[:min(len(body), 1024)]); m != nil {
		if e, name := charset.Lookup(string(m[1])); e != nil && name != "utf-8" {
			if text, err := e.NewDecoder().Bytes(body); err == nil {
				return string(text)
			}
		}
	}
	return strings.ToValidUTF8(string(body), "\ufffd")
}
