package archive

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
)

// lookedBack keeps n articles without a match and files one under the project Quartiere.
func (b *bed) lookedBack(t testing.TB, n int) (press.Outlet, Lease) {
	t.Helper()
	o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
	l := b.claim(t, o)
	same(t, "refilings of an empty archive", len(must(b.Refilings(t.Context()))(t)), 0)
	for i := range n {
		b.list(t, l, o, press.Candidate{URL: fmt.Sprint(o.URL, "u", i)})
		r := reading(b.pending(t, o)[0], fmt.Sprint("Der Hafen ", i), "Am Hafen.")
		r.Keep = true
		must(b.File(t.Context(), l, r))(t)
	}
	b.filed(t, l, o, "c", "Das Quartier am Hafen", "Text", "Quartiere")
	b.advance(time.Hour)
	return o, l
}

// keywords writes a watchlist in which the projects have these.
func (b *bed) keywords(t testing.TB, o press.Outlet, projects ...press.Project) {
	t.Helper()
	check(t, b.SyncFile(t.Context(), press.Watchlist{Outlets: []press.Outlet{{Name: o.Name, URL: o.URL}}, Projects: projects}))
}

func hafen(id int64, version int) Rematch {
	passages := []press.Passage{{Field: "title", Start: 4, End: 9}}
	return Rematch{ID: id, Version: version, Matches: []press.Match{{Project: "Märkte", Keyword: "Hafen", Passages: passages}}}
}

func TestRefiling(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, l := b.lookedBack(t, 3)
		quartiere := press.Project{Name: "Quartiere", Keywords: []string{"Quartier*"}}
		b.keywords(t, o, quartiere, press.Project{Name: "Märkte", Keywords: []string{"Quartier*", "Hafen"}})
		open := must(b.Refilings(ctx))(t)
		same(t, "asked for", fmt.Sprint(open[0].Projects, len(open)), "[{Märkte [Hafen]}] 1")
		r, ok, err := b.ClaimRefiling(ctx, time.Minute)
		check(t, err)
		same(t, "claimed", fmt.Sprint(ok, r.Total), "true 4")
		_, ok, err = b.ClaimRefiling(ctx, time.Minute)
		check(t, err)
		same(t, "claimed by another", ok, false)

		erased := must(b.Erase(ctx, Erasing{Unmatched: []int64{3}}))(t)
		same(t, "erased meanwhile", erased.Unmatched, 1)
		check(t, b.RefileUnmatched(ctx, &r, Refound{Read: 3, Last: 3, Matched: []Rematch{hafen(1, 0), hafen(3, 0)}}, time.Minute))
		check(t, b.RefileClippings(ctx, &r, Refound{Read: 1, Last: 1, Matched: []Rematch{hafen(1, 1)}}, time.Minute))
		same(t, "so far", fmt.Sprint(r.Done, r.Found), "4 2")
		made := must(b.Clipping(ctx, 2))(t)
		same(t, "filed late", fmt.Sprint(made.Article.Title, " ", made.FirstSeen.Before(b.Now()), made.Backfill(), made.Reviews[0].FiledAt.Equal(b.Now())), "Der Hafen 0 true true true")
		same(t, "its page", must(b.Page(ctx, o.URL+"u0"))(t).State, PageClipped)
		kept := must(b.UnmatchedKept(ctx))(t)
		same(t, "left without a match", kept.Count, 1)
		more := must(b.Clipping(ctx, 1))(t)
		same(t, "reviews", len(more.Reviews), 2)
		for _, review := range more.Reviews {
			same(t, review.Project+" found late", review.Backfill, review.Project == "Märkte")
		}
		check(t, b.FinishRefiling(ctx, r))
		wantErr(t, b.FinishRefiling(ctx, r), press.ErrStale)
		same(t, "open", len(must(b.Refilings(ctx))(t)), 0)
		check(t, b.Extend(ctx, []Lease{l}, time.Minute))

		// Less is no reason to look back; nothing is taken out either.
		b.keywords(t, o, quartiere, press.Project{Name: "Märkte", Keywords: []string{"Quartier*"}})
		same(t, "asked for by removing", len(must(b.Refilings(ctx))(t)), 0)
		same(t, "reviews after removing", len(must(b.Clipping(ctx, 2))(t).Reviews), 1)
	})
}

