package archive

import (
	"sync"
	"testing"
	"time"

	"pressclip/internal/health"
	"pressclip/internal/press"
)

// finish records a visit that came to h.
func (b *bed) finish(t *testing.T, o press.Outlet, h health.Hour) {
	t.Helper()
	l := b.claim(t, o)
	h.Tried = b.Now()
	check(t, b.FinishVisit(t.Context(), l, Visited{OutletID: o.ID, Visit: press.Visit{Started: b.Now(), Ended: b.Now()}, NextDue: b.Now(), Tally: h}))
}

func TestHours(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"})
		o := two[0]
		began := b.Now()
		b.finish(t, o, health.Hour{Until: b.Now(), Listed: 2, Read: 1, Faults: map[press.FaultCode]int{press.FaultConsent: 1}})
		b.advance(20 * time.Minute) // the same hour
		b.finish(t, o, health.Hour{Until: b.Now(), Listed: 1, Faults: map[press.FaultCode]int{press.FaultConsent: 2}})
		for range 5 { // hours in which nothing happens
			b.advance(time.Hour)
			b.finish(t, o, health.Hour{Until: b.Now()})
		}
		quiet := b.Now()
		b.advance(time.Hour)
		b.finish(t, o, health.Hour{Tries: 1, Fault: &press.Fault{Code: press.FaultDNS}})
		hours := must(b.Hours(t.Context(), o.ID))(t)
		same(t, "rows", len(hours), 3)
		same(t, "first", encode(hours[0]), encode(health.Hour{Until: began.Add(20 * time.Minute), Tried: began.Add(20 * time.Minute), Listed: 3, Read: 1,
			Faults: map[press.FaultCode]int{press.FaultConsent: 3}}))
		same(t, "idle", hours[1].Until, quiet)
		same(t, "failed", hours[2].Tries, 1)
		same(t, "of the other", len(must(b.Hours(t.Context(), two[1].ID))(t)), 0)

		b.advance(hoursKept - time.Hour)
		b.finish(t, o, health.Hour{Until: b.Now(), Listed: 1})
		if hours = must(b.Hours(t.Context(), o.ID))(t); len(hours) != 2 || hours[0].Tries != 1 {
			t.Errorf("what is too old to learn from stays: %+v", hours)
		}
	})
}

func TestOutages(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"})
		o := two[0]
		since := b.Now().Add(-time.Hour)
		silent := health.Finding{Kind: health.Quiet, Since: since, Usual: 70}
		list := func(url string) health.Finding {
			return health.Finding{Kind: health.Place, Since: since, URL: url, Code: press.FaultStatus, Status: 404}
		}
		same(t, "before", len(must(b.Outages(ctx))(t)), 0)
		check(t, b.KeepHealth(ctx, o.ID, health.Report{Findings: []health.Finding{list("a"), silent, list("b"), list("b")}}))
		began := b.Now()
		b.advance(time.Hour)
		later := silent
		later.Since, later.Usual = b.Now(), 71
		check(t, b.KeepHealth(ctx, o.ID, health.Report{Findings: []health.Finding{later, list("b")}}))
		now := must(b.Outages(ctx))(t)[o.ID]
		same(t, "outages", len(now), 2)
		same(t, "worst", encode(now[0].Finding), encode(health.Finding{Kind: health.Quiet, Since: since, Usual: 71}))
		same(t, "noticed", now[0].NoticedAt, began)
		same(t, "of", now[0].Outlet, o.Name)
		same(t, "other", now[1].URL, "b")

		check(t, b.KeepHealth(ctx, o.ID, health.Report{}))
		same(t, "ended", len(must(b.Outages(ctx))(t)), 0)
		b.advance(sameOutage - time.Hour)
		check(t, b.KeepHealth(ctx, o.ID, health.Report{Findings: []health.Finding{later}}))
		same(t, "the same again", must(b.Outages(ctx))(t)[o.ID][0].ID, now[0].ID)
		check(t, b.KeepHealth(ctx, o.ID, health.Report{}))
		b.advance(sameOutage + time.Hour)
		check(t, b.KeepHealth(ctx, o.ID, health.Report{Findings: []health.Finding{later}}))
		if again := must(b.Outages(ctx))(t)[o.ID][0]; again.ID == now[0].ID || !again.Since.Equal(later.Since) {
			t.Errorf("what came back after long is the same: %+v", again)
		}
	})
}

// However many processes want to tell, an outage is told once.
func TestOutagesAreToldOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		for _, o := range b.watch(t, []string{"Elbblatt", "Haffkurier"}) {
			check(t, b.KeepHealth(ctx, o.ID, health.Report{Findings: []health.Finding{{Kind: health.Quiet, Since: b.Now()}}}))
		}
		same(t, "too early", len(must(b.ClaimOutages(ctx, b.Now().Add(-time.Minute), time.Minute))(t)), 0)
		var mu sync.Mutex
		var got []Outage
		var all sync.WaitGroup
		for range 4 {
			other := b.open(t)
			all.Go(func() {
				list, err := other.ClaimOutages(ctx, b.Now(), time.Minute)
				mu.Lock()
				defer mu.Unlock()
				got = append(got, list...)
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		same(t, "claimed", len(got), 2)
		b.advance(2 * time.Minute) // whoever claimed them is gone
		again := must(b.ClaimOutages(ctx, b.Now(), time.Minute))(t)
		same(t, "claimed again", len(again), 2)
		check(t, b.ToldOutages(ctx, again))
		b.advance(time.Hour)
		check(t, b.KeepHealth(ctx, again[0].OutletID, health.Report{}))
		check(t, b.KeepHealth(ctx, again[0].OutletID, health.Report{Findings: []health.Finding{{Kind: health.Quiet, Since: b.Now()}}}))
		same(t, "told", len(must(b.ClaimOutages(ctx, b.Now(), time.Minute))(t)), 0)
	})
}
