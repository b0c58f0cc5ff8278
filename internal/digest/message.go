package digest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/mail"
	"pressclip/internal/press"
)

// UnsubscribePath is where the page takes those who unsubscribe; their ticket follows.
const UnsubscribePath = "/unsubscribe/"

// message is a sheet as a mail to one recipient. Its number depends on nothing but the issue, the recipient and the
// copy, so that one that goes out once more by mistake is recognised as the same.
func (k *Desk) message(s *Sheet, d archive.Delivery) (mail.Message, error) {
	domain := mail.Domain(k.From)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d\n%s\n%d", s.Digest.Name, s.Issue.Due.UnixMilli(), d.Address, d.Copy))
	m := mail.Message{
		ID: fmt.Sprintf("%x@%s", sum[:16], domain), Date: s.Issue.ClosedAt.In(k.Location), From: k.From, To: d.Address,
		Subject: s.Subject(), List: "digest-" + strconv.FormatInt(s.Digest.ID, 10) + "." + domain,
		Ask: locale.Text(s.Digest.Language, "digest.leave.ask", s.Digest.Name),
	}
	// Behind a list, one reader must not unsubscribe all others with a click.
	if k.Leave != "" && !d.List {
		m.Unsubscribe = k.Leave + UnsubscribePath + d.Ticket
	}
	return m, k.body(&m, s)
}

// written is a sheet in both forms, with a place that each reader's way to unsubscribe takes.
type written struct{ place, text, html string }

// write writes a sheet once for all its readers: of what it takes to send an issue to many, this is the most.
func (k *Desk) write(s *Sheet) (w written, err error) {
	w.place = "https://" + rand.Text() + ".invalid/" // no text that was read anywhere holds this
	if w.text, err = k.Text(s, For{Leave: w.place}); err == nil {
		w.html, err = k.HTML(s, For{Leave: w.place})
	}
	return w, err
}

// body gives a mail both forms.
func (k *Desk) body(m *mail.Message, s *Sheet) (err error) {
	leave := m.Unsubscribe
	if leave == "" && m.Ask != "" {
		leave = askByMail(m.From, m.Ask)
	}
	if leave == "" { // nobody in particular reads it
		if m.Text, err = k.Text(s, For{}); err == nil {
			m.HTML, err = k.HTML(s, For{})
		}
		return err
	}
	if s.written.place == "" {
		if s.written, err = k.write(s); err != nil {
			return err
		}
	}
	said := leave
	if a, err := mail.Address(m.From); err == nil && m.Unsubscribe == "" {
		said = locale.Text(s.Digest.Language, "digest.leave.mail", a.Address)
	}
	m.Text = strings.Replace(s.written.text, s.written.place, said, 1)
	m.HTML = strings.Replace(s.written.html, s.written.place, html.EscapeString(leave), 1)
	return nil
}

// askByMail is an address that opens a mail to the sender.
func askByMail(from, subject string) string {
	a, err := mail.Address(from)
	if err != nil {
		return ""
	}
	return "mailto:" + a.Address + "?subject=" + url.PathEscape(subject)
}

// Test sends the issue that Compose finds to one address at once, marked as a test. It leaves no trace. The error is a
// *press.MailFault if the mail was not accepted.
func (k *Desk) Test(ctx context.Context, d press.Digest, at time.Time, to string) error {
	s, err := k.Compose(ctx, d, at)
	if err != nil {
		return err
	}
	now := k.Now()
	m := mail.Message{
		ID: fmt.Sprintf("test.%d@%s", now.UnixNano(), mail.Domain(k.From)), Date: now.In(k.Location), From: k.From, To: to,
		Subject: locale.Text(d.Language, "digest.subject.test", s.Subject()),
	}
	if err := k.body(&m, s); err != nil {
		return err
	}
	k.sending.Lock()
	defer k.sending.Unlock()
	defer k.Sender.Rest()
	return k.Sender.Send(ctx, m)
}
