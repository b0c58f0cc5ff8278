package digest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/mail"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
)

// A week goes by: what was found comes on Monday, once, to everybody; then there is nothing new, and that is said.
func TestRounds(t *testing.T) {
	w := newWorld(t, weekly(nil))
	w.file("Elbblatt", "Der Anfang", "Im Quartier.", "Quartiere")
	if next := w.round(); !next.Equal(w.Now().Add(lookAgain)) {
		t.Errorf("it looks again at %v", next)
	}
	w.took() // Monday of this week was before the digest was there
	w.at("2026-11-23 06:59")
	w.round()
	w.took()
	w.at("2026-11-23 07:00")
	w.round()
	w.took("ali@example.org Wochenüberblick: 1 neues Clipping", "eva@example.org Wochenüberblick: 1 neues Clipping")
	w.round()
	w.took()
	w.at("2026-11-30 07:03")
	w.round()
	w.took("ali@example.org Wochenüberblick: nichts Neues", "eva@example.org Wochenüberblick: nichts Neues")
}

// After weeks in which nothing ran there is one mail, which says what it covers.
func TestRoundsAfterAGap(t *testing.T) {
	w := newWorld(t, weekly(nil))
	w.round()
	w.at("2026-11-23 07:00")
	w.round()
	w.took("ali@example.org Wochenüberblick: nichts Neues", "eva@example.org Wochenüberblick: nichts Neues")
	w.at("2026-11-25 09:00")
	w.file("Elbblatt", "Eins", "Im Quartier.", "Quartiere")
	w.at("2026-12-09 10:00") // a Wednesday, two Mondays later
	w.file("Elbblatt", "Zwei", "Im Quartier.", "Quartiere")
	w.round()
	m := w.box.mails[0]
	w.took("ali@example.org Wochenüberblick: 1 neues Clipping", "eva@example.org Wochenüberblick: 1 neues Clipping")
	for _, want := range []string{"23. November bis 6. Dezember 2026", "war für den 7. Dezember 2026,", "07:00 vorgesehen. Sie umfasst alles seit dem 23. November 2026,"} {
		if !strings.Contains(strings.Join(strings.Fields(m.Text), " "), want) {
			t.Errorf("%q is not said in\n%s", want, m.Text)
		}
	}
	w.at("2026-12-14 07:00")
	w.round()
	w.took("ali@example.org Wochenüberblick: 1 neues Clipping", "eva@example.org Wochenüberblick: 1 neues Clipping")
}

// A daily digest has an issue for every day of a year, those included on which clocks are changed while it is due.
func TestRoundsOverClockChanges(t *testing.T) {
	w := newWorld(t, weekly(func(d *press.Digest) {
		d.Schedule, d.To = "30 2 * * *", []press.Recipient{{Address: "eva@example.org"}}
	}))
	for _, days := range [][2]string{{"2027-03-26 12:00", "2027-03-31 12:00"}, {"2027-10-29 12:00", "2027-11-03 12:00"}} {
		end := w.at(days[1])
		w.at(days[0])
		w.round()
		w.box.took()
		for w.Now().Before(end) {
			w.set(w.Now().Add(30 * time.Minute))
			w.round()
		}
		if got := strings.Count(w.box.took(), "eva"); got != 5 {
			t.Errorf("%v: %d issues in five nights", days, got)
		}
	}
}

// Another schedule counts from when it is seen; what was missed by the old one is made up for.
func TestRoundsAfterChange(t *testing.T) {
	w := newWorld(t, weekly(nil))
	w.round()
	w.at("2026-11-24 09:00")
	w.watch(weekly(func(d *press.Digest) { d.Schedule = "0 8 * * TUE" }))
	w.round()
	w.took("ali@example.org Wochenüberblick: nichts Neues", "eva@example.org Wochenüberblick: nichts Neues")
	w.round()
	w.took() // eight on Tuesday was before it was said
	w.at("2026-11-30 07:00")
	w.round()
	w.took() // Mondays no longer count
	w.at("2026-12-01 08:00")
	w.round()
	w.took("ali@example.org Wochenüberblick: nichts Neues", "eva@example.org Wochenüberblick: nichts Neues")
}

