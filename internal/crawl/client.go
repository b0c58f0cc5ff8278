package crawl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/gocolly/colly/v2"

	"pressclip/internal/charset"
	"pressclip/internal/press"
)

// maxBytes bounds a page where the transport does not.
const maxBytes = 32 << 20

// client is a colly collector stripped of what the transport does better: it has no robots.txt, limits, cookies,
// memory of addresses or time limit of its own.
type client struct {
	collector *colly.Collector
	sent      press.Validators
	read      *page
	err       error
	moved     string // as far as redirects led for good
	passing   bool   // one did not
}

// page is a page as visited.
type page struct {
	url         string // after redirects
	moved       string // where its address has moved for good
	links       []link // each address once
	validators  press.Validators
	notModified bool
}

func newClient(ctx context.Context, rt http.RoundTripper, o Options) *client {
	c := &client{collector: colly.NewCollector(colly.StdlibContext(ctx), colly.AllowURLRevisit(), colly.MaxBodySize(maxBytes))}
	if o.UserAgent != "" {
		c.collector.UserAgent = o.UserAgent
	}
	c.collector.WithTransport(decoder{rt, c.follow})
	c.collector.SetRequestTimeout(0) // it would include the wait for the host's turn
	c.collector.DisableCookies()
	c.collector.OnRequest(c.ask)
	c.collector.OnResponse(c.answered)
	c.collector.OnHTML("html", func(e *colly.HTMLElement) { c.read.links = links(e.DOM, e.Request.AbsoluteURL) })
	c.collector.OnError(c.failed)
	return c
}

// get visits one page. The error is a *press.Fault, or what else the transport says.
func (c *client) get(url string, v press.Validators) (*page, error) {
	c.sent, c.read, c.err, c.moved, c.passing = v, nil, nil, "", false
	err := c.collector.Visit(url)
	switch {
	case c.err != nil:
		return nil, c.err
	case c.read == nil && err != nil: // refused before a request was made
		return nil, &press.Fault{Code: press.FaultAddress, URL: url, Detail: err.Error()}
	case c.read == nil:
		return nil, fmt.Errorf("visit %s: no answer", url)
	}
	c.read.moved = c.moved
	return c.read, nil
}

// follow notes where a redirect leads for good.
func (c *client) follow(r *http.Response) {
	to, err := r.Location()
	switch {
	case err != nil || c.passing:
	case r.StatusCode == http.StatusMovedPermanently || r.StatusCode == http.StatusPermanentRedirect:
		c.moved = to.String()
	case r.StatusCode/100 == 3:
		c.passing = true
	}
}

func (c *client) ask(r *colly.Request) {
	r.Headers.Set("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1")
	if c.sent.ETag != "" {
		r.Headers.Set("If-None-Match", c.sent.ETag)
	}
	if c.sent.LastModified != "" {
		r.Headers.Set("If-Modified-Since", c.sent.LastModified)
	}
}

func (c *client) answered(r *colly.Response) {
	if !isHTML(r.Headers.Get("Content-Type")) {
		c.err = &press.Fault{Code: press.FaultNotHTML, URL: r.Request.URL.String(), Detail: r.Headers.Get("Content-Type")}
		return
	}
	c.read = &page{url: r.Request.URL.String(), validators: press.Validators{
		ETag: r.Headers.Get("ETag"), LastModified: r.Headers.Get("Last-Modified"),
	}}
}

// failed takes what colly counts as a failure: refusals of the transport, statuses, and 304.
func (c *client) failed(r *colly.Response, err error) {
	url := r.Request.URL.String()
	switch {
	case r.StatusCode == http.StatusNotModified && c.sent != press.Validators{}:
		c.read = &page{url: url, validators: c.sent, notModified: true}
	case r.StatusCode/100 == 3: // colly gives up following
		c.err = &press.Fault{Code: press.FaultRedirects, URL: url}
	case r.StatusCode != 0 && c.read == nil:
		c.err = &press.Fault{Code: press.FaultStatus, URL: url, Status: r.StatusCode}
	default:
		if fault, ok := asFault(err); ok {
			c.err = fault
			return
		}
		c.err = fmt.Errorf("visit %s: %w", url, err)
	}
}

// asFault is the fault that an error is. A fault joined with another error is none: the other must not be lost.
func asFault(err error) (*press.Fault, bool) {
	for ; err != nil; err = errors.Unwrap(err) {
		if fault, ok := err.(*press.Fault); ok {
			return fault, true
		}
	}
	return nil, false
}

func isHTML(contentType string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	kind = strings.TrimSpace(kind)
	return kind == "text/html" || kind == "application/xhtml+xml"
}

// decoder hands pages to colly in UTF-8 and says so; colly itself does not look into a page for its encoding.
type decoder struct {
	rt     http.RoundTripper
	follow func(*http.Response) // told of every answer
}

// RoundTrip implements http.RoundTripper.
func (d decoder) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := d.rt.RoundTrip(req)
	if err == nil {
		d.follow(resp)
	}
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBytes))
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	contentType := resp.Header.Get("Content-Type")
	if contentType == "" {
		contentType = http.DetectContentType(body)
	}
	if isHTML(contentType) {
		kind, _, _ := strings.Cut(contentType, ";")
		body = charset.UTF8(body, contentType)
		contentType = kind + "; charset=utf-8"
	}
	resp.Header = resp.Header.Clone()
	resp.Header.Set("Content-Type", contentType)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, nil
}
