package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"pressclip/internal/digest"
	"pressclip/internal/discover"
	"pressclip/internal/press"
)

// TestOpenAPI holds the description of the API to what the API does: it knows every address and no other, and every answer,
// also those that say what is wrong, is as it describes.
func TestOpenAPI(t *testing.T) {
	box := &postbox{refuse: "falsch"}
	w := newWorld(t, byHanding(t), finding, func(o *Options) {
		o.Desk = &digest.Desk{Archive: o.Archive, Sender: box, From: "presse@example.org", Location: berlin, Words: 30, Now: o.Now, Log: o.Log}
	})
	w.keep = true
	w.watch()
	w.telling()
	w.read(proved())
	w.sendOut(box)
	brought := w.brought()
	paper := answered[apiClipped](w, http.StatusOK, apiCall{"POST", "clip", `{"project": "Ankunftsquartiere", "medium": "print", "outlet": "Elbblatt", "published": "2026-11-20", "title": "Am Kay"}`})
	brought = append(brought, apiCall{"POST", fmt.Sprintf("clippings/%d/correct", paper.ID), `{"version": 1, "title": "Am Kai"}`})
	doc, err := openapi3.NewLoader().LoadFromData(w.get("/api/v1/openapi.json").Body.Bytes())
	w.must(err)
	w.must(doc.Validate(t.Context()))
	router, err := legacy.NewRouter(doc)
	w.must(err)
	described := map[string]bool{}
	for path, ways := range doc.Paths.Map() {
		for method := range ways.Operations() {
			described[method+" "+path] = true
		}
	}
	for _, route := range w.routesOf() {
		if _, path, _ := strings.Cut(route.pattern, " "); !strings.HasPrefix(path, "/api/") {
			continue
		}
		if !described[route.pattern] {
			t.Errorf("%s is not described", route.pattern)
		}
		delete(described, route.pattern)
	}
	for route := range described {
		t.Errorf("%s is described and does not exist", route)
	}

	id := w.clip("Wo Ankommen gelingt").ID
	statuses, good, bad := map[int]int{}, map[string]bool{}, map[string]bool{}
	check := func(r *http.Request, header []string) {
		answer := w.do(r, header...)
		statuses[answer.Code]++
		route, err := describes(router, r, answer)
		if err != nil {
			t.Errorf("%s %s: status %d: %v\n%s", r.Method, r.URL, answer.Code, err, answer.Body)
			return
		}
		good[route] = good[route] || answer.Code < 300
		bad[route] = bad[route] || answer.Code >= 400
	}
	ask := func(method, address string, form url.Values, header ...string) {
		r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		check(r, header)
	}
	walk := func(header ...string) {
		for _, c := range append(apiCalls, brought...) {
			check(c.request(), header)
		}
		for _, address := range []string{
			"search", "search?q=Ankunft*&sort=relevance&limit=1", "search?q=Nirgends", "search?q=(", "search?verdict=great", "search?project=Nirgends",
			"try?q=Nebel", "try?q=Ankunftsort&project=Ankunftsquartiere", "try?q=Nebel+oder+Regen", "try?q=(", "try", "try?q=a&project=Nirgends",
			"export?format=jsonl", "export?format=csv&q=Ankunft*", "export?format=csl", "export?format=ris", "export?format=bibtex", "export?format=atom", "export", "export?format=csv&q=(",
			"openapi.json",
		} {
			ask(http.MethodGet, "/api/v1/"+address, nil, header...)
		}
		for _, clipping := range []string{fmt.Sprint(id), "999", "x"} {
			at := "/api/v1/clippings/" + clipping
			ask(http.MethodGet, at+"/story", nil, header...)
			ask(http.MethodPost, at+"/story", url.Values{"do": {"join"}, "other": {"999"}}, header...)
			ask(http.MethodPost, at+"/story", url.Values{"do": {"join"}, "other": {fmt.Sprint(w.clip("Zweiter Blick").ID)}}, header...)
			ask(http.MethodGet, at+"/evidence.warc.gz", nil, header...)
			ask(http.MethodGet, at+"/evidence.sha256", nil, header...)
		}
	}
	walk()
	cookies := w.cast()
	walk("Cookie", cookies["admin"])  // who may all
	walk()                            // nobody
	walk("Cookie", cookies["reader"]) // who may read and not change
	for _, route := range w.routesOf() {
		if _, path, _ := strings.Cut(route.pattern, " "); strings.HasPrefix(path, apiBase) && route.pattern != "POST /api/v1/clip" && !(good[route.pattern] && bad[route.pattern]) {
			t.Errorf("%s: answered well: %t, refused: %t", route.pattern, good[route.pattern], bad[route.pattern])
		}
	}
	for _, status := range []int{200, 400, 401, 403, 404} {
		if statuses[status] == 0 {
			t.Errorf("no answer with status %d: %v", status, statuses)
		}
	}
}

