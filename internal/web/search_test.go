package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/search"
)

func TestSearchPage(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	page := w.page("/search?q=Ankunftsquartier*")
	has(t, page, "3 Clippings", "In drei <mark>Ankunftsquartieren</mark>", `aria-label="Juli 2026: 1 Clipping"`, `aria-label="November 2026: 2 Clippings"`,
		`name="project" value="Ankunftsquartiere"`, `name="outlet" value="Elbblatt"`, "neueste zuerst")
	narrowed := w.page("/search?q=Ankunftsquartier*&from=2026-07-01&to=2026-07-31&outlet=Elbblatt")
	has(t, narrowed, "1 Clipping<", "Juli 2026 – Filter aufheben", "Elbblatt – Filter aufheben", `aria-label="November 2026: 1 Clipping"`, "Filter: 2 gesetzt", `class="on"`)
	lacks(t, narrowed, "Güterbahnhof")
	has(t, w.page("/search?project=Wohnen+%26+Teilhabe"), "3 Clippings")
	has(t, w.page("/search?verdict=relevant"), "Nichts gefunden", "Nichts im Archiv passt")
	has(t, page, `value="new" form="ask" data-submit> <span>neu</span> <span class="num">3</span>`,
		`value="yes" form="ask" data-submit> <span>mit Bezahlschranke</span> <span class="num">1</span>`,
		`value="unknown" form="ask" data-submit> <span>Bezahlschranke unbekannt</span> <span class="num">2</span>`)
	has(t, w.page("/search?q=Ankunftsquartier*&paywall=yes"), "1 Clipping<", "Wo Ankommen gelingt", "mit Bezahlschranke – Filter aufheben",
		"/api/v1/export?format=csv&amp;paywall=yes&amp;q=Ankunftsquartier%2A")
	has(t, w.page("/search?q=Ankunftsquartier*&page=40"), "steht nichts mehr")
	quoted := w.page("/search?q=" + url.QueryEscape(`"neue Nachbarschaft"`))
	has(t, quoted, `<title>&#34;neue Nachbarschaft&#34; `, "<code>„neue Nachbarschaft“</code>")
	lacks(t, quoted, "„&#34;", "„„")
}

// TestWrongQuery says what is wrong, where, and what to ask instead, and keeps what was typed.
func TestWrongQuery(t *testing.T) {
	w := newWorld(t)
	w.watch()
	page := w.page("/search?q=" + url.QueryEscape(`Studie UND (Quartier`) + "&project=Ankunftsquartiere")
	has(t, page, `value="Studie UND (Quartier"`, "Klammer", "<mark>(</mark>Quartier", "Studie UND (Quartier)</code>", `value="Ankunftsquartiere" form="ask" checked`)
	has(t, w.page("/search?q=a&from=gestern"), "„gestern“ ist kein Tag")
	has(t, w.page("/search?q=Studie+oder+Quartier"), "„oder“ wird hier als Wort gesucht. Zum Verknüpfen in Großbuchstaben: <a href=\"/search?q=Studie&#43;ODER&#43;Quartier\"")
	has(t, w.get("/api/v1/search?q=a+%22b+c").Body.String(), `"position":3`, `"proposal":"a \"b c\""`)
}

// TestQueryWords has words for every way in which a query can be wrong.
func TestQueryWords(t *testing.T) {
	said := words{language: "de", now: morning}
	for _, bad := range []string{`"offen`, `'offen`, `(offen`, `zu)`, `()`, `""`, `UND b`, `a UND`, `a NAHE b`, `a NAHE/9999 b`, `ab*`, `*abc`, `a*b*c`, strings.Repeat("(", 70) + "a", "\xff", strings.Repeat("wort ", 1200)} {
		_, err := query.Parse(bad)
		if err == nil {
			continue
		}
		v := said.wrong(asked{Query: bad}, err)
		if v == nil || strings.HasPrefix(v.Words, "query.") || strings.Contains(v.Words, "%!") {
			t.Errorf("%.20q: %+v", bad, v)
		}
	}
}

