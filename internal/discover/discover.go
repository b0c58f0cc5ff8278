// Package discover finds out where a site lists its articles: the feeds that its front page links, the sitemaps of its
// robots.txt, well-known places of both, the sections of its navigation. It never writes anything down and knows no archive.
package discover

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pressclip/internal/crawl"
	"pressclip/internal/feed"
	"pressclip/internal/fetch"
	"pressclip/internal/press"
	"pressclip/internal/sitemap"
	"pressclip/internal/weburl"
)

// Report is what was found at a site. Its JSON is that of `outlets check`, but for the problems: see In.
type Report struct {
	URL      string    `json:"url"`            // of the front page, after redirects
	Name     string    `json:"name,omitempty"` // what the site calls itself
	Feeds    []Feed    `json:"feeds"`
	Sitemaps []Sitemap `json:"sitemaps"` // news sitemaps first
	Sections []string  `json:"sections"`
	Robots   Robots    `json:"robots"`
	Problems []Problem `json:"-"`
	// Trials are there if Try was called.
	Trials []Trial `json:"articles,omitzero"`
	// Home is where the site has moved for good; see Home.
	Home string `json:"-"`
	// Fault is why the front page could not be had; nil if it could.
	Fault *press.Fault `json:"-"`

	listed []press.Candidate // the first ones of each list
}

// Feed is a feed that was read.
type Feed struct {
	URL     string `json:"url"`
	Title   string `json:"title"`
	Entries int    `json:"entries"`
	// Samples are the first headlines that it lists, maxSamples at most.
	Samples []string `json:"samples,omitempty"`
}

// Sitemap is a sitemap that was read. Entries counts pages, or in an index the sitemaps it names.
type Sitemap struct {
	URL     string `json:"url"`
	News    bool   `json:"news"`
	Entries int    `json:"entries"`
	// Samples are as those of a feed.
	Samples []string `json:"samples,omitempty"`
}

// Robots says whether robots.txt lets us read the front page; nil where it could not be asked.
type Robots struct {
	Allowed *bool `json:"allowed"`
}

// Bounds of what is asked of a site at a time.
const (
	maxFeeds    = 10
	maxSitemaps = 10
	maxSections = 20
	maxSamples  = 3
	maxEntries  = 50_000
)

// Site looks at a site over a transport. address may lack the scheme, and may be that of a feed instead of a page. What
// keeps the site or a part of it from being read is in the report; the error is a *press.Fault with code FaultAddress, the
// cause of ctx, or an error of the transport's Hosts.
func Site(ctx context.Context, web *fetch.Transport, address string, now time.Time) (Report, error) {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	url, err := weburl.Canonical(address)
	if err != nil {
		return Report{}, &press.Fault{Code: press.FaultAddress, URL: address, Detail: err.Error()}
	}
	s := &search{web: web, now: now, tried: make(map[string]bool), report: Report{
		URL: url, Feeds: []Feed{}, Sitemaps: []Sitemap{}, Sections: []string{}, Robots: Robots{Allowed: known(true)},
	}}
	if err := s.run(ctx); err != nil {
		if ctx.Err() != nil {
			return Report{}, context.Cause(ctx)
		}
		return Report{}, err
	}
	return s.report, nil
}

// Outlet is the site as an outlet to watch: by the feeds and news sitemaps that list anything, and where there are none,
// from its front page.
func (r Report) Outlet() press.Outlet {
	o := press.Outlet{Name: cmp.Or(r.Name, strings.TrimPrefix(weburl.Host(r.URL), "www.")), URL: r.URL}
	for _, f := range r.Feeds {
		if f.Entries > 0 {
			o.Feeds = append(o.Feeds, f.URL)
		}
	}
	for _, s := range r.Sitemaps {
		if s.News {
			o.Sitemaps = append(o.Sitemaps, s.URL)
		}
	}
	return o
}

// ListsAt says that articles are listed on the host of an address.
func (r Report) ListsAt(address string) bool {
	o := r.Outlet()
	return slices.ContainsFunc(slices.Concat(o.Feeds, o.Sitemaps), func(u string) bool { return weburl.SameSite(u, address) })
}

