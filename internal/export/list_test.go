package export

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"
)

func sampleList() List {
	at := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	return List{
		ID: Tag("presse.example.org", "press/A & B"), Title: "A & B <in> der Presse", Home: "https://presse.example.org/press/A%20&%20B", Self: "https://presse.example.org/press/A%20&%20B",
		Language: "de", Updated: at, Location: berlin, Lines: []Line{
			{ID: Tag("presse.example.org", "clipping/7"), URL: "https://elbblatt.example/a?b=1&c=2", Title: "<b>Fett</b> & \x00 „Zitat“ \"gerade\"\uFFFE", Outlet: "Viertel & Stadt", OutletURL: "https://elbblatt.example/",
				Authors: []string{"Eva <Lind>", "Ali"}, Published: at, Updated: at.Add(time.Hour), Text: "Ein Satz mit <script>alert('x')</script> & mehr", Labels: []string{"Quartier*"}},
			{ID: Tag("presse.example.org", "clipping/8"), URL: "javascript:alert(1)", Outlet: "Bote"},
		},
	}
}

// wellFormed reads XML to its end.
func wellFormed(t *testing.T, text []byte) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(text)))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
	}
}

func has(t *testing.T, text []byte, wanted ...string) {
	t.Helper()
	for _, s := range wanted {
		if !strings.Contains(string(text), s) {
			t.Errorf("%q is missing in\n%s", s, text)
		}
	}
}

func TestAtom(t *testing.T) {
	text, err := sampleList().Atom()
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, text)
	has(t, text, `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">`, "<id>tag:presse.example.org,2026:press/A%20&amp;%20B</id>", "<updated>2026-11-22T23:30:00Z</updated>",
		`rel="self" type="application/atom+xml" href="https://presse.example.org/press/A%20&amp;%20B.atom"`, `href="https://elbblatt.example/a?b=1&amp;c=2"`,
		"&lt;b&gt;Fett&lt;/b&gt; &amp;  „Zitat“", "<name>Eva &lt;Lind&gt;</name>", "<published>2026-11-22T23:30:00Z</published>", "<updated>2026-11-23T00:30:00Z</updated>",
		`<category term="Quartier*">`, `<title type="text">javascript:alert(1)</title>`, "<name>Bote</name>", "<updated>1970-01-01T00:00:00Z</updated>", "<title>Viertel &amp; Stadt</title>")
}

func TestRSS(t *testing.T) {
	text, err := sampleList().RSS()
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, text)
	has(t, text, `xmlns:dc="http://purl.org/dc/elements/1.1/"`, `<guid isPermaLink="false">tag:presse.example.org,2026:clipping/7</guid>`, "<pubDate>Sun, 22 Nov 2026 23:30:00 +0000</pubDate>",
		"<dc:creator>Eva &lt;Lind&gt;</dc:creator>", `<source url="https://elbblatt.example/">Viertel &amp; Stadt</source>`,
		"<description>Ein Satz mit &amp;lt;script&amp;gt;", `<atom:link rel="self"`, "<lastBuildDate>")
}

func TestJSON(t *testing.T) {
	text, err := sampleList().JSONFeed()
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Version, Title string
		FeedURL        string `json:"feed_url"`
		Items          []map[string]any
	}
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	one := back.Items[0]
	if back.Version != "https://jsonfeed.org/version/1.1" || back.FeedURL != "https://presse.example.org/press/A%20&%20B.json" || len(back.Items) != 2 ||
		one["content_text"] != "Ein Satz mit <script>alert('x')</script> & mehr" || one["date_published"] != "2026-11-22T23:30:00Z" || one["url"] != "https://elbblatt.example/a?b=1&c=2" {
		t.Errorf("%s", text)
	}
	if _, dated := back.Items[1]["date_published"]; dated || back.Items[1]["content_text"] != "" {
		t.Errorf("%v", back.Items[1])
	}
}

// Nothing of an article acts or looks like anything where it is put in, and days are those of the zone.
func TestFragment(t *testing.T) {
	text, err := sampleList().Fragment()
	if err != nil {
		t.Fatal(err)
	}
	has(t, text, `<ul class="pressclip-list" lang="de">`, `href="https://elbblatt.example/a?b=1&amp;c=2" rel="external">&lt;b&gt;Fett&lt;/b&gt;`, `datetime="2026-11-23">23. November 2026</time>`,
		`<span class="pressclip-author">Eva &lt;Lind&gt; und Ali</span>`, `<p class="pressclip-sentence">Ein Satz mit &lt;script&gt;`, `<span class="pressclip-title">javascript:alert(1)</span>`)
	for _, bad := range []string{"<script", "<style", "style=", "href=\"javascript", " id=", "<html", " on"} {
		if strings.Contains(strings.ReplaceAll(string(text), " on ", ""), bad) {
			t.Errorf("%q is in\n%s", bad, text)
		}
	}
	if text, err = (List{Language: "en"}).Fragment(); err != nil || string(text) != "<p class=\"pressclip-empty\" lang=\"en\">There is nothing here yet.</p>\n" {
		t.Errorf("%v %s", err, text)
	}
}

func TestPage(t *testing.T) {
	text, err := sampleList().Page()
	if err != nil {
		t.Fatal(err)
	}
	has(t, text, "<style>"+Style+"</style>", "<h1>A &amp; B &lt;in&gt; der Presse</h1>", `href="https://presse.example.org/press/A%20&amp;%20B.rss" title="RSS"`, "pressclip-list")
	l := sampleList()
	l.Self = ""
	if text, err = l.Page(); err != nil || strings.Contains(string(text), "JSON Feed") {
		t.Errorf("%v\n%s", err, text)
	}
}
