package feed

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"pressclip/internal/press"
)

const address = "https://www.blatt.example/feeds/lokales.xml"

var now = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

// channel wraps items into a feed.
func channel(items string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>Das Blatt: Lokales</title><link>https://www.blatt.example/</link>` + items + `</channel></rss>`
}

func mustParse(t *testing.T, body string) Feed {
	t.Helper()
	f, err := Parse([]byte(body), "", address, now)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func one(t *testing.T, body string) press.Candidate {
	t.Helper()
	f := mustParse(t, body)
	if len(f.Candidates) != 1 {
		t.Fatalf("%d candidates: %+v", len(f.Candidates), f.Candidates)
	}
	return f.Candidates[0]
}

func TestRSS(t *testing.T) {
	f := mustParse(t, channel(`<item><title>Rat beschließt &amp; baut</title><link>https://www.blatt.example/rat-12345.html</link>
		<guid isPermaLink="false">blatt-12345</guid><pubDate>Mon, 02 Mar 2026 09:30:00 +0100</pubDate>
		<dc:creator>Erika Beispiel</dc:creator><description><![CDATA[<p>Der Rat hat <b>beschlossen</b>.</p><p>Nun wird gebaut.</p>]]></description></item>
		<item><title>Ohne Adresse</title></item>
`))
	if f.Title != "Das Blatt: Lokales" || len(f.Candidates) != 1 {
		t.Fatalf("%+v", f)
	}
	got := fmt.Sprintf("%+v", f.Candidates[0])
	want := fmt.Sprintf("%+v", press.Candidate{
		URL: "https://www.blatt.example/rat-12345.html", GUID: "blatt-12345", Title: "Rat beschließt & baut",
		Summary: "Der Rat hat beschlossen. Nun wird gebaut.", Authors: []string{"Erika Beispiel"},
		Published: time.Date(2026, 3, 2, 9, 30, 0, 0, time.FixedZone("", 3600)),
	})
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Articles may share an address; what is listed twice is not two.
func TestSharedAddress(t *testing.T) {
	entry := func(guid, title string) string {
		return `<item><link>https://www.blatt.example/ticker-1.html</link><guid isPermaLink="false">` + guid + `</guid><title>` + title + `</title></item>`
	}
	f := mustParse(t, channel(entry("a-1", "Beginn")+entry("a-2", "Ende")+entry("a-1", "Beginn")))
	if len(f.Candidates) != 2 || f.Candidates[0].Title != "Beginn" || f.Candidates[1].Title != "Ende" {
		t.Errorf("%+v", f.Candidates)
	}
}

func TestAtom(t *testing.T) {
	c := one(t, `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.blatt.example/magazin/atom.xml"><title type="html">Magazin &amp;amp; mehr</title>
		<entry><title type="html">Der &lt;em&gt;neue&lt;/em&gt; Platz</title><link rel="edit" href="/edit/1"/><link href="platz-der-ankunft.html"/>
		<id>tag:blatt.example,2026:1</id><updated>2026-03-02T10:00:00Z</updated><published>2026-03-01T10:00:00Z</published>
		<author><name>Erika Beispiel</name></author><author><name>Max Muster</name></author><summary>Kurz gesagt.</summary></entry></feed>`)
	if c.URL != "https://www.blatt.example/magazin/platz-der-ankunft.html" || c.Title != "Der neue Platz" || c.GUID != "tag:blatt.example,2026:1" {
		t.Errorf("%+v", c)
	}
	if !c.Published.Equal(time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)) || !c.Modified.Equal(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("published %v, modified %v", c.Published, c.Modified)
	}
	if !slices.Equal(c.Authors, []string{"Erika Beispiel", "Max Muster"}) || c.Summary != "Kurz gesagt." {
		t.Errorf("%+v", c)
	}
}

func TestRDF(t *testing.T) {
	c := one(t, `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
		<channel rdf:about="https://www.blatt.example/"><title>Blatt</title><items><rdf:Seq><rdf:li resource="x"/></rdf:Seq></items></channel>
		<item rdf:about="x"><title>Ein Bericht</title><link>/bericht/1</link><dc:date>2026-03-01</dc:date></item></rdf:RDF>`)
	if c.URL != "https://www.blatt.example/bericht/1" || c.Published.Format(time.RFC3339) != "2026-03-01T00:00:00+01:00" {
		t.Errorf("%+v", c)
	}
}

func TestJSON(t *testing.T) {
	c := one(t, `{"version":"https://jsonfeed.org/version/1.1","title":"Blatt","items":[{"id":"7","url":"/artikel/7","title":"Neues vom Markt",
		"content_text":"Auf dem Markt wird gebaut.","date_published":"2026-03-01T10:00:00+01:00","authors":[{"name":"Erika Beispiel"}]}]}`)
	if c.URL != "https://www.blatt.example/artikel/7" || c.Summary != "Auf dem Markt wird gebaut." || c.Published.IsZero() || len(c.Authors) != 1 {
		t.Errorf("%+v", c)
	}
}

func TestLinks(t *testing.T) {
	for _, c := range []struct{ name, item, want string }{
		{"relative", `<link>../artikel/1</link>`, "https://www.blatt.example/artikel/1"},
		{"permalink", `<guid>https://www.blatt.example/p/1</guid>`, "https://www.blatt.example/p/1"},
		{"identifier only", `<guid isPermaLink="false">https://www.blatt.example/?p=1</guid>`, ""},
		{"identifier that is no address", `<guid>artikel-1</guid>`, ""},
		{"before counting", `<link>https://feeds.example/~r/1</link><feedburner:origLink>https://www.blatt.example/a</feedburner:origLink>`, "https://www.blatt.example/a"},
		{"mail instead of link", `<link>mailto:a@blatt.example</link><guid>https://www.blatt.example/b</guid>`, "https://www.blatt.example/b"},
		{"blanks around", "<link>\n https://www.blatt.example/c \n</link>", "https://www.blatt.example/c"},
		{"bare ampersands", `<link>https://www.blatt.example/?id=1&lang=de&copy=2</link>`, "https://www.blatt.example/?id=1&lang=de&copy=2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := mustParse(t, channel(`<item><title>Ein Titel</title>`+c.item+`</item>`))
			got := ""
			if len(f.Candidates) > 0 {
				got = f.Candidates[0].URL
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	for item, want := range map[string]string{
		`<pubDate>Mo, 02 Mär 2026 10:20:00 MEZ</pubDate>`:                                         "2026-03-02T10:20:00+01:00",
		`<pubDate>Thu, 03 Jul 2025 10:20:00 MESZ</pubDate>`:                                       "2025-07-03T10:20:00+02:00",
		`<pubDate>Thu, 03 Jul 2025 10:20:00</pubDate>`:                                            "2025-07-03T10:20:00+02:00",
		`<pubDate>02.03.2026, 10:20 Uhr</pubDate>`:                                                "2026-03-02T10:20:00+01:00",
		`<pubDate>1772443200</pubDate>`:                                                           "2026-03-02T09:20:00Z",
		`<dcterms:issued>2026-03-02T10:20:00+01:00</dcterms:issued>`:                              "2026-03-02T10:20:00+01:00",
		`<pubDate>Mon, 02 Mar 2099 10:20:00 GMT</pubDate><dc:date>2026-03-02T10:20:00Z</dc:date>`: "2026-03-02T10:20:00Z",
		`<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>`:                                        "",
		`<pubDate>Fri, 06 Mar 2026 10:20:00 GMT</pubDate>`:                                        "",
		`<pubDate>gestern</pubDate>`:                                                              "",
	} {
		c := one(t, channel(`<item><title>Ein Titel</title><link>/a</link>`+item+`</item>`))
		got := ""
		if !c.Published.IsZero() {
			got = c.Published.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", item, got, want)
		}
	}
}

// TestLettersSetAsOne: a word is found however its letters were set.
func TestLettersSetAsOne(t *testing.T) {
	if got := plain("Wohnungen &#xFB01;nden, <b>o\ufb00en</b>"); got != "Wohnungen finden, offen" {
		t.Errorf("%q", got)
	}
}

func TestTitles(t *testing.T) {
	for written, want := range map[string]string{
		`Gr&amp;uuml;n &amp;amp; gut`:                       "Grün & gut",
		`&lt;b&gt;Fett&lt;/b&gt;es Pl&lt;i&gt;us&lt;/i&gt;`: "Fettes Plus",
		`Wenn a &lt; b und b &gt; c`:                        "Wenn a < b und b > c",
		`Das &lt;Wir&gt; im Quartier`:                       "Das <Wir> im Quartier",
		`<![CDATA[Zeile<br/>zwei]]>`:                        "Zeile zwei",
		`Q&A im Rathaus`:                                    "Q&A im Rathaus",
		"  viele \n Leer-\tzeichen ":                        "viele Leer- zeichen",
		`&#8222;Zitat&#8220; &nbsp;&ndash; so`:              "„Zitat“ – so",
		"\u0084Zitat\u0093 \u0096 gestern":                  "„Zitat“ – gestern", // numbered as Windows does
		`Ver&#173;eins&shy;heim`:                            "Vereinsheim",
		`Vor&#11;her`:                                       "Vorher",
	} {
		if c := one(t, channel(`<item><title>`+written+`</title><link>/a</link></item>`)); c.Title != want {
			t.Errorf("%s: %q, want %q", written, c.Title, want)
		}
	}
}

func TestAuthors(t *testing.T) {
	for written, want := range map[string][]string{
		`<author>post@blatt.example (Erika Beispiel)</author>`:                               {"Erika Beispiel"},
		`<author>Erika Beispiel (post@blatt.example)</author>`:                               {"Erika Beispiel"},
		`<author>Erika Beispiel &lt;post@blatt.example&gt;</author>`:                         {"Erika Beispiel"},
		`<author>post@blatt.example</author>`:                                                nil,
		`<dc:creator>Erika Beispiel</dc:creator><dc:creator>Max Muster</dc:creator>`:         {"Erika Beispiel", "Max Muster"},
		`<author>Erika Beispiel</author><dc:creator><![CDATA[Erika Beispiel]]></dc:creator>`: {"Erika Beispiel"},
		`<dc:creator>Nachrichtendienst (Berlin)</dc:creator>`:                                {"Nachrichtendienst (Berlin)"},
	} {
		if c := one(t, channel(`<item><title>Titel</title><link>/a</link>`+written+`</item>`)); !slices.Equal(c.Authors, want) {
			t.Errorf("%s: %q, want %q", written, c.Authors, want)
		}
	}
}

func TestEncodings(t *testing.T) {
	const item = `<item><title>Grüße vom Rathaus</title><link>/a</link></item>`
	body := func(label string) string { return strings.Replace(channel(item), "UTF-8", label, 1) }
	encode := func(e encoding.Encoding, s string) []byte {
		b, err := e.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, c := range map[string]struct {
		body   []byte
		header string
	}{
		"latin1 as it says":           {encode(charmap.ISO8859_1, body("iso-8859-1")), "text/xml"},
		"latin1 said in header":       {encode(charmap.ISO8859_1, channel(item)), "text/xml; charset=ISO-8859-1"},
		"latin1 that says UTF-8":      {encode(charmap.ISO8859_1, body("utf-8")), "text/xml; charset=utf-8"},
		"UTF-8 that says latin1":      {[]byte(body("iso-8859-1")), "text/xml; charset=iso-8859-1"},
		"UTF-8 with an unknown label": {[]byte(body("quatsch")), ""},
		"UTF-8 with mark":             {[]byte("\ufeff" + channel(item)), ""},
		"UTF-8 cut in a character":    {append([]byte(strings.Replace(channel(item+item), "</channel>", "äöüäöü", 1)), 0xc3), ""},
		"UTF-16 with mark":            {encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), body("utf-16")), ""},
		"UTF-16 big, no mark":         {encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), body("utf-16")), ""},
		"UTF-16 that says UTF-8":      {encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), channel(item)), ""},
		"UTF-32 with mark":            {encode(utf32.UTF32(utf32.BigEndian, utf32.UseBOM), body("utf-32")), ""},
		"UTF-32 little, no mark":      {encode(utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), body("utf-32")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Parse(c.body, c.header, address, now)
			if err != nil || len(f.Candidates) != 1 || f.Candidates[0].Title != "Grüße vom Rathaus" {
				t.Errorf("%+v, %v", f, err)
			}
		})
	}
}

