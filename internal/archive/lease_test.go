package archive

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

func TestClaimDue(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		w := press.Watchlist{Outlets: []press.Outlet{
			{Name: "Stadt", URL: "https://verlag.example/stadt"}, {Name: "Land", URL: "https://verlag.example/land"},
			{Name: "Fluss", URL: "https://fluss.example/"}, {Name: "Meer", URL: "https://meer.example/"},
		}}
		check(t, b.SyncFile(ctx, w))
		o := must(b.Outlets(ctx))(t)
		for i, ago := range []time.Duration{time.Minute, 3 * time.Minute, 2 * time.Minute, -time.Minute} {
			check(t, b.SetDue(ctx, o[i].ID, b.Now().Add(-ago)))
		}
		claimed := must(b.ClaimDue(ctx, time.Minute, 9))(t)
		var names []string
		for _, c := range claimed {
			names = append(names, c.Outlet.Name+"@"+c.Lease.Host)
		}
		same(t, "claimed", strings.Join(names, " "), "Land@verlag.example Fluss@fluss.example")
		same(t, "claimed again", len(must(b.ClaimDue(ctx, time.Minute, 9))(t)), 0)

		check(t, b.FinishVisit(ctx, claimed[0].Lease, Visited{OutletID: o[1].ID, NextDue: b.Now().Add(time.Hour), State: claimed[0].State}))
		same(t, "next of the same host", must(b.ClaimDue(ctx, time.Minute, 9))(t)[0].Outlet.Name, "Stadt")
		b.advance(61 * time.Second)
		same(t, "after the leases ran out, limited", len(must(b.ClaimDue(ctx, time.Minute, 2))(t)), 2)
		same(t, "none asked for", len(must(b.ClaimDue(ctx, time.Minute, 0))(t)), 0)
	})
}

func TestNextDue(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		_, any, err := b.NextDue(ctx)
		check(t, err)
		same(t, "any in an empty archive", any, false)
		o := b.watch(t, []string{"Elbblatt"})[0]
		next, _, err := b.NextDue(ctx)
		check(t, err)
		same(t, "new outlet", next, b.Now())
		l := b.claim(t, o)
		next, _, err = b.NextDue(ctx)
		check(t, err)
		same(t, "while its host is held", next, l.Until)
		check(t, b.FinishVisit(ctx, l, Visited{OutletID: o.ID, NextDue: b.Now().Add(time.Hour)}))
		next, _, err = b.NextDue(ctx)
		check(t, err)
		same(t, "after its visit", next, b.Now().Add(time.Hour))
	})
}

func TestLease(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		l, s, ok, err := b.ClaimHost(ctx, "elbblatt.example:8443", time.Minute)
		check(t, err)
		same(t, "claimed", ok, true)
		same(t, "state of a new host", encode(s), encode(fetch.HostState{}))
		_, _, ok, err = b.ClaimHost(ctx, l.Host, time.Minute)
		check(t, err)
		same(t, "claimed by another", ok, false)

		s = fetch.HostState{Robots: []byte("User-agent: *\nDisallow: /\xff"), RobotsStatus: 200, RobotsAt: b.Now(), NextAt: b.Now().Add(time.Second)}
		check(t, b.Keep(ctx, l, s))
		_, _, ok, err = b.ClaimHost(ctx, l.Host, time.Minute)
		check(t, err)
		same(t, "claimed by another after Keep", ok, false)
		check(t, b.Release(ctx, l, s))
		wantErr(t, b.Release(ctx, l, s), press.ErrStale)
		wantErr(t, b.Keep(ctx, l, s), press.ErrStale)
		wantErr(t, b.Extend(ctx, []Lease{l}, time.Minute), press.ErrStale)

		_, back, ok, err := b.ClaimHost(ctx, l.Host, time.Minute)
		check(t, err)
		same(t, "claimed after release", ok, true)
		same(t, "state", encode(back), encode(s))
	})
}

