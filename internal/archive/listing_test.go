package archive

import (
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestList(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"})[0]
		l := b.claim(t, o)
		day := b.Now().AddDate(0, 0, -1)
		place := press.Place{Kind: press.PlaceFeed, URL: o.URL + "rss", Validators: press.Validators{ETag: `"1"`, LastModified: "gestern"}, ReadAt: b.Now()}
		listing := Listing{OutletID: o.ID, Place: place, Backfill: true, Candidates: []press.Candidate{
			{URL: o.URL + "ohne-datum"},
			{URL: o.URL + "alt", Published: day.AddDate(0, 0, -3)},
			{URL: o.URL + "neu", Published: day, GUID: "g1", Title: "Neu", Summary: "Ganz neu\x00.", Authors: []string{"Eva Beispiel"}, Modified: day.Add(time.Hour)},
			{URL: o.URL + "neu/"},
		}}
		same(t, "listed", must(b.List(ctx, l, listing))(t), Listed{New: 3})
		same(t, "listed again", must(b.List(ctx, l, listing))(t), Listed{Known: 3})
		pages := b.pending(t, o)
		same(t, "pending", urls(pages), o.URL+"neu "+o.URL+"alt "+o.URL+"ohne-datum")
		same(t, "limited", len(must(b.Pending(ctx, o.ID, 2))(t)), 2)
		want := listing.Candidates[2]
		want.Summary = "Ganz neu ."
		same(t, "candidate", encode(pages[0].Candidate), encode(want))
		same(t, "state", pages[0].State, PagePending)
		same(t, "backfill", pages[0].Backfill, true)
		same(t, "first seen", pages[0].FirstSeen, b.Now())
		places := must(b.Places(ctx, o.ID))(t)
		same(t, "places", encode(places), encode([]press.Place{place}))

		place.ETag, place.Fault = "", &press.Fault{Code: press.FaultStatus, Status: 503}
		b.advance(2 * time.Hour)
		must(b.List(ctx, l, Listing{OutletID: o.ID, Place: place, Candidates: listing.Candidates[:1]}))(t)
		same(t, "place with a fault", encode(must(b.Places(ctx, o.ID))(t)), encode([]press.Place{place}))
		same(t, "last seen", must(b.Page(ctx, o.URL+"ohne-datum"))(t).LastSeen, b.Now())
		same(t, "last seen of what was not listed", must(b.Page(ctx, o.URL+"alt"))(t).LastSeen, b.Now().Add(-2*time.Hour))
	})
}

// A page listed by a sitemap first and by a feed later is read with what the feed says.
func TestListAddsToPending(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"})[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "1", Title: "Eins"})
		b.list(t, l, o, press.Candidate{URL: o.URL + "1", Title: "Anders", Summary: "Worum es geht", GUID: "g1", Published: b.Now()})
		p := b.pending(t, o)[0]
		same(t, "title", p.Title, "Eins")
		same(t, "summary", p.Summary, "Worum es geht")
		same(t, "published", p.Published, b.Now())
		must(b.File(t.Context(), l, reading(p, "Eins", "Text")))(t)
		same(t, "under the GUID it got later", b.list(t, l, o, press.Candidate{URL: o.URL + "2", GUID: "g1", Title: "Eins"}), Listed{Known: 1})
	})
}

