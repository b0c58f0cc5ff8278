package feed

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"pressclip/internal/charset"
	"pressclip/internal/press"
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

// eachTested hands out the feeds that feedparser is tested with: their beginning, in which a comment says what is expected,
// and the header that they come with.
func eachTested(t *testing.T, look func(name string, body, head []byte, header string)) {
	t.Helper()
	err := filepath.WalkDir(corpus(t, "feedparser"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".xml" {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		head := bytes.ReplaceAll(body[:min(len(body), 2000)], []byte{0}, nil)
		header := ""
		if m := headerLine.FindSubmatch(head); m != nil {
			header = string(m[1])
		}
		look(filepath.Base(path), body, head, header)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestConformance reads the feeds that feedparser is tested with, and holds the number that cannot be read at all
// against what the parser alone makes of them.
func TestConformance(t *testing.T) {
	total, failed, bare := 0, 0, 0
	eachTested(t, func(name string, body, _ []byte, header string) {
		total++
		if _, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err != nil {
			bare++
		}
		if _, err := Parse(body, header, "http://127.0.0.1:8097/feed.xml", now); err != nil {
			failed++
			t.Logf("%s: %v", name, err)
		}
	})
	t.Logf("%d feeds: %d cannot be read, %d by the parser alone", total, failed, bare)
	if failed > 5 {
		t.Errorf("%d of %d feeds cannot be read", failed, total)
	}
}

// expectation is what a feed of feedparser's tests says of its first entry, where that has a place in a candidate.
var expectation = regexp.MustCompile(`entries\[0\]\['(title|link|id|guid|summary|description|author|author_detail'\]\['name|published_parsed|updated_parsed)'\] == (u?'(?:[^'\\]|\\.)*'|\([\d, ]+\))`)

// TestExpectations holds what is read of the first entry against what feedparser's tests expect, and counts beside it what
// the parser alone gives. Texts are compared as plain ones, for a candidate has no others.
func TestExpectations(t *testing.T) {
	type score struct{ all, ours, bare int }
	scores := map[string]*score{}
	eachTested(t, func(name string, body, head []byte, header string) {
		for _, m := range expectation.FindAllSubmatch(head, -1) {
			field, want := string(m[1]), expected(string(m[2]))
			var ours, bare press.Candidate
			if parsed, err := parse(string(charset.UTF8(body, header))); err == nil && len(parsed.Items) > 0 {
				ours, _ = reading{feedURL: "http://127.0.0.1:8097/feed.xml", now: now}.candidate(parsed.Items[0], original(parsed, 0))
			}
			if parsed, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err == nil && len(parsed.Items) > 0 {
				bare = untouched(parsed.Items[0])
			}
			s := scores[kindOf(field)]
			if s == nil {
				s = &score{}
				scores[kindOf(field)] = s
			}
			s.all++
			if holds(ours, field, want) {
				s.ours++
			} else {
				t.Logf("%s: %s: %q, not %q", name, field, valueOf(ours, field), want)
			}
			if holds(bare, field, want) {
				s.bare++
			}
		}
	})
	for field, s := range scores {
		if s.ours < s.bare || s.all-s.ours > 3 {
			t.Errorf("%s: %d of %d are right, and %d by the parser alone", field, s.ours, s.all, s.bare)
		}
		t.Logf("%-8s %3d expected, %3d right, %3d by the parser alone", field, s.all, s.ours, s.bare)
	}
}

// expected is a value as Python writes it: a text, or the time of a tuple.
func expected(s string) string {
	if rest, ok := strings.CutPrefix(s, "("); ok {
		var n [6]int
		for i, part := range strings.Split(strings.TrimSuffix(rest, ")"), ",")[:6] {
			n[i], _ = strconv.Atoi(strings.TrimSpace(part))
		}
		return time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC).Format(time.RFC3339)
	}
	s = strings.TrimPrefix(s, "u")
	text, err := strconv.Unquote(`"` + strings.NewReplacer(`"`, `\"`, `\'`, `'`, `\x`, `\u00`).Replace(s[1:len(s)-1]) + `"`)
	if err != nil {
		return s
	}
	return text
}

func kindOf(field string) string {
	switch {
	case field == "guid":
		return "id"
	case field == "description":
		return "summary"
	case strings.HasPrefix(field, "author"):
		return "author"
	case strings.HasSuffix(field, "_parsed"):
		return "date"
	}
	return field
}

func valueOf(c press.Candidate, field string) string {
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	switch kindOf(field) {
	case "title":
		return c.Title
	case "link":
		return c.URL
	case "id":
		return c.GUID
	case "summary":
		return c.Summary
	case "author":
		return strings.Join(c.Authors, ", ")
	}
	if field == "updated_parsed" {
		return stamp(c.Modified)
	}
	return stamp(c.Published)
}

func holds(c press.Candidate, field, want string) bool {
	got := valueOf(c, field)
	switch kindOf(field) {
	case "title", "summary":
		return got != "" && (got == want || got == plain(want) || plain(got) == plain(want))
	case "author": // without the address that stands behind
		name, _, _ := strings.Cut(want, " (")
		return got != "" && got == name
	case "date": // a feed that has one date says with it when it was published
		return got == want || valueOf(c, "published_parsed") == want
	}
	return got == want
}

// untouched is an entry as the parser gives it.
func untouched(item *gofeed.Item) press.Candidate {
	c := press.Candidate{URL: item.Link, GUID: item.GUID, Title: item.Title, Summary: item.Description}
	for _, a := range item.Authors {
		c.Authors = append(c.Authors, a.Name)
	}
	if item.PublishedParsed != nil {
		c.Published = *item.PublishedParsed
	}
	if item.UpdatedParsed != nil {
		c.Modified = *item.UpdatedParsed
	}
	return c
}
