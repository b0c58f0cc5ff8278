package web

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/search"
)

// Users of BenchmarkPages, and how often each clicks.
const (
	benchUsers = 20
	benchPause = 2 * time.Second
	benchTime  = time.Minute
)

// benchWords are what articles of the benchmark are made of. Rare ones have a number behind them.
var benchWords = strings.Fields(`Die Stadt plant am Hafen neue Wohnungen und Schulen für alle Menschen aus dem Viertel der Rat berät im Mai über
	Kosten Verkehr Bäume Nachbarn Vereine Bibliothek Markt Straße Park Sanierung Umbau Förderung Quartier Kinder Jugend Sprache Café Helfer`)

// benchArticle is the i-th of so many articles, spread over ten years.
func benchArticle(i, all int, o press.Outlet, now time.Time) press.Article {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	words := make([]string, 180+r.IntN(200))
	for n := range words {
		words[n] = benchWords[r.IntN(len(benchWords))]
		if r.IntN(4) == 0 {
			words[n] += strconv.Itoa(r.IntN(20000))
		}
	}
	words[r.IntN(len(words))] = []string{"Ankunftsquartier", "Ankunftsort", "Nachbarschaftshaus"}[r.IntN(3)]
	age := time.Duration(float64(all-i) / float64(all) * float64(10*365*24*time.Hour))
	return press.Article{
		URL: fmt.Sprintf("%sartikel-%d", o.URL, i), Site: o.Name, Title: strings.Join(words[:9], " "), Lead: strings.Join(words[9:30], " "),
		Text: strings.Join(words[9:], " "), Authors: []string{"Erika Beispiel"}, Published: now.Add(-age), Language: "de",
	}
}

// fill files so many clippings as time goes by, and has all decided but the newest two hundred.
func fill(b *testing.B, record *archive.Archive, clippings int, now *time.Time) {
	b.Helper()
	ctx := b.Context()
	if _, err := record.Adopt(ctx, watchlist()); err != nil {
		b.Fatal(err)
	}
	outlets, err := record.Outlets(ctx)
	if err != nil {
		b.Fatal(err)
	}
	projects, err := record.Projects(ctx)
	if err != nil {
		b.Fatal(err)
	}
	standing, err := match.NewStanding(projects)
	if err != nil {
		b.Fatal(err)
	}
	end := *now
	for i := range clippings {
		o := outlets[i%len(outlets)]
		a := benchArticle(i, clippings, o, end)
		*now = a.Published.Add(time.Minute)
		claimed, ok, err := record.ClaimOutlet(ctx, o.ID, time.Second)
		if err != nil || !ok {
			b.Fatal(ok, err)
		}
		_, err = record.List(ctx, claimed.Lease, archive.Listing{
			OutletID: o.ID, Place: press.Place{Kind: press.PlaceFeed, URL: o.URL + "feed", ReadAt: *now}, Candidates: []press.Candidate{{URL: a.URL, Title: a.Title}},
		})
		if err != nil {
			b.Fatal(err)
		}
		page, err := record.Page(ctx, a.URL)
		if err != nil {
			b.Fatal(err)
		}
		matches := standing.Match(a, o.Name)
		filed, err := record.File(ctx, claimed.Lease, archive.Reading{OutletID: o.ID, PageID: page.ID, Article: &a, Matches: matches})
		if err != nil {
			b.Fatal(err)
		}
		verdict := verdicts[1+i%2]
		for _, m := range matches {
			if i >= clippings-200 {
				break
			}
			if err := record.Review(ctx, filed.ClippingID, m.Project, archive.ReviewChange{Verdict: &verdict}); err != nil {
				b.Fatal(err)
			}
		}
		if err := record.FinishVisit(ctx, claimed.Lease, archive.Visited{
			OutletID: o.ID, Visit: press.Visit{OK: true, Started: *now, Ended: *now}, NextDue: now.Add(time.Second), State: claimed.State,
		}); err != nil {
			b.Fatal(err)
		}
	}
	*now = end
}

