package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// returnLimit bounds handing a host back when the visit itself is over.
const returnLimit = 10 * time.Second

// Transport is the way of one visit into the web. It is an http.RoundTripper, so that every request and every hop of a
// redirect goes through it: host claimed, robots.txt asked, pace kept. It is safe for concurrent use; requests to the
// same host follow one another.
//
// A body is read and decoded before RoundTrip returns, so the limits of size and time hold for it as a whole and no
// caller can block a host by leaving a body open. Errors are *press.Fault, or the cause of the request's context, or an
// error of Hosts.
type Transport struct {
	client *Client
	hosts  Hosts

	mu    sync.Mutex
	slots map[string]*slot
}

// slot lets one request at a time through to a host. Its other fields belong to whoever is in it.
type slot struct {
	taken   chan struct{} // holds one value while somebody is in
	raw     []byte        // the robots.txt that rules were parsed from
	rules   Robots
	failure failure // why its robots.txt cannot be had at present
}

// turn is one request's hold on a host, from claim to return.
type turn struct {
	t     *Transport
	ctx   context.Context
	host  string
	slot  *slot
	state HostState

	unreached bool   // the last request found no way to the host
	reason    string // why robots.txt could not be had, for the log
}

// RoundTrip implements http.RoundTripper for GET and HEAD. Headers for the encoding and the User-Agent are replaced.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	resp, err := t.roundTrip(req)
	t.client.stats.answered(resp)
	t.client.stats.failed(err)
	return resp, err
}

func (t *Transport) roundTrip(req *http.Request) (resp *http.Response, err error) {
	host, err := address(req)
	if err != nil {
		return nil, err
	}
	n, err := t.enter(req.Context(), host, req.URL, true)
	if err != nil {
		return nil, err
	}
	defer func() {
		if leave := n.leave(); leave != nil {
			resp, err = nil, errors.Join(leave, err)
		}
	}()
	if err := n.allow(req.URL); err != nil {
		return nil, err
	}
	return n.send(req, t.client.maxBody, false)
}

// address is the host a request goes to.
func address(req *http.Request) (string, error) {
	f := &press.Fault{Code: press.FaultAddress, URL: req.URL.String()}
	if req.Method != "" && req.Method != http.MethodGet && req.Method != http.MethodHead {
		f.Detail = "method " + req.Method
		return "", f
	}
	host := ""
	if req.URL.Scheme == "http" || req.URL.Scheme == "https" {
		host = weburl.Host(f.URL)
	}
	if host == "" {
		f.Detail = "not http or https"
		return "", f
	}
	return host, nil
}

// enter takes the turn at a host. Within the visit it is waited for, unless wait is false; others are not waited for.
func (t *Transport) enter(ctx context.Context, host string, u *url.URL, wait bool) (*turn, error) {
	busy := &press.Fault{Code: press.FaultBusy, URL: u.String()}
	s := t.slot(host)
	if !s.enter(ctx, wait) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, busy
	}
	state, ok, err := t.hosts.Claim(ctx, host)
	if err != nil {
		s.leave()
		return nil, fmt.Errorf("claim host %s: %w", host, err)
	}
	if !ok {
		s.leave()
		return nil, busy
	}
	return &turn{t: t, ctx: ctx, host: host, slot: s, state: state}, nil
}

// leave hands the host back, even when the visit has been cancelled: what was learned must not be lost.
func (n *turn) leave() error {
	defer n.slot.leave()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(n.ctx), returnLimit)
	defer cancel()
	if err := n.t.hosts.Return(ctx, n.host, n.state); err != nil {
		return fmt.Errorf("return host %s: %w", n.host, err)
	}
	return nil
}

// send waits for the host's time, sends one request, reads the answer and notes when the next request may follow. With
// cut, a body over the limit ends there; without, it is a fault.
func (n *turn) send(req *http.Request, limit int64, cut bool) (*http.Response, error) {
	if err := n.await(req.URL); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(n.ctx, n.t.client.total)
	defer cancel()
	resp, err := n.t.client.exchange(n.paced(ctx), req, limit, cut)
	n.pass(resp)
	n.unreached = err != nil && resp == nil && unreached(err)
	if err != nil {
		return nil, fault(n.ctx, req.URL, err)
	}
	return resp, nil
}

// exchange sends a request and reads the answer. If reading fails, the response comes back beside the error, without
// its body.
func (c *Client) exchange(ctx context.Context, req *http.Request, limit int64, cut bool) (*http.Response, error) {
	e := recording(ctx)
	if e != nil {
		var end func()
		ctx, end = record(ctx, e)
		defer end()
	}
	out := req.Clone(ctx)
	out.Header.Set("User-Agent", c.agent)
	out.Header.Set("Accept-Encoding", "gzip, br")
	c.stats.requests.Add(1)
	resp, err := c.base.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	wire := &counter{r: resp.Body}
	body, err := c.content(resp, wire, limit, cut)
	if e != nil && err == nil {
		_, _ = io.CopyN(io.Discard, wire, limit) // decoders stop where their stream ends, the record where the answer does
	}
	c.stats.bytes.Add(wire.n)
	fill(resp, body)
	return resp, err
}

// content is the body of a response as far as anybody wants it. Where a redirect leads or a status is a refusal, the
// body does not matter, and one that breaks a limit is left out.
func (c *Client) content(resp *http.Response, wire *counter, limit int64, cut bool) ([]byte, error) {
	if location(resp) != nil {
		_, _ = io.CopyN(io.Discard, wire, 4<<10) // a short one read to its end keeps the connection
		return nil, nil
	}
	if resp.ContentLength > limit && !cut && resp.StatusCode < http.StatusBadRequest && resp.Request.Method != http.MethodHead {
		return nil, fmt.Errorf("%w: %d bytes announced", errTooLarge, resp.ContentLength)
	}
	body, err := decoded(wire, resp.Header.Values("Content-Encoding"), limit)
	switch {
	case err == nil, cut && errors.Is(err, errTooLarge):
		return body, nil
	case resp.StatusCode >= http.StatusBadRequest:
		return nil, nil
	}
	return nil, err
}

// fill gives a response the decoded body. Uncompressed also keeps clients from unpacking what is a file in its own
// right, such as a .xml.gz, without any limit.
func fill(resp *http.Response, body []byte) {
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.Header.Del("Content-Encoding")
	resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
	resp.ContentLength = int64(len(body))
	resp.TransferEncoding = nil
	resp.Uncompressed = true
}

func (t *Transport) slot(host string) *slot {
	t.mu.Lock()
	defer t.mu.Unlock()
	s, ok := t.slots[host]
	if !ok {
		s = &slot{taken: make(chan struct{}, 1)}
		t.slots[host] = s
	}
	return s
}

func (s *slot) enter(ctx context.Context, wait bool) bool {
	select {
	case s.taken <- struct{}{}:
		return true
	default:
	}
	if !wait {
		return false
	}
	select {
	case s.taken <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *slot) leave() { <-s.taken }
