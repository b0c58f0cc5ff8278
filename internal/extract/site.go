package extract

import "strings"

// site settles what the outlet calls itself, and remembers the other names it goes by on this page.
func (p *page) site() {
	names := []Choice{
		{Value: p.meta("og:site_name"), From: "meta", Confidence: .9},
		{Value: p.publisher(), From: "json-ld", Confidence: .8},
		{Value: p.windowName(), From: "title", Confidence: .6},
		{Value: p.meta("application-name", "apple-mobile-web-app-title"), From: "meta", Confidence: .4},
		{Value: strings.TrimPrefix(p.url.Hostname(), "www."), From: "address", Confidence: .2},
	}
	for _, c := range names {
		c.Value = strings.Trim(c.Value, "@ ")
		if c.Value == "" || len(c.Value) > 100 {
			continue
		}
		taken := p.article.Site == ""
		if taken {
			p.article.Site = c.Value
		}
		p.choose("site", c.Value, c.From, c.Confidence, taken)
		p.addSiteName(c.Value)
	}
	for _, s := range [...]string{p.meta("publisher", "dc.publisher", "dcterms.publisher"), p.meta("twitter:site")} {
		if len(s) < 60 {
			p.addSiteName(s)
		}
	}
	if labels := strings.Split(p.url.Hostname(), "."); len(labels) > 1 {
		p.addSiteName(labels[len(labels)-2])
	}
}

// windowName is what the window's title adds behind the headline: most often the outlet's name.
func (p *page) windowName() string {
	heads := []string{p.ld.first("headline"), p.meta("og:title")}
	for _, i := range p.heads {
		heads = append(heads, p.blocks[i].text)
	}
	for _, h := range heads {
		rest, ok := strings.CutPrefix(p.docTitle, h)
		if !ok || h == "" {
			continue
		}
		for _, sep := range titleSeparators {
			if i := strings.LastIndex(rest, sep); i >= 0 {
				rest = rest[i+len(sep):]
			}
		}
		if name := strings.Trim(rest, " |-–—·:•"); name != rest || strings.HasSuffix(p.docTitle, " "+name) {
			if words := strings.Count(name, " ") + 1; name != "" && words <= 5 && !isDayOnly(name) {
				return name
			}
		}
	}
	return ""
}

func (p *page) addSiteName(name string) {
	if f := fold(name); len(f) > 1 {
		p.siteNorm = append(p.siteNorm, f)
	}
}

// publisher is the name of the publisher in the JSON-LD.
func (p *page) publisher() string {
	for _, list := range [...][]map[string]any{p.ld.articles, p.ld.pages} {
		for _, n := range list {
			if m, ok := p.ld.resolve(oneOf(n["publisher"])).(map[string]any); ok {
				if s := plainString(m["name"]); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

func oneOf(v any) any {
	if list, ok := v.([]any); ok && len(list) > 0 {
		return list[0]
	}
	return v
}

// isSite says whether s is one of the outlet's names, give or take a domain's ending or a word such as "online".
func (p *page) isSite(s string) bool {
	f := fold(s)
	if len(f) < 2 {
		return false
	}
	bare := bareSite(f)
	for _, name := range p.siteNorm {
		if f == name || bare == bareSite(name) {
			return true
		}
	}
	return false
}

func bareSite(f string) string {
	for _, end := range [...]string{"online", "onlinede", "dienachrichten", "nachrichten", "news", "redaktion", "com", "net", "org", "de", "at", "ch", "info", "eu"} {
		if t := strings.TrimSuffix(f, end); len(t) > 2 && len(t) < len(f) {
			f = t
		}
	}
	for _, start := range [...]string{"www", "redaktion", "die", "der", "das"} {
		if t := strings.TrimPrefix(f, start); len(t) > 3 && len(t) < len(f) {
			f = t
		}
	}
	return f
}
