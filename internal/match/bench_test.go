package match

import (
	"fmt"
	"math"
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

// perArticle runs do over all articles again and again and returns the CPU time of an article in the best of the
// rounds, in milliseconds: the machine may have other work.
func perArticle(b *testing.B, articles []press.Article, do func(press.Article)) float64 {
	best := time.Duration(math.MaxInt64)
	for range 5 {
		runtime.GC()
		begun := spent()
		for _, a := range articles {
			do(a)
		}
		best = min(best, spent()-begun)
	}
	return float64(best) / float64(len(articles)) / 1e6
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// once runs the benchmark's loop out: its figures are of whole rounds.
func once(b *testing.B) {
	for b.Loop() {
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkAnalysis reports the analysis of articles of which all words are new, and of such as come day by day.
func BenchmarkAnalysis(b *testing.B) {
	once(b)
	articles := news(b)
	begun := spent()
	for _, a := range articles {
		Analyse(a, "Bote")
	}
	b.ReportMetric(float64(spent()-begun)/float64(len(articles))/1e6, "first-cpu-ms/article")
	b.ReportMetric(perArticle(b, articles, func(a press.Article) { Analyse(a, "Bote") }), "cpu-ms/article")
}

// BenchmarkMatching reports what matching adds to the analysis of an article. The words of queries have four letters or
// more, or, as the harder case, any number.
func BenchmarkMatching(b *testing.B) {
	articles := news(b)
	for _, shortest := range []int{6, 4, 1} {
		for _, n := range []int{100, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%d-letters/%d", shortest, n), func(b *testing.B) {
				once(b)
				set := NewSet(plansOf(b, newAsker(articles, shortest).queries(n)))
				found := 0
				whole := perArticle(b, articles, func(a press.Article) { found += len(set.Find(Analyse(a, "Bote"))) })
				analysis := perArticle(b, articles, func(a press.Article) { Analyse(a, "Bote") })
				b.ReportMetric(whole, "whole-cpu-ms/article")
				b.ReportMetric(whole-analysis, "cpu-ms/article")
				b.ReportMetric(float64(found)/float64(5*len(articles)), "found/article")
			})
		}
	}
}

func plansOf(t testing.TB, queries []string) []query.Plan {
	t.Helper()
	var plans []query.Plan
	for _, text := range queries {
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, q.Plan("de"))
	}
	return plans
}

// BenchmarkStandingMatch reports the whole way of an article: analysis, matching, passages.
func BenchmarkStandingMatch(b *testing.B) {
	articles := news(b)
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			once(b)
			s, err := NewStanding(projectsOf(newAsker(articles, 4).queries(n)))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(perArticle(b, articles, func(a press.Article) { s.Match(a, "Bote") }), "cpu-ms/article")
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

// BenchmarkChange reports what it costs to change one keyword of 100,000, in a project of ten.
func BenchmarkChange(b *testing.B) {
	projects := projectsOf(newAsker(news(b), 4).queries(100_000))
	s, err := NewStanding(projects)
	if err != nil {
		b.Fatal(err)
	}
	const rounds = 2000
	once(b)
	begun := spent()
	for i := range rounds {
		p := projects[i*5%len(projects)]
		p.Keywords = append([]string{projects[i].Keywords[i%10]}, p.Keywords[1:]...)
		if err := s.Put(p); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(spent()-begun)/rounds/1e3, "cpu-µs/change")
}