// apiCall is a request of a program.
type apiCall struct{ method, address, body string }

// apiCalls are requests that are answered and others that are refused; each address is asked in both ways.
var apiCalls = []apiCall{
	{"GET", "clippings", ""}, {"GET", "clippings?limit=1&project=Ankunftsquartiere", ""}, {"GET", "clippings?verdict=great", ""},
	{"GET", "clippings?project=Nirgends", ""}, {"GET", "clippings?before=gestern", ""}, {"GET", "clippings/999", ""}, {"GET", "clippings/x", ""},
	{"POST", "clippings/x/review", "{}"}, {"POST", "clippings/999/review", `{"project": "Ankunftsquartiere", "note": "x"}`},
	{"POST", "reviews", `{"project": "Ankunftsquartiere", "clippings": [1, 2, 999], "verdict": "relevant", "was": "new"}`}, {"POST", "reviews", `{"project": "Ankunftsquartiere", "clippings": [1], "add_tags": ["a"]}`},
	{"POST", "reviews", `{"clippings": [], "verdict": "relevant"}`}, {"POST", "reviews", `{"clippings": ["x"], "verdict": "great"}`}, {"POST", "reviews", ""}, {"POST", "reviews", `{"clipping": 1}`},
	{"POST", "reviews/undo", `{"round": 2}`}, {"POST", "reviews/undo", `{"round": "x"}`},

	{"GET", "outlets", ""}, {"GET", "outlets/Elbblatt", ""}, {"GET", "outlets/Nirgends", ""},
	{"POST", "outlets", `{"name":"Haffkurier","url":"https://haff.example/","rights":"fulltext","licence":{"id":"x","until":"2027-12-31"}}`}, {"POST", "outlets", `{"nam":1}`}, {"POST", "outlets", `[]`},
	{"POST", "outlets/check", `{"url":"haff.example"}`}, {"POST", "outlets/check", `{"url":"nirgends"}`},
	{"PUT", "outlets/Elbblatt", `{"url":"https://www.elbblatt.example/","medium":"print"}`}, {"PUT", "outlets/Elbblatt", `{"url":""}`}, {"PUT", "outlets/Elbblatt", `{"name":"X"}`},
	{"POST", "outlets/Haffkurier/rename", `{"name":"Vom Haff"}`}, {"POST", "outlets/Elbblatt/rename", `{"name":""}`}, {"POST", "outlets/Elbblatt/rename", `{"neu":""}`},
	{"GET", "outlets/Haffkurier", ""}, {"DELETE", "outlets/Vom%20Haff", ""}, {"DELETE", "outlets/Vom%20Haff", ""},
	{"POST", "outlets/Elbblatt/visit", ""}, {"POST", "outlets/Nirgends/visit", ""}, {"POST", "outlets/Elbblatt/visit", `{"x":1}`},
	{"POST", "outlets/look-back", `{"days":30}`}, {"POST", "outlets/look-back", `{"days":0}`}, {"POST", "outlets/look-back", `{"days":3,"outlet":"Nirgends"}`},
	{"GET", "clippings/1/cite/ris", ""}, {"GET", "clippings/1/cite/csl", ""}, {"GET", "clippings/1/cite/odt", ""}, {"GET", "clippings/999/cite/ris", ""},
	{"GET", "projects", ""}, {"GET", "projects/Ankunftsquartiere", ""}, {"GET", "projects/Nirgends", ""},
	{"POST", "projects", `{"name":"Wetter","keywords":["Nebel"],"alert_to":["eva@example.org"]}`}, {"POST", "projects", `{"name":"Wetter"}`},
	{"PUT", "projects/Wetter", `{"keywords":["Nebel*"]}`}, {"PUT", "projects/Wetter", `{"keywords":["(Nebel"]}`},
	{"POST", "projects/Wetter/exclude", `{"query":"Sonne"}`}, {"POST", "projects/Wetter/exclude", `{"query":""}`}, {"POST", "projects/Wetter/exclude", `{"query":"("}`},
	{"GET", "projects/Wetter/yield", ""}, {"GET", "projects/Nirgends/yield", ""},
	{"POST", "projects/Wetter/rename", `{"name":"Himmel"}`}, {"POST", "projects/Himmel/rename", `{"name":"Ankunftsquartiere"}`},
	{"DELETE", "projects/Ankunftsquartiere", ""}, {"DELETE", "projects/Himmel", ""},
	{"GET", "digests", ""}, {"GET", "digests/Wochen%C3%BCberblick", ""}, {"GET", "digests/Nirgends", ""},
	{"POST", "digests", `{"name":"Morgen","schedule":"0 7 * * *","projects":["Ankunftsquartiere"],"to":[{"address":"team@example.org","list":true}]}`}, {"POST", "digests", `{"name":"Abend"}`},
	{"PUT", "digests/Morgen", `{"schedule":"0 8 * * *","projects":["Ankunftsquartiere"],"to":[]}`}, {"PUT", "digests/Morgen", `{"schedule":"nie","projects":["Nirgends"]}`},
	{"POST", "digests/Morgen/rename", `{"name":"Abends"}`}, {"POST", "digests/Abends/rename", `{"name":{}}`}, {"DELETE", "digests/Abends", ""}, {"DELETE", "digests/Abends", ""},
	{"GET", "watchlist", ""}, {"GET", "watchlist?format=opml", ""}, {"GET", "watchlist?format=odt", ""},
	{"POST", "watchlist", "projects: [{name: Regen, keywords: [Regen]}]"}, {"POST", "watchlist", "projects: [{nam: Regen}]"},

	{"GET", "digests/Wochen%C3%BCberblick/issues", ""}, {"GET", "digests/Nirgends/issues", ""},
	{"GET", "digests/Wochen%C3%BCberblick/preview", ""}, {"GET", "digests/Wochen%C3%BCberblick/preview?as_of=2026-11-23T07:00:00%2B01:00", ""}, {"GET", "digests/Wochen%C3%BCberblick/preview?as_of=bald", ""},
	{"POST", "digests/Wochen%C3%BCberblick/pause", ""}, {"GET", "digests", ""}, {"POST", "digests/Nirgends/pause", ""}, {"POST", "digests/Wochen%C3%BCberblick/resume", ""}, {"POST", "digests/Wochen%C3%BCberblick/resume", `{"x":1}`},
	{"POST", "digests/Wochen%C3%BCberblick/test", `{"to":"eva@example.org"}`}, {"POST", "digests/Wochen%C3%BCberblick/test", `{"to":"falsch@example.org"}`}, {"POST", "digests/Wochen%C3%BCberblick/test", `{"to":"x"}`},
	{"POST", "digests/Wochen%C3%BCberblick/resend", `{"delivery":1}`}, {"POST", "digests/Wochen%C3%BCberblick/resend", `{"delivery":999}`}, {"POST", "digests/Wochen%C3%BCberblick/resend", `{}`},
	{"POST", "digests/Wochen%C3%BCberblick/return", `{"address":"team@example.org"}`}, {"POST", "digests/Wochen%C3%BCberblick/return", `{"address":"team@example.org"}`},
	{"GET", "projects/Ankunftsquartiere/alerts", ""}, {"GET", "projects/Nirgends/alerts", ""},
	{"POST", "projects/Ankunftsquartiere/alerts/resend", `{"delivery":1}`}, {"POST", "projects/Ankunftsquartiere/alerts/resend", `{"delivery":"x"}`},
	{"POST", "projects/Ankunftsquartiere/alerts/return", `{"address":"eva@example.org"}`}, {"POST", "projects/Ankunftsquartiere/alerts/return", `{"address":"eva@example.org"}`},
	{"GET", "projects/Ankunftsquartiere/press", ""}, {"GET", "projects/Nirgends/press", ""},
	{"POST", "projects/Ankunftsquartiere/press/publish", `{"clipping":1,"sentence":"Endlich."}`}, {"POST", "projects/Ankunftsquartiere/press/publish", `{"clipping":999}`},
	{"POST", "projects/Ankunftsquartiere/press/up", `{"clipping":1}`}, {"POST", "projects/Ankunftsquartiere/press/up", `{"clipping":"x"}`},
	{"POST", "projects/Ankunftsquartiere/press/down", `{"clipping":1}`}, {"POST", "projects/Ankunftsquartiere/press/down", `{"sentence":"x"}`},
	{"POST", "projects/Ankunftsquartiere/press/withdraw", `{"clipping":1}`}, {"POST", "projects/Ankunftsquartiere/press/withdraw", `{"clipping":1}`},
	{"POST", "searches", `{"name":"Kai","query":"q=Kai*&project=Ankunftsquartiere"}`}, {"POST", "searches", `{"name":""}`}, {"POST", "searches", `{"name":"x","query":"verdict=great"}`}, {"GET", "searches", ""},
	{"POST", "searches/1/renew", ""}, {"POST", "searches/999/renew", ""}, {"DELETE", "searches/1", ""}, {"DELETE", "searches/x", ""},
	{"GET", "why?url=https://www.elbblatt.example/am-kai", ""}, {"GET", "why?url=https://nirgends.example/", ""}, {"GET", "why", ""},
	{"GET", "me", ""}, {"GET", "me/tokens", ""}, {"POST", "me/tokens", `{"name":"Skript","role":"reader","days":30}`}, {"POST", "me/tokens", `{"name":"Skript","role":"boss"}`}, {"POST", "me/tokens", `{"name":"","role":"reader"}`},
	{"DELETE", "me/tokens/1", ""}, {"DELETE", "me/tokens/1", ""},
	{"GET", "people", ""}, {"POST", "people", `{"name":"Eva","role":"reviewer","projects":["Ankunftsquartiere"]}`}, {"POST", "people", `{"name":"Eva","role":"reviewer"}`}, {"POST", "people", `{"name":"Uwe","role":"reader","projects":["Nirgends"]}`},
	{"GET", "people/4", ""}, {"GET", "people/999", ""}, {"PUT", "people/4", `{"role":"reader","all":true}`}, {"PUT", "people/4", `{"role":"boss"}`}, {"PUT", "people/3", `{"role":"reader"}`}, {"PUT", "people/4", `{"name":"x"}`},
	{"DELETE", "people/4?heir=Nirgends", ""}, {"DELETE", "people/4?heir=admin", ""}, {"DELETE", "people/3", ""},
	{"GET", "acts", ""}, {"GET", "acts?person=admin&before=3", ""}, {"GET", "acts?before=gestern", ""},
	{"GET", "projects/Ankunftsquartiere/feed", ""}, {"GET", "projects/Nirgends/feed", ""}, {"POST", "projects/Nirgends/feed/open", ""}, {"POST", "projects/Ankunftsquartiere/feed/open", ""},
	{"POST", "projects/Ankunftsquartiere/feed/renew", ""}, {"POST", "projects/Nirgends/feed/renew", ""}, {"POST", "projects/Ankunftsquartiere/feed/close", ""}, {"POST", "projects/Ankunftsquartiere/feed/close", ""},
}

