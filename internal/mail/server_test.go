package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"pressclip/internal/press"
)

// sample is a message with everything that is hard to carry.
func sample(to string) Message {
	return Message{
		ID: "issue.1.abc@example.org", Date: time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC),
		From: "Pressespiegel Süd <presse@example.org>", To: to, Subject: "Wochenüberblick: 7 neue Clippings – „Süd“ & mehr",
		Text: "Grüße aus dem Süden\n.\nEin Punkt allein auf einer Zeile.\n", HTML: "<p>Grüße aus dem <b>Süden</b></p>", List: "digest-1.example.org",
		Unsubscribe: "https://presse.example.org/unsubscribe/abc", Ask: "Wochenüberblick abbestellen",
	}
}

// way is a way to the office under the name that its certificate is for.
func (o *office) way(t *testing.T, options Options) *server {
	t.Helper()
	s, err := newServer(options)
	if err != nil {
		t.Fatal(err)
	}
	s.tls.RootCAs = o.roots
	s.dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, o.address)
	}
	t.Cleanup(s.Rest)
	return s
}

// wantFault says that an error is this fault.
func wantFault(t *testing.T, err error, code press.MailCode, status int) {
	t.Helper()
	var f *press.MailFault
	if !errors.As(err, &f) || f.Code != code || f.Status != status {
		t.Errorf("error is %v, want %s %d", err, code, status)
	}
}

func (o *office) wantMails(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, m := range o.mails() {
		got = append(got, strings.Join(m.To, "+"))
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("accepted were %v, want %v", got, want)
	}
}

// STARTTLS, password and headers, with the connection kept for the second mail.
func TestSend(t *testing.T) {
	o := newOffice(t, nil)
	w := o.way(t, Options{Server: "smtp://eva%40example.org:geheim@" + host})
	for _, to := range []string{"Käthe Müller <kaethe@bücher.example>", "ali@example.org"} {
		if err := w.Send(t.Context(), sample(to)); err != nil {
			t.Fatal(err)
		}
	}
	o.wantMails(t, "kaethe@xn--bcher-kva.example", "ali@example.org")
	if o.lines != 2 || len(o.logins) != 1 || o.logins[0] != "eva@example.org geheim" { // a session before TLS, one after
		t.Errorf("%d sessions, logged in as %v", o.lines, o.logins)
	}
	m := parsed(t, o.mails()[0].Text)
	for name, want := range map[string]string{
		"Message-Id": "<issue.1.abc@example.org>", "Auto-Submitted": "auto-generated", "List-Id": "<digest-1.example.org>",
		"List-Unsubscribe":      "<https://presse.example.org/unsubscribe/abc>, <mailto:presse@example.org?subject=Wochen%C3%BCberblick%20abbestellen>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Date": "Mon, 23 Nov 2026 06:00:00 +0000",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if strings.Contains(string(o.mails()[0].Text), "ali@") {
		t.Error("one sees the other")
	}
}

// smtps is encrypted from the beginning.
func TestSendWrapped(t *testing.T) {
	o := newOffice(t, nil)
	plain := o.address
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := smtp.NewServer(o)
	s.TLSConfig, o.roots = certificate(t)
	o.address = l.Addr().String()
	go func() { _ = s.Serve(tls.NewListener(l, s.TLSConfig)) }()
	t.Cleanup(func() { _ = s.Close() })
	if err := o.way(t, Options{Server: "smtps://" + host}).Send(t.Context(), sample("eva@example.org")); err != nil {
		t.Fatal(err)
	}
	o.wantMails(t, "eva@example.org")
	o.address = plain
	wantFault(t, o.way(t, Options{Server: "smtps://" + host}).Send(t.Context(), sample("eva@example.org")), press.MailTLS, 0)
}

// Nothing leaves unencrypted, or to somebody else, unless the server is on this machine.
func TestSendOnlyEncrypted(t *testing.T) {
	open := newOffice(t, func(s *smtp.Server) { s.TLSConfig, s.AllowInsecureAuth = nil, true })
	wantFault(t, open.way(t, Options{Server: "smtp://" + host}).Send(t.Context(), sample("eva@example.org")), press.MailTLS, 0)
	o := newOffice(t, nil)
	w := o.way(t, Options{Server: "smtp://" + host})
	w.tls.RootCAs = nil
	wantFault(t, w.Send(t.Context(), sample("eva@example.org")), press.MailTLS, 0)
	w = o.way(t, Options{Server: "smtp://anderer.example"})
	wantFault(t, w.Send(t.Context(), sample("eva@example.org")), press.MailTLS, 0)
	open.wantMails(t)
	o.wantMails(t)
	for _, here := range []*office{open, o} {
		w, err := newServer(Options{Server: "smtp://" + here.address})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Send(t.Context(), sample("eva@example.org")); err != nil {
			t.Error(err)
		}
		w.Rest()
		here.wantMails(t, "eva@example.org")
	}
}

func TestSendIsRefused(t *testing.T) {
	o := newOffice(t, nil)
	grey := map[string]int{}
	o.rcpt = func(to string) error {
		switch name, _, _ := strings.Cut(to, "@"); name {
		case "weg":
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "Diese Adresse gibt es nicht"}
		case "grau":
			if grey[to]++; grey[to] == 1 {
				return &smtp.SMTPError{Code: 451, Message: "kommen Sie wieder"}
			}
		}
		return nil
	}
	o.data = func(to string) error {
		switch name, _, _ := strings.Cut(to, "@"); name {
		case "werbung":
			return &smtp.SMTPError{Code: 554, Message: "das ist Werbung"}
		case "voll":
			return &smtp.SMTPError{Code: 452, Message: "kein Platz"}
		case "abgerissen":
			return errHangUp
		}
		return nil
	}
	w := o.way(t, Options{Server: "smtp://" + host})
	for _, c := range []struct {
		to     string
		code   press.MailCode
		status int
	}{
		{"weg", press.MailRejected, 550}, {"grau", press.MailLater, 451}, {"grau", "", 0}, {"werbung", press.MailRejected, 554},
		{"voll", press.MailLater, 452}, {"abgerissen", press.MailLost, 0}, {"eva", "", 0},
	} {
		err := w.Send(t.Context(), sample(c.to+"@example.org"))
		if c.code == "" && err != nil {
			t.Errorf("%s: %v", c.to, err)
		} else if c.code != "" {
			wantFault(t, err, c.code, c.status)
		}
	}
	o.wantMails(t, "grau@example.org", "eva@example.org")
	var f *press.MailFault
	if err := w.Send(t.Context(), sample("weg@example.org")); !errors.As(err, &f) || !strings.HasSuffix(f.Detail, `Diese Adresse gibt es nicht"`) {
		t.Errorf("what the server said is not told: %v", err)
	}
	wantFault(t, w.Send(t.Context(), sample("kein Name")), press.MailAddress, 0)
}

