package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"pressclip/internal/press"
)

// Delivery is an issue, or an alert, on its way to one recipient.
type Delivery struct {
	ID       int64
	IssueID  int64  // 0: it is of an alert
	AlertID  int64  // 0: it is of an issue
	Address  string // of a webhook, its name
	Hook     bool   // it goes to a webhook
	List     bool   // several people read behind the address
	Ticket   string // with which the recipient can unsubscribe
	State    press.DeliveryState
	Copy     int // from 1; grows when somebody has it sent once more
	Attempts int // of this copy, the one under way included
	NextTry  time.Time
	TriedAt  time.Time // end of the last attempt
	SentAt   time.Time
	Fault    *press.MailFault // of the last attempt, if it failed

	token int64
}

// rail is the tables on which deliveries of one kind run; they have the same columns.
type rail struct {
	deliveries, recipients string
	bundle                 string // column: what is delivered
	owner                  string // column: what the recipients are of
	columns                string // of both that the other kind lacks
	open                   string // of h: it can be tried
}

var (
	issueRail = rail{
		deliveries: "delivery", recipients: "recipient", bundle: "issue_id", owner: "digest_id", columns: `h.issue_id, 0, FALSE`,
		// Those of digests that are still sent.
		open: `h.next_try IS NOT NULL AND NOT EXISTS (SELECT 1 FROM issue i JOIN digest d ON d.id = i.digest_id
			WHERE i.id = h.issue_id AND d.removed_at IS NOT NULL)`,
	}
	alertRail = rail{
		deliveries: "alert_delivery", recipients: "alert_recipient", bundle: "alert_id", owner: "project_id", columns: `0, h.alert_id, r.hook`,
		open: `h.next_try IS NOT NULL AND NOT EXISTS (SELECT 1 FROM alert i JOIN project p ON p.id = i.project_id
			WHERE i.id = h.alert_id AND p.removed_at IS NOT NULL)`,
	}
)

func (d Delivery) rail() rail {
	if d.AlertID != 0 {
		return alertRail
	}
	return issueRail
}

// query reads deliveries of h that meet a condition.
func (r rail) query(where string) string {
	return `SELECT h.id, ` + r.columns + `, r.address, h.list, r.ticket, h.state, h.copy, h.attempts, h.next_try, h.tried_at, h.sent_at, h.fault, h.token
		FROM ` + r.deliveries + ` h JOIN ` + r.recipients + ` r ON r.id = h.recipient_id WHERE ` + where
}

// deliverTo makes a delivery for every recipient of a digest who has none of this issue and has not unsubscribed.
func (c conn) deliverTo(ctx context.Context, d press.Digest, issueID int64, now time.Time) error {
	for _, to := range d.To {
		id, left, err := c.recipient(ctx, d.ID, to.Address)
		if err != nil {
			return err
		}
		if left {
			continue
		}
		if err := c.dispatch(ctx, issueRail, issueID, id, to.List, now); err != nil {
			return err
		}
	}
	return nil
}

// dispatch makes a delivery unless there is one.
func (c conn) dispatch(ctx context.Context, r rail, bundle, recipient int64, list bool, now time.Time) error {
	_, err := c.exec(ctx, `INSERT INTO `+r.deliveries+` (`+r.bundle+`, recipient_id, list, state, copy, attempts, next_try, token, lease_until)
		VALUES (?, ?, ?, ?, 1, 0, ?, 0, 0) ON CONFLICT (`+r.bundle+`, recipient_id) DO NOTHING`,
		bundle, recipient, list, press.DeliveryWaiting, now.UnixMilli())
	return err
}

func scanDelivery(rows *sql.Rows) (d Delivery, err error) {
	var next, tried, sent sql.NullInt64
	var fault sql.NullString
	if err = rows.Scan(&d.ID, &d.IssueID, &d.AlertID, &d.Hook, &d.Address, &d.List, &d.Ticket, &d.State, &d.Copy, &d.Attempts, &next, &tried, &sent, &fault, &d.token); err != nil {
		return d, err
	}
	d.NextTry, d.TriedAt, d.SentAt = timeOf(next), timeOf(tried), timeOf(sent)
	if fault.Valid {
		err = json.Unmarshal([]byte(fault.String), &d.Fault)
	}
	return d, err
}

