package digest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pressclip/internal/archive"
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
	until time.Time
	times int
}

// deliver sends what is due, of any issue or of one, until nothing is left. What is refused is recorded and no error.
func (k *Desk) deliver(ctx context.Context, issueID int64) error {
	k.sending.Lock()
	defer k.sending.Unlock()
	defer k.Sender.Rest()
	if issueID == 0 && k.Now().Before(k.quiet.until) {
		return nil
	}
	var last *Sheet // mails of one issue mostly follow each other
	for ctx.Err() == nil {
		d, ok, err := k.Archive.ClaimDelivery(ctx, issueID, leaseLength)
		if err != nil || !ok {
			return err
		}
		if last == nil || last.Issue.ID != d.IssueID {
			if last, err = k.sheetOf(ctx, d.IssueID); err != nil {
				return err
			}
		}
		fault, err := k.attempt(ctx, last, d)
		if err != nil {
			return err
		}
		if !k.goesOn(fault) {
			return nil
		}
	}
	return nil
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
	if fault == nil || !fault.Everybodys() {
		k.quiet = quiet{}
		return true
	}
	k.quiet.times++
	k.quiet.until = k.Now().Add(min(pause(k.quiet.times), longestPause/4))
	return false
}

// attempt sends one mail and records what came of it. The error says that it could not be recorded.
func (k *Desk) attempt(ctx context.Context, s *Sheet, d archive.Delivery) (*press.MailFault, error) {
	m, err := k.message(s, d)
	if err != nil {
		return nil, fmt.Errorf("write mail: %w", err)
	}
	still := k.keepAlive(ctx, d)
	err = k.Sender.Send(ctx, m)
	still()
	var fault *press.MailFault
	if err != nil && !errors.As(err, &fault) {
		fault = &press.MailFault{Code: press.MailAway, Detail: err.Error()}
	}
	last, done := context.WithTimeout(context.WithoutCancel(ctx), lastWrite)
	defer done()
	o := archive.Outcome{Fault: fault, Again: k.again(ctx, d, fault)}
	k.tell(s, d, o)
	if err := k.Archive.Settle(last, d, o); errors.Is(err, press.ErrStale) {
		k.Log.Warn("another process has taken this mail; it may arrive twice", "digest", s.Digest.Name, "to", d.Address)
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

func (k *Desk) tell(s *Sheet, d archive.Delivery, o archive.Outcome) {
	about := []any{"digest", s.Digest.Name, "to", d.Address}
	switch {
	case o.Fault == nil:
		k.Log.Info("mail sent", about...)
	case o.Again.IsZero():
		k.Log.Error("mail refused for good", append(about, "error", o.Fault)...)
	default:
		k.Log.Warn("mail not sent; it will be tried again", append(about, "error", o.Fault, "again", o.Again.In(k.Location).Format(time.RFC3339))...)
	}
}

// keepAlive extends the lease of a delivery until the returned function is called, which waits for the last beat.
func (k *Desk) keepAlive(ctx context.Context, d archive.Delivery) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(heartbeat)
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
