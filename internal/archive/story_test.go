package archive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
)

// prose is a text of n words by chance: the same for the same number, and nothing like that of another.
func prose(number uint64, n int) []string {
	random := rand.New(rand.NewPCG(number, 7))
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("Wort%06d", random.IntN(1_000_000))
	}
	return words
}

// publish files a text as an article of its own, and returns its clipping.
func (b *bed) publish(tb testing.TB, l Lease, o press.Outlet, path string, words ...[]string) int64 {
	tb.Helper()
	return b.filed(tb, l, o, path, "Das Quartier "+path, paragraphs(words...), "Quartiere").ClippingID
}

func paragraphs(words ...[]string) string {
	var all []string
	for _, w := range words {
		all = append(all, strings.Join(w, " "))
	}
	return strings.Join(all, "\n")
}

// stories are the stories of clippings: equal letters are equal stories, a dash is none.
func (b *bed) stories(tb testing.TB, ids ...int64) string {
	tb.Helper()
	letters := map[int64]string{0: "-"}
	var s string
	for _, c := range must(b.Clippings(tb.Context(), ids))(tb) {
		if letters[c.Story] == "" {
			letters[c.Story] = string(rune('a' + len(letters) - 1))
		}
		s += letters[c.Story]
	}
	return s
}

func TestFileFindsStory(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere")
		l0, l1 := b.claim(t, two[0]), b.claim(t, two[1])
		text, other, rest := prose(1, 300), prose(2, 300), prose(3, 90)
		first := b.publish(t, l0, two[0], "a", text)
		same(t, "alone", b.stories(t, first), "-")
		unlike := b.publish(t, l0, two[0], "c", other)
		at := must(b.LastChange(t.Context()))(t)
		cut := b.publish(t, l1, two[1], "cut", text[:180])
		changes := must(b.Changes(t.Context(), at, 9))(t)
		same(t, "changes", len(changes), 2)
		same(t, "changed with it", changes[0].ID, first)
		more := b.publish(t, l1, two[1], "more", rest[:45], text, rest[45:])
		again := b.publish(t, l0, two[0], "again", text) // in the same outlet
		lead := b.publish(t, l1, two[1], "lead", text[:30])
		short := b.publish(t, l1, two[1], "short", text[:15])
		same(t, "stories", b.stories(t, first, cut, more, again, lead, unlike, short), "aaaaa--")
		copies := must(b.Copies(t.Context(), must(b.Clipping(t.Context(), first))(t).Story, 0))(t)
		same(t, "stories with copies", len(copies), 1)
		for _, list := range copies {
			same(t, "copies", len(list), 5)
			same(t, "second", fmt.Sprint(list[1].ID, list[1].Outlet, list[1].Title, list[1].VerdictIn("Quartiere")), fmt.Sprint(cut, "Haffkurier", "Das Quartier cut", "new"))
		}
	})
}

// What two texts share with a third does not bring them together, nor does what every text of an outlet ends with.
func TestStoriesDoNotDrift(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		one, two, three, footer := prose(1, 200), prose(2, 200), prose(3, 200), prose(9, 22)
		collection := b.publish(t, l, o, "alles", one, two, three)
		ids := []int64{collection}
		for i, text := range [][]string{one, two, three} {
			ids = append(ids, b.publish(t, l, o, fmt.Sprint(i), text))
		}
		same(t, "of a collection", b.stories(t, ids...), "aa--")

		// Each is half of the one before.
		var chain []int64
		for i := range 6 {
			chain = append(chain, b.publish(t, l, o, fmt.Sprint("kette", i), prose(uint64(120+i), 100), prose(uint64(121+i), 100)))
		}
		same(t, "of a chain", b.stories(t, chain...), "aabbcc")

		var ended []int64
		for i, n := range []int{30, 40, 60, 100, 300} {
			ended = append(ended, b.publish(t, l, o, fmt.Sprint("ende", i), prose(uint64(40+i), n), footer))
		}
		same(t, "with one ending", b.stories(t, ended...), "-----")
	})
}

// The same notice in place of many articles does not make them one.
func TestNoticeIsNoStory(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		notice := paragraphs(prose(1, 40))
		var ids []int64
		for i, title := range []string{"Quartier am Hafen gesperrt", "Neue Bäume im Quartier", "Am Hafen: Quartier gesperrt"} {
			ids = append(ids, b.filed(t, l, o, fmt.Sprint(i), title, notice, "Quartiere").ClippingID)
		}
		ids = append(ids, b.filed(t, l, o, "lang", "Was fehlte", notice+"\n"+paragraphs(prose(2, 300)), "Quartiere").ClippingID)
		same(t, "stories", b.stories(t, ids...), "a-aa")
	})
}

