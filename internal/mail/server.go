package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"pressclip/internal/press"
)

// The patience with a server: for each answer, and for the last answer once we were asked to stop.
const (
	answerPatience = 2 * time.Minute
	stopPatience   = 5 * time.Second
)

// server sends by SMTP and keeps its connection for the next message.
type server struct {
	host     string
	port     int
	wrapped  bool // TLS from the beginning
	user     string
	password string
	tokens   *tokens // nil: a password is used, if there is a user
	tls      *tls.Config
	dial     func(ctx context.Context, network, address string) (net.Conn, error)

	client *gomail.Client
	line   *smtp.Client // nil: not connected
	conn   net.Conn     // below line
}

func newServer(o Options) (*server, error) {
	u, err := url.Parse(o.Server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("not the address of a mail server")
	}
	s := &server{host: u.Hostname(), wrapped: u.Scheme == "smtps", user: u.User.Username(), dial: (&net.Dialer{}).DialContext}
	s.password, _ = u.User.Password()
	s.port = map[bool]int{false: 587, true: 465}[s.wrapped]
	if u.Port() != "" {
		if s.port, err = strconv.Atoi(u.Port()); err != nil {
			return nil, fmt.Errorf("port of mail server: %w", err)
		}
	}
	if o.Token != (Token{}) {
		s.tokens = newTokens(o)
	}
	s.tls = &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12, InsecureSkipVerify: s.here()}
	return s, nil
}

// here says that the server is on this machine. Nobody sits in between, and its certificate is mostly one that nobody
// signed.
func (s *server) here() bool {
	ip, err := netip.ParseAddr(s.host)
	return s.host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// Send sends over the open connection, or a new one if there is none or the server has ended it.
func (s *server) Send(ctx context.Context, m Message) error {
	msg, err := m.compose()
	if err != nil {
		return err
	}
	if s.line != nil && (s.conn.SetDeadline(time.Now().Add(answerPatience)) != nil || s.line.Noop() != nil) {
		s.hangUp()
	}
	if s.line == nil {
		if err := s.connect(ctx); err != nil {
			return err
		}
	}
	line := s.conn // a deadline would not do: the library sets its own
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(stopPatience, func() { _ = line.Close() }) })
	defer stop()
	to := msg.GetTo()[0].Address
	s.line.SkipSMTPUTF8(isASCII(to)) // whoever it is passed on to may not know how to take it
	return s.outcome(msg, s.client.SendWithSMTPClient(s.line, msg))
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 127 }) < 0
}

// Rest says goodbye.
func (s *server) Rest() {
	if s.line != nil {
		_ = s.conn.SetDeadline(time.Now().Add(stopPatience))
		_ = s.line.Quit()
		s.hangUp()
	}
}

func (s *server) hangUp() {
	_ = s.line.Close()
	s.line, s.conn = nil, nil
}

func (s *server) connect(ctx context.Context) error {
	auth, secret := gomail.SMTPAuthNoAuth, s.password
	if s.user != "" {
		auth = gomail.SMTPAuthAutoDiscover
	}
	if s.tokens != nil {
		token, err := s.tokens.get(ctx)
		if err != nil {
			return fault(press.MailToken, 0, err)
		}
		auth, secret = gomail.SMTPAuthXOAUTH2, token
	}
	policy := gomail.TLSMandatory
	if s.here() {
		policy = gomail.TLSOpportunistic
	}
	stop := func() bool { return true }
	defer func() { stop() }()
	dial := func(within context.Context, network, address string) (net.Conn, error) {
		conn, err := s.open(within, network, address)
		if err == nil { // nothing of a mail has been said yet
			stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
		}
		return conn, err
	}
	client, err := gomail.NewClient(s.host, gomail.WithPort(s.port), gomail.WithTLSPolicy(policy), gomail.WithTLSConfig(s.tls),
		gomail.WithTimeout(answerPatience), gomail.WithSMTPAuth(auth), gomail.WithUsername(s.user), gomail.WithPassword(secret),
		gomail.WithoutNoop(), gomail.WithDialContextFunc(dial))
	if err != nil {
		return fault(press.MailAway, 0, err)
	}
	client.SetSSL(s.wrapped)
	line, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		if s.conn != nil {
			_ = s.conn.Close()
			s.conn = nil
		}
		return s.unconnected(err)
	}
	s.client, s.line = client, line
	return nil
}

// open connects, and keeps the connection below what speaks over it.
func (s *server) open(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := s.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if s.wrapped {
		wrapped := tls.Client(conn, s.tls)
		if err := wrapped.HandshakeContext(ctx); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		conn = wrapped
	}
	s.conn = conn
	return conn, nil
}

// unconnected says why there is no connection that would take a mail.
func (s *server) unconnected(err error) error {
	var said *textproto.Error
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var unsigned x509.UnknownAuthorityError
	switch {
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &unsigned), strings.Contains(err.Error(), "STARTTLS"):
		return fault(press.MailTLS, 0, err)
	case strings.Contains(err.Error(), "AUTH"):
		if s.tokens != nil {
			s.tokens.forget()
		}
		status := 0
		if errors.As(err, &said) {
			status = said.Code
		}
		return fault(press.MailLogin, status, err)
	case errors.As(err, &said):
		return fault(press.MailAway, said.Code, err)
	}
	return fault(press.MailAway, 0, err)
}

// outcome says what an attempt to send came to. What the server accepted is sent, whatever happened afterwards.
func (s *server) outcome(msg *gomail.Msg, err error) error {
	if err == nil {
		return nil
	}
	var sent *gomail.SendError
	status := 0
	if errors.As(err, &sent) {
		status = sent.ErrorCode()
	}
	if msg.IsDelivered() {
		return nil
	}
	return fault(s.code(sent, status), status, err)
}

func (s *server) code(e *gomail.SendError, status int) press.MailCode {
	switch {
	case status >= 400 && status < 500:
		return press.MailLater
	case status == 530 || status == 535:
		return press.MailLogin
	case e == nil:
		return press.MailAway
	}
	switch e.Reason {
	case gomail.ErrSMTPMailFrom, gomail.ErrGetSender:
		if status != 0 {
			return press.MailSender
		}
		return press.MailAway
	case gomail.ErrWriteContent, gomail.ErrSMTPDataClose:
		if status == 0 {
			return press.MailLost
		}
	case gomail.ErrConnCheck:
		return press.MailAway
	}
	if status == 0 {
		return press.MailAway
	}
	return press.MailRejected
}
