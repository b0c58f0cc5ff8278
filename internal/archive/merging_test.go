package archive

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
)

// twice files an article twice, as nobody can know yet: in part at an address that withholds it, then in full at another,
// and returns the page of the first, to be read again.
func (b *bed) twice(tb testing.TB, l Lease, o press.Outlet, partial, full []string) (withheld Page, ids [2]int64) {
	tb.Helper()
	b.list(tb, l, o, press.Candidate{URL: o.URL + "a"})
	ids[0] = b.withheld(tb, l, o, "Das Quartier", partial...).ClippingID
	b.advance(time.Hour)
	ids[1] = b.filed(tb, l, o, "b", "Das Quartier", "Der ganze Text", full...).ClippingID
	if ids[0] == ids[1] {
		tb.Fatal("it was filed once")
	}
	return must(b.Page(tb.Context(), o.URL+"a"))(tb), ids
}

// declares is a reading whose page says that it goes by another address.
func declares(p Page, canonical string, projects ...string) Reading {
	r := reading(p, "Das Quartier", "Der ganze Text", projects...)
	r.Article.CanonicalURL = canonical
	return r
}

// leads is a reading of a page that leads to another address.
func leads(p Page, to string, projects ...string) Reading {
	r := declares(p, to, projects...)
	r.URL = to
	return r
}

func TestFileMergesPartial(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Brücken", "Märkte", "Quartiere", "Wahlen")[0]
		l := b.claim(t, o)
		first := b.Now()
		p, ids := b.twice(t, l, o, []string{"Brücken", "Märkte", "Quartiere"}, []string{"Brücken", "Märkte", "Wahlen"})
		relevant, irrelevant, note, other := press.VerdictRelevant, press.VerdictIrrelevant, "Nachfragen", "Schon bekannt"
		tags := [][]string{{"Hafen", "wichtig"}, {"wichtig", "Altstadt"}}
		check(t, b.Review(ctx, ids[0], "Brücken", ReviewChange{Verdict: &relevant, Note: &note, Tags: &tags[0], Reviewer: "eva"}))
		check(t, b.Review(ctx, ids[1], "Brücken", ReviewChange{Note: &other, Tags: &tags[1], Reviewer: "ali"}))
		check(t, b.Review(ctx, ids[0], "Märkte", ReviewChange{Verdict: &relevant, Reviewer: "eva"}))
		b.advance(time.Hour)
		check(t, b.Review(ctx, ids[1], "Märkte", ReviewChange{Verdict: &irrelevant, Reviewer: "ali"}))
		at := must(b.LastChange(ctx))(t)

		r := leads(p, o.URL+"b", "Quartiere")
		r.Article.Published = first
		got := must(b.File(ctx, l, r))(t)
		same(t, "filed", got, Filed{ClippingID: ids[1], Known: true, Changed: true})
		list, total, err := b.Inbox(ctx, InboxRequest{Limit: 9})
		check(t, err)
		same(t, "clippings", total, 1)
		clip := list[0]
		same(t, "first seen", clip.FirstSeen, first)
		same(t, "text", clip.Article.Text, "Der ganze Text")
		same(t, "version", clip.Version, 1)
		same(t, "projects", len(clip.Reviews), 4)
		passage := []press.Passage{{Field: "title", Start: 4, End: 12}}
		keywords := []string{"Quartier*"}
		hour := first.Add(time.Hour)
		for i, want := range []press.Review{
			{Project: "Brücken", Verdict: relevant, Tags: []string{"Altstadt", "Hafen", "wichtig"}, Note: other + "\n" + note, Reviewer: "eva", FiledAt: first, DecidedAt: hour, TouchedAt: hour},
			{Project: "Märkte", Verdict: irrelevant, Reviewer: "ali", FiledAt: first, DecidedAt: hour.Add(time.Hour), TouchedAt: hour.Add(time.Hour)},
			{Project: "Quartiere", Verdict: press.VerdictNew, FiledAt: first},
			{Project: "Wahlen", Verdict: press.VerdictNew, FiledAt: hour},
		} {
			want.Keywords, want.Passages = keywords, passage
			same(t, "review", encode(clip.Reviews[i]), encode(want))
		}
		byProject, _, err := b.Inbox(ctx, InboxRequest{Project: "Wahlen", Limit: 1, Before: first, BeforeID: clip.ID + 1})
		check(t, err)
		same(t, "inbox of a project by first seen", len(byProject), 1)

		changes := must(b.Changes(ctx, at, 9))(t)
		same(t, "changes", len(changes), 2)
		same(t, "gone", fmt.Sprint(changes[0].ID, changes[0].Clipping == nil), fmt.Sprint(ids[0], true))
		same(t, "changed", fmt.Sprint(changes[1].ID, changes[1].Clipping != nil), fmt.Sprint(ids[1], true))
		page := must(b.Page(ctx, o.URL+"a"))(t)
		same(t, "page", fmt.Sprint(page.State, page.ClippingID), fmt.Sprint(PageClipped, ids[1]))
		same(t, "filed again", must(b.File(ctx, l, r))(t), Filed{ClippingID: ids[1], Known: true})
	})
}

