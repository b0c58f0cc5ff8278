package archive

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"

	"pressclip/internal/press"
)

// Subscriber is an address to which a digest goes or went.
type Subscriber struct {
	Digest  string
	Address string
	Ticket  string    // who knows it may unsubscribe the address
	LeftAt  time.Time // zero: it did not unsubscribe
}

// recipient returns the row of an address and whether it has unsubscribed; it makes the row where there is none.
func (c conn) recipient(ctx context.Context, digestID int64, address string) (id int64, left bool, err error) {
	address = plain(address)
	if _, err := c.exec(ctx, `INSERT INTO recipient (digest_id, address, ticket) VALUES (?, ?, ?) ON CONFLICT (digest_id, address) DO NOTHING`,
		digestID, address, rand.Text()); err != nil {
		return 0, false, err
	}
	err = c.one(ctx, `SELECT id, left_at IS NOT NULL FROM recipient WHERE digest_id = ? AND address = ?`, []any{digestID, address}, &id, &left)
	return id, left, err
}

const subscriberQuery = `SELECT d.name, r.address, r.ticket, r.left_at FROM recipient r JOIN digest d ON d.id = r.digest_id WHERE `

func scanSubscriber(rows *sql.Rows) (s Subscriber, err error) {
	var left sql.NullInt64
	err = rows.Scan(&s.Digest, &s.Address, &s.Ticket, &left)
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
		found, err := all(ctx, c, scanSubscriber, subscriberQuery+`r.ticket = ?`, ticket)
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
		set, err := c.exec(ctx, `UPDATE recipient SET left_at = coalesce(left_at, ?) WHERE ticket = ?`, a.now().UnixMilli(), ticket)
		if err == nil && set == 0 {
			err = notFound("recipient", "of this ticket")
		}
		if err != nil {
			return err
		}
		_, err = c.exec(ctx, `UPDATE delivery SET state = ?, next_try = NULL WHERE state = ? AND recipient_id IN (SELECT id FROM recipient WHERE ticket = ?)`,
			press.DeliveryLeft, press.DeliveryWaiting, ticket)
		return err
	})
}

// Return subscribes an address again that has left; the next issue goes to it. The error wraps press.ErrNotFound.
func (a *Archive) Return(ctx context.Context, ticket string) error {
	return a.write(ctx, "subscribe again", func(ctx context.Context, c conn) error {
		set, err := c.exec(ctx, `UPDATE recipient SET left_at = NULL WHERE ticket = ?`, ticket)
		if err == nil && set == 0 {
			err = notFound("recipient", "of this ticket")
		}
		return err
	})
}
