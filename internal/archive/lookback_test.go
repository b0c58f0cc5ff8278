package archive

import (
	"testing"
	"time"

	"pressclip/internal/health"
	"pressclip/internal/press"
)

// A looking back that lasts goes on when it is begun again, ends for another, and counts the pages that became known by it; troubles
// that ended wait for its end before they are told.
func TestLookBack(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		check(t, b.SyncFile(ctx, press.Watchlist{Outlets: []press.Outlet{{Name: "Elbblatt", URL: "https://elbblatt.example/"}}}))
		o := must(b.Outlets(ctx))(t)[0]
		l := b.claim(t, o)
		quiet := health.Report{Findings: []health.Finding{{Kind: health.Quiet, Since: b.Now()}}}
		check(t, b.KeepHealth(ctx, o.ID, quiet))
		check(t, b.ToldOutages(ctx, must(b.ClaimOutages(ctx, b.Now(), time.Minute))(t)))
		check(t, b.KeepHealth(ctx, o.ID, health.Report{}))
		since := b.Now().Add(-48 * time.Hour)
		wanted := LookBack{OutletID: o.ID, LookBack: health.LookBack{Since: since, Begun: b.Now(), Expected: 3}}
		first := must(b.BeginLookBack(ctx, l, wanted))(t)
		b.list(t, l, o, press.Candidate{URL: o.URL + "a", Modified: since.Add(time.Hour)}, press.Candidate{URL: o.URL + "b", Published: since.Add(-time.Hour)})
		b.advance(time.Minute)
		wanted.Begun = b.Now()
		same(t, "goes on", must(b.BeginLookBack(ctx, l, wanted))(t).ID, first.ID)
		got := must(b.LookBacks(ctx, b.Now()))(t)[o.ID]
		same(t, "open pages", got.Open, 1)
		same(t, "told early", len(must(b.ClaimEnded(ctx, b.Now(), time.Minute))(t)), 0)
		wanted.Asked = true
		second := must(b.BeginLookBack(ctx, l, wanted))(t)
		same(t, "another", second.ID != first.ID, true)
		check(t, b.EndLookBack(ctx, l, second.ID))
		same(t, "ended", must(b.LastLookBack(ctx, o.ID))(t).Ended.IsZero(), false)
		ended := must(b.ClaimEnded(ctx, b.Now(), time.Minute))(t)
		same(t, "to be told", len(ended), 1)
		check(t, b.ToldOutages(ctx, ended))
		b.advance(time.Hour)
		same(t, "told twice", len(must(b.ClaimEnded(ctx, b.Now(), time.Minute))(t)), 0)
	})
}

// One who asks to look back is not of a visit: the next visit finds it begun, and asking for the same again changes nothing.
func TestAskLookBack(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		own := must(b.BeginLookBack(ctx, l, LookBack{OutletID: o.ID, LookBack: health.LookBack{Since: b.Now().Add(-time.Hour), Begun: b.Now()}}))(t)
		since := b.Now().Add(-30 * 24 * time.Hour)
		check(t, b.AskLookBack(ctx, o.ID, since))
		check(t, b.EndLookBack(ctx, l, own.ID)) // the visit that was under way ends its own
		last := must(b.LastLookBack(ctx, o.ID))(t)
		if !last.Asked || !last.Since.Equal(since) || !last.Ended.IsZero() {
			t.Errorf("%+v", last)
		}
		check(t, b.AskLookBack(ctx, o.ID, since))
		same(t, "the same", must(b.LastLookBack(ctx, o.ID))(t).ID, last.ID)
		wantErr(t, b.AskLookBack(ctx, o.ID+9, since), press.ErrNotFound)
	})
}