// Passages of what a feed said stand elsewhere in the text of the page.
func TestFileMergesWithoutPassagesOfAnotherText(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Märkte", "Quartiere")[0]
		l := b.claim(t, o)
		p, ids := b.twice(t, l, o, []string{"Märkte"}, []string{"Quartiere"})
		v := press.VerdictRelevant
		check(t, b.Review(t.Context(), ids[0], "Märkte", ReviewChange{Verdict: &v}))
		r := leads(p, o.URL+"b") // it says nothing new
		r.Article.Published = must(b.Clipping(t.Context(), ids[1]))(t).Article.Published
		same(t, "filed", must(b.File(t.Context(), l, r))(t), Filed{ClippingID: ids[1], Known: true, Changed: true})
		_, relevant, err := b.Inbox(t.Context(), InboxRequest{Verdict: v})
		check(t, err)
		same(t, "relevant as a whole", relevant, 1)
		clip := must(b.Clipping(t.Context(), ids[1]))(t)
		same(t, "of the feed", fmt.Sprint(clip.Reviews[0].Project, len(clip.Reviews[0].Passages)), "Märkte0")
		same(t, "of the page", fmt.Sprint(clip.Reviews[1].Project, len(clip.Reviews[1].Passages)), "Quartiere1")
	})
}

// A partial clipping is found by every address that a reading names: that of its page, that to which it led, and the
// one it goes by; whichever outlet filed it.
func TestFileFindsPartialByAddress(t *testing.T) {
	const agency = "https://agentur.example/"
	for name, file := range map[string]func(Page) Reading{
		"listed there":  func(p Page) Reading { return leads(p, agency+"2") },
		"led there":     func(p Page) Reading { r := declares(p, agency+"2"); r.URL = agency + "1"; return r },
		"goes by there": func(p Page) Reading { return declares(p, agency+"1") },
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) {
				two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere", "Märkte")
				l0, l1 := b.claim(t, two[0]), b.claim(t, two[1])
				b.list(t, l0, two[0], press.Candidate{URL: agency + "1"})
				id := b.withheld(t, l0, two[0], "Das Quartier", "Quartiere").ClippingID
				url := agency + "1"
				if name != "listed there" {
					url = agency + "0"
				}
				b.list(t, l1, two[1], press.Candidate{URL: url})
				got := must(b.File(t.Context(), l1, file(b.pending(t, two[1])[0])))(t)
				same(t, "filed", got, Filed{ClippingID: id, Changed: true})
				same(t, "partial", must(b.Clipping(t.Context(), id))(t).Partial, false)
				same(t, "clippings", must(b.Figures(t.Context(), time.Time{}))(t).Clippings, 1)
			})
		})
	}
}

// Where another outlet could read the page, what is withheld from this one is no clipping of its own, unless the
// address has another headline now.
func TestFileKnowsWithheldArticle(t *testing.T) {
	for title, clippings := range map[string]int{"Das Quartier": 1, "Wahlen im Mai": 2} {
		t.Run(title, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) {
				two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere", "Märkte")
				l0, l1 := b.claim(t, two[0]), b.claim(t, two[1])
				for i, l := range []Lease{l0, l1} {
					b.list(t, l, two[i], press.Candidate{URL: "https://agentur.example/1"})
				}
				id := must(b.File(t.Context(), l0, declares(b.pending(t, two[0])[0], "https://agentur.example/eins", "Quartiere")))(t).ClippingID
				got := b.withheld(t, l1, two[1], title, "Märkte")
				same(t, "clipping", got.ClippingID == id, clippings == 1)
				same(t, "clippings", must(b.Figures(t.Context(), time.Time{}))(t).Clippings, clippings)
				same(t, "text", must(b.Clipping(t.Context(), id))(t).Article.Text, "Der ganze Text")
			})
		})
	}
}

