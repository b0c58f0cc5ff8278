package digest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/mail"
	"pressclip/internal/press"
)

// A delivery belongs to whoever is sending it for as long as their heart beats; after kill -9 another takes it when the
// lease has run out. In one window nobody can know whether a mail was accepted: after all of it was sent and before the
// answer of the server was recorded. Then it is sent once more, under the same number, for nobody is to get none.
const (
	leaseLength = 10 * time.Second
	heartbeat   = leaseLength / 4
	lastWrite   = 10 * time.Second // for recording what came of an attempt, though we are asked to stop
)

// How long mail that was not accepted waits: at first, at most, and how often it is tried. What fails for everybody is
// tried for as long as it takes.
const (
	firstPause   = time.Minute
	longestPause = time.Hour
	mostAttempts = 125 // about five days
)

// pause is how long to wait after so many attempts.
func pause(attempts int) time.Duration {
	d := firstPause
	for range attempts - 1 {
		if d *= 2; d >= longestPause {
			return longestPause
		}
	}
	return d
}

// quiet keeps everybody's mails from failing one after the other for the same reason.
type quiet struct {
	mu    sync.Mutex
	until time.Time
	times int
}

func (q *quiet) ends() time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.until
}

// line is deliveries of one kind, which go one after the other.
type line struct {
	mail  bool // they take the mail server
	now   bool // somebody waits for it: what has just failed for everybody is tried all the same
	claim func(context.Context) (archive.Delivery, bool, error)
	ready func(context.Context, archive.Delivery) (errand, error)
}

// errand is what is to be done for one recipient.
type errand struct {
	about []any                       // what it is, for the log
	send  func(context.Context) error // nil: nothing is left to be said
}

// deliver sends the issues, or the issue, that are due.
func (k *Desk) deliver(ctx context.Context, issueID int64) error {
	var last *Sheet // mails of one issue mostly follow each other
	return k.work(ctx, line{
		mail: true, now: issueID != 0,
		claim: func(ctx context.Context) (archive.Delivery, bool, error) {
			return k.Archive.ClaimDelivery(ctx, issueID, leaseLength)
		},
		ready: func(ctx context.Context, d archive.Delivery) (e errand, err error) {
			if last == nil || last.Issue.ID != d.IssueID {
				if last, err = k.sheetOf(ctx, d.IssueID); err != nil {
					return e, err
				}
			}
			m, err := k.message(last, d)
			return errand{[]any{"digest", last.Digest.Name, "to", d.Address}, k.mailing(m)}, err
		},
	})
}

// mailing hands a mail to the sender, which takes one at a time.
func (k *Desk) mailing(m mail.Message) func(context.Context) error {
	return func(ctx context.Context) error {
		k.sending.Lock()
		defer k.sending.Unlock()
		return k.Sender.Send(ctx, m)
	}
}

// work does what is due of a line until nothing is left. What is refused is recorded and no error.
func (k *Desk) work(ctx context.Context, l line) error {
	if l.mail {
		defer k.rest()
	}
	for ctx.Err() == nil {
		if l.mail && !l.now && k.Now().Before(k.quiet.ends()) {
			return nil
		}
		d, ok, err := l.claim(ctx)
		if err != nil || !ok {
			return err
		}
		e, err := l.ready(ctx, d)
		if err != nil {
			return fmt.Errorf("write to %s: %w", d.Address, err)
		}
		fault, err := k.attempt(ctx, e, d)
		if err != nil {
			return err
		}
		if l.mail && !k.goesOn(fault) {
			return nil
		}
	}
	return nil
}

func (k *Desk) rest() {
	k.sending.Lock()
	defer k.sending.Unlock()
	k.Sender.Rest()
}

func (k *Desk) sheetOf(ctx context.Context, issueID int64) (*Sheet, error) {
	d, i, err := k.Archive.IssueByID(ctx, issueID)
	if err != nil {
		return nil, err
	}
	return k.sheet(ctx, d, i)
}

// goesOn says whether the next mail is worth a try after this one.
func (k *Desk) goesOn(fault *press.MailFault) bool {
	k.quiet.mu.Lock()
	defer k.quiet.mu.Unlock()
	if fault == nil || !fault.Everybodys() {
		k.quiet.until, k.quiet.times = time.Time{}, 0
		return true
	}
	k.quiet.times++
	k.quiet.until = k.Now().Add(min(pause(k.quiet.times), longestPause/4))
	return false
}

// attempt does one errand and records what came of it. The error says that it could not be recorded.
func (k *Desk) attempt(ctx context.Context, e errand, d archive.Delivery) (*press.MailFault, error) {
	var err error
	if e.send != nil {
		still := k.keepAlive(ctx, d)
		err = e.send(ctx)
		still()
	}
	var fault *press.MailFault
	if err != nil && !errors.As(err, &fault) {
		fault = &press.MailFault{Code: press.MailAway, Detail: err.Error()}
	}
	last, done := context.WithTimeout(context.WithoutCancel(ctx), lastWrite)
	defer done()
	o := archive.Outcome{Fault: fault, Again: k.again(ctx, d, fault), Void: e.send == nil}
	k.tell(e, o)
	if err := k.Archive.Settle(last, d, o); errors.Is(err, press.ErrStale) {
		k.Log.Warn("another process has taken this; it may arrive twice", e.about...)
		return fault, nil
	} else if err != nil {
		return fault, err
	}
	return fault, nil
}

// again is when a mail is to be tried again; zero: never.
func (k *Desk) again(ctx context.Context, d archive.Delivery, fault *press.MailFault) time.Time {
	switch {
	case fault == nil || !fault.Passing():
		return time.Time{}
	case ctx.Err() != nil: // it was us who stopped
		return k.Now()
	case d.Attempts >= mostAttempts && !fault.Everybodys():
		return time.Time{}
	}
	return k.Now().Add(pause(d.Attempts))
}

func (k *Desk) tell(e errand, o archive.Outcome) {
	switch {
	case o.Void:
		k.Log.Info("not sent: nothing is left to be said", e.about...)
	case o.Fault == nil:
		k.Log.Info("sent", e.about...)
	case o.Again.IsZero():
		k.Log.Error("refused for good", append(e.about, "error", o.Fault)...)
	default:
		k.Log.Warn("not sent; it will be tried again", append(e.about, "error", o.Fault, "again", o.Again.In(k.Location).Format(time.RFC3339))...)
	}
}

// keepAlive extends the lease of a delivery until the returned function is called, which waits for the last beat.
func (k *Desk) keepAlive(ctx context.Context, d archive.Delivery) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(cmp.Or(k.beat, heartbeat))
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if err := k.Archive.ExtendDelivery(ctx, d, leaseLength); err != nil && ctx.Err() == nil {
					k.Log.Warn("lease of a mail cannot be extended", "to", d.Address, "error", err)
				}
			}
		}
	}()
	return func() { cancel(); <-ended }
}
