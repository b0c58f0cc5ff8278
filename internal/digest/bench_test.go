package digest

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"pressclip/internal/archive"
	"pressclip/internal/mail"
	"pressclip/internal/press"
)

// swallow is a mail server that takes everything.
type swallow struct{}

func (swallow) NewSession(*smtp.Conn) (smtp.Session, error) { return swallow{}, nil }
func (swallow) Reset()                                      {}
func (swallow) Logout() error                               { return nil }
func (swallow) Mail(string, *smtp.MailOptions) error        { return nil }
func (swallow) Rcpt(string, *smtp.RcptOptions) error        { return nil }
func (swallow) Data(r io.Reader) error                      { _, err := io.Copy(io.Discard, r); return err }

// issueOf fills an archive with an issue of so many clippings to so many recipients.
func issueOf(b *testing.B, clippings, recipients int) (*Desk, press.Digest, time.Time) {
	w := &world{t: b, now: time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)}
	a, err := archive.Open(b.Context(), archive.Options{DSN: "sqlite:" + b.TempDir() + "/archive.db", Now: w.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = a.Close() })
	d := press.Digest{Name: "Woche", Schedule: "0 7 * * MON", Projects: []string{"Quartiere"}, Language: "de"}
	for n := range recipients {
		d.To = append(d.To, press.Recipient{Address: fmt.Sprintf("a%d@example.org", n)})
	}
	k := &Desk{Archive: a, From: "presse@example.org", Location: time.UTC, Words: 30, Leave: "https://presse.example.org", Now: w.Now, Log: slog.New(slog.DiscardHandler)}
	w.Desk = k
	list := press.Watchlist{Digests: []press.Digest{d}, Projects: []press.Project{{Name: "Quartiere", Keywords: []string{"Quartier*"}}}}
	for _, name := range []string{"Elbblatt", "Hafenbote"} {
		list.Outlets = append(list.Outlets, press.Outlet{Name: name, URL: "https://" + strings.ToLower(name[:2]) + ".example/"})
	}
	if err := a.SyncFile(b.Context(), list); err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("Ein Satz, in dem von ganz anderem die Rede ist, und noch einer. ", 60) + "Dann geht es um das Quartier am Hafen, das wachsen soll, und um die Leute, die dort wohnen."
	for n := range clippings {
		if w.file(list.Outlets[n%2].Name, fmt.Sprintf("Eine Überschrift von gewöhnlicher Länge mit der Nummer %d", n), text, "Quartiere") == 0 {
			b.Fatal("nothing was filed")
		}
	}
	digests, err := a.Digests(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return k, digests[0], w.Now().AddDate(0, 0, 7)
}

// BenchmarkSend composes and delivers an issue of 200 clippings to 500 recipients, by SMTP on loopback.
func BenchmarkSend(b *testing.B) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	s := smtp.NewServer(swallow{})
	s.ErrorLog = log.New(io.Discard, "", 0)
	go func() { _ = s.Serve(l) }()
	b.Cleanup(func() { _ = s.Close() })
	for b.Loop() {
		b.StopTimer()
		k, d, at := issueOf(b, 200, 500)
		way, err := mail.Open(mail.Options{Server: "smtp://" + l.Addr().String()})
		if err != nil {
			b.Fatal(err)
		}
		k.Sender = way
		b.StartTimer()
		deliveries, err := k.Send(context.Background(), d, at)
		if err != nil || len(deliveries) != 500 || deliveries[499].State != press.DeliverySent {
			b.Fatalf("%d deliveries, %v", len(deliveries), err)
		}
	}
}

// BenchmarkCompose composes an issue of 200 clippings.
func BenchmarkCompose(b *testing.B) {
	k, d, at := issueOf(b, 200, 1)
	b.ResetTimer()
	for b.Loop() {
		if s, err := k.Compose(context.Background(), d, at); err != nil || s.Total != 200 {
			b.Fatal(s, err)
		}
	}
}

// BenchmarkHTML writes the HTML form of an issue of 200 clippings.
func BenchmarkHTML(b *testing.B) {
	k, d, at := issueOf(b, 200, 1)
	s, err := k.Compose(context.Background(), d, at)
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for b.Loop() {
		html, err := k.HTML(s, For{})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(html)))
	}
}
