// Package sitemap reads the sitemaps in which publishers list their pages: XML, news, index, text, compressed or not.
// It fetches nothing; what an index names is for the caller to fetch, within the caller's limits of depth and number.
package sitemap

import (
	"bytes"
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"pressclip/internal/charset"
	"pressclip/internal/dates"
	"pressclip/internal/press"
	"pressclip/internal/text"
	"pressclip/internal/weburl"
)

// Sitemap is what a sitemap lists: pages, or in an index other sitemaps.
type Sitemap struct {
	News       bool              // it is a news sitemap, in whole or part: titles and dates can be relied on
	Index      []Child           // newest first
	Candidates []press.Candidate // in its order; keywords of news sitemaps are the Summary
	Truncated  bool              // there was more than the limit, or it broke off; what is here is right
}

// Child is a sitemap that an index names.
type Child struct {
	URL      string
	Modified time.Time // zero if unknown
}

// maxBytes is what a sitemap may have when unpacked; the protocol allows 50 MB.
const maxBytes = 64 << 20

var errNone = errors.New("neither an XML nor a text sitemap")

// Parse reads a sitemap as received. sitemapURL is what relative addresses are resolved against; at most limit pages and
// limit children are read; dates well after now are no dates. A sitemap that breaks off or is broken in places gives what
// could be read, and an empty one is no error. The error is a *press.Fault with code FaultSitemap.
func Parse(body []byte, sitemapURL string, limit int, now time.Time) (Sitemap, error) {
	body, cut := unpack(body)
	r := &reader{base: sitemapURL, limit: limit, now: now, found: Sitemap{Truncated: cut}}
	text := string(charset.UTF8(body, ""))
	var err error
	switch root := rootForm.FindStringIndex(text); {
	case root != nil:
		r.xml(text[root[0]:])
	case strings.HasPrefix(strings.TrimSpace(text), "<"):
		err = errNone
	default:
		err = r.lines(text)
	}
	if err != nil {
		return Sitemap{}, &press.Fault{Code: press.FaultSitemap, URL: sitemapURL, Detail: err.Error()}
	}
	slices.SortStableFunc(r.found.Index, newestFirst)
	return r.found, nil
}

// rootForm is where a sitemap begins behind prolog, comments and what else stands before it.
var rootForm = regexp.MustCompile(`(?i)<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s>/]`)

// reader collects what a sitemap lists.
type reader struct {
	base  string
	limit int
	now   time.Time
	found Sitemap
}

// lines reads a text sitemap: one address a line.
func (r *reader) lines(text string) error {
	some := false
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if weburl.Host(line) == "" {
			if !some {
				return errNone
			}
			continue
		}
		some = true
		if !r.add(listed{loc: line}) {
			return nil
		}
	}
	if !some {
		return errNone
	}
	return nil
}

// listed is a page or sitemap as written.
type listed struct {
	child                                    bool
	loc, lastmod, title, published, keywords string
}

// add takes an entry; false means that the limit is reached.
func (r *reader) add(e listed) bool {
	loc := strings.TrimSpace(e.loc)
	if !strings.HasPrefix(loc, "https://") && !strings.HasPrefix(loc, "http://") || strings.ContainsAny(loc, " \t\r\n") {
		u, err := weburl.Resolve(r.base, loc)
		if err != nil || loc == "" {
			return true
		}
		loc = u
	}
	if len(r.found.Candidates) >= r.limit || len(r.found.Index) >= r.limit {
		r.found.Truncated = true
		return false
	}
	if e.child {
		r.found.Index = append(r.found.Index, Child{URL: loc, Modified: r.date(e.lastmod)})
		return true
	}
	r.found.Candidates = append(r.found.Candidates, press.Candidate{
		URL: loc, Title: blanks(e.title), Summary: blanks(e.keywords), Published: r.date(e.published), Modified: r.date(e.lastmod),
	})
	return true
}

func (r *reader) date(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	if t, ok := dates.Parse(s, dates.Berlin()); ok && dates.Sane(t, r.now) {
		return t
	}
	return time.Time{}
}

func blanks(s string) string {
	if s == "" {
		return ""
	}
	return text.Spelled(strings.Join(strings.Fields(s), " "))
}

// newestFirst orders children by when they changed, or by the month in their name where they do not say. What tells
// neither comes first: news sitemaps often do not.
func newestFirst(a, b Child) int {
	ka, kb := month(a), month(b)
	if ka == "" || kb == "" {
		return cmp.Compare(len(ka), len(kb))
	}
	return cmp.Or(cmp.Compare(kb, ka), b.Modified.Compare(a.Modified))
}

var monthForm = regexp.MustCompile(`((?:19|20)\d\d)(?:[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?[0-3]\d)?)?`)

// named are the year and the month that stand last in an address, as they are written; empty where they do not.
func named(url string) (year, month string) {
	digit := func(i int) bool { return i >= 0 && i < len(url) && '0' <= url[i] && url[i] <= '9' }
	for _, m := range monthForm.FindAllStringSubmatchIndex(url, -1) {
		if digit(m[0]-1) || digit(m[1]) {
			continue // a longer number
		}
		year, month = url[m[2]:m[3]], ""
		if m[4] >= 0 {
			month = url[m[4]:m[5]]
		}
	}
	return year, month
}

func month(c Child) string {
	if !c.Modified.IsZero() {
		return c.Modified.UTC().Format("2006-01")
	}
	if year, month := named(c.URL); year != "" {
		return year + "-" + cmp.Or(month, "12")
	}
	return ""
}

// End is when the time ends of which the child can list pages: that of the month in its name, or else the day after it changed
// last, for many say the day alone, or when the year in its name ends. It is in UTC, and zero where none of this is known.
func (c Child) End() time.Time {
	changed := c.Modified
	if !changed.IsZero() {
		changed = changed.Add(24 * time.Hour)
	}
	year, month := named(c.URL)
	end, err := time.Parse("2006-01", year+"-"+cmp.Or(month, "12"))
	if err != nil {
		return changed
	}
	end = end.AddDate(0, 1, 0)
	if !changed.IsZero() && (month == "" || changed.Before(end)) {
		return changed
	}
	return end
}

// isGzip says that a body is compressed, whatever its headers said.
func isGzip(body []byte) bool { return bytes.HasPrefix(body, []byte{0x1f, 0x8b}) }
