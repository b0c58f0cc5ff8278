package fetch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pressclip/internal/press"
)

const (
	tdmPath   = "/.well-known/tdmrep.json"
	tdmLimit  = 200 << 10 // bytes; a longer one is none
	tdmAge    = 24 * time.Hour
	tdmHops   = 5
	tdmAccept = "application/json,*/*;q=0.8"
)

// Terms is what the host of a page says about its use: whether there is a robots.txt (which allows the page, or it
// could not have been read), and what the TDM file reserves, which is asked for once a day like any other page, and only
// where robots.txt lets it be. It is meant for pages that were read. A file that cannot be had reserves nothing; where
// the host is to be left alone for now, Terms.TDM is empty. The error is the cause of ctx, or one of Hosts.
func (t *Transport) Terms(ctx context.Context, raw string) (terms press.Terms, err error) {
	u, err := url.Parse(raw)
	if err != nil {
		return press.Terms{}, t.client.refuse(press.FaultAddress, raw, err.Error())
	}
	host, err := address(request(ctx, u, press.Validators{}, nil))
	if err != nil {
		return press.Terms{}, err
	}
	n, err := t.enter(ctx, host, u, true)
	if isFault(err) {
		return press.Terms{}, nil
	}
	if err != nil {
		return press.Terms{}, err
	}
	defer func() {
		if leave := n.leave(); leave != nil {
			err = errors.Join(leave, err)
		}
	}()
	if err := n.refreshTDM(u); err != nil {
		if isFault(err) {
			return press.Terms{Robots: n.robotsWord()}, nil
		}
		return press.Terms{}, err
	}
	terms = reservation(n.state.TDM, u)
	terms.Robots = n.robotsWord()
	return terms, nil
}

// isFault says that an error is about an address, and not about us.
func isFault(err error) bool {
	var f *press.Fault
	return errors.As(err, &f)
}

func (n *turn) robotsWord() press.RobotsWord {
	switch {
	case n.state.RobotsAt.IsZero():
		return ""
	case n.state.RobotsStatus/100 == 2:
		return press.RobotsAllow
	}
	return press.RobotsNone
}

// refreshTDM asks for the TDM file unless the copy at hand is fresh; that there is none is one too. The error is a fault
// where the host is to be left alone for now, or the caller's own.
func (n *turn) refreshTDM(u *url.URL) error {
	if n.within(n.state.TDMAt, tdmAge) {
		return nil
	}
	body, err := n.fetchTDM(u)
	switch faultCode(err) {
	case press.FaultBusy, press.FaultWait:
		return err
	case "":
		if err != nil {
			return err
		}
	}
	if len(body) >= tdmLimit || !json.Valid(withoutMark(body)) {
		body = nil // cut off, or a page that says in words that there is no such file
	}
	n.state.TDM, n.state.TDMAt = body, n.t.client.now()
	return nil
}

// fetchTDM asks for the TDM file of the host of u, through redirects to wherever it lies.
func (n *turn) fetchTDM(u *url.URL) ([]byte, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: tdmPath}
	if err := n.allow(at); err != nil {
		return nil, err
	}
	for range tdmHops + 1 {
		resp, err := n.ask(at, tdmLimit, tdmAccept)
		if err != nil {
			return nil, err
		}
		switch next := location(resp); {
		case next != nil:
			at = next
		case resp.StatusCode == http.StatusTooManyRequests:
			return nil, &press.Fault{Code: press.FaultWait, URL: at.String(), Status: resp.StatusCode}
		case resp.StatusCode != http.StatusOK:
			return nil, nil
		default:
			return io.ReadAll(resp.Body) // from memory
		}
	}
	return nil, nil
}

// faultCode is the code of the fault in err; empty if err is none.
func faultCode(err error) press.FaultCode {
	var f *press.Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}

// tdmRule is one rule of a TDM file. The value is a number, and a text in some.
type tdmRule struct {
	Location    string          `json:"location"`
	Reservation json.RawMessage `json:"tdm-reservation"`
	Policy      string          `json:"tdm-policy"`
}

// reservation is what a TDM file says about an address: its first rule whose location matches, read like a pattern of
// robots.txt. A value that is neither 0 nor 1 says nothing (TDMRep, W3C Community Group).
func reservation(file []byte, u *url.URL) press.Terms {
	unset := press.Terms{TDM: press.TDMUnset}
	var rules []json.RawMessage
	if err := json.Unmarshal(withoutMark(file), &rules); err != nil {
		return unset
	}
	path := normal(target(u), false, true)
	for _, raw := range rules {
		var r tdmRule
		if err := json.Unmarshal(raw, &r); err != nil || !pattern(r.Location).matches(path) {
			continue
		}
		switch strings.Trim(string(bytes.TrimSpace(r.Reservation)), `"`) {
		case "1":
			return press.Terms{TDM: press.TDMReserved, TDMFrom: press.TDMFile, TDMPolicy: r.Policy}
		case "0":
			return press.Terms{TDM: press.TDMFree, TDMFrom: press.TDMFile}
		}
		return unset
	}
	return unset
}

// pattern reads a location. An empty one matches nothing.
func pattern(location string) rule {
	if location == "" {
		return rule{parts: []string{"\x00"}}
	}
	location, anchor := strings.CutSuffix(location, "$")
	parts := strings.Split(location, "*")
	for i, p := range parts {
		parts[i] = normal(p, true, true)
	}
	return rule{parts: parts, anchor: anchor}
}
