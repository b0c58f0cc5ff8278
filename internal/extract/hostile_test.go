package extract

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"pressclip/internal/press"
)

// hostile are pages made to cost time or memory, or to fall over.
var hostile = map[string]func() string{
	"nested":       func() string { return strings.Repeat("<div>", 100_000) + "Text" },
	"nested spans": func() string { return strings.Repeat("<span class=a><p>", 50_000) + "Text" },
	"formatting":   func() string { return manyFormats(600) + strings.Repeat("<p>x", 400_000) },
	"huge":         func() string { return "<h1>Titel</h1>" + strings.Repeat("<p>Ein Satz, der endet.</p>\n", 2_000_000) },
	"appendices": func() string {
		return "<article>" + strings.Repeat("<h2>Mehr zum Thema</h2><p>Ein kurzer Satz steht hier und er endet.</p>", 9_000)
	},
	"headlines":  func() string { return strings.Repeat("<h1>Eine Überschrift unter vielen</h1>", 20_000) },
	"invalid":    func() string { return "<h1>\xff\xfeTitel\x00</h1><p>" + strings.Repeat("\xc3\x28 ", 5000) },
	"attributes": func() string { return "<p " + strings.Repeat(`class="<script>author date" `, 50_000) + ">x" },
	"json-ld": func() string {
		return `<script type="application/ld+json">` + strings.Repeat("[", 200_000) + "</script>"
	},
	"json-ld tags": func() string {
		return `<script type="application/ld+json">{"@type":"Article","headline":"` + strings.Repeat("<a", 400_000) + `"}</script>`
	},
	"tables": func() string { return strings.Repeat("<table><tr><td>", 20_000) + "x" },
	"bylines": func() string {
		return strings.Repeat(`<div class="author date">`, 400) + strings.Repeat("<i></i>", 50_000)
	},
	"select": func() string { return strings.Repeat("<select><option><a><b>", 30_000) },
	"title": func() string {
		return "<title>" + strings.Repeat("Ein Wort | ", 90) + "</title>" + strings.Repeat("<p>Ein Wort und noch eins</p>", 30_000)
	},
	"rows": func() string {
		return strings.Repeat(`<div class=a><a href=/x>Ein Verweis</a><p>Und ein kurzer Satz dazu.</p></div>`, 40_000)
	},
	"comments open": func() string { return strings.Repeat("<!-- <script> ", 200_000) + "<p>Text" },
	"scripts open":  func() string { return strings.Repeat("<script>'</scrip", 200_000) + "<p>Text" },
	"quotes open":   func() string { return strings.Repeat(`<a href="x' y='`, 200_000) + "<p>Text" },
	"svg in svg":    func() string { return strings.Repeat("<svg><style></svg>", 100_000) + "<p>Text" },
	"nothing":       func() string { return "" },
}

func manyFormats(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<b class=x%d>", i)
	}
	return b.String()
}

func TestHostile(t *testing.T) {
	for name, page := range hostile {
		t.Run(name, func(t *testing.T) {
			b := []byte(page())
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			res, err := Extract(b, "https://beispiel.example/a", press.Selectors{})
			runtime.ReadMemStats(&after)
			checkSane(t, res, err)
			if used := after.TotalAlloc - before.TotalAlloc; used > 400<<20 {
				t.Errorf("%d MB allocated for a page of %d kB", used>>20, len(b)>>10)
			}
		})
	}
}

// TestLean holds that the pages of testdata say the same whether or not what is no text was left out before parsing.
func TestLean(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.html")
	for _, file := range files {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(file, "deep_divs") {
			continue // the parser alone gives up on it
		}
		if whole, slim := visible(t, page), visible(t, lean(page)); whole != slim {
			t.Errorf("%s: got %q, want %q", file, slim, whole)
		}
	}
	for in, want := range map[string]string{
		"a<!-- b --><!--> c <!---> d<script x='>'>e</SCRIPT >f":      "a c  df",
		"<p title='<script>'>g<style>h</style></p>i":                 "gi",
		"<svg><text>j</text></svg>k<script>l<!--<script>m</script>n": "k", // as the standard has it
		"<scripture>o</scripture>":                                   "o",
	} {
		if got := visible(t, lean([]byte(in))); strings.Join(strings.Fields(got), "") != strings.Join(strings.Fields(want), "") {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func visible(t *testing.T, page []byte) string {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return squeeze(nodeText(doc, 1<<20))
}

// TestBoundedTree holds that a page cannot make the tree much larger than itself.
func TestBoundedTree(t *testing.T) {
	page := []byte(hostile["formatting"]())
	if n := affordable(page); n > 200_000 {
		t.Errorf("%d bytes of a formatting bomb are parsed", n)
	}
	calm := []byte(strings.Repeat("<p>Ein <b>Wort</b> und <a href=x>noch</a> <i>eines</i>.</p>", 50_000))
	if n := affordable(calm); n != len(calm) {
		t.Errorf("an ordinary page is cut at %d of %d bytes", n, len(calm))
	}
}

func checkSane(t *testing.T, res Result, err error) {
	t.Helper()
	var fault *press.Fault
	if err != nil && !errors.As(err, &fault) {
		t.Errorf("error %v is no fault", err)
	}
	a := res.Article
	for _, s := range append([]string{a.Title, a.Lead, a.Text, a.Site, a.Agency, a.CanonicalURL}, a.Authors...) {
		if !utf8.ValidString(s) {
			t.Errorf("%.80q is no valid UTF-8", s)
		}
	}
	if !strings.HasPrefix(a.Text, a.Lead) {
		t.Errorf("the text %.80q does not begin with the lead %.80q", a.Text, a.Lead)
	}
	if a.Authors == nil {
		t.Error("authors is nil")
	}
	if err == nil && (a.Title == "" || a.Text == "") {
		t.Errorf("an article without headline or text: %q, %.80q", a.Title, a.Text)
	}
}

func FuzzExtract(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.html")
	for _, file := range files {
		page, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(page, "")
	}
	f.Add([]byte("<b><p><table><svg><a>"), "p, div")
	f.Fuzz(func(t *testing.T, page []byte, selector string) {
		res, err := Extract(page, "https://beispiel.example/a/b", press.Selectors{Text: selector, Remove: []string{selector}})
		if !utf8.Valid(page) {
			err = nil
			res.Article.Title, res.Article.Lead, res.Article.Text = "-", "", "-"
		}
		checkSane(t, res, err)
	})
}

func FuzzLinked(f *testing.F) {
	f.Add(`{"@type":"NewsArticle","headline":"x",}`)
	f.Add(`//<![CDATA[ [{"@type":["Article"],"author":{"@id":"#a"}},{"@id":"#a","name":["b",{"name":1}]}] //]]>`)
	f.Add(`{"@type":"Article","headline":"Ein "Titel"","author":{"name":"x"}}`)
	f.Fuzz(func(_ *testing.T, script string) {
		p := page{known: map[string]hint{}}
		p.ld.add(script)
		p.ld.finish()
		p.ld.first("headline", "name")
		p.linkedAuthors()
	})
}

func FuzzTime(f *testing.F) {
	for _, s := range []string{"2025-03-04T21:15:00+01:00", "4. März 2025, 21.15 Uhr", "04.03.25 - 9:05", "1741119300", "Tue, 4 Mar 2025 21:15:00 MEZ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if at, _, ok := parseTime(s); ok && !plausible(at) {
			t.Errorf("%q gives %v", s, at)
		}
	})
}
