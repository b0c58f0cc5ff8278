package archive

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// history words decisions, the newest first.
func history(list []press.Decision) string {
	var all []string
	for _, d := range list {
		s := d.Project + " " + d.Who + ":"
		if d.Verdict != "" {
			s += " " + string(d.Verdict)
		}
		if d.Tags != nil {
			s += fmt.Sprint(" ", *d.Tags)
		}
		if d.Note != nil {
			s += fmt.Sprintf(" %q", *d.Note)
		}
		all = append(all, s)
	}
	return strings.Join(all, " | ")
}

// Who decided what and when is kept, and two who decide at once never write over each other unknowingly.
func TestDecisions(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		id := b.filed(t, b.claim(t, o), o, "1", "Quartier", "Text", "Quartiere", "Märkte").ClippingID
		yes, no, fresh := press.VerdictRelevant, press.VerdictIrrelevant, press.VerdictNew
		note, other := "Für die Sitzung", "Nicht für die Sitzung"
		seen := must(b.Clipping(ctx, id))(t).Reviews[1].Edition()

		check(t, b.Review(ctx, id, "Quartiere", ReviewChange{Verdict: &yes, Was: fresh, Reviewer: "eva"}))
		check(t, b.Review(ctx, id, "Quartiere", ReviewChange{Verdict: &yes, Was: fresh, Reviewer: "max"})) // he thinks so too
		b.advance(time.Minute)
		check(t, b.Review(ctx, id, "Quartiere", ReviewChange{Note: &note, Tags: &[]string{"b", " a "}, Seen: seen, Reviewer: "eva"}))

		err := b.Review(ctx, id, "Quartiere", ReviewChange{Note: &other, Seen: seen, Reviewer: "max"})
		var stale *StaleError
		if !errors.As(err, &stale) || stale.Review.Note != note || stale.Review.Reviewer != "eva" || !errors.Is(err, press.ErrConflict) {
			t.Errorf("a note is written over: %v", err)
		}
		check(t, b.Review(ctx, id, "Quartiere", ReviewChange{Note: &note, Tags: &[]string{"a", "b"}, Seen: seen, Reviewer: "max"})) // the same words
		_, err = b.ReviewTogether(ctx, id, []string{"Märkte", "Quartiere"}, nil, no, fresh, "max")
		if !errors.As(err, &stale) || stale.Review.Verdict != yes {
			t.Errorf("a verdict is written over: %v", err)
		}
		same(t, "history", history(must(b.Decisions(ctx, id))(t)), `Quartiere eva: [a b] "Für die Sitzung" | Quartiere eva: relevant`)
		same(t, "when", must(b.Decisions(ctx, id))(t)[0].At.Equal(b.Now()), true)
		same(t, "seen within", history(must(b.Decisions(Within(ctx, []string{"Märkte"}), id))(t)), "")

		check(t, b.Review(ctx, id, "Quartiere", ReviewChange{Verdict: &fresh, AddTags: []string{"c", "a"}}))
		same(t, "tags", fmt.Sprint(must(b.Clipping(ctx, id))(t).Reviews[1].Tags), "[a b c]")
		same(t, "taken back", history(must(b.Decisions(ctx, id))(t)[:1]), `Quartiere : new [a b c]`)
		wantErr(t, second(b.ReviewTogether(ctx, id, []string{"Häfen"}, nil, no, fresh, "")), press.ErrNotFound)
	})
}

// One decision about many passes over what was decided meanwhile, and is taken back as a whole, but for what was decided
// since.
func TestReviewMany(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		var ids []int64
		for i := range 4 {
			ids = append(ids, b.filed(t, l, o, fmt.Sprint(i), "Quartier", fmt.Sprint("Text ", i), "Quartiere", "Märkte").ClippingID)
		}
		yes, no, fresh := press.VerdictRelevant, press.VerdictIrrelevant, press.VerdictNew
		state := func() string {
			var all []string
			for _, id := range ids {
				for _, r := range must(b.Clipping(ctx, id))(t).Reviews {
					all = append(all, strings.ToLower(r.Project[:1])+":"+string(r.Verdict[:1])+strings.Join(r.Tags, ","))
				}
			}
			return strings.Join(all, " ")
		}
		check(t, b.Review(ctx, ids[0], "Quartiere", ReviewChange{Verdict: &yes, Tags: &[]string{"alt"}}))
		places := []Placed{{ids[3], "Quartiere"}, {ids[0], "Quartiere"}, {ids[1], "Quartiere"}, {ids[1], "Märkte"}, {999, "Märkte"}, {ids[2], "Häfen"}}
		round, done, err := b.ReviewMany(ctx, places, ReviewChange{Verdict: &no, Was: fresh, Reviewer: "eva"})
		check(t, err)
		same(t, "done", fmt.Sprint(done), fmt.Sprint([]Placed{{ids[1], "Märkte"}, {ids[1], "Quartiere"}, {ids[3], "Quartiere"}}))
		same(t, "verdicts", state(), "m:n q:ralt m:i q:i m:n q:n m:n q:i")
		tagging, done, err := b.ReviewMany(ctx, places, ReviewChange{AddTags: []string{"neu"}})
		check(t, err)
		same(t, "tagged", len(done), 4)
		same(t, "tags", state(), "m:n q:ralt,neu m:ineu q:ineu m:n q:n m:n q:ineu")

		check(t, b.Review(ctx, ids[3], "Quartiere", ReviewChange{Verdict: &yes})) // stays
		undone := must(b.UndoRound(ctx, round, "eva"))(t)
		same(t, "undone", len(undone), 2)
		same(t, "after undo", state(), "m:n q:ralt,neu m:nneu q:nneu m:n q:n m:n q:rneu")
		same(t, "out of sight", len(must(b.UndoRound(Within(ctx, []string{"Märkte"}), tagging, ""))(t)), 1)
		same(t, "tags undone", len(must(b.UndoRound(ctx, tagging, ""))(t)), 3)
		same(t, "after all", state(), "m:n q:ralt m:n q:n m:n q:n m:n q:r")
		same(t, "nothing twice", len(must(b.UndoRound(ctx, round, "eva"))(t)), 0)
		same(t, "no such round", len(must(b.UndoRound(ctx, 99, ""))(t)), 0)
		same(t, "history", history(must(b.Decisions(ctx, ids[1]))(t)[4:]), "Quartiere : [neu] | Märkte : [neu] | Quartiere eva: irrelevant | Märkte eva: irrelevant")
	})
}
