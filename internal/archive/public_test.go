package archive

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// listed names what stands on the press list of a project, in its order.
func (b *bed) pressList(tb testing.TB, projectID int64) string {
	tb.Helper()
	var all []string
	for _, p := range must(b.PressList(tb.Context(), projectID))(tb) {
		all = append(all, strings.TrimSpace(fmt.Sprint(p.Clipping.ID, " ", p.Sentence)))
	}
	return strings.Join(all, ", ")
}

func TestPressList(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		var ids []int64
		for n := range 3 {
			ids = append(ids, b.filed(t, l, o, fmt.Sprint("n", n), fmt.Sprint("Titel ", n), "Text", "Quartiere").ClippingID)
		}
		same(t, "at first", b.pressList(t, 1), "")
		change := must(b.LastChange(ctx))(t)
		for _, id := range ids {
			check(t, b.Publish(ctx, "Quartiere", id, " Sehr \n lesenswert ", "eva"))
		}
		same(t, "the newest on top", b.pressList(t, 1), "3 Sehr lesenswert, 2 Sehr lesenswert, 1 Sehr lesenswert")
		chosen := must(b.PressList(ctx, 1))(t)[2]
		same(t, "who", chosen.Person, "eva")
		same(t, "when", chosen.At, b.Now().UTC())
		b.advance(time.Hour)
		check(t, b.Publish(ctx, "Quartiere", 1, "", "ali"))
		check(t, b.Publish(ctx, "Quartiere", 2, "Zwei\x00\xff", "ali"))
		again := must(b.PressList(ctx, 1))(t)[2]
		same(t, "since", again.At, chosen.At)
		same(t, "written", again.ChangedAt, b.Now().UTC())
		same(t, "by", again.Person, "ali")

		check(t, b.Move(ctx, "Quartiere", 1, true))
		same(t, "up", b.pressList(t, 1), "3 Sehr lesenswert, 1, 2 Zwei \uFFFD")
		check(t, b.Move(ctx, "Quartiere", 3, true))
		check(t, b.Move(ctx, "Quartiere", 2, false))
		same(t, "at the ends", b.pressList(t, 1), "3 Sehr lesenswert, 1, 2 Zwei \uFFFD")
		check(t, b.Move(ctx, "Quartiere", 3, false))
		same(t, "down", b.pressList(t, 1), "1, 3 Sehr lesenswert, 2 Zwei \uFFFD")
		same(t, "of the clipping", must(b.PublishedAs(ctx, 3))(t)[0].Project, "Quartiere")
		check(t, b.Withdraw(ctx, "Quartiere", 3))
		same(t, "withdrawn", b.pressList(t, 1), "1, 2 Zwei \uFFFD")
		same(t, "of the clipping", len(must(b.PublishedAs(ctx, 3))(t)), 0)
		same(t, "changes", must(b.LastChange(ctx))(t), change) // it is no change of the clipping

		wantErr(t, b.Withdraw(ctx, "Quartiere", 3), press.ErrNotFound)
		wantErr(t, b.Move(ctx, "Quartiere", 3, true), press.ErrNotFound)
		wantErr(t, b.Move(ctx, "Andere", 1, true), press.ErrNotFound)
		wantErr(t, b.Publish(ctx, "Märkte", 1, "", ""), press.ErrNotFound)
		wantErr(t, b.Publish(ctx, "Quartiere", 99, "", ""), press.ErrNotFound)
		wantErr(t, b.Publish(ctx, "Quartiere", 1, strings.Repeat("ä", longestSentence+1), ""), press.ErrConflict)

		_, err := conn{b.writer, b.dialect}.exec(ctx, `DELETE FROM clipping WHERE id = 1`)
		check(t, err)
		same(t, "erased", b.pressList(t, 1), "2 Zwei \uFFFD")
	})
}