func (c apiCall) request() *http.Request {
	r := httptest.NewRequest(c.method, apiBase+"/"+c.address, strings.NewReader(c.body))
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if c.method == http.MethodPut {
		r.Header.Set("If-Match", "*")
	}
	return r
}

// telling has the first project tell at once.
func (w *world) telling() {
	w.t.Helper()
	p := watchlist().Projects[0]
	p.Alert, p.Press, p.AlertTo = true, true, []press.Recipient{{Address: "eva@example.org"}, {Address: "falsch@example.org"}}
	w.must(w.archive.Change(w.t.Context(), press.Watchlist{Projects: []press.Project{p}}, nil))
}

// sendOut has an alert and an issue sent, and their readers leave.
func (w *world) sendOut(box *postbox) {
	w.t.Helper()
	desk := deskOf(w)
	desk.Sender = box
	for _, now := range []time.Time{w.now, w.now.Add(time.Minute), time.Date(2026, 11, 23, 7, 0, 0, 0, berlin)} {
		w.now = now
		_, err := desk.AlertRound(w.t.Context())
		w.must(err)
		_, err = desk.Round(w.t.Context())
		w.must(err)
	}
	d, err := w.archive.Digest(w.t.Context(), "Wochenüberblick")
	w.must(err)
	p, err := w.archive.Project(w.t.Context(), "Ankunftsquartiere")
	w.must(err)
	readers, err := w.archive.Subscribers(w.t.Context(), d.ID)
	w.must(err)
	listeners, err := w.archive.Listeners(w.t.Context(), p.ID)
	w.must(err)
	for _, one := range append(readers, listeners...) {
		w.must(w.archive.Leave(w.t.Context(), one.Ticket))
	}
}

