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

// rounds is how often all articles are gone through.
const rounds = 8

// perArticle does all articles in turns, again and again, and returns the CPU time of an article in the best of the
// rounds of each, in milliseconds: the machine may have other work.
func perArticle(articles []press.Article, all ...func(press.Article)) []float64 {
	best := make([]float64, len(all))
	for i := range best {
		best[i] = math.Inf(1)
	}
	for range rounds {
		for i, do := range all {
			runtime.GC()
			begun := spent()
			for _, a := range articles {
				do(a)
			}
			best[i] = min(best[i], float64(spent()-begun)/float64(len(articles))/1e6)
		}
	}
	return best
}

// alone is the time of the matching of an article that was just analysed, in milliseconds: that of each article in the
// best of the rounds, so that it says little of other work and of the collector.
func alone(articles []press.Article, set *Set) float64 {
	best := make([]time.Duration, len(articles))
	for round := range rounds {
		for i, a := range articles {
			d := Analyse(a, "Bote")
			begun := time.Now()
			set.Find(d)
			if took := time.Since(begun); round == 0 || took < best[i] {
				best[i] = took
			}
		}
	}
	var sum time.Duration
	for _, took := range best {
		sum += took
	}
	return sum.Seconds() * 1e3 / float64(len(articles))
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
	b.ReportMetric(perArticle(articles, func(a press.Article) { Analyse(a, "Bote") })[0], "cpu-ms/article")
}

// BenchmarkMatching reports what matching adds to the analysis of an article, in each reading of the mix, and how many
// queries an article satisfies.
func BenchmarkMatching(b *testing.B) {
	articles := news(b)
	for _, reading := range readings {
		for _, n := range []int{100, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", reading.name, n), func(b *testing.B) {
				once(b)
				set := NewSet(plansOf(b, newAsker(articles, reading).queries(n)))
				found := 0
				cpu := perArticle(articles,
					func(a press.Article) { found += len(set.Find(Analyse(a, "Bote"))) },
					func(a press.Article) { Analyse(a, "Bote") })
				b.ReportMetric(cpu[0], "whole-cpu-ms/article")
				b.ReportMetric(cpu[0]-cpu[1], "cpu-ms/article")
				b.ReportMetric(alone(articles, set), "alone-ms/article")
				b.ReportMetric(float64(found)/float64(rounds*len(articles)), "found/article")
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
			s, err := NewStanding(projectsOf(newAsker(articles, vocabulary).queries(n)))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(perArticle(articles, func(a press.Article) { s.Match(a, "Bote") })[0], "cpu-ms/article")
		})
	}
}

// BenchmarkReady reports how long 100,000 queries take from text to set, and the memory of each.
func BenchmarkReady(b *testing.B) {
	projects := projectsOf(newAsker(news(b), vocabulary).queries(100_000))
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
	projects := projectsOf(newAsker(news(b), vocabulary).queries(100_000))
	s, err := NewStanding(projects)
	if err != nil {
		b.Fatal(err)
	}
	const changes = 2000
	once(b)
	begun := spent()
	for i := range changes {
		p := projects[i*5%len(projects)]
		p.Keywords = append([]string{projects[i].Keywords[i%10]}, p.Keywords[1:]...)
		if err := s.Put(p); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(spent()-begun)/changes/1e3, "cpu-µs/change")
}
