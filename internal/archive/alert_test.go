package archive

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
)

// usualRule is a rule as the program has it.
var usualRule = AlertRule{Settle: 10 * time.Second, Longest: 40 * time.Second, Gap: 5 * time.Minute, Mail: true, Hooks: []string{"hook #1"}}

// alerting is an outlet and two projects that tell at once, and one that does not.
func (b *bed) alerting(tb testing.TB) press.Outlet {
	tb.Helper()
	w := press.Watchlist{Outlets: []press.Outlet{{Name: "Elbblatt", URL: "https://elbblatt.example/"}}, Projects: []press.Project{
		{Name: "Quartiere", Keywords: []string{"Quartier*"}, Alert: true, AlertTo: []press.Recipient{{Address: "eva@example.org"}, {Address: "liste@example.org", List: true}}},
		{Name: "Märkte", Keywords: []string{"Markt"}, Alert: true},
		{Name: "Wahlen", Keywords: []string{`"alert\":true`, `\"alert":true`}},
	}}
	check(tb, b.SyncFile(tb.Context(), w))
	return must(b.Outlets(tb.Context()))(tb)[0]
}

// told closes what is due and names it, by project and clippings.
func (b *bed) told(tb testing.TB) string {
	tb.Helper()
	closed, _, err := b.CloseAlerts(tb.Context(), usualRule)
	check(tb, err)
	var all []string
	for _, al := range closed {
		slices.Sort(al.Clippings)
		all = append(all, fmt.Sprint(al.Project, " ", al.Clippings))
	}
	return strings.Join(all, ", ")
}

// later lets time pass and asks again.
func (b *bed) later(tb testing.TB, d time.Duration) string {
	tb.Helper()
	b.advance(d)
	return b.told(tb)
}

// What is filed is told within a minute, what follows comes together, and nothing comes twice.
func TestAlert(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.alerting(t)
		same(t, "at first", b.told(t), "")
		l := b.claim(t, o)
		one := b.filed(t, l, o, "eins", "Eins", "Text", "Quartiere", "Wahlen").ClippingID
		same(t, "at once", b.told(t), "")
		two := b.filed(t, l, o, "zwei", "Zwei", "Text", "Quartiere", "Märkte").ClippingID
		_, next, err := b.CloseAlerts(ctx, usualRule)
		check(t, err)
		same(t, "it looks again", next, b.Now().Add(usualRule.Settle).UTC())
		same(t, "soon", b.later(t, usualRule.Settle), fmt.Sprintf("Quartiere [%d %d], Märkte [%d]", one, two, two))
		same(t, "again", b.later(t, time.Second), "")

		three := b.filed(t, l, o, "drei", "Drei", "Text", "Quartiere").ClippingID
		same(t, "right after", b.later(t, time.Minute), "")
		four := b.filed(t, l, o, "vier", "Vier", "Text", "Quartiere").ClippingID
		same(t, "still", b.later(t, 3*time.Minute), "")
		same(t, "together", b.later(t, time.Minute), fmt.Sprintf("Quartiere [%d %d]", three, four))

		// What merely changes is no news, nor is what gains a keyword.
		p := must(b.Page(ctx, o.URL+"eins"))(t)
		must(b.File(ctx, l, reading(p, "Eins", "Ein anderer Text", "Quartiere", "Wahlen")))(t)
		verdict := press.VerdictRelevant
		check(t, b.Review(ctx, two, "Quartiere", ReviewChange{Verdict: &verdict}))
		same(t, "changed", b.later(t, time.Hour), "")

		// Under another project it is news there.
		must(b.File(ctx, l, reading(p, "Eins", "Ein anderer Text", "Quartiere", "Märkte")))(t)
		same(t, "another project", b.told(t)+b.later(t, time.Hour), fmt.Sprintf("Märkte [%d]", one))

		list := must(b.Alerts(ctx, 1, 9))(t)
		same(t, "alerts", len(list), 2)
		same(t, "the newest first", fmt.Sprint(list[0].Clippings), fmt.Sprint([]int64{three, four}))
		went := ""
		for _, d := range must(b.AlertDeliveries(ctx, list[1].ID))(t) {
			went += fmt.Sprintf("%s hook %t list %t %s; ", d.Address, d.Hook, d.List, d.State)
		}
		same(t, "deliveries", went, "eva@example.org hook false list false waiting; liste@example.org hook false list true waiting; hook #1 hook true list false waiting; ")
		_, err = b.Alert(ctx, 99)
		wantErr(t, err, press.ErrNotFound)
	})
}