func TestFileTellsChangedText(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		text, other := prose(1, 200), prose(2, 200)
		ids := []int64{b.publish(t, l, o, "a", text), b.publish(t, l, o, "b", text), b.publish(t, l, o, "c", other)}
		change := func(path string, projects []string, words ...[]string) {
			t.Helper()
			must(b.File(t.Context(), l, reading(must(b.Page(t.Context(), o.URL+path))(t), "Das Quartier", paragraphs(words...), projects...)))(t)
		}
		change("b", nil, text, prose(3, 40))
		same(t, "with more", b.stories(t, ids...), "aa-")
		change("b", nil, other)
		same(t, "with another text", b.stories(t, ids...), "abb")
		change("c", []string{"Quartiere"}, prose(4, 200))
		same(t, "alone again", b.stories(t, ids...), "ab-")
		change("c", []string{"Quartiere"}, text)
		same(t, "and back", b.stories(t, ids...), "aba")

		// What was withheld is put into its story once it can be read.
		b.list(t, l, o, press.Candidate{URL: o.URL + "d"})
		id := b.withheld(t, l, o, "Das Quartier", "Quartiere").ClippingID
		same(t, "withheld", b.stories(t, id), "-")
		change("d", []string{"Quartiere"}, text)
		same(t, "read", b.stories(t, ids[0], id), "aa")
	})
}

// Two processes that file the same text at once see each other.
func TestFileStoryAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere")
		archives := []*Archive{b.Archive, b.open(t)}
		leases := []Lease{b.claim(t, two[0]), b.claim(t, two[1])}
		for round := range 10 {
			text := paragraphs(prose(uint64(round), 100))
			var readings []Reading
			for i, o := range two {
				b.list(t, leases[i], o, press.Candidate{URL: fmt.Sprint(o.URL, round)})
				readings = append(readings, reading(b.pending(t, o)[0], "Das Quartier", text, "Quartiere"))
			}
			var ids [2]int64
			var writing sync.WaitGroup
			for i, r := range readings {
				writing.Go(func() {
					done, err := archives[i].File(t.Context(), leases[i], r)
					if err != nil {
						t.Error(err)
					}
					ids[i] = done.ClippingID
				})
			}
			writing.Wait()
			same(t, "stories", b.stories(t, ids[:]...), "aa")
		}
	})
}

func TestTellingIsAllOrNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		text := prose(1, 60)
		first := b.publish(t, l, o, "a", text)
		b.list(t, l, o, press.Candidate{URL: o.URL + "b"})
		r := reading(b.pending(t, o)[0], "Das Quartier", paragraphs(text), "Quartiere")
		b.cutEverywhere(t, func() func(context.Context, conn) error {
			f := &filing{lease: l, now: b.Now().UTC().Truncate(time.Millisecond), Reading: r}
			f.draw()
			return f.file
		})
		second := must(b.Page(t.Context(), o.URL+"b"))(t).ClippingID
		same(t, "stories", b.stories(t, first, second), "aa")
	})
}

// What goes with a clipping: nothing that could find it stays.
func TestStoryRowsGoWithClipping(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		id, other := b.publish(t, l, o, "a", prose(1, 200)), b.publish(t, l, o, "b", prose(1, 200))
		must(b.SplitStory(t.Context(), id, "eva"))(t)
		c := conn{b.writer, b.dialect}
		for _, one := range []int64{id, other} {
			_, err := c.exec(t.Context(), `UPDATE page SET clipping_id = NULL WHERE clipping_id = ?`, one)
			check(t, err)
			_, err = c.exec(t.Context(), `DELETE FROM clipping WHERE id = ?`, one)
			check(t, err)
		}
		for _, table := range []string{"sketch", "band", "regrouped"} {
			var n int
			check(t, c.one(t.Context(), `SELECT count(*) FROM `+table, nil, &n))
			same(t, "left of "+table, n, 0)
		}
	})
}

// Archives of before find their stories in the background, wherever that is interrupted.
func TestSketchMissing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		var ids []int64
		for i := range sketchAtOnce + 10 {
			ids = append(ids, b.publish(t, l, o, fmt.Sprint(i), prose(uint64(i%sketchAtOnce), 60)))
		}
		want := b.stories(t, ids...)
		c := conn{b.writer, b.dialect}
		for _, q := range []string{`DELETE FROM sketch`, `UPDATE clipping SET story = NULL`} {
			_, err := c.exec(ctx, q)
			check(t, err)
		}
		at := must(b.LastChange(ctx))(t)
		made, next, err := b.SketchMissing(ctx, 0)
		check(t, err)
		same(t, "made", fmt.Sprint(made, next), fmt.Sprint(sketchAtOnce, ids[sketchAtOnce-1]))
		made, next, err = b.SketchMissing(ctx, 0) // after a restart
		check(t, err)
		same(t, "made then", fmt.Sprint(made, next), fmt.Sprint(10, ids[len(ids)-1]))
		made, next, err = b.SketchMissing(ctx, next)
		check(t, err)
		same(t, "left", fmt.Sprint(made, next), "0 0")
		same(t, "stories", b.stories(t, ids...), want)
		same(t, "changed", len(must(b.Changes(ctx, at, 99))(t)), 20)
		same(t, "left at all", fmt.Sprint(b.SketchMissing(ctx, 0)), "0 0 <nil>")
	})
}
