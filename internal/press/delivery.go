package press

import "fmt"

// DeliveryState says how far a mail, or a request to a webhook, is on its way to one recipient.
type DeliveryState string

// The states of deliveries.
const (
	DeliveryWaiting DeliveryState = "waiting" // to be tried, for the first time or again
	DeliverySent    DeliveryState = "sent"    // the mail server has accepted it
	DeliveryFailed  DeliveryState = "failed"  // refused for good, or tried for too long
	DeliveryLeft    DeliveryState = "left"    // the recipient unsubscribed before it was sent
	DeliveryVoid    DeliveryState = "void"    // nothing was left to be said when it was to be sent
)

// MailCode names why a mail was not accepted. The words for people are in internal/locale under "mail.CODE".
type MailCode string

// The faults of mails.
const (
	MailAway     MailCode = "away"     // the server cannot be reached
	MailTLS      MailCode = "tls"      // the connection cannot be encrypted
	MailLogin    MailCode = "login"    // the server does not take the password or token
	MailToken    MailCode = "token"    // no token can be had for the server
	MailSender   MailCode = "sender"   // the server does not take mail from this sender
	MailLater    MailCode = "later"    // the server asks to come back later
	MailRejected MailCode = "rejected" // the server refuses this mail or this recipient for good
	MailLost     MailCode = "lost"     // the connection ended before the server had answered; it may have accepted the mail
	MailAddress  MailCode = "address"  // not an address that mail can go to
	MailFolder   MailCode = "folder"   // the folder cannot be written

	HookAway    MailCode = "hook_away"    // the webhook cannot be reached, or has not answered in time
	HookLater   MailCode = "hook_later"   // the webhook asks to come back later, or is broken
	HookRefused MailCode = "hook_refused" // the webhook refuses what was sent, or sends it elsewhere
	HookGone    MailCode = "hook_gone"    // the webhook is no longer configured
)

// MailFault is why a mail, or a request to a webhook, was not accepted.
type MailFault struct {
	Code   MailCode `json:"code"`
	Status int      `json:"status,omitempty"` // of SMTP; of HTTP, for webhooks
	Detail string   `json:"detail,omitempty"` // what the server said, or the technical reason
}

// Error says it in English, for logs.
func (f *MailFault) Error() string {
	s := string(f.Code)
	if f.Status != 0 {
		s = fmt.Sprintf("%s %d", s, f.Status)
	}
	if f.Detail != "" {
		s += ": " + f.Detail
	}
	return s
}

// Passing says whether trying again later can help.
func (f *MailFault) Passing() bool {
	switch f.Code {
	case MailRejected, MailAddress, HookRefused, HookGone:
		return false
	}
	return true
}

// Everybodys says that the fault is not of this mail: the next one would fail in the same way.
func (f *MailFault) Everybodys() bool {
	switch f.Code {
	case MailAway, MailTLS, MailLogin, MailToken, MailSender, MailFolder:
		return true
	}
	return false
}
