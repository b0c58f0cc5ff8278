// Package webhook tells an address that something happened: one signed request for one event. It never follows a
// redirect, never tries again by itself, and never decides who is told what.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/press"
)

// The forms in which webhooks want to be told.
const (
	JSON  = "json"
	Slack = "slack"
)

// Hook is an address that is told about events. The operator has named it, so it may lie in a private network.
type Hook struct {
	URL    string
	Secret string // signs what is sent; empty: it is not signed
	Format string // JSON or Slack
}

// Name is what a hook is called where others read it: its host, and a few letters that tell it from others there. Its
// address is not in it, for with many services whoever knows that may write.
func (h Hook) Name() string {
	sum := sha256.Sum256([]byte(h.URL))
	u, err := url.Parse(h.URL)
	if err != nil {
		return "webhook " + hex.EncodeToString(sum[:4])
	}
	return u.Host + " #" + hex.EncodeToString(sum[:4])
}

// The headers of a request, as https://www.standardwebhooks.com names them.
const (
	HeaderID        = "Webhook-Id"        // of the event: one that comes twice comes with the same
	HeaderTime      = "Webhook-Timestamp" // when the request was sent, in seconds since 1970
	HeaderSignature = "Webhook-Signature" // v1, and the signature in Base64
)

// Bounds of a request: how long an answer may take, and how much of it is read.
const (
	answerPatience = 15 * time.Second
	mostOfAnswer   = 2000
)

// Client sends requests. It may be used by several goroutines.
type Client struct {
	UserAgent string
	Now       func() time.Time
	http      *http.Client
}

// New makes a client.
func New(userAgent string, now func() time.Time) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	return &Client{UserAgent: userAgent, Now: now, http: &http.Client{
		Transport: transport, Timeout: answerPatience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Rest closes what is kept open for the next request. Send may be called again.
func (c *Client) Rest() { c.http.CloseIdleConnections() }

// Send tells a hook about the event of this ID and returns nil once it was taken. The error is a *press.MailFault. One
// that is cut off by ctx may have been taken.
func (c *Client) Send(ctx context.Context, h Hook, id string, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		return &press.MailFault{Code: press.HookRefused, Detail: h.without(err)}
	}
	stamp := strconv.FormatInt(c.Now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", c.UserAgent)
	r.Header.Set(HeaderID, id)
	r.Header.Set(HeaderTime, stamp)
	if h.Secret != "" {
		r.Header.Set(HeaderSignature, Sign(h.Secret, id, stamp, body))
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return &press.MailFault{Code: press.HookAway, Detail: h.without(err)}
	}
	defer answer.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(answer.Body, mostOfAnswer)) // only to be quoted
	return judge(answer.StatusCode, string(said))
}

// judge says what an answer means.
func judge(status int, said string) error {
	if status >= 200 && status < 300 {
		return nil
	}
	f := &press.MailFault{Code: press.HookRefused, Status: status, Detail: strings.TrimSpace(fmt.Sprintf("HTTP %d %s", status, oneLine(said)))}
	if status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status >= 500 {
		f.Code = press.HookLater
	}
	return f
}

// without is what went wrong, without the address.
func (h Hook) without(err error) string {
	var e *url.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	return strings.ReplaceAll(oneLine(err.Error()), h.URL, h.Name())
}

func oneLine(s string) string {
	const most = 300
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}

// Sign is the signature of a request: HMAC-SHA-256 over its ID, its time and its body, with a point in between. A secret
// that begins with whsec_ is Base64, as that standard writes them; any other is taken as it stands.
func Sign(secret, id, stamp string, body []byte) string {
	key := []byte(secret)
	if coded, ok := strings.CutPrefix(secret, "whsec_"); ok {
		if plain, err := base64.StdEncoding.DecodeString(coded); err == nil {
			key = plain
		}
	}
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%s.", id, stamp) // a hash takes everything
	_, _ = mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
