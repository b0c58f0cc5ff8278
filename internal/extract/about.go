package extract

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const maxTopics = 30

// topics takes the outlet's own keywords from the first place that separates them properly.
func (p *page) topics() {
	p.article.Topics = []string{} // none, not unknown
	var ld []string
	for _, n := range p.ld.articles {
		ld = append(ld, splitTopics(n["keywords"])...)
	}
	for _, c := range [...]struct {
		from string
		list []string
	}{
		{"meta", splitAll(p.metas["news_keywords"])}, {"json-ld", ld}, {"meta", p.metas["article:tag"]}, {"meta", splitAll(p.metas["keywords"])},
	} {
		seen := map[string]bool{}
		for _, t := range c.list {
			if t = squeeze(unescape(t)); t == "" || len(t) > 80 || seen[fold(t)] || p.isSite(t) || len(p.article.Topics) >= maxTopics {
				continue
			}
			seen[fold(t)] = true
			p.article.Topics = append(p.article.Topics, t)
		}
		if len(p.article.Topics) > 0 {
			p.choose("topics", strings.Join(p.article.Topics, ", "), c.from, 1, true)
			return
		}
	}
}

func splitTopics(v any) []string {
	switch v := v.(type) {
	case string:
		return splitAll([]string{v})
	case []any:
		var out []string
		for _, x := range v {
			if s := plainString(x); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

func splitAll(values []string) []string {
	var out []string
	for _, v := range values {
		sep := ","
		if !strings.Contains(v, ",") && strings.Contains(v, ";") {
			sep = ";"
		}
		out = append(out, strings.Split(v, sep)...)
	}
	return out
}

// canonical settles the address that the page gives itself. An address that is no web address, or the front page of
// the site when the page is not, is a publisher's mistake.
func (p *page) canonical() {
	for _, c := range [...]Choice{{Value: p.canon, From: "link", Confidence: .9}, {Value: p.meta("og:url"), From: "meta", Confidence: .6}} {
		if c.Value == "" {
			continue
		}
		u, err := p.url.Parse(c.Value)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || isFront(u) && !isFront(p.url) {
			continue
		}
		u.Fragment = ""
		taken := p.article.CanonicalURL == ""
		if taken {
			p.article.CanonicalURL = u.String()
		}
		p.choose("canonical_url", u.String(), c.From, c.Confidence, taken)
	}
}

func isFront(u *url.URL) bool { return strings.Trim(u.Path, "/") == "" && u.RawQuery == "" }

// toldWords is how many words the article has, where its structured data say so and it can be true.
func (p *page) toldWords() int {
	for _, n := range p.ld.articles {
		var words float64
		switch v := n["wordCount"].(type) {
		case float64:
			words = v
		case string:
			words, _ = strconv.ParseFloat(v, 64)
		}
		if words >= 1 && words < 100_000 {
			return int(words)
		}
	}
	return 0
}

// paywall says whether the article is kept from those who do not pay: as the structured data has it, else by marks
// that only a paywall leaves.
func (p *page) paywall() {
	p.article.WordsTold = p.toldWords()
	for _, n := range slices.Concat(p.ld.articles, p.ld.pages) {
		if free, ok := truth(n["isAccessibleForFree"]); ok {
			p.setPaywall(!free, "json-ld", .9)
			return
		}
	}
	switch tier := strings.ToLower(p.meta("article:content_tier", "og:article:content_tier", "content_tier")); tier {
	case "free":
		p.setPaywall(false, "meta", .8)
	case "locked", "metered":
		p.setPaywall(true, "meta", .8)
	default:
		if p.facts.paywall && p.words < 250 {
			p.setPaywall(true, "visible", .5)
		}
	}
}

func (p *page) setPaywall(paywalled bool, from string, confidence float64) {
	p.article.Paywalled = &paywalled
	value := "false"
	if paywalled {
		value = "true"
	}
	p.choose("paywalled", value, from, confidence, true)
}

// truth reads a boolean as publishers write it.
func truth(v any) (value, known bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "true", "yes", "1", "http://schema.org/true", "https://schema.org/true":
			return true, true
		case "false", "no", "0", "http://schema.org/false", "https://schema.org/false":
			return false, true
		}
	}
	return false, false
}
