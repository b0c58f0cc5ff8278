package archive

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// again reads a page again that is due, and files what it says now.
func (b *bed) again(t *testing.T, o press.Outlet, title, text string, projects ...string) Filed {
	t.Helper()
	return b.againWith(t, o, title, text, press.Passage{Field: "title", Start: 4, End: 12}, projects...)
}

// againWith is again with another passage.
func (b *bed) againWith(t *testing.T, o press.Outlet, title, text string, found press.Passage, projects ...string) Filed {
	t.Helper()
	l := b.claim(t, o)
	defer func() { check(t, b.FinishVisit(t.Context(), l, Visited{OutletID: o.ID, NextDue: b.Now()})) }()
	pages := must(b.Rereadable(t.Context(), o.ID, 9))(t)
	same(t, "pages to be read again", len(pages), 1)
	r := reading(pages[0], title, text, projects...)
	r.Validators = press.Validators{ETag: text}
	for i := range r.Matches {
		r.Matches[i].Passages = []press.Passage{found}
	}
	return must(b.File(t.Context(), l, r))(t)
}

// onceFiled is an outlet with one clipping, and its lease given back.
func (b *bed) onceFiled(t *testing.T, text string) (press.Outlet, int64) {
	t.Helper()
	o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
	l := b.claim(t, o)
	id := b.filed(t, l, o, "1", "Das Quartier", text, "Quartiere").ClippingID
	b.filed(t, l, o, "2", "Das Wetter", "Regen.") // matched nothing
	check(t, b.FinishVisit(t.Context(), l, Visited{OutletID: o.ID, NextDue: b.Now()}))
	return o, id
}

// A clipping is read again after an hour, six hours, a day, three days and a week, wherever the visits fall.
func TestRereadingTimes(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o, _ := b.onceFiled(t, "Das Quartier wächst.")
		var got []string
		for passed := time.Duration(0); passed < 12*24*time.Hour; passed += 30 * time.Minute {
			if pages := must(b.Rereadable(t.Context(), o.ID, 9))(t); len(pages) > 0 {
				got = append(got, fmt.Sprint(passed))
				l := b.claim(t, o)
				check(t, b.Reread(t.Context(), l, pages[0], nil))
				check(t, b.FinishVisit(t.Context(), l, Visited{OutletID: o.ID, NextDue: b.Now()}))
			}
			b.advance(30 * time.Minute)
		}
		same(t, "read again after", strings.Join(got, " "), "1h0m0s 6h0m0s 24h0m0s 72h0m0s 168h0m0s")
	})
}

// What was missed is read once, and what was old already is not read again.
func TestRereadingIsForWhatIsRecent(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, _ := b.onceFiled(t, "Das Quartier wächst.")
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "alt"})
		r := reading(b.pending(t, o)[0], "Das alte Quartier", "Text", "Quartiere")
		r.Article.Published = b.Now().Add(-8 * 24 * time.Hour)
		must(b.File(ctx, l, r))(t)
		b.advance(60 * 24 * time.Hour)
		pages := must(b.Rereadable(ctx, o.ID, 9))(t)
		same(t, "due", urls(pages), o.URL+"1")
		check(t, b.Reread(ctx, l, pages[0], nil))
		same(t, "due afterwards", len(must(b.Rereadable(ctx, o.ID, 9))(t)), 0)
	})
}

// A changed text is a version with its own passages; what only looks different is none.
func TestRereadingMakesVersions(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, id := b.onceFiled(t, "Das „Quartier“ wächst.")
		b.advance(time.Hour)
		moved := press.Passage{Field: "text", Start: 6, End: 14}
		b.againWith(t, o, "Das Quartier", "Das  \"Quartier\" wächst.\nStand: 2.3.2026, 8.00 Uhr", moved, "Quartiere")
		clip := must(b.Clipping(ctx, id))(t)
		same(t, "after typography", fmt.Sprint(clip.Version, len(clip.Reviews), clip.Reviews[0].Passages), fmt.Sprint(1, 1, []press.Passage{moved}))

		b.advance(6 * time.Hour)
		done := b.again(t, o, "Das Quartier", "Das Quartier schrumpft.", "Märkte")
		same(t, "filed", done, Filed{ClippingID: id, Known: true, Changed: true})
		clip = must(b.Clipping(ctx, id))(t)
		same(t, "version", clip.Version, 2)
		same(t, "its time", clip.VersionAt, b.Now())
		var found []string
		for _, r := range clip.Reviews {
			found = append(found, fmt.Sprint(r.Project, " ", len(r.Passages)))
		}
		same(t, "found, and kept though lost", strings.Join(found, ", "), "Märkte 1, Quartiere 0")
		former := must(b.Versions(ctx, id))(t)
		same(t, "former versions", len(former), 1)
		same(t, "the first", former[0].Text, "Das  \"Quartier\" wächst.\nStand: 2.3.2026, 8.00 Uhr")
		same(t, "seen", b.Now().Sub(former[0].SeenAt), 7*time.Hour)
		page := must(b.Page(ctx, o.URL+"1"))(t)
		same(t, "validators", page.ETag, "Das Quartier schrumpft.")
		same(t, "next", page.RereadAt.Sub(page.ReadAt), 24*time.Hour)
	})
}

