package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pressclip/internal/archive/archivetest"
)

// The real pages of the corpus, served as five outlets that are each found another way, go the whole line.

// goldPage is a saved page with what is known of it.
type goldPage struct {
	Name  string
	HTML  []byte
	Title string `json:"title"`
	Body  string `json:"body_text"`
}

// corpusProjects are three standing interests; wanted says in other words than theirs which texts they mean.
var corpusProjects = []struct {
	name     string
	keywords []string
	wanted   *regexp.Regexp
}{
	{"Wohnen", []string{"Wohnung", "Mieter*"}, regexp.MustCompile(`\bWohnung(en)?\b|\bMieter\p{L}*`)},
	{"Europa", []string{"'Ukraine'", "'Europa'"}, regexp.MustCompile(`\bUkraine\b|\bEuropa\b`)},
	{"Kinder", []string{"'Kinder' OR 'Schule'"}, regexp.MustCompile(`\bKinder\b|\bSchule\b`)},
}

// boxedOut are pages whose gold leaves boxed paragraphs of the article out (GOLD.md there); what their boxes say counts.
var boxedOut = []string{"Hessenschau_2024_04_27"}

func TestCorpusLine(t *testing.T) {
	pages := goldPages(t)
	t.Run("sqlite", func(t *testing.T) { corpusLine(t, pages, "sqlite") })
	t.Run("postgres", func(t *testing.T) { corpusLine(t, pages, archivetest.Postgres(t)) })
}

func corpusLine(t *testing.T, pages []goldPage, record string) {
	outlets := corpusOutlets(t, pages)
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, corpusConfig(record, outlets))
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data"), "--log-level", "error"}}

	first := p.visits()
	for _, v := range first {
		if !v.OK || v.Failed > 0 || len(v.Errors) > 0 {
			t.Errorf("first visit: %+v", v)
		}
	}
	found := p.corpusHits()
	for _, project := range corpusProjects {
		want := wanted(outlets, project.wanted)
		if len(want) < 2 {
			t.Fatalf("%s: only %d texts of the corpus are expected; the test says nothing", project.name, len(want))
		}
		if got := found[project.name]; !slices.Equal(got, want) {
			t.Errorf("%s:\n got %v\nwant %v", project.name, got, want)
		}
	}

	fetched := 0
	for _, o := range outlets {
		fetched += o.fetchedPages()
	}
	if fetched != len(pages) {
		t.Errorf("the first visit fetched %d pages of %d", fetched, len(pages))
	}
	for _, v := range p.visits() {
		if !v.OK || v.New != 0 || v.Clipped != 0 || v.Failed != 0 {
			t.Errorf("second visit: %+v", v)
		}
	}
	for _, o := range outlets {
		fetched -= o.fetchedPages()
		if o.list != "" && o.notModified() == 0 {
			t.Errorf("%s: the second visit was not answered 304", o.name)
		}
	}
	if fetched != 0 {
		t.Errorf("the second visit fetched %d pages again", -fetched)
	}
	p.do("index", "check")
	p.do("index", "rebuild")
	if again := p.corpusHits(); !maps.EqualFunc(again, found, slices.Equal) {
		t.Errorf("after index rebuild:\n got %v\nwant %v", again, found)
	}
}

func goldPages(t *testing.T) []goldPage {
	t.Helper()
	corpus := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if corpus == "" {
		t.Skip("PRESSCLIP_TEST_CORPUS is not set")
	}
	files, _ := filepath.Glob(filepath.Join(corpus, "pages-de", "*.html.gz"))
	if len(files) < 50 {
		t.Fatalf("%s/pages-de holds %d pages", corpus, len(files))
	}
	var pages []goldPage
	for _, file := range files {
		packed, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		zr, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		page := goldPage{Name: strings.TrimSuffix(filepath.Base(file), ".html.gz")}
		if page.HTML, err = io.ReadAll(zr); err != nil {
			t.Fatal(err)
		}
		gold, err := os.ReadFile(strings.TrimSuffix(file, ".html.gz") + ".json")
		if err == nil {
			err = json.Unmarshal(gold, &page)
		}
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, page)
	}
	return pages
}

// servedOutlet is one outlet of the corpus on loopback.
type servedOutlet struct {
	*site
	name   string
	kind   string // key in the configuration
	list   string // path of the feed or sitemap; empty for sections
	titles map[string]goldPage
}

