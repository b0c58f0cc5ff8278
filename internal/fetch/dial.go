package fetch

import (
	"cmp"
	"net"
	"net/http"
	"net/netip"
	"time"

	"code.dny.dev/ssrf"
)

// maxHeader bounds the headers of a response; real ones stay far below.
const maxHeader = 256 << 10

// platformAddress serves the secrets of virtual machines at a provider that gave it a public address.
var platformAddress = netip.MustParsePrefix("168.63.129.16/32")

// network is the part that talks: connections, their time limits and the guard at the door. Bodies arrive as sent;
// decoding is ours, because the limit holds for what comes out of it.
func network(o Options) *http.Transport {
	dialer := &net.Dialer{
		Timeout:   cmp.Or(o.ConnectTimeout, 10*time.Second),
		KeepAlive: 30 * time.Second,
		Control:   guard(o.AllowNetworks).Safe,
	}
	t := &http.Transport{
		Proxy:                  nil,
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    cmp.Or(o.TLSTimeout, 10*time.Second),
		ResponseHeaderTimeout:  cmp.Or(o.HeaderTimeout, 20*time.Second),
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConns:           100,
		MaxIdleConnsPerHost:    1, // there is one request at a time
		IdleConnTimeout:        time.Minute,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}
	if o.Wire {
		tapped(t)
	}
	return t
}

// guard refuses addresses that are not of the public internet. It sees the address a name was resolved to at the moment
// of connecting, so no second answer of a name server gets past it. Ports do not matter.
func guard(allowed []netip.Prefix) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range allowed {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return ssrf.New(
		ssrf.WithAnyPort(),
		ssrf.WithAllowedV4Prefixes(v4...),
		ssrf.WithAllowedV6Prefixes(v6...),
		ssrf.WithDeniedV4Prefixes(platformAddress),
	)
}
