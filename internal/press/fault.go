package press

import (
	"fmt"
	"net/http"
	"time"
)

// FaultCode names why an address gave us nothing. The words for people are in internal/locale under "fault.CODE".
type FaultCode string

// The faults of addresses.
const (
	FaultAddress    FaultCode = "address"            // not an http or https address
	FaultDNS        FaultCode = "dns"                // the name has no address
	FaultRefused    FaultCode = "refused"            // nobody listens there
	FaultTimeout    FaultCode = "timeout"            // a limit of time ran out
	FaultTLS        FaultCode = "tls"                // the certificate or the handshake is bad
	FaultNetwork    FaultCode = "network"            // any other failure of the connection
	FaultPrivate    FaultCode = "private_network"    // it leads into a network that may not be visited
	FaultRobots     FaultCode = "robots"             // robots.txt forbids it
	FaultRobotsAway FaultCode = "robots_unreachable" // robots.txt cannot be had, so nothing is allowed for now
	FaultBusy       FaultCode = "host_busy"          // another process is visiting this host
	FaultWait       FaultCode = "wait"               // the host asked us to come back later (Until)
	FaultStatus     FaultCode = "status"             // an HTTP status of 400 or more (Status)
	FaultRedirects  FaultCode = "redirects"          // too many redirects
	FaultTooLarge   FaultCode = "too_large"          // longer than the limit
	FaultFeed       FaultCode = "not_a_feed"
	FaultSitemap    FaultCode = "not_a_sitemap"
	FaultNotHTML    FaultCode = "not_html"
	FaultConsent    FaultCode = "consent_wall"
	FaultBotCheck   FaultCode = "bot_check"
	FaultLogin      FaultCode = "login"
	FaultScript     FaultCode = "script_only"  // empty without running its scripts
	FaultSection    FaultCode = "section_page" // a list of articles, not one
	FaultErrorPage  FaultCode = "error_page"   // says "not found" with status 200
	FaultEmpty      FaultCode = "no_text"
)

// Fault is an error about one address, precise enough to decide what to do next and to say it in any language.
type Fault struct {
	Code   FaultCode `json:"code"`
	URL    string    `json:"url,omitempty"`
	Status int       `json:"status,omitempty"`
	Until  time.Time `json:"until,omitzero"`
	Detail string    `json:"detail,omitempty"` // technical, English, for the log
}

// Error says it in English, for logs.
func (f *Fault) Error() string {
	s := string(f.Code)
	if f.Status != 0 {
		s = fmt.Sprintf("%s %d", s, f.Status)
	}
	if f.URL != "" {
		s = f.URL + ": " + s
	}
	if f.Detail != "" {
		s += ": " + f.Detail
	}
	return s
}

// Passing says whether trying again later can help. The others are remembered and not asked for again.
func (f *Fault) Passing() bool {
	switch f.Code {
	case FaultStatus:
		return f.Status != http.StatusNotFound && f.Status != http.StatusGone && f.Status != http.StatusUnavailableForLegalReasons
	case FaultAddress, FaultPrivate, FaultRobots, FaultRedirects, FaultTooLarge, FaultNotHTML, FaultSection, FaultErrorPage, FaultEmpty:
		return false
	}
	return true
}

// Withheld says that the article exists but is kept from us, so that what the feed said is worth filing.
func (f *Fault) Withheld() bool {
	switch f.Code {
	case FaultConsent, FaultBotCheck, FaultLogin, FaultScript:
		return true
	case FaultStatus:
		return f.Status == http.StatusForbidden || f.Status == http.StatusUnauthorized || f.Status == http.StatusPaymentRequired
	}
	return false
}