// An article that goes behind a paywall keeps what was read of it.
func TestRereadingBehindPaywall(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, id := b.onceFiled(t, "Das Quartier wächst. Es hat jetzt drei Schulen und einen Markt.")
		for _, text := range []string{"Das Quartier wächst.", "Jetzt lesen."} {
			b.advance(6 * time.Hour)
			l := b.claim(t, o)
			yes := true
			r := reading(must(b.Rereadable(ctx, o.ID, 9))(t)[0], "Das Quartier", text)
			r.Article.Paywalled = &yes
			must(b.File(ctx, l, r))(t)
			check(t, b.FinishVisit(ctx, l, Visited{OutletID: o.ID, NextDue: b.Now()}))
			b.advance(24 * time.Hour)
		}
		clip := must(b.Clipping(ctx, id))(t)
		same(t, "clipping", fmt.Sprint(clip.Version, *clip.Article.Paywalled, len(clip.Reviews[0].Passages)), "1 true 1")
		same(t, "text", clip.Article.Text, "Das Quartier wächst. Es hat jetzt drei Schulen und einen Markt.")
	})
}

// An article that was taken away stays a clipping that says so, until it is back.
func TestRereadingFindsItGone(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) { findsItGone(t, b, status) })
		})
	}
}

func findsItGone(t *testing.T, b *bed, status int) {
	ctx := t.Context()
	o, id := b.onceFiled(t, "Das Quartier wächst.")
	reread := func(f *press.Fault) press.Clipping {
		t.Helper()
		pages := must(b.Rereadable(ctx, o.ID, 9))(t)
		same(t, "due", len(pages), 1)
		l := b.claim(t, o)
		check(t, b.Reread(ctx, l, pages[0], f))
		check(t, b.FinishVisit(ctx, l, Visited{OutletID: o.ID, NextDue: b.Now()}))
		return must(b.Clipping(ctx, id))(t)
	}
	b.advance(time.Hour)
	before := must(b.LastChange(ctx))(t)
	same(t, "broken", reread(&press.Fault{Code: press.FaultStatus, Status: http.StatusBadGateway}).GoneAt.IsZero(), true)
	same(t, "changes", must(b.LastChange(ctx))(t), before)

	b.advance(6 * time.Hour)
	since := b.Now()
	same(t, "gone", reread(&press.Fault{Code: press.FaultStatus, Status: status}).GoneAt, since)
	same(t, "changes", must(b.LastChange(ctx))(t), before+1)
	b.advance(24 * time.Hour)
	clip := reread(&press.Fault{Code: press.FaultStatus, Status: http.StatusNotFound})
	same(t, "still gone", clip.GoneAt, since)
	same(t, "its text", clip.Article.Text, "Das Quartier wächst.")
	same(t, "its page", must(b.Page(ctx, o.URL+"1"))(t).State, PageClipped)

	b.advance(3 * 24 * time.Hour)
	same(t, "back", b.again(t, o, "Das Quartier", "Das Quartier wächst.", "Quartiere").Changed, true)
	same(t, "back", must(b.Clipping(ctx, id))(t).GoneAt.IsZero(), true)
}

