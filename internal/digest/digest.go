// Package digest makes issues of what qualified in a period and alerts of what was just filed, writes them as mails and
// as events for webhooks, and sees to it that every recipient gets each of them, once. It never files or judges
// anything, and never decides how mail travels.
package digest

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/mail"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
	"pressclip/internal/webhook"
)

// Sender takes mails one after the other; mail.Way is one. The error of Send is a *press.MailFault. Rest ends what Send
// keeps open for the next.
type Sender interface {
	Send(ctx context.Context, m mail.Message) error
	Rest()
}

// Desk is where digests are made. Its fields are set once; it may then be used by several goroutines. Several desks, of
// several processes, may share an archive.
type Desk struct {
	Archive  *archive.Archive
	Sender   Sender         // nil: no mail is set up, and no issue is closed that would have to be sent
	From     string         // of the mails
	Location *time.Location // of schedules and dates
	Words    int            // of a clipping, shown where the rights are an extract
	Pages    string         // address of the page, without a slash, where those who get mail can read it; empty: they cannot
	Leave    string         // address of the page at which one can unsubscribe; empty: there is none
	Now      func() time.Time
	Log      *slog.Logger
	Language string          // of alerts
	Hooks    []webhook.Hook  // which are told what projects tell at once
	Web      *webhook.Client // that tells them; nil: none is told
	Knock    *schedule.Knock // wakes Run: an issue was closed, or a mail is to be sent again; may be nil

	sending sync.Mutex    // held while the sender is used
	beat    time.Duration // between two beats while something is being sent; heartbeat, if zero
	quiet   quiet
}

// TimeError says that the schedule of a digest has no time at or before the one that was asked for.
type TimeError struct {
	Digest string
	At     time.Time
}

// Error says it in English, for logs.
func (e *TimeError) Error() string {
	return "digest " + e.Digest + " has no time before " + e.At.Format(time.RFC3339)
}

// period is that of the last time of the schedule at or before at.
func (k *Desk) period(d press.Digest, line string, at time.Time) (archive.Period, error) {
	s, err := schedule.Parse(line, k.Location)
	if err != nil {
		return archive.Period{}, err
	}
	due, ok := s.Last(at)
	if !ok {
		return archive.Period{}, &TimeError{d.Name, at}
	}
	before, ok := s.Last(due.Add(-time.Second))
	if !ok {
		before = due.AddDate(0, 0, -7)
	}
	return archive.Period{Due: due, Before: before}, nil
}

// Compose is the issue of a digest that belongs to the last time of its schedule at or before at: the one that was
// closed, or else what would be sent now. Nothing is closed or sent. The error is a *TimeError if there is no such time.
func (k *Desk) Compose(ctx context.Context, d press.Digest, at time.Time) (*Sheet, error) {
	p, err := k.period(d, d.Schedule, at)
	if err != nil {
		return nil, err
	}
	i, err := k.Archive.Issue(ctx, d, p)
	if err != nil {
		return nil, err
	}
	return k.sheet(ctx, d, i)
}