func TestBroken(t *testing.T) {
	good := `<item><title>Erster Bericht</title><link>/1</link></item><item><title>Zweiter Bericht</title><link>/2</link></item>`
	for name, body := range map[string]string{
		"words before the prolog":   "Warning: foo() in <b>/srv/x.php</b> on line 3<br />\n" + channel(good),
		"blank lines before":        "\n\n \t" + channel(good),
		"comment before the root":   "<!-- <rss> a -- b -->" + channel(good),
		"another XML version":       strings.Replace(channel(good), `version="1.0"`, `version="1.1"`, 1),
		"control characters":        strings.ReplaceAll(channel(good), "Bericht", "Be\x00\x0b\x1bricht"),
		"lone angle":                channel(strings.ReplaceAll(good, "Bericht", "Bericht < alles")),
		"unknown prefix":            channel(good + `<foo:bar><foo:baz/></foo:bar>`),
		"nothing after the entries": strings.TrimSuffix(channel(good), "</channel></rss>"),
		"an entry that breaks off":  strings.TrimSuffix(channel(good+`<item><title>Dritter`), "</channel></rss>"),
		"cut in CDATA":              strings.TrimSuffix(channel(good+`<item><title><![CDATA[Dritter`), "</channel></rss>"),
		"one entry is broken":       channel(strings.Replace(good, "</item>", `</item><item><title>Kaputt</title><link a="<">/3</link></item>`, 1)),
		"broken before entries":     strings.Replace(channel(good), "<link>https", `<description x="<">x</description><link>https`, 1),
		"document type":             strings.Replace(channel(good), "<rss", "<!DOCTYPE rss [<!ENTITY x \"y\">]>\n<rss", 1),
	} {
		t.Run(name, func(t *testing.T) {
			f := mustParse(t, body)
			if len(f.Candidates) != 2 || !strings.HasPrefix(f.Candidates[1].Title, "Zweiter Bericht") {
				t.Errorf("%+v", f.Candidates)
			}
		})
	}
}

