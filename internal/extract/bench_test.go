package extract

import (
	"testing"

	"pressclip/internal/press"
)

// BenchmarkExtract measures pages per second and what of it goes into parsing and into the library.
func BenchmarkExtract(b *testing.B) {
	pages := corpus(b)
	b.Run("parse", func(b *testing.B) { each(b, pages, func(p corpusPage) { _, _ = parse(p.page) }) })
	b.Run("walk", func(b *testing.B) {
		each(b, pages, func(p corpusPage) { _, _ = read(p.page, p.gold.URL, press.Selectors{}) })
	})
	b.Run("library", func(b *testing.B) {
		each(b, pages, func(p corpusPage) {
			if pg, err := read(p.page, p.gold.URL, press.Selectors{}); err == nil {
				pg.libraryText()
			}
		})
	})
	b.Run("all", func(b *testing.B) {
		each(b, pages, func(p corpusPage) { _, _ = Extract(p.page, p.gold.URL, press.Selectors{}) })
	})
}

func each(b *testing.B, pages []corpusPage, f func(corpusPage)) {
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		f(pages[n%len(pages)])
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "pages/s")
}