func TestPause(t *testing.T) {
	w := newWorld(t, weekly(nil))
	w.round()
	w.file("Elbblatt", "Eins", "Im Quartier.", "Quartiere")
	w.must(w.Archive.Pause(t.Context(), w.digest().ID, true))
	w.at("2026-11-23 07:00")
	w.round()
	w.took()
	w.at("2026-11-24 07:00")
	w.must(w.Archive.Pause(t.Context(), w.digest().ID, false))
	w.round()
	w.took()
	w.at("2026-11-30 07:00")
	w.file("Elbblatt", "Zwei", "Im Quartier.", "Quartiere")
	w.round()
	w.took("ali@example.org Wochenüberblick: 1 neues Clipping", "eva@example.org Wochenüberblick: 1 neues Clipping")
}

// Without a way for mail nothing is closed, and nothing comes all at once when there is one.
func TestNoMail(t *testing.T) {
	w := newWorld(t, weekly(nil))
	w.Sender = nil
	for _, day := range []string{"2026-11-18 12:00", "2026-11-23 07:00", "2026-11-30 07:00"} {
		w.at(day)
		w.round()
	}
	w.Sender = w.box
	w.round()
	w.took()
	w.at("2026-12-07 07:00")
	w.round()
	w.took("ali@example.org Wochenüberblick: nichts Neues", "eva@example.org Wochenüberblick: nichts Neues")
}

// One bad address of ten keeps nobody else from getting it; what is asked to come later comes later.
func TestRefusals(t *testing.T) {
	w := newWorld(t, weekly(func(d *press.Digest) {
		d.To = nil
		for n := range 10 {
			d.To = append(d.To, press.Recipient{Address: fmt.Sprintf("a%d@example.org", n)})
		}
	}))
	w.round()
	grey := true
	w.box.refuse = func(m mail.Message) *press.MailFault {
		switch {
		case m.To == "a3@example.org":
			return &press.MailFault{Code: press.MailRejected, Status: 550}
		case m.To == "a5@example.org" && grey:
			return &press.MailFault{Code: press.MailLater, Status: 451}
		}
		return nil
	}
	w.at("2026-11-23 07:00")
	w.round()
	if got := strings.Count(w.box.took(), "@"); got != 8 {
		t.Errorf("%d got it", got)
	}
	grey = false
	w.at("2026-11-23 07:00")
	w.round()
	w.took()
	w.set(w.Now().Add(firstPause))
	w.round()
	w.took("a5@example.org Wochenüberblick: nichts Neues")

	// Sending again reaches only who has not got it.
	w.box.refuse = nil
	d := w.digest()
	d.To = append(d.To, press.Recipient{Address: "neu@example.org"})
	deliveries, err := w.Send(t.Context(), d, w.Now())
	w.must(err)
	w.took("a3@example.org Wochenüberblick: nichts Neues", "neu@example.org Wochenüberblick: nichts Neues")
	for _, one := range deliveries {
		if one.State != press.DeliverySent {
			t.Errorf("%s: %s", one.Address, one.State)
		}
	}
}

// While the server is away, one mail is tried now and then, not all of them; when it is back, all come.
func TestServerAway(t *testing.T) {
	w := newWorld(t, weekly(func(d *press.Digest) {
		d.To = nil
		for n := range 50 {
			d.To = append(d.To, press.Recipient{Address: fmt.Sprintf("a%d@example.org", n)})
		}
	}))
	w.round()
	away := &press.MailFault{Code: press.MailAway}
	w.box.refuse = func(mail.Message) *press.MailFault { return away }
	w.at("2026-11-23 07:00")
	for end := w.Now().Add(12 * time.Hour); w.Now().Before(end); {
		next := w.round()
		if !next.After(w.Now()) {
			t.Fatal("it does not wait")
		}
		w.set(next)
	}
	if w.box.tried > 70 || w.box.tried < 30 {
		t.Errorf("%d tries in half a day", w.box.tried)
	}
	w.box.refuse = nil
	for end := w.Now().Add(2 * time.Hour); w.Now().Before(end); {
		w.set(w.round())
	}
	if got := strings.Count(w.box.took(), "@"); got != 50 {
		t.Errorf("%d got it", got)
	}
}

