package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// put sends a definition with a tag.
func (w *world) put(address, tag, body string, header ...string) *httptest.ResponseRecorder {
	return w.do(apiCall{http.MethodPut, address, body}.request(), append(header, "If-Match", tag)...)
}

// TestAPIDefinition: what a program reads it can send back; what changed meanwhile is not lost unseen; what is wrong is said
// by key.
func TestAPIDefinition(t *testing.T) {
	w, changed := changeWorld(t)
	outlet := `{"name":"Haff & Meer","url":"https://haff.example/","feeds":["https://haff.example/${x}"],"rights":"fulltext","licence":{"id":"\ud83d\ude00","until":"2027-12-31"},"extract":{"remove":[".x"]}}`
	made := w.do(apiCall{"POST", "outlets", outlet}.request())
	if made.Code != http.StatusCreated || made.Header().Get("Location") != "/api/v1/outlets/Haff%20&%20Meer" || *changed != 1 {
		t.Fatalf("status %d to %s, told %d times\n%s", made.Code, made.Header().Get("Location"), *changed, made.Body)
	}
	has(t, made.Body.String(), `"licence":{"id":"😀","until":"2027-12-31"}`, `"https://haff.example/${x}"`, `"origin":"page"`)
	const at = "outlets/Haff%20&%20Meer"
	first := w.get(apiBase + "/" + at)
	tag := first.Header().Get("ETag")
	if again := w.put(at, tag, first.Body.String()); again.Code != http.StatusOK || again.Body.String() != first.Body.String() || again.Header().Get("ETag") != tag {
		t.Errorf("sent back: status %d\n%s\n%s", again.Code, again.Body, first.Body)
	}
	if answer := w.put(at, `"x", `+tag, `{"url":"https://haff.example/","medium":"print"}`); answer.Code != http.StatusOK {
		t.Errorf("status %d\n%s", answer.Code, answer.Body)
	}
	o, err := w.archive.Outlet(t.Context(), "Haff & Meer")
	w.must(err)
	if o.Medium != press.MediumPrint || len(o.Feeds) != 0 || o.Licence.ID != "" {
		t.Errorf("%+v", o)
	}
	for want, tag := range map[int]string{http.StatusPreconditionFailed: tag, http.StatusPreconditionRequired: ""} {
		if answer := w.put(at, tag, first.Body.String()); answer.Code != want {
			t.Errorf("with tag %q: status %d", tag, answer.Code)
		}
	}
	for body, want := range map[string]map[string]string{
		`{"url":"https://haff.example/","feds":[],"extract":{"x":1}}`:  {"feds": "feeds", "extract.x": "x"},
		`{"url":"nirgends","medium":"tee"}`:                            {"url": "http", "medium": "online"},
		`{"url":"https://haff.example/","rights":"fulltext"}`:          {"licence.until": "Lizenz"},
		`{"name":"Anders","url":"https://haff.example/"}`:              {"name": "rename"},
		`{"url":"https://haff.example/","feeds":"https://a.example/"}`: {"feeds": "Liste"},
	} {
		answer := answered[apiError](w, http.StatusBadRequest, apiCall{"PUT", at, body})
		if !slices.Equal(slices.Sorted(maps.Keys(answer.Fields)), slices.Sorted(maps.Keys(want))) {
			t.Errorf("%s: %+v", body, answer)
		}
		for field, word := range want {
			has(t, answer.Fields[field], word)
		}
	}
	if *changed != 3 {
		t.Errorf("told %d times", *changed)
	}
}

// TestAPIDefinitionGuarded: the file's are left alone, what others name stays, former names lead on, and what was done is
// noted.
func TestAPIDefinitionGuarded(t *testing.T) {
	w, _ := changeWorld(t)
	w.must(w.archive.SyncFile(t.Context(), press.Watchlist{Projects: []press.Project{{Name: "Aus der Datei", Keywords: []string{"Nebel"}}}}))
	for _, method := range []string{"PUT", "DELETE"} {
		has(t, answered[apiError](w, http.StatusConflict, apiCall{method, "projects/Aus%20der%20Datei", ""}).Error, "in der Datei")
	}
	has(t, answered[apiError](w, http.StatusConflict, apiCall{"DELETE", "projects/Ankunftsquartiere", ""}).Error, "Wochenüberblick")
	cookies := w.cast()
	admin, reader := []string{"Cookie", cookies[press.RoleAdmin]}, []string{"Cookie", cookies[press.RoleReader]}
	answered[apiError](w, http.StatusPreconditionFailed, apiCall{"POST", "projects/Ankunftsquartiere/rename", `{"name":"Zu spät"}`}, append(admin, "If-Match", `"x"`)...)
	answered[press.Project](w, http.StatusOK, apiCall{"POST", "projects/Ankunftsquartiere/rename", `{"name":" Orte  des Ankommens "}`}, admin...)
	moved := w.do(apiCall{"GET", "projects/Ankunftsquartiere/yield", ""}.request(), reader...)
	if to := moved.Header().Get("Location"); moved.Code != http.StatusTemporaryRedirect || to != "/api/v1/projects/Orte%20des%20Ankommens/yield" {
		t.Errorf("status %d to %q", moved.Code, to)
	}
	answered[press.Digest](w, http.StatusCreated, apiCall{"POST", "digests", `{"name":"Morgen","schedule":"0 7 * * *","projects":["Orte des Ankommens"],"to":["eva@example.org"]}`}, admin...)
	answered[apiError](w, http.StatusForbidden, apiCall{"DELETE", "digests/Morgen", ""}, reader...)
	answered[apiError](w, http.StatusPreconditionFailed, apiCall{"DELETE", "digests/Morgen", ""}, append(admin, "If-Match", `"x"`)...)
	answered[struct{}](w, http.StatusNoContent, apiCall{"DELETE", "digests/Morgen", ""}, admin...)
	answered[struct{}](w, http.StatusNoContent, apiCall{"POST", "outlets/Elbblatt/visit", ""}, admin...)
	if len(w.visits) != 1 || w.visits[0] != "Elbblatt" {
		t.Errorf("visits %v", w.visits)
	}
	acts, err := w.archive.Acts(t.Context(), "", 0, 10)
	w.must(err)
	var noted []string
	for _, a := range acts {
		noted = append(noted, fmt.Sprint(a.Person, " ", a.Kind, " ", a.About))
	}
	want := []string{"admin visit /api/v1/outlets/Elbblatt/visit", "admin watch /api/v1/digests/Morgen", "admin watch /api/v1/digests name=Morgen", "admin watch /api/v1/projects/Ankunftsquartiere/rename name= Orte  des Ankommens "}
	if !slices.Equal(noted, want) {
		t.Errorf("noted:\n%s", strings.Join(noted, "\n"))
	}
	if to := placeOf(acts[3].About); to != "/projects/Ankunftsquartiere" {
		t.Errorf("an act leads to %q", to)
	}
}

