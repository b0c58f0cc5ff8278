package archive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// benchClippings is how many clippings of 5 KB the archives of the benchmarks of backups have; with as many pages and
// reviews. PRESSCLIP_BENCH_CLIPPINGS sets another number.
func benchClippings() int {
	if n, err := strconv.Atoi(os.Getenv("PRESSCLIP_BENCH_CLIPPINGS")); err == nil {
		return n
	}
	return 10_000
}

// fillMany files so many clippings without the ceremony.
func (b *bed) fillMany(tb testing.TB, n int) {
	tb.Helper()
	words := strings.Fields(`Das Viertel wächst und mit ihm die Schule am Kanal sagte Bürgermeisterin gestern in Sitzung des Rates
		Ankunftsquartiere brauchen Zeit Nachbarn Mieten steigen schneller als anderswo Verein lädt zum Fest Straßenbahn fährt wieder
		Haushalt beschlossen Opposition kritisiert 2026 Euro Millionen Investor plant Neubau Wohnungen Genossenschaft`)
	random := rand.New(rand.NewPCG(1, 2))
	o := b.watch(tb, []string{"Elbblatt"}, "Quartiere")[0]
	check(tb, b.write(context.WithoutCancel(tb.Context()), "fill", func(ctx context.Context, c conn) error {
		for i := 1; i <= n; i++ {
			var text strings.Builder
			for text.Len() < 5000 {
				text.WriteString(words[random.IntN(len(words))])
				text.WriteByte(" \n"[random.IntN(40)/39])
			}
			url := fmt.Sprintf("%slokales/ein-ganz-gewoehnlicher-artikel-%d.html", o.URL, i)
			if _, err := c.exec(ctx, `INSERT INTO clipping (key, outlet_id, first_seen, verdict, partial, version, version_at, url, canonical_url, site,
				title, lead, authors, agency, language, topics, text) VALUES (?, ?, ?, 'new', ?, 1, 0, ?, '', '', 'Ein Artikel', '', '[]', '', 'de', '[]', ?)`,
				addressKey(url), o.ID, i, false, url, text.String()); err != nil {
				return err
			}
			if _, err := c.exec(ctx, `INSERT INTO page (outlet_id, key, url, guid, title, summary, authors, state, attempts, first_seen, last_seen, etag,
				last_modified, backfill, clipping_id) VALUES (?, ?, ?, ?, 'Ein Artikel', '', '[]', 'clipped', 0, 0, 0, '', '', ?, ?)`,
				o.ID, addressKey(url), url, url, false, i); err != nil {
				return err
			}
			if _, err := c.exec(ctx, `INSERT INTO review (clipping_id, project_id, first_seen, keywords, passages, verdict, tags, note, reviewer, filed_at, backfill)
				VALUES (?, 1, ?, '["Quartier*"]', '[]', 'new', '[]', '', '', 0, ?)`, i, i, false); err != nil {
				return err
			}
			if err := c.changed(ctx, int64(i)); err != nil {
				return err
			}
		}
		return nil
	}))
}

// figures reports what a benchmark moved: rows and megabytes before they are packed.
func (m Manifest) figures(b *testing.B) {
	var size int64
	for _, t := range m.Tables {
		size += t.Bytes
	}
	b.ReportMetric(float64(m.Total())*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(size)*float64(b.N)/1e6/b.Elapsed().Seconds(), "MB/s")
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	b.ReportMetric(float64(stats.HeapSys)/1e6, "heap-MB")
}

// A backup: reading, packing and reading it again.
func BenchmarkBackup(b *testing.B) {
	benchBoth(b, func(b *testing.B, bed *bed) {
		bed.fillMany(b, benchClippings())
		dir, n := b.TempDir(), 0
		var m Manifest
		for b.Loop() {
			n++
			m = must(bed.Backup(b.Context(), filepath.Join(dir, fmt.Sprint(n, BackupExt)), BackupOptions{}))(b)
		}
		m.figures(b)
	})
}

// A restore into an empty archive: checking the file and loading it.
func BenchmarkRestore(b *testing.B) {
	source := newBed(b, sqliteDSN(b))
	source.fillMany(b, benchClippings())
	path := source.backedUp(b, BackupOptions{})
	for engine, dsn := range engines {
		b.Run(engine, func(b *testing.B) {
			var m Manifest
			for b.Loop() {
				b.StopTimer()
				target := dsn(b)
				b.StartTimer()
				file := must(OpenBackup(b.Context(), path))(b)
				must(Restore(b.Context(), Options{DSN: target}, file, RestoreOptions{}))(b)
				m = file.Manifest
				check(b, file.Close())
			}
			m.figures(b)
		})
	}
}