// What a project finds anew decides what it looks back for.
func TestAdded(t *testing.T) {
	p := func(keywords, exclude, outlets string) press.Project {
		return press.Project{Keywords: strings.Fields(keywords), Exclude: strings.Fields(exclude), Outlets: strings.Fields(outlets)}
	}
	for _, c := range []struct {
		old, now press.Project
		want     string
	}{
		{p("a", "", ""), p("a b", "", ""), "b"},
		{p("a b", "", ""), p("b", "", ""), ""},
		{p("a", "x", ""), p("a", "", ""), "a"},
		{p("a", "", ""), p("a", "x", ""), ""},
		{p("a", "", "m"), p("a c", "", ""), "a c"},
		{p("a", "", "m"), p("a", "", "m n"), "a"},
		{p("a", "", ""), p("a", "", "m"), ""},
	} {
		same(t, fmt.Sprint(c.old, c.now), strings.Join(added(c.old, true, c.now), " "), c.want)
	}
	same(t, "new", strings.Join(added(press.Project{}, false, p("a b", "", "")), " "), "a b")
}

// A refiling belongs to one at a time, and what is written under a claim that passed to another leaves no trace.
func TestRefilingIsClaimedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, _ := b.lookedBack(t, 2)
		b.keywords(t, o, press.Project{Name: "Märkte", Keywords: []string{"Quartier*", "Hafen"}})
		var mu sync.Mutex
		var got []Refiling
		var all sync.WaitGroup
		for range 4 {
			other := b.open(t)
			all.Go(func() {
				r, ok, err := other.ClaimRefiling(ctx, time.Minute)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if ok {
					got = append(got, r)
				}
			})
		}
		all.Wait()
		same(t, "who claimed it", len(got), 1)
		late := got[0]
		b.advance(61 * time.Second)
		next, ok, err := b.ClaimRefiling(ctx, time.Minute)
		check(t, err)
		same(t, "claimed when it ran out", ok, true)
		before := b.dump(t)
		wantErr(t, b.RefileUnmatched(ctx, &late, Refound{Read: 2, Last: 2, Matched: []Rematch{hafen(1, 0)}}, time.Minute), press.ErrStale)
		check(t, b.ReleaseRefiling(ctx, late))
		same(t, "left by a stale claim", b.dump(t) == before, true)
		check(t, b.RefileUnmatched(ctx, &next, Refound{Read: 2, Last: 2, Matched: []Rematch{hafen(1, 0), hafen(2, 0)}}, time.Minute))
		check(t, b.ReleaseRefiling(ctx, next))
		again, _, err := b.ClaimRefiling(ctx, time.Minute)
		check(t, err)
		same(t, "goes on from", fmt.Sprint(again.AfterUnmatched, again.Done, again.Found), "2 2 2")
	})
}

// A clipping that was read again meanwhile is left to that reading.
func TestRefilingOfAnotherVersion(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o, _ := b.lookedBack(t, 1)
		b.keywords(t, o, press.Project{Name: "Märkte", Keywords: []string{"Hafen"}})
		r, _, err := b.ClaimRefiling(t.Context(), time.Minute)
		check(t, err)
		check(t, b.RefileClippings(t.Context(), &r, Refound{Read: 1, Last: 1, Matched: []Rematch{hafen(1, 2), hafen(77, 1)}}, time.Minute))
		same(t, "reviews", len(must(b.Clipping(t.Context(), 1))(t).Reviews), 1)
	})
}

func TestDropVisits(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		outlets := b.watch(t, []string{"Elbblatt", "Talblick"})
		for day := range 5 {
			for _, o := range outlets[:1+day%2] {
				check(t, b.FinishVisit(ctx, b.claim(t, o), Visited{OutletID: o.ID, Visit: press.Visit{OK: true, Found: day, Started: b.Now(), Ended: b.Now()}, NextDue: b.Now()}))
			}
			b.advance(24 * time.Hour)
		}
		same(t, "dropped", must(b.DropVisits(ctx, b.Now().Add(-2*24*time.Hour)))(t), 4)
		same(t, "dropped again", must(b.DropVisits(ctx, b.Now().Add(-2*24*time.Hour)))(t), 0)
		same(t, "dropped of all", must(b.DropVisits(ctx, b.Now().Add(time.Hour)))(t), 1)
		last := must(b.LastVisits(ctx))(t)
		found := []int{last[outlets[0].ID].Found, last[outlets[1].ID].Found}
		same(t, "last", slices.Equal(found, []int{4, 3}), true)
	})
}
