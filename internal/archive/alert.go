package archive

import (
	"context"
	"database/sql"
	"time"

	"pressclip/internal/press"
)

// Alert is what was filed under a project and is told at once, together.
type Alert struct {
	ID        int64
	ProjectID int64
	Project   string // its name
	ClosedAt  time.Time
	Clippings []int64 // those that are still there
}

// AlertRule says when alerts are closed and to whom they go besides those whom the projects name.
type AlertRule struct {
	Settle  time.Duration // how long it has to be quiet before what was noticed is told
	Longest time.Duration // after which it is told though others keep coming
	Gap     time.Duration // between two alerts of one project
	Mail    bool          // mails can be sent
	Hooks   []string      // names of webhooks
}

// alerting says of a definition that its project tells at once. Quotes within a keyword are escaped, so that none looks
// like this.
const alerting = `(removed_at IS NULL AND definition LIKE '%"alert":true%')`

// armAlerts lets projects whose definition has come to ask for alerts tell what is filed from now on, and no others.
func (c conn) armAlerts(ctx context.Context, now int64) error {
	_, err := c.exec(ctx, `UPDATE project SET alert_since = ? WHERE alert_since IS NULL AND `+alerting, now)
	if err == nil {
		_, err = c.exec(ctx, `UPDATE project SET alert_since = NULL WHERE alert_since IS NOT NULL AND NOT `+alerting)
	}
	return err
}

