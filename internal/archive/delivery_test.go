package archive

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
)

// issued closes an issue of a digest to these people and returns both.
func (b *bed) issued(tb testing.TB, to ...string) (press.Digest, Issue) {
	tb.Helper()
	d, o := b.weekly(tb, func(d *press.Digest) {
		d.To = nil
		for _, address := range to {
			d.To = append(d.To, press.Recipient{Address: address, List: strings.HasPrefix(address, "list")})
		}
	})
	b.filedAt(tb, b.Now(), o, "eins", "Quartiere")
	return d, b.closed(tb, d, b.week(1))
}

func (b *bed) claimed(tb testing.TB) Delivery {
	tb.Helper()
	d, ok, err := b.ClaimDelivery(tb.Context(), 0, time.Minute)
	check(tb, err)
	if !ok {
		tb.Fatal("nothing is to be delivered")
	}
	return d
}

// none says that nothing can be claimed now.
func (b *bed) none(tb testing.TB) {
	tb.Helper()
	d, ok, err := b.ClaimDelivery(tb.Context(), 0, time.Minute)
	check(tb, err)
	if ok {
		tb.Fatalf("%+v can be claimed", d)
	}
}

// went says how the deliveries of an issue stand.
func (b *bed) went(tb testing.TB, i Issue) string {
	tb.Helper()
	var all []string
	for _, d := range must(b.Deliveries(tb.Context(), i.ID))(tb) {
		said := fmt.Sprintf("%s %s %d.%d", d.Address, d.State, d.Copy, d.Attempts)
		if d.Fault != nil {
			said += " " + d.Fault.Error()
		}
		all = append(all, said)
	}
	return strings.Join(all, ", ")
}

func TestDelivery(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		_, i := b.issued(t, "eva", "list", "ali")
		one, two, three := b.claimed(t), b.claimed(t), b.claimed(t)
		b.none(t)
		same(t, "one", fmt.Sprint(one.Address, one.List, two.Address, two.List, one.Ticket != two.Ticket), "evafalselisttrue true")
		check(t, b.Settle(ctx, one, Outcome{}))
		later := press.MailFault{Code: press.MailLater, Status: 451, Detail: "grau\x00\xff"}
		check(t, b.Settle(ctx, two, Outcome{Fault: &later, Again: b.Now().Add(time.Minute)}))
		check(t, b.Settle(ctx, three, Outcome{Fault: &press.MailFault{Code: press.MailRejected, Status: 550}}))
		same(t, "went", b.went(t, i), "eva sent 1.1, list waiting 1.1 later 451: grau \uFFFD, ali failed 1.1 rejected 550")
		b.none(t)
		next, ok, err := b.NextDelivery(ctx)
		check(t, err)
		same(t, "next", fmt.Sprint(ok, next.Equal(b.Now().Add(time.Minute))), "true true")
		b.advance(time.Minute)
		check(t, b.Settle(ctx, b.claimed(t), Outcome{}))
		same(t, "went", b.went(t, i), "eva sent 1.1, list sent 1.2, ali failed 1.1 rejected 550")
		_, ok, err = b.NextDelivery(ctx)
		check(t, err)
		same(t, "something waits", ok, false)
	})
}

// Who is killed while sending leaves a delivery that another takes when the lease has run out, and can record nothing
// any more.
func TestDeliveryLease(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		_, i := b.issued(t, "eva")
		lost := b.claimed(t)
		next, _, err := b.NextDelivery(ctx)
		check(t, err)
		same(t, "next", next.Equal(b.Now().Add(time.Minute)), true)
		b.advance(50 * time.Second)
		check(t, b.ExtendDelivery(ctx, lost, time.Minute))
		b.advance(50 * time.Second)
		b.none(t)
		wantErr(t, b.SendCopy(ctx, lost.ID), press.ErrConflict)
		b.advance(10 * time.Second)
		taken := b.claimed(t)
		same(t, "attempts", taken.Attempts, 2)
		wantErr(t, b.ExtendDelivery(ctx, lost, time.Minute), press.ErrStale)
		wantErr(t, b.Settle(ctx, lost, Outcome{}), press.ErrStale)
		check(t, b.Settle(ctx, taken, Outcome{}))
		wantErr(t, b.Settle(ctx, taken, Outcome{}), press.ErrStale)
		same(t, "went", b.went(t, i), "eva sent 1.2")
	})
}

// What is being sent right now is not begun anew by whoever sends the issue again.
func TestSendAgainWhileSending(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, i := b.issued(t, "eva")
		under := b.claimed(t)
		check(t, b.SendAgain(t.Context(), d, i.ID))
		same(t, "under way", b.went(t, i), "eva waiting 1.1")
		b.none(t)
		check(t, b.Settle(t.Context(), under, Outcome{}))
		same(t, "then", b.went(t, i), "eva sent 1.1")
	})
}

// A lease that was written under a clock that was ahead holds nobody up once the clock is right.
func TestDeliveryLeaseOfTheFuture(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		b.issued(t, "eva")
		b.advance(30 * 24 * time.Hour)
		b.claimed(t)
		b.advance(-29 * 24 * time.Hour)
		same(t, "attempts", b.claimed(t).Attempts, 2)
	})
}