// ClaimDelivery claims the delivery that has waited longest, of any issue or of one, and counts an attempt; false says
// that there is none to be tried now. No two callers, of any process, get the same one before its lease has run out or
// the attempt is recorded.
func (a *Archive) ClaimDelivery(ctx context.Context, issueID int64, length time.Duration) (d Delivery, ok bool, err error) {
	where, args := ``, []any(nil)
	if issueID != 0 {
		where, args = ` AND h.issue_id = ?`, []any{issueID}
	}
	return a.claimDelivery(ctx, issueRail, where, args, length)
}

func (a *Archive) claimDelivery(ctx context.Context, r rail, where string, args []any, length time.Duration) (d Delivery, ok bool, err error) {
	err = a.write(ctx, "claim delivery", func(ctx context.Context, c conn) error {
		now := a.now()
		args := append(args, now.UnixMilli(), now.UnixMilli(), now.Add(longestLease).UnixMilli(), until(now, length).UnixMilli())
		ids, err := all(ctx, c, scanID, `WITH free AS MATERIALIZED (
				SELECT h.id FROM `+r.deliveries+` h WHERE `+r.open+where+` AND h.next_try <= ?
				AND (h.lease_until <= ? OR h.lease_until > ?) ORDER BY h.next_try, h.id`+limit(1)+c.skipping+`)
			UPDATE `+r.deliveries+` SET token = token + 1, attempts = attempts + 1, lease_until = ? WHERE id IN (SELECT id FROM free) RETURNING id`, args...)
		if err != nil || len(ids) == 0 {
			return err
		}
		claimed, err := all(ctx, c, scanDelivery, r.query(`h.id = ?`), ids[0])
		if err == nil && len(claimed) == 1 {
			d, ok = claimed[0], true
		}
		return err
	})
	return d, ok && err == nil, err
}

// ExtendDelivery makes the lease of a claimed delivery last for length from now. It fails with press.ErrStale if the
// delivery has passed to another.
func (a *Archive) ExtendDelivery(ctx context.Context, d Delivery, length time.Duration) error {
	return a.write(ctx, "extend lease of delivery", func(ctx context.Context, c conn) error {
		held, err := c.exec(ctx, `UPDATE `+d.rail().deliveries+` SET lease_until = ? WHERE id = ? AND token = ? AND lease_until > 0`,
			until(a.now(), length).UnixMilli(), d.ID, d.token)
		return staleUnless(held, d, err)
	})
}

// Outcome is what came of an attempt.
type Outcome struct {
	Fault *press.MailFault // nil: it was accepted
	Again time.Time        // when to try again; zero: never
	Void  bool             // nothing was left to be said, and nothing was sent
}

// Settle records an attempt at a claimed delivery and gives it back. It fails with press.ErrStale, and records nothing,
// if the delivery has passed to another.
func (a *Archive) Settle(ctx context.Context, d Delivery, o Outcome) error {
	state, sent, now := press.DeliverySent, a.now(), a.now().UnixMilli()
	var fault sql.NullString
	if o.Fault != nil {
		state, sent = press.DeliveryWaiting, time.Time{}
		said := *o.Fault
		said.Detail = plain(said.Detail)
		fault = sql.NullString{String: encode(said), Valid: true}
		if o.Again.IsZero() {
			state = press.DeliveryFailed
		}
	} else {
		o.Again = time.Time{}
	}
	if o.Void {
		state, sent = press.DeliveryVoid, time.Time{}
	}
	return a.write(ctx, "record delivery", func(ctx context.Context, c conn) error {
		// Who unsubscribed meanwhile is not tried again, whatever came of this.
		held, err := c.exec(ctx, `UPDATE `+d.rail().deliveries+` SET lease_until = 0, tried_at = ?, sent_at = coalesce(?, sent_at), fault = ?,
			next_try = CASE WHEN next_try IS NULL THEN NULL ELSE CAST(? AS BIGINT) END, state = CASE WHEN next_try IS NULL AND ? = 'waiting' THEN state ELSE ? END
			WHERE id = ? AND token = ? AND lease_until > 0`, now, millis(sent), fault, millis(o.Again), string(state), string(state), d.ID, d.token)
		return staleUnless(held, d, err)
	})
}

