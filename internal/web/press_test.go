package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pressclip/internal/feed"
	"pressclip/internal/press"
)

// newPressWorld is a page outside whose first project has a press list.
func newPressWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, func(o *Options) { o.BaseURL = "https://presse.example.org" })
	list := watchlist()
	list.Projects[0].Press = true
	list.Projects[0].Name = "Ankunft & Ort"
	list.Digests = nil
	_, err := w.archive.Adopt(t.Context(), list)
	w.must(err)
	w.read(coverage())
	return w
}

// from asks as somebody far away does.
func (w *world) from(address string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.RemoteAddr, r.Host = "203.0.113.9:40000", "presse.example.org"
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	w.site.ServeHTTP(answer, r)
	return answer
}

// id is the number of the clipping whose headline begins so.
func (w *world) id(title string) int64 {
	w.t.Helper()
	list, err := w.archive.Changes(w.t.Context(), 0, 100)
	w.must(err)
	for _, c := range list {
		if c.Clipping != nil && strings.HasPrefix(c.Clipping.Article.Title, title) {
			return c.ID
		}
	}
	w.t.Fatalf("no clipping %q", title)
	return 0
}

const pressPath = "/press/Ankunft%20&%20Ort"

// Everybody can read what was chosen, in every form, and nothing else.
func TestPressList(t *testing.T) {
	w := newPressWorld(t)
	has(t, w.from(pressPath+".html").Body.String(), `<p class="pressclip-empty" lang="de">Hier steht noch nichts.</p>`)
	ctx := t.Context()
	first, second := w.id("Wo Ankommen"), w.id("Wohnungsmarkt")
	w.must(w.archive.Publish(ctx, "Ankunft & Ort", first, `Ein <script>alert(1)</script> & „Satz“`, "eva@intern.example"))
	w.must(w.archive.Publish(ctx, "Ankunft & Ort", second, "", ""))
	for ext, want := range map[string][]string{
		"":      {"<!doctype html>", "<h1>Ankunft &amp; Ort in der Presse</h1>", `<link rel="alternate" type="application/atom+xml" href="https://presse.example.org/press/Ankunft%20&amp;%20Ort.atom"`, "Wo Ankommen gelingt", "&lt;script&gt;alert(1)&lt;/script&gt; &amp; „Satz“"},
		".html": {`<ul class="pressclip-list" lang="de">`, `<a class="pressclip-title" href="https://www.elbblatt.example/ankommen" rel="external">Wo Ankommen gelingt`, `<cite class="pressclip-outlet">Elbblatt</cite>, <time class="pressclip-date" datetime="2026-11-22">22. November 2026</time>, <span class="pressclip-author">Redaktion Berlin</span>`, "&lt;script&gt;"},
		".json": {`"version": "https://jsonfeed.org/version/1.1"`, `"outlet": "Elbblatt"`, `\u003cscript\u003e`},
		".rss":  {`<rss version="2.0"`, "<dc:creator>Redaktion Berlin</dc:creator>", "&amp;lt;script&amp;gt;"},
		".atom": {`<feed xmlns="http://www.w3.org/2005/Atom"`, "<id>tag:presse.example.org,2026:press/1/", "&lt;script&gt;"},
	} {
		answer := w.from(pressPath + ext)
		if answer.Code != http.StatusOK {
			t.Fatalf("%q: %d", ext, answer.Code)
		}
		body := answer.Body.String()
		has(t, body, want...)
		lacks(t, body, "<script", "Reißbrett", "Fachtag", "intern.example", "drei Ankunftsquartieren")
		if strings.Index(body, "Wohnungsmarkt") > strings.Index(body, "Wo Ankommen") {
			t.Errorf("%q: not in its order", ext)
		}
		h := answer.Header()
		if ext != "" && ext != ".html" {
			readBack(t, w, answer)
		}
		if h.Get("Cache-Control") != "public, max-age=300" || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" || h.Get("Set-Cookie") != "" {
			t.Errorf("%q: %v", ext, h)
		}
		again := w.from(pressPath+ext, "If-None-Match", h.Get("ETag"))
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 || h.Get("ETag") == "" {
			t.Errorf("%q: asked again with %s it says %d", ext, h.Get("ETag"), again.Code)
		}
		w.must(w.archive.Move(ctx, "Ankunft & Ort", first, true))
		if moved := w.from(pressPath+ext, "If-None-Match", h.Get("ETag")); moved.Code != http.StatusOK {
			t.Errorf("%q: in another order it says %d", ext, moved.Code)
		}
		w.must(w.archive.Move(ctx, "Ankunft & Ort", first, false))
	}
	for path, begins := range map[string]string{"/press/Wohnen%20&%20Teilhabe": "<!doctype html>", "/press/Ankunft%20&%20Ort.pdf": "<!doctype html>", "/press/Wohnen%20&%20Teilhabe.json": "Diese", "/press/x.html": "Diese"} {
		answer := w.from(path)
		if answer.Code != http.StatusNotFound || !strings.HasPrefix(answer.Body.String(), begins) {
			t.Errorf("%s: %d %s", path, answer.Code, answer.Body)
		}
		has(t, answer.Body.String(), "Diese Presseliste gibt es nicht.")
		lacks(t, answer.Body.String(), "Zum Eingang", "Eingang</a>")
	}
	if answer := w.from("/projects/Ankunft%20&%20Ort"); answer.Code != http.StatusForbidden {
		t.Errorf("the page itself says %d", answer.Code)
	}
}

