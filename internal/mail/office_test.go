package mail

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// host is what the certificate of the office is for; nothing of this name is ever looked up.
const host = "post.example"

// office is a mail server on loopback that does what the test says.
type office struct {
	address string
	roots   *x509.CertPool

	mu       sync.Mutex
	accepted []envelope
	logins   []string
	lines    int // connections so far
	rcpt     func(to string) error
	from     func(from string) error
	data     func(to string) error // errHangUp: the connection ends without an answer
}

// envelope is a mail that was accepted.
type envelope struct {
	From string
	To   []string
	Text []byte
}

var errHangUp = errors.New("hang up")

// newOffice opens a server; change may say what is different about it.
func newOffice(t *testing.T, change func(*smtp.Server)) *office {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &office{address: l.Addr().String()}
	s := smtp.NewServer(o)
	s.Domain, s.ReadTimeout, s.WriteTimeout = host, time.Minute, time.Minute
	s.ErrorLog = log.New(io.Discard, "", 0)
	s.TLSConfig, o.roots = certificate(t)
	if change != nil {
		change(s)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close(); <-done })
	return o
}

// certificate is one for the host, and what trusts it.
func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

func (o *office) NewSession(c *smtp.Conn) (smtp.Session, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lines++
	return &session{office: o, conn: c}, nil
}

// mails are what was accepted so far.
func (o *office) mails() []envelope {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]envelope(nil), o.accepted...)
}

type session struct {
	*office
	conn *smtp.Conn
	mail envelope
}

func (s *session) Reset()        { s.mail = envelope{} }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.mail.From = from
	if s.from != nil {
		return s.from(from)
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = append(s.mail.To, to)
	if s.rcpt != nil {
		return s.rcpt(to)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.data != nil {
		if err := s.data(s.mail.To[0]); errors.Is(err, errHangUp) {
			_ = s.conn.Conn().Close()
			return err
		} else if err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mail.Text = text
	s.accepted = append(s.accepted, s.mail)
	return nil
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain, "XOAUTH2"} }

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	if mechanism == "XOAUTH2" {
		return bearer{s.office}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return s.login(user + " " + password) }), nil
}

func (o *office) login(with string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.logins = append(o.logins, with)
	if strings.Contains(with, "falsch") {
		return smtp.ErrAuthFailed
	}
	return nil
}

// bearer takes tokens.
type bearer struct{ *office }

func (b bearer) Next(response []byte) ([]byte, bool, error) {
	return nil, true, b.login(string(bytes.ReplaceAll(response, []byte{1}, []byte("|"))))
}

func parsed(t *testing.T, text []byte) *mail.Message {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return m
}
