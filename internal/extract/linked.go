package extract

import (
	"encoding/json"
	"strings"

	"pressclip/internal/press"
)

const (
	maxLinked = 2 << 20 // bytes of JSON-LD in a page
	maxNodes  = 2000    // of its objects
)

// linked is the JSON-LD of a page: its objects, those that are articles first among them.
type linked struct {
	bytes     int
	nodes     []map[string]any
	byID      map[string]map[string]any
	articles  []map[string]any // the most specific first
	pages     []map[string]any // WebPage and the like
	media     []map[string]any // films, recordings, galleries
	mediaKind press.Kind       // of the one that the page is about
	others    []string         // types that are neither
}

// add reads one script. What is no JSON is mended in the ways in which publishers break it; what cannot be mended
// is left out.
func (l *linked) add(script string) {
	if l.bytes += len(script); l.bytes > maxLinked {
		return
	}
	script = strings.TrimSpace(script)
	var v any
	if json.Unmarshal([]byte(script), &v) != nil {
		v = nil
		if json.Unmarshal([]byte(mendJSON(script)), &v) != nil {
			v = salvage(script)
		}
	}
	l.collect(v, 0)
}

// collect takes in all objects that have a type, wherever they stand.
func (l *linked) collect(v any, depth int) {
	if depth > 12 || len(l.nodes) >= maxNodes {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			l.collect(x, depth+1)
		}
	case map[string]any:
		if v["@type"] != nil || v["@id"] != nil {
			l.nodes = append(l.nodes, v)
		}
		for _, key := range [...]string{"@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "author", "publisher", "subjectOf"} {
			l.collect(v[key], depth+1)
		}
	}
}

// finish sorts the objects once all scripts have been read.
func (l *linked) finish() {
	l.byID = make(map[string]map[string]any)
	best := -1
	for _, n := range l.nodes {
		id, _ := n["@id"].(string)
		if old := l.byID[id]; id != "" && len(n) > len(old) {
			l.byID[id] = n
		}
		switch kind := typeRank(n); {
		case kind >= 2 && hasAny(n, "headline", "name", "datePublished", "articleBody", "author"):
			if kind > best && best >= 0 && len(l.articles) > 0 {
				l.articles = append([]map[string]any{n}, l.articles...)
			} else {
				l.articles = append(l.articles, n)
			}
			best = max(best, kind)
		case kind == 1:
			l.pages = append(l.pages, n)
		case mediaKind(n) != "":
			l.media = append(l.media, n)
		default:
			l.others = append(l.others, types(n)...)
		}
	}
}

func mediaKind(n map[string]any) press.Kind {
	for _, t := range types(n) {
		switch t {
		case "VideoObject", "TVEpisode", "Movie", "Clip":
			return press.KindVideo
		case "AudioObject", "PodcastEpisode", "RadioEpisode":
			return press.KindAudio
		case "ImageGallery", "MediaGallery":
			return press.KindGallery
		}
	}
	return ""
}

// adoptMedia takes a film, a recording or a gallery for what the page is about, if nothing else is and it bears the
// page's headline.
func (p *page) adoptMedia() {
	if len(p.ld.articles) > 0 {
		return
	}
	for _, n := range p.ld.media {
		name := fold(plainString(n["headline"]))
		if name == "" {
			name = fold(plainString(n["name"]))
		}
		if len(name) > 8 && strings.Contains(fold(p.docTitle+" "+p.meta("og:title")), name) {
			if n["datePublished"] == nil {
				n["datePublished"] = n["uploadDate"]
			}
			p.ld.articles, p.ld.mediaKind = []map[string]any{n}, mediaKind(n)
			return
		}
	}
}

// typeRank is 3 for a news article, 2 for other things that are read or watched, 1 for a page, else 0.
func typeRank(n map[string]any) int {
	rank := 0
	for _, t := range types(n) {
		t = strings.TrimPrefix(strings.TrimPrefix(t, "http://schema.org/"), "https://schema.org/")
		switch {
		case strings.HasSuffix(t, "NewsArticle") || t == "LiveBlogPosting" || t == "ReportageNewsArticle":
			rank = max(rank, 4)
		case strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "BlogPosting") || t == "Report" || t == "Recipe" || strings.HasSuffix(t, "Review"):
			rank = max(rank, 3)
		case t == "SocialMediaPosting" || t == "DiscussionForumPosting" || t == "CreativeWork":
			rank = max(rank, 2)
		case t == "CollectionPage" || t == "SearchResultsPage" || t == "ProfilePage":
		case strings.HasSuffix(t, "WebPage") || t == "ItemPage":
			rank = max(rank, 1)
		}
	}
	return rank
}

func types(n map[string]any) []string {
	switch t := n["@type"].(type) {
	case string:
		return []string{t}
	case []any:
		var out []string
		for _, x := range t {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

func hasAny(n map[string]any, keys ...string) bool {
	for _, k := range keys {
		if n[k] != nil {
			return true
		}
	}
	return false
}

// has says whether any object of the page has this type.
func (l *linked) has(kind string) bool {
	for _, t := range l.others {
		if t == kind {
			return true
		}
	}
	return false
}

// first is the first string that an article has under one of the keys, plain.
func (l *linked) first(keys ...string) string {
	for _, key := range keys {
		for _, n := range l.articles {
			if s := plainString(n[key]); s != "" {
				return s
			}
		}
	}
	return ""
}

// resolve follows a reference to another object of the page.
func (l *linked) resolve(v any) any {
	m, ok := v.(map[string]any)
	if !ok || m["name"] != nil {
		return v
	}
	if id, _ := m["@id"].(string); id != "" && l.byID[id] != nil {
		return l.byID[id]
	}
	return v
}

// plainString is a JSON string without markup; an object counts with its name or value, a list with its first.
func plainString(v any) string {
	switch v := v.(type) {
	case string:
		return squeeze(unescape(v))
	case []any:
		if len(v) > 0 {
			return plainString(v[0])
		}
	case map[string]any:
		if s := plainString(v["name"]); s != "" {
			return s
		}
		return plainString(v["@value"])
	}
	return ""
}
