// Package crawl finds articles where an outlet has neither feed nor sitemap: it visits section pages and takes the links
// that look like articles. It never asks for the articles themselves, and keeps no pace and no rules of its own: those
// are the transport's.
package crawl

import (
	"context"
	"net/http"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// Options say what to visit. Only URL must be set.
type Options struct {
	URL        string // of the section, or of the front page
	UserAgent  string
	Validators press.Validators // of the last visit to URL
	Depth      int              // how many links away from URL sections are visited; 0 is URL alone
	MaxPages   int              // how many pages are visited at most; 0 is 1
	Learned    map[string]Shape // by weburl.Shape
}

// Shape is what became of the addresses of one shape when they were read.
type Shape struct{ Articles, Others int }

// Result is what the sections list. Faults are of pages other than the first.
type Result struct {
	Candidates  []press.Candidate // each address once, in the order found; the link's text is the title
	Validators  press.Validators  // of URL
	Moved       string            // where URL has moved for good, as its server says; empty: nowhere
	NotModified bool              // URL has not changed since Options.Validators, so nothing else was visited
	Pages       int               // visited, failed ones included
	Faults      []*press.Fault
}

// maxCandidates bounds what one visit can list; no section page of an honest publisher has as many.
const maxCandidates = 2000

// Section visits a section page, and the sections it links as far as the options allow, over the transport rt. The error
// is a *press.Fault if the first page cannot be had, the cause of ctx, or any other error of rt.
func Section(ctx context.Context, rt http.RoundTripper, o Options) (Result, error) {
	if weburl.Host(o.URL) == "" {
		return Result{}, &press.Fault{Code: press.FaultAddress, URL: o.URL}
	}
	c := &crawler{options: o, client: newClient(ctx, rt, o), known: make(map[string]bool), visited: make(map[string]bool)}
	queue := []step{{url: o.URL}}
	for len(queue) > 0 && c.result.Pages < max(1, o.MaxPages) {
		next := queue[0]
		queue = queue[1:]
		if c.visited[weburl.Key(next.url)] {
			continue
		}
		deeper, err := c.visit(next)
		if ctx.Err() != nil {
			return c.result, context.Cause(ctx)
		}
		if err != nil {
			return c.result, err
		}
		queue = append(queue, deeper...)
	}
	return c.result, nil
}

// step is a page to visit, depth links away from the first.
type step struct {
	url   string
	depth int
}

// crawler is one visit under way.
type crawler struct {
	options Options
	client  *client
	known   map[string]bool // keys of candidates
	visited map[string]bool // keys of pages
	result  Result
}

// visit reads one page and gives the sections to visit after it.
func (c *crawler) visit(at step) ([]step, error) {
	first := c.result.Pages == 0
	c.result.Pages++
	c.visited[weburl.Key(at.url)] = true
	validators := press.Validators{}
	if first {
		validators = c.options.Validators
	}
	page, err := c.client.get(at.url, validators)
	if err != nil {
		fault, ok := asFault(err)
		if first || !ok {
			return nil, err
		}
		c.result.Faults = append(c.result.Faults, fault)
		return nil, nil
	}
	if first {
		c.result.Validators, c.result.NotModified, c.result.Moved = page.validators, page.notModified, page.moved
	}
	if page.notModified {
		return nil, nil
	}
	c.visited[weburl.Key(page.url)] = true
	c.take(page)
	if at.depth >= c.options.Depth {
		return nil, nil
	}
	var deeper []step
	for _, s := range sections(page.url, page.links) {
		deeper = append(deeper, step{s, at.depth + 1})
	}
	return deeper, nil
}

// take files the links of a page that look like articles.
func (c *crawler) take(p *page) {
	for _, l := range p.links {
		key := weburl.Key(l.url)
		if c.known[key] || c.visited[key] || len(c.result.Candidates) >= maxCandidates {
			continue
		}
		if !weburl.SameSite(l.url, p.url) || !looksLikeArticle(l, c.options.Learned[weburl.Shape(l.url)]) {
			continue
		}
		c.known[key] = true
		c.result.Candidates = append(c.result.Candidates, press.Candidate{URL: l.url, Title: l.title})
	}
}
