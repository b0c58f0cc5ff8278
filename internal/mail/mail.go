// Package mail takes one message to one recipient: to an SMTP server, or into a folder. It never decides who gets what,
// never tries again by itself, and opens no mail of anybody.
package mail

import (
	"context"
	"net/http"
	"strings"
	"time"

	"pressclip/internal/press"
)

// Options say how mail leaves.
type Options struct {
	Server string // smtp://…, smtps://… with user and password, or folder:DIR
	Token  Token  // instead of a password
	Client *http.Client
	Now    func() time.Time
}

// Token says where a token for the server is to be had, by client credentials. The zero Token is none.
type Token struct {
	URL, ClientID, ClientSecret, Scope string
}

// Way takes messages one after the other. It may be used by one goroutine at a time.
type Way interface {
	// Send returns nil once the message was accepted. The error is a *press.MailFault.
	Send(ctx context.Context, m Message) error
	// Rest ends what Send keeps open for the next message. Send may be called again.
	Rest()
}

// Open returns the way that the options name, nil if they name none. Nothing is connected before the first message. The
// error is that of an address that is none.
func Open(o Options) (Way, error) {
	if o.Server == "" {
		return nil, nil
	}
	if dir, ok := strings.CutPrefix(o.Server, "folder:"); ok {
		return Folder(dir), nil
	}
	return newServer(o)
}

// fault makes the error of Send.
func fault(code press.MailCode, status int, err error) error {
	said, _, _ := strings.Cut(err.Error(), ", affected ") // recipient and number, which we know
	return &press.MailFault{Code: code, Status: status, Detail: oneLine(said)}
}

// oneLine bounds what a server says.
func oneLine(s string) string {
	const most = 500
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
