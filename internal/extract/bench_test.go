//go:build unix

package extract

import (
	"bytes"
	"net/url"
	"syscall"
	"testing"
	"time"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"

	"pressclip/internal/press"
)

// BenchmarkExtract measures pages per second of one core, garbage collection included, what of it goes into parsing
// and the walk, and for comparison the best single library with its fallback.
func BenchmarkExtract(b *testing.B) {
	pages := corpus(b)
	b.Run("parse", func(b *testing.B) { each(b, pages, func(p corpusPage) { _, _ = parse(p.page) }) })
	b.Run("walk", func(b *testing.B) {
		each(b, pages, func(p corpusPage) { _, _ = read(p.page, p.gold.URL, press.Selectors{}) })
	})
	b.Run("all", func(b *testing.B) {
		each(b, pages, func(p corpusPage) { _, _ = Extract(p.page, p.gold.URL, press.Selectors{}) })
	})
	b.Run("trafilatura", func(b *testing.B) {
		each(b, pages, func(p corpusPage) {
			at, _ := url.Parse(p.gold.URL)
			if doc, err := html.Parse(bytes.NewReader(p.page)); err == nil {
				_, _ = trafilatura.ExtractDocument(doc, trafilatura.Options{OriginalURL: at, EnableFallback: true, ExcludeComments: true})
			}
		})
	})
}

// each goes over all pages in turn. Time is that of the processor, because a machine has other things to do.
func each(b *testing.B, pages []corpusPage, f func(corpusPage)) {
	b.ReportAllocs()
	start := processorTime()
	n := 0
	for b.Loop() {
		f(pages[n%len(pages)])
		n++
	}
	b.ReportMetric(float64(n)/(processorTime()-start).Seconds(), "pages/core-s")
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
