package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"pressclip/internal/archive"
	"pressclip/internal/digest"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/visit"
)

// byHanding lets people file by hand, with the keywords of the watchlist.
func byHanding(t *testing.T) func(*Options) {
	return func(o *Options) {
		standing, err := match.NewStanding(watchlist().Projects)
		if err != nil {
			t.Fatal(err)
		}
		v := &visit.Visitor{Archive: o.Archive, Standing: standing, Now: o.Now, Location: berlin}
		o.Hand, o.Correct = v.Hand, v.Correct
	}
}

// follow brings the index up to date.
func (w *world) follow() {
	w.t.Helper()
	_, err := w.index.Follow(w.t.Context(), w.archive)
	w.must(err)
}

// onPaper is the form of an article in a printed paper.
func onPaper() url.Values {
	return url.Values{
		"project": {"Wohnen & Teilhabe"}, "medium": {"print"}, "outlet": {"Hafenbote"}, "published": {"2026-11-20"}, "title": {"Ein Ankunftsort am <Kai>"},
		"page": {"B2"}, "authors": {"Eva Lind, Ali Peters"}, "text": {"Der Ankunftsort am Kai wächst.\n\n" + strings.Repeat("Davon war lange die Rede. ", 8) + "Neben der Kirche soll gebaut werden."},
	}
}

// named is what begins the name of an article without an address.
const named = "urn:uuid"

// TestHand walks one article of a printed paper from the form to search, verdict, digest and citation; it is linked nowhere.
func TestHand(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	w.read(coverage())
	has(t, w.page("/clip"), `href="/clip/form"`)
	has(t, w.page("/clip/form?outlet=Hafenbote&medium=radio"), `value="Hafenbote"`, `<option value="radio" selected>`, `<option value="Elbblatt">`, `value="2026-11-22"`, "<option value=\"Ankunftsquartiere\">")
	answer := w.post("/clip/form", onPaper())
	to := answer.Header().Get("Location")
	if answer.Code != http.StatusSeeOther || !strings.HasSuffix(to, "?filed=new") {
		t.Fatalf("status %d to %q\n%s", answer.Code, to, answer.Body)
	}
	w.follow()
	page := w.page(to)
	has(t, page, "Abgelegt.", "Noch ein Artikel daraus", "outlet=Hafenbote", "project=Wohnen", "S. B2", "<dt>Kennung</dt><dd>"+named, "<dd>20. November 2026</dd>", "von Hand abgelegt", "&lt;Kai&gt;",
		`<meta name="prism.startingPage" content="B2">`, "Ankunftsort*")
	lacks(t, page, "Beim Medium lesen", `href="`+named, "og:url", "Neben der Kirche")
	has(t, w.page(strings.Replace(to, "new", "<b>", 1)), "Kennung")

	for address, wanted := range map[string][]string{
		"/search?q=Ankunftsort+Kirche": {"S. B2", `<a href="/clippings/`},
		"/":                            {"S. B2"},
		"/print?q=Kirche":              {"S. B2", "Ein Ankunftsort am &lt;Kai&gt;"},
		"/outlets":                     {"nur von Hand"},
	} {
		page := w.page(address)
		has(t, page, wanted...)
		lacks(t, page, `href="`+named)
	}
	lacks(t, w.page("/outlets"), `name="outlet" value="Hafenbote"`)
	found := w.page("/api/v1/search?q=Kirche")
	has(t, found, `"page":"B2"`, `"medium":"print"`)
	lacks(t, found, `"url"`, named)

	review := strings.Split(to, "?")[0] + "/review"
	if got := w.post(review, url.Values{"project": {"Ankunftsquartiere"}, "verdict": {"relevant"}}); got.Code != http.StatusSeeOther {
		t.Errorf("its verdict: status %d", got.Code)
	}
	w.follow()
	has(t, w.page("/search?q=Kirche&verdict=relevant"), "S. B2")

	desk := digest.Desk{Archive: w.archive, Location: berlin, Words: 30, Now: func() time.Time { return w.now }}
	of, err := w.archive.Digest(t.Context(), "Wochenüberblick")
	w.must(err)
	sheet, err := desk.Compose(t.Context(), of, time.Date(2026, 11, 23, 7, 0, 0, 0, berlin))
	w.must(err)
	text, err := desk.Text(sheet, digest.For{})
	w.must(err)
	has(t, text, "Ein Ankunftsort am <Kai>", "Hafenbote · 20. November · Print · S. B2")
	lacks(t, text, named)

	for format, wanted := range map[string]string{"ris": "SP  - B2", "bibtex": "pages        = {B2}", "csl": `"page":"B2"`, "csv": ",B2,", "atom": "S. B2", "jsonl": `"page":"B2"`} {
		got := w.page("/api/v1/export?format=" + format + "&q=Kirche")
		has(t, got, wanted)
		lacks(t, got, named)
	}

	// The same again only adds its project, and says so.
	form := onPaper()
	form.Set("project", "Ankunftsquartiere")
	form.Set("title", "EIN ANKUNFTSORT AM KAI")
	if got := w.post("/clip/form", form).Header().Get("Location"); got != strings.Replace(to, "new", "known", 1) && got != strings.Replace(to, "new", "same", 1) {
		t.Errorf("the same again leads to %q", got)
	}
	has(t, w.page(strings.Replace(to, "new", "known", 1)), "Diesen Artikel gab es schon")
}