func TestExtend(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		kept, _, _, err := b.ClaimHost(ctx, "a.example", time.Minute)
		check(t, err)
		lost, _, _, err := b.ClaimHost(ctx, "b.example", time.Minute)
		check(t, err)
		b.advance(50 * time.Second)
		check(t, b.Extend(ctx, []Lease{lost, kept}, time.Minute))
		b.advance(50 * time.Second)
		_, _, ok, err := b.ClaimHost(ctx, "a.example", time.Minute)
		check(t, err)
		same(t, "claimed what was extended", ok, false)
		b.advance(11 * time.Second)
		_, _, ok, err = b.ClaimHost(ctx, "b.example", time.Minute)
		check(t, err)
		same(t, "claimed what ran out", ok, true)
		err = b.Extend(ctx, []Lease{lost, kept}, time.Minute)
		wantErr(t, err, press.ErrStale)
		if !strings.Contains(err.Error(), "b.example") || strings.Contains(err.Error(), "a.example") {
			t.Errorf("error does not name the host: %v", err)
		}
		_, _, ok, err = b.ClaimHost(ctx, "a.example", time.Minute)
		check(t, err)
		same(t, "claimed what was extended beside a lost one", ok, false)
	})
}

// A lease written under a clock that was a year ahead does not lock its host for a year.
func TestLeaseOfAWrongClock(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		b.watch(t, []string{"Elbblatt"})
		b.advance(365 * 24 * time.Hour)
		same(t, "claimed", len(must(b.ClaimDue(t.Context(), time.Minute, 1))(t)), 1)
		b.advance(-365 * 24 * time.Hour)
		same(t, "claimed under the right clock", len(must(b.ClaimDue(t.Context(), time.Minute, 1))(t)), 1)
	})
}

// What was put off under a clock that was a year ahead is due once the clock is right, and nothing else is.
func TestCatchUp(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"})[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "1"})
		put := func(off time.Duration, l Lease) {
			fault := &press.Fault{Code: press.FaultStatus, Status: 503}
			must(b.File(ctx, l, Reading{OutletID: o.ID, PageID: 1, Fault: fault, NextTry: b.Now().Add(off)}))(t)
			check(t, b.FinishVisit(ctx, l, Visited{OutletID: o.ID, Visit: press.Visit{Ended: b.Now()}, NextDue: b.Now().Add(31 * off)}))
		}
		due := func() int { return len(must(b.ClaimDue(ctx, time.Minute, 1))(t)) + len(b.pending(t, o)) }
		put(24*time.Hour, l)
		check(t, b.CatchUp(ctx))
		same(t, "due under the right clock", due(), 0)

		b.advance(365 * 24 * time.Hour)
		put(24*time.Hour, b.claim(t, o))
		b.advance(-365 * 24 * time.Hour)
		same(t, "due before catching up", due(), 0)
		check(t, b.CatchUp(ctx))
		same(t, "due after it", due(), 2)
	})
}

// What is written under a lease that passed to another leaves no trace.
func TestFencing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		old := b.claim(t, o)
		b.list(t, old, o, press.Candidate{URL: o.URL + "1"})
		page := b.pending(t, o)[0]
		b.advance(61 * time.Second)
		b.list(t, old, o) // it ran out, but nobody took it
		b.claim(t, o)
		before := b.dump(t)
		_, err := b.List(ctx, old, Listing{OutletID: o.ID, Place: press.Place{Kind: press.PlaceFeed, URL: o.URL}, Candidates: []press.Candidate{{URL: o.URL + "2"}}})
		wantErr(t, err, press.ErrStale)
		_, err = b.File(ctx, old, reading(page, "Ein Quartier", "Text", "Quartiere"))
		wantErr(t, err, press.ErrStale)
		wantErr(t, b.FinishVisit(ctx, old, Visited{OutletID: o.ID, NextDue: b.Now()}), press.ErrStale)
		wantErr(t, b.Release(ctx, old, fetch.HostState{}), press.ErrStale)
		same(t, "archive", b.dump(t), before)
	})
}