// A page is read again at the address that made the clipping alone; another may word it otherwise. What became one by
// a keyword that was added is read again too.
func TestRereadingOnePage(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere", "Märkte")
		for i, o := range two {
			l := b.claim(t, o)
			for _, path := range []string{"1", "1/druck"} {
				b.list(t, l, o, press.Candidate{URL: o.URL + path})
				r := reading(b.pending(t, o)[0], "Das Quartier", "Text von "+path, "Quartiere")
				r.Article.CanonicalURL = two[0].URL + "1"
				must(b.File(ctx, l, r))(t)
			}
			b.advance(time.Hour)
			want := []string{two[0].URL + "1", ""}[i]
			same(t, "to be read again by "+o.Name, urls(must(b.Rereadable(ctx, o.ID, 9))(t)), want)
			check(t, b.FinishVisit(ctx, l, Visited{OutletID: o.ID, NextDue: b.Now()}))
		}
	})
}

// Under a clock that was ahead nothing is put off for longer than a week.
func TestRereadingAfterClockWasAhead(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		b.advance(400 * 24 * time.Hour)
		o, _ := b.onceFiled(t, "Das Quartier wächst.")
		b.advance(-400 * 24 * time.Hour)
		same(t, "due", len(must(b.Rereadable(ctx, o.ID, 9))(t)), 0)
		check(t, b.CatchUp(ctx))
		pages := must(b.Rereadable(ctx, o.ID, 9))(t)
		same(t, "due", slices.ContainsFunc(pages, func(p Page) bool { return p.URL == o.URL+"1" }), true)
	})
}

// What becomes a clipping late is read again too: one that could only be had in part at first, and one that a keyword
// found which was added.
func TestRereadingOfLateClippings(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, l := b.lookedBack(t, 1)
		check(t, b.Reread(ctx, l, must(b.Page(ctx, o.URL+"c"))(t), nil))
		b.list(t, l, o, press.Candidate{URL: o.URL + "teil"})
		p := b.pending(t, o)[0]
		r := reading(p, "Das Quartier am Kanal", "Kurz", "Quartiere")
		r.Partial, r.Fault = true, &press.Fault{Code: press.FaultConsent}
		must(b.File(ctx, l, r))(t)
		same(t, "a part is tried again as a page that failed", must(b.Page(ctx, p.URL))(t).RereadAt.IsZero(), true)
		must(b.File(ctx, l, reading(p, "Das Quartier am Kanal", "Lang und breit", "Quartiere")))(t)
		same(t, "read in full", must(b.Page(ctx, p.URL))(t).RereadAt.Sub(b.Now()), time.Hour)

		b.keywords(t, o, press.Project{Name: "Quartiere", Keywords: []string{"Quartier*"}}, press.Project{Name: "Märkte", Keywords: []string{"Quartier*", "Hafen"}})
		late, _, err := b.ClaimRefiling(ctx, time.Minute)
		check(t, err)
		check(t, b.RefileUnmatched(ctx, &late, Refound{Read: 1, Last: 1, Matched: []Rematch{hafen(1, 0)}}, time.Minute))
		page := must(b.Page(ctx, o.URL+"u0"))(t)
		same(t, "found by a new keyword", page.RereadAt.Sub(page.ReadAt), 6*time.Hour)
	})
}

// An article that its outlet lists under another address by now is not gone where it was; it is when it is nowhere.
func TestRereadingFollows(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		at := func(path string) press.Candidate {
			return press.Candidate{URL: o.URL + path, GUID: "artikel-4711234", Title: "Das Quartier"}
		}
		b.list(t, l, o, at("alt"))
		id := must(b.File(ctx, l, reading(b.pending(t, o)[0], "Das Quartier", "Text", "Quartiere")))(t).ClippingID
		b.advance(2 * time.Hour)
		same(t, "listed elsewhere", b.list(t, l, o, at("neu")), Listed{Known: 1})
		due := func() Page {
			t.Helper()
			pages := must(b.Rereadable(ctx, o.ID, 9))(t)
			same(t, "due", len(pages), 1)
			return pages[0]
		}
		away := &press.Fault{Code: press.FaultStatus, Status: 404}
		check(t, b.Reread(ctx, l, due(), away))
		same(t, "gone", must(b.Clipping(ctx, id))(t).GoneAt.IsZero(), true)
		p := due()
		same(t, "address", p.URL, o.URL+"neu")
		must(b.File(ctx, l, reading(p, "Das Quartier", "Text, berichtigt", "Quartiere")))(t)
		same(t, "address of the clipping", must(b.Clipping(ctx, id))(t).Article.URL, o.URL+"neu")
		b.advance(12 * time.Hour)
		check(t, b.Reread(ctx, l, due(), away))
		same(t, "gone everywhere", must(b.Clipping(ctx, id))(t).GoneAt, b.Now())
	})
}
