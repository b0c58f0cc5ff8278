package fetch

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pressclip/internal/charset"
	"pressclip/internal/press"
)

// maxRedirects is how many hops an address may take to its page.
const maxRedirects = 10

// accepted is asked for where the caller has no wish of its own.
const accepted = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// Response is an answer with status 2xx, or 304 for what the validators stand for. It belongs to the caller.
type Response struct {
	URL         string // at the end of all redirects
	Status      int
	Header      http.Header
	Body        []byte // without its content encoding, whole, within the limit
	Validators  press.Validators
	NotModified bool // nothing has changed since the validators that were sent; Body is empty
	FetchedAt   time.Time
	Wire        *Exchange // as it went over the connection, if Record was asked for it and the client can; else nil
	Moved       string    // as far as redirects led for good before one that did not, if any; empty: nowhere
}

// HTML is the body as UTF-8, whatever it was written in; see charset.UTF8.
func (r *Response) HTML() []byte {
	return charset.UTF8(r.Body, r.Header.Get("Content-Type"))
}

// Get fetches an address, following redirects. Validators of an earlier answer make it a conditional request; accept
// are the media types wished for, most wanted first. The error is a *press.Fault (FaultStatus for every answer that is
// neither 2xx nor an expected 304; its Until says when a 429 or 503 may be tried again), the cause of ctx, or an error
// of Hosts.
func (t *Transport) Get(ctx context.Context, address string, v press.Validators, accept ...string) (*Response, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, t.client.refuse(press.FaultAddress, address, err.Error())
	}
	seen := map[string]bool{}
	moved, forGood := "", true
	for hop := range maxRedirects + 1 {
		u.Fragment, u.RawFragment = "", ""
		if hop > 0 && forGood {
			moved = u.String()
		}
		if seen[u.String()] {
			return nil, t.client.refuse(press.FaultRedirects, address, "in a circle to "+u.String())
		}
		seen[u.String()] = true
		resp, err := t.RoundTrip(request(ctx, u, v, accept))
		if err != nil {
			return nil, err
		}
		if u = location(resp); u == nil {
			r, err := t.client.response(resp, v)
			if err == nil {
				r.Moved = moved
			}
			return r, err
		}
		forGood = forGood && (resp.StatusCode == http.StatusMovedPermanently || resp.StatusCode == http.StatusPermanentRedirect)
	}
	return nil, t.client.refuse(press.FaultRedirects, address, "")
}

// Record is Get, and has the last hop, as it went over the connection, in the Response too, where the client was made
// with Options.Wire.
func (t *Transport) Record(ctx context.Context, address string, v press.Validators, accept ...string) (*Response, error) {
	if !t.client.wire {
		return t.Get(ctx, address, v, accept...)
	}
	e := &Exchange{}
	resp, err := t.Get(context.WithValue(ctx, exchangeKey{}, e), address, v, accept...)
	if err == nil && len(e.Response) > 0 {
		e.Response, e.At = final(e.Response), resp.FetchedAt
		resp.Wire = e
	}
	return resp, err
}

func request(ctx context.Context, u *url.URL, v press.Validators, accept []string) *http.Request {
	req := (&http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}}).WithContext(ctx)
	req.Header.Set("Accept", accepted)
	if len(accept) > 0 {
		req.Header.Set("Accept", strings.Join(accept, ", "))
	}
	if v.ETag != "" {
		req.Header.Set("If-None-Match", v.ETag)
	}
	if v.LastModified != "" {
		req.Header.Set("If-Modified-Since", v.LastModified)
	}
	return req
}

// location is where a redirect leads; nil if the response is none, or says it nowhere.
func location(resp *http.Response) *url.URL {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		if u, err := resp.Location(); err == nil {
			return u
		}
	}
	return nil
}

// response makes the answer of the last hop to a Response, or to the fault that it is.
func (c *Client) response(resp *http.Response, sent press.Validators) (*Response, error) {
	now := c.now()
	unchanged := resp.StatusCode == http.StatusNotModified && sent != press.Validators{}
	if resp.StatusCode/100 != 2 && !unchanged {
		f := &press.Fault{Code: press.FaultStatus, URL: resp.Request.URL.String(), Status: resp.StatusCode}
		if pause := retryAfter(resp, now); pause > 0 {
			f.Until = now.Add(pause)
		}
		return nil, f
	}
	body, err := io.ReadAll(resp.Body) // from memory
	if err != nil {
		return nil, err
	}
	r := &Response{
		URL: resp.Request.URL.String(), Status: resp.StatusCode, Header: resp.Header, Body: body,
		Validators:  press.Validators{ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified")},
		NotModified: unchanged, FetchedAt: now,
	}
	if unchanged {
		r.Validators.ETag = cmp.Or(r.Validators.ETag, sent.ETag)
		r.Validators.LastModified = cmp.Or(r.Validators.LastModified, sent.LastModified)
	}
	return r, nil
}

// refuse is a fault that no request is to blame for.
func (c *Client) refuse(code press.FaultCode, address, detail string) error {
	c.stats.fault(code)
	return &press.Fault{Code: code, URL: address, Detail: detail}
}
