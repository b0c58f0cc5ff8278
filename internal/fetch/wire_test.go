package fetch

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"pressclip/internal/press"
)

// spoken serves answers exactly as they are written, several on a connection; what is asked for comes out of asked.
func spoken(t *testing.T, answers map[string]string) (address string, asked func() []string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan string, 100)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			speak(conn, answers, heard)
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-done
	})
	return "http://" + listener.Addr().String(), func() (all []string) {
		for len(heard) > 0 {
			all = append(all, <-heard)
		}
		return all
	}
}

func speak(conn net.Conn, answers map[string]string, heard chan<- string) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		var request strings.Builder
		for !strings.HasSuffix(request.String(), "\r\n\r\n") {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			request.WriteString(line)
		}
		heard <- request.String()
		answer, ok := answers[strings.Fields(request.String())[1]]
		if !ok {
			answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
		}
		if _, err := io.WriteString(conn, answer); err != nil {
			return
		}
	}
}

func packed(text string) string {
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	_, _ = zw.Write([]byte(text))
	_ = zw.Close()
	return b.String()
}

func wired(o Options) (*Client, *Transport) {
	o.Wire, o.AllowNetworks = true, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	c := New(o)
	return c, c.Over(NewMemory())
}

// What Record hands out is what went over the connection, byte for byte, whatever net/http makes of it.
func TestRecord(t *testing.T) {
	body := packed("<h1>Markt</h1>")
	pieces := fmt.Sprintf("%x\r\n%s\r\n%x;x=y\r\n%s\r\n0\r\nX-Late: 1\r\n\r\n", 5, body[:5], len(body)-5, body[5:])
	var deflated bytes.Buffer
	zw := zlib.NewWriter(&deflated)
	_, _ = zw.Write([]byte("Markt"))
	_ = zw.Close()
	deflated.WriteString(strings.Repeat("x", 100<<10)) // decoding ends before it
	answers := map[string]string{
		"/more":  fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: %d\r\n\r\n%s", deflated.Len(), deflated.String()),
		"/odd":   "HTTP/1.1 200 Fine\r\nx-oDD:   1\r\nX-oDD: 2\r\ncontent-ENCODING: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + pieces,
		"/plain": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nMarkt",
		"/moved": "HTTP/1.1 302 Found\r\nLocation: /plain\r\nContent-Length: 3\r\n\r\nweg",
		"/hints": "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nja",
		"/empty": "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
	}
	address, asked := spoken(t, answers)
	client, web := wired(Options{})
	defer client.Close()
	for _, c := range []struct{ path, body, wire string }{
		{"/odd", "<h1>Markt</h1>", answers["/odd"]},
		{"/plain", "Markt", answers["/plain"]},
		{"/moved", "Markt", answers["/plain"]},
		{"/hints", "ja", strings.SplitAfterN(answers["/hints"], "\r\n\r\n", 2)[1]},
		{"/empty", "", answers["/empty"]},
		{"/more", "Markt", answers["/more"]},
		{"/odd", "<h1>Markt</h1>", answers["/odd"]},
	} {
		r, err := web.Record(t.Context(), address+c.path, press.Validators{})
		if err != nil {
			t.Fatalf("%s: %v", c.path, err)
		}
		if string(r.Body) != c.body || r.Wire == nil || string(r.Wire.Response) != c.wire {
			t.Errorf("%s: body %.40q, wire %.200q", c.path, r.Body, fmt.Sprint(r.Wire))
			continue
		}
		all := asked()
		if last := all[len(all)-1]; string(r.Wire.Request) != last || r.Wire.IP != "127.0.0.1" || !r.Wire.At.Equal(r.FetchedAt) {
			t.Errorf("%s: request %q at %v of %s, the server heard %q", c.path, r.Wire.Request, r.Wire.At, r.Wire.IP, last)
		}
	}
	r, err := web.Get(t.Context(), address+"/plain", press.Validators{})
	if err != nil || r.Wire != nil {
		t.Errorf("Get: %v, %+v", err, r.Wire)
	}
}

// Below TLS too, and from a server that would rather speak HTTP/2.
func TestRecordTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "Protokoll "+r.Proto)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	client, web := wired(Options{})
	defer client.Close()

	_, err := web.Record(t.Context(), server.URL, press.Validators{})
	wantFault(t, err, press.FaultTLS) // nobody vouches for the certificate

	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	client.base.TLSClientConfig = &tls.Config{RootCAs: roots}
	web = client.Over(NewMemory())
	r, err := web.Record(t.Context(), server.URL, press.Validators{})
	if err != nil {
		t.Fatal(err)
	}
	wire := string(r.Wire.Response)
	if !strings.HasPrefix(wire, "HTTP/1.1 200 OK\r\n") || !strings.HasSuffix(wire, "\r\n\r\nProtokoll HTTP/1.1") {
		t.Errorf("wire %q", wire)
	}
}

// A client that does not listen hands out none.
func TestRecordWithoutWire(t *testing.T) {
	s := newSite(t).text("/", "Markt")
	web := New(Options{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}).Over(NewMemory())
	r, err := web.Record(t.Context(), s.URL+"/", press.Validators{})
	if err != nil || string(r.Body) != "Markt" || r.Wire != nil {
		t.Errorf("%v, %+v", err, r)
	}
}
