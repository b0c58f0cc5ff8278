package digest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/mail"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
)

// When what was filed is told: once it has been quiet for a while, within a minute in any case, and what follows in the
// next minutes together.
const (
	alertSettle  = 10 * time.Second
	alertLongest = 40 * time.Second
	alertGap     = 5 * time.Minute
	alertLook    = 5 * time.Second
)

// fullStories is how many stories of an alert come with an extract and the keyword; a rush is a list of headlines.
const fullStories = 50

// runAlerts closes alerts and delivers them until ctx ends.
func (k *Desk) runAlerts(ctx context.Context) {
	failing, nap := false, schedule.NewKnock(k.Now)
	for ctx.Err() == nil {
		next, err := k.AlertRound(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			if !failing {
				k.Log.Error("alerts cannot be made; trying again", "every", afterFailed, "error", err)
			}
			failing, next = true, k.Now().Add(afterFailed)
		case failing && err == nil:
			failing = false
			k.Log.Info("alerts can be made again")
		}
		_ = nap.Wait(ctx, next)
	}
}

// AlertRound closes the alerts that are due, delivers what can be delivered now, and says when to look again.
func (k *Desk) AlertRound(ctx context.Context) (next time.Time, err error) {
	rule := archive.AlertRule{Settle: alertSettle, Longest: alertLongest, Gap: alertGap, Mail: k.Sender != nil}
	if k.Web != nil {
		for _, h := range k.Hooks {
			rule.Hooks = append(rule.Hooks, h.Name())
		}
	}
	next = k.Now().Add(alertLook)
	closed, due, err := k.Archive.CloseAlerts(ctx, rule)
	if err != nil {
		return next, err
	}
	for _, a := range closed {
		k.Log.Info("alert closed", "project", a.Project, "clippings", len(a.Clippings))
	}
	next = sooner(next, due)
	_, waits, err := k.Archive.NextAlert(ctx)
	if err != nil || !waits {
		return next, err
	}
	// A webhook that does not answer keeps no mail waiting.
	hooks := make(chan error, 1)
	go func() { hooks <- k.tellHooks(ctx) }()
	if k.Sender != nil {
		err = k.mailAlerts(ctx)
	}
	return next, errors.Join(err, <-hooks)
}

// bulletin is an alert with everything that it says. One goroutine uses it at a time.
type bulletin struct {
	alert    archive.Alert
	language string
	hits     []press.Hit // the newest first; those that are gone or were marked as irrelevant meanwhile are not among them
	written  written
}

func (k *Desk) bulletin(ctx context.Context, alertID int64) (*bulletin, error) {
	a, err := k.Archive.Alert(ctx, alertID)
	if err != nil {
		return nil, err
	}
	clippings, err := k.Archive.Clippings(ctx, a.Clippings)
	if err != nil {
		return nil, err
	}
	b := &bulletin{alert: a, language: locale.Known(k.Language)}
	for _, c := range clippings {
		if verdict := verdictIn(c, a.Project); verdict != "" && verdict != press.VerdictIrrelevant {
			b.hits = append(b.hits, k.hit(c, a.Project))
		}
	}
	slices.SortFunc(b.hits, order(""))
	return b, nil
}

// bulletins keeps the last one, as those who get the same mostly follow each other.
func (k *Desk) bulletins() func(context.Context, archive.Delivery) (*bulletin, error) {
	var last *bulletin
	return func(ctx context.Context, d archive.Delivery) (_ *bulletin, err error) {
		if last == nil || last.alert.ID != d.AlertID {
			last, err = k.bulletin(ctx, d.AlertID)
		}
		return last, err
	}
}

func (b *bulletin) about(d archive.Delivery) []any {
	return []any{"alert", b.alert.Project, "to", d.Address}
}

// mailAlerts sends the alerts that go by mail and are due.
func (k *Desk) mailAlerts(ctx context.Context) error {
	read := k.bulletins()
	return k.work(ctx, line{
		mail: true,
		claim: func(ctx context.Context) (archive.Delivery, bool, error) {
			return k.Archive.ClaimAlert(ctx, false, leaseLength)
		},
		ready: func(ctx context.Context, d archive.Delivery) (e errand, err error) {
			b, err := read(ctx, d)
			if err != nil {
				return e, err
			}
			e.about = b.about(d)
			if len(b.hits) == 0 {
				return e, nil
			}
			m, err := k.alertMessage(b, d)
			e.send = k.mailing(m)
			return e, err
		},
	})
}

// number depends on nothing but the alert, the recipient and the copy, as that of an issue.
func (b *bulletin) number(d archive.Delivery) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "alert\n%s\n%d\n%d\n%s\n%d", b.alert.Project, b.alert.ID, b.alert.ClosedAt.UnixMilli(), d.Address, d.Copy))
	return fmt.Sprintf("%x", sum[:16])
}

func (k *Desk) alertMessage(b *bulletin, d archive.Delivery) (mail.Message, error) {
	domain := mail.Domain(k.From)
	m := mail.Message{
		ID: b.number(d) + "@" + domain, Date: b.alert.ClosedAt.In(k.Location), From: k.From, To: d.Address,
		Subject: b.subject(), List: "alert-" + strconv.FormatInt(b.alert.ProjectID, 10) + "." + domain,
		Ask: locale.Text(b.language, "alert.leave.ask", b.alert.Project),
	}
	if k.Leave != "" && !d.List {
		m.Unsubscribe = k.Leave + UnsubscribePath + d.Ticket
	}
	return m, b.written.fill(&m, b.language, func(reader For) (text, html string, err error) { return k.alertLetter(b, reader).both() })
}

// subject is the headline, or how much there is if there is more.
func (b *bulletin) subject() string {
	if len(b.hits) == 1 && b.hits[0].Title != "" {
		return locale.Text(b.language, "alert.subject", b.alert.Project, b.hits[0].Title)
	}
	return locale.Count(b.language, "digest.subject", len(b.hits), b.alert.Project)
}

func (k *Desk) alertLetter(b *bulletin, reader For) letter {
	l := letter{Language: b.language, Title: locale.Text(b.language, "alert.title", b.alert.Project), Rhythm: locale.Text(b.language, "alert.rhythm")}
	l.Lede = locale.DateTime(b.language, b.alert.ClosedAt.In(k.Location), k.Now().In(k.Location))
	one := section{Name: b.alert.Project, Count: len(b.hits), Stories: k.stories(l, Section{Project: b.alert.Project, Hits: b.hits})}
	for i := range one.Stories {
		if i >= fullStories {
			one.Stories[i].Extract, one.Stories[i].Why = nil, ""
		}
	}
	l.Sections = []section{one}
	l.Leave = link{Label: l.text("digest.leave"), URL: reader.Leave}
	if k.Pages != "" {
		l.Page = &link{Label: l.text("digest.page"), URL: k.Pages + "/"}
	}
	return l
}
