package archive

import (
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestVisits(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt", "Haffkurier"})[0]
		for i := range 2 {
			l := b.claim(t, o)
			v := press.Visit{Outlet: "Elbblatt", Started: b.Now(), Ended: b.Now().Add(time.Second), OK: i == 1, Found: i, New: 2, Clipped: 3, Skipped: 4, Failed: 5,
				Faults: []press.Fault{{Code: press.FaultTimeout, URL: o.URL}}}
			unchanged := press.Place{Kind: press.PlaceFeed, URL: o.URL + "feed", Validators: press.Validators{ETag: "1"}, ReadAt: b.Now()}
			check(t, b.FinishVisit(ctx, l, Visited{OutletID: o.ID, Visit: v, NextDue: b.Now().Add(time.Hour), Unchanged: []press.Place{unchanged}}))
			same(t, "place", must(b.Places(ctx, o.ID))(t)[0], unchanged)
			last := must(b.LastVisits(ctx))(t)
			same(t, "outlets visited", len(last), 1)
			same(t, "last visit", encode(last[o.ID]), encode(v))
		}
	})
}

func TestFigures(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere")
		o := two[0]
		l := b.claim(t, o)
		b.filed(t, l, o, "1", "Wahlen", "Text")
		b.advance(time.Hour)
		since := b.Now()
		b.filed(t, l, o, "2", "Das Quartier", "Text", "Quartiere")
		b.advance(time.Minute)
		b.filed(t, l, o, "3", "Wetter", "Text")
		b.list(t, l, o, press.Candidate{URL: o.URL + "4"})
		f := must(b.Figures(ctx, since))(t)
		same(t, "outlets", f.Outlets, 2)
		same(t, "read", f.ArticlesRead, 2)
		same(t, "clippings", f.Clippings, 1)
		same(t, "of the outlet", f.PerOutlet[o.ID], OutletFigures{Read: 2, Clippings: 1, Pending: 1, LastArticle: b.Now(), NextVisit: since.Add(-time.Hour)})
		same(t, "of the other", f.PerOutlet[two[1].ID].LastArticle, time.Time{})
		same(t, "read in all", must(b.Figures(ctx, time.Time{}))(t).ArticlesRead, 3)

		h := must(b.Headlines(ctx, 2))(t)
		same(t, "headlines", len(h), 2)
		same(t, "newest", h[0].Title, "Wetter")
		same(t, "second", h[1], Headline{Outlet: "Elbblatt", Title: "Das Quartier", URL: o.URL + "2", Published: since.Add(-time.Hour), ReadAt: since, Matched: true})
	})
}
