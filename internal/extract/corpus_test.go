package extract

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	_ "time/tzdata"

	"pressclip/internal/press"
)

// corpusPage is one real page with its expected answer.
type corpusPage struct {
	name string
	page []byte
	gold struct {
		URL       string   `json:"url"`
		Title     string   `json:"title"`
		Authors   []string `json:"authors"`
		Published string   `json:"published"`
		Body      string   `json:"body_text"`
	}
}

// corpus reads the pages of the corpus that PRESSCLIP_TEST_CORPUS names, or skips where it names none.
func corpus(tb testing.TB) []corpusPage {
	tb.Helper()
	dir := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if dir == "" {
		tb.Skip("PRESSCLIP_TEST_CORPUS is not set")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "pages-de", "*.html.gz"))
	if len(files) == 0 {
		tb.Fatalf("no pages in %s", filepath.Join(dir, "pages-de"))
	}
	var pages []corpusPage
	for _, f := range files {
		base := strings.TrimSuffix(f, ".html.gz")
		p := corpusPage{name: filepath.Base(base), page: unpack(tb, f)}
		answer, err := os.ReadFile(base + ".json")
		if err != nil {
			tb.Fatal(err)
		}
		if err := json.Unmarshal(answer, &p.gold); err != nil {
			tb.Fatal(err)
		}
		pages = append(pages, p)
	}
	return pages
}

func unpack(tb testing.TB, file string) []byte {
	tb.Helper()
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	page, err := io.ReadAll(z)
	if err != nil {
		tb.Fatal(err)
	}
	return page
}

// figures are means over pages.
type figures struct {
	body, lowest, exact, loose, author, instant, day float64
	refused                                          int
}

// measure extracts all pages, changed by change where that is not nil.
func measure(t *testing.T, pages []corpusPage, change func([]byte) []byte) figures {
	t.Helper()
	f := figures{lowest: 1}
	withAuthors := 0.0
	for _, p := range pages {
		page := p.page
		if change != nil {
			page = change(page)
		}
		res, err := Extract(page, p.gold.URL, press.Selectors{})
		if err != nil {
			t.Logf("%s: %v", p.name, err)
			f.refused++
		}
		checkSane(t, res, err)
		a := res.Article
		body := wordF1(p.gold.Body, a.Text)
		if body < .9 {
			t.Logf("%s: body %.3f", p.name, body)
		}
		f.body += body
		f.lowest = min(f.lowest, body)
		want, got := comparable(p.gold.Title), comparable(a.Title)
		f.exact += one(want == got)
		f.loose += one(want != "" && got != "" && (strings.Contains(plainWords(want), plainWords(got)) || strings.Contains(plainWords(got), plainWords(want))))
		if len(p.gold.Authors) > 0 {
			withAuthors++
			f.author += setF1(p.gold.Authors, a.Authors)
		}
		instant, day := sameTime(t, p.gold.Published, a.Published)
		f.instant += one(instant)
		f.day += one(day)
	}
	n := float64(len(pages))
	f.body, f.exact, f.loose, f.instant, f.day, f.author = f.body/n, f.exact/n, f.loose/n, f.instant/n, f.day/n, f.author/withAuthors
	t.Logf("body %.3f (lowest %.3f) title %.3f loose %.3f author %.3f instant %.3f day %.3f, %d refused",
		f.body, f.lowest, f.exact, f.loose, f.author, f.instant, f.day, f.refused)
	return f
}

func TestCorpus(t *testing.T) {
	f := measure(t, corpus(t), nil)
	for _, floor := range []struct {
		name      string
		got, want float64
	}{
		{"body F1", f.body, .975}, {"lowest body F1", f.lowest, .7}, {"title", f.exact, .92}, {"title loose", f.loose, .95},
		{"author F1", f.author, .94}, {"instant", f.instant, .97}, {"day", f.day, .98},
	} {
		if floor.got < floor.want {
			t.Errorf("%s %.3f, want at least %.3f", floor.name, floor.got, floor.want)
		}
	}
	if f.refused > 0 {
		t.Errorf("%d real articles refused", f.refused)
	}
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

var wordPattern = regexp.MustCompile(`[\pL\pN_]+`)

func wordF1(want, got string) float64 {
	count := map[string]int{}
	w, g := wordPattern.FindAllString(strings.ToLower(squeeze(want)), -1), wordPattern.FindAllString(strings.ToLower(squeeze(got)), -1)
	for _, x := range w {
		count[x]++
	}
	both := 0
	for _, x := range g {
		if count[x] > 0 {
			count[x]--
			both++
		}
	}
	if len(w)+len(g) == 0 {
		return 1
	}
	return 2 * float64(both) / float64(len(w)+len(g))
}

var unify = strings.NewReplacer("„", `"`, "“", `"`, "”", `"`, "«", `"`, "»", `"`, "‚", "'", "‘", "'", "’", "'", "–", "-", "—", "-", "…", "...")

func comparable(s string) string { return unify.Replace(squeeze(s)) }

func plainWords(s string) string {
	return strings.Join(wordPattern.FindAllString(strings.ToLower(s), -1), " ")
}

func setF1(want, got []string) float64 {
	set := map[string]bool{}
	for _, w := range want {
		set[strings.ToLower(comparable(w))] = true
	}
	both := 0
	for _, g := range got {
		if set[strings.ToLower(comparable(g))] {
			both++
		}
	}
	return 2 * float64(both) / float64(len(want)+len(got))
}

// sameTime compares with an expected time that is in Berlin where it has no offset, and a day only at midnight.
func sameTime(t *testing.T, want string, got time.Time) (instant, day bool) {
	t.Helper()
	w, clock, ok := parseTime(want)
	if !ok || utf8.RuneCountInString(want) < 10 {
		t.Fatalf("expected time %q", want)
	}
	if got.IsZero() {
		return false, false
	}
	day = berlinDay(w) == berlinDay(got)
	d := w.Sub(got).Abs()
	return !clock && day || d < time.Minute, day
}
