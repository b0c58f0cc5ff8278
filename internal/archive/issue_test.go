package archive

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

// week is the period that ends so many weeks after the tests begin, on Mondays.
func (b *bed) week(n int) Period {
	monday := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	return Period{Due: monday.AddDate(0, 0, 7*n), Before: monday.AddDate(0, 0, 7*n-7)}
}

// weekly is a digest to two people, written into the archive beside two projects.
func (b *bed) weekly(tb testing.TB, change func(*press.Digest)) (press.Digest, press.Outlet) {
	tb.Helper()
	d := press.Digest{
		Name: "Wochenüberblick", Schedule: "0 7 * * MON", Projects: []string{"Quartiere", "Märkte"},
		To: []press.Recipient{{Address: "eva@example.org"}, {Address: "Verteiler <verteiler@bücher.example>", List: true}},
	}
	if change != nil {
		change(&d)
	}
	var w press.Watchlist
	w.Outlets = []press.Outlet{{Name: "Elbblatt", URL: "https://elbblatt.example/"}}
	for _, name := range []string{"Quartiere", "Märkte", "Wahlen"} {
		w.Projects = append(w.Projects, press.Project{Name: name, Keywords: []string{"Quartier*"}})
	}
	w.Digests = []press.Digest{d}
	check(tb, b.SyncFile(tb.Context(), w))
	return must(b.Digest(tb.Context(), d.Name))(tb), must(b.Outlets(tb.Context()))(tb)[0]
}

// filedAt files an article at a time.
func (b *bed) filedAt(tb testing.TB, at time.Time, o press.Outlet, path string, projects ...string) int64 {
	tb.Helper()
	b.advance(at.Sub(b.Now()))
	l := b.claim(tb, o)
	id := b.filed(tb, l, o, path, "Titel "+path, "Text "+path, projects...).ClippingID
	check(tb, b.Release(tb.Context(), l, fetch.HostState{}))
	return id
}

// standing names what stands in an issue, by the numbers of the clippings.
func standing(i Issue) string {
	var all []string
	for _, s := range i.Clippings {
		all = append(all, fmt.Sprint(s.Project, " ", s.ClippingID))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func (b *bed) closed(tb testing.TB, d press.Digest, p Period) Issue {
	tb.Helper()
	i, made, err := b.CloseIssue(tb.Context(), d, p)
	check(tb, err)
	same(tb, "closed by this", made, true)
	return i
}

// What was found in its period stands in an issue, and in no other.
func TestIssue(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		d, o := b.weekly(t, nil)
		monday := b.week(1).Due
		early := b.filedAt(t, b.Now(), o, "frueh", "Quartiere")
		one := b.filedAt(t, monday.Add(-time.Hour), o, "eins", "Quartiere", "Märkte", "Wahlen")
		b.filedAt(t, monday.Add(-time.Hour), o, "andere", "Wahlen")
		gone := b.filedAt(t, monday.Add(-time.Hour), o, "nein", "Quartiere")
		no := press.VerdictIrrelevant
		check(t, b.Review(ctx, gone, "Quartiere", ReviewChange{Verdict: &no}))
		late := b.filedAt(t, monday.Add(time.Minute), o, "spaet", "Märkte")

		want := fmt.Sprintf("Märkte %d, Quartiere %d, Quartiere %d", one, early, one)
		draft := must(b.Issue(ctx, d, b.week(1)))(t)
		same(t, "draft", standing(draft), want)
		same(t, "draft's number", draft.ID, 0)
		first := b.closed(t, d, b.week(1))
		same(t, "first", standing(first), want)
		same(t, "read", first.Read, 3)
		same(t, "unread", first.Unread, 1)
		if !first.Since.Equal(b.week(1).Before) || !first.Until.Equal(monday) {
			t.Errorf("it covers %v to %v", first.Since, first.Until)
		}
		again, made, err := b.CloseIssue(ctx, d, b.week(1))
		check(t, err)
		same(t, "closed twice", made, false)
		same(t, "the same", again.ID, first.ID)

		same(t, "second", standing(b.closed(t, d, b.week(2))), fmt.Sprintf("Märkte %d", late))
		same(t, "third", standing(b.closed(t, d, b.week(3))), "")
		list := must(b.Issues(ctx, d.ID, 2))(t)
		same(t, "listed", len(list), 2)
		same(t, "newest", list[0].Due, b.week(3).Due.UTC())
		digest, same1, err := b.IssueByID(ctx, first.ID)
		check(t, err)
		same(t, "digest", digest.Name, d.Name)
		same(t, "by number", standing(same1), want)
		_, _, err = b.IssueByID(ctx, 99)
		wantErr(t, err, press.ErrNotFound)
	})
}