// search is one look at a site.
type search struct {
	web    *fetch.Transport
	now    time.Time
	tried  map[string]bool // keys of addresses
	report Report
}

func (s *search) run(ctx context.Context) error {
	page, err := s.web.Get(ctx, s.report.URL, press.Validators{})
	if err != nil {
		return s.frontFault(err)
	}
	if err := s.frontPage(ctx, page); err != nil {
		return err
	}
	rules, err := s.web.Robots(ctx, s.report.URL)
	if err == nil {
		err = s.sitemaps(ctx, rules.Sitemaps())
	}
	if err = s.note(s.report.URL, err); err != nil {
		return err
	}
	if len(s.report.Outlet().Sitemaps) == 0 {
		news := func(ctx context.Context, u string) (bool, error) {
			found, err := s.sitemap(ctx, u)
			return found.News && len(found.Candidates) > 0, err
		}
		if err := s.guess(ctx, sitemapPaths, news); err != nil {
			return err
		}
		slices.SortStableFunc(s.report.Sitemaps, func(a, b Sitemap) int { return cmp.Compare(rank(a), rank(b)) })
	}
	if o := s.report.Outlet(); len(o.Feeds) == 0 && len(o.Sitemaps) == 0 {
		s.problem(Problem{Code: "no_lists"})
	}
	return nil
}

func known(b bool) *bool { return &b }

// frontFault notes why there is no front page.
func (s *search) frontFault(err error) error {
	fault, ok := asFault(err)
	if !ok {
		return err
	}
	s.report.Fault = fault
	switch fault.Code {
	case press.FaultStatus:
	case press.FaultRobots, press.FaultRobotsAway:
		s.report.Robots.Allowed = known(false)
	default:
		s.report.Robots.Allowed = nil
	}
	s.problem(Problem{Code: "front_page", URL: s.report.URL, Fault: fault})
	return nil
}

// frontPage reads what the address given answers: a page, or a feed by itself.
func (s *search) frontPage(ctx context.Context, page *fetch.Response) error {
	if f, err := feed.Parse(page.Body, page.Header.Get("Content-Type"), page.URL, s.now); err == nil {
		s.report.Feeds = append(s.report.Feeds, Feed{page.URL, f.Title, len(f.Candidates), samples(f.Candidates)})
		s.list(f.Candidates)
		s.tried[weburl.Key(page.URL)] = true
		return s.moveTo(page.URL, "/")
	}
	if !weburl.SameSite(page.URL, s.report.URL) {
		s.problem(Problem{Code: "moved", URL: page.URL})
	}
	s.report.Home = Home(s.report.URL, page)
	if err := s.moveTo(page.URL, ""); err != nil {
		return err
	}
	html := page.HTML()
	head := readHead(html, page.URL)
	s.report.Name = head.name
	s.report.Sections = append(s.report.Sections, crawl.Sections(html, page.URL)...)
	s.report.Sections = s.report.Sections[:min(len(s.report.Sections), maxSections)]
	if err := s.feeds(ctx, head.feeds); err != nil {
		return err
	}
	if len(s.report.Outlet().Feeds) == 0 {
		return s.guess(ctx, feedPaths, s.feed)
	}
	return nil
}

// Where sites have feeds and news sitemaps that they do not tell of.
var (
	feedPaths    = []string{"/feed/", "/rss.xml", "/feed.xml", "/rss", "/atom.xml", "/index.xml", "/feed.rss"}
	sitemapPaths = []string{"/sitemap-news.xml", "/news-sitemap.xml", "/sitemaps/news.xml", "/sitemap_news.xml", "/sitemap.xml"}
)

// guess tries well-known places until one lists something. That there is nothing is no problem of the site.
func (s *search) guess(ctx context.Context, paths []string, read func(context.Context, string) (bool, error)) error {
	for _, path := range paths {
		u, err := weburl.Resolve(s.report.URL, path)
		if err != nil || s.tried[weburl.Key(u)] {
			continue
		}
		s.tried[weburl.Key(u)] = true
		lists, err := read(ctx, u)
		fault, ok := asFault(err)
		switch {
		case lists:
			return nil
		case err != nil && !ok:
			return err
		case ok && fault.Code == press.FaultWait: // the site wants to be left alone
			return nil
		}
	}
	return nil
}

