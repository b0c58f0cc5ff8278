package archive

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

func TestChanges(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		one := b.filed(t, l, o, "1", "Quartier 1", "Text", "Quartiere").ClippingID
		two := b.filed(t, l, o, "2", "Quartier 2", "Text", "Quartiere").ClippingID
		changes := must(b.Changes(ctx, 0, 10))(t)
		same(t, "changes", len(changes), 2)
		same(t, "numbers", fmt.Sprint(changes[0].Number, changes[1].Number), "1 2")
		same(t, "title", changes[0].Clipping.Article.Title, "Quartier 1")
		same(t, "text", changes[1].Clipping.Article.Text, "Text")

		v := press.VerdictIrrelevant
		check(t, b.Review(ctx, one, "Quartiere", ReviewChange{Verdict: &v}))
		_, err := b.writer.ExecContext(ctx, fmt.Sprintf(`DELETE FROM clipping WHERE id = %d`, two))
		check(t, err)
		check(t, b.write(ctx, "erase", func(ctx context.Context, c conn) error { return c.changed(ctx, two) }))
		changes = must(b.Changes(ctx, 2, 10))(t)
		same(t, "changes after 2", len(changes), 2)
		same(t, "its last change", fmt.Sprint(changes[0].Number, changes[0].ID), fmt.Sprint(3, one))
		same(t, "verdict", changes[0].Clipping.Verdict(), v)
		if changes[1].ID != two || changes[1].Clipping != nil {
			t.Errorf("a clipping that is gone: %+v", changes[1])
		}
		same(t, "limited", len(must(b.Changes(ctx, 0, 1))(t)), 1)
		same(t, "last", must(b.LastChange(ctx))(t), 4)
		same(t, "after the last", len(must(b.Changes(ctx, 4, 10))(t)), 0)
	})
}

// While many write through two pools, one follows: whatever it has seen, no number at or below appears later.
func TestFollowWhileWriting(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		const writers, each = 4, 25
		var names []string
		for i := range writers {
			names = append(names, fmt.Sprintf("Blatt%d", i))
		}
		outlets := b.watch(t, names, "Quartiere")
		archives := []*Archive{b.Archive, b.open(t)}
		pages := make([][]Page, writers)
		leases := make([]Lease, writers)
		for w, o := range outlets {
			leases[w] = b.claim(t, o)
			var listed []press.Candidate
			for i := range each {
				listed = append(listed, press.Candidate{URL: fmt.Sprintf("%s%d", o.URL, i)})
			}
			b.list(t, leases[w], o, listed...)
			pages[w] = b.pending(t, o)
		}
		var writing sync.WaitGroup
		for w := range writers {
			writing.Go(func() {
				for i, p := range pages[w] {
					r := reading(p, "Das Quartier", "Text", "Quartiere")
					r.Article.CanonicalURL = fmt.Sprintf("https://gemeinsam.example/%d", i/2+w/2*1000) // shared by writers and pages
					filed, err := archives[w%2].File(t.Context(), leases[w], r)
					if err != nil {
						t.Error(err)
						return
					}
					v := press.VerdictRelevant
					if err := archives[w%2].Review(t.Context(), filed.ClippingID, "Quartiere", ReviewChange{Verdict: &v}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { writing.Wait(); close(done) }()
		seen, at := map[int64]int64{}, int64(0)
		follow := func() {
			for _, ch := range must(b.Changes(t.Context(), at, 7))(t) {
				seen[ch.ID], at = ch.Number, ch.Number
			}
		}
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
				follow()
			}
		}
		last := must(b.LastChange(t.Context()))(t)
		for at < last {
			follow()
		}
		for _, ch := range must(b.Changes(t.Context(), 0, 10000))(t) {
			same(t, "last number seen of a clipping", seen[ch.ID], ch.Number)
		}
		// Writers 0 and 1 share addresses, as do 2 and 3; two pages of each writer are one article.
		same(t, "clippings", len(seen), (each+1)/2*2)
		same(t, "numbers given", last, int64(writers*each+len(seen)))
	})
}

// Several outlets list one article and file it at the same time, each for another keyword: it is one clipping, made
// once, with all of them.
func TestFileAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		const writers, articles = 6, 8
		var names []string
		for i := range writers {
			names = append(names, fmt.Sprintf("Blatt%d", i))
		}
		outlets := b.watch(t, names, "Quartiere")
		archives := []*Archive{b.Archive, b.open(t)}
		var made atomic.Int32
		for n := range articles {
			var leases []Lease
			for w, o := range outlets {
				leases = append(leases, b.claim(t, o))
				b.list(t, leases[w], o, press.Candidate{URL: fmt.Sprintf("https://agentur.example/%d", n)})
			}
			var writing sync.WaitGroup
			for w, o := range outlets {
				l, r := leases[w], reading(b.pending(t, o)[0], "Das Quartier", "Text", "Quartiere")
				r.Matches[0].Keyword = fmt.Sprint(w)
				writing.Go(func() {
					filed, err := archives[w%2].File(t.Context(), l, r)
					if err != nil {
						t.Error(err)
					}
					if filed.New {
						made.Add(1)
					}
					if err := b.Release(t.Context(), l, fetch.HostState{}); err != nil {
						t.Error(err)
					}
				})
			}
			writing.Wait()
		}
		same(t, "made", made.Load(), articles)
		list, total, err := b.Inbox(t.Context(), InboxRequest{Limit: 100})
		check(t, err)
		same(t, "clippings", total, articles)
		for _, c := range list {
			same(t, "keywords", len(c.Reviews[0].Keywords), writers)
		}
	})
}
