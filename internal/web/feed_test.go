package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/feed"
	"pressclip/internal/press"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// feedAddress is the address of the only feed on a page, without the host.
func feedAddress(t *testing.T, page string) string {
	t.Helper()
	found := regexp.MustCompile(`value="https?://[^/"]*(/feeds/[^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(found) != 1 {
		t.Fatalf("%d feeds in\n%s", len(found), page)
	}
	return strings.ReplaceAll(found[0][1], "&amp;", "&")
}

// The feed of a project can be read by whoever knows its address, says what was decided, and stays silent where nothing
// has changed.
func TestProjectFeed(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.BaseURL = "http://localhost:8080" })
	w.watch()
	w.read(coverage())
	w.post("/projects/Ankunftsquartiere/feed/open", nil)
	address := feedAddress(t, w.page("/projects/Ankunftsquartiere"))
	answer := w.from(address)
	if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		t.Fatalf("%d %v", answer.Code, answer.Header())
	}
	body := answer.Body.String()
	has(t, body, "<title>Pressclippings: Ankunftsquartiere</title>", "<category term=\"neu\">", "<category term=\"Ankunftsquartier*\">", "drei Ankunftsquartieren")
	lacks(t, body, "Rückblick", "Verwaltung spricht") // found by looking back; only its link may be shown

	list, err := feed.Parse(answer.Body.Bytes(), answer.Header().Get("Content-Type"), "https://presse.example.org/f.atom", w.now)
	w.must(err)
	titles := map[string]press.Candidate{}
	for _, c := range list.Candidates {
		titles[c.Title] = c
	}
	first := titles["Wo Ankommen gelingt: Was neue Ankunftsquartiere von alten lernen können"]
	if len(titles) != 4 || first.URL != "https://www.elbblatt.example/ankommen" || !strings.HasPrefix(first.GUID, "tag:localhost,2026:project/1/") || !first.Published.Equal(w.now.Add(-68*time.Minute).Truncate(time.Second)) {
		t.Errorf("read back: %d, %+v", len(titles), first)
	}

	etag, modified := answer.Header().Get("ETag"), answer.Header().Get("Last-Modified")
	for _, header := range [][]string{{"If-None-Match", etag}, {"If-Modified-Since", modified}} {
		if again := w.from(address, header...); again.Code != http.StatusNotModified {
			t.Errorf("%v: %d", header, again.Code)
		}
	}
	decide := func(v press.Verdict) {
		t.Helper()
		w.now = w.now.Add(time.Minute)
		w.must(w.archive.Review(t.Context(), w.id("Wo Ankommen"), "Ankunftsquartiere", archive.ReviewChange{Verdict: &v}))
	}
	for _, v := range []press.Verdict{press.VerdictRelevant, press.VerdictNew, press.VerdictIrrelevant} {
		decide(v)
		for _, header := range [][]string{{"If-None-Match", etag}, {"If-Modified-Since", modified}} {
			if again := w.from(address, header...); again.Code != http.StatusOK {
				t.Errorf("%s, %v: %d", v, header, again.Code)
			}
		}
		answer = w.from(address)
		if v != press.VerdictIrrelevant {
			has(t, answer.Body.String(), "<updated>"+w.now.UTC().Format(time.RFC3339)+"</updated>")
		}
		etag, modified = answer.Header().Get("ETag"), answer.Header().Get("Last-Modified")
	}
	lacks(t, answer.Body.String(), "Wo Ankommen")

	// Without the token only those read it who may read the page; another token or project opens nothing.
	own, _, _ := strings.Cut(address, "?")
	if answer := w.get(own); answer.Code != http.StatusOK {
		t.Errorf("here: %d", answer.Code)
	}
	if answer := w.from(own); answer.Code != http.StatusForbidden {
		t.Errorf("from outside: %d", answer.Code)
	}
	token := strings.TrimPrefix(address, own)
	for _, path := range []string{own + "?token=falsch", "/feeds/Wohnen%20&%20Teilhabe.atom" + token, strings.Replace(own, ".atom", ".rss", 1) + token, "/feeds/search/" + strings.TrimPrefix(token, "?token=") + ".atom"} {
		if answer := w.from(path); answer.Code != http.StatusNotFound || answer.Body.String() != "Diesen Feed gibt es nicht.\n" {
			t.Errorf("%s: %d %s", path, answer.Code, answer.Body)
		}
	}
	w.post("/projects/Ankunftsquartiere/feed/renew", nil)
	if answer := w.from(address); answer.Code != http.StatusNotFound {
		t.Errorf("the old address: %d", answer.Code)
	}
	address = feedAddress(t, w.page("/projects/Ankunftsquartiere"))
	w.post("/projects/Ankunftsquartiere/feed/close", nil)
	if answer := w.from(address); answer.Code != http.StatusNotFound {
		t.Errorf("after it was closed: %d", answer.Code)
	}
	if answer := w.post("/projects/Ankunftsquartiere/feed/close", nil); answer.Code != http.StatusNotFound {
		t.Errorf("closed again: %d", answer.Code)
	}
}

// Where the page has no address of its own, nobody outside was given one.
func TestFeedStaysInside(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	w.post("/projects/Ankunftsquartiere/feed/open", nil)
	address := feedAddress(t, w.page("/projects/Ankunftsquartiere"))
	if answer := w.from(address); answer.Code != http.StatusForbidden {
		t.Errorf("from outside: %d", answer.Code)
	}
	if answer := w.get(address); answer.Code != http.StatusOK {
		t.Errorf("here: %d", answer.Code)
	}
}

// A search that is kept has a feed of what it finds.
func TestSearchFeed(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.BaseURL = "http://localhost:8080" })
	w.watch()
	w.read(coverage())
	has(t, w.page("/searches"), "Noch keine.")
	page := w.page("/search?q=ankunftsort&project=Ankunftsquartiere&sort=relevance")
	has(t, page, `action="/searches/keep"`, `name="query" value="project=Ankunftsquartiere&amp;q=ankunftsort"`)
	answer := w.post("/searches/keep", url.Values{"name": {"Orte & mehr"}, "query": {"project=Ankunftsquartiere&q=ankunftsort&page=2"}})
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("%d", answer.Code)
	}
	page = w.page("/searches")
	has(t, page, "Orte &amp; mehr", "„ankunftsort“", `href="/search?project=Ankunftsquartiere&amp;q=ankunftsort"`)
	address := feedAddress(t, page)
	got := w.from(address)
	has(t, got.Body.String(), "<title>Suche: Orte &amp; mehr</title>", "Wo Ankommen gelingt", "Zweiter Blick")
	lacks(t, got.Body.String(), "Fachtag")
	if again := w.from(address, "If-None-Match", got.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("asked again: %d", again.Code)
	}
	for path, form := range map[string]url.Values{"keep": {"name": {""}, "query": {"q=a"}}, "Keep": {"id": {"1"}}, "renew": {"id": {"x"}}} {
		if answer := w.post("/searches/"+path, form); answer.Code != http.StatusBadRequest && answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
	id := regexp.MustCompile(`name="id" value="(\d+)"`).FindStringSubmatch(page)[1]
	w.post("/searches/renew", url.Values{"id": {id}})
	if answer := w.from(address); answer.Code != http.StatusNotFound {
		t.Errorf("the old address: %d", answer.Code)
	}
	w.post("/searches/close", url.Values{"id": {id}})
	has(t, w.page("/searches"), "Noch keine.")

	// A project that is gone leaves a search that finds nothing, not one that breaks.
	w.post("/searches/keep", url.Values{"name": {"Weg"}, "query": {"project=Weg"}})
	has(t, w.from(feedAddress(t, w.page("/searches"))).Body.String(), "<title>Suche: Weg</title>")
}