func corpusOutlets(t *testing.T, pages []goldPage) []*servedOutlet {
	outlets := []*servedOutlet{
		{name: "RSS-Blatt", kind: "feeds", list: "/rss.xml"},
		{name: "Atom-Blatt", kind: "feeds", list: "/atom.xml"},
		{name: "News-Blatt", kind: "sitemaps", list: "/news.xml"},
		{name: "Archiv-Blatt", kind: "sitemaps", list: "/sitemap_index.xml"},
		{name: "Seiten-Blatt", kind: "sections"},
	}
	for i, page := range pages {
		o := outlets[i%len(outlets)]
		if o.titles == nil {
			o.site, o.titles = newSite(t), map[string]goldPage{}
		}
		path := "/lokales/" + strings.ToLower(strings.ReplaceAll(page.Name, "_", "-")) + "-id" + fmt.Sprint(230000+i) + ".html"
		o.titles[path] = page
		o.page(path, page.HTML)
	}
	for _, o := range outlets {
		o.publish()
	}
	return outlets
}

// publish writes the list in which the outlet is found.
func (o *servedOutlet) publish() {
	paths := slices.Sorted(maps.Keys(o.titles))
	var b strings.Builder
	each := func(format string) {
		for _, p := range paths {
			fmt.Fprintf(&b, format, o.URL+p, xmlText(o.titles[p].Title))
		}
	}
	switch o.list {
	case "/rss.xml":
		b.WriteString(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>RSS</title>`)
		each("<item><link>%[1]s</link><guid>%[1]s</guid><title>%[2]s</title></item>\n")
		b.WriteString("</channel></rss>")
		o.feed(o.list, "application/rss+xml", b.String())
	case "/atom.xml":
		b.WriteString(`<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title>`)
		each("<entry><id>%[1]s</id><link href=\"%[1]s\"/><title>%[2]s</title></entry>\n")
		b.WriteString("</feed>")
		o.feed(o.list, "application/atom+xml", b.String())
	case "/news.xml":
		b.WriteString(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">`)
		each("<url><loc>%s</loc><news:news><news:title>%s</news:title></news:news></url>\n")
		b.WriteString("</urlset>")
		o.feed(o.list, "application/xml", b.String())
	case "/sitemap_index.xml":
		b.WriteString(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
		each("<url><loc>%s</loc></url>\n")
		b.WriteString("</urlset>")
		o.feed("/sitemap-p00.xml.gz", "application/gzip", gzipped(b.String()))
		o.feed(o.list, "application/xml", `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>`+o.URL+`/sitemap-p00.xml.gz</loc></sitemap></sitemapindex>`)
	default:
		b.WriteString("<!doctype html><html lang=de><title>Lokales</title><body><h1>Lokales</h1><ul>")
		each("<li><a href=\"%s\">%s</a></li>\n")
		b.WriteString("</ul><a href=/impressum>Impressum</a></body></html>")
		o.feed("/", "text/html; charset=utf-8", b.String())
	}
}

func corpusConfig(record string, outlets []*servedOutlet) string {
	var b strings.Builder
	fmt.Fprintf(&b, "archive: %s\n", record)
	b.WriteString("crawler: {delay: 0s, allow_networks: [127.0.0.0/8]}\noutlets:\n")
	for _, o := range outlets {
		fmt.Fprintf(&b, "  - name: %s\n    url: %s/\n    %s: [%s%s]\n", o.name, o.URL, o.kind, o.URL, max(o.list, "/"))
	}
	b.WriteString("projects:\n")
	for _, p := range corpusProjects {
		keywords, _ := json.Marshal(p.keywords)
		fmt.Fprintf(&b, "  - name: %s\n    keywords: %s\n", p.name, keywords)
	}
	return b.String()
}

// wanted are the addresses of the pages whose text the expression finds.
func wanted(outlets []*servedOutlet, x *regexp.Regexp) []string {
	var urls []string
	for _, o := range outlets {
		for path, page := range o.titles {
			if x.MatchString(page.Title+"\n"+page.Body) || slices.Contains(boxedOut, page.Name) && x.Match(page.HTML) {
				urls = append(urls, o.URL+path)
			}
		}
	}
	slices.Sort(urls)
	return urls
}

// corpusHits are the addresses found in each project.
func (p *person) corpusHits() map[string][]string {
	found := map[string][]string{}
	for _, project := range corpusProjects {
		var urls []string
		for _, h := range p.search("--limit", "1000", "--project", project.name, "") {
			urls = append(urls, h.URL)
		}
		slices.Sort(urls)
		found[project.name] = urls
	}
	return found
}
