package weburl

import (
	"net/url"
	"strings"
)

// finder is a service that finds articles of others and sends readers there by way of itself.
type finder struct {
	domain string // its name, without the ending where there are several: "google."
	path   string
	params []string // that have the address of the article
}

var finders = []finder{
	{"google.", "/url", []string{"url", "q"}},
	{"bing.com", "/news/apiclick.aspx", []string{"url"}},
	{"duckduckgo.com", "/l/", []string{"uddg"}},
	{"facebook.com", "/l.php", []string{"u"}},
}

// Found is the address of the article that a link of a finder leads to, as it stands in the link itself; false says that raw
// is no such link. The finder need not be asked.
func Found(raw string) (article string, ok bool) {
	u, err := parse(raw)
	if err != nil {
		return "", false
	}
	host := strings.ToLower(u.Hostname())
	for _, f := range finders {
		if !f.has(host) || !strings.EqualFold(strings.TrimSuffix(u.Path, "/"), strings.TrimSuffix(f.path, "/")) {
			continue
		}
		params, _ := url.ParseQuery(u.RawQuery) // what could be read of it
		for _, name := range f.params {
			if to, err := parse(params.Get(name)); err == nil && !f.has(strings.ToLower(to.Hostname())) {
				return to.String(), true
			}
		}
	}
	return "", false
}

// has says that a host is one of the finder's.
func (f finder) has(host string) bool {
	if name, several := strings.CutSuffix(f.domain, "."); several {
		return strings.HasPrefix(host, f.domain) || strings.Contains(host, "."+name+".")
	}
	return host == f.domain || strings.HasSuffix(host, "."+f.domain)
}