// No two get the same delivery.
func TestDeliveryIsClaimedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		var to []string
		for n := range 40 {
			to = append(to, fmt.Sprint("a", n))
		}
		_, i := b.issued(t, to...)
		var mu sync.Mutex
		var all sync.WaitGroup
		times := map[string]int{}
		for range 4 {
			other := b.open(t)
			all.Go(func() {
				for {
					d, ok, err := other.ClaimDelivery(t.Context(), i.ID, time.Minute)
					if err != nil {
						t.Error(err)
					}
					if !ok {
						return
					}
					mu.Lock()
					times[d.Address]++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		// Who looks while another holds the only row that is left finds nothing; it comes with the next look.
		for d, ok, _ := b.ClaimDelivery(t.Context(), i.ID, time.Minute); ok; d, ok, _ = b.ClaimDelivery(t.Context(), i.ID, time.Minute) {
			times[d.Address]++
		}
		for _, address := range to {
			same(t, address, times[address], 1)
		}
	})
}

// Sending again reaches those who have not got it, and nobody else.
func TestSendAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		d, i := b.issued(t, "eva", "ali")
		check(t, b.Settle(ctx, b.claimed(t), Outcome{}))
		check(t, b.Settle(ctx, b.claimed(t), Outcome{Fault: &press.MailFault{Code: press.MailRejected}}))
		d.To = append(d.To, press.Recipient{Address: "neu"})
		check(t, b.SendAgain(ctx, d, i.ID))
		same(t, "went", b.went(t, i), "eva sent 1.1, ali waiting 1.0 rejected, neu waiting 1.0")
		same(t, "first", b.claimed(t).Address, "ali")
		check(t, b.Settle(ctx, b.claimed(t), Outcome{}))

		// A copy goes to whoever is named.
		all := must(b.Deliveries(ctx, i.ID))(t)
		check(t, b.SendCopy(ctx, all[0].ID))
		check(t, b.Settle(ctx, b.claimed(t), Outcome{}))
		same(t, "copies", b.went(t, i), "eva sent 2.1, ali waiting 1.1 rejected, neu sent 1.1")
		wantErr(t, b.SendCopy(ctx, 99), press.ErrNotFound)
	})
}

func TestLeave(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		d, i := b.issued(t, "eva", "ali", "kim")
		eva, ali := b.claimed(t), b.claimed(t)
		for _, who := range []Delivery{eva, ali} {
			check(t, b.Leave(ctx, who.Ticket))
			check(t, b.Leave(ctx, who.Ticket))
		}
		// What was under way is recorded as it ended, and not tried again.
		check(t, b.Settle(ctx, eva, Outcome{}))
		check(t, b.Settle(ctx, ali, Outcome{Fault: &press.MailFault{Code: press.MailAway}, Again: b.Now()}))
		same(t, "went", b.went(t, i), "eva sent 1.1, ali left 1.1 away, kim waiting 1.0")
		same(t, "others", b.claimed(t).Address, "kim")
		b.none(t)
		next := b.closed(t, d, b.week(2))
		same(t, "the next", b.went(t, next), "kim waiting 1.0")
		s := must(b.Subscriber(ctx, eva.Ticket))(t)
		same(t, "who", fmt.Sprint(s.Digest, " ", s.Address, " ", s.LeftAt.IsZero()), "Wochenüberblick eva false")
		check(t, b.Return(ctx, eva.Ticket))
		list := must(b.Subscribers(ctx, d.ID))(t)
		same(t, "all", fmt.Sprint(len(list), list[0].LeftAt.IsZero(), list[1].LeftAt.IsZero()), "3 true false")
		same(t, "and then", b.went(t, b.closed(t, d, b.week(3))), "eva waiting 1.0, kim waiting 1.0")
		for _, err := range []error{b.Leave(ctx, "geraten"), b.Return(ctx, "geraten")} {
			wantErr(t, err, press.ErrNotFound)
		}
		_, err := b.Subscriber(ctx, "")
		wantErr(t, err, press.ErrNotFound)
	})
}

// What a digest has closed is no longer sent when it is removed.
func TestDeliveryOfRemovedDigest(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		b.issued(t, "eva")
		check(t, b.SyncFile(t.Context(), press.Watchlist{}))
		b.none(t)
		_, ok, err := b.NextDelivery(t.Context())
		check(t, err)
		same(t, "something waits", ok, false)
	})
}

// sampleIssue puts something into the tables of issues.
func (b *bed) sampleIssue(t testing.TB) {
	t.Helper()
	d := must(b.Digest(t.Context(), "Wochenüberblick"))(t)
	d.To = []press.Recipient{{Address: "eva@example.org"}, {Address: "verteiler@bücher.example", List: true}}
	check(t, b.Arm(t.Context(), d))
	b.closed(t, d, Period{Due: b.Now(), Before: b.Now().AddDate(0, 0, -7)})
	check(t, b.Settle(t.Context(), b.claimed(t), Outcome{}))
	check(t, b.Settle(t.Context(), b.claimed(t), Outcome{Fault: &press.MailFault{Code: press.MailLater, Status: 451, Detail: "später"}, Again: b.Now().Add(time.Hour)}))
	check(t, b.Pause(t.Context(), d.ID, true))
}