// BenchmarkPages has people click through every page, each once in two seconds, and reports how long the server takes.
// PRESSCLIP_BENCH_CLIPPINGS sets how many clippings there are, and PRESSCLIP_BENCH_DIR keeps them for the next time.
func BenchmarkPages(b *testing.B) {
	clippings, err := strconv.Atoi(os.Getenv("PRESSCLIP_BENCH_CLIPPINGS"))
	if err != nil {
		clippings = 2000
	}
	dir := b.TempDir()
	if kept := os.Getenv("PRESSCLIP_BENCH_DIR"); kept != "" {
		dir = filepath.Join(kept, "pages-"+strconv.Itoa(clippings))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			b.Fatal(err)
		}
	}
	clock := morning
	ctx, now := b.Context(), func() time.Time { return clock }
	record, err := archive.Open(ctx, archive.Options{DSN: "sqlite:" + filepath.Join(dir, "archive.db"), Now: now})
	if err != nil {
		b.Fatal(err)
	}
	defer record.Close()
	if last, err := record.LastChange(ctx); err != nil || last == 0 {
		fill(b, record, clippings, &clock)
	}
	view, err := index.Open(ctx, index.Options{Dir: filepath.Join(dir, "index"), Location: berlin, Now: now})
	if err != nil {
		b.Fatal(err)
	}
	defer view.Close()
	if _, err := view.Follow(ctx, record); err != nil {
		b.Fatal(err)
	}
	if err := view.Prepare(ctx); err != nil { // as run does
		b.Fatal(err)
	}
	site, err := New(Options{
		Archive: record, Search: &search.Search{Index: view, Archive: record, Location: berlin, Words: 30, Now: now},
		Language: "de", Location: berlin, Now: now, Log: slog.New(slog.DiscardHandler),
		VisitNow: func(context.Context, string) error { return nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	var mu sync.Mutex
	took := map[string][]time.Duration{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = "localhost:8080"
		begun := time.Now()
		site.ServeHTTP(w, r)
		spent := time.Since(begun)
		mu.Lock()
		took[r.Pattern] = append(took[r.Pattern], spent)
		mu.Unlock()
	}))
	defer server.Close()
	for b.Loop() {
		click(b, server.URL, clippings)
	}
	var all []time.Duration
	for pattern, list := range took {
		slices.Sort(list)
		all = append(all, list...)
		b.Logf("%-28s %4d  p50 %6.1f ms  p95 %6.1f ms  most %6.1f ms", pattern, len(list), ms(list[len(list)/2]), ms(list[len(list)*95/100]), ms(list[len(list)-1]))
	}
	slices.Sort(all)
	b.ReportMetric(ms(all[len(all)/2]), "ms-p50")
	b.ReportMetric(ms(all[len(all)*95/100]), "ms-p95")
	b.ReportMetric(ms(all[len(all)*99/100]), "ms-p99")
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// click has everybody click for a while.
func click(b *testing.B, home string, clippings int) {
	var users sync.WaitGroup
	for user := range benchUsers {
		users.Go(func() {
			r := rand.New(rand.NewPCG(uint64(user), 1))
			time.Sleep(time.Duration(r.Int64N(int64(benchPause)))) // people do not click all at once
			clock := time.NewTicker(benchPause)
			defer clock.Stop()
			for range int(benchTime / benchPause) {
				answer, err := http.Get(home + benchAddress(r, clippings))
				if err != nil {
					b.Error(err)
					return
				}
				_ = answer.Body.Close()
				if answer.StatusCode != http.StatusOK {
					b.Errorf("%s: status %d", answer.Request.URL, answer.StatusCode)
				}
				<-clock.C
			}
		})
	}
	users.Wait()
}

// benchAddress is where somebody clicks next.
func benchAddress(r *rand.Rand, clippings int) string {
	word := benchWords[r.IntN(len(benchWords))]
	pages := []string{
		"/", "/", "/?project=Ankunftsquartiere", "/?verdict=relevant", "/search", "/search?q=" + word, "/search?q=" + word + "+" + benchWords[r.IntN(len(benchWords))],
		"/search?q=Ankunft*&outlet=Elbblatt", "/search?q=" + word + strconv.Itoa(r.IntN(20000)), "/search?q=" + word + "&page=3", "/search?q=%22Ankunftsort+und%22",
		fmt.Sprintf("/clippings/%d", 1+r.IntN(clippings)), fmt.Sprintf("/clippings/%d", 1+r.IntN(clippings)), "/projects", "/projects/Ankunftsquartiere",
		"/outlets", "/digests", "/digests/Wochen%C3%BCberblick", "/try?q=" + word + "+NEAR/5+Hafen", "/searches", "/print?q=" + word + "&from=2026-01-01",
	}
	return pages[r.IntN(len(pages))]
}
