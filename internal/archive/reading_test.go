package archive

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// reading is an article read at a page, with one match for each project.
func reading(p Page, title, text string, projects ...string) Reading {
	r := Reading{OutletID: p.OutletID, PageID: p.ID, URL: p.URL, Shape: "/a", Article: &press.Article{
		Title: title, Text: text, Authors: []string{"Eva Beispiel"}, Published: p.FirstSeen.Add(-time.Hour), Language: "de",
	}}
	for _, name := range projects {
		r.Matches = append(r.Matches, press.Match{Project: name, Keyword: "Quartier*", Passages: []press.Passage{{Field: "title", Start: 4, End: 12}}})
	}
	return r
}

// filed lists an address and files what is read there.
func (b *bed) filed(tb testing.TB, l Lease, o press.Outlet, path, title, text string, projects ...string) Filed {
	tb.Helper()
	b.list(tb, l, o, press.Candidate{URL: o.URL + path})
	pages := b.pending(tb, o)
	i := slices.IndexFunc(pages, func(p Page) bool { return p.URL == o.URL+path })
	if i < 0 {
		tb.Fatalf("%s is not pending", path)
	}
	return must(b.File(tb.Context(), l, reading(pages[i], title, text, projects...)))(tb)
}

func TestFile(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "1", Summary: "Kurz"})
		p := b.pending(t, o)[0]
		free := false
		r := reading(p, "Das Quartier", "Das Quartier wächst.\nEs wird größer.", "Quartiere", "Märkte")
		r.Matches = append(r.Matches,
			press.Match{Project: "Märkte", Keyword: "größer", Passages: []press.Passage{{Field: "text", Start: 31, End: 39}, {Field: "lead", Start: 0, End: 3}}},
			press.Match{Project: "nicht mehr da", Keyword: "x"})
		r.URL, r.Validators, r.Backfill = o.URL+"1?seite=1", press.Validators{ETag: "e"}, true
		r.Article.Lead, r.Article.Site, r.Article.Agency, r.Article.Modified = "Das Quartier wächst.", "Elbblatt", "epd", b.Now()
		r.Article.Paywalled, r.Article.Topics, r.Article.CanonicalURL = &free, []string{"Stadt"}, o.URL+"eins"
		got := must(b.File(ctx, l, r))(t)
		same(t, "filed", got, Filed{ClippingID: got.ClippingID, New: true, Changed: true})

		clip := must(b.Clipping(ctx, got.ClippingID))(t)
		want := *r.Article
		want.URL = r.URL
		same(t, "article", encode(clip.Article), encode(want))
		same(t, "outlet", clip.Outlet.Name, "Elbblatt")
		same(t, "version", clip.Version, 1)
		same(t, "first seen", clip.FirstSeen, b.Now())
		same(t, "projects", len(clip.Reviews), 2)
		same(t, "review", encode(clip.Reviews[0]), encode(press.Review{
			Project: "Märkte", Keywords: []string{"Quartier*", "größer"}, Verdict: press.VerdictNew, FiledAt: b.Now(), Backfill: true,
			Passages: []press.Passage{{Field: "lead", End: 3}, {Field: "text", Start: 31, End: 39}, {Field: "title", Start: 4, End: 12}},
		}))

		p = must(b.Page(ctx, o.URL+"1"))(t)
		same(t, "page", p.State, PageClipped)
		same(t, "its clipping", p.ClippingID, got.ClippingID)
		same(t, "its title", p.Title, "Das Quartier")
		same(t, "its ETag", p.ETag, "e")
		same(t, "read", p.ReadAt, b.Now())
		same(t, "by its canonical address", must(b.Page(ctx, o.URL+"eins"))(t).ID, p.ID)
		same(t, "pending", len(b.pending(t, o)), 0)
		same(t, "shapes", must(b.Shapes(ctx, o.ID))(t)["/a"], ShapeCount{Articles: 1})

		before := b.dump(t)
		same(t, "filed again", must(b.File(ctx, l, r))(t), Filed{ClippingID: got.ClippingID, Known: true})
		same(t, "archive", b.dump(t), before)
	})
}

