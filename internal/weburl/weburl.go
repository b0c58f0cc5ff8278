// Package weburl gives web addresses one written form, so that the same article found twice is seen to be the same.
// It never asks the network: what a server would redirect, it cannot know.
package weburl

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// ErrAddress says that a text is not the address of a web page: not http or https, or without a usable host.
var ErrAddress = errors.New("not a web address")

// maxLength is what servers and databases take; longer addresses are traps or data in disguise.
const maxLength = 4096

// Canonical writes an address in its one form: scheme and host in lower case, an international name in ASCII, without
// user, default port, fragment (but see Part) and tracking parameters; other parameters keep their order; percent-encoding and dot
// segments are normal, and an empty path is "/". The result can still be fetched, so the scheme and a "www." stay as
// they are: for telling whether two addresses are one article, compare their Key. Canonical of its own result is that
// result again. The error wraps ErrAddress.
func Canonical(raw string) (string, error) {
	u, err := parse(raw)
	if err != nil {
		return "", err
	}
	host, err := hostOf(u)
	if err != nil {
		return "", err
	}
	s := u.Scheme + "://" + host + withoutDots(escape(u.EscapedPath(), pathBytes))
	if q := query(u.RawQuery); q != "" {
		s += "?" + q
	}
	if f := u.EscapedFragment(); isPart(f) {
		s += "#" + f
	}
	if len(s) > maxLength {
		return "", fmt.Errorf("%w: %d bytes long", ErrAddress, len(s))
	}
	return s, nil
}

// Key is what an address is compared by. Two addresses with the same key are the same page: they may differ in http or
// https, in "www.", in a slash at the end, and in what makes a page the AMP, print or mobile form of another, besides what
// Canonical evens out. It is not an address and is empty for what is none.
func Key(raw string) string {
	s, err := Canonical(raw)
	if err != nil {
		return ""
	}
	_, s, _ = strings.Cut(s, "://")
	s, part, _ := strings.Cut(s, "#")
	s, params, _ := strings.Cut(s, "?")
	host, path, _ := strings.Cut(s, "/")
	s = plainHost(host)
	if path = plainPath(path); path != "" {
		s += "/" + path
	}
	if params = plainQuery(params); params != "" {
		s += "?" + params
	}
	if part != "" {
		s += "#" + strings.ToLower(part)
	}
	return s
}

// Host is the host of an address in canonical form, with its port where that is not the default of the scheme. It is
// empty for what is no web address.
func Host(raw string) string {
	u, err := parse(raw)
	if err != nil {
		return ""
	}
	host, err := hostOf(u)
	if err != nil {
		return ""
	}
	return host
}

// Resolve makes a reference, as it stands in a page or feed found at base, absolute. The result is not canonical. The
// error wraps ErrAddress, also for references to other things than pages, such as "mailto:".
func Resolve(base, ref string) (string, error) {
	r, err := url.Parse(tidy(ref))
	if err != nil {
		return "", fmt.Errorf("%w: %v", ErrAddress, err)
	}
	if !r.IsAbs() {
		b, err := parse(base)
		if err != nil {
			return "", err
		}
		r = b.ResolveReference(r)
	}
	if u, err := parse(r.String()); err == nil {
		return u.String(), nil
	}
	return "", fmt.Errorf("%w: %.80q", ErrAddress, ref)
}

// parse reads an absolute http or https address with a host.
func parse(raw string) (*url.URL, error) {
	u, err := url.Parse(tidy(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrAddress, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Opaque != "" {
		return nil, fmt.Errorf("%w: %.80q", ErrAddress, raw)
	}
	return u, nil
}

// tidy does to an address as written what browsers do before reading it: blanks around it and line breaks in it go,
// backslashes are slashes, and a percent sign that begins no escape is escaped itself.
func tidy(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' || r == '\u00a0' || r == '\ufeff' })
	s, fragment, cut := strings.Cut(s, "#")
	path, params, asked := strings.Cut(s, "?")
	path = strings.ReplaceAll(path, `\`, "/")
	if asked {
		path += "?" + params
	}
	if cut {
		path += "#" + fragment
	}
	if strings.IndexFunc(path, odd) < 0 {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '%' && !escaped(path[i:]):
			b.WriteString("%25")
		case c == ' ':
			b.WriteString("%20")
		case c < ' ' || c == 0x7f:
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// odd marks the characters for which tidy takes its longer way.
func odd(r rune) bool { return r <= ' ' || r == '%' || r == 0x7f }

var names = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// hostOf is the host in canonical form, with its port where that is not the default.
func hostOf(u *url.URL) (string, error) {
	host, err := hostname(u.Hostname())
	if err != nil {
		return "", err
	}
	port := u.Port()
	if port == "" {
		return host, nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return "", fmt.Errorf("%w: port %q", ErrAddress, port)
	}
	if u.Scheme == "http" && n == 80 || u.Scheme == "https" && n == 443 {
		return host, nil
	}
	return host + ":" + strconv.FormatUint(n, 10), nil
}

// hostname is a name in lower-case ASCII or an IP address in its shortest form.
func hostname(s string) (string, error) {
	if ip, err := netip.ParseAddr(s); err == nil {
		if ip.Is6() {
			return "[" + ip.WithZone("").String() + "]", nil
		}
		return ip.String(), nil
	}
	name, err := names.ToASCII(strings.TrimRight(s, "."))
	if err != nil {
		return "", fmt.Errorf("%w: host %q: %v", ErrAddress, s, err)
	}
	name = strings.TrimRight(strings.ToLower(name), ".")
	if again, err := names.ToASCII(name); err != nil || again != name { // made of bytes that are no text
		return "", fmt.Errorf("%w: host %q", ErrAddress, s)
	}
	if len(name) > 253 || strings.HasPrefix(name, ".") || strings.Contains(name, "..") {
		return "", fmt.Errorf("%w: host %q", ErrAddress, s)
	}
	for i := range len(name) {
		if c := name[i]; !alphanumeric(c) && c != '-' && c != '.' && c != '_' {
			return "", fmt.Errorf("%w: host %q", ErrAddress, s)
		}
	}
	if name == "" {
		return "", fmt.Errorf("%w: no host", ErrAddress)
	}
	if ip, err := netip.ParseAddr(name); err == nil { // full-width digits become plain ones only above
		return ip.String(), nil
	}
	return name, nil
}
