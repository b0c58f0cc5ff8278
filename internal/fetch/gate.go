package fetch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"pressclip/internal/press"
)

const (
	robotsPath   = "/robots.txt"
	robotsLimit  = 500 << 10 // bytes read of a robots.txt; RFC 9309 wants no less
	robotsAge    = 24 * time.Hour
	robotsRetry  = time.Minute // between two attempts of one visit at a robots.txt that cannot be had
	robotsHops   = 5           // redirects followed for a robots.txt
	robotsAccept = "text/plain,*/*;q=0.8"
)

// Robots returns the rules of the host that an address lies on, from the copy at hand or from the host. A host without
// robots.txt has the zero Robots. The error is as Get's; FaultRobotsAway and the faults of the connection mean that
// nothing may be fetched for now.
func (t *Transport) Robots(ctx context.Context, raw string) (Robots, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return Robots{}, t.client.refuse(press.FaultAddress, raw, err.Error())
	}
	rules, err := t.robots(ctx, u)
	t.client.stats.failed(err)
	return rules, err
}

func (t *Transport) robots(ctx context.Context, u *url.URL) (rules Robots, err error) {
	host, err := address(request(ctx, u, press.Validators{}, nil))
	if err != nil {
		return Robots{}, err
	}
	n, err := t.enter(ctx, host, u, true)
	if err != nil {
		return Robots{}, err
	}
	defer func() {
		if leave := n.leave(); leave != nil {
			err = errors.Join(leave, err)
		}
	}()
	if err := n.refresh(u); err != nil {
		return Robots{}, err
	}
	return n.rules(), nil
}

// allow says with a fault that an address may not be fetched. The robots.txt itself always may.
func (n *turn) allow(u *url.URL) error {
	if u.Path == robotsPath {
		return nil
	}
	if err := n.refresh(u); err != nil {
		return err
	}
	if !n.rules().Allowed(Token, target(u)) {
		return &press.Fault{Code: press.FaultRobots, URL: u.String()}
	}
	return nil
}

// rules are those of the copy at hand. They are parsed once for all requests of a visit.
func (n *turn) rules() Robots {
	if n.state.RobotsStatus/100 != 2 {
		return Robots{}
	}
	if n.slot.raw == nil || !bytes.Equal(n.slot.raw, n.state.Robots) {
		n.slot.raw, n.slot.rules = n.state.Robots, ParseRobots(n.state.Robots)
	}
	return n.slot.rules
}

// failure is that a robots.txt could not be had, as remembered by one visit. The next visit asks again: by then people
// may have mended the network, or their settings.
type failure struct {
	at     time.Time // zero: there is none
	status int       // it came with; 0 if there was no answer
	code   press.FaultCode
}

// refresh asks for robots.txt unless the copy at hand is fresh. A status 4xx means that there are no rules; 5xx and
// every failure, that nothing is allowed until it can be had: then the error is a fault.
func (n *turn) refresh(u *url.URL) error {
	if s := n.state; s.RobotsStatus >= 200 && s.RobotsStatus < 500 && n.within(s.RobotsAt, robotsAge) {
		return nil
	}
	if !n.within(n.slot.failure.at, robotsRetry) {
		n.slot.failure = failure{}
		if err := n.fetchRobots(u); err != nil {
			return err
		}
	}
	if !n.slot.failure.at.IsZero() {
		return n.awayFault(u)
	}
	return nil
}

// within says that a moment is not zero, not ahead, and not as long ago as d.
func (n *turn) within(at time.Time, d time.Duration) bool {
	age := n.t.client.now().Sub(at)
	return !at.IsZero() && age >= 0 && age < d
}

// awayFault says why nothing may be fetched from the host of u: because there is no way to it at all, or because only
// its robots.txt cannot be had.
func (n *turn) awayFault(u *url.URL) *press.Fault {
	away := n.slot.failure
	f := &press.Fault{
		Code: away.code, URL: u.String(), Status: away.status, Until: away.at.Add(robotsRetry), Detail: n.reason,
	}
	if n.state.NextAt.After(f.Until) {
		f.Until = n.state.NextAt
	}
	if f.Code == press.FaultRobotsAway {
		f.URL = robotsOf(u).String()
	}
	return f
}

func robotsOf(u *url.URL) *url.URL {
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: robotsPath}
}

// fetchRobots asks for the robots.txt of the host of u, through redirects to wherever it lies, and keeps the answer in
// the state. The error is not about robots.txt: that a host is busy or wants to be left alone, or the caller's own.
func (n *turn) fetchRobots(u *url.URL) error {
	at := robotsOf(u)
	for range robotsHops + 1 {
		resp, err := n.ask(at, robotsLimit, robotsAccept)
		if err != nil {
			return n.keepFailure(err)
		}
		if resp.StatusCode == http.StatusTooManyRequests { // no answer about rules, and the reason to stay away for now
			now := n.t.client.now()
			return &press.Fault{Code: press.FaultWait, URL: at.String(), Status: resp.StatusCode, Until: now.Add(retryAfter(resp, now))}
		}
		next := location(resp)
		if next == nil {
			return n.keep(resp)
		}
		at = next
	}
	n.note(nil, http.StatusFound) // redirected without end: RFC 9309 lets it count as none
	return nil
}

// ask sends one request for a file about the host, of which it reads up to limit. If it lies on another host, that host is claimed for this request; its turn
// within the visit is not waited for, or two hosts that redirect to each other would wait for ever.
func (n *turn) ask(at *url.URL, limit int64, accept string) (*http.Response, error) {
	req := request(n.ctx, at, press.Validators{}, []string{accept})
	host, err := address(req)
	if err != nil {
		return nil, err
	}
	if host == n.host {
		return n.send(req, limit, true)
	}
	n.unreached = false
	other, err := n.t.enter(n.ctx, host, at, false)
	if err != nil {
		return nil, err
	}
	resp, err := other.send(req, limit, true)
	if leave := other.leave(); leave != nil {
		return nil, errors.Join(leave, err)
	}
	return resp, err
}

// keep notes the answer of a host that has one.
func (n *turn) keep(resp *http.Response) error {
	if resp.StatusCode >= http.StatusInternalServerError {
		n.fail(resp.StatusCode, press.FaultRobotsAway)
		return nil
	}
	body, err := io.ReadAll(resp.Body) // from memory
	if err != nil {
		return err
	}
	if len(body) >= robotsLimit { // half a line would be another rule
		body = body[:bytes.LastIndexAny(body, "\r\n")+1]
	}
	n.note(body, resp.StatusCode)
	return nil
}

// keepFailure notes that there was no answer, and why.
func (n *turn) keepFailure(err error) error {
	var f *press.Fault
	if !errors.As(err, &f) || f.Code == press.FaultBusy || f.Code == press.FaultWait {
		return err
	}
	code := press.FaultRobotsAway
	if n.unreached {
		code = f.Code
	}
	n.fail(0, code)
	n.reason = err.Error()
	return nil
}

// fail remembers a failure for this visit. What is known of the host stays as it was, for it still asks for its pace.
func (n *turn) fail(status int, code press.FaultCode) {
	n.slot.failure = failure{at: n.t.client.now(), status: status, code: code}
}

// note keeps the rules and holds the next request to their pace, although they were not known when it was set.
func (n *turn) note(robots []byte, status int) {
	if status/100 != 2 {
		robots = nil
	}
	now := n.t.client.now()
	n.state.Robots, n.state.RobotsStatus, n.state.RobotsAt = robots, status, now
	if next := now.Add(n.crawlDelay()); next.After(n.state.NextAt) {
		n.state.NextAt = next
	}
}
