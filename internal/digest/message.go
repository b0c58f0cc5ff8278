package digest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/url"
	"strconv"
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

// body writes both forms of a mail.
func (k *Desk) body(m *mail.Message, s *Sheet) (err error) {
	reader := For{Leave: m.Unsubscribe}
	if reader.Leave == "" && m.Ask != "" {
		reader.Leave = askByMail(m.From, m.Ask)
	}
	if m.Text, err = k.Text(s, reader); err != nil {
		return err
	}
	m.HTML, err = k.HTML(s, reader)
	return err
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