// TestAskedRoundTrip keeps an address stable: what it asks for is what its own address asks for.
func TestAskedRoundTrip(t *testing.T) {
	in := "/search?from=2026-01-01&outlet=A&outlet=B+%26+C&page=3&paywall=no&project=P&q=a+%22b+c%22&sort=relevance&to=2026-02-01&verdict=relevant"
	u, err := url.Parse(in)
	if err != nil {
		t.Fatal(err)
	}
	if a, bad := askedFrom(u.Query()); a.url() != in || bad != nil {
		t.Errorf("got  %s\nwant %s, misfit %v", a.url(), in, bad)
	}
	odd, _ := url.ParseQuery("verdict=great&sort=random&page=-4&project=&project=A&project=A")
	if a, bad := askedFrom(odd); a.url() != "/search?project=A" || bad == nil || bad.Name != "verdict" {
		t.Errorf("got %s, misfit %v", a.url(), bad)
	}
}

// TestMisfits answers no question with something else than was asked: what no search can mean is named, with what
// could be meant.
func TestMisfits(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	for parameters, want := range map[string]string{
		"verdict=foo":                         "„foo“ geht bei verdict nicht; möglich ist eines von: new, relevant, irrelevant.",
		"paywall=maybe":                       "„maybe“ geht bei paywall nicht; möglich ist eines von: yes, no, unknown.",
		"verdict=new&verdict=foo":             "„foo“ geht bei verdict nicht",
		"sort=random":                         "„random“ geht bei sort nicht; möglich ist eines von: newest, relevance.",
		"page=x":                              "„x“ geht bei page nicht; möglich ist eine ganze Zahl von 1 bis 500.",
		"page=0":                              "„0“ geht bei page nicht",
		"page=501":                            "„501“ geht bei page nicht",
		"project=Wohnen":                      "Das Projekt „Wohnen“ gibt es nicht (project). Es gibt: Ankunftsquartiere, Wohnen &amp; Teilhabe.",
		"outlet=Elbblatt&outlet=Talbote":      "Das Medium „Talbote“ gibt es nicht (outlet). Es gibt: Elbblatt, Mainpost am Morgen, Viertel &amp; Stadt, Küstenfunk.",
		"verdict=" + strings.Repeat("ä", 500): "„" + strings.Repeat("ä", 60) + "…“ geht",
	} {
		page := w.page("/search?q=Ankunftsquartier*&" + parameters)
		has(t, page, want, "Nichts gefunden")
		lacks(t, page, "Güterbahnhof")
		var bad apiError
		w.json("/api/v1/search?q=Ankunftsquartier*&"+parameters, http.StatusBadRequest, &bad)
		has(t, bad.Error, strings.ReplaceAll(want, "&amp;", "&"))
	}
	var bad apiError
	for _, limit := range []string{"x", "0", "1001"} {
		w.json("/api/v1/search?limit="+limit, http.StatusBadRequest, &bad)
		has(t, bad.Error, "bei limit nicht; möglich ist eine ganze Zahl von 1 bis 1000.")
	}
	has(t, w.page("/search?project=Wohnen"), `href="/search" aria-label="Wohnen – Filter aufheben"`)
	has(t, w.page("/search?q=Ankunftsquartier*&verdict=&sort=&page=&project=&outlet=&from=&to="), "3 Clippings")
	has(t, w.page("/search?q=Ankunftsquartier*&sort=newest"), "3 Clippings")
	has(t, w.get("/api/v1/search?verdict=foo", "Accept-Language", "en").Body.String(), "“foo” does not fit verdict; possible is one of: new, relevant, irrelevant.")
}

// TestNamesOfTheRecord lets everything be searched that clippings were ever filed under, also what is watched no more.
func TestNamesOfTheRecord(t *testing.T) {
	w := newWorld(t)
	list := watchlist()
	w.must(w.archive.SyncFile(t.Context(), list))
	w.read(coverage())
	list.Outlets, list.Projects, list.Digests = list.Outlets[1:], list.Projects[1:], nil
	w.must(w.archive.SyncFile(t.Context(), list))
	has(t, w.page("/search?outlet=Elbblatt"), "2 Clippings")
	has(t, w.page("/search?project=Ankunftsquartiere"), "5 Clippings")
	has(t, w.page("/search?project=Ankunft"), "gibt es nicht")
}

