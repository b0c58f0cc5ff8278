package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// forwarding are headers by which a proxy says that it passes on somebody else's request. Those that begin with
// X-Forwarded- count as well.
var forwarding = []string{
	"Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "X-Cluster-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip",
	"Fastly-Client-Ip", "X-Original-Host", "X-Original-Forwarded-For", "X-Originating-Ip", "X-Remote-Ip", "X-Proxyuser-Ip",
}

// strangeness names what about a request is not local, as the last part of a key; empty if all is. As long as there
// are no users, only somebody at this very machine may read and decide: a proxy beside us must not open the page to
// the world unnoticed, and no foreign name may be pointed at our address. A Unix socket is as local as its folder.
func strangeness(r *http.Request, baseURL string) string {
	switch {
	case throughSocket(r):
		return ""
	case !localPeer(r.RemoteAddr):
		return "peer"
	case forwarded(r.Header):
		return "proxy"
	case !localName(r.Host):
		return "host"
	case !LocalOnly(baseURL):
		return "base_url"
	}
	return ""
}

// throughSocket says whether a request came through a Unix socket, which only those can open who may open its folder.
func throughSocket(r *http.Request) bool {
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && addr.Network() == "unix"
}

// localPeer says whether an address "IP:port" is of this machine.
func localPeer(address string) bool {
	peer, err := netip.ParseAddrPort(address)
	return err == nil && peer.Addr().Unmap().IsLoopback()
}

// localName says whether a host, with or without port, can only mean this machine.
func localName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// LocalOnly says whether the page's own address, as configured, can only mean this machine, or is not set. Where it is
// not so, and as long as there are no users, the page is shown to nobody but those who ask through the Unix socket.
func LocalOnly(baseURL string) bool {
	if baseURL == "" {
		return true
	}
	u, err := url.Parse(baseURL)
	return err == nil && localName(u.Host)
}

func forwarded(h http.Header) bool {
	for name := range h {
		if strings.HasPrefix(name, "X-Forwarded-") || slices.Contains(forwarding, name) {
			return true
		}
	}
	return false
}

// refusal words why a request was refused and what to do. A base_url that names another machine is named whatever else
// is strange, for as long as it stands there nothing else helps.
func (w words) refusal(reason, baseURL string) trouble {
	t := trouble{Heading: w.text("web.local.title"), Sentences: []string{w.text("web.local.why")}}
	if reason != "base_url" {
		t.Sentences = append(t.Sentences, w.text("web.local."+reason))
	}
	if !LocalOnly(baseURL) {
		t.Sentences = append(t.Sentences, w.text("web.local.base_url", baseURL))
		t.Steps = []string{w.text("web.local.step.base_url"), w.text("web.local.step.socket")}
		return t
	}
	t.Steps = []string{w.text("web.local.step.here"), w.text("web.local.step.tunnel"), w.text("web.local.step.proxy")}
	return t
}
