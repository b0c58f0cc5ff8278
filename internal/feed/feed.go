// Package feed reads RSS, Atom and JSON feeds, also broken ones, and gives the addresses they list as candidates.
// It fetches nothing and trusts nothing it reads: neither labels of encodings nor dates nor that a feed is complete.
package feed

import (
	"fmt"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"pressclip/internal/charset"
	"pressclip/internal/press"
)

// Feed is what a feed lists.
type Feed struct {
	Title      string            // plain text
	Candidates []press.Candidate // in the feed's order; several may share an address
}

// Bounds that no honest feed meets. What is beyond them is left out, not refused.
const (
	maxBytes      = 32 << 20
	maxCandidates = 5000
	maxSummary    = 8000 // bytes
)

// Parse reads a feed. body is as received, in whatever encoding; contentType is the header it came with and may be
// empty; feedURL is what relative links are resolved against; dates well after now are no dates. A feed that breaks off
// or is broken in places gives what could be read; one without entries is no error. The error is a *press.Fault with
// code FaultFeed.
func Parse(body []byte, contentType, feedURL string, now time.Time) (Feed, error) {
	parsed, err := parse(string(charset.UTF8(body[:min(len(body), maxBytes)], contentType)))
	if err != nil {
		return Feed{}, &press.Fault{Code: press.FaultFeed, URL: feedURL, Detail: err.Error()}
	}
	f := Feed{Title: plain(parsed.Title)}
	seen := make(map[[3]string]bool)
	r := reading{feedURL: feedURL, now: now}
	for i, item := range parsed.Items {
		c, ok := r.candidate(item, original(parsed, i))
		one := [...]string{c.URL, c.GUID, c.Title}
		if ok && !seen[one] && len(f.Candidates) < maxCandidates {
			seen[one] = true
			f.Candidates = append(f.Candidates, c)
		}
	}
	return f, nil
}

// parse reads text as a feed, in its second look only what is whole in it.
func parse(text string) (*gofeed.Feed, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return parseJSON(text)
	}
	at, err := findRoot(text)
	if err != nil {
		return nil, err
	}
	text, err = tidy(text[at:])
	if err != nil {
		return nil, err
	}
	parsed, err := read(text)
	if err != nil {
		if rescued := salvage(text); rescued != nil {
			return rescued, nil
		}
	}
	return parsed, err
}

// parseJSON reads a JSON Feed; other JSON is none.
func parseJSON(text string) (*gofeed.Feed, error) {
	f, err := read(strings.TrimSpace(text))
	if err == nil && len(f.Items) == 0 && !strings.Contains(f.FeedVersion, "jsonfeed") {
		return nil, errNoFeed
	}
	return f, err
}

// read is gofeed, guarded: a mistake of the parser about one feed must not end the visits to all others.
func read(text string) (f *gofeed.Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("parser failed: %v", r)
		}
	}()
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true
	p.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	return p.Parse(strings.NewReader(text))
}