func staleUnless(held int64, d Delivery, err error) error {
	if err == nil && held == 0 {
		err = fmt.Errorf("delivery %d: %w", d.ID, press.ErrStale)
	}
	return err
}

// NextDelivery is the earliest time at which ClaimDelivery can find something; it may have passed. false says that
// nothing waits.
func (a *Archive) NextDelivery(ctx context.Context) (next time.Time, ok bool, err error) {
	return a.nextDelivery(ctx, issueRail)
}

func (a *Archive) nextDelivery(ctx context.Context, r rail) (next time.Time, ok bool, err error) {
	err = a.read(ctx, "find the next delivery", func(ctx context.Context, c conn) error {
		var due sql.NullInt64
		err := c.one(ctx, `SELECT min(CASE WHEN h.lease_until > h.next_try THEN h.lease_until ELSE h.next_try END) FROM `+r.deliveries+` h WHERE `+r.open, nil, &due)
		next, ok = timeOf(due), due.Valid
		return err
	})
	return next, ok, err
}

// Deliveries are those of an issue, in the order of its recipients.
func (a *Archive) Deliveries(ctx context.Context, issueID int64) (list []Delivery, err error) {
	return a.deliveries(ctx, issueRail, issueID)
}

func (a *Archive) deliveries(ctx context.Context, r rail, bundle int64) (list []Delivery, err error) {
	err = a.read(ctx, "read deliveries", func(ctx context.Context, c conn) error {
		list, err = all(ctx, c, scanDelivery, r.query(`h.`+r.bundle+` = ? ORDER BY r.id`), bundle)
		return err
	})
	return list, err
}

// SendAgain has a closed issue sent to those who have not got it: those whose delivery failed or waits, and recipients
// whom the digest has gained since.
func (a *Archive) SendAgain(ctx context.Context, d press.Digest, issueID int64) error {
	return a.write(ctx, "send issue again", func(ctx context.Context, c conn) error {
		now := a.now()
		_, err := c.exec(ctx, `UPDATE delivery SET state = ?, next_try = ?, attempts = 0 WHERE issue_id = ? AND state IN (?, ?) AND lease_until <= ?`,
			press.DeliveryWaiting, now.UnixMilli(), issueID, press.DeliveryFailed, press.DeliveryWaiting, now.UnixMilli())
		if err != nil {
			return err
		}
		return c.deliverTo(ctx, d, issueID, now)
	})
}

// SendCopy has an issue sent to one recipient once more, whatever came of it before. The error wraps press.ErrNotFound
// if there is no such delivery, press.ErrConflict if it is being sent right now.
func (a *Archive) SendCopy(ctx context.Context, deliveryID int64) error {
	return a.sendCopy(ctx, issueRail, deliveryID)
}

func (a *Archive) sendCopy(ctx context.Context, r rail, deliveryID int64) error {
	return a.write(ctx, "send copy", func(ctx context.Context, c conn) error {
		now := a.now().UnixMilli()
		set, err := c.exec(ctx, `UPDATE `+r.deliveries+` SET copy = copy + CASE WHEN sent_at IS NULL THEN 0 ELSE 1 END, state = ?, next_try = ?, attempts = 0, fault = NULL
			WHERE id = ? AND lease_until <= ?`, press.DeliveryWaiting, now, deliveryID, now)
		if err != nil || set > 0 {
			return err
		}
		var one int
		if ok, err := c.found(ctx, `SELECT 1 FROM `+r.deliveries+` WHERE id = ?`, []any{deliveryID}, &one); err != nil || ok {
			return errors.Join(err, fmt.Errorf("delivery %d: %w", deliveryID, press.ErrConflict))
		}
		return notFound("delivery", deliveryID)
	})
}

// DigestOf is the number of the digest that a delivery is of. The error wraps press.ErrNotFound.
func (a *Archive) DigestOf(ctx context.Context, deliveryID int64) (digestID int64, err error) {
	err = a.read(ctx, "read delivery", func(ctx context.Context, c conn) error {
		ok, err := c.found(ctx, `SELECT i.digest_id FROM delivery h JOIN issue i ON i.id = h.issue_id WHERE h.id = ?`, []any{deliveryID}, &digestID)
		if err == nil && !ok {
			err = notFound("delivery", deliveryID)
		}
		return err
	})
	return digestID, err
}
