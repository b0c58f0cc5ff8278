package fetch

import (
	"bytes"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Robots is what a robots.txt says, read by RFC 9309. The zero value allows everything.
type Robots struct {
	groups   []group
	delays   map[string]time.Duration // by token
	sitemaps []string
}

// group is the rules for some crawlers; one that is named several times obeys all its groups together.
type group struct {
	tokens  []string // lower case, "*" for all
	rules   []rule
	closed  bool // a rule has come: the next user-agent line begins another group
	delayed int  // tokens that a crawl-delay line has been for; it does not close the group, but has its say
}

// rule is one allow or disallow line.
type rule struct {
	allow  bool
	weight int      // length of the pattern
	parts  []string // of the pattern, between its asterisks
	anchor bool     // the pattern ends where the path ends
}

// ParseRobots reads a robots.txt. There is none that it cannot read: what it does not understand does not count.
func ParseRobots(data []byte) Robots {
	var r Robots
	data = withoutMark(data)
	for _, line := range bytes.FieldsFunc(data, func(c rune) bool { return c == '\n' || c == '\r' }) {
		text, _, _ := strings.Cut(string(line), "#")
		key, value, found := strings.Cut(text, ":")
		if words := strings.Fields(text); !found && len(words) == 2 { // the colon is forgotten now and then
			key, value = words[0], words[1]
		}
		r.add(strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value))
	}
	return r
}

// withoutMark takes a byte order mark off, also one that was cut short.
func withoutMark(data []byte) []byte {
	for _, mark := range []string{"\xef\xbb\xbf", "\xef\xbb", "\xef"} {
		if rest, ok := bytes.CutPrefix(data, []byte(mark)); ok {
			return rest
		}
	}
	return data
}

// add takes one line in. The misspellings are those that occur.
func (r *Robots) add(key, value string) {
	switch key {
	case "user-agent", "useragent", "user agent":
		r.open(value)
	case "allow":
		r.rule(true, value)
	case "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw":
		r.rule(false, value)
	case "crawl-delay", "crawldelay", "crawl delay":
		r.delay(value)
	case "sitemap", "site-map", "site map":
		if value != "" && !slices.Contains(r.sitemaps, value) {
			r.sitemaps = append(r.sitemaps, value)
		}
	}
}

func (r *Robots) open(value string) {
	if n := len(r.groups); n == 0 || r.groups[n-1].closed {
		r.groups = append(r.groups, group{})
	}
	g := &r.groups[len(r.groups)-1]
	if value == "*" || strings.HasPrefix(value, "* ") {
		g.tokens = append(g.tokens, "*")
		return
	}
	g.tokens = append(g.tokens, token(value))
}

// rule adds a line to the open group. Lines before the first user-agent and empty patterns say nothing.
func (r *Robots) rule(allow bool, pattern string) {
	if len(r.groups) == 0 {
		return
	}
	g := &r.groups[len(r.groups)-1]
	g.closed = true
	if pattern == "" {
		return
	}
	pattern, anchor := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	weight := len(parts) - 1
	for i, p := range parts {
		parts[i] = normal(p, true, !allow)
		weight += len(parts[i])
	}
	if anchor {
		weight++
	}
	g.rules = append(g.rules, rule{allow: allow, weight: weight, parts: parts, anchor: anchor})
}

// delay is for the crawlers named since the last line of this kind. Like every line that is no rule it does not close
// the group.
func (r *Robots) delay(value string) {
	if len(r.groups) == 0 {
		return
	}
	g := &r.groups[len(r.groups)-1]
	named := g.tokens[g.delayed:]
	g.delayed = len(g.tokens)
	seconds, err := strconv.ParseFloat(strings.Replace(value, ",", ".", 1), 64)
	if err != nil || math.IsNaN(seconds) || seconds <= 0 {
		return
	}
	if r.delays == nil {
		r.delays = map[string]time.Duration{}
	}
	delay := time.Duration(min(seconds, math.MaxInt32) * float64(time.Second))
	for _, t := range named {
		r.delays[t] = max(r.delays[t], delay)
	}
}

