package index_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"pressclip/index"
	"pressclip/internal/press"
	"pressclip/internal/query"
)

// benchmarkSize is how many articles the benchmarks run on; PRESSCLIP_BENCH_ARTICLES sets another.
func benchmarkSize(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("PRESSCLIP_BENCH_ARTICLES"))
	if err != nil {
		return 20_000
	}
	return n
}

// benchmarkIndex is an index of so many articles. PRESSCLIP_BENCH_DIR keeps it for the next time.
func benchmarkIndex(b *testing.B, p *pressOf) *index.Index {
	dir := os.Getenv("PRESSCLIP_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	ix := open(b, filepath.Join(dir, strconv.Itoa(p.articles)))
	if ix.State().Documents == 0 {
		follow(b, ix, p)
	}
	begun := time.Now()
	if err := ix.Prepare(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("prepared in %v", time.Since(begun).Round(time.Millisecond))
	return ix
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
	p := newPress(b, benchmarkSize(b))
	for b.Loop() {
		dir := b.TempDir()
		if kept := os.Getenv("PRESSCLIP_BENCH_DIR"); kept != "" {
			dir = filepath.Join(kept, strconv.Itoa(p.articles))
		}
		ix := open(b, dir)
		begun := time.Now()
		follow(b, ix, p)
		b.ReportMetric(float64(p.articles)/time.Since(begun).Seconds(), "articles/s")
		if err := ix.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(diskSize(b, dir))/float64(p.articles), "B/article")
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.Sys)/(1<<20), "MB-from-system")
	}
}

func BenchmarkFollowOne(b *testing.B) {
	p := newPress(b, benchmarkSize(b))
	r := &record{}
	for id := range int64(p.articles) {
		r.last++
		r.changes = append(r.changes, press.Change{Number: r.last, ID: id + 1, Clipping: p.clipping(id + 1)})
	}
	ix := open(b, b.TempDir())
	follow(b, ix, r)
	w := newWriter(6)
	for b.Loop() {
		id := 1 + w.Int64N(int64(p.articles))
		r.file(*p.clipping(id))
		follow(b, ix, r)
	}
}

// asked are searches of one kind, made from words of one article after the other.
type asked struct {
	name string
	ask  func(w writer, words []string) string
}

func kinds() []asked {
	following := func(w writer, words []string, n int) string {
		i := w.IntN(max(1, len(words)-n))
		return strings.Join(words[i:min(len(words), i+n)], " ")
	}
	always := func(s string) func(writer, []string) string { return func(writer, []string) string { return s } }
	return []asked{
		{"everything", always("")},
		{"one word", func(w writer, words []string) string { return w.pick(words) }},
		{"two words", func(w writer, words []string) string { return w.pick(words) + " " + w.pick(words) }},
		{"or", func(w writer, words []string) string { return w.pick(words) + " OR " + w.pick(words) }},
		{"not", func(w writer, words []string) string { return w.pick(words) + " -" + w.pick(words) }},
		{"phrase", func(w writer, words []string) string { return `"` + following(w, words, 2) + `"` }},
		{"long phrase", func(w writer, words []string) string { return `"` + following(w, words, 4) + `"` }},
		{"exact", func(w writer, words []string) string { return "'" + w.pick(words) + "'" }},
		{"exact phrase", func(w writer, words []string) string { return "'" + following(w, words, 2) + "'" }},
		{"near", func(w writer, words []string) string { return w.pick(words) + " NEAR/5 " + w.pick(words) }},
		{"prefix", func(w writer, words []string) string { return cutRunes(w.pick(words), 5) + "*" }},
		{"ending", func(w writer, words []string) string { return "*" + lastRunes(w.pick(words), 6) }},
		{"middle", func(w writer, words []string) string { return "*" + cutRunes(w.pick(words), 5) + "*" }},
	}
}

