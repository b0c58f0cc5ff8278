package extract

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"2025-03-04T21:15:00+01:00":                "2025-03-04T20:15:00Z",
		"2025-07-04T21:15:00.123Z":                 "2025-07-04T21:15:00Z",
		"2025-07-04T21:15+0200":                    "2025-07-04T19:15:00Z",
		"2025-07-04 21:15:00.0":                    "2025-07-04T19:15:00Z", // no zone: Berlin, in summer
		"2025-01-04T21:15:00":                      "2025-01-04T20:15:00Z", // in winter
		"2025-01-04":                               "2025-01-03T23:00:00Z",
		"04.01.2025":                               "2025-01-03T23:00:00Z",
		"4. Januar 2025, 21.15 Uhr":                "2025-01-04T20:15:00Z",
		"Samstag, 4. Jänner 2025 um 9:05":          "2025-01-04T08:05:00Z",
		"Stand: 04.07.2025 21:15 Uhr":              "2025-07-04T19:15:00Z",
		"04.07.25 - 07:00":                         "2025-07-04T05:00:00Z",
		"Fri, 04 Jul 2025 21:15:00 GMT":            "2025-07-04T21:15:00Z",
		"Fri, 04 Jul 2025 21:15:00 MESZ":           "2025-07-04T19:15:00Z",
		"1751656500":                               "2025-07-04T19:15:00Z",
		"1751656500000":                            "2025-07-04T19:15:00Z",
		"2025-07-04T21:15:00+02:00[Europe/Berlin]": "2025-07-04T19:15:00Z",
		"Kein Datum, aber 31.02.2025":              "",
		"1899-01-01":                               "",
		"":                                         "",
	} {
		at, _, ok := parseTime(in)
		got := ""
		if ok {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestBerlinByRule(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for day := time.Date(2024, 1, 1, 12, 30, 0, 0, loc); day.Year() < 2028; day = day.AddDate(0, 0, 1) {
		if got := berlinByRule(day.Year(), day.Month(), day.Day(), 12, 30, 0, 0); !got.Equal(day) {
			t.Fatalf("got %v, want %v", got, day)
		}
	}
}

func TestSplitNames(t *testing.T) {
	for in, want := range map[string][]string{
		"Von Erika Beispiel und Jan Muster":             {"Erika Beispiel", "Jan Muster"},
		"Ein Kommentar von Erika Beispiel, Berlin":      {"Erika Beispiel", "Berlin"},
		"Erika Beispiel, Redakteurin":                   {"Erika Beispiel"},
		"Prof. Dr. Jan von der Muster":                  {"Prof. Dr. Jan von der Muster"},
		"Erika Beispiel (dpa)":                          {"Erika Beispiel"},
		"Von Erika Beispiel/dpa":                        {"Erika Beispiel", "dpa"},
		"erika.beispiel@blatt.example Erika Beispiel":   {"Erika Beispiel"},
		"Text: Erika Beispiel | Fotos folgen":           {"Erika Beispiel"},
		"Autorin: Erika Beispiel-Muster aus Hainfelden": {"Erika Beispiel-Muster"},
		"By Jane O'Sample and John Sample":              {"Jane O'Sample", "John Sample"},
		"Redaktion Hainfelden":                          {"Redaktion Hainfelden"},
		"Eine Reportage von Erika Beispiel":             {"Erika Beispiel"},
	} {
		if got := splitNames(in); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestIsPerson(t *testing.T) {
	p := &page{siteNorm: []string{"hainfelderbote"}}
	for name, want := range map[string]bool{
		"Erika Beispiel": true, "Dr. Jan von der Muster": true, "ERIKA BEISPIEL": true, "Ana de la Vorlage": true,
		"dpa": false, "Hainfelder Bote": false, "Redaktion Hainfelden": false, "Beispiel": false, "Kommentar von": false,
		"Deutsche Presse-Agentur": false, "4 Minuten": false, "Erika Beispiel ist Redakteurin und schreibt gern": false, "blatt.de Online": false,
	} {
		if got := p.isPerson(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestCutSite(t *testing.T) {
	p := &page{url: &url.URL{}, siteNorm: []string{"hainfelderbote", "bote"}}
	for in, want := range map[string]string{
		"Rat beschließt Umbau | Hainfelder Bote":            "Rat beschließt Umbau",
		"Rat beschließt Umbau | Lokales | Hainfelder Bote":  "Rat beschließt Umbau",
		"Rat beschließt Umbau - Hainfelder Bote":            "Rat beschließt Umbau",
		"Rat beschließt Umbau – Bote – 04.03.2025":          "Rat beschließt Umbau",
		"Sieg gegen Neustadt – Trainer bleibt trotzdem":     "Sieg gegen Neustadt – Trainer bleibt trotzdem",
		"Der Hainfelder Bote wird hundert Jahre alt":        "Der Hainfelder Bote wird hundert Jahre alt",
		"Bauen, wohnen, leben | Wie die Stadt wachsen will": "Bauen, wohnen, leben | Wie die Stadt wachsen will",
	} {
		if got := p.cutSite(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestPromo(t *testing.T) {
	for _, line := range []string{
		"Lesen Sie auch: Was aus dem Güterschuppen wird", "Mehr zum Thema: Der Bahnhof", "Foto: Erika Beispiel", "Der Markt am Morgen. © Erika Beispiel",
		"Folgen Sie uns auf unserem WhatsApp-Kanal", "Der Newsletter am Abend: Jetzt anmelden und nichts verpassen", "Stand: 04.03.2025, 10 Uhr",
		"Unterstützen Sie uns mit Ihrer Spende", "Empfohlener externer Inhalt", "Alle Entwicklungen lesen Sie in unserem Liveblog:",
		"Dieser Artikel erschien zuerst am 3. März.", "Ein Film vom Brand | 0:21 min",
	} {
		b := block{text: line, words: strings.Count(line, " ") + 1}
		if !isPromo(&b) {
			t.Errorf("%q is kept", line)
		}
	}
	for _, line := range []string{
		"Der Verein will die Bücherei mit Spenden aus der Bürgerschaft finanzieren, sagte der Vorsitzende.",
		"Auf Facebook und im Rathaus hatten sich viele Bürger über den Lärm beschwert, den die Bauarbeiten verursachen, und eine Pause verlangt.",
		"Die Polizei sucht Zeugen.", "Mehr als 200 Menschen kamen zum Fest auf dem Markt.", "Bild und Ton fielen aus.",
		"Laden und Café bleiben bis Ostern geschlossen.",
	} {
		b := block{text: line, words: strings.Count(line, " ") + 1}
		if isPromo(&b) {
			t.Errorf("%q is taken away", line)
		}
	}
}

func TestSelectors(t *testing.T) {
	page := `<html><head><title>x</title><meta property="og:type" content="article"></head><body><h1>Falsch</h1><div class="kopf">Richtiger Titel</div>
<div class="vorspann">Ein Vorspann, den der Betreiber ausgewählt hat.</div><b class="wer">Erika Beispiel</b><i class="wann" datetime="2025-03-04T10:00:00+01:00">gestern</i>
<div class="t"><p>Der erste Absatz steht hier und ist ein ganzer Satz.</p><p class="weg">Das soll verschwinden, auch wenn es ein Satz ist.</p><p>Der zweite Absatz folgt darauf mit noch mehr Wörtern und Sätzen, damit genug da ist.</p></div><p>Außerhalb steht etwas ganz anderes, das nicht gemeint ist und nicht gelesen werden soll.</p></body></html>`
	res, err := Extract([]byte(page), "https://beispiel.example/a", press.Selectors{
		Title: ".kopf", Lead: ".vorspann", Text: ".t", Authors: ".wer", Published: ".wann", Remove: []string{".weg", ":::"},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := res.Article
	want := "Ein Vorspann, den der Betreiber ausgewählt hat.\nDer erste Absatz steht hier und ist ein ganzer Satz.\nDer zweite Absatz folgt darauf mit noch mehr Wörtern und Sätzen, damit genug da ist."
	if a.Title != "Richtiger Titel" || a.Text != want || !reflect.DeepEqual(a.Authors, []string{"Erika Beispiel"}) || a.Published.UTC().Hour() != 9 {
		t.Errorf("got %+v", a)
	}
	for _, field := range []string{"title", "lead", "text", "authors", "published"} {
		if c := chosen(res, field); c.From != "selector" {
			t.Errorf("%s comes from %q", field, c.From)
		}
	}
}

// chosen is the choice that was made for a field.
func chosen(res Result, field string) Choice {
	for _, c := range res.Explain {
		if c.Field == field && c.Chosen {
			return c
		}
	}
	return Choice{}
}

func TestExplain(t *testing.T) {
	page := `<html><head><title>Alter Titel</title><meta property="og:title" content="Titel für andere"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Der wahre Titel","datePublished":"2025-03-04T10:00:00Z","author":"Erika Beispiel"}</script></head>
<body><article><h1>Titel auf der Seite</h1><p>Ein Satz steht hier, damit die Seite einen Text hat und gelesen werden kann.</p></article></body></html>`
	res, err := Extract([]byte(page), "https://beispiel.example/a", press.Selectors{})
	if err != nil {
		t.Fatal(err)
	}
	var from []string
	for _, c := range res.Explain {
		if c.Field == "title" {
			from = append(from, c.From+"="+c.Value)
		}
	}
	want := []string{"json-ld=Der wahre Titel", "visible=Titel auf der Seite", "meta=Titel für andere", "title=Alter Titel"}
	if !reflect.DeepEqual(from, want) {
		t.Errorf("got %q, want %q", from, want)
	}
}

func TestFaultKeepsWhatWasSeen(t *testing.T) {
	res, err := Extract([]byte(`<html><head><title>404 nicht gefunden</title></head><body><h1>Seite nicht gefunden</h1></body></html>`), "https://beispiel.example/a", press.Selectors{})
	if err == nil || res.Article.Title != "Seite nicht gefunden" || res.Article.URL != "https://beispiel.example/a" {
		t.Errorf("got %+v, %v", res.Article, err)
	}
}

func TestMendJSON(t *testing.T) {
	for in, want := range map[string]string{
		"{\"a\":[1,2,],}":               `{"a":[1,2]}`,
		"//<![CDATA[\n{\"a\":1}\n//]]>": `{"a":1}`,
		"{\"a\":\"eins\nzwei\"}":        `{"a":"eins zwei"}`,
		`{"a":"it\'s"}`:                 `{"a":"it's"}`,
		`{"a":"Komma ,} im \"Text\""};`: `{"a":"Komma ,} im \"Text\""}`,
	} {
		if got := mendJSON(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// A breadcrumb may end with an h1 that is written for search engines, as are the window's title and the structured data.
// The headline is then what the page tells others and prints above the article.
func TestHeadlineBesideBreadcrumb(t *testing.T) {
	const forEngines, printed = "Hainfelden: Bücherei im Güterschuppen öffnet im Mai", "Wo früher Kisten standen, wird jetzt gelesen"
	extracted := func(crumb, heading string) string {
		page := `<html><head><title>` + forEngines + `</title><meta property="og:title" content="` + printed + `"><script type="application/ld+json">{"@type":"NewsArticle","headline":"` + forEngines + `"}</script></head>
<body><` + crumb + `><a href="/">Start</a> <a href="/kultur">Kultur</a> <h1>` + forEngines + `</h1></` + crumb + `><article><h2><span>Neue Bücherei</span> <span>` + heading + `</span></h2>
<p>Die Bücherei zieht im Mai in den alten Güterschuppen am Bahnhof, wie der Rat am Dienstag beschlossen hat.</p><p>Der Umbau hat länger gedauert als geplant und ist teurer geworden, sagte die Leiterin der Bücherei.</p></article></body></html>`
		res, err := Extract([]byte(page), "https://beispiel.example/kultur/a", press.Selectors{})
		if err != nil {
			t.Fatal(err)
		}
		return res.Article.Title
	}
	for _, c := range []struct{ crumb, heading, want string }{
		{"nav", printed, printed},
		{"nav", "Aus dem Rat", forEngines}, // what others are told stands nowhere
		{"header", printed, forEngines},    // an h1 above the article is its headline
	} {
		if got := extracted(c.crumb, c.heading); got != c.want {
			t.Errorf("h1 in %s, heading %q: got %q", c.crumb, c.heading, got)
		}
	}
}