func TestFileUnmatched(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		same(t, "filed", b.filed(t, l, o, "1", "Wahlen", "Langer Text"), Filed{})
		p := must(b.Page(t.Context(), o.URL+"1"))(t)
		same(t, "page", p.State, PageRead)
		same(t, "title", p.Title, "Wahlen")
		same(t, "changes", must(b.LastChange(t.Context()))(t), 0)
		if strings.Contains(b.dump(t), "Langer Text") {
			t.Error("the text of an unmatched article was kept")
		}
		b.watch(t, []string{"Elbblatt"})
		same(t, "under a project that was removed", b.filed(t, l, o, "3", "Das Quartier", "Text", "Quartiere"), Filed{})
		same(t, "another address of it", func() Filed {
			b.list(t, l, o, press.Candidate{URL: o.URL + "2"})
			r := reading(b.pending(t, o)[0], "Wahlen", "Langer Text")
			r.Article.CanonicalURL = o.URL + "1"
			return must(b.File(t.Context(), l, r))(t)
		}(), Filed{Known: true})
	})
}

// What matched nothing is kept where that is wanted, until it matches, must go, or is too old.
func TestKeepUnmatched(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		kept := func() string {
			t.Helper()
			var shown []string
			for _, u := range must(b.UnmatchedBefore(ctx, time.Time{}, 0, 10))(t) {
				shown = append(shown, fmt.Sprintf("%s %s %s", u.Outlet.Name, u.Article.Title, u.FirstSeen.Sub(b.Now())))
			}
			return strings.Join(shown, "|")
		}
		read := func(path, title string, keep bool, projects ...string) {
			t.Helper()
			b.list(t, l, o, press.Candidate{URL: o.URL + path})
			page := must(b.Page(ctx, o.URL+path))(t)
			r := reading(page, title, "Langer Text\nüber \x00 zwei Absätze", projects...)
			r.Keep = keep
			must(b.File(ctx, l, r))(t)
		}
		read("1", "Wahlen", true)
		b.advance(time.Hour)
		read("2", "Wetter", true)
		read("3", "Verkehr", false)
		read("4", "Quartier", true, "Quartiere")
		same(t, "kept", kept(), "Elbblatt Wetter 0s|Elbblatt Wahlen -1h0m0s")
		first := must(b.UnmatchedBefore(ctx, time.Time{}, 0, 1))(t)[0]
		next := must(b.UnmatchedBefore(ctx, first.FirstSeen, first.ID, 9))(t)
		same(t, "before the first", len(next), 1)
		same(t, "text", next[0].Article.Text, "Langer Text\nüber   zwei Absätze")
		same(t, "address", next[0].Article.CanonicalURL, o.URL+"1")
		sum := must(b.UnmatchedKept(ctx))(t)
		same(t, "sum", fmt.Sprint(sum.Count, sum.Oldest.Sub(b.Now())), "2 -1h0m0s")

		read("1", "Wahlen, neu", true)
		same(t, "read again", kept(), "Elbblatt Wetter 0s|Elbblatt Wahlen, neu -1h0m0s")
		read("1", "Wahlen im Quartier", true, "Quartiere")
		same(t, "clipped", kept(), "Elbblatt Wetter 0s")
		read("2", "Wetter", false)
		same(t, "reserved", kept(), "")

		read("5", "Alt", true)
		b.advance(time.Minute)
		read("6", "Jung", true)
		same(t, "dropped", must(b.DropUnmatched(ctx, b.Now()))(t), 1)
		same(t, "left", kept(), "Elbblatt Jung 0s")
		_, err := conn{b.writer, b.dialect}.exec(ctx, `INSERT INTO erased (key, erased_at) VALUES (?, 7)`, addressKey(o.URL+"6"))
		check(t, err)
		read("6", "Jung", true)
		same(t, "erased", kept(), "")
	})
}

