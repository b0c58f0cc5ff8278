package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// short limits run out while a server holds still; the others are far away.
const short = 30 * time.Millisecond

func TestPageThatDrips(t *testing.T) {
	end := make(chan struct{})
	s := newSite(t).text("/frei", "ja").page("/a", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, sentence)
		w.(http.Flusher).Flush()
		<-end
	})
	t.Cleanup(func() { close(end) })
	tr, _ := visit(t, func(o *Options) { o.TotalTimeout = short })
	if f := faultOf(t, tr, s.URL+"/a", press.FaultTimeout); !f.Passing() || f.URL != s.URL+"/a" {
		t.Errorf("fault %v", f)
	}
}

func TestHeadersThatDoNotCome(t *testing.T) {
	end := make(chan struct{})
	s := newSite(t).page("/a", func(http.ResponseWriter, *http.Request) { <-end })
	t.Cleanup(func() { close(end) })
	tr, _ := visit(t, func(o *Options) { o.HeaderTimeout = short })
	faultOf(t, tr, s.URL+"/a", press.FaultTimeout)
	if tr.client.base.ResponseHeaderTimeout != short {
		t.Error("another limit ran out")
	}
}

func TestHandshakeThatDoesNotCome(t *testing.T) {
	listener := silent(t)
	tr, _ := visit(t, func(o *Options) { o.TLSTimeout = short })
	f := faultOf(t, tr, "https://"+listener.Addr().String()+"/a", press.FaultRobotsAway)
	if !strings.Contains(f.Detail, "timeout") || tr.client.base.TLSHandshakeTimeout != short {
		t.Errorf("fault %v", f)
	}
}

// silent accepts connections in the kernel and never says a word.
func silent(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestCallerGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	end := make(chan struct{})
	s := newSite(t).page("/a", func(http.ResponseWriter, *http.Request) { cancel(); <-end })
	t.Cleanup(func() { close(end) })
	tr, _ := visit(t)
	_, err := tr.Get(ctx, s.URL+"/a", press.Validators{})
	var f *press.Fault
	if !errors.Is(err, context.Canceled) || errors.As(err, &f) {
		t.Errorf("error %v", err)
	}
}

func TestRefused(t *testing.T) {
	l := silent(t)
	l.Close()
	tr, _ := visit(t)
	at := "http://" + l.Addr().String() + "/a"
	for _, logged := range []bool{true, false} { // the second time from memory
		f := faultOf(t, tr, at, press.FaultRefused)
		if f.URL != at || !f.Passing() || (f.Detail != "") != logged {
			t.Errorf("fault %+v", f)
		}
	}
}

func TestBadCertificate(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	tr, _ := visit(t)
	faultOf(t, tr, s.URL+"/a", press.FaultTLS)
	plain := newSite(t).text("/", "ja")
	faultOf(t, tr, "https://"+plain.host()+"/a", press.FaultTLS)
}

func TestRedirectIntoPrivateNetwork(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("this system has no second loopback address: ", err)
	}
	inside := newSite(t, l).text("/", "geheim")
	s := newSite(t).redirect("/a", inside.URL+"/")
	tr, _ := visit(t)
	f := faultOf(t, tr, s.URL+"/a", press.FaultPrivate)
	if f.URL != inside.URL+"/" || f.Passing() {
		t.Errorf("fault %+v", f)
	}
	faultOf(t, tr, inside.URL+"/robots.txt", press.FaultPrivate)
	if got := inside.paths(); got != "" {
		t.Errorf("asked for %q", got)
	}
	open, _ := visit(t, func(o *Options) { o.AllowNetworks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	if r := get(t, open, s.URL+"/a"); string(r.Body) != "geheim" {
		t.Errorf("body %q", r.Body)
	}
}

func TestProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	proxy := newSite(t).text("/", "Umweg")
	t.Setenv("HTTP_PROXY", proxy.URL)
	s := newSite(t).text("/", "ja")
	tr, _ := visit(t)
	get(t, tr, s.URL+"/a")
	if New(Options{}).base.Proxy != nil || proxy.paths() != "" {
		t.Error("went through the proxy")
	}
}

func TestGuard(t *testing.T) {
	allowed := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00:1::/32")}
	cases := map[string]bool{
		"93.184.216.34": true, "2a00:1450:4001:82a::200e": true, "10.1.2.3": true, "fd00:1::5": true,
		"127.0.0.1": false, "127.8.8.8": false, "::1": false, "0.0.0.0": false, "::": false,
		"10.2.0.1": false, "172.16.0.1": false, "192.168.178.1": false, "100.64.0.1": false, "100.100.100.200": false,
		"169.254.169.254": false, "fe80::1": false, "fe80::1%eth0": false, "fd00:ec2::254": false, "fd00:2::5": false,
		"::ffff:127.0.0.1": false, "::ffff:10.2.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
		"224.0.0.1": false, "255.255.255.255": false, "ff02::1": false, "192.0.0.192": false, "168.63.129.16": false,
	}
	g := guard(allowed)
	for address, want := range cases {
		for _, port := range []string{"80", "443", "6379", "8080"} {
			err := g.Safe("tcp"+family(address), net.JoinHostPort(address, port), nil)
			if (err == nil) != want {
				t.Errorf("%s: %v", address, err)
			}
		}
	}
}

func family(address string) string {
	if strings.Contains(address, ":") {
		return "6"
	}
	return "4"
}

func TestClassify(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Err: err} }
	cases := []struct {
		err       error
		want      press.FaultCode
		unreached bool
	}{
		{dial(&net.DNSError{Err: "no such host", IsNotFound: true}), press.FaultDNS, true},
		{dial(&net.DNSError{Err: "i/o timeout", IsTimeout: true}), press.FaultDNS, true},
		{dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), press.FaultRefused, true},
		{dial(os.NewSyscallError("connect", syscall.ENETUNREACH)), press.FaultNetwork, true},
		{dial(os.ErrDeadlineExceeded), press.FaultTimeout, true},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, press.FaultTimeout, false},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, press.FaultNetwork, false},
		{&net.OpError{Op: "remote error", Err: errors.New("tls: handshake failure")}, press.FaultTLS, true},
		{&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "a"}}, press.FaultTLS, true},
		{x509.UnknownAuthorityError{}, press.FaultTLS, true},
		{fmt.Errorf("read: %w", context.DeadlineExceeded), press.FaultTimeout, false},
		{io.ErrUnexpectedEOF, press.FaultNetwork, false},
		{errTooLarge, press.FaultTooLarge, false},
	}
	for _, c := range cases {
		wrapped := &url.Error{Op: "Get", URL: "http://a.example", Err: c.err}
		if got := classify(wrapped); got != c.want {
			t.Errorf("%v is %s, want %s", c.err, got, c.want)
		}
		if got := unreached(wrapped); got != c.unreached {
			t.Errorf("%v: unreached %v", c.err, got)
		}
	}
}

// TestEveryFaultHasWords reads the codes where they are declared, so that a new one cannot be forgotten.
func TestEveryFaultHasWords(t *testing.T) {
	source, err := os.ReadFile("../press/fault.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`Fault\w+\s+FaultCode = "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	if len(codes) < 20 {
		t.Fatalf("found %d codes", len(codes))
	}
	keys := locale.Keys("fault")
	for _, code := range codes {
		if !slices.Contains(keys, "fault."+code[1]) {
			t.Errorf("no words for %s", code[1])
		}
	}
}