func TestListKnowsArticlesByGUID(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere")
		o := two[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "alt", GUID: "g1", Title: "Das Quartier"}, press.Candidate{URL: o.URL + "weg", GUID: "g2", Title: "Der Markt"})
		for _, p := range b.pending(t, o) {
			if strings.HasSuffix(p.URL, "alt") {
				must(b.File(ctx, l, reading(p, "Das Quartier", "Text", "Quartiere")))(t)
			} else {
				must(b.File(ctx, l, Reading{OutletID: o.ID, PageID: p.ID, Fault: &press.Fault{Code: press.FaultStatus, Status: 404}}))(t)
			}
		}
		same(t, "read under another address", b.list(t, l, o, press.Candidate{URL: o.URL + "neu", GUID: "g1", Title: "Das Quartier"}), Listed{Known: 1})
		p := must(b.Page(ctx, o.URL+"neu"))(t)
		same(t, "its state", p.State, PageSame)
		same(t, "it has the clipping", p.ClippingID != 0, true)
		same(t, "never read under another address", b.list(t, l, o, press.Candidate{URL: o.URL + "da", GUID: "g2", Title: "Der Markt"}), Listed{Known: 1})
		same(t, "pending where it is listed now", urls(b.pending(t, o)), o.URL+"da")
		same(t, "another article with this GUID", b.list(t, l, o, press.Candidate{URL: o.URL + "anders", GUID: "g1", Title: "Wahlen"}), Listed{New: 1})
		same(t, "GUIDs that several share", b.list(t, l, o,
			press.Candidate{URL: o.URL + "a", GUID: "g1"}, press.Candidate{URL: o.URL + "b", GUID: "g1"}), Listed{New: 2})
		same(t, "GUID of another outlet", b.list(t, b.claim(t, two[1]), two[1], press.Candidate{URL: two[1].URL + "neu", GUID: "g1"}), Listed{New: 1})
	})
}

func TestListKnowsClippings(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere")
		o := two[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "amp/1"})
		r := reading(b.pending(t, o)[0], "Das Quartier", "Text", "Quartiere")
		r.Article.CanonicalURL = o.URL + "1"
		id := must(b.File(ctx, l, r))(t).ClippingID
		same(t, "its canonical address", b.list(t, l, o, press.Candidate{URL: o.URL + "1"}), Listed{Known: 1})
		l2 := b.claim(t, two[1])
		same(t, "at another outlet", b.list(t, l2, two[1], press.Candidate{URL: o.URL + "1"}), Listed{New: 1})
		same(t, "pending there", urls(b.pending(t, two[1])), o.URL+"1")
		same(t, "clipping of the page", must(b.Page(ctx, o.URL+"1"))(t).ClippingID, id)
	})
}

func TestListKeepsOutErased(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		b.erase(t, o.URL+"geloescht")
		same(t, "listed", b.list(t, l, o, press.Candidate{URL: o.URL + "geloescht"}, press.Candidate{URL: o.URL + "mobil"}), Listed{New: 1, Known: 1})
		_, err := b.Page(ctx, o.URL+"geloescht")
		wantErr(t, err, press.ErrNotFound)
		r := reading(b.pending(t, o)[0], "Das Quartier", "Text", "Quartiere")
		r.Article.CanonicalURL = o.URL + "geloescht"
		same(t, "filed", must(b.File(ctx, l, r))(t), Filed{Erased: true})
		same(t, "listed again", b.list(t, l, o, press.Candidate{URL: o.URL + "mobil"}), Listed{Known: 1})
		if dump := b.dump(t); strings.Contains(dump, "Das Quartier") || strings.Contains(dump, "mobil") {
			t.Errorf("something was kept:\n%s", dump)
		}
	})
}

func (b *bed) erase(t *testing.T, url string) {
	t.Helper()
	c := conn{b.writer, b.dialect}
	_, err := c.exec(t.Context(), `INSERT INTO erased (key, erased_at) VALUES (?, 0)`, addressKey(url))
	check(t, err)
}

// An address may be longer than what a database takes into an index.
func TestListLongAddresses(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"})[0]
		l := b.claim(t, o)
		var random strings.Builder
		for i := 0; random.Len() < 4000; i++ {
			random.WriteString(encode(key(strings.Repeat("x", i)))[1:22])
		}
		long := press.Candidate{URL: o.URL + strings.ReplaceAll(random.String(), "/", "-")[:4000], GUID: random.String()}
		same(t, "listed", b.list(t, l, o, long), Listed{New: 1})
		same(t, "listed again", b.list(t, l, o, long), Listed{Known: 1})
		check(t, b.SyncFile(t.Context(), press.Watchlist{}))
		must(b.List(t.Context(), l, Listing{OutletID: o.ID, Place: press.Place{Kind: press.PlaceSection, URL: long.URL}}))(t)
	})
}
