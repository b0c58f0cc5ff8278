// Package fetch gets what the web publishes, politely: at the pace of each host, within its robots.txt, within limits of
// size and time, and never from a private network. It never decides what to read and keeps nothing: what is known about
// a host is handed in and back.
package fetch

import (
	"cmp"
	"context"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// Token is the name by which robots.txt files address this program.
const Token = "pressclip"

// UserAgent composes the User-Agent header. The token stands first, where servers look for it; baseURL and contact say
// who is asking and may be empty.
func UserAgent(version, baseURL, contact string) string {
	agent := Token + "/" + cmp.Or(printable(version), "dev")
	var about []string
	if baseURL = printable(baseURL); baseURL != "" {
		about = append(about, "+"+baseURL)
	}
	if contact = printable(contact); contact != "" {
		about = append(about, contact)
	}
	if len(about) == 0 {
		return agent
	}
	return agent + " (" + strings.Join(about, "; ") + ")"
}

// printable drops what would end a header or the comment in it.
func printable(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f || strings.ContainsRune(`();\`, r) {
			return -1
		}
		return r
	}, s))
}

// Options say how a Client behaves. Zero values stand for the defaults named here.
type Options struct {
	UserAgent     string         // default: Token alone
	Delay         time.Duration  // between two requests to one host; 0 is none
	MaxWait       time.Duration  // what is waited for on the spot; more is a FaultWait (a Crawl-delay only beyond 5 min); default 1 min
	AllowNetworks []netip.Prefix // private networks that may be visited; none by default
	MaxBody       int64          // bytes of a body after decoding; default 20 MiB
	Wire          bool           // connections that Record can listen to; they speak HTTP/1.1 only

	ConnectTimeout time.Duration // resolving the name included; default 10 s
	TLSTimeout     time.Duration // default 10 s
	HeaderTimeout  time.Duration // from the request to the end of the headers; default 20 s
	TotalTimeout   time.Duration // one request, body included; default 1 min

	Now  func() time.Time                           // default time.Now
	Wait func(context.Context, time.Duration) error // returns early with the context's error; default a timer
}

// Client is what all visits share: the connections, the limits and the counters. It is safe for concurrent use.
type Client struct {
	base    *http.Transport
	agent   string
	delay   time.Duration
	maxWait time.Duration
	maxBody int64
	wire    bool
	total   time.Duration
	now     func() time.Time
	wait    func(context.Context, time.Duration) error
	stats   stats
}

// New makes a Client. Proxy settings of the environment are not used: a proxy would connect for us, and then nobody
// here sees whether an address leads into a private network.
func New(o Options) *Client {
	c := &Client{
		base:    network(o),
		agent:   cmp.Or(o.UserAgent, Token),
		delay:   o.Delay,
		maxWait: cmp.Or(o.MaxWait, time.Minute),
		maxBody: cmp.Or(o.MaxBody, 20<<20),
		wire:    o.Wire,
		total:   cmp.Or(o.TotalTimeout, time.Minute),
		now:     o.Now,
		wait:    o.Wait,
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.wait == nil {
		c.wait = sleep
	}
	return c
}

// Over makes the transport of one visit, which claims its hosts from h.
func (c *Client) Over(h Hosts) *Transport {
	return &Transport{client: c, hosts: h, slots: map[string]*slot{}}
}

// Close closes the connections that wait for reuse. The Client stays usable.
func (c *Client) Close() { c.base.CloseIdleConnections() }

// Stats are the counts since the start.
func (c *Client) Stats() Stats { return c.stats.read() }

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