// feed reads a feed and says whether it lists anything.
func (s *search) feed(ctx context.Context, u string) (bool, error) {
	resp, err := s.web.Get(ctx, u, press.Validators{})
	if err != nil {
		return false, err
	}
	f, err := feed.Parse(resp.Body, resp.Header.Get("Content-Type"), resp.URL, s.now)
	if err != nil {
		return false, err
	}
	s.list(f.Candidates)
	s.report.Feeds = append(s.report.Feeds, Feed{u, f.Title, len(f.Candidates), samples(f.Candidates)})
	return len(f.Candidates) > 0, nil
}

// moveTo makes the address that answered the site's, or another one on it.
func (s *search) moveTo(url, ref string) error {
	url, err := weburl.Resolve(url, ref)
	if err == nil {
		s.report.URL, err = weburl.Canonical(url)
	}
	if err != nil {
		return fmt.Errorf("read address: %w", err)
	}
	return nil
}

// feeds reads the feeds that the front page links.
func (s *search) feeds(ctx context.Context, urls []string) error {
	tries := 0
	for _, u := range urls {
		if s.tried[weburl.Key(u)] || tries == maxFeeds {
			continue
		}
		s.tried[weburl.Key(u)] = true
		tries++
		_, err := s.feed(ctx, u)
		if err := s.note(u, err); err != nil {
			return err
		}
	}
	return nil
}

// sitemaps reads the sitemaps that robots.txt names, and those that an index of them names as news.
func (s *search) sitemaps(ctx context.Context, urls []string) error {
	tries := 0
	for i := 0; i < len(urls) && tries < maxSitemaps; i++ {
		u, err := weburl.Resolve(s.report.URL, urls[i])
		if err != nil || s.tried[weburl.Key(u)] {
			continue
		}
		s.tried[weburl.Key(u)] = true
		tries++
		found, err := s.sitemap(ctx, u)
		if err := s.note(u, err); err != nil {
			return err
		}
		for _, child := range found.Index {
			if strings.Contains(strings.ToLower(child.URL), "news") {
				urls = append(urls, child.URL)
			}
		}
	}
	slices.SortStableFunc(s.report.Sitemaps, func(a, b Sitemap) int {
		return cmp.Compare(rank(a), rank(b))
	})
	return nil
}

func (s *search) sitemap(ctx context.Context, u string) (sitemap.Sitemap, error) {
	resp, err := s.web.Get(ctx, u, press.Validators{})
	if err != nil {
		return sitemap.Sitemap{}, err
	}
	found, err := sitemap.Parse(resp.Body, resp.URL, maxEntries, s.now)
	if err != nil {
		return sitemap.Sitemap{}, err
	}
	if found.News {
		s.list(found.Candidates)
	}
	s.report.Sitemaps = append(s.report.Sitemaps, Sitemap{u, found.News, len(found.Candidates) + len(found.Index), samples(found.Candidates)})
	return found, nil
}

// samples are the first headlines of a list.
func samples(list []press.Candidate) (titles []string) {
	for _, c := range list {
		if c.Title != "" && len(titles) < maxSamples {
			titles = append(titles, c.Title)
		}
	}
	return titles
}

// list keeps the first articles of a list, which are its newest, for trials.
func (s *search) list(found []press.Candidate) {
	s.report.listed = append(s.report.listed, found[:min(len(found), maxTrials)]...)
}

func rank(s Sitemap) int {
	if s.News {
		return 0
	}
	return 1
}

// note turns a fault of one address into a problem; other errors are handed back.
func (s *search) note(url string, err error) error {
	fault, ok := asFault(err)
	if ok {
		s.problem(Problem{Code: "unreadable", URL: url, Fault: fault})
		return nil
	}
	return err
}

func (s *search) problem(p Problem) { s.report.Problems = append(s.report.Problems, p) }

// asFault is the fault that an error is. A fault joined with another error is none: the other must not be lost.
func asFault(err error) (*press.Fault, bool) {
	for ; err != nil; err = errors.Unwrap(err) {
		if fault, ok := err.(*press.Fault); ok {
			return fault, true
		}
	}
	return nil, false
}
