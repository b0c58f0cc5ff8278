package web

import (
	"net/http"
	"net/url"
	"testing"
)

// What is renamed on the page is found under both names, in addresses and in the index.
func TestRename(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	rename := func(address, name string) string {
		t.Helper()
		answer := w.post(address+"/rename", url.Values{"name": {name}})
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
	for name, says := range map[string]string{"Wohnen & Teilhabe": "Diesen Namen gibt es schon", "": "Umbenennen"} {
		answer := w.post(to+"/rename", url.Values{"name": {name}})
		if answer.Code != http.StatusBadRequest && answer.Code != http.StatusConflict {
			t.Errorf("to %q: status %d", name, answer.Code)
		}
		has(t, answer.Body.String(), says, `<details class="remove" open>`)
	}
}
