package feed

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/rss"

	"pressclip/internal/dates"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// reading is what is known besides the feed itself.
type reading struct {
	feedURL string
	now     time.Time
}

// original is an RSS item as it stood in the feed; nil in other feeds.
func original(f *gofeed.Feed, i int) *rss.Item {
	if r, ok := f.OriginalFeed().(*rss.Feed); ok && i < len(r.Items) {
		return r.Items[i]
	}
	return nil
}

// candidate makes one of an entry; ok is false if it leads nowhere.
func (r reading) candidate(item *gofeed.Item, as *rss.Item) (c press.Candidate, ok bool) {
	if item == nil {
		return c, false
	}
	c = press.Candidate{
		URL:       r.link(item, as),
		GUID:      strings.TrimSpace(item.GUID),
		Title:     plain(item.Title),
		Summary:   clip(plain(first(item.Description, item.Content)), maxSummary),
		Authors:   authors(item, as),
		Published: r.date(append([]string{item.Published}, extended(item, publishedNames)...)),
		Modified:  r.date(append([]string{item.Updated}, extended(item, modifiedNames)...)),
	}
	if article, found := weburl.Found(c.URL); found {
		c.URL, c.Found = article, true
	}
	return c, c.URL != ""
}

// link is where an entry leads: what its publisher wrote before a service counted clicks, its link, or the identifier if
// that is an address.
func (r reading) link(item *gofeed.Item, as *rss.Item) string {
	refs := slices.Concat(extension(item, "feedburner", "origLink"), []string{item.Link}, item.Links)
	if as == nil || as.GUID != nil && !strings.EqualFold(as.GUID.IsPermalink, "false") {
		refs = append(refs, absolute(item.GUID))
	}
	for _, ref := range refs {
		if strings.TrimSpace(ref) == "" {
			continue
		}
		if u, err := weburl.Resolve(r.feedURL, ref); err == nil {
			return u
		}
	}
	return ""
}

// absolute is s if it is an address by itself: an identifier is not to be taken for a relative one.
func absolute(s string) string {
	if weburl.Host(s) == "" {
		return ""
	}
	return s
}

// date is the first of the dates written that can be one.
func (r reading) date(written []string) time.Time {
	for _, s := range written {
		if t, ok := dates.Parse(s, dates.Berlin()); ok && dates.Sane(t, r.now) {
			return t
		}
	}
	return time.Time{}
}

// Where dates stand besides the places that the parser knows: prefix and name, or a bare name.
var (
	publishedNames = [][2]string{{"dcterms", "issued"}, {"dcterms", "available"}, {"dcterms", "created"}, {"prism", "publicationDate"},
		{"dc", "date"}, {"", "published"}, {"", "date"}, {"", "issued"}, {"", "created"}}
	modifiedNames = [][2]string{{"dcterms", "modified"}, {"prism", "modificationDate"}, {"", "modified"}, {"", "updated"}}
)

func extended(item *gofeed.Item, names [][2]string) []string {
	var found []string
	for _, n := range names {
		if n[0] == "" {
			found = append(found, item.Custom[n[1]])
		} else {
			found = append(found, extension(item, n[0], n[1])...)
		}
	}
	return found
}

func extension(item *gofeed.Item, prefix, name string) []string {
	var values []string
	for _, e := range item.Extensions[prefix][name] {
		values = append(values, e.Value)
	}
	return values
}

var (
	mailAddress = regexp.MustCompile(`(?:mailto:)?[^\s<>()@,;]+@[^\s<>()@,;]+`)
	brackets    = regexp.MustCompile(`^\s*[(<]\s*([^()<>]*?)\s*[)>]\s*$|\s*[(<]\s*[)>]\s*`)
)

// authors are the names an entry gives, without mail addresses.
func authors(item *gofeed.Item, as *rss.Item) []string {
	var written []string
	if as != nil {
		written = append(written, as.Author)
		if as.DublinCoreExt != nil {
			written = slices.Concat(written, as.DublinCoreExt.Author, as.DublinCoreExt.Creator)
		}
	}
	for _, p := range item.Authors {
		if p != nil {
			written = append(written, p.Name)
		}
	}
	var names []string
	for _, w := range written {
		if n := personName(w); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// personName takes the name out of "post@example.org (Name)", "Name (post@example.org)" and the like.
func personName(s string) string {
	s = mailAddress.ReplaceAllString(plain(s), "")
	return strings.Trim(brackets.ReplaceAllString(s, "$1"), " ,;")
}

func first(texts ...string) string {
	for _, s := range texts {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}