// CloseAlerts follows the change numbers: what has been filed under a project that tells at once is noted, and once
// the rule says so becomes an alert, with a delivery to everybody who is to get it, in one transaction. Nothing is noted
// twice under a project, whatever becomes of it, and nothing that looking back has found. It may be called by several
// processes at once. next is when something that waits is to be closed; zero if nothing waits.
func (a *Archive) CloseAlerts(ctx context.Context, r AlertRule) (closed []Alert, next time.Time, err error) {
	idle, err := a.alertsIdle(ctx)
	if err != nil || idle {
		return nil, next, err
	}
	err = a.write(ctx, "close alerts", func(ctx context.Context, c conn) error {
		now := a.now()
		if err := c.noteAlerts(ctx, now); err != nil {
			return err
		}
		closed, next, err = c.closeAlerts(ctx, r, now)
		return err
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	return closed, next, nil
}

// alertsIdle says that there is nothing to be followed and nothing waits.
func (a *Archive) alertsIdle(ctx context.Context) (idle bool, err error) {
	err = a.read(ctx, "look for alerts", func(ctx context.Context, c conn) error {
		return c.one(ctx, `SELECT (SELECT value FROM counter WHERE name = 'change') = (SELECT value FROM counter WHERE name = 'alert')
			AND NOT EXISTS (SELECT 1 FROM alerted WHERE alert_id IS NULL)
			AND NOT EXISTS (SELECT 1 FROM project WHERE (alert_since IS NOT NULL) <> `+alerting+`)`, nil, &idle)
	})
	return idle, err
}

// noteAlerts notes what has changed since it was last called and is to be told. The row of the counter stays locked until
// the transaction ends, so that those who call it wait for each other.
func (c conn) noteAlerts(ctx context.Context, now time.Time) error {
	var from, to int64
	if err := c.one(ctx, `SELECT value FROM counter WHERE name = 'alert'`+c.locked, nil, &from); err != nil {
		return err
	}
	if err := c.armAlerts(ctx, now.UnixMilli()); err != nil {
		return err
	}
	// Numbers up to this one are all there to be seen; a clipping that changes meanwhile comes again under its next.
	if err := c.one(ctx, `SELECT value FROM counter WHERE name = 'change'`, nil, &to); err != nil {
		return err
	}
	// In the order of their numbers, as a filing locks clippings, so that the two never wait for each other. A clipping
	// that is merged into another or erased meanwhile is passed over.
	_, err := c.exec(ctx, `INSERT INTO alerted (project_id, clipping_id, noticed_at)
		SELECT r.project_id, r.clipping_id, ? FROM change h JOIN review r ON r.clipping_id = h.clipping_id JOIN project p ON p.id = r.project_id JOIN clipping k ON k.id = r.clipping_id
		WHERE h.number > ? AND h.number <= ? AND NOT r.backfill AND r.verdict <> 'irrelevant' AND r.filed_at >= p.alert_since
		ORDER BY r.clipping_id, r.project_id`+c.staying("k")+` ON CONFLICT (project_id, clipping_id) DO NOTHING`, now.UnixMilli(), from, to)
	if err != nil {
		return err
	}
	// Those of a project that no longer tells are not told when it does again.
	if _, err := c.exec(ctx, `DELETE FROM alerted WHERE alert_id IS NULL AND project_id IN (SELECT id FROM project WHERE alert_since IS NULL)`); err != nil {
		return err
	}
	_, err = c.exec(ctx, `UPDATE counter SET value = ? WHERE name = 'alert'`, to)
	return err
}

// waitingAlert is a project with something that waits to be told.
type waitingAlert struct {
	projectID            int64
	first, newest, alert sql.NullInt64 // when the first and the last of it were noticed; when the last alert was closed
}

func (c conn) closeAlerts(ctx context.Context, r AlertRule, now time.Time) (closed []Alert, next time.Time, err error) {
	scan := func(rows *sql.Rows) (w waitingAlert, err error) {
		err = rows.Scan(&w.projectID, &w.first, &w.newest, &w.alert)
		return w, err
	}
	waiting, err := all(ctx, c, scan, `SELECT w.project_id, min(w.noticed_at), max(w.noticed_at), (SELECT max(l.closed_at) FROM alert l WHERE l.project_id = w.project_id)
		FROM alerted w WHERE w.alert_id IS NULL GROUP BY w.project_id ORDER BY w.project_id`)
	if err != nil {
		return nil, next, err
	}
	for _, w := range waiting {
		due := earlier(timeOf(w.newest).Add(r.Settle), timeOf(w.first).Add(r.Longest))
		if gap := timeOf(w.alert).Add(r.Gap); w.alert.Valid && gap.After(due) {
			due = gap
		}
		// Later than that was written under a clock that was ahead.
		if due.After(now) && due.Sub(now) <= r.Longest+r.Gap {
			if next.IsZero() || due.Before(next) {
				next = due
			}
			continue
		}
		one, err := c.closeAlert(ctx, r, w.projectID, now)
		if err != nil {
			return nil, next, err
		}
		closed = append(closed, one)
	}
	return closed, next, nil
}

func (c conn) closeAlert(ctx context.Context, r AlertRule, projectID int64, now time.Time) (al Alert, err error) {
	found, err := all(ctx, c, scanDefinition, `SELECT `+definitionColumns+` FROM project WHERE id = ?`, projectID)
	if err != nil {
		return al, err
	}
	p, err := found[0].project()
	if err != nil {
		return al, err
	}
	al = Alert{ProjectID: projectID, Project: p.Name, ClosedAt: now.UTC().Truncate(time.Millisecond)}
	if err := c.one(ctx, `INSERT INTO alert (project_id, closed_at) VALUES (?, ?) RETURNING id`, []any{projectID, now.UnixMilli()}, &al.ID); err != nil {
		return al, err
	}
	al.Clippings, err = all(ctx, c, scanID, `UPDATE alerted SET alert_id = ? WHERE project_id = ? AND alert_id IS NULL RETURNING clipping_id`, al.ID, projectID)
	if err != nil {
		return al, err
	}
	if r.Mail {
		for _, to := range p.AlertTo {
			if err := c.alertTo(ctx, projectID, al.ID, to, false, now); err != nil {
				return al, err
			}
		}
	}
	for _, name := range r.Hooks {
		if err := c.alertTo(ctx, projectID, al.ID, press.Recipient{Address: name}, true, now); err != nil {
			return al, err
		}
	}
	return al, nil
}

// alertTo makes a delivery to a recipient who has not unsubscribed.
func (c conn) alertTo(ctx context.Context, projectID, alertID int64, to press.Recipient, hook bool, now time.Time) error {
	id, left, err := c.recipientOn(ctx, alertRail, projectID, to.Address, hook)
	if err != nil || left {
		return err
	}
	return c.dispatch(ctx, alertRail, alertID, id, to.List, now)
}

const alertQuery = `SELECT h.id, h.project_id, p.name, h.closed_at FROM alert h JOIN project p ON p.id = h.project_id WHERE `

func scanAlert(rows *sql.Rows) (al Alert, err error) {
	var closed sql.NullInt64
	err = rows.Scan(&al.ID, &al.ProjectID, &al.Project, &closed)
	al.ClosedAt = timeOf(closed)
	return al, err
}

func (c conn) alerts(ctx context.Context, where string, args ...any) ([]Alert, error) {
	list, err := all(ctx, c, scanAlert, alertQuery+where, args...)
	for i := range list {
		if err == nil {
			list[i].Clippings, err = all(ctx, c, scanID, `SELECT clipping_id FROM alerted WHERE alert_id = ? ORDER BY clipping_id`, list[i].ID)
		}
	}
	return list, err
}

// Alert is the alert of this ID. The error wraps press.ErrNotFound.
func (a *Archive) Alert(ctx context.Context, id int64) (al Alert, err error) {
	err = a.read(ctx, "read alert", func(ctx context.Context, c conn) error {
		found, err := c.alerts(ctx, `h.id = ?`, id)
		if err == nil && len(found) == 0 {
			err = notFound("alert", id)
		}
		if err == nil {
			al = found[0]
		}
		return err
	})
	return al, err
}

// Alerts are those of a project, the newest first, at most so many.
func (a *Archive) Alerts(ctx context.Context, projectID int64, most int) (list []Alert, err error) {
	err = a.read(ctx, "read alerts", func(ctx context.Context, c conn) error {
		list, err = c.alerts(ctx, `h.project_id = ? ORDER BY h.id DESC`+limit(most), projectID)
		return err
	})
	return list, err
}

// ClaimAlert is ClaimDelivery for alerts: of those that go to webhooks, or of those that go by mail.
func (a *Archive) ClaimAlert(ctx context.Context, hook bool, length time.Duration) (d Delivery, ok bool, err error) {
	return a.claimDelivery(ctx, alertRail, ` AND (SELECT r.hook FROM alert_recipient r WHERE r.id = h.recipient_id) = ?`, []any{hook}, length)
}

// NextAlert is NextDelivery for alerts, by mail or not.
func (a *Archive) NextAlert(ctx context.Context) (next time.Time, ok bool, err error) {
	return a.nextDelivery(ctx, alertRail)
}

// AlertDeliveries are those of an alert, in the order of its recipients.
func (a *Archive) AlertDeliveries(ctx context.Context, alertID int64) ([]Delivery, error) {
	return a.deliveries(ctx, alertRail, alertID)
}

// SendAlertCopy is SendCopy for alerts. The error wraps press.ErrNotFound too if the delivery is of another project.
func (a *Archive) SendAlertCopy(ctx context.Context, projectID, deliveryID int64) error {
	err := a.read(ctx, "read delivery", func(ctx context.Context, c conn) error {
		var one int
		ok, err := c.found(ctx, `SELECT 1 FROM alert_delivery h JOIN alert i ON i.id = h.alert_id WHERE h.id = ? AND i.project_id = ?`, []any{deliveryID, projectID}, &one)
		if err == nil && !ok {
			err = notFound("delivery", deliveryID)
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.sendCopy(ctx, alertRail, deliveryID)
}

// Listeners are all addresses to which alerts of a project ever went by mail, in the order in which they came.
func (a *Archive) Listeners(ctx context.Context, projectID int64) (list []Subscriber, err error) {
	err = a.read(ctx, "read recipients", func(ctx context.Context, c conn) error {
		list, err = all(ctx, c, scanSubscriber, listenerQuery+`r.project_id = ? ORDER BY r.id`, projectID)
		return err
	})
	return list, err
}