// readBack has a feed read as that of an outlet would be, by gofeed.
func readBack(t *testing.T, w *world, answer *httptest.ResponseRecorder) {
	t.Helper()
	list, err := feed.Parse(answer.Body.Bytes(), answer.Header().Get("Content-Type"), "https://presse.example.org/x", w.now)
	w.must(err)
	if len(list.Candidates) != 2 {
		t.Fatalf("%d articles are read back", len(list.Candidates))
	}
	c := list.Candidates[1]
	if c.URL != "https://www.elbblatt.example/ankommen" || !strings.HasPrefix(c.Title, "Wo Ankommen gelingt") || !strings.HasPrefix(c.GUID, "tag:presse.example.org,2026:press/1/") ||
		strings.Join(c.Authors, "|") != "Redaktion Berlin" || !c.Published.Equal(w.now.Add(-68*time.Minute)) || !strings.Contains(c.Summary, "„Satz“") {
		t.Errorf("%s is read back as %+v", answer.Header().Get("Content-Type"), c)
	}
}

// From the page of a clipping it comes onto the list; from that of the project it is moved and withdrawn.
func TestPressListOnPage(t *testing.T) {
	w := newWorld(t)
	list := watchlist()
	list.Projects[0].Press = true
	_, err := w.archive.Adopt(t.Context(), list)
	w.must(err)
	w.read(coverage())
	a, b := w.id("Wo Ankommen"), w.id("Wohnungsmarkt")
	has(t, w.page(clippingURL(a)), "In die Presseliste", `action="/projects/Ankunftsquartiere/press/publish"`)
	has(t, w.page("/projects/Ankunftsquartiere"), "Noch steht nichts darin.", `href="/press/Ankunftsquartiere.rss"`)
	lacks(t, w.page("/projects/Wohnen%20&%20Teilhabe"), "Presseliste")
	publish := func(id int64, sentence string) {
		t.Helper()
		answer := w.post("/projects/Ankunftsquartiere/press/publish", url.Values{"clipping": {itoa(id)}, "sentence": {sentence}, "return": {clippingURL(id)}})
		if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != clippingURL(id) {
			t.Fatalf("%d %s", answer.Code, answer.Header().Get("Location"))
		}
	}
	publish(a, "Erster")
	publish(b, "Zweiter")
	publish(b, "Zweiter, neu")
	has(t, w.page(clippingURL(b)), "In der Presseliste seit 22. November 2026", "Zweiter, neu", "Zurückziehen")
	do := func(what string, id int64, want int) {
		t.Helper()
		if answer := w.post("/projects/Ankunftsquartiere/press/"+what, url.Values{"clipping": {itoa(id)}}); answer.Code != want {
			t.Errorf("%s: %d", what, answer.Code)
		}
	}
	order := func() bool {
		t.Helper()
		page := w.page("/projects/Ankunftsquartiere")
		has(t, page, "Erster", "Zweiter, neu")
		return strings.Index(page, "Zweiter, neu") < strings.Index(page, "Erster")
	}
	if !order() {
		t.Error("the newest is not on top")
	}
	do("up", a, http.StatusSeeOther)
	if order() {
		t.Error("it did not move up")
	}
	do("down", a, http.StatusSeeOther)
	if !order() {
		t.Error("it did not move down")
	}
	do("withdraw", a, http.StatusSeeOther)
	lacks(t, w.page("/projects/Ankunftsquartiere"), "Erster")
	do("withdraw", a, http.StatusNotFound)
	do("other", b, http.StatusNotFound)
	for _, form := range []url.Values{{"clipping": {"x"}}, {"clipping": {itoa(b)}, "sentence": {strings.Repeat("a", 1001)}}} {
		if answer := w.post("/projects/Ankunftsquartiere/press/publish", form); answer.Code != http.StatusBadRequest {
			t.Errorf("%.40v: %d", form, answer.Code)
		}
	}
	if answer := w.post("/projects/Wohnen%20&%20Teilhabe/press/publish", url.Values{"clipping": {itoa(b)}, "return": {"https://böse.example/"}}); answer.Code == http.StatusSeeOther && answer.Header().Get("Location") != "/" {
		t.Errorf("it leads away to %s", answer.Header().Get("Location"))
	}
}

// A project may be called like a form of a list.
func TestPressListOfNameWithPoint(t *testing.T) {
	w := newWorld(t)
	_, err := w.archive.Adopt(t.Context(), press.Watchlist{Projects: []press.Project{{Name: "a.json", Keywords: []string{"x"}, Press: true}}})
	w.must(err)
	for path, want := range map[string]string{"/press/a.json": "text/html; charset=utf-8", "/press/a.json.json": "application/feed+json; charset=utf-8"} {
		if got := w.get(path).Header().Get("Content-Type"); got != want {
			t.Errorf("%s is %s", path, got)
		}
	}
}
