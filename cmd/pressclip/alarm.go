package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/health"
	"pressclip/internal/locale"
	"pressclip/internal/mail"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
)

// How outlets in trouble are told of: what is noticed at about the same time in one mail, and again after a while if no
// address could be reached.
const (
	alarmGather = 10 * time.Minute
	alarmEvery  = time.Minute
	alarmAgain  = 15 * time.Minute
)

// tellTroubles tells those who keep the program, once, of every outlet that is in trouble, until ctx ends.
func (j *running) tellTroubles(ctx context.Context, cfg *config.Config) {
	way, err := mail.Open(mailOptions(j.App, cfg))
	if err != nil || way == nil || len(cfg.Admins()) == 0 {
		return
	}
	clock := schedule.NewKnock(j.Now)
	for due := j.Now(); clock.Wait(ctx, due) == nil; due = j.Now().Add(alarmEvery) {
		if err := j.tellNow(ctx, cfg, way); err != nil && ctx.Err() == nil {
			j.log.Error("cannot tell of outlets in trouble", "error", err)
		}
	}
}

// tellNow sends one mail of all troubles that are to be told, and one of those that are over.
func (j *running) tellNow(ctx context.Context, cfg *config.Config, way mail.Way) error {
	if j.offline(ctx) {
		return nil
	}
	defer way.Rest()
	list, err := j.record.ClaimOutages(ctx, j.Now().Add(-alarmGather), alarmAgain)
	if err == nil {
		err = j.tell(ctx, cfg, way, list, "told of outlets in trouble", func(to string) mail.Message { return j.alarm(cfg, to, list) })
	}
	if err != nil {
		return err
	}
	ended, err := j.record.ClaimEnded(ctx, j.Now().Add(-alarmGather), alarmAgain)
	if err != nil || len(ended) == 0 {
		return err
	}
	looked, err := j.record.LookBacks(ctx, j.Now().Add(-archive.LookBackShown))
	if err != nil {
		return err
	}
	return j.tell(ctx, cfg, way, ended, "told of troubles that are over", func(to string) mail.Message { return j.allClear(cfg, to, ended, looked) })
}

// tell sends a mail about troubles to everybody it is for. It counts as told when one address has accepted it: those who have
// got it are not to get it twice because of another.
func (j *running) tell(ctx context.Context, cfg *config.Config, way mail.Way, list []archive.Outage, what string, letter func(to string) mail.Message) error {
	if len(list) == 0 {
		return nil
	}
	told := false
	for _, to := range cfg.Admins() {
		if err := way.Send(ctx, letter(to)); err != nil {
			j.log.Warn("mail about outlets in trouble not sent", "to", to, "error", err)
			continue
		}
		told = true
	}
	if !told {
		return nil
	}
	j.log.Info(what, "outlets", len(list))
	last, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	return j.record.ToldOutages(last, list)
}

// offline says that no outlet at all could be reached at its last visit. Then it is our own network, and a mail about every
// outlet would be about nothing; what remains afterwards is told then.
func (j *running) offline(ctx context.Context) bool {
	visits, err := j.record.LastVisits(ctx)
	if err != nil || len(visits) < 3 {
		return false
	}
	for _, v := range visits {
		if v.OK || len(v.Faults) == 0 || !connection(v.Faults[0].Code) {
			return false
		}
	}
	return true
}

// connection says that a fault may be of the way to the outlet as well as of the outlet.
func connection(code press.FaultCode) bool {
	switch code {
	case press.FaultDNS, press.FaultRefused, press.FaultTimeout, press.FaultNetwork, press.FaultTLS, press.FaultRobotsAway:
		return true
	}
	return false
}

// alarm writes the mail of troubles.
func (j *running) alarm(cfg *config.Config, to string, list []archive.Outage) mail.Message {
	now := j.Now().In(cfg.Location())
	var text strings.Builder
	outlets := map[string]bool{}
	fmt.Fprintf(&text, "%s\n", j.text("health.mail.lead"))
	for _, o := range list {
		outlets[o.Outlet] = true
		what, advice := o.Words(j.lang, now, o.Origin == press.OriginPage)
		fmt.Fprintf(&text, "\n%s: %s\n%s\n→ %s\n", o.Outlet, o.Kind.Name(j.lang), what, advice)
	}
	return j.letter(cfg, to, list, j.alarmSubject(list, len(outlets)), text.String())
}

// allClear writes the mail of troubles that are over, with what was recovered of their time.
func (j *running) allClear(cfg *config.Config, to string, list []archive.Outage, looked map[int64]archive.LookBack) mail.Message {
	now := j.Now().In(cfg.Location())
	var text strings.Builder
	outlets := map[int64]bool{}
	fmt.Fprintf(&text, "%s\n", j.text("health.over.lead"))
	for _, o := range list {
		said := j.text("health.over", locale.When(j.lang, o.Since, now), locale.When(j.lang, o.EndedAt, now))
		if b, ok := looked[o.OutletID]; ok && !b.Asked && !outlets[o.OutletID] {
			said += "\n" + b.Words(j.lang, now)
		}
		outlets[o.OutletID] = true
		fmt.Fprintf(&text, "\n%s: %s\n%s\n", o.Outlet, o.Kind.Name(j.lang), said)
	}
	subject := locale.Count(j.lang, "health.over.subject", len(outlets), list[0].Outlet)
	return j.letter(cfg, to, list, subject, text.String())
}

// letter is a mail about troubles. Its number depends on nothing but what it tells and whom, so that one that goes out twice is
// recognised as the same.
func (j *running) letter(cfg *config.Config, to string, list []archive.Outage, subject, text string) mail.Message {
	number := sha256.New()
	fmt.Fprintln(number, to)
	for _, o := range list {
		fmt.Fprintln(number, o.ID)
		if !o.EndedAt.IsZero() {
			fmt.Fprintln(number, "over")
		}
	}
	if cfg.Web.BaseURL != "" {
		text += fmt.Sprintf("\n%s/outlets\n", cfg.Web.BaseURL)
	}
	text += fmt.Sprintf("\n-- \n%s\n", j.text("health.mail.foot"))
	domain := mail.Domain(cfg.Mail.From)
	return mail.Message{
		ID: fmt.Sprintf("%x@%s", number.Sum(nil)[:16], domain), Date: j.Now().In(cfg.Location()), From: cfg.Mail.From, To: to,
		Subject: subject, Text: text, List: "outlets." + domain,
	}
}

func (j *running) alarmSubject(list []archive.Outage, outlets int) string {
	kind := list[0].Kind
	for _, o := range list {
		if o.Kind != kind {
			kind = health.Kind("several")
		}
	}
	return locale.Count(j.lang, "health.mail.subject", outlets, list[0].Outlet, kind.Name(j.lang))
}
