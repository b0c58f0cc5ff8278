package demo_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pressclip/internal/crawl"
	"pressclip/internal/demo"
	"pressclip/internal/extract"
	"pressclip/internal/feed"
	"pressclip/internal/press"
	"pressclip/internal/sitemap"
)

// clock is a clock that the test sets.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ms.Store(time.Date(2026, 6, 12, 14, 30, 0, 0, time.UTC).UnixMilli())
	return c
}

func (c *clock) now() time.Time       { return time.UnixMilli(c.ms.Load()) }
func (c *clock) pass(d time.Duration) { c.ms.Add(d.Milliseconds()) }

func newPress(t *testing.T, c *clock) *demo.Press {
	t.Helper()
	p, err := demo.New(c.now)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func outlet(t *testing.T, p *demo.Press, name string) *httptest.Server {
	t.Helper()
	for _, o := range p.Outlets {
		if o.Name == name {
			s := httptest.NewServer(o)
			t.Cleanup(s.Close)
			return s
		}
	}
	t.Fatalf("no outlet %s", name)
	return nil
}

func get(t *testing.T, url string, header ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

// listed is what the places of an outlet list, read by the rooms that read them for a visit.
func listed(t *testing.T, c *clock, o *demo.Outlet, site string) []press.Candidate {
	t.Helper()
	var all []press.Candidate
	for _, path := range o.Feeds {
		_, body := get(t, site+path)
		f, err := feed.Parse(body, "", site+path, c.now())
		if err != nil {
			t.Fatalf("%s: %v", o.Name, err)
		}
		all = append(all, f.Candidates...)
	}
	for _, path := range o.Sitemaps {
		all = append(all, inSitemap(t, c, site+path)...)
	}
	for _, path := range o.Sections {
		found, err := crawl.Section(t.Context(), http.DefaultTransport, crawl.Options{URL: site + path, Depth: 1, MaxPages: 20})
		if err != nil || len(found.Faults) > 0 {
			t.Fatalf("%s: %v %v", o.Name, err, found.Faults)
		}
		all = append(all, found.Candidates...)
	}
	return all
}

func inSitemap(t *testing.T, c *clock, url string) []press.Candidate {
	t.Helper()
	_, body := get(t, url)
	s, err := sitemap.Parse(body, url, 1000, c.now())
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	all := s.Candidates
	for _, child := range s.Index {
		all = append(all, inSitemap(t, c, child.URL)...)
	}
	return all
}

var (
	paragraph = regexp.MustCompile(`(?s)<p(?: class="lead")?>([^<]*)</p>`)
	inside    = regexp.MustCompile(`(?s)<article>.*</article>`)
	wallText  = regexp.MustCompile(`(?s)<div class="abo.*?</div>`)
)

// written are the paragraphs of an article as its page has them.
func written(page string) string {
	var all []string
	for _, m := range paragraph.FindAllStringSubmatch(wallText.ReplaceAllString(inside.FindString(page), ""), -1) {
		all = append(all, strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&").Replace(m[1]))
	}
	return strings.Join(all, "\n")
}

// TestEveryArticle walks each outlet as a visit does: every article is listed, and its page holds what was written.
func TestEveryArticle(t *testing.T) {
	c := newClock()
	start := c.now()
	p := newPress(t, c)
	c.pass(time.Hour)
	count, walls := 0, map[press.FaultCode]int{}
	for _, o := range p.Outlets {
		if slices.Contains([]string{"Nordbogen-Blatt", "Alte Werft aktuell", "Birkenhöher Anzeiger"}, o.Name) {
			continue
		}
		site := outlet(t, p, o.Name).URL
		for _, found := range listed(t, c, o, site) {
			count++
			resp, body := get(t, found.URL)
			if resp.StatusCode == http.StatusForbidden {
				walls[press.FaultStatus]++
				continue
			}
			if resp.StatusCode != http.StatusOK {
				t.Errorf("%s: status %d", found.URL, resp.StatusCode)
				continue
			}
			got, err := extract.Extract(body, found.URL, press.Selectors{})
			if fault, ok := err.(*press.Fault); ok {
				walls[fault.Code]++
				continue
			}
			check(t, found, got.Article, written(string(body)), start, c.now())
			if a := got.Article; a.Paywalled != nil && *a.Paywalled {
				walls["paywalled"]++
			}
		}
	}
	if count < 60 {
		t.Errorf("only %d articles are listed", count)
	}
	if walls[press.FaultStatus] != 2 || walls[press.FaultConsent] != 3 || walls["paywalled"] != 2 || len(walls) != 3 {
		t.Errorf("walls: %v", walls)
	}
}

func check(t *testing.T, c press.Candidate, a press.Article, text string, start, now time.Time) {
	t.Helper()
	if a.Text != text || len(strings.Fields(text)) < 45 {
		t.Errorf("%s: text\n%s\nwant\n%s", c.URL, a.Text, text)
	}
	if c.Title != "" && a.Title != c.Title || a.Title == "" {
		t.Errorf("%s: headline %q, listed as %q", c.URL, a.Title, c.Title)
	}
	if len(a.Authors) == 0 || a.Lead == "" || !strings.HasPrefix(text, a.Lead) {
		t.Errorf("%s: authors %q, lead %q", c.URL, a.Authors, a.Lead)
	}
	if a.Published.After(now) || a.Published.Before(start.Add(-20*24*time.Hour)) {
		t.Errorf("%s: published %v", c.URL, a.Published)
	}
	if own, _, _ := strings.Cut(strings.TrimPrefix(a.CanonicalURL, "http://"), "/"); !strings.Contains(c.URL, own) {
		t.Errorf("%s: canonical address %s", c.URL, a.CanonicalURL)
	}
}

// TestAppears holds the press to its clock: new articles come in their time, one is corrected.
func TestAppears(t *testing.T) {
	c := newClock()
	p := newPress(t, c)
	last := c.now()
	appeared := map[string]int{}
	for range 600 {
		c.pass(time.Second)
		for _, name := range p.Appeared(last, c.now()) {
			appeared[name]++
		}
		last = c.now()
	}
	want := map[string]int{
		"Brackenfurter Bote": 2, "Bracketal-Nachrichten": 1, "Morstetter Tageblatt": 2, "Hafenfelder Stadtteilblatt": 1, "Kranichsander Kurier": 1,
	}
	for name, n := range want {
		if appeared[name] != n {
			t.Errorf("%s: %d times, want %d", name, appeared[name], n)
		}
	}
	if len(appeared) != len(want) {
		t.Errorf("appeared: %v", appeared)
	}
}

// TestNewArticle is not to be had before its time, under any address.
func TestNewArticle(t *testing.T) {
	c := newClock()
	p := newPress(t, c)
	site := outlet(t, p, "Brackenfurter Bote").URL
	const path = "/stadt/rundgang-durch-das-kaufhaus-hafenfelder-sammeln-ideen-4116.html"
	first, feedBefore := get(t, site+"/feed.xml")
	if resp, _ := get(t, site+path); resp.StatusCode != http.StatusNotFound || strings.Contains(string(feedBefore), path) {
		t.Errorf("before its time: status %d", resp.StatusCode)
	}
	tag := first.Header.Get("ETag")
	if resp, _ := get(t, site+"/feed.xml", "If-None-Match", tag); resp.StatusCode != http.StatusNotModified {
		t.Errorf("an unchanged feed: status %d", resp.StatusCode)
	}
	c.pass(25 * time.Second)
	if resp, _ := get(t, site+path); resp.StatusCode != http.StatusOK {
		t.Errorf("in its time: status %d", resp.StatusCode)
	}
	if resp, after := get(t, site+"/feed.xml", "If-None-Match", tag); resp.StatusCode != http.StatusOK || !strings.Contains(string(after), path) {
		t.Errorf("the feed does not list it: status %d", resp.StatusCode)
	}
}

// TestCorrection is listed under its new headline, and goes by its old address.
func TestCorrection(t *testing.T) {
	c := newClock()
	p := newPress(t, c)
	site := outlet(t, p, "Morstetter Tageblatt").URL
	corrected := func() press.Candidate {
		for _, found := range inSitemap(t, c, site+"/sitemap-news.xml") {
			if strings.Contains(found.URL, "-6301.") {
				return found
			}
		}
		t.Fatal("the article is not listed")
		return press.Candidate{}
	}
	read := func(url string) press.Article {
		_, body := get(t, url)
		got, err := extract.Extract(body, url, press.Selectors{})
		if err != nil {
			t.Fatal(err)
		}
		return got.Article
	}
	before := corrected()
	old := read(before.URL)
	c.pass(3 * time.Minute)
	after := corrected()
	now := read(after.URL)
	if after.URL == before.URL || now.CanonicalURL != before.URL || !now.Published.Equal(old.Published) || !now.Modified.After(old.Published) {
		t.Errorf("corrected: %+v, listed as %+v", now, after)
	}
	if now.Title == old.Title || !strings.Contains(now.Text, "Korrektur") || read(before.URL).Title != now.Title {
		t.Errorf("nothing was corrected: %s", now.Title)
	}
}

// TestSameStory is in several papers, word for word.
func TestSameStory(t *testing.T) {
	c := newClock()
	p := newPress(t, c)
	papers := map[string]int{}
	for _, o := range p.Outlets[:6] {
		site := outlet(t, p, o.Name).URL
		for _, found := range listed(t, c, o, site) {
			_, body := get(t, found.URL)
			for _, line := range []string{"Die Feuerwehren rückten bis Mitternacht", "Zwölf Millionen Euro stehen über vier Jahre bereit", "Der Mietspiegel gilt für zwei Jahre", "durch ein neues Ausweichgleis"} {
				if strings.Contains(string(body), line) {
					papers[line]++
				}
			}
		}
	}
	if len(papers) != 4 {
		t.Errorf("stories: %v", papers)
	}
	for line, n := range papers {
		if n < 2 {
			t.Errorf("%q is in %d papers", line, n)
		}
	}
}

// TestTroubles are served as announced.
func TestTroubles(t *testing.T) {
	c := newClock()
	p := newPress(t, c)
	_, body := get(t, outlet(t, p, "Nordbogen-Blatt").URL+"/feed.xml")
	if f, err := feed.Parse(body, "text/html", "http://127.0.0.1/feed.xml", c.now()); err == nil {
		t.Errorf("the broken feed can be read: %+v", f)
	}
	if resp, _ := get(t, outlet(t, p, "Alte Werft aktuell").URL+"/"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("the outlet that is gone answers %d", resp.StatusCode)
	}
	if resp, err := http.Get(outlet(t, p, "Birkenhöher Anzeiger").URL + "/"); err == nil {
		resp.Body.Close()
		t.Errorf("the silent outlet answers %d", resp.StatusCode)
	}
	if resp, _ := get(t, outlet(t, p, "Nordbogen-Blatt").URL+"/"); resp.StatusCode != http.StatusOK {
		t.Errorf("the front page beside the broken feed answers %d", resp.StatusCode)
	}
}

// TestStructuredData is JSON that machines can read, whatever the text holds.
func TestStructuredData(t *testing.T) {
	c := newClock()
	p := newPress(t, c)
	site := outlet(t, p, "Brackenfurter Bote").URL
	_, body := get(t, site+"/stadt/x-4101.html")
	_, rest, _ := strings.Cut(string(body), `<script type="application/ld+json">`)
	text, _, _ := strings.Cut(rest, "</script>")
	var said struct {
		Type, Headline string
		Published      time.Time `json:"datePublished"`
		Author         struct{ Name string }
	}
	if err := json.Unmarshal([]byte(text), &said); err != nil || said.Author.Name != "Jorinde Wattenkamp" || said.Published.IsZero() {
		t.Errorf("%v %+v in %s", err, said, text)
	}
}