// Who is refused for now again and again is given up after days, not hours.
func TestGivingUp(t *testing.T) {
	w := newWorld(t, weekly(func(d *press.Digest) { d.To = d.To[:1] }))
	w.round()
	w.box.refuse = func(mail.Message) *press.MailFault { return &press.MailFault{Code: press.MailLater, Status: 452} }
	start := w.at("2026-11-23 07:00")
	w.round()
	i, err := w.Archive.Issues(t.Context(), w.digest().ID, 1)
	w.must(err)
	for {
		all, err := w.Archive.Deliveries(t.Context(), i[0].ID)
		w.must(err)
		if all[0].State == press.DeliveryFailed {
			break
		}
		w.set(all[0].NextTry)
		w.must(w.deliver(t.Context(), 0))
	}
	if days := w.Now().Sub(start).Hours() / 24; days < 4.5 || days > 6 {
		t.Errorf("given up after %.1f days", days)
	}
}

// However long a server takes, what is being sent to it stays ours.
func TestSlowServer(t *testing.T) {
	w := newWorld(t, weekly(func(d *press.Digest) { d.To = d.To[:1] }))
	w.beat = time.Millisecond
	w.round()
	w.at("2026-11-23 07:00")
	extended := false
	w.box.refuse = func(mail.Message) *press.MailFault {
		w.set(w.Now().Add(leaseLength - time.Second))
		held := w.Now().Add(time.Second)
		for deadline := time.Now().Add(20 * time.Second); !extended && time.Now().Before(deadline); {
			until, _, err := w.Archive.NextDelivery(t.Context())
			w.must(err)
			extended = until.After(held)
		}
		return nil
	}
	w.round()
	if !extended {
		t.Error("the lease was not extended")
	}
	w.took("eva@example.org Wochenüberblick: nichts Neues")
}

// What was cut off because we were asked to stop goes at once when we begin again.
func TestCutOffByStopping(t *testing.T) {
	w := newWorld(t, weekly(nil))
	w.round()
	w.at("2026-11-23 07:00")
	ctx, stop := context.WithCancel(t.Context())
	w.box.refuse = func(mail.Message) *press.MailFault { stop(); return &press.MailFault{Code: press.MailLost} }
	if _, err := w.Round(ctx); err == nil {
		t.Error("it was not stopped")
	}
	w.box.refuse = nil
	w.round()
	w.took("ali@example.org Wochenüberblick: nichts Neues", "eva@example.org Wochenüberblick: nichts Neues")
}

// What another has taken meanwhile is theirs: it is no error, nothing is recorded over theirs, and the next mail goes.
func TestTakenByAnother(t *testing.T) {
	w := newWorld(t, weekly(nil))
	w.round()
	w.at("2026-11-23 07:00")
	w.box.refuse = func(m mail.Message) *press.MailFault {
		if w.box.tried > 1 {
			return nil
		}
		w.set(w.Now().Add(time.Minute))
		d, ok, err := w.Archive.ClaimDelivery(t.Context(), 0, leaseLength)
		w.must(err)
		for ok && d.Address != m.To { // the one that we send comes last, after those that nobody has begun
			w.must(w.Archive.Settle(t.Context(), d, archive.Outcome{Fault: &press.MailFault{Code: press.MailLater}, Again: w.Now()}))
			d, ok, err = w.Archive.ClaimDelivery(t.Context(), 0, leaseLength)
			w.must(err)
		}
		w.must(w.Archive.Settle(t.Context(), d, archive.Outcome{Fault: &press.MailFault{Code: press.MailRejected, Status: 550}}))
		return nil
	}
	w.round()
	i, err := w.Archive.Issues(t.Context(), w.digest().ID, 1)
	w.must(err)
	all, err := w.Archive.Deliveries(t.Context(), i[0].ID)
	w.must(err)
	states := map[press.DeliveryState]int{}
	for _, d := range all {
		states[d.State]++
	}
	if states[press.DeliveryFailed] != 1 || states[press.DeliverySent] != 1 {
		t.Errorf("%v", states)
	}
}