// token is the product name at the head of a value: letters, hyphen, underscore.
func token(s string) string {
	end := strings.IndexFunc(s, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_')
	})
	if end >= 0 {
		s = s[:end]
	}
	return strings.ToLower(s)
}

// Sitemaps lists the addresses of the sitemap lines in order, as written.
func (r Robots) Sitemaps() []string { return slices.Clone(r.sitemaps) }

// CrawlDelay is the pause between two requests that the file asks of a crawler; 0 if none.
func (r Robots) CrawlDelay(agent string) time.Duration {
	agent = strings.ToLower(agent)
	if agent != "*" && len(r.with(agent)) > 0 {
		return r.delays[agent]
	}
	return r.delays["*"]
}

// Allowed says whether a crawler may fetch target, the path of an address with its query, percent-encoded. The longest
// pattern that matches decides, and between two of the same length the one that allows.
//
// RFC 9309 takes an escaped letter for the letter, a widely used matcher does not. Where the two differ, the answer is
// no: a disallow line matches in either way, an allow line only as it is written.
func (r Robots) Allowed(agent, target string) bool {
	if !strings.HasPrefix(target, "/") {
		target = "/" + target
	}
	written, plain := normal(target, false, false), normal(target, false, true)
	best, allowed := -1, true
	for _, g := range r.of(agent) {
		for _, rule := range g.rules {
			path := plain
			if rule.allow {
				path = written
			}
			if rule.weight < best || rule.weight == best && !rule.allow || !rule.matches(path) {
				continue
			}
			best, allowed = rule.weight, rule.allow
		}
	}
	return allowed
}

// of lists the groups that a crawler obeys: those with its name, else those for all.
func (r Robots) of(agent string) []group {
	agent = strings.ToLower(agent)
	if named := r.with(agent); agent != "*" && len(named) > 0 {
		return named
	}
	return r.with("*")
}

func (r Robots) with(token string) []group {
	var groups []group
	for _, g := range r.groups {
		if slices.Contains(g.tokens, token) {
			groups = append(groups, g)
		}
	}
	return groups
}

// matches lays the parts between asterisks into the path from left to right, each as early as it goes; only the last
// one is bound to the end, if the pattern is.
func (r rule) matches(path string) bool {
	rest, ok := strings.CutPrefix(path, r.parts[0])
	if !ok {
		return false
	}
	last := len(r.parts) - 1
	if last == 0 {
		return !r.anchor || rest == ""
	}
	for _, part := range r.parts[1:last] {
		i := strings.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+len(part):]
	}
	if r.anchor {
		return strings.HasSuffix(rest, r.parts[last])
	}
	return strings.Contains(rest, r.parts[last])
}

// target is what of an address is compared with the patterns.
func target(u *url.URL) string {
	s := u.EscapedPath()
	if s == "" {
		s = "/"
	}
	if u.RawQuery != "" || u.ForceQuery {
		s += "?" + u.RawQuery
	}
	return encoded(s)
}

// encoded writes the bytes that are not ASCII in percent-encoding.
func encoded(s string) string { return rewrite(s, "", true, false) }

// normal gives equal paths one spelling: hex digits are upper case, and the signs that patterns give a meaning are
// escaped; with plain, escapes of letters, digits and -._~ are undone. Bytes that are not ASCII are escaped in patterns;
// in paths they are left, since nothing but percent-encoding goes over the wire.
func normal(s string, pattern, plain bool) string { return rewrite(s, "*$", pattern, plain) }

func rewrite(s, special string, nonASCII, plain bool) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		v, escaped := escape(s[i:])
		if escaped {
			i += 2
			c = v
		}
		if escaped && !(plain && unreserved(v)) || !escaped && (c >= 0x80 && nonASCII || strings.IndexByte(special, c) >= 0) {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// escape is the byte that a percent escape at the head of s stands for.
func escape(s string) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	v, err := strconv.ParseUint(s[1:3], 16, 8)
	return byte(v), err == nil
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
