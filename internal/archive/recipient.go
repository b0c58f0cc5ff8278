package archive

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"

	"pressclip/internal/press"
)

// Subscriber is an address to which a digest, or alerts of a project, go or went.
type Subscriber struct {
	Digest  string // empty: it is of alerts
	Project string // empty: it is of a digest
	Address string
	Ticket  string    // who knows it may unsubscribe the address
	LeftAt  time.Time // zero: it did not unsubscribe
}

// recipient returns the row of an address and whether it has unsubscribed; it makes the row where there is none.
func (c conn) recipient(ctx context.Context, digestID int64, address string) (id int64, left bool, err error) {
	return c.recipientOn(ctx, issueRail, digestID, address, false)
}

func (c conn) recipientOn(ctx context.Context, r rail, owner int64, address string, hook bool) (id int64, left bool, err error) {
	address = plain(address)
	columns, values, args := r.owner+`, address, ticket`, `?, ?, ?`, []any{owner, address, rand.Text()}
	if r.recipients == alertRail.recipients {
		columns, values, args = columns+`, hook`, values+`, ?`, append(args, hook)
	}
	if _, err := c.exec(ctx, `INSERT INTO `+r.recipients+` (`+columns+`) VALUES (`+values+`) ON CONFLICT (`+r.owner+`, address) DO NOTHING`, args...); err != nil {
		return 0, false, err
	}
	err = c.one(ctx, `SELECT id, left_at IS NOT NULL FROM `+r.recipients+` WHERE `+r.owner+` = ? AND address = ?`, []any{owner, address}, &id, &left)
	return id, left, err
}

// The two kinds of subscribers; a condition on r follows.
const (
	subscriberQuery = `SELECT d.name, '', r.address, r.ticket, r.left_at FROM recipient r JOIN digest d ON d.id = r.digest_id WHERE `
	listenerQuery   = `SELECT '', p.name, r.address, r.ticket, r.left_at FROM alert_recipient r JOIN project p ON p.id = r.project_id WHERE NOT r.hook AND `
)

func scanSubscriber(rows *sql.Rows) (s Subscriber, err error) {
	var left sql.NullInt64
	err = rows.Scan(&s.Digest, &s.Project, &s.Address, &s.Ticket, &left)
	s.LeftAt = timeOf(left)
	return s, err
}

// Subscribers are all addresses to which a digest ever went, in the order in which they came.
func (a *Archive) Subscribers(ctx context.Context, digestID int64) (list []Subscriber, err error) {
	err = a.read(ctx, "read recipients", func(ctx context.Context, c conn) error {
		list, err = all(ctx, c, scanSubscriber, subscriberQuery+`r.digest_id = ? ORDER BY r.id`, digestID)
		return err
	})
	return list, err
}

// Subscriber is who was given a ticket. The error wraps press.ErrNotFound.
func (a *Archive) Subscriber(ctx context.Context, ticket string) (s Subscriber, err error) {
	err = a.read(ctx, "read recipient", func(ctx context.Context, c conn) error {
		found, err := all(ctx, c, scanSubscriber, subscriberQuery+`r.ticket = ? UNION ALL `+listenerQuery+`r.ticket = ?`, ticket, ticket)
		if err == nil && len(found) == 0 {
			err = notFound("recipient", "of this ticket")
		}
		if err == nil {
			s = found[0]
		}
		return err
	})
	return s, err
}

// Leave unsubscribes the address that was given a ticket; what is still on its way to it is not sent. Leaving again
// changes nothing. The error wraps press.ErrNotFound.
func (a *Archive) Leave(ctx context.Context, ticket string) error {
	return a.write(ctx, "unsubscribe", func(ctx context.Context, c conn) error {
		return eitherRail(func(r rail) (int64, error) {
			set, err := c.exec(ctx, `UPDATE `+r.recipients+` SET left_at = coalesce(left_at, ?) WHERE ticket = ?`, a.now().UnixMilli(), ticket)
			if err != nil || set == 0 {
				return set, err
			}
			_, err = c.exec(ctx, `UPDATE `+r.deliveries+` SET state = ?, next_try = NULL WHERE state = ? AND recipient_id IN (SELECT id FROM `+r.recipients+` WHERE ticket = ?)`,
				press.DeliveryLeft, press.DeliveryWaiting, ticket)
			return set, err
		})
	})
}

// Return subscribes an address again that has left; the next issue or alert goes to it. The error wraps
// press.ErrNotFound.
func (a *Archive) Return(ctx context.Context, ticket string) error {
	return a.write(ctx, "subscribe again", func(ctx context.Context, c conn) error {
		return eitherRail(func(r rail) (int64, error) {
			return c.exec(ctx, `UPDATE `+r.recipients+` SET left_at = NULL WHERE ticket = ?`, ticket)
		})
	})
}

// eitherRail does to the recipient of a ticket what do does, on whichever rail it is found.
func eitherRail(do func(rail) (int64, error)) error {
	for _, r := range []rail{issueRail, alertRail} {
		if set, err := do(r); err != nil || set > 0 {
			return err
		}
	}
	return notFound("recipient", "of this ticket")
}
