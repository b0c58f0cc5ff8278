package search

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// BenchmarkTry looks back through the news of the corpus, all of them kept unmatched.
func BenchmarkTry(b *testing.B) {
	corpus := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if corpus == "" {
		b.Skip("PRESSCLIP_TEST_CORPUS is not set")
	}
	s := newSearch(b)
	s.Now = time.Now
	n, text := keepNews(b, s, filepath.Join(corpus, "news-de.jsonl.gz"))
	tried := 0
	for b.Loop() {
		r, err := s.Try(b.Context(), TryRequest{Query: "Quartier OR Stadt"})
		if err != nil {
			b.Fatal(err)
		}
		tried += r.Kept.Tried
	}
	b.ReportMetric(float64(tried)/b.Elapsed().Seconds(), "articles/s")
	b.ReportMetric(float64(text)/float64(n), "text-bytes/article")
}

func keepNews(b *testing.B, s *Search, file string) (articles, bytes int) {
	b.Helper()
	f, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	ctx, record := b.Context(), s.Archive
	o, err := record.Outlet(ctx, "Talblick")
	if err != nil {
		b.Fatal(err)
	}
	c, _, err := record.ClaimOutlet(ctx, o.ID, time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<24)
	for ; lines.Scan(); articles++ {
		var a press.Article
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			b.Fatal(err)
		}
		a.URL = fmt.Sprintf("%slokales/ein-artikel-aus-dem-viertel-%d.html", o.URL, articles)
		a.CanonicalURL = a.URL
		if _, err := record.List(ctx, c.Lease, archive.Listing{OutletID: o.ID, Candidates: []press.Candidate{{URL: a.URL}}}); err != nil {
			b.Fatal(err)
		}
		page, err := record.Page(ctx, a.URL)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := record.File(ctx, c.Lease, archive.Reading{OutletID: o.ID, PageID: page.ID, URL: a.URL, Article: &a, Keep: true}); err != nil {
			b.Fatal(err)
		}
		bytes += len(a.Text)
	}
	return articles, bytes
}
