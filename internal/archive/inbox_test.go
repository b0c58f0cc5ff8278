package archive

import (
	"fmt"
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestInbox(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		var ids []int64
		for i := range 6 {
			if i%2 == 0 {
				b.advance(time.Second)
			}
			projects := []string{"Quartiere", "Märkte"}[:1+i%2]
			ids = append(ids, b.filed(t, l, o, fmt.Sprint(i), "Quartier", "Text", projects...).ClippingID)
		}
		ask := func(r InboxRequest) string {
			t.Helper()
			list, total, err := b.Inbox(ctx, r)
			check(t, err)
			s := fmt.Sprint(total, ":")
			for _, c := range list {
				for i, id := range ids {
					if c.ID == id {
						s += fmt.Sprint(" ", i)
					}
				}
			}
			return s
		}
		same(t, "all", ask(InboxRequest{Limit: 10}), "6: 5 4 3 2 1 0")
		same(t, "project", ask(InboxRequest{Limit: 10, Project: "Märkte"}), "3: 5 3 1")
		same(t, "no such project", ask(InboxRequest{Limit: 10, Project: "Häfen"}), "0:")
		list, _, err := b.Inbox(ctx, InboxRequest{Limit: 3})
		check(t, err)
		same(t, "next page", ask(InboxRequest{Limit: 2, Before: list[2].FirstSeen, BeforeID: list[2].ID}), "6: 2 1")
		same(t, "next page of a project", ask(InboxRequest{Limit: 9, Project: "Märkte", Before: list[0].FirstSeen, BeforeID: list[0].ID}), "3: 3 1")

		relevant, irrelevant, undo := press.VerdictRelevant, press.VerdictIrrelevant, press.VerdictNew
		check(t, b.Review(ctx, ids[1], "Märkte", ReviewChange{Verdict: &irrelevant}))
		check(t, b.Review(ctx, ids[0], "Quartiere", ReviewChange{Verdict: &irrelevant}))
		check(t, b.Review(ctx, ids[3], "Märkte", ReviewChange{Verdict: &relevant}))
		same(t, "new", ask(InboxRequest{Limit: 10, Verdict: undo}), "4: 5 4 2 1")
		same(t, "relevant", ask(InboxRequest{Limit: 10, Verdict: relevant}), "1: 3")
		same(t, "irrelevant", ask(InboxRequest{Limit: 10, Verdict: irrelevant}), "1: 0")
		same(t, "new in a project", ask(InboxRequest{Limit: 10, Verdict: undo, Project: "Märkte"}), "1: 5")
		same(t, "figures", fmt.Sprint(must(b.ProjectFigures(ctx))(t)),
			"map[Märkte:map[irrelevant:1 new:1 relevant:1] Quartiere:map[irrelevant:1 new:5]]")

		again := reading(must(b.Page(ctx, o.URL+"0"))(t), "Quartier", "Text", "Märkte")
		must(b.File(ctx, l, again))(t)
		same(t, "new again in another project", ask(InboxRequest{Limit: 10, Verdict: undo}), "5: 5 4 2 1 0")
		check(t, b.Review(ctx, ids[0], "Märkte", ReviewChange{Verdict: &irrelevant}))
		same(t, "decided there too", ask(InboxRequest{Limit: 10, Verdict: undo}), "4: 5 4 2 1")

		check(t, b.Review(ctx, ids[0], "Quartiere", ReviewChange{Verdict: &undo}))
		same(t, "new after undo", ask(InboxRequest{Limit: 10, Verdict: undo}), "5: 5 4 2 1 0")
		same(t, "decided after undo", must(b.Clipping(ctx, ids[0]))(t).Reviews[1].DecidedAt, time.Time{})
	})
}

func TestReviewRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		id := b.filed(t, b.claim(t, o), o, "1", "Quartier", "Text", "Quartiere").ClippingID
		before := b.dump(t)
		wrong, note := press.Verdict("vielleicht"), "x"
		wantErr(t, b.Review(ctx, id, "Märkte", ReviewChange{Note: &note}), press.ErrNotFound)
		wantErr(t, b.Review(ctx, id+1, "Quartiere", ReviewChange{Note: &note}), press.ErrNotFound)
		if b.Review(ctx, id, "Quartiere", ReviewChange{Verdict: &wrong}) == nil {
			t.Error("an unknown verdict was recorded")
		}
		same(t, "archive", b.dump(t), before)
	})
}