func TestSendWithoutServer(t *testing.T) {
	o := newOffice(t, nil)
	o.from = func(string) error { return &smtp.SMTPError{Code: 553, Message: "Sie nicht"} }
	wantFault(t, o.way(t, Options{Server: "smtp://" + host}).Send(t.Context(), sample("eva@example.org")), press.MailSender, 553)
	wantFault(t, o.way(t, Options{Server: "smtp://eva:falsch@" + host}).Send(t.Context(), sample("eva@example.org")), press.MailLogin, 535)
	o.address = "127.0.0.1:1"
	wantFault(t, o.way(t, Options{Server: "smtp://" + host}).Send(t.Context(), sample("eva@example.org")), press.MailAway, 0)
}

// A server that ends idle connections, or goes away and comes back, is connected to anew.
func TestSendReconnects(t *testing.T) {
	o := newOffice(t, nil)
	w := o.way(t, Options{Server: "smtp://" + host})
	for range 3 {
		if err := w.Send(t.Context(), sample("eva@example.org")); err != nil {
			t.Fatal(err)
		}
		_ = w.conn.Close()
	}
	o.wantMails(t, "eva@example.org", "eva@example.org", "eva@example.org")
}

// A server that says nothing does not keep us from stopping.
func TestSendStops(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	w, err := newServer(Options{Server: "smtp://" + l.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Send(ctx, sample("eva@example.org")) }()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	stop()
	wantFault(t, <-ended, press.MailAway, 0)
}

// Tokens are asked for when they are needed, kept while they hold, and asked for anew when the server refuses one.
func TestSendWithToken(t *testing.T) {
	asked := 0
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.FormValue("grant_type") != "client_credentials" || r.FormValue("client_id") != "pressclip" || r.FormValue("client_secret") != "geheim" || r.FormValue("scope") != "smtp" {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"error":"invalid_client","error_description":"unbekannt"}`)
			return
		}
		name := "gut"
		if asked == 1 {
			name = "falsch"
		}
		fmt.Fprintf(w, `{"access_token":"%s%d","expires_in":3600,"token_type":"Bearer"}`, name, asked)
	}))
	defer tokens.Close()
	now := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	o := newOffice(t, nil)
	options := Options{
		Server: "smtp://eva%40example.org@" + host, Now: func() time.Time { return now },
		Token: Token{URL: tokens.URL, ClientID: "pressclip", ClientSecret: "geheim", Scope: "smtp"},
	}
	w := o.way(t, options)
	send := func() error { defer w.Rest(); return w.Send(t.Context(), sample("eva@example.org")) }
	wantFault(t, send(), press.MailLogin, 535)
	for range 2 {
		if err := send(); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(time.Hour)
	if err := send(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(o.logins, " "); asked != 3 || !strings.HasSuffix(got, "user=eva@example.org|auth=Bearer gut2|| user=eva@example.org|auth=Bearer gut2|| user=eva@example.org|auth=Bearer gut3||") {
		t.Errorf("asked %d times, logged in with %s", asked, got)
	}
	options.Token.ClientSecret = "anders"
	w = o.way(t, options)
	wantFault(t, send(), press.MailToken, 0)
}