func TestTimeline(t *testing.T) {
	said := words{language: "de", now: morning}
	if said.timeline(nil, asked{}) != nil {
		t.Error("a drawing of nothing")
	}
	year := said.timeline([]search.Facet{{Value: "2026-11", Count: 4}, {Value: "2026-07", Count: 1}, {Value: "kaputt", Count: 9}}, asked{From: "2026-07-01", To: "2026-07-31"})
	if n := len(year.Bars); n != 12 || year.First != "Dezember 2025" || year.Last != "November 2026" {
		t.Fatalf("%d bars from %s to %s", n, year.First, year.Last)
	}
	july, november := year.Bars[7], year.Bars[11]
	if !july.On || july.URL != "/search" || november.On || november.URL != "/search?from=2026-11-01&to=2026-11-30" || november.Height != barRoom {
		t.Errorf("%+v\n%+v", july, november)
	}
	if none := year.Bars[8]; none.URL != "" {
		t.Errorf("a month without hits leads to %s", none.URL)
	}
	long := said.timeline([]search.Facet{{Value: "2026-11", Count: 4}, {Value: "1999-07", Count: 1}, {Value: "0001-01", Count: 1}}, asked{})
	if n := len(long.Bars); n != maxYears || long.Last != "2026" {
		t.Errorf("%d bars to %s", n, long.Last)
	}
}

func TestPieces(t *testing.T) {
	for _, c := range []struct {
		text  string
		marks []press.Span
		want  string
	}{
		{"ein Ort", []press.Span{{Start: 4, End: 7}}, "ein [Ort]"},
		{"ein Ort", nil, "ein Ort"},
		{"Orte", []press.Span{{Start: 2, End: 99}, {Start: 0, End: 3}}, "[Ort][e]"},
		{"Übung", []press.Span{{Start: 1, End: 3}}, "Übung"},
		{"ab", []press.Span{{Start: -4, End: 1}, {Start: 5, End: 9}}, "[a]b"},
		{"", []press.Span{{Start: 0, End: 1}}, ""},
	} {
		var b strings.Builder
		for _, p := range pieces(c.text, c.marks) {
			if p.Mark {
				p.Text = "[" + p.Text + "]"
			}
			b.WriteString(p.Text)
		}
		if b.String() != c.want {
			t.Errorf("%q %v: got %q, want %q", c.text, c.marks, b.String(), c.want)
		}
	}
}

func FuzzPieces(f *testing.F) {
	f.Add("Ein Ankunftsort für alle", 4, 15, 20, 22)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d int) {
		var all strings.Builder
		for _, p := range pieces(text, []press.Span{{Start: a, End: b}, {Start: c, End: d}}) {
			all.WriteString(p.Text)
		}
		if all.String() != text {
			t.Errorf("got %q, want %q", all.String(), text)
		}
	})
}