// Numbers of mails are the same whenever they are made, and different for everybody and for every copy.
func TestMessageNumbers(t *testing.T) {
	w := newWorld(t, weekly(nil))
	w.file("Elbblatt", "Eins", "Im Quartier.", "Quartiere")
	w.round()
	w.box.refuse = func(m mail.Message) *press.MailFault {
		if m.To == "eva@example.org" {
			w.box.mails = append(w.box.mails, m)
			return &press.MailFault{Code: press.MailLost}
		}
		return nil
	}
	w.at("2026-11-23 07:00")
	w.round()
	w.box.refuse = nil
	w.set(w.Now().Add(firstPause))
	w.round()
	i, err := w.Archive.Issues(t.Context(), w.digest().ID, 1)
	w.must(err)
	all, err := w.Archive.Deliveries(t.Context(), i[0].ID)
	w.must(err)
	w.must(w.Archive.SendCopy(t.Context(), all[0].ID))
	w.round()
	byWhom := map[string][]mail.Message{}
	for _, m := range w.box.mails {
		byWhom[m.To] = append(byWhom[m.To], m)
	}
	eva, ali := byWhom["eva@example.org"], byWhom["ali@example.org"]
	if len(eva) != 3 || len(ali) != 1 {
		t.Fatalf("%d and %d mails", len(eva), len(ali))
	}
	if eva[0].ID != eva[1].ID || eva[0].Date != eva[1].Date || eva[1].ID == eva[2].ID || ali[0].ID == eva[0].ID || !strings.HasSuffix(ali[0].ID, "@example.org") {
		t.Errorf("numbers %s %s %s %s", eva[0].ID, eva[1].ID, eva[2].ID, ali[0].ID)
	}
	if eva[0].Unsubscribe == ali[0].Unsubscribe || !strings.HasPrefix(eva[0].Unsubscribe, "https://presse.example.org/unsubscribe/") {
		t.Errorf("unsubscribe at %s and %s", eva[0].Unsubscribe, ali[0].Unsubscribe)
	}
}

// Behind a list, nobody unsubscribes all others with a click.
func TestListRecipient(t *testing.T) {
	w := newWorld(t, weekly(func(d *press.Digest) { d.To = []press.Recipient{{Address: "alle@example.org", List: true}} }))
	w.round()
	w.at("2026-11-23 07:00")
	w.round()
	m := w.box.mails[0]
	if m.Unsubscribe != "" || m.Ask == "" || !strings.Contains(m.Text, "Abbestellen: eine Mail an presse@example.org genügt") || strings.Contains(m.HTML+m.Text, UnsubscribePath) || !strings.Contains(m.HTML, `href="mailto:presse@example.org?subject=`) {
		t.Errorf("%q %q\n%s", m.Unsubscribe, m.Ask, m.HTML)
	}
}

func TestSendAhead(t *testing.T) {
	w := newWorld(t, weekly(func(d *press.Digest) { d.To = d.To[:1] }))
	w.round()
	w.file("Elbblatt", "Eins", "Im Quartier.", "Quartiere")
	ahead := w.Now().AddDate(0, 0, 7)
	s, err := w.Compose(t.Context(), w.digest(), ahead)
	w.must(err)
	if s.Total != 1 || s.Issue.ID != 0 {
		t.Errorf("it would hold %d", s.Total)
	}
	_, err = w.Send(t.Context(), w.digest(), ahead)
	w.must(err)
	w.took("eva@example.org Wochenüberblick: 1 neues Clipping")
	_, err = w.Send(t.Context(), w.digest(), ahead)
	w.must(err)
	w.took()
	w.at("2026-11-23 07:00")
	w.round()
	w.took()
}

// An empty issue that nobody wants goes to nobody, however often it is sent.
func TestSendSkipped(t *testing.T) {
	w := newWorld(t, weekly(func(d *press.Digest) { d.WhenEmpty = "skip" }))
	for range 2 {
		_, err := w.Send(t.Context(), w.digest(), w.Now())
		w.must(err)
	}
	w.took()
}

func TestTestMail(t *testing.T) {
	w := newWorld(t, weekly(nil))
	w.file("Elbblatt", "Eins", "Im Quartier.", "Quartiere")
	w.must(w.Test(t.Context(), w.digest(), w.Now().AddDate(0, 0, 7), "ich@example.org"))
	w.took("ich@example.org Probe: Wochenüberblick: 1 neues Clipping")
	if i, err := w.Archive.Issues(t.Context(), w.digest().ID, 9); err != nil || len(i) != 0 {
		t.Errorf("it left a trace: %v %v", i, err)
	}
}

// Run ends when it is told to, and is woken by a knock.
func TestRun(t *testing.T) {
	w := newWorld(t, weekly(nil))
	w.Knock = schedule.NewKnock(w.Now)
	w.round()
	w.at("2026-11-23 07:00")
	ctx, stop := context.WithCancel(t.Context())
	sent := make(chan struct{}, 9)
	w.box.refuse = func(mail.Message) *press.MailFault { sent <- struct{}{}; return nil }
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx) }()
	<-sent
	<-sent
	w.at("2026-11-30 07:00")
	w.Knock.Knock()
	<-sent
	<-sent
	stop()
	<-done
}
