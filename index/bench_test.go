package index_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"pressclip/index"
	"pressclip/internal/press"
	"pressclip/internal/query"
)

// benchmarkSize is how many articles of about 300 words the benchmarks run on; PRESSCLIP_BENCH_ARTICLES sets another.
func benchmarkSize(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("PRESSCLIP_BENCH_ARTICLES"))
	if err != nil {
		return 20_000
	}
	return n
}

func articles(n int) *record {
	r := &record{}
	w := newWriter(5)
	for id := range int64(n) {
		c := w.clipping(id+1, 34)
		for range 40 { // words that few articles have
			c.Article.Text += fmt.Sprintf(" Wort%s", letters(w.IntN(10_000)))
		}
		r.last++
		r.changes = append(r.changes, press.Change{Number: r.last, ID: c.ID, Clipping: &c})
	}
	return r
}

func diskSize(b *testing.B, dir string) (size int64) {
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				size += info.Size()
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return size
}

func BenchmarkRebuild(b *testing.B) {
	n := benchmarkSize(b)
	r := articles(n)
	for b.Loop() {
		dir := b.TempDir()
		ix := open(b, dir)
		begun := time.Now()
		follow(b, ix, r)
		b.ReportMetric(float64(n)/time.Since(begun).Seconds(), "articles/s")
		if err := ix.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(diskSize(b, dir))/float64(n), "B/article")
	}
}

func BenchmarkFollowOne(b *testing.B) {
	r := articles(benchmarkSize(b))
	ix := open(b, b.TempDir())
	follow(b, ix, r)
	w := newWriter(6)
	for b.Loop() {
		r.file(w.clipping(1+w.Int64N(int64(len(r.changes))), 34))
		follow(b, ix, r)
	}
}

func BenchmarkSearch(b *testing.B) {
	r := articles(benchmarkSize(b))
	ix := open(b, b.TempDir())
	follow(b, ix, r)
	for _, test := range []struct{ name, query string }{
		{"everything", ""},
		{"rare word", "wortabcd"},
		{"two frequent words", "Quartier Schulen"},
		{"phrase", `"Bewohner fördert"`},
		{"frequent phrase", `"der die"`},
		{"near", "Museum NEAR/5 Israel"},
		{"prefix", "quart*"},
		{"prefix of 1000 words", "wortb*"},
		{"ending", "*cdef"},
		{"not", "Quartier -Schulen"},
	} {
		var plan query.Plan
		if test.query != "" {
			q, err := query.Parse(test.query)
			if err != nil {
				b.Fatal(err)
			}
			plan = q.Plan("de")
		}
		for _, sort := range []struct {
			name string
			by   index.Sort
		}{{"newest", index.SortNewest}, {"relevance", index.SortRelevance}} {
			b.Run(test.name+"/"+sort.name, func(b *testing.B) {
				var took []time.Duration
				var total int
				for b.Loop() {
					begun := time.Now()
					total = search(b, ix, index.Request{Plan: plan, Sort: sort.by, Limit: 20, Facets: true}).Total
					took = append(took, time.Since(begun))
				}
				slices.Sort(took)
				b.ReportMetric(float64(total), "hits")
				b.ReportMetric(took[len(took)/2].Seconds()*1e3, "p50-ms")
				b.ReportMetric(took[len(took)*99/100].Seconds()*1e3, "p99-ms")
			})
		}
	}
}
