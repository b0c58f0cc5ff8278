package archive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pressclip/internal/story"
)

// benchStories is how many articles the archive has in which stories are looked for. PRESSCLIP_BENCH_STORIES sets
// another number.
func benchStories() int {
	if n, err := strconv.Atoi(os.Getenv("PRESSCLIP_BENCH_STORIES")); err == nil {
		return n
	}
	return 500_000
}

// newsroom writes articles of invented words, which are as frequent as those of a language: so some runs of three words
// come again in many of them. A third ends in the same sentences.
type newsroom struct {
	random *rand.Rand
	words  *rand.Zipf
	footer string
}

func newNewsroom() *newsroom {
	random := rand.New(rand.NewPCG(4, 2))
	n := &newsroom{random: random, words: rand.NewZipf(random, 1.08, 6, 200_000)}
	n.footer = n.words25()
	return n
}

// word is a word of a length that its rank has in German.
func (n *newsroom) word() string {
	rank := n.words.Uint64()
	word := strconv.FormatUint(rank*7919+17, 26)
	if rank > 200 {
		word += "ungsfall"[:min(rank/400, 8)]
	}
	return word
}

func (n *newsroom) words25() string { return strings.Join(n.list(25), " ") }

func (n *newsroom) list(count int) []string {
	words := make([]string, count)
	for i := range words {
		words[i] = n.word()
	}
	return words
}

func (n *newsroom) article() []string {
	words := n.list(150 + n.random.IntN(400))
	if n.random.IntN(3) == 0 {
		words = append(words, n.footer)
	}
	return words
}

// fillStories puts so many articles into an archive, of which only what is looked for is more than a word.
func (b *bed) fillStories(tb testing.TB, room *newsroom, count int) {
	tb.Helper()
	ctx := tb.Context()
	o := b.watch(tb, []string{"Elbblatt"}, "Quartiere")[0]
	tables := tablesToday(tb)
	columns := func(name string) table {
		return tables[slices.IndexFunc(tables, func(t table) bool { return t.name == name })]
	}
	sketches, bands := make([][]any, 0, count), make([][]any, 0, 14*count)
	for i := 1; i <= count; i++ {
		s := story.Draw(strings.Join(room.article(), " "))
		least, opening := s.Packed()
		sketches = append(sketches, []any{int64(i), int64(story.Form), int64(s.Shingles), least, opening})
		for _, h := range s.Bands {
			bands = append(bands, []any{int64(i), h})
		}
	}
	load := func(t table, count int, row func(i int) []any) {
		own := must(b.writer.Conn(ctx))(tb)
		tx := must(b.dialect.beginLoad(ctx, own))(tb)
		i := -1
		check(tb, b.dialect.load(ctx, own, tx, t, func() ([]any, error) {
			if i++; i == count {
				return nil, nil
			}
			return row(i), nil
		}))
		check(tb, tx.Commit())
		check(tb, own.Close())
	}
	clipping := columns("clipping")
	load(clipping, count, func(i int) []any {
		byName := map[string]any{"id": int64(i + 1), "key": key(fmt.Sprint(i)), "outlet_id": o.ID, "first_seen": int64(i), "verdict": "new", "partial": false,
			"version": int64(1), "version_at": int64(0), "authors": "[]", "topics": "[]"}
		row := make([]any, len(clipping.columns))
		for c, column := range clipping.columns {
			if value, ok := byName[column.name]; ok {
				row[c] = value
			} else if column.kind == "TEXT" {
				row[c] = ""
			}
		}
		return row
	})
	load(columns("sketch"), count, func(i int) []any { return sketches[i] })
	load(columns("band"), len(bands), func(i int) []any { return bands[i] })
	check(tb, b.dialect.raiseID(ctx, conn{b.writer, b.dialect}, "clipping", int64(count)))
	if b.dialect.numbered {
		_, err := b.writer.ExecContext(ctx, "ANALYZE")
		check(tb, err)
	}
}

// Finding the story of an article among half a million: of one that nobody else has, and of one that another has too.
func BenchmarkStory(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			bed := newBed(b, engines[engine](b))
			room := newNewsroom()
			bed.fillStories(b, room, benchStories())
			again := newNewsroom() // writes the same articles
			for _, kind := range []string{"alone", "told"} {
				b.Run(kind, func(b *testing.B) { bed.benchStory(b, kind, room, again) })
			}
		})
	}
}

func (b *bed) benchStory(tb *testing.B, kind string, room, again *newsroom) {
	var took []time.Duration
	found := 0
	ctx := context.WithoutCancel(tb.Context())
	for tb.Loop() {
		words := room.article()
		if kind == "told" {
			words = slices.Concat(room.list(30), again.article())
		}
		s := story.Draw(strings.Join(words, " "))
		begin := time.Now()
		check(tb, b.write(ctx, "look", func(ctx context.Context, c conn) error {
			begin = time.Now() // what a transaction costs, filing pays anyway
			if err := c.lockStories(ctx); err != nil {
				return err
			}
			number, _, err := c.storyFor(ctx, told{sketch: s})
			took = append(took, time.Since(begin))
			if number != 0 {
				found++
			}
			return err
		}))
	}
	slices.Sort(took)
	tb.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	tb.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	tb.ReportMetric(float64(found)/float64(len(took)), "found/op")
}