// What was chosen stays chosen when its clipping becomes part of another, with the sentence that there is.
func TestPressListOfMerged(t *testing.T) {
	for name, both := range map[string]bool{"one": false, "both": true} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) {
				o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
				l := b.claim(t, o)
				p, ids := b.twice(t, l, o, []string{"Quartiere"}, []string{"Quartiere"})
				check(t, b.Publish(t.Context(), "Quartiere", ids[0], "Lesenswert", ""))
				if both {
					check(t, b.Publish(t.Context(), "Quartiere", ids[1], "", ""))
				}
				must(b.File(t.Context(), l, leads(p, o.URL+"b", "Quartiere")))(t)
				same(t, "list", b.pressList(t, 1), fmt.Sprint(ids[1], " Lesenswert"))
			})
		})
	}
}

func TestFeeds(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")
		_, err := b.ProjectFeed(ctx, 1)
		wantErr(t, err, press.ErrNotFound)
		check(t, b.OpenFeed(ctx, 1, "eva"))
		first := must(b.ProjectFeed(ctx, 1))(t)
		same(t, "project", first.Project+first.Person, "Quartiereeva")
		same(t, "by token", must(b.Feed(ctx, first.Token))(t), first)
		check(t, b.OpenFeed(ctx, 1, "eva"))
		second := must(b.ProjectFeed(ctx, 1))(t)
		if second.Token == first.Token || second.ID != first.ID || len(second.Token) < 26 {
			t.Errorf("%+v after %+v", second, first)
		}
		_, err = b.Feed(ctx, first.Token)
		wantErr(t, err, press.ErrNotFound)

		b.advance(time.Minute)
		kept := must(b.KeepSearch(ctx, " Häfen  und Märkte ", "q=Hafen&project=M%C3%A4rkte", ""))(t)
		same(t, "kept", must(b.Searches(ctx, ""))(t)[0], kept)
		same(t, "name", kept.Name, "Häfen und Märkte")
		check(t, b.RenewFeed(ctx, kept.ID))
		renewed := must(b.Searches(ctx, ""))(t)[0]
		same(t, "query", renewed.Query, kept.Query)
		if renewed.Token == kept.Token {
			t.Error("the token stayed")
		}
		check(t, b.CloseFeed(ctx, kept.ID))
		same(t, "left", len(must(b.Searches(ctx, ""))(t)), 0)
		wantErr(t, b.CloseFeed(ctx, kept.ID), press.ErrNotFound)
		wantErr(t, b.RenewFeed(ctx, kept.ID), press.ErrNotFound)
		_, err = b.KeepSearch(ctx, " ", "q=a", "")
		wantErr(t, err, press.ErrConflict)

		b.watch(t, []string{"Elbblatt"}, "Märkte") // the project is gone, and its feed with it
		_, err = b.Feed(ctx, second.Token)
		wantErr(t, err, press.ErrNotFound)
	})
}

// When somebody touched a review is known, also when they took back what they had decided, and of two the later counts.
func TestTouched(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		p, ids := b.twice(t, l, o, []string{"Quartiere"}, []string{"Quartiere"})
		same(t, "at first", must(b.Clipping(ctx, ids[0]))(t).Reviews[0].TouchedAt.IsZero(), true)
		for _, v := range []press.Verdict{press.VerdictRelevant, press.VerdictNew} {
			b.advance(time.Minute)
			check(t, b.Review(ctx, ids[0], "Quartiere", ReviewChange{Verdict: &v}))
			same(t, string(v), must(b.Clipping(ctx, ids[0]))(t).Reviews[0].TouchedAt, b.Now().UTC())
		}
		touched := b.Now().UTC()
		b.advance(time.Minute)
		must(b.File(ctx, l, leads(p, o.URL+"b", "Quartiere")))(t)
		same(t, "merged", must(b.Clipping(ctx, ids[1]))(t).Reviews[0].TouchedAt, touched)
	})
}

// samplePublic puts something into the tables of what people outside may read.
func (b *bed) samplePublic(t testing.TB, clippingID int64) {
	t.Helper()
	check(t, b.Publish(t.Context(), "Quartiere", clippingID, "Sehr „lesenswert“", "Team"))
	check(t, b.OpenFeed(t.Context(), 1, ""))
	must(b.KeepSearch(t.Context(), "Märkte", "q=Markt", "Team"))(t)
}