// What looking back found is counted and stands in no issue.
func TestIssueWithoutBackfill(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, o := b.weekly(t, nil)
		b.advance(time.Hour)
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "alt"})
		r := reading(b.pending(t, o)[0], "Alt", "Text", "Quartiere", "Märkte")
		r.Backfill = true
		id := must(b.File(t.Context(), l, r))(t).ClippingID
		yes := press.VerdictRelevant
		check(t, b.Review(t.Context(), id, "Quartiere", ReviewChange{Verdict: &yes}))
		i := b.closed(t, d, b.week(1))
		same(t, "it holds", standing(i), "")
		same(t, "late", i.Late, 1)
	})
}

// Where only what is relevant is sent, the time of the marking counts, not that of the finding.
func TestIssueOfRelevant(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		d, o := b.weekly(t, func(d *press.Digest) { d.Select = "relevant" })
		yes, no := press.VerdictRelevant, press.VerdictIrrelevant
		found := b.filedAt(t, b.Now(), o, "eins", "Quartiere")
		never := b.filedAt(t, b.Now(), o, "nie", "Quartiere")
		check(t, b.Review(ctx, never, "Quartiere", ReviewChange{Verdict: &no}))
		same(t, "first", standing(b.closed(t, d, b.week(1))), "")
		b.advance(b.week(3).Due.Add(-time.Hour).Sub(b.Now()))
		check(t, b.Review(ctx, found, "Quartiere", ReviewChange{Verdict: &yes}))
		same(t, "before it was marked", standing(b.closed(t, d, b.week(2))), "")
		same(t, "after", standing(b.closed(t, d, b.week(3))), fmt.Sprintf("Quartiere %d", found))
		check(t, b.Review(ctx, found, "Quartiere", ReviewChange{Verdict: &yes}))
		b.advance(time.Hour)
		same(t, "never twice", standing(b.closed(t, d, b.week(4))), "")
	})
}

// What was rejected by mistake comes when the mistake is mended.
func TestIssueAfterAll(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		d, o := b.weekly(t, nil)
		yes, no := press.VerdictRelevant, press.VerdictIrrelevant
		id := b.filedAt(t, b.Now(), o, "eins", "Quartiere")
		check(t, b.Review(ctx, id, "Quartiere", ReviewChange{Verdict: &no}))
		b.advance(b.week(1).Due.Add(time.Hour).Sub(b.Now()))
		same(t, "first", standing(b.closed(t, d, b.week(1))), "")
		check(t, b.Review(ctx, id, "Quartiere", ReviewChange{Verdict: &yes}))
		b.advance(time.Hour)
		same(t, "second", standing(b.closed(t, d, b.week(2))), fmt.Sprintf("Quartiere %d", id))
	})
}

// After weeks in which nothing ran, one issue covers them all; one that is closed ahead of its time covers what is there.
func TestIssueCoversGaps(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, o := b.weekly(t, nil)
		b.closed(t, d, b.week(0))
		ids := []int64{b.filedAt(t, b.week(1).Due.Add(-time.Hour), o, "eins", "Quartiere"), b.filedAt(t, b.week(3).Due.Add(-time.Hour), o, "zwei", "Quartiere")}
		i := b.closed(t, d, b.week(3))
		same(t, "after three weeks", standing(i), fmt.Sprintf("Quartiere %d, Quartiere %d", ids[0], ids[1]))
		same(t, "since", i.Since, b.week(0).Due.UTC())
		ahead := b.closed(t, d, b.week(5))
		same(t, "until", ahead.Until, b.Now().UTC())
		same(t, "one period back from now", ahead.Since, b.Now().AddDate(0, 0, -7).UTC())
		between := b.filedAt(t, b.week(5).Due.Add(-time.Hour), o, "drei", "Quartiere")
		same(t, "what came before its time", standing(b.closed(t, d, b.week(6))), fmt.Sprintf("Quartiere %d", between))
	})
}

