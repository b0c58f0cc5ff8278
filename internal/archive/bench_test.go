package archive

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

func benchBoth(b *testing.B, run func(*testing.B, *bed)) {
	b.Run("sqlite", func(b *testing.B) { run(b, newBed(b, sqliteDSN(b))) })
	b.Run("postgres", func(b *testing.B) { run(b, newBed(b, postgresDSN(b))) })
}

func candidates(o press.Outlet, round, n int) []press.Candidate {
	list := make([]press.Candidate, n)
	for i := range list {
		list[i] = press.Candidate{
			URL:   fmt.Sprintf("%slokales/stadtteile/ein-ganz-gewoehnlicher-artikel-aus-dem-viertel-%d-%d.html", o.URL, round, i),
			Title: "Ein ganz gewöhnlicher Artikel aus dem Viertel", Published: time.Date(2026, 3, 1, 0, 0, i%86400, 0, time.UTC),
		}
	}
	return list
}

// A sitemap of 50,000 addresses that nobody knew.
func BenchmarkListNew(b *testing.B) {
	const n = 50_000
	benchBoth(b, func(b *testing.B, bed *bed) {
		o := bed.watch(b, []string{"Elbblatt"})[0]
		l := bed.claim(b, o)
		for round := 0; b.Loop(); round++ {
			bed.list(b, l, o, candidates(o, round, n)...)
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "addresses/s")
	})
}

// The same sitemap, read again: nothing is written.
func BenchmarkListKnown(b *testing.B) {
	const n = 50_000
	benchBoth(b, func(b *testing.B, bed *bed) {
		o := bed.watch(b, []string{"Elbblatt"})[0]
		l := bed.claim(b, o)
		list := candidates(o, 0, n)
		bed.list(b, l, o, list...)
		_, err := bed.writer.ExecContext(b.Context(), `UPDATE page SET next_try = NULL, state = 'read'`)
		check(b, err)
		for b.Loop() {
			bed.list(b, l, o, list...)
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "addresses/s")
	})
}

// One page a transaction: with a match, 5 KB of text, and without, forgotten and kept.
func BenchmarkFile(b *testing.B) {
	for name, projects := range map[string][]string{"clipping": {"Quartiere"}, "unmatched": nil, "kept": nil} {
		b.Run(name, func(b *testing.B) {
			benchBoth(b, func(b *testing.B, bed *bed) {
				o := bed.watch(b, []string{"Elbblatt"}, "Quartiere")[0]
				l := bed.claim(b, o)
				bed.list(b, l, o, candidates(o, 0, max(b.N, 20_000))...)
				pages := must(bed.Pending(b.Context(), o.ID, 1_000_000))(b)
				texts := make([]string, 500)
				for i, room := 0, newNewsroom(); i < len(texts); i++ {
					texts[i] = strings.Join(room.list(640), " ") // 5 KB
				}
				i := 0
				for b.Loop() {
					r := reading(pages[i%len(pages)], "Das Viertel", texts[i%len(texts)], projects...)
					r.Keep = name == "kept"
					must(bed.File(b.Context(), l, r))(b)
					i++
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
			})
		})
	}
}

// A visit that finds nothing new: claim, an unchanged feed, finish, release.
func BenchmarkVisit(b *testing.B) {
	benchBoth(b, func(b *testing.B, bed *bed) {
		var names []string
		for i := range 1000 {
			names = append(names, fmt.Sprintf("Blatt%d", i))
		}
		bed.watch(b, names)
		for b.Loop() {
			claimed := must(bed.ClaimDue(b.Context(), time.Minute, 1))(b)
			c := claimed[0]
			bed.list(b, c.Lease, c.Outlet)
			check(b, bed.FinishVisit(b.Context(), c.Lease, Visited{OutletID: c.Outlet.ID, Visit: press.Visit{OK: true}, NextDue: bed.Now(), State: c.State}))
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
	})
}