// TestAPIWatchlist: lists go out and in, with how things stand; where an outlet is read is for admins.
func TestAPIWatchlist(t *testing.T) {
	w, _ := changeWorld(t)
	list := w.get("/api/v1/watchlist").Body.String()
	other := newWorld(t)
	if added := answered[apiAdded](other, http.StatusOK, apiCall{"POST", "watchlist", list}); added != (apiAdded{4, 2, 1, 0}) {
		t.Errorf("%+v", added)
	}
	if added := answered[apiAdded](other, http.StatusOK, apiCall{"POST", "watchlist", w.get("/api/v1/watchlist?format=opml").Body.String()}); added != (apiAdded{Known: 4}) {
		t.Errorf("%+v", added)
	}
	w.must(w.archive.Change(t.Context(), press.Watchlist{Outlets: []press.Outlet{{Name: "Elbblatt", URL: "https://www.elbblatt.example/", Feeds: []string{"https://www.elbblatt.example/feed?key=geheim"}}}}, nil))
	cookies := w.cast()
	for role, feeds := range map[press.Role]int{press.RoleAdmin: 1, press.RoleReviewer: 0} {
		lines := answered[[]archive.OutletLine](w, http.StatusOK, apiCall{"GET", "outlets", ""}, "Cookie", cookies[role])
		if len(lines) != 4 || lines[0].Name != "Elbblatt" || len(lines[0].Feeds) != feeds || lines[0].Read == 0 {
			t.Errorf("%s: %+v", role, lines[0])
		}
	}
	projects := answered[[]archive.ProjectLine](w, http.StatusOK, apiCall{"GET", "projects", ""}, "Cookie", cookies[press.RoleReader])
	digests := answered[[]apiDigest](w, http.StatusOK, apiCall{"GET", "digests", ""}, "Cookie", cookies[press.RoleReader])
	if projects[0].New == 0 || digests[0].Next == nil || digests[0].Next.Format("2006-01-02 15") != "2026-11-23 07" || digests[0].Last != nil {
		t.Errorf("%+v\n%+v", projects[0], digests[0])
	}
	yield := answered[apiYieldAnswer](w, http.StatusOK, apiCall{"GET", "projects/Ankunftsquartiere/yield", ""}, "Cookie", cookies[press.RoleReader])
	if yield.Days != 90 || yield.Keywords[0].Clippings == 0 || yield.Outlets[0].Read == 0 {
		t.Errorf("%+v", yield)
	}
}

// TestAPIToken: a token that is made with another does no more and lasts no longer than that one.
func TestAPIToken(t *testing.T) {
	w := newWorld(t)
	w.watch()
	admin := []string{"Cookie", w.cast()[press.RoleAdmin]}
	for body, field := range map[string]string{`{"name":"Skript","role":"boss"}`: "role", `{"name":"Skript","role":"reader","days":9999}`: "days", `{"role":"reader"}`: "name"} {
		if wrong := answered[apiError](w, http.StatusBadRequest, apiCall{"POST", "me/tokens", body}, admin...); wrong.Fields[field] == "" || len(wrong.Fields) != 1 {
			t.Errorf("%s: %+v", body, wrong)
		}
	}
	first := answered[apiToken](w, http.StatusCreated, apiCall{"POST", "me/tokens", `{"name":"Skript","role":"reviewer","days":30}`}, admin...)
	with := []string{"Authorization", "Bearer " + first.Secret}
	for _, body := range []string{`{"name":"Mehr","role":"admin"}`, `{"name":"Mehr","role":"admin","days":400}`} {
		more := answered[apiToken](w, http.StatusCreated, apiCall{"POST", "me/tokens", body}, with...)
		if more.Role != press.RoleReviewer || !more.Until.Equal(first.Until) {
			t.Errorf("%s: %+v", body, more)
		}
	}
	if me := answered[apiPerson](w, http.StatusOK, apiCall{"GET", "me", ""}, with...); me.Name != "admin" || me.Role != press.RoleReviewer {
		t.Errorf("%+v", me)
	}
	answered[apiError](w, http.StatusForbidden, apiCall{"GET", "people", ""}, with...)
	list := answered[[]apiToken](w, http.StatusOK, apiCall{"GET", "me/tokens", ""}, with...)
	if len(list) != 3 || list[0].Secret != "" {
		t.Errorf("%+v", list)
	}
	answered[struct{}](w, http.StatusNoContent, apiCall{"DELETE", fmt.Sprint("me/tokens/", list[2].ID), ""}, admin...)
	answered[apiError](w, http.StatusUnauthorized, apiCall{"GET", "me", ""}, with...)
}