// Things keep coming: what came first does not wait for the last.
func TestAlertRush(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.alerting(t)
		l := b.claim(t, o)
		var heard []string
		for n := range 120 {
			b.filed(t, l, o, fmt.Sprint("n", n), fmt.Sprint("Titel ", n), "Text", "Quartiere")
			if said := b.later(t, 4*time.Second); said != "" {
				heard = append(heard, fmt.Sprintf("%d at %d s", len(strings.Fields(said))-1, 4*(n+1)))
			}
		}
		same(t, "heard", strings.Join(heard, ", "), "11 at 44 s, 75 at 344 s")
		same(t, "the rest", len(strings.Fields(b.later(t, 5*time.Minute)))-1, 34)
	})
}

// What looking back finds is not told, nor what was filed before a project told anything, nor what it left waiting when
// it stopped.
func TestAlertIsOfNews(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.alerting(t)
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "alt"})
		old := reading(b.pending(t, o)[0], "Alt", "Text", "Quartiere")
		old.Backfill = true
		must(b.File(ctx, l, old))(t)
		no := press.VerdictIrrelevant
		check(t, b.Review(ctx, b.filed(t, l, o, "nein", "Nein", "Text", "Quartiere").ClippingID, "Quartiere", ReviewChange{Verdict: &no}))
		same(t, "old", b.told(t)+b.later(t, time.Hour), "")

		early := b.filed(t, l, o, "frueh", "Früh", "Text", "Wahlen").ClippingID
		b.filed(t, l, o, "wartet", "Wartet", "Text", "Quartiere")
		same(t, "noted", b.told(t), "")
		b.advance(time.Second)
		w := press.Watchlist{Outlets: []press.Outlet{o}, Projects: []press.Project{{Name: "Wahlen", Keywords: []string{"Wahl"}, Alert: true}, {Name: "Quartiere", Keywords: []string{"Quartier*"}}}}
		check(t, b.SyncFile(ctx, w))
		p := must(b.Page(ctx, o.URL+"frueh"))(t)
		must(b.File(ctx, l, reading(p, "Früh", "Neuer Text", "Wahlen")))(t)
		same(t, "before it told", b.told(t)+b.later(t, time.Hour), "")
		late := b.filed(t, l, o, "spaet", "Spät", "Text", "Wahlen").ClippingID
		same(t, "news", b.told(t)+b.later(t, time.Hour), fmt.Sprintf("Wahlen [%d]", late))

		w.Projects[1].Alert = true
		check(t, b.SyncFile(ctx, w))
		same(t, "what it left", b.told(t)+b.later(t, time.Hour), "")
		if early == late {
			t.Error("two articles are one")
		}
	})
}

// Without mail those who get mail get nothing, and not all of it once there is mail.
func TestAlertWithoutMail(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.alerting(t)
		b.filed(t, b.claim(t, o), o, "eins", "Eins", "Text", "Quartiere")
		mute := usualRule
		mute.Mail, mute.Hooks = false, nil
		_, _, err := b.CloseAlerts(ctx, mute)
		check(t, err)
		b.advance(time.Minute)
		closed, _, err := b.CloseAlerts(ctx, mute)
		check(t, err)
		same(t, "closed", len(closed), 1)
		same(t, "deliveries", len(must(b.AlertDeliveries(ctx, closed[0].ID))(t)), 0)
		same(t, "later", b.later(t, time.Hour), "")
	})
}

// However many look at the same time, each clipping is told once.
func TestAlertOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.alerting(t)
		l := b.claim(t, o)
		for n := range 20 {
			b.filed(t, l, o, fmt.Sprint("n", n), fmt.Sprint("Titel ", n), "Text", "Quartiere")
		}
		b.told(t)
		b.advance(time.Minute)
		var mu sync.Mutex
		var all sync.WaitGroup
		heard, alerts := map[int64]int{}, 0
		for range 6 {
			other := b.open(t)
			all.Go(func() {
				closed, _, err := other.CloseAlerts(t.Context(), usualRule)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				for _, al := range closed {
					alerts++
					for _, id := range al.Clippings {
						heard[id]++
					}
				}
			})
		}
		all.Wait()
		same(t, "alerts", alerts, 1)
		same(t, "clippings", len(heard), 20)
		claims := 0
		for {
			d, ok, err := b.ClaimAlert(t.Context(), false, time.Minute)
			check(t, err)
			if !ok {
				break
			}
			claims++
			check(t, b.Settle(t.Context(), d, Outcome{}))
		}
		same(t, "mails", claims, 2)
		hook, ok, err := b.ClaimAlert(t.Context(), true, time.Minute)
		check(t, err)
		same(t, "hook", fmt.Sprint(ok, hook.Address), "truehook #1")
	})
}