// hostile are searches that are meant to take long.
func hostile() []asked {
	same := func(s string) func(writer, []string) string { return func(writer, []string) string { return s } }
	many := func(w writer, words []string, n int, between string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = w.pick(words)
		}
		return strings.Join(all, between)
	}
	return []asked{
		{"middle of nothing", same("*aaaa*")},
		{"middle of all", same("*quartier* OR *schl* OR *verein* OR *tion* OR *ungen*")},
		{"ending of all", same("*ungen OR *quartier OR *platz OR *haus")},
		{"short prefix", same("sch* OR ver* OR bra* OR pfa*")},
		{"wildcards beside", same(`"*quartier* sch*" OR "ver* *ungen" OR sch* NEAR/5 *ungen`)},
		{"common words", same("der die das und in")},
		{"phrase of common words", same(`"der die das"`)},
		{"phrases of common words", same(`"die der und" OR "in und die" OR "das in der" OR "und das in" OR "die und die"`)},
		{"near of common words", same("der NEAR/1 das")},
		{"nears of common words", same("(der NEAR/1 das) (die NEAR/100 und) (und NEAR/3 in) (ist NEAR/2 auf)")},
		{"near of itself", same("und NEAR/1 und NEAR/1 und")},
		{"common exact phrase", same("'die Der'")},
		{"not", same("-aaaaa -bbbbb -ccccc")},
		{"not a phrase", same(`-"in der" -"der und" -"und in"`)},
		{"1000 words", func(w writer, words []string) string { return many(w, words, 1000, " OR ") }},
		{"300 nots", func(w writer, words []string) string { return "und -" + many(w, words, 300, " -") }},
		{"100 phrases", func(w writer, words []string) string { return `"` + many(w, words, 200, `" OR "der `) + `"` }},
	}
}

func BenchmarkSearch(b *testing.B) {
	p := newPress(b, benchmarkSize(b))
	ix := benchmarkIndex(b, p)
	for _, kind := range kinds() {
		b.Run(kind.name, func(b *testing.B) { benchmarkKind(b, ix, p, kind, index.Request{Limit: 20, Facets: true}, 300) })
	}
	for _, kind := range kinds()[:3] {
		b.Run(kind.name+" by relevance", func(b *testing.B) {
			benchmarkKind(b, ix, p, kind, index.Request{Sort: index.SortRelevance, Limit: 20, Facets: true}, 300)
		})
	}
	for _, kind := range hostile() {
		b.Run("hostile "+kind.name, func(b *testing.B) {
			benchmarkKind(b, ix, p, kind, index.Request{Limit: 20, Facets: true}, 5)
			benchmarkKind(b, ix, p, kind, index.Request{Sort: index.SortRelevance, Offset: 100_000, Limit: 1000, Facets: true}, 5)
		})
	}
	b.Run("hostile deep page", func(b *testing.B) {
		benchmarkKind(b, ix, p, kinds()[0], index.Request{Offset: p.articles / 2, Limit: 1000, Facets: true}, 5)
	})
}

// benchmarkKind reports the median and the worst of n searches, or nearly the worst of more than a hundred.
func benchmarkKind(b *testing.B, ix *index.Index, p *pressOf, kind asked, r index.Request, n int) {
	w := newWriter(17)
	var took, worked []time.Duration
	total, most := 0, uint64(0)
	slowest := ""
	for len(took) < n {
		words := strings.FieldsFunc(p.clipping(1+w.Int64N(int64(p.articles))).Article.Text, func(r rune) bool {
			return !unicode.IsLetter(r)
		})
		s := kind.ask(w, words)
		q, err := query.Parse(s)
		if err != nil {
			continue // such as a wildcard that is too short
		}
		r.Plan = q.Plan
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begun, work := time.Now(), processorTime()
		total += search(b, ix, r).Total
		took, worked = append(took, time.Since(begun)), append(worked, processorTime()-work)
		runtime.ReadMemStats(&after)
		most = max(most, after.TotalAlloc-before.TotalAlloc)
		if took[len(took)-1] == slices.Max(took) {
			slowest = s
		}
	}
	b.ReportMetric(float64(total)/float64(n), "hits")
	b.ReportMetric(float64(most)/(1<<20), "MB-allocated")
	reportTook(b, "all", took)
	reportTook(b, "processor", worked)
	b.Logf("slowest: %.60s", slowest)
}

func reportTook(b *testing.B, what string, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	p50, p99 := took[len(took)/2], took[len(took)*99/100]
	b.ReportMetric(p50.Seconds()*1e3, what+"-p50-ms")
	b.ReportMetric(p99.Seconds()*1e3, what+"-p99-ms")
	b.Logf("%s: p50 %v p99 %v", what, p50.Round(10*time.Microsecond), p99.Round(10*time.Microsecond))
}