// Two articles that were read in full stay two, whatever one of them says later.
func TestFileMergesNothingReadInFull(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		one := b.filed(t, l, o, "a", "Das Quartier", "Der ganze Text", "Quartiere").ClippingID
		two := b.filed(t, l, o, "b", "Das Quartier", "Der ganze Text", "Quartiere").ClippingID
		p := must(b.Page(t.Context(), o.URL+"a"))(t)
		same(t, "filed", must(b.File(t.Context(), l, declares(p, o.URL+"b")))(t).ClippingID, two)
		same(t, "still there", len(must(b.Clippings(t.Context(), []int64{one, two}))(t)), 2)
	})
}

// The clipping made of a page in full takes in the partial one at the address that the page goes by later.
func TestFileMergesIntoFull(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		_, ids := b.twice(t, l, o, []string{"Quartiere"}, []string{"Quartiere"})
		p := must(b.Page(ctx, o.URL+"b"))(t)
		same(t, "filed", must(b.File(ctx, l, declares(p, o.URL+"a")))(t), Filed{ClippingID: ids[1], Known: true, Changed: true})
		same(t, "clippings", must(b.Figures(ctx, time.Time{}))(t).Clippings, 1)
		same(t, "goes by", must(b.Clipping(ctx, ids[1]))(t).Article.CanonicalURL, o.URL+"a")
		same(t, "of the page that is withheld", b.pending(t, o)[0].ClippingID, ids[1])
	})
}

func TestMergingIsAllOrNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		p, _ := b.twice(t, l, o, []string{"Quartiere", "Märkte"}, []string{"Quartiere"})
		b.cutEverywhere(t, func() func(context.Context, conn) error {
			f := &filing{lease: l, now: b.Now().UTC().Truncate(time.Millisecond), Reading: declares(p, o.URL+"b", "Quartiere")}
			return f.file
		})
		same(t, "clippings", must(b.Figures(t.Context(), time.Time{}))(t).Clippings, 1)
	})
}

// While one outlet reads the article in full, another has it withheld: the partial clipping ends in the full one and
// does not come back.
func TestMergingWhileOthersFile(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		const rounds = 12
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere", "Märkte")
		archives := []*Archive{b.Archive, b.open(t)}
		leases := []Lease{b.claim(t, two[0]), b.claim(t, two[1])}
		for n := range rounds {
			a, full := fmt.Sprintf("https://agentur.example/%d/a", n), fmt.Sprintf("https://agentur.example/%d/b", n)
			var pages []Page
			for i, o := range two {
				b.list(t, leases[i], o, press.Candidate{URL: a, Published: b.Now().Add(time.Duration(n) * time.Minute)})
				b.withheld(t, leases[i], o, "Das Quartier", "Quartiere")
				pages = append(pages, b.pending(t, o)[0])
			}
			b.list(t, leases[0], two[0], press.Candidate{URL: full, Published: b.Now().Add(rounds * time.Hour)})
			must(b.File(t.Context(), leases[0], declares(b.pending(t, two[0])[0], full, "Märkte")))(t)
			again := reading(pages[1], "Das Quartier", "Kurz", "Quartiere", "Märkte")
			again.Partial, again.Fault = true, &press.Fault{Code: press.FaultConsent}
			var writing sync.WaitGroup
			for i, r := range []Reading{declares(pages[0], full, "Quartiere"), again} {
				writing.Go(func() {
					if _, err := archives[i].File(t.Context(), leases[i], r); err != nil {
						t.Error(err)
					}
				})
			}
			writing.Wait()
			same(t, "clippings", must(b.Figures(t.Context(), time.Time{}))(t).Clippings, n+1)
		}
	})
}