// While others file, change and merge, each clipping is told once, whichever of several tells it.
func TestAlertWhileFiling(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.alerting(t)
		l := b.claim(t, o)
		done := make(chan struct{})
		var all sync.WaitGroup
		for range 2 {
			other := b.open(t)
			all.Go(func() {
				for last := false; !last; {
					select {
					case <-done:
						last = true
					default:
					}
					if _, _, err := other.CloseAlerts(ctx, AlertRule{}); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for n := range 40 {
			path := fmt.Sprint("n", n)
			b.list(t, l, o, press.Candidate{URL: o.URL + path})
			b.withheld(t, l, o, "Titel "+path, "Quartiere")
			b.filed(t, l, o, path+"-ganz", "Titel "+path, "Text", "Quartiere")
			must(b.File(ctx, l, leads(must(b.Page(ctx, o.URL+path))(t), o.URL+path+"-ganz", "Quartiere")))(t)
		}
		close(done)
		all.Wait()
		told := map[int64]int{}
		for _, al := range must(b.Alerts(ctx, 1, 999))(t) {
			for _, id := range al.Clippings {
				told[id]++
			}
		}
		clippings, total, err := b.Inbox(ctx, InboxRequest{Limit: 999})
		check(t, err)
		same(t, "told", len(told), total)
		for _, c := range clippings {
			same(t, c.Article.Title, told[c.ID], 1)
		}
	})
}

// A crash in the middle leaves no half of an alert.
func TestAlertCutOff(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.alerting(t)
		b.filed(t, b.claim(t, o), o, "eins", "Eins", "Text", "Quartiere")
		b.told(t)
		b.advance(time.Minute)
		b.cutEverywhere(t, func() func(context.Context, conn) error {
			return func(ctx context.Context, c conn) error {
				err := c.noteAlerts(ctx, b.Now())
				if err == nil {
					_, _, err = c.closeAlerts(ctx, usualRule, b.Now())
				}
				return err
			}
		})
		list := must(b.Alerts(t.Context(), 1, 9))(t)
		same(t, "alerts", len(list), 1)
		same(t, "deliveries", len(must(b.AlertDeliveries(t.Context(), list[0].ID))(t)), 3)
	})
}

// Clippings that become one are told once, whichever of them was.
func TestAlertOfMerged(t *testing.T) {
	for name, first := range map[string]bool{"both told": true, "one told": false} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) {
				o := b.alerting(t)
				l := b.claim(t, o)
				full := []string{"Wahlen"}
				if first {
					full = []string{"Quartiere"}
				}
				p, ids := b.twice(t, l, o, []string{"Quartiere"}, full)
				same(t, "told", strings.HasPrefix(b.told(t)+b.later(t, time.Hour), fmt.Sprintf("Quartiere [%d", ids[0])), true)
				must(b.File(t.Context(), l, leads(p, o.URL+"b", "Quartiere")))(t)
				same(t, "again", b.told(t)+b.later(t, time.Hour), "")
				same(t, "it moved", fmt.Sprint(must(b.Alerts(t.Context(), 1, 1))(t)[0].Clippings), fmt.Sprint(ids[1:]))
			})
		})
	}
}

// One that waits becomes part of one that was told: it waits no longer.
func TestAlertOfMergedWhileWaiting(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.alerting(t)
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "a"})
		first := b.withheld(t, l, o, "Das Quartier", "Quartiere").ClippingID
		same(t, "told", b.told(t)+b.later(t, time.Minute), fmt.Sprintf("Quartiere [%d]", first))
		b.advance(time.Hour)
		second := b.filed(t, l, o, "b", "Das Quartier", "Der ganze Text", "Quartiere").ClippingID
		same(t, "it waits", b.told(t), "")
		must(b.File(t.Context(), l, leads(must(b.Page(t.Context(), o.URL+"a"))(t), o.URL+"b", "Quartiere")))(t)
		same(t, "again", b.told(t)+b.later(t, time.Hour), "")
		same(t, "it moved", fmt.Sprint(must(b.Alerts(t.Context(), 1, 1))(t)[0].Clippings), fmt.Sprint([]int64{second}))
	})
}