// Many claim and release the same few hosts, through two pools as two processes would: a host never has two holders,
// and on PostgreSQL as on SQLite nobody fails.
func TestOneHolder(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		const hosts, workers, rounds = 5, 8, 40
		var names []string
		for i := range hosts {
			names = append(names, fmt.Sprintf("Blatt%d", i))
		}
		b.watch(t, names)
		archives := []*Archive{b.Archive, b.open(t)}
		var holders [hosts]atomic.Int32
		var claims atomic.Int32
		hold := func(a *Archive, l Lease, s fetch.HostState) {
			var n int
			if _, err := fmt.Sscanf(l.Host, "blatt%d.example", &n); err != nil {
				t.Error(err)
				return
			}
			if holders[n].Add(1) != 1 {
				t.Errorf("%s has two holders", l.Host)
			}
			claims.Add(1)
			holders[n].Add(-1)
			if err := a.Release(t.Context(), l, s); err != nil {
				t.Error(err)
			}
		}
		var all sync.WaitGroup
		for w := range workers {
			a := archives[w%2]
			all.Go(func() {
				for i := range rounds {
					if i%2 == 0 {
						due, err := a.ClaimDue(t.Context(), time.Minute, 2)
						if err != nil {
							t.Error(err)
							return
						}
						for _, c := range due {
							hold(a, c.Lease, c.State)
						}
						continue
					}
					l, s, ok, err := a.ClaimHost(t.Context(), fmt.Sprintf("blatt%d.example", (w+i)%hosts), time.Minute)
					if err != nil {
						t.Error(err)
						return
					}
					if ok {
						hold(a, l, s)
					}
				}
			})
		}
		all.Wait()
		if claims.Load() < rounds {
			t.Errorf("only %d claims of %d rounds", claims.Load(), workers*rounds)
		}
	})
}

// Two that claim what is due and finish visits: every outlet is visited once and not again before it is due.
func TestVisitedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		const outlets = 40
		var names []string
		for i := range outlets {
			names = append(names, fmt.Sprintf("Blatt%d", i))
		}
		b.watch(t, names)
		var visits atomic.Int32
		var all sync.WaitGroup
		for _, a := range []*Archive{b.Archive, b.open(t), b.open(t)} {
			all.Go(func() {
				for visits.Load() < outlets {
					due, err := a.ClaimDue(t.Context(), time.Minute, 3)
					if err != nil {
						t.Error(err)
						return
					}
					for _, c := range due {
						visits.Add(1)
						if err := a.FinishVisit(t.Context(), c.Lease, Visited{OutletID: c.Outlet.ID, NextDue: b.Now().Add(time.Hour), State: c.State}); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		all.Wait()
		same(t, "visits", visits.Load(), outlets)
	})
}

// While something is being written under a lease that has run out, nobody else gets the host: what is written is
// recorded before or not at all. (On SQLite one writes at a time anyway.)
func TestWriteHoldsHost(t *testing.T) {
	b := newBed(t, postgresDSN(t))
	other := b.open(t)
	o := b.watch(t, []string{"Elbblatt"})[0]
	l := b.claim(t, o)
	b.advance(61 * time.Second)
	claims := func(ctx context.Context) int {
		_, _, ok, err := other.ClaimHost(ctx, l.Host, time.Minute)
		check(t, err)
		due := must(other.ClaimDue(ctx, time.Minute, 1))(t)
		if ok {
			return len(due) + 1
		}
		return len(due)
	}
	check(t, b.write(t.Context(), "write", func(ctx context.Context, c conn) error {
		check(t, c.hold(ctx, l))
		same(t, "claims while writing", claims(ctx), 0)
		return nil
	}))
	same(t, "claims afterwards", claims(t.Context()), 1)
}
