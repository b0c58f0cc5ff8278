package sitemap

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"pressclip/internal/press"
)

const address = "https://www.blatt.example/sitemaps/news.xml"

var now = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

const news = `<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://www.blatt.example/lokales/rat-baut.html?a=1&amp;b=2</loc><lastmod>2026-03-02T12:00:00+01:00</lastmod>
<news:news><news:publication><news:name>Blatt</news:name><news:language>de</news:language></news:publication>
<news:publication_date>2026-03-02T10:00:00+01:00</news:publication_date><news:title><![CDATA[Rat baut  am Markt]]></news:title>
<news:keywords>Rat, Markt</news:keywords></news:news>
<image:image><image:loc>https://bilder.example/1.jpg</image:loc><image:title>Bild</image:title></image:image></url>
<url><loc>
 /lokales/zweite-meldung.html </loc></url></urlset>`

func mustParse(t *testing.T, body string) Sitemap {
	t.Helper()
	s, err := Parse([]byte(body), address, 100, now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func addresses(s Sitemap) string {
	var all []string
	for _, c := range s.Candidates {
		all = append(all, c.URL)
	}
	for _, c := range s.Index {
		all = append(all, c.URL)
	}
	return strings.Join(all, " ")
}

func TestNews(t *testing.T) {
	s := mustParse(t, news)
	if !s.News || s.Truncated || len(s.Candidates) != 2 || len(s.Index) != 0 {
		t.Fatalf("%+v", s)
	}
	got, want := fmt.Sprintf("%+v", s.Candidates[0]), fmt.Sprintf("%+v", press.Candidate{
		URL: "https://www.blatt.example/lokales/rat-baut.html?a=1&b=2", Title: "Rat baut am Markt", Summary: "Rat, Markt",
		Published: time.Date(2026, 3, 2, 10, 0, 0, 0, time.FixedZone("", 3600)), Modified: time.Date(2026, 3, 2, 12, 0, 0, 0, time.FixedZone("", 3600)),
	})
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if s.Candidates[1].URL != "https://www.blatt.example/lokales/zweite-meldung.html" {
		t.Errorf("%+v", s.Candidates[1])
	}
}

// TestLettersSetAsOne: a word is found however its letters were set.
func TestLettersSetAsOne(t *testing.T) {
	s := mustParse(t, strings.Replace(news, "Rat baut  am Markt", "Ge\ufb02üchtete am Markt", 1))
	if got := s.Candidates[0].Title; got != "Geflüchtete am Markt" {
		t.Errorf("%q", got)
	}
}

func TestIndex(t *testing.T) {
	s := mustParse(t, `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
		<sitemap><loc>https://www.blatt.example/s-2025-11-p00.xml.gz</loc></sitemap>
		<sitemap><loc>https://www.blatt.example/old.xml</loc><lastmod>2024-01-01</lastmod></sitemap>
		<sitemap><loc>https://www.blatt.example/s-2026-01-p00.xml.gz</loc></sitemap>
		<sitemap><loc>https://www.blatt.example/new.xml</loc><lastmod>2026-03-02</lastmod></sitemap>
		<sitemap><loc>https://www.blatt.example/newer.xml</loc><lastmod>2026-03-03</lastmod></sitemap>
		<sitemap><loc>https://www.blatt.example/news.xml</loc></sitemap></sitemapindex>`)
	const want = "news newer new s-2026-01-p00 s-2025-11-p00 old"
	got := strings.NewReplacer("https://www.blatt.example/", "", ".xml", "", ".gz", "").Replace(addresses(s))
	if got != want || len(s.Candidates) != 0 || s.News {
		t.Errorf("order %s, want %s; %+v", got, want, s)
	}
	if s.Index[0].Modified != (time.Time{}) || s.Index[2].Modified.Format(time.DateOnly) != "2026-03-02" {
		t.Errorf("%+v", s.Index)
	}
}

func TestText(t *testing.T) {
	s := mustParse(t, "\ufeffhttps://www.blatt.example/a\r\n\r\nhttps://www.blatt.example/b\nkein Link\n")
	if got := addresses(s); got != "https://www.blatt.example/a https://www.blatt.example/b" {
		t.Errorf("%q", got)
	}
}

func packed(t testing.TB, s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGzip(t *testing.T) {
	once := packed(t, news)
	for name, body := range map[string][]byte{"once": once, "twice": packed(t, string(once))} {
		s, err := Parse(body, address, 100, now)
		if err != nil || len(s.Candidates) != 2 || s.Truncated {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	long := packed(t, "<urlset>"+strings.Repeat("<url><loc>https://www.blatt.example/a</loc></url>", 50_000))
	s, err := Parse(long[:len(long)-20], address, 100_000, now)
	if err != nil || len(s.Candidates) < 100 || !s.Truncated {
		t.Errorf("a cut archive: %d, %v, %v", len(s.Candidates), s.Truncated, err)
	}
	bomb := packed(t, "<urlset>"+strings.Repeat(" ", maxBytes))
	if s, err := Parse(bomb, address, 100, now); err != nil || !s.Truncated {
		t.Errorf("a huge one: %+v, %v", s, err)
	}
}

func TestSloppy(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(strings.Replace(news, "UTF-8", "UTF-16", 1))
	if err != nil {
		t.Fatal(err)
	}
	latin1, err := charmap.ISO8859_1.NewEncoder().String(strings.Replace(strings.Replace(news, "Rat baut", "Rat grüßt", 1), "UTF-8", "ISO-8859-1", 1))
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"no namespaces":       strings.NewReplacer("news:", "", "image:loc", "image:loc", `xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`, "").Replace(news),
		"other prefixes":      strings.NewReplacer("<news:", "<n:", "</news:", "</n:").Replace(news),
		"prefix everywhere":   strings.NewReplacer("<url", "<s:url", "</url", "</s:url", "<loc", "<s:loc", "</loc", "</s:loc").Replace(news),
		"bare ampersand":      strings.ReplaceAll(news, "&amp;", "&"),
		"words before":        "Notice: x in <b>y</b>\n" + news,
		"another XML version": strings.Replace(news, `"1.0"`, `"1.1"`, 1),
		"upper case":          strings.NewReplacer("url>", "URL>", "loc>", "LOC>").Replace(news),
		"UTF-16":              utf16,
		"latin1":              latin1,
		"label that is wrong": strings.Replace(news, "UTF-8", "UTF-16", 1),
		"video beside":        strings.Replace(news, "</news:news>", "</news:news><video:video><video:title>V</video:title><video:publication_date>2020-01-01</video:publication_date><video:url>x</video:url></video:video>", 1),
		"document type":       strings.Replace(news, "<urlset", "<!DOCTYPE urlset [<!ENTITY a \"b\">]><urlset", 1),
	} {
		t.Run(name, func(t *testing.T) {
			s := mustParse(t, body)
			if len(s.Candidates) != 2 || !s.News || s.Truncated || s.Candidates[0].URL != "https://www.blatt.example/lokales/rat-baut.html?a=1&b=2" ||
				!strings.HasPrefix(s.Candidates[0].Title, "Rat ") || strings.Contains(s.Candidates[0].Title, "\ufffd") || s.Candidates[0].Published.Day() != 2 {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestBroken(t *testing.T) {
	cut := mustParse(t, news[:strings.Index(news, "</loc></url>")])
	if len(cut.Candidates) != 1 || !cut.Truncated {
		t.Errorf("cut: %+v", cut)
	}
	angle := mustParse(t, strings.Replace(news, "<news:keywords>Rat", "<news:keywords><<Rat", 1))
	if got := addresses(angle); !strings.HasSuffix(got, "zweite-meldung.html") || !angle.Truncated {
		t.Errorf("broken in the middle: %s, %v", got, angle.Truncated)
	}
	dated := mustParse(t, strings.Replace(news, "2026-03-02T10", "2036-03-02T10", 1))
	if !dated.Candidates[0].Published.IsZero() {
		t.Errorf("published in the future: %v", dated.Candidates[0].Published)
	}
	for _, body := range []string{"<urlset/>", "<urlset></urlset>", "<sitemapindex>"} {
		if s := mustParse(t, body); len(s.Candidates) != 0 {
			t.Errorf("%s: %+v", body, s)
		}
	}
}

func TestLimit(t *testing.T) {
	body := "<urlset>" + strings.Repeat("<url><loc>/a</loc></url>", 200) + "</urlset>"
	if s := mustParse(t, body); len(s.Candidates) != 100 || !s.Truncated {
		t.Errorf("%d, %v", len(s.Candidates), s.Truncated)
	}
	if s := mustParse(t, strings.NewReplacer("urlset", "sitemapindex", "url>", "sitemap>").Replace(body)); len(s.Index) != 100 || !s.Truncated {
		t.Errorf("%d, %v", len(s.Index), s.Truncated)
	}
	if s := mustParse(t, strings.Repeat("https://www.blatt.example/a\n", 200)); len(s.Candidates) != 100 || !s.Truncated {
		t.Errorf("%d, %v", len(s.Candidates), s.Truncated)
	}
	deep := mustParse(t, "<urlset>"+strings.Repeat("<a>", 1_000_000)+"<url><loc>/a</loc></url>")
	if len(deep.Candidates) != 1 {
		t.Errorf("%+v", deep)
	}
}

func TestNotASitemap(t *testing.T) {
	for name, body := range map[string]string{
		"nothing": "", "page": "<!doctype html><html><body>Guten Tag</body></html>", "text": "Guten Tag", "feed": "<rss><channel/></rss>", "archive": "\x1f\x8b\x08kaputt",
	} {
		s, err := Parse([]byte(body), address, 100, now)
		var fault *press.Fault
		if !errors.As(err, &fault) || fault.Code != press.FaultSitemap || fault.URL != address {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(news))
	f.Add([]byte("https://www.blatt.example/a\nb"))
	f.Add(packed(f, "<urlset><url><loc>/a</loc></url>"))
	f.Add([]byte("<sitemapindex><sitemap><loc>a<</loc><sitemap><lastmod>2026-01-01</sitemap>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := Parse(body, address, 10, now)
		if fault := (*press.Fault)(nil); err != nil && !errors.As(err, &fault) {
			t.Fatal(err)
		}
		if len(s.Candidates) > 10 || len(s.Index) > 10 {
			t.Fatalf("%d and %d", len(s.Candidates), len(s.Index))
		}
	})
}

// BenchmarkParse reads a sitemap of the largest size that the protocol allows.
func BenchmarkParse(b *testing.B) {
	var s strings.Builder
	s.WriteString(`<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for i := range 50_000 {
		fmt.Fprintf(&s, "<url><loc>https://www.blatt.example/lokales/article%d/der-rat-der-stadt-baut-am-markt.html</loc><lastmod>2026-03-02T12:00:00+01:00</lastmod></url>\n", i)
	}
	body := []byte(s.String() + "</urlset>")
	b.ReportAllocs()
	for b.Loop() {
		if got, err := Parse(body, address, 50_000, now); err != nil || len(got.Candidates) != 50_000 || got.Truncated {
			b.Fatal(len(got.Candidates), err)
		}
	}
}