// TestCutAnywhere cuts a feed at every byte: all entries that are whole before the cut must be there.
func TestCutAnywhere(t *testing.T) {
	atom := `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Blatt</a:title>` +
		`<a:entry><a:title>Größe</a:title><a:link href="/1"/><a:id>1</a:id></a:entry><a:entry><a:title>Zwei</a:title><a:link href="/2"/></a:entry></a:feed>`
	for _, c := range []struct{ body, end string }{
		{channel(`<item><title>Größe</title><link>/1</link></item> <item><title><![CDATA[<b>zwei</b>]]></title><link>/2</link></item>`), "</item>"},
		{atom, "</a:entry>"},
	} {
		first := strings.Index(c.body, c.end)
		for cut := first + len(c.end); cut < len(c.body); cut++ {
			f, err := Parse([]byte(c.body[:cut]), "", address, now)
			if want := strings.Count(c.body[:cut], c.end); err != nil || len(f.Candidates) != want {
				t.Fatalf("cut at %d: %d candidates of %d, %v\n%s", cut, len(f.Candidates), want, err, c.body[:cut])
			}
		}
	}
}

func TestNotAFeed(t *testing.T) {
	for name, body := range map[string]string{
		"nothing": "", "text": "Guten Tag", "page": "<!doctype html><html><body><p>Guten Tag</p></body></html>", "other XML": "<urlset><url/></urlset>",
		"other JSON": `{"error":"not found"}`, "broken JSON": `{"version":"https://jsonfeed.org/version/1","items":[{"id":`,
		"zeros": strings.Repeat("\x00", 1000), "too deep": "<rss><channel><item>" + strings.Repeat("<x:a>", 3_000_000),
	} {
		f, err := Parse([]byte(body), "", address, now)
		var fault *press.Fault
		if !errors.As(err, &fault) || fault.Code != press.FaultFeed || fault.URL != address || fault.Detail == "" {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	if f, err := Parse([]byte(channel("")), "", address, now); err != nil || len(f.Candidates) != 0 {
		t.Errorf("an empty feed: %+v, %v", f, err)
	}
}

func TestBounds(t *testing.T) {
	many := strings.Builder{}
	for i := range maxCandidates + 10 {
		fmt.Fprintf(&many, "<item><link>/%d</link></item>", i)
	}
	if f := mustParse(t, channel(many.String())); len(f.Candidates) != maxCandidates {
		t.Errorf("%d candidates", len(f.Candidates))
	}
	long := one(t, channel(`<item><link>/a</link><description>`+strings.Repeat("Größe ", 5000)+`</description></item>`))
	if len(long.Summary) > maxSummary || !strings.HasSuffix(long.Summary, "Größe") {
		t.Errorf("summary of %d bytes ends in %q", len(long.Summary), long.Summary[len(long.Summary)-10:])
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(channel(`<item><title>a</title><link>/1</link><pubDate>02.03.2026</pubDate></item>`)), "text/xml; charset=utf-16")
	f.Add([]byte(`<feed xml:base="x/y"><entry><link href="/1"/><content type="xhtml"><div>a</div></content>`), "")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"url":"/a"}]}`), "application/json")
	f.Add([]byte("<\x00r\x00s\x00s\x00>\x00"), "")
	f.Add([]byte("<rdf:RDF><channel/><item><link>/a</link></item><item"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		got, err := Parse(body, contentType, address, now)
		if err != nil {
			if fault := (*press.Fault)(nil); !errors.As(err, &fault) {
				t.Fatal(err)
			}
		}
		for _, c := range got.Candidates {
			if c.URL == "" || c.Published.After(now.Add(48*time.Hour)) {
				t.Fatalf("%+v", c)
			}
		}
	})
}
