package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// What is renamed on the page is found under both names, in addresses and in the index.
func TestRename(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	seen := regexp.MustCompile(`name="seen" value="([^"]*)"`)
	rename := func(address, name string) string {
		t.Helper()
		answer := w.post(address+"/rename", url.Values{"name": {name}, "seen": seen.FindStringSubmatch(w.page(address + "/change"))[1:]})
		if answer.Code != http.StatusSeeOther {
			t.Fatalf("%s: status %d\n%s", address, answer.Code, answer.Body)
		}
		return answer.Header().Get("Location")
	}
	has(t, w.page("/projects/Ankunftsquartiere/change"), `action="/projects/Ankunftsquartiere/rename"`, "Alte Adressen führen weiter hierher")
	to := rename("/projects/Ankunftsquartiere", "  Orte &  Ankommen ")
	if to != "/projects/Orte%20&%20Ankommen" {
		t.Errorf("leads to %s", to)
	}
	rename("/outlets/Elbblatt", "Das Elbblatt")
	rename("/digests/Wochen%C3%BCberblick", "Montags")
	_, err := w.index.Follow(t.Context(), w.archive)
	w.must(err)
	has(t, w.page("/search?project=Ankunftsquartiere&outlet=Elbblatt"), "2 Clippings", "Das Elbblatt", "Orte &amp; Ankommen")
	has(t, w.page("/?project=Ankunftsquartiere"), `href="/?project=Orte&#43;%26&#43;Ankommen" aria-current`)
	has(t, w.page("/api/v1/search?q=&project=Ankunftsquartiere"), `"total":5`)
	has(t, w.page("/api/v1/try?q=Quartier&project=Ankunftsquartiere"), `"project":"Orte \u0026 Ankommen"`)
	has(t, w.page("/digests/Montags"), "Orte &amp; Ankommen")
	for from, to := range map[string]string{
		"/projects/Ankunftsquartiere?x=1":         "/projects/Orte%20&%20Ankommen?x=1",
		"/projects/Ankunftsquartiere/change":      "/projects/Orte%20&%20Ankommen/change",
		"/digests/Wochen%C3%BCberblick":           "/digests/Montags",
		"/feeds/Ankunftsquartiere.atom?token=nix": "",
		"/feeds/Ankunftsquartiere.atom":           "/feeds/Orte%20&%20Ankommen.atom",
		"/projects/Nichts":                        "",
	} {
		answer := w.get(from)
		if got := answer.Header().Get("Location"); got != to || to == "" && answer.Code != http.StatusNotFound {
			t.Errorf("%s: status %d, to %q, want %q", from, answer.Code, got, to)
		}
	}
	late := w.post(to+"/rename", url.Values{"name": {"Spät"}, "seen": {"x"}})
	if late.Code != http.StatusConflict {
		t.Errorf("of what has changed: status %d", late.Code)
	}
	has(t, late.Body.String(), "Nicht umbenannt: Inzwischen hat jemand anderes", `<details class="remove" open>`, `name="name" value="Spät"`)
	for name, says := range map[string]string{"Wohnen & Teilhabe": "Diesen Namen gibt es schon", "": "Umbenennen"} {
		answer := w.post(to+"/rename", url.Values{"name": {name}})
		if answer.Code != http.StatusBadRequest && answer.Code != http.StatusConflict {
			t.Errorf("to %q: status %d", name, answer.Code)
		}
		has(t, answer.Body.String(), says, `<details class="remove" open>`)
	}
}

