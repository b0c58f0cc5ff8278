package weburl

import "strings"

// Bytes besides letters, digits and -._~ that may stand unescaped.
const (
	pathBytes  = "/!$&'()*+,;=:@"
	queryBytes = pathBytes + "?"
)

// escape writes percent-encoding in its normal form: what needs none has none, hexadecimal digits are upper case, and
// bytes that may not stand in an address are escaped. An escaped byte with a meaning of its own stays escaped.
func escape(s, plain string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && escaped(s[i:]):
			if d := unhex(s[i+1])<<4 | unhex(s[i+2]); unreserved(d) {
				b.WriteByte(d)
			} else {
				hex(&b, d)
			}
			i += 2
		case unreserved(c), strings.IndexByte(plain, c) >= 0:
			b.WriteByte(c)
		default:
			hex(&b, c)
		}
	}
	return b.String()
}

// withoutDots takes "." and ".." out of an absolute path (RFC 3986, 5.2.4). Empty segments stay: some servers mean them.
func withoutDots(path string) string {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	if !strings.Contains(path, "/.") {
		return path
	}
	var kept []string
	parts := strings.Split(path[1:], "/")
	for i, p := range parts {
		last := i == len(parts)-1
		switch p {
		case ".", "..":
			if p == ".." && len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
			if last {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, p)
		}
	}
	return "/" + strings.Join(kept, "/")
}

func escaped(s string) bool { return len(s) >= 3 && s[0] == '%' && ishex(s[1]) && ishex(s[2]) }

func hex(b *strings.Builder, c byte) {
	const digits = "0123456789ABCDEF"
	b.WriteByte('%')
	b.WriteByte(digits[c>>4])
	b.WriteByte(digits[c&15])
}

func ishex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func unreserved(c byte) bool { return alphanumeric(c) || strings.IndexByte("-._~", c) >= 0 }
