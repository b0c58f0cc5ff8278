package archive

import (
	"fmt"
	"testing"

	"pressclip/internal/press"
)

func TestSplitAndJoinStories(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		one, two := prose(1, 200), prose(2, 200)
		var ids []int64
		for i, text := range [][]string{one, one, one, two, two, prose(3, 200), prose(4, 200)} {
			ids = append(ids, b.publish(t, l, o, fmt.Sprint(i), text))
		}
		stories := func() string { t.Helper(); return b.stories(t, ids...) }
		same(t, "found", stories(), "aaabb--")

		at := must(b.LastChange(ctx))(t)
		split := must(b.SplitStory(ctx, ids[1], "eva"))(t)
		same(t, "split", stories(), "abacc--")
		same(t, "changed", len(must(b.Changes(ctx, at, 9))(t)), 1)
		// Filing leaves it alone: a new text, an old one, a copy.
		must(b.File(ctx, l, reading(must(b.Page(ctx, o.URL+"1"))(t), "Das Quartier", paragraphs(one, prose(5, 20)))))(t)
		must(b.File(ctx, l, reading(must(b.Page(ctx, o.URL+"1"))(t), "Das Quartier", paragraphs(one))))(t)
		same(t, "read again", stories(), "abacc--")
		ids = append(ids, b.publish(t, l, o, "7", one))
		same(t, "a copy", stories(), "abacc--a")

		join := must(b.JoinStories(ctx, ids[0], ids[3], "ali"))(t)
		same(t, "joined", stories(), "abaaa--a")
		ids = append(ids, b.publish(t, l, o, "8", two), b.publish(t, l, o, "9", one))
		same(t, "copies of both", stories(), "abaaa--aaa")
		must(b.File(ctx, l, reading(must(b.Page(ctx, o.URL+"2"))(t), "Das Quartier", paragraphs(prose(6, 200)))))(t)
		same(t, "another text", stories(), "abaaa--aaa")
		must(b.JoinStories(ctx, ids[5], ids[6], "ali"))(t)
		same(t, "two that were alone", stories(), "abaaaccaaa")

		wantErr(t, second(b.JoinStories(ctx, ids[0], ids[3], "")), press.ErrConflict)
		wantErr(t, second(b.JoinStories(ctx, ids[0], ids[0], "")), press.ErrConflict)
		wantErr(t, second(b.JoinStories(ctx, ids[0], 999, "")), press.ErrNotFound)
		wantErr(t, second(b.SplitStory(ctx, 999, "")), press.ErrNotFound)
		wantErr(t, second(b.SplitStory(ctx, ids[1], "")), press.ErrConflict)
		wantErr(t, second(b.UndoRegrouping(ctx, 999, "")), press.ErrNotFound)

		must(b.UndoRegrouping(ctx, join, "eva"))(t)
		same(t, "join taken back", stories(), "abaccddaaa")
		undo := must(b.UndoRegrouping(ctx, split, "eva"))(t)
		same(t, "split taken back", stories(), "aaabbccaaa")
		wantErr(t, second(b.UndoRegrouping(ctx, split, "")), press.ErrConflict)
		wantErr(t, second(b.UndoRegrouping(ctx, undo, "")), press.ErrConflict)
		list := must(b.Regroupings(ctx, ids[1]))(t)
		same(t, "decisions", len(list), 2)
		same(t, "the last", fmt.Sprint(list[0].Kind, list[0].Who, list[0].Undone, list[0].At.Equal(b.Now())), "undoevafalse true")
		same(t, "the first", fmt.Sprint(list[1].Kind, list[1].Who, list[1].Undone), "splitevatrue")
		same(t, "of the join", fmt.Sprint(must(b.Regroupings(ctx, ids[3]))(t)[1].Others), fmt.Sprint([]int64{ids[0], ids[4]}))
	})
}

// second is the error of a call.
func second[T any](_ T, err error) error { return err }

// A clipping that takes in a partial one takes in what was decided about its story.
func TestMergingKeepsStory(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		p, ids := b.twice(t, l, o, []string{"Quartiere"}, []string{"Quartiere"})
		other := b.publish(t, l, o, "c", prose(1, 60))
		must(b.JoinStories(ctx, other, ids[0], "eva"))(t)
		same(t, "filed", must(b.File(ctx, l, leads(p, o.URL+"b", "Quartiere")))(t).ClippingID, ids[1])
		same(t, "stories", b.stories(t, other, ids[1]), "aa")
		same(t, "decisions", len(must(b.Regroupings(ctx, ids[1]))(t)), 1)
	})
}

func TestReviewTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Märkte", "Quartiere")[0]
		l := b.claim(t, o)
		var ids []int64
		for i := range 3 {
			b.advance(1000)
			ids = append(ids, b.filed(t, l, o, fmt.Sprint(i), fmt.Sprint("Das Quartier ", i), paragraphs(prose(1, 60)), "Märkte", "Quartiere").ClippingID)
		}
		verdicts := func() (s string) {
			t.Helper()
			for _, c := range must(b.Clippings(ctx, ids))(t) {
				s += fmt.Sprintf("%.1s%.1s ", c.Reviews[0].Verdict, c.Reviews[1].Verdict)
			}
			return s
		}
		yes := press.VerdictRelevant
		check(t, b.Review(ctx, ids[1], "Märkte", ReviewChange{Verdict: &yes}))
		others := []Placed{{ids[1], "Märkte"}, {ids[1], "Quartiere"}, {ids[0], "Märkte"}, {ids[0], "Quartiere"}, {999, "Märkte"}}
		at := must(b.LastChange(ctx))(t)
		done := must(b.ReviewTogether(ctx, ids[2], []string{"Märkte", "Quartiere"}, others, press.VerdictIrrelevant, "", "eva"))(t)
		same(t, "decided", verdicts(), "ii ri ii ")
		same(t, "of the others", fmt.Sprint(done), fmt.Sprint([]Placed{{ids[0], "Märkte"}, {ids[0], "Quartiere"}, {ids[1], "Quartiere"}}))
		same(t, "changes", len(must(b.Changes(ctx, at, 9))(t)), 3)
		same(t, "reviewer", must(b.Clipping(ctx, ids[0]))(t).Reviews[1].Reviewer, "eva")
		done = must(b.ReviewTogether(ctx, ids[2], []string{"Märkte", "Quartiere"}, done, press.VerdictNew, "", "eva"))(t)
		same(t, "taken back", verdicts(), "nn rn nn ")
		same(t, "taken back of the others", len(done), 3)
		before := b.dump(t)
		wantErr(t, second(b.ReviewTogether(ctx, ids[2], []string{"Häfen"}, others, press.VerdictIrrelevant, "", "")), press.ErrNotFound)
		same(t, "archive", b.dump(t), before)
	})
}

// The inbox has one row a story: the newest of what is asked for.
func TestInboxFoldsStories(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Märkte", "Quartiere")[0]
		l := b.claim(t, o)
		var ids []int64
		for i, number := range []uint64{1, 2, 1, 3, 1, 2} {
			b.advance(1e9)
			projects := []string{"Quartiere", "Märkte"}[:1+i%2]
			ids = append(ids, b.filed(t, l, o, fmt.Sprint(i), fmt.Sprint("Das Quartier ", i), paragraphs(prose(number, 60)), projects...).ClippingID)
		}
		ask := func(r InboxRequest) (s string) {
			t.Helper()
			r.Limit = 9
			list, total, err := b.Inbox(ctx, r)
			check(t, err)
			s = fmt.Sprint(total, ":")
			for _, c := range list {
				s += fmt.Sprint(" ", c.ID-ids[0])
			}
			return s
		}
		same(t, "all", ask(InboxRequest{}), "6: 5 4 3")
		same(t, "new", ask(InboxRequest{Verdict: press.VerdictNew}), "6: 5 4 3")
		same(t, "in a project", ask(InboxRequest{Project: "Märkte"}), "3: 5 3")
		list, _, err := b.Inbox(ctx, InboxRequest{Limit: 1})
		check(t, err)
		same(t, "next page", ask(InboxRequest{Before: list[0].FirstSeen, BeforeID: list[0].ID}), "6: 4 3")
		yes := press.VerdictRelevant
		check(t, b.Review(ctx, ids[4], "Quartiere", ReviewChange{Verdict: &yes}))
		same(t, "new beside what is decided", ask(InboxRequest{Verdict: press.VerdictNew}), "5: 5 3 2")
		same(t, "new in a project", ask(InboxRequest{Verdict: press.VerdictNew, Project: "Quartiere"}), "5: 5 3 2")
		same(t, "relevant", ask(InboxRequest{Verdict: yes}), "1: 4")
	})
}