// finding looks at two sites, of which one is there, and reads back.
func finding(o *Options) {
	o.LookBack = func(_ context.Context, outlet string, _ time.Time) error {
		if outlet != "" {
			return press.ErrNotFound
		}
		return nil
	}
	o.Discover = func(_ context.Context, address string) (discover.Report, error) {
		if address != "https://haff.example" {
			return discover.Report{}, &press.Fault{Code: press.FaultDNS}
		}
		return discover.Report{URL: address, Feeds: []discover.Feed{{URL: address + "/rss", Title: "Haff", Entries: 3, Samples: []string{"Stint"}}},
			Trials: []discover.Trial{{URL: address + "/stint", Title: "Stint", Authors: []string{"Eva Muster"}, Published: time.Unix(1, 0), Words: 20, WordsTold: 300}}}, nil
	}
}

// brought files an article with a file, and is what can be asked about both.
func (w *world) brought() []apiCall {
	w.t.Helper()
	answer := w.bring("/api/v1/clip", "am-kai.html", savedArticle, url.Values{"project": {"Ankunftsquartiere"}, "outlet": {"Elbblatt"}})
	if answer.Code != http.StatusOK {
		w.t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	_, err := w.index.Follow(w.t.Context(), w.archive)
	w.must(err)
	at := fmt.Sprint("clippings/", w.clip("Am Kai").ID)
	sum := fmt.Sprintf("/uploads/%x", sha256.Sum256([]byte(savedArticle)))
	return []apiCall{{"GET", at, ""}, {"GET", at + sum, ""}, {"GET", at + "/uploads/00", ""}, {"GET", at + "/uploads/x", ""},
		{"POST", at + "/review", `{"project": "Ankunftsquartiere", "verdict": "relevant", "was": "new", "tags": ["b", "a"], "note": "Zeile"}`}, {"POST", at + "/review", `{"project": "Ankunftsquartiere", "verdict": "irrelevant", "was": "new"}`},
		{"POST", at + "/correct", `{"version": 1}`}, {"POST", at + "/correct", `{"versio": 1}`},
		{"POST", at + "/review", `{"project": "Ankunftsquartiere", "verdict": "great"}`}, {"POST", at + "/review", `{"project": "Ankunftsquartiere"}`},
	}
}

// describes says which address was asked, and what its answer has that its description has not.
func describes(router routers.Router, r *http.Request, answer *httptest.ResponseRecorder) (route string, err error) {
	found, parameters, err := router.FindRoute(r)
	if err != nil {
		return "", err
	}
	isJSON := answer.Header().Get("Content-Type") == "application/json"
	return found.Method + " " + found.Path, openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: found},
		Status:                 answer.Code, Header: answer.Header(), Body: io.NopCloser(bytes.NewReader(answer.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: !isJSON, MultiError: true},
	})
}

// TestOpenAPIDefinitions: what is watched and sent has the keys of the configuration file in the description, too.
func TestOpenAPIDefinitions(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openAPIDocument)
	if err != nil {
		t.Fatal(err)
	}
	for name, kind := range map[string]reflect.Type{
		"Outlet": reflect.TypeFor[press.Outlet](), "Project": reflect.TypeFor[press.Project](), "Digest": reflect.TypeFor[press.Digest](),
	} {
		keys := []string{"origin"} // which the answers have besides
		for field := range kind.Fields() {
			if key := field.Tag.Get("yaml"); key != "-" {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		if described := slices.Sorted(maps.Keys(doc.Components.Schemas[name].Value.Properties)); !slices.Equal(described, keys) {
			t.Errorf("%s: described are %q, there are %q", name, described, keys)
		}
	}
}