// TestAPI answers as the contract says, field by field.
func TestAPI(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	var answer map[string]json.RawMessage
	w.json("/api/v1/search?q=Ankunftsquartier*&limit=2", http.StatusOK, &answer)
	for name, want := range map[string]string{"total": "3", "next": `"2"`, "total_is_minimum": "false"} {
		if got := string(answer[name]); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	var hits []map[string]any
	w.must(json.Unmarshal(answer["hits"], &hits))
	if len(hits) != 2 || hits[0]["outlet"] != "Elbblatt" || hits[0]["verdict"] != "new" {
		t.Errorf("hits: %s", answer["hits"])
	}
	var facets map[string][]struct {
		Value string
		Count int
	}
	w.must(json.Unmarshal(answer["facets"], &facets))
	if len(facets["outlet"]) != 2 || len(facets["project"]) == 0 || len(facets["month"]) != 2 ||
		fmt.Sprint(facets["verdict"], facets["paywall"]) != "[{new 3}] [{unknown 2} {yes 1}]" {
		t.Errorf("facets: %s", answer["facets"])
	}
	w.json("/api/v1/search?q=Nirgendwo", http.StatusOK, &answer)
	if string(answer["next"]) != "null" || string(answer["hits"]) != "[]" || string(answer["facets"]) != `{"month":[],"outlet":[],"paywall":[],"project":[],"verdict":[]}` {
		t.Errorf("nothing found: %s %s %s", answer["next"], answer["hits"], answer["facets"])
	}
	var bad apiError
	w.json("/api/v1/search?q="+url.QueryEscape(`"offen`), http.StatusBadRequest, &bad)
	if bad.Error == "" || bad.Proposal != `"offen"` {
		t.Errorf("%+v", bad)
	}
}

func (w *world) json(address string, status int, into any) {
	w.t.Helper()
	answer := w.get(address)
	if answer.Code != status || answer.Header().Get("Content-Type") != "application/json" {
		w.t.Fatalf("GET %s: status %d, type %s\n%s", address, answer.Code, answer.Header().Get("Content-Type"), answer.Body)
	}
	w.must(json.Unmarshal(answer.Body.Bytes(), into))
}

// TestExport sends all that a search finds, whatever the page, and says what it was made of.
func TestExport(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	answer := w.get("/api/v1/export?format=jsonl&page=2&q=Ankunftsquartier*")
	if got := strings.Count(answer.Body.String(), "\n"); answer.Code != http.StatusOK || got != 3 {
		t.Errorf("%d, %d lines:\n%s", answer.Code, got, answer.Body)
	}
	if h := answer.Header(); !strings.HasPrefix(h.Get("Content-Disposition"), `attachment; filename="pressclip-2`) || h.Get("Content-Type") != "application/jsonl" {
		t.Errorf("%v", h)
	}
	has(t, w.get("/api/v1/export?format=csv&separator=semicolon&q=").Body.String(), "\ufeffid;url;title;")
	has(t, w.get("/api/v1/export?format=about&q=Ankunftsquartier*", "Accept-Language", "en").Body.String(), "3 clippings", "Query: Ankunftsquartier*", "Elbblatt")
	about := w.get("/api/v1/export?format=about&paywall=unknown&q=Ankunftsquartier*", "Accept-Language", "en").Body.String()
	has(t, about, "2 clippings", "Not known whether behind a paywall")
	var st search.Statement
	w.json("/api/v1/export?format=about.json&outlet=Elbblatt&q=", http.StatusOK, &st)
	if len(st.Coverage) != 1 || st.Coverage[0].Outlet != "Elbblatt" || st.Coverage[0].ArticlesRead == 0 {
		t.Errorf("%+v", st)
	}
	for _, address := range []string{"q=a", "format=word&q=a", "format=csv&q=%22offen", "format=csv&outlet=Nirgendwo", "format=csv&from=gestern"} {
		var bad apiError
		if w.json("/api/v1/export?"+address, http.StatusBadRequest, &bad); bad.Error == "" {
			t.Errorf("%s: no sentence", address)
		}
	}
	has(t, w.get("/search?q=Ankunftsquartier*&project=Ankunftsquartiere").Body.String(), "/api/v1/export?format=csv&amp;project=Ankunftsquartiere", "Angaben zum Korpus")
}

// TestPressReview prints what rights allow, by project and outlet, and only what was chosen.
func TestPressReview(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	page := w.page("/print?q=")
	has(t, page, "<h1>Pressespiegel</h1>", `<a href="#p1">Ankunftsquartiere</a>`, `<h3 class="hidden">Elbblatt</h3>`, "In drei <mark>Ankunftsquartieren</mark>")
	lacks(t, page, "Teilhabe von Anfang an") // of an outlet of which only headlines may be shown
	one := w.clip("Wo Ankommen").ID
	chosen := fmt.Sprintf("/print?id=%d&q=", one)
	page = w.page(chosen)
	has(t, page, "1 Clipping", fmt.Sprintf(`href="/print?choose=1&amp;id=%d"`, one))
	lacks(t, page, `name="id"`)
	has(t, page, fmt.Sprintf(`<li><div dir="auto"><a href="#c%d">`, one), `<article id="c`, `<h4 dir="auto"><a href=`)
	has(t, w.page(chosen+"&choose=1"), fmt.Sprintf(`name="id" value="%d" checked> <span dir="auto">Wo Ankommen`, one), ` <bdi class="quiet">Elbblatt</bdi>`)
	if n := strings.Count(page, "<article id="); n != 1 {
		t.Errorf("%d clippings are printed", n)
	}
	if answer := w.get("/print?q=%22offen"); answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/search?q=%22offen" {
		t.Errorf("a query that is wrong: %d to %q", answer.Code, answer.Header().Get("Location"))
	}
	has(t, w.page("/search?q="), `<a href="/print`)
}
