package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"
)

// Exchange is a request and its answer as they went over the connection, below HTTP and above TLS: header lines in their
// order and spelling, and the body with whatever transfer and content encodings lay on it. What came before the answer
// (a status 1xx) is left out. It belongs to the caller.
type Exchange struct {
	Request  []byte // nil, if the answer was recorded elsewhere without it
	Response []byte
	At       time.Time // when the answer had come
	IP       string    // of the server; empty if unknown
}

type exchangeKey struct{}

// recording is the Exchange that a request is to be recorded in, or nil.
func recording(ctx context.Context) *Exchange {
	e, _ := ctx.Value(exchangeKey{}).(*Exchange)
	return e
}

// tap is a connection that can be listened to. The one pool of connections serves all requests, so each request says
// where its bytes are to go while it lasts.
type tap struct {
	net.Conn
	mu sync.Mutex
	to *Exchange
}

func (t *tap) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.to != nil {
		t.to.Response = append(t.to.Response, p[:n]...)
	}
	return n, err
}

// Write notes the bytes first: the answer may be complete before this goroutine goes on.
func (t *tap) Write(p []byte) (int, error) {
	t.mu.Lock()
	if t.to != nil {
		t.to.Request = append(t.to.Request, p...)
	}
	t.mu.Unlock()
	return t.Conn.Write(p)
}

// listen sends what passes from now on to e; nil ends it.
func (t *tap) listen(e *Exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.to = e
}

// tapped makes a transport whose connections can be listened to. They speak HTTP/1.1 only, the one form in which an
// answer as received is a text that can be kept.
func tapped(t *http.Transport) {
	dial := t.DialContext
	t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &tap{Conn: conn}, nil
	}
	t.ForceAttemptHTTP2 = false
	t.DialTLSContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		raw, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		conn := tls.Client(raw, tlsConfig(t.TLSClientConfig, addr))
		ctx, cancel := context.WithTimeout(ctx, t.TLSHandshakeTimeout)
		defer cancel()
		if err := conn.HandshakeContext(ctx); err != nil {
			_ = raw.Close() // the handshake says what was wrong
			return nil, err
		}
		return &tap{Conn: conn}, nil
	}
}

func tlsConfig(base *tls.Config, addr string) *tls.Config {
	config := &tls.Config{}
	if base != nil {
		config = base.Clone()
	}
	if config.ServerName == "" {
		config.ServerName, _, _ = net.SplitHostPort(addr)
	}
	config.NextProtos = []string{"http/1.1"}
	return config
}

// record has e filled by what passes between sending a request with the returned context and end. A request that is
// sent once more, because the connection it was sent on had been closed, begins anew.
func record(ctx context.Context, e *Exchange) (_ context.Context, end func()) {
	var on *tap
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) {
		conn, ok := got.Conn.(*tap)
		if !ok {
			return
		}
		if on != nil {
			on.listen(nil)
		}
		on = conn
		*e = Exchange{}
		if host, _, err := net.SplitHostPort(conn.RemoteAddr().String()); err == nil {
			e.IP = host
		}
		conn.listen(e)
	}})
	return ctx, func() {
		if on != nil {
			on.listen(nil)
		}
	}
}

// final leaves out the answers with status 1xx before the one that counts.
func final(raw []byte) []byte {
	for {
		head, rest, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
		if !ok || !bytes.HasPrefix(head, []byte("HTTP/1.1 1")) {
			return raw
		}
		raw = rest
	}
}