// TestHandRefused: what is missing or wrong is said beside the field, and what was typed stays.
func TestHandRefused(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	for name, c := range map[string]struct{ value, said string }{
		"title": {" ", "Das fehlt noch."}, "outlet": {"", "Das fehlt noch."}, "published": {"gestern", "Hier fehlt der Tag"}, "medium": {"brief", "Print, Radio"},
		"project": {"Nirgends", "Ein solches Projekt gibt es nicht."}, "url": {"mailto:eva@example.org", "keine Adresse im Web"}, "page": {strings.Repeat("5", 201), "zu lang"},
	} {
		form := onPaper()
		form.Set(name, c.value)
		answer := w.post("/clip/form", form)
		if answer.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, answer.Code)
		}
		has(t, answer.Body.String(), `id="w-`+name+`">`, c.said, "Neben der Kirche")
	}
	form := onPaper()
	form.Set("published", "2026-11-23")
	has(t, w.post("/clip/form", form).Body.String(), "liegt noch vor uns")
	has(t, newWorld(t).post("/clip/form", onPaper()).Body.String(), "kann nichts abgelegt werden")
	if n, _, err := w.archive.Size(t.Context()); err != nil || n != 0 {
		t.Errorf("%d clippings were filed, %v", n, err)
	}
}

// TestAPIClip: programs file by hand as people do.
func TestAPIClip(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	clip := func(body string) (status int, said map[string]any) {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/clip", strings.NewReader(body))
		answer := w.do(r, "Content-Type", "application/json", "Sec-Fetch-Site", "same-origin")
		w.must(json.Unmarshal(answer.Body.Bytes(), &said))
		return answer.Code, said
	}
	const heard = `{"project":"Ankunftsquartiere","medium":"radio","outlet":"Küstenfunk","published":"2026-11-21","title":"Ankunftsorte","programme":"Am Morgen","authors":["Eva Lind"]}`
	status, said := clip(heard)
	if status != http.StatusOK || said["new"] != true {
		t.Fatalf("status %d: %v", status, said)
	}
	c, err := w.archive.Clipping(t.Context(), int64(said["id"].(float64)))
	if err != nil || c.Outlet.ByHand || c.Article.Programme != "Am Morgen" || len(c.Article.Authors) != 1 {
		t.Errorf("filed as %+v, %v", c, err)
	}
	if status, said = clip(heard); status != http.StatusOK || said["new"] != false || said["changed"] != false {
		t.Errorf("again: status %d: %v", status, said)
	}
	for body, want := range map[string]int{
		`{"project":"Ankunftsquartiere"}`: 400, `[]`: 400, ``: 400, `{"url":"https://elbblatt.example/a","project":"Ankunftsquartiere"}`: 409,
		`{"url":"https://elbblatt.example/a","project":"Nirgends"}`: 400, `{"project":"Ankunftsquartiere","programm":"Am Morgen"}`: 400,
	} {
		if status, said := clip(body); status != want || said["error"] == "" {
			t.Errorf("%s: status %d: %v", body, status, said)
		}
	}
	if _, said := clip(`{"project":"Ankunftsquartiere"}`); said["fields"].(map[string]any)["title"] != "Das fehlt noch." {
		t.Errorf("a title that is missing: %v", said)
	}
}

// TestOutletByHand: an outlet that people file articles of is changed like any other, and can be watched.
func TestOutletByHand(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	w.post("/clip/form", onPaper())
	page := w.page("/outlets/Hafenbote/change")
	has(t, page, `name="by_hand" value="on" checked`, `<option value="print" selected>`)
	form := url.Values{
		"do": {"save"}, "seen": {regexp.MustCompile(`name="seen" value="([^"]+)"`).FindStringSubmatch(page)[1]}, "by_hand": {"on"},
		"medium": {"print"}, "rights": {"link"},
	}
	if got := w.post("/outlets/Hafenbote/change", form); got.Code != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", got.Code, got.Body)
	}
	if o, err := w.archive.Outlet(t.Context(), "Hafenbote"); err != nil || !o.ByHand || o.Rights != press.RightsLink {
		t.Errorf("changed to %+v, %v", o, err)
	}
	form.Del("by_hand")
	form.Set("seen", regexp.MustCompile(`name="seen" value="([^"]+)"`).FindStringSubmatch(w.page("/outlets/Hafenbote/change"))[1])
	has(t, w.post("/outlets/Hafenbote/change", form).Body.String(), "Hier fehlt die Adresse der Website.")
	has(t, w.page("/watchlist.yaml"), "by_hand: true")
	lacks(t, w.page("/outlets.opml"), "Hafenbote")
}

// TestBrowserHand files an article of a printed paper in a browser.
func TestBrowserHand(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	b := openBrowser(t, w)
	b.do(chromedp.Navigate(b.home + "/clip/form"))
	for name, values := range onPaper() {
		if name == "title" || name == "text" {
			b.do(chromedp.SendKeys("#f-"+name, values[0]))
			continue
		}
		eval[string](b, `document.getElementById("f-`+name+`").value = `+quote(values[0]))
	}
	eval[any](b, `document.querySelector("form.change .btn.main").click()`)
	b.until(`document.querySelector("h1")?.textContent === "Ein Ankunftsort am <Kai>"`)
	b.until(`document.querySelector(".notice")?.textContent.includes("Abgelegt.")`)
	b.quiet()
	clippings, _, err := w.archive.Inbox(t.Context(), archive.InboxRequest{Limit: 10})
	if err != nil || len(clippings) != 1 || strings.Count(clippings[0].Article.Text, "\n") != 1 {
		t.Errorf("filed: %+v, %v", clippings, err)
	}
}