func TestFileFaults(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"})[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "1"})
		p := b.pending(t, o)[0]
		passing := Reading{OutletID: o.ID, PageID: p.ID, Fault: &press.Fault{Code: press.FaultStatus, Status: 503}, NextTry: b.Now().Add(10 * time.Minute)}
		same(t, "filed", must(b.File(ctx, l, passing))(t), Filed{})
		same(t, "pending at once", len(b.pending(t, o)), 0)
		b.advance(10 * time.Minute)
		p = b.pending(t, o)[0]
		same(t, "state", p.State, PageFailed)
		same(t, "attempts", p.Attempts, 1)
		same(t, "fault", *p.Fault, *passing.Fault)
		passing.NextTry = time.Time{}
		must(b.File(ctx, l, passing))(t)
		same(t, "pending again without a next try", len(b.pending(t, o)), 1)
		for range 2 { // what it taught counts once
			must(b.File(ctx, l, Reading{OutletID: o.ID, PageID: p.ID, Shape: "/tag", Fault: &press.Fault{Code: press.FaultSection}}))(t)
		}
		p = must(b.Page(ctx, o.URL+"1"))(t)
		same(t, "dropped", p.State, PageDropped)
		same(t, "reason", p.Fault.Code, press.FaultSection)
		same(t, "next try", p.NextTry, time.Time{})
		same(t, "shapes", must(b.Shapes(ctx, o.ID))(t)["/tag"], ShapeCount{Others: 1})
		same(t, "listed again", b.list(t, l, o, press.Candidate{URL: o.URL + "1"}), Listed{Known: 1})
		_, err := b.File(ctx, l, Reading{OutletID: o.ID + 1, PageID: p.ID, Fault: passing.Fault})
		wantErr(t, err, press.ErrNotFound)
		if _, err = b.File(ctx, l, Reading{OutletID: o.ID, PageID: p.ID}); err == nil {
			t.Error("a reading of nothing was filed")
		}
	})
}

// A page that is withheld is filed from what the feed said; when it can be read, the clipping is completed.
func TestFilePartial(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "1"})
		r := reading(b.pending(t, o)[0], "Das Quartier", "Kurz", "Quartiere")
		r.Partial, r.Fault = true, &press.Fault{Code: press.FaultConsent}
		first := must(b.File(ctx, l, r))(t)
		same(t, "filed", first, Filed{ClippingID: first.ClippingID, New: true, Changed: true})
		same(t, "partial", must(b.Clipping(ctx, first.ClippingID))(t).Partial, true)
		p := b.pending(t, o)[0]
		same(t, "page", p.State, PageFailed)
		same(t, "its clipping", p.ClippingID, first.ClippingID)
		same(t, "shapes", len(must(b.Shapes(ctx, o.ID))(t)), 0)

		full := must(b.File(ctx, l, reading(p, "Das Quartier", "Der ganze Text", "Quartiere", "Märkte")))(t)
		same(t, "filed in full", full, Filed{ClippingID: first.ClippingID, Changed: true})
		clip := must(b.Clipping(ctx, first.ClippingID))(t)
		same(t, "partial", clip.Partial, false)
		same(t, "version", clip.Version, 1)
		same(t, "text", clip.Article.Text, "Der ganze Text")
		same(t, "projects", len(clip.Reviews), 2)

		moved := reading(must(b.Page(ctx, o.URL+"1"))(t), "Das Quartier", "Der ganze Text")
		moved.Article.CanonicalURL = o.URL + "das-quartier"
		same(t, "under its canonical address", must(b.File(ctx, l, moved))(t), Filed{ClippingID: first.ClippingID, Known: true, Changed: true})
		same(t, "and known there", b.list(t, l, o, press.Candidate{URL: o.URL + "das-quartier"}), Listed{Known: 1})

		clip = must(b.Clipping(ctx, first.ClippingID))(t)
		before := clip
		r.Article.CanonicalURL = o.URL + "das-quartier"
		r.Matches[0].Passages[0].Start = 0
		same(t, "partial again", must(b.File(ctx, l, r))(t), Filed{ClippingID: first.ClippingID, Known: true})
		same(t, "clipping", encode(must(b.Clipping(ctx, first.ClippingID))(t)), encode(before))
	})
}

