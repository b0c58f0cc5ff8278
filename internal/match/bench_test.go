package match

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// spent is the CPU time of the process so far, the collector's included.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// perArticle runs do for one article after the other and reports the CPU time of each.
func perArticle[T any](b *testing.B, articles []T, do func(T)) {
	for _, a := range articles {
		do(a)
	}
	runtime.GC()
	n := 0
	begun := spent()
	for b.Loop() {
		do(articles[n%len(articles)])
		n++
	}
	b.ReportMetric(float64(spent()-begun)/float64(n)/1e6, "cpu-ms/article")
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkAnalysis(b *testing.B) {
	perArticle(b, news(b), func(a press.Article) { Analyse(a, "Bote") })
}

// BenchmarkMatching reports matching alone, on articles analysed before. The words of queries have four letters or
// more, or, as the harder case, any number.
func BenchmarkMatching(b *testing.B) {
	articles := news(b)
	docs := make([]*Doc, len(articles))
	for i, a := range articles {
		docs[i] = Analyse(a, "Bote")
	}
	for _, shortest := range []int{4, 1} {
		for _, n := range []int{100, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%d-letters/%d", shortest, n), func(b *testing.B) {
				var plans []query.Plan
				for _, text := range newAsker(articles, shortest).queries(n) {
					q, err := query.Parse(text)
					if err != nil {
						b.Fatal(err)
					}
					plans = append(plans, q.Plan("de"))
				}
				set := NewSet(plans)
				found := 0
				perArticle(b, docs, func(d *Doc) { found += len(set.Find(d)) })
				b.ReportMetric(float64(found)/float64(b.N+len(docs)), "found/article")
			})
		}
	}
}

// BenchmarkStandingMatch reports the whole way of an article: analysis, matching, passages.
func BenchmarkStandingMatch(b *testing.B) {
	articles := news(b)
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, err := NewStanding(projectsOf(newAsker(articles, 4).queries(n)))
			if err != nil {
				b.Fatal(err)
			}
			perArticle(b, articles, func(a press.Article) { s.Match(a, "Bote") })
		})
	}
}

// BenchmarkReady reports how long 100,000 queries take from text to set, and the memory of each.
func BenchmarkReady(b *testing.B) {
	projects := projectsOf(newAsker(news(b), 4).queries(100_000))
	for b.Loop() {
		before, begun := heap(), spent()
		start := time.Now()
		s, err := NewStanding(projects)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds()*1e3, "wall-ms")
		b.ReportMetric(float64(spent()-begun)/1e6, "cpu-ms")
		b.ReportMetric(float64(heap()-before)/100_000, "B/query")
		runtime.KeepAlive(s)
	}
}
