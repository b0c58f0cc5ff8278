package fetch

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/press"
)

const (
	// maxPause bounds what a host can ask for at once. What lies further ahead is a mistake or was written under
	// another clock.
	maxPause = 24 * time.Hour
	// maxCrawlDelay keeps a host readable whose robots.txt asks for days between two requests: its robots.txt has to be
	// read again once a day.
	maxCrawlDelay = time.Hour
	// maxCrawlWait is how much of a Crawl-delay is waited for on the spot. A host that asks for it is read at that pace,
	// and a visit to it simply takes long.
	maxCrawlWait = 5 * time.Minute
	// tooManyPause follows a 429 that does not say how long to stay away.
	tooManyPause = 5 * time.Minute
)

// await lets the time of the host come. Where that takes longer than is waited for on the spot, it is a FaultWait. The
// pace that its robots.txt asks for is kept by waiting even if that is longer than other waits.
func (n *turn) await(u *url.URL) error {
	c := n.t.client
	d := n.state.NextAt.Sub(c.now())
	switch {
	case d <= 0, d > maxPause:
		return nil
	case d > max(c.maxWait, min(n.crawlDelay(), maxCrawlWait)):
		return &press.Fault{Code: press.FaultWait, URL: u.String(), Until: n.state.NextAt}
	}
	return c.wait(n.ctx, d)
}

// pass notes when the next request may follow the one that just ended; resp is nil if it failed.
func (n *turn) pass(resp *http.Response) {
	now := n.t.client.now()
	pause := max(n.t.client.delay, n.crawlDelay())
	if resp != nil {
		pause = max(pause, retryAfter(resp, now))
	}
	n.state.NextAt = now.Add(pause)
}

// paced keeps the library's own second attempt, which it makes on another connection where one that was kept open turns out
// to be closed, from following at once.
func (n *turn) paced(ctx context.Context) context.Context {
	attempts := 0
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		if attempts++; attempts > 1 {
			_ = n.t.client.wait(ctx, max(n.t.client.delay, n.crawlDelay())) // if it ends early, so does the request
		}
	}})
}

// crawlDelay is the pace that the host's robots.txt asks for, as far as it is known.
func (n *turn) crawlDelay() time.Duration {
	return min(n.rules().CrawlDelay(Token), maxCrawlDelay)
}

// retryAfter is how long a response asks to stay away: between nothing and maxPause.
func retryAfter(resp *http.Response, now time.Time) time.Duration {
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return 0
	}
	value := strings.TrimSpace(resp.Header.Get("Retry-After"))
	pause := time.Duration(0)
	if seconds, err := strconv.ParseUint(value, 10, 32); err == nil {
		pause = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		pause = at.Sub(now)
	} else if resp.StatusCode == http.StatusTooManyRequests {
		pause = tooManyPause
	}
	return min(max(pause, 0), maxPause)
}

// Pause is the least time between two requests to the host of an address: ours, or what its robots.txt asks for. The error
// is that of Robots.
func (t *Transport) Pause(ctx context.Context, address string) (time.Duration, error) {
	rules, err := t.Robots(ctx, address)
	if err != nil {
		return t.client.delay, err
	}
	return max(t.client.delay, min(rules.CrawlDelay(Token), maxCrawlDelay)), nil
}