// TestFormerNamesInForms: what somebody sends may call projects and outlets by former names. A form that takes one is added here.
func TestFormerNamesInForms(t *testing.T) {
	w := newWorld(t, byHanding(t), func(o *Options) {
		o.ByHand = func(_ context.Context, _ string, want archive.ByHand) (archive.Filed, error) {
			return archive.Filed{ClippingID: 1}, either(want.Project == "Kai", nil, press.ErrNotFound)
		}
		o.LookBack = func(_ context.Context, outlet string, _ time.Time) error {
			return either(outlet == "Elbzeitung", nil, press.ErrNotFound)
		}
	})
	w.watch()
	w.must(w.archive.Add(t.Context(), press.Watchlist{Projects: []press.Project{{Name: "Hafen", Keywords: []string{"Hafen*"}}}}))
	w.read(coverage())
	admin := []string{"Cookie", w.cast()[press.RoleAdmin]}
	w.post("/clip/form", onKai("Hafen"), admin...)
	id := fmt.Sprint(w.clippingIDs()[0])
	w.must(w.archive.Rename(t.Context(), archive.KindProject, "Hafen", "Kai", nil))
	w.must(w.archive.Rename(t.Context(), archive.KindOutlet, "Elbblatt", "Elbzeitung", nil))
	p, err := w.archive.Person(t.Context(), "reader")
	w.must(err)
	hand := onKai("Hafen")
	hand.Set("outlet", "Elbblatt")
	correct := onKai("Hafen")
	correct.Set("version", "1")
	for _, c := range []struct {
		address string
		form    url.Values
	}{
		{"/clip/form", hand},
		{"/clippings/" + id + "/correct", correct},
		{"/why/file", url.Values{"url": {"https://frei.example/x"}, "project": {"Hafen"}}},
		{"/clippings/" + id + "/review", url.Values{"project": {"Hafen"}, "verdict": {"relevant"}, "also": {id + "/Hafen"}}},
		{"/clippings/" + id + "/review", url.Values{"do": {"labels"}, "project": {"Hafen"}, "tags": {"Ufer"}}},
		{"/outlets/visit", url.Values{"outlet": {"Elbblatt"}}},
		{"/outlets/look-back", url.Values{"outlet": {"Elbblatt"}, "days": {"3"}}},
		{"/people", url.Values{"name": {"eva"}, "role": {"reader"}, "project": {"Hafen"}}},
		{personURL(p.ID) + "/change", url.Values{"role": {"reader"}, "project": {"Hafen"}, "seen": {p.Edition()}}},
		{"/new/project", url.Values{"name": {"Ufer"}, "keywords": {"Ufer*"}, "outlets": {"Elbblatt"}, "do": {"save"}}},
		{"/new/digest", url.Values{"name": {"Monat"}, "days": {"cron"}, "schedule": {"0 7 1 * *"}, "projects": {"Hafen"}, "to": {"eva@example.org"}, "select": {"all"}, "order": {"newest"}, "when_empty": {"send"}, "language": {"de"}, "do": {"save"}}},
	} {
		if answer := w.post(c.address, c.form, admin...); answer.Code != http.StatusSeeOther {
			t.Errorf("%s: status %d\n%s", c.address, answer.Code, answer.Body)
		}
	}
	many := w.post("/reviews", url.Values{"clip": {id + "/Hafen"}, "do": {"irrelevant"}}, admin...)
	has(t, many.Header().Get("Location"), "n=1")
	for address, body := range map[string]string{
		"clip":                         `{"project": "Hafen", "medium": "print", "outlet": "Elbblatt", "published": "2026-11-20", "title": "Am Ufer"}`,
		"clippings/" + id + "/review":  `{"project": "Hafen", "note": "Zeile"}`,
		"reviews":                      `{"project": "Hafen", "clippings": [` + id + `], "add_tags": ["a"]}`,
		"people":                       `{"name": "ali", "role": "reader", "projects": ["Hafen"]}`,
		"projects":                     `{"name": "Deich", "keywords": ["Deich*"], "outlets": ["Elbblatt"]}`,
		"digests":                      `{"name": "Jahr", "schedule": "0 7 1 1 *", "projects": ["Hafen"], "to": ["eva@example.org"]}`,
		"searches":                     `{"name": "Am Kai", "query": "project=Hafen"}`,
		"clippings/" + id + "/correct": `{"version": 1, "projects": ["Hafen"], "outlet": "Hafenbote"}`,
		"outlets/look-back":            `{"outlet": "Elbblatt", "days": 3}`,
	} {
		if answer := w.do(apiCall{"POST", address, body}.request(), admin...); answer.Code/100 != 2 {
			t.Errorf("%s: status %d\n%s", address, answer.Code, answer.Body)
		}
	}
	w.follow()
	has(t, w.page("/search?outlet=Elbzeitung&project=Kai", admin...), "Am Kai", "Am Ufer")
	kept, err := w.archive.Searches(t.Context(), "admin")
	w.must(err)
	eva, err := w.archive.Person(t.Context(), "eva")
	w.must(err)
	if fmt.Sprint(kept[0].Query, eva.Projects) != "project=Kai[Kai]" {
		t.Errorf("kept %+v, sees %v", kept, eva.Projects)
	}
}

// TestFormerNamesInAddresses: what is changed or removed under a former name is what has a new one; no name of today is taken for a former one.
func TestFormerNamesInAddresses(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.must(w.archive.Rename(t.Context(), archive.KindProject, "Wohnen & Teilhabe", "Kai", nil))
	const at, page = "projects/Wohnen%20&%20Teilhabe", "/projects/Wohnen%20&%20Teilhabe"
	for _, name := range []string{"Wohnen & Teilhabe", "Kai"} {
		if answer := w.put(at, "*", `{"name":"`+name+`","keywords":["Ufer*"]}`); answer.Code != http.StatusOK || answer.Header().Get("Location") != "/api/v1/projects/Kai" {
			t.Errorf("%s: status %d, at %q\n%s", name, answer.Code, answer.Header().Get("Location"), answer.Body)
		}
	}
	if answer := w.put(at, "*", `{"name":"Ankunftsquartiere","keywords":["Ufer*"]}`); answer.Code != http.StatusBadRequest {
		t.Errorf("by the name of another: status %d", answer.Code)
	}
	answered[press.Project](w, http.StatusOK, apiCall{"POST", at + "/exclude", `{"query":"Deich"}`})
	form := url.Values{"keywords": {"Strand*"}, "seen": {w.seen("/projects/Kai/change")}, "do": {"save"}}
	if answer := w.post(page+"/change", form); answer.Header().Get("Location") != "/projects/Kai" {
		t.Errorf("a form: status %d, leads to %q", answer.Code, answer.Header().Get("Location"))
	}
	if p, err := w.archive.Project(t.Context(), "Kai"); err != nil || p.Keywords[0] != "Strand*" {
		t.Errorf("%+v, %v", p, err)
	}
	answered[struct{}](w, http.StatusNoContent, apiCall{"DELETE", at, ""})
	answered[apiError](w, http.StatusNotFound, apiCall{"DELETE", at, ""})
}