// Who unsubscribes from alerts gets no more, and what is on its way does not go.
func TestAlertLeave(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.alerting(t)
		l := b.claim(t, o)
		b.filed(t, l, o, "eins", "Eins", "Text", "Quartiere")
		b.told(t)
		b.later(t, time.Minute)
		al := must(b.Alerts(ctx, 1, 1))(t)[0]
		ticket := must(b.AlertDeliveries(ctx, al.ID))(t)[0].Ticket
		who := must(b.Subscriber(ctx, ticket))(t)
		same(t, "who", who.Digest+who.Project+who.Address, "Quartiereeva@example.org")
		check(t, b.Leave(ctx, ticket))
		same(t, "on its way", must(b.AlertDeliveries(ctx, al.ID))(t)[0].State, press.DeliveryLeft)
		b.filed(t, l, o, "zwei", "Zwei", "Text", "Quartiere")
		b.told(t)
		b.later(t, time.Hour)
		al = must(b.Alerts(ctx, 1, 1))(t)[0]
		same(t, "next", must(b.AlertDeliveries(ctx, al.ID))(t)[0].Address, "liste@example.org")
		same(t, "listeners", len(must(b.Listeners(ctx, 1))(t)), 2)
		same(t, "has left", must(b.Listeners(ctx, 1))(t)[0].LeftAt.IsZero(), false)
		check(t, b.Return(ctx, ticket))
		b.filed(t, l, o, "drei", "Drei", "Text", "Quartiere")
		b.told(t)
		b.later(t, time.Hour)
		al = must(b.Alerts(ctx, 1, 1))(t)[0]
		d := must(b.AlertDeliveries(ctx, al.ID))(t)[0]
		same(t, "back", d.Address, "eva@example.org")
		wantErr(t, b.Leave(ctx, "nichts"), press.ErrNotFound)
		wantErr(t, b.SendAlertCopy(ctx, 2, d.ID), press.ErrNotFound)
		check(t, b.SendAlertCopy(ctx, 1, d.ID))
	})
}

// sampleAlert puts something into the tables of alerts.
func (b *bed) sampleAlert(t testing.TB) {
	t.Helper()
	_, _, err := b.CloseAlerts(t.Context(), AlertRule{Mail: true, Hooks: usualRule.Hooks}) // at once, whatever the clock says
	check(t, err)
	for _, o := range []Outcome{{}, {Fault: &press.MailFault{Code: press.MailRejected, Status: 550, Detail: "nein"}}} {
		d, ok, err := b.ClaimAlert(t.Context(), false, time.Minute)
		check(t, err)
		same(t, "claimed", ok, true)
		check(t, b.Settle(t.Context(), d, o))
	}
}

// What an archive of before there were alerts holds is no news, and what is filed into it is.
func TestUpgradeToAlerts(t *testing.T) {
	for engine, dsn := range engines {
		t.Run(engine, func(t *testing.T) {
			ctx := t.Context()
			b := &bed{clock: newBed(t, sqliteDSN(t)).clock, dsn: dsn(t)}
			old := must(openAt(ctx, Options{DSN: b.dsn}, 3))(t)
			file := must(OpenBackup(ctx, sampleFile(3)))(t)
			defer file.Close()
			must(old.restore(ctx, file, RestoreOptions{}))(t)
			_, err := conn{old.writer, old.dialect}.exec(ctx, `UPDATE project SET definition = ? WHERE name = 'Quartiere'`,
				`{"name":"Quartiere","keywords":["Quartier*"],"alert":true,"alert_to":["eva@example.org"]}`)
			check(t, err)
			check(t, old.Close())
			b.Archive = must(Open(ctx, Options{DSN: b.dsn, Now: b.Now}))(t)
			defer b.Close()
			b.advance(3 * time.Hour) // the sample ends after it began
			o := must(b.Outlets(ctx))(t)[0]
			l := b.claim(t, o)
			p := must(b.Page(ctx, o.URL+"markt"))(t)
			must(b.File(ctx, l, reading(p, "Der Markt", "Anders", "Märkte", "Quartiere")))(t)
			same(t, "old", b.told(t)+b.later(t, time.Hour), "")
			id := b.filed(t, l, o, "neu", "Neu", "Text", "Quartiere").ClippingID
			same(t, "new", b.told(t)+b.later(t, time.Minute), fmt.Sprintf("Quartiere [%d]", id))
			al := must(b.Alerts(ctx, must(b.Project(ctx, "Quartiere"))(t).ID, 1))(t)[0]
			same(t, "to", must(b.AlertDeliveries(ctx, al.ID))(t)[0].Address, "eva@example.org")
		})
	}
}
