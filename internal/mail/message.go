package mail

import (
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"pressclip/internal/press"
)

// Message is a mail to one recipient.
type Message struct {
	ID      string // stable: a message that is sent once more by mistake is recognised by it
	Date    time.Time
	From    string // with or without a name, as people write addresses
	To      string
	Subject string
	Text    string
	HTML    string
	List    string // what the mail is one of, for filters: a name without spaces

	// Unsubscribe is an address at which a request unsubscribes the recipient without asking; empty: none.
	Unsubscribe string
	// Ask is the subject of a mail to the sender that asks for it; empty: none.
	Ask string
}

// Address reads an address and writes its domain as mail servers know it. The error says what is wrong with it.
func Address(s string) (*mail.Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return nil, err
	}
	at := strings.LastIndexByte(a.Address, '@')
	domain, err := idna.Lookup.ToASCII(a.Address[at+1:])
	if err != nil {
		return nil, fmt.Errorf("domain of %s: %w", s, err)
	}
	a.Address = a.Address[:at+1] + domain
	return a, nil
}

// Domain is that of an address, as mail servers know it; empty if it is none.
func Domain(address string) string {
	a, err := Address(address)
	if err != nil {
		return ""
	}
	return a.Address[strings.LastIndexByte(a.Address, '@')+1:]
}

// compose writes the message as it is sent.
func (m Message) compose() (*gomail.Msg, error) {
	from, err := Address(m.From)
	if err != nil {
		return nil, fault(press.MailSender, 0, err)
	}
	to, err := Address(m.To)
	if err != nil {
		return nil, fault(press.MailAddress, 0, err)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	msg.Subject(m.Subject)
	msg.SetMessageIDWithValue(m.ID)
	msg.SetDateWithValue(m.Date)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "OOF, AutoReply") // which Exchange heeds instead
	if m.List != "" {
		msg.SetGenHeaderPreformatted("List-Id", "<"+m.List+">")
	}
	if err := m.unsubscribe(msg, from.Address); err != nil {
		return nil, err
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

// unsubscribe sets the headers by which mail programs offer a button. One click is only for addresses that nobody can
// read on their way.
func (m Message) unsubscribe(msg *gomail.Msg, from string) error {
	var ways []string
	if m.Ask != "" {
		ways = append(ways, "mailto:"+from+"?subject="+url.PathEscape(m.Ask))
	}
	if strings.HasPrefix(m.Unsubscribe, "https:") {
		if err := msg.SetListUnsubscribeOneClick(m.Unsubscribe, ways...); err != nil {
			return fault(press.MailSender, 0, err)
		}
		return nil
	}
	if m.Unsubscribe != "" {
		ways = append([]string{m.Unsubscribe}, ways...)
	}
	if len(ways) > 0 {
		msg.SetListUnsubscribe(ways...)
	}
	return nil
}
