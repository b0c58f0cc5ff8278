package weburl

import (
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// What makes an address that of another form of a page: for AMP, paper or telephones. The lists are short on purpose: a
// form that is missing costs a request, after which rel=canonical tells; a word too many would take two articles for one.
var (
	formHosts    = []string{"www.", "m.", "mobil.", "mobile.", "amp."}
	formSuffixes = []string{"/amp", "/print", ".amp.html", ".amp"}
	formNames    = words(`amp print printview druck druckansicht drucken mobile`)
	formValues   = words(`1 true yes ja amp print html`)
	viewNames    = words(`outputtype output view layout template format mode ansicht`)
	viewValues   = words(`amp print printable druck druckversion mobile`)
)

// plainHost is a host without the name of a form, unless nothing would be left that can be registered.
func plainHost(host string) string {
	for _, form := range formHosts {
		rest, cut := strings.CutPrefix(host, form)
		if !cut {
			continue
		}
		if form == "www." {
			return plainHost(rest)
		}
		if _, err := publicsuffix.EffectiveTLDPlusOne(rest); err == nil {
			return rest
		}
	}
	return host
}

// plainPath is a path, without its first slash, that leads to the page itself.
func plainPath(path string) string {
	path = strings.TrimSuffix(path, "/")
	for _, form := range formSuffixes {
		rest, cut := strings.CutSuffix(path, form)
		if !cut || rest == "" {
			continue
		}
		if strings.HasSuffix(form, ".html") {
			rest += ".html"
		}
		return rest
	}
	return path
}

func plainQuery(params string) string {
	if params == "" {
		return ""
	}
	var kept []string
	for p := range strings.SplitSeq(params, "&") {
		name, value, given := strings.Cut(strings.ToLower(p), "=")
		if formNames[name] && (!given || formValues[value]) || viewNames[name] && viewValues[value] {
			continue
		}
		kept = append(kept, p)
	}
	return strings.Join(kept, "&")
}

// Form says that the path or the parameters of an address make it the AMP, print or mobile form of another page.
func Form(raw string) bool {
	s, err := Canonical(raw)
	if err != nil {
		return false
	}
	s, _, _ = strings.Cut(s, "#")
	s, params, _ := strings.Cut(s, "?")
	_, s, _ = strings.Cut(s, "://")
	_, path, _ := strings.Cut(s, "/")
	return plainPath(path) != strings.TrimSuffix(path, "/") || plainQuery(params) != params
}

// partMark begins the fragment of an address that Part made. What follows ":~:" is a directive of the web for browsers,
// which show the page where the text stands; what precedes it tells such an address from one that somebody copied out of
// a search engine.
const partMark = "pressclip:~:text="

// Part is the address of one of several articles that lead to one page, such as the reports of a ticker: that of the
// page, and the headline. Canonical and Key keep them apart. It is empty if address or headline is.
func Part(raw, headline string) string {
	const longest = 300 // bytes: enough to tell headlines apart
	s, err := Canonical(raw)
	text := strings.Join(strings.Fields(headline), " ")
	if err != nil || text == "" {
		return ""
	}
	s, _, _ = strings.Cut(s, "#")
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "")
	}
	text = strings.NewReplacer("+", "%20", "-", "%2D").Replace(url.QueryEscape(text))
	return s + "#" + partMark + text
}

// Whole is the address of the page that a part is of, and whether the address is one of a part.
func Whole(raw string) (string, bool) {
	page, fragment, _ := strings.Cut(raw, "#")
	return page, isPart(fragment)
}

func isPart(fragment string) bool {
	text, ok := strings.CutPrefix(fragment, partMark)
	for i := 0; ok && i < len(text); i++ {
		c := text[i]
		ok = alphanumeric(c) || strings.IndexByte("._~", c) >= 0 || c == '%' && escaped(text[i:])
	}
	return ok && text != ""
}

// Front says that an address is that of a site's front page.
func Front(raw string) bool {
	key := Key(raw)
	return key != "" && !strings.ContainsAny(key, "/?#")
}

// Section says that an address looks like that of a section or front page: at most two plain words for a path.
func Section(canonical string) bool {
	_, rest, _ := strings.Cut(canonical, "://")
	_, path, _ := strings.Cut(rest, "/")
	path = strings.Trim(path, "/")
	return strings.Count(path, "/") < 2 && strings.Count(path, "-") < 2 && !strings.ContainsAny(path, "0123456789.?=")
}