func TestFileVersions(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		id := b.filed(t, l, o, "1", "Das Quartier", "Erste Fassung", "Quartiere").ClippingID
		relevant, note, tags := press.VerdictRelevant, "Gut", []string{" b", "a", "", "a"}
		check(t, b.Review(ctx, id, "Quartiere", ReviewChange{Verdict: &relevant, Note: &note, Tags: &tags, Reviewer: "eva"}))

		b.advance(time.Hour)
		r := reading(must(b.Page(ctx, o.URL+"1"))(t), "Das Quartier", "Zweite Fassung", "Märkte")
		same(t, "filed", must(b.File(ctx, l, r))(t), Filed{ClippingID: id, Known: true, Changed: true})
		clip := must(b.Clipping(ctx, id))(t)
		same(t, "version", clip.Version, 2)
		same(t, "text", clip.Article.Text, "Zweite Fassung")
		same(t, "old review", encode(clip.Reviews[1]), encode(press.Review{
			Project: "Quartiere", Keywords: []string{"Quartier*"}, Verdict: relevant, Tags: []string{"a", "b"}, Note: "Gut", Reviewer: "eva",
			FiledAt: b.Now().Add(-time.Hour), DecidedAt: b.Now().Add(-time.Hour), TouchedAt: b.Now().Add(-time.Hour),
		}))
		same(t, "new review", clip.Reviews[0].FiledAt, b.Now())
		var text string
		var seen int64
		check(t, conn{b.reader, b.dialect}.one(ctx, `SELECT text, seen_at FROM version WHERE clipping_id = ? AND number = 1`, []any{id}, &text, &seen))
		same(t, "kept version", text, "Erste Fassung")
		same(t, "since", seen, b.Now().Add(-time.Hour).UnixMilli())

		r.Matches = []press.Match{{Project: "Quartiere", Keyword: "Fassung", Passages: []press.Passage{{Field: "text", Start: 7, End: 14}}}}
		same(t, "another keyword", must(b.File(ctx, l, r))(t), Filed{ClippingID: id, Known: true, Changed: true})
		clip = must(b.Clipping(ctx, id))(t)
		same(t, "keywords", strings.Join(clip.Reviews[1].Keywords, " "), "Quartier* Fassung")
		same(t, "passages", len(clip.Reviews[1].Passages), 1)
		same(t, "verdict", clip.Reviews[1].Verdict, relevant)

		r.Article.Authors, r.Matches = []string{"Ali Muster"}, nil
		same(t, "other author, no match", must(b.File(ctx, l, r))(t), Filed{ClippingID: id, Known: true, Changed: true})
		clip = must(b.Clipping(ctx, id))(t)
		same(t, "version", clip.Version, 2)
		same(t, "author", clip.Article.Authors[0], "Ali Muster")
		same(t, "projects", len(clip.Reviews), 2)
	})
}

// The same article at two outlets is one clipping of the first, under the projects of both.
func TestFileAtTwoOutlets(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere", "Märkte")
		l0, l1 := b.claim(t, two[0]), b.claim(t, two[1])
		b.list(t, l1, two[1], press.Candidate{URL: two[0].URL + "1"})
		id := b.filed(t, l0, two[0], "1", "Das Quartier", "Text", "Quartiere").ClippingID
		r := reading(b.pending(t, two[1])[0], "Das Quartier", "Text", "Märkte")
		r.Article.Published = b.Now().Add(-time.Hour)
		same(t, "filed", must(b.File(t.Context(), l1, r))(t), Filed{ClippingID: id, Known: true, Changed: true})
		clip := must(b.Clipping(t.Context(), id))(t)
		same(t, "outlet", clip.Outlet.Name, "Elbblatt")
		same(t, "projects", len(clip.Reviews), 2)
		same(t, "version", clip.Version, 1)
	})
}

func TestClippings(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		var ids []int64
		for _, path := range []string{"1", "2", "3"} {
			ids = append(ids, b.filed(t, l, o, path, "Quartier "+path, "Text", "Quartiere").ClippingID)
		}
		slices.Reverse(ids)
		got := must(b.Clippings(ctx, []int64{ids[0], 999, ids[1], ids[2]}))(t)
		same(t, "how many", len(got), 3)
		for i, c := range got {
			same(t, "order", c.ID, ids[i])
		}
		_, err := b.Clipping(ctx, 999)
		wantErr(t, err, press.ErrNotFound)
		b.watch(t, nil)
		same(t, "outlet that was removed", must(b.Clipping(ctx, ids[0]))(t).Outlet.Name, "Elbblatt")
	})
}
