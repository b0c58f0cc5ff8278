package crawl

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pressclip/internal/weburl"
)

// savedPage is an article of the corpus.
type savedPage struct {
	name, URL, Title string
	html             []byte
}

// saved are the pages of the corpus, or ends the test.
func saved(t *testing.T) []savedPage {
	root := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if root == "" {
		t.Skip("PRESSCLIP_TEST_CORPUS is not set")
	}
	names, err := filepath.Glob(filepath.Join(root, "pages-de", "*.json"))
	if err != nil || len(names) == 0 {
		t.Fatal("no pages in the corpus", err)
	}
	var all []savedPage
	for _, name := range names {
		gold, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p := savedPage{name: strings.TrimSuffix(filepath.Base(name), ".json")}
		if err := json.Unmarshal(gold, &p); err != nil {
			t.Fatal(err)
		}
		packed, err := os.ReadFile(strings.TrimSuffix(name, ".json") + ".html.gz")
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		if p.html, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// TestKnownArticles holds what is known to be an article against the judgement: its address with its headline as the
// link's text, and its address alone.
func TestKnownArticles(t *testing.T) {
	pages := saved(t)
	titled, bare := 0, 0
	for _, p := range pages {
		if looksLikeArticle(link{url: p.URL, title: p.Title}, Shape{}) {
			titled++
		} else {
			t.Logf("missed: %s", p.URL)
		}
		if looksLikeArticle(link{url: p.URL}, Shape{}) {
			bare++
		}
	}
	t.Logf("of %d articles, %d are seen by address and headline, %d by address alone", len(pages), titled, bare)
	if titled < len(pages)-1 || bare*100 < len(pages)*80 {
		t.Error("too many articles are missed")
	}
}

// TestRealLinks reads the links of real pages. Article pages are no section pages, but link enough articles; what stands in
// navigation is seldom one.
func TestRealLinks(t *testing.T) {
	candidates, nav := 0, 0
	for _, p := range saved(t) {
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(p.html))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range links(doc.Selection, func(ref string) string {
			u, err := weburl.Resolve(p.URL, ref)
			if err != nil {
				return ""
			}
			return u
		}) {
			if !weburl.SameSite(l.url, p.URL) || !looksLikeArticle(l, Shape{}) {
				continue
			}
			candidates++
			if l.aside {
				nav++
			}
		}
	}
	t.Logf("%d candidates, %d of them in navigation", candidates, nav)
	if candidates < 500 || nav*10 > candidates {
		t.Errorf("%d candidates, %d of them in navigation", candidates, nav)
	}
}
