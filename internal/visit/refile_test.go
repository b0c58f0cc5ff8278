package visit

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// keptArticles are articles that were read and kept, every tenth about the harbour, and one clipping.
func keptArticles(t testing.TB, w *world, n int) {
	t.Helper()
	claimed, ok, err := w.record.ClaimOutlet(t.Context(), w.outlet.ID, LeaseLength)
	if err != nil || !ok {
		t.Fatalf("claim: %v %v", ok, err)
	}
	file := func(path, text string, matches ...press.Match) {
		url := w.url + path
		if _, err := w.record.List(t.Context(), claimed.Lease, archive.Listing{OutletID: w.outlet.ID, Candidates: []press.Candidate{{URL: url}}}); err != nil {
			t.Fatal(err)
		}
		page, err := w.record.Page(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.record.File(t.Context(), claimed.Lease, archive.Reading{
			OutletID: w.outlet.ID, PageID: page.ID, URL: url, Keep: true, Matches: matches,
			Article: &press.Article{Title: "Titel " + path, Text: text, Language: "de"},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		text := "Auf dem Markt stehen die Leute und reden über das Wetter."
		if i%10 == 0 {
			text = "Im Hafen liegen die Kähne."
		}
		file(fmt.Sprint("/k", i), text)
	}
	file("/c", "Das Ankunftsquartier liegt am Hafen.", press.Match{Project: "Quartiere", Keyword: "Ankunftsquartier*"})
	if err := w.record.Release(t.Context(), claimed.Lease, claimed.State); err != nil {
		t.Fatal(err)
	}
}

// watchFor gives the project these keywords, as a configuration that is read again does.
func watchFor(t testing.TB, w *world, keywords ...string) {
	t.Helper()
	list := press.Watchlist{
		Outlets:  []press.Outlet{{Name: w.outlet.Name, URL: w.outlet.URL}},
		Projects: []press.Project{{Name: "Quartiere", Keywords: keywords, Exclude: []string{"Segelregatta"}}},
	}
	if err := w.record.SyncFile(t.Context(), list); err != nil {
		t.Fatal(err)
	}
}

// found counts the clippings and how many of them have a keyword.
func found(t testing.TB, w *world, keyword string) (all, with int) {
	t.Helper()
	clippings, err := w.record.ClippingsAfter(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range clippings {
		for _, k := range c.Reviews[0].Keywords {
			if k == keyword {
				with++
			}
		}
	}
	return len(clippings), with
}

// Interrupted after the first batch, looking back goes on from there; nothing is filed twice or left out.
func TestRefileGoesOn(t *testing.T) {
	w := newWorld(t, press.Outlet{})
	keptArticles(t, w, 450)
	watchFor(t, w, "Ankunftsquartier*", "Hafen")
	ctx, end := context.WithCancel(t.Context())
	var told []archive.Refiling
	_, err := Refile(ctx, w.record, func(r archive.Refiling) {
		if told = append(told, r); len(told) == 2 {
			end()
		}
	})
	if !errors.Is(err, context.Canceled) || len(told) != 2 || told[1].Done != 1+refileBatch || told[1].Total != 451 || told[1].Found != 21 {
		t.Fatalf("interrupted: %v, told %+v", err, told)
	}
	if all, with := found(t, w, "Hafen"); all != 21 || with != 21 {
		t.Errorf("after the first batch: %d clippings, %d of them by the new keyword", all, with)
	}
	finished, err := Refile(t.Context(), w.record, nil)
	if err != nil || len(finished) != 1 || finished[0].Done != 451 || finished[0].Found != 46 {
		t.Fatalf("finished: %v, %+v", err, finished)
	}
	if all, with := found(t, w, "Hafen"); all != 46 || with != 46 {
		t.Errorf("in the end: %d clippings, %d of them by the new keyword", all, with)
	}
	if finished, err := Refile(t.Context(), w.record, nil); err != nil || len(finished) != 0 {
		t.Errorf("once more: %v, %+v", err, finished)
	}
}

// A clipping whose text was dropped is not held against new keywords: what is left of it does not tell.
func TestRefilePassesOverDroppedTexts(t *testing.T) {
	w := newWorld(t, press.Outlet{})
	keptArticles(t, w, 1)
	due, err := w.record.TextsDue(t.Context(), time.Now().Add(time.Hour), 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("due: %+v, %v", due, err)
	}
	n, err := DropTexts(t.Context(), w.record, time.Now().Add(time.Hour), 4, time.Now())
	if err != nil || n != 1 {
		t.Fatalf("dropped %d, %v", n, err)
	}
	c, err := w.record.Clipping(t.Context(), due[0].ID)
	if err != nil || c.Article.Text != "" || c.Shown.Text != "Das Ankunftsquartier liegt …" {
		t.Errorf("after that: %+v, %v", c, err)
	}
	watchFor(t, w, "Ankunftsquartier*", "Titel", "Wetter -Hafen")
	if _, err := Refile(t.Context(), w.record, nil); err != nil {
		t.Fatal(err)
	}
	if _, with := found(t, w, "Titel"); with != 1 {
		t.Errorf("%d clippings by the new keyword, not only the one that was kept", with)
	}
}

// Keywords that were taken back before their turn find nothing, and those that are there take nothing away.
func TestRefileOfNothing(t *testing.T) {
	w := newWorld(t, press.Outlet{})
	keptArticles(t, w, 20)
	watchFor(t, w, "Ankunftsquartier*", "Hafen")
	watchFor(t, w, "Kahn")
	finished, err := Refile(t.Context(), w.record, nil)
	if err != nil || len(finished) != 2 || finished[0].Found != 0 || finished[0].Done != 0 || finished[1].Found != 2 {
		t.Errorf("finished: %v, %+v", err, finished)
	}
	if all, with := found(t, w, "Kahn"); all != 3 || with != 2 {
		t.Errorf("%d clippings, %d by the keyword", all, with)
	}
}

// Several at once do the work once.
func TestRefileAtOnce(t *testing.T) {
	w := newWorld(t, press.Outlet{})
	keptArticles(t, w, 300)
	watchFor(t, w, "Ankunftsquartier*", "Hafen")
	var mu sync.Mutex
	done := 0
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			finished, err := Refile(t.Context(), w.record, nil)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, r := range finished {
				done += r.Done
			}
		})
	}
	all.Wait()
	if _, with := found(t, w, "Hafen"); done != 301 || with != 31 {
		t.Errorf("%d articles were looked at, %d found", done, with)
	}
}

// BenchmarkRefile is how fast one new keyword is held against what is kept, of the length that articles have.
func BenchmarkRefile(b *testing.B) {
	w := newWorld(b, press.Outlet{})
	keptArticles(b, w, 2000)
	done := 0
	for i := range b.N {
		watchFor(b, w, "Ankunftsquartier*", fmt.Sprint("Wort", i))
		finished, err := Refile(b.Context(), w.record, nil)
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range finished {
			done += r.Done
		}
	}
	b.ReportMetric(float64(done)/b.Elapsed().Seconds(), "articles/s")
}