// Filing that began before an issue was closed, and ended after, is not lost between two issues.
func TestIssueOverlap(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, o := b.weekly(t, nil)
		id := b.filedAt(t, b.week(1).Due.Add(-time.Second), o, "eins", "Quartiere")
		c := conn{b.writer, b.dialect}
		_, err := c.exec(t.Context(), `UPDATE review SET filed_at = filed_at + 3600000`)
		check(t, err)
		b.closed(t, d, b.week(1))
		_, err = c.exec(t.Context(), `UPDATE review SET filed_at = filed_at - 3600000`)
		check(t, err)
		same(t, "second", standing(b.closed(t, d, b.week(2))), fmt.Sprintf("Quartiere %d", id))
	})
}

// A clipping that becomes part of another does not come again.
func TestIssueAfterMerging(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, o := b.weekly(t, nil)
		l := b.claim(t, o)
		p, ids := b.twice(t, l, o, []string{"Quartiere"}, []string{"Wahlen"})
		same(t, "first", standing(b.closed(t, d, b.week(1))), fmt.Sprintf("Quartiere %d", ids[0]))
		must(b.File(t.Context(), l, leads(p, o.URL+"b", "Quartiere")))(t)
		again := must(b.Issue(t.Context(), d, b.week(1)))(t)
		same(t, "it now holds", standing(again), fmt.Sprintf("Quartiere %d", ids[1]))
		same(t, "second", standing(b.closed(t, d, b.week(2))), "")
	})
}

// Many processes close the same issue; one of them does, and every recipient has one delivery.
func TestIssueIsClosedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, o := b.weekly(t, nil)
		b.filedAt(t, b.Now(), o, "eins", "Quartiere")
		var mu sync.Mutex
		var all sync.WaitGroup
		times := 0
		for range 6 {
			other := b.open(t)
			all.Go(func() {
				_, made, err := other.CloseIssue(t.Context(), d, b.week(1))
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if made {
					times++
				}
			})
		}
		all.Wait()
		same(t, "closed", times, 1)
		i := must(b.Issue(t.Context(), d, b.week(1)))(t)
		same(t, "deliveries", len(must(b.Deliveries(t.Context(), i.ID))(t)), 2)
	})
}

func TestIssueWhenEmpty(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, _ := b.weekly(t, func(d *press.Digest) { d.WhenEmpty = "skip" })
		same(t, "skipped", len(must(b.Deliveries(t.Context(), b.closed(t, d, b.week(1)).ID))(t)), 0)
		d.WhenEmpty = "send"
		same(t, "sent", len(must(b.Deliveries(t.Context(), b.closed(t, d, b.week(2)).ID))(t)), 2)
	})
}

func TestArming(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		d, _ := b.weekly(t, nil)
		same(t, "at first", must(b.Arming(ctx, d.ID))(t), Arming{})
		check(t, b.Arm(ctx, d))
		first := b.Now().UTC()
		b.advance(time.Hour)
		check(t, b.Arm(ctx, d))
		same(t, "armed", must(b.Arming(ctx, d.ID))(t), Arming{Schedule: d.Schedule, At: first})
		d.Schedule = "0 8 * * TUE"
		check(t, b.Arm(ctx, d))
		b.closed(t, d, b.week(1))
		same(t, "anew", must(b.Arming(ctx, d.ID))(t), Arming{Schedule: d.Schedule, At: b.Now().UTC(), Last: b.week(1).Due.UTC()})
		check(t, b.Pause(ctx, d.ID, true))
		paused := b.Now().UTC()
		b.advance(time.Hour)
		check(t, b.Pause(ctx, d.ID, true))
		same(t, "paused", must(b.Arming(ctx, d.ID))(t).Paused, paused)
		check(t, b.Pause(ctx, d.ID, false))
		same(t, "goes on", must(b.Arming(ctx, d.ID))(t), Arming{Schedule: d.Schedule, At: b.Now().UTC(), Last: b.week(1).Due.UTC()})
		b.advance(time.Hour)
		check(t, b.Pause(ctx, d.ID, false))
		same(t, "and stays", must(b.Arming(ctx, d.ID))(t).At, b.Now().Add(-time.Hour).UTC())
		wantErr(t, b.Pause(ctx, 99, true), press.ErrNotFound)
		_, err := b.Arming(ctx, 99)
		wantErr(t, err, press.ErrNotFound)
	})
}
