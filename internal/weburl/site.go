package weburl

import (
	"net"
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// SameSite says that two addresses belong to one owner, as far as their names show: the domain that was registered is
// the same ("www.zeitung.example.de" and "amp.example.de"). Hosts that are an IP address or a name of a local network
// have no such domain; they must be equal, port included.
func SameSite(a, b string) bool {
	s := Site(a)
	return s != "" && s == Site(b)
}

// Site is what SameSite compares: the registered domain of an address, or its host and port where there is none. It is
// empty for what is no web address.
func Site(raw string) string {
	hostport := Host(raw)
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil || !strings.Contains(host, ".") {
		return hostport
	}
	if suffix, listed := publicsuffix.PublicSuffix(host); !listed && !strings.Contains(suffix, ".") {
		return hostport // no such domain is sold: a name of a local network
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return hostport
	}
	return domain
}
