package archive

import (
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestCoverage(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt", "Haffkurier"})[0]
		visit := func(ok bool) {
			l := b.claim(t, o)
			v := press.Visit{Outlet: o.Name, Started: b.Now(), Ended: b.Now(), OK: ok}
			check(t, b.FinishVisit(ctx, l, Visited{OutletID: o.ID, Visit: v, NextDue: b.Now()}))
			b.advance(time.Hour)
		}
		begun := b.Now()
		for range 60 {
			visit(true)
		}
		before := b.Now().Add(-time.Hour)
		for range 30 {
			visit(false)
		}
		after := b.Now()
		visit(true)
		b.advance(48 * time.Hour)

		all := must(b.Coverage(ctx, nil))(t)
		same(t, "outlets", len(all), 2)
		same(t, "never visited", all[1].Outlet, "Haffkurier")
		same(t, "since never", all[1].Since, time.Time{})
		same(t, "gaps of never", len(all[1].Gaps), 0)
		same(t, "since", all[0].Since, begun)
		same(t, "last", all[0].LastOK, after)
		same(t, "gaps", len(all[0].Gaps), 2)
		same(t, "that lasts", all[0].Gaps[0], Gap{after, b.Now()})
		same(t, "that is over", all[0].Gaps[1], Gap{before, after})
		same(t, "of one", len(must(b.Coverage(ctx, []string{"Haffkurier"}))(t)), 1)
	})
}
