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
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%d\n%s\n%d", s.Digest.ID, s.Issue.Due.UnixMilli(), d.Address, d.Copy))
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

// written is a letter in both forms, with a place that each reader's way to unsubscribe takes.
type written struct{ place, text, html string }

// writing writes a letter to a reader in both forms.
type writing func(For) (text, html string, err error)

func (k *Desk) writing(s *Sheet) writing {
	return func(reader For) (text, html string, err error) { return k.letter(s, reader).both() }
}

// body gives a mail of a sheet both forms.
func (k *Desk) body(m *mail.Message, s *Sheet) error {
	return s.written.fill(m, s.Digest.Language, k.writing(s))
}

// fill gives a mail both forms. A letter is written once for all its readers: of what it takes to send it to many, this
// is the most.
func (w *written) fill(m *mail.Message, language string, write writing) (err error) {
	leave := m.Unsubscribe
	if leave == "" && m.Ask != "" {
		leave = askByMail(m.From, m.Ask)
	}
	if leave == "" { // nobody in particular reads it
		m.Text, m.HTML, err = write(For{})
		return err
	}
	if w.place == "" {
		place := "https://" + rand.Text() + ".invalid/" // no text that was read anywhere holds this
		if w.text, w.html, err = write(For{Leave: place}); err != nil {
			return err
		}
		w.place = place
	}
	said := leave
	if a, err := mail.Address(m.From); err == nil && m.Unsubscribe == "" {
		said = locale.Text(language, "digest.leave.mail", a.Address)
	}
	m.Text = strings.Replace(w.text, w.place, said, 1)
	m.HTML = strings.Replace(w.html, w.place, html.EscapeString(leave), 1)
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
	defer k.rest()
	return k.mailing(m)(ctx)
}
