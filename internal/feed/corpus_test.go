package feed

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

// corpus is a folder of the corpus of real feeds and pages, or ends the test.
func corpus(t *testing.T, folder string) string {
	root := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if root == "" {
		t.Skip("PRESSCLIP_TEST_CORPUS is not set")
	}
	dir := filepath.Join(root, folder)
	if _, err := os.Stat(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestRealFeeds(t *testing.T) {
	dir := corpus(t, "feeds")
	for name, address := range map[string]string{"tagesschau.xml": "https://www.tagesschau.de/index~rss2.xml", "heise.xml": "https://www.heise.de/rss/heise-atom.xml"} {
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(body, "application/xml", address, time.Date(2026, 4, 26, 0, 0, 0, 0, time.UTC))
		if err != nil || f.Title == "" || len(f.Candidates) < 20 {
			t.Fatalf("%s: %d candidates, %v", name, len(f.Candidates), err)
		}
		for _, c := range f.Candidates {
			if c.Title == "" || c.Summary == "" || c.Published.IsZero() || strings.ContainsAny(c.Title, "<>") {
				t.Errorf("%s: %+v", name, c)
			}
		}
	}
}

var headerLine = regexp.MustCompile(`(?mi)^\s*Header:\s*Content-type:\s*(.+?)\s*$`)

// TestConformance reads the feeds that feedparser is tested with, and holds the number that cannot be read at all
// against what the parser alone makes of them.
func TestConformance(t *testing.T) {
	total, failed, bare := 0, 0, 0
	err := filepath.WalkDir(corpus(t, "feedparser"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".xml" {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		total++
		header := ""
		if m := headerLine.FindSubmatch(bytes.ReplaceAll(body[:min(len(body), 2000)], []byte{0}, nil)); m != nil {
			header = string(m[1])
		}
		if _, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err != nil {
			bare++
		}
		if _, err := Parse(body, header, "http://127.0.0.1:8097/feed.xml", now); err != nil {
			failed++
			t.Logf("%s: %v", filepath.Base(path), err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d feeds: %d cannot be read, %d by the parser alone", total, failed, bare)
	if failed > 5 {
		t.Errorf("%d of %d feeds cannot be read", failed, total)
	}
}
