package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pressclip/internal/search"
)

// benchWorld has read a morning's coverage, all of which is kept.
func benchWorld(t *testing.T) *world {
	w := newWorld(t)
	w.keep = true
	w.watch()
	w.read(append(coverage(),
		told{outlet: "Elbblatt", path: "deich", age: 40 * 24 * time.Hour, title: "Regen am Deich", lead: "Kurz.", text: "Die Nachbarn schauen zu."},
		told{outlet: "Viertel & Stadt", path: "markt", age: time.Hour, title: "Regen auf dem Markt", lead: "Geheim.", text: "Niemand kauft."}))
	return w
}

// TestTry shows what a keyword would have found, marked, within the rights, and says what was tried.
func TestTry(t *testing.T) {
	w := benchWorld(t)
	page := w.page("/try?q=Regen+OR+title:Ankunftsquartier&project=Ankunftsquartiere")
	has(t, page, ">6 Treffer</h2>", "3 im Archiv</a></span> <span><i>·</i> davon 3 schon in diesem Projekt</span> <span><i>·</i> 3 in Artikeln ohne Treffer</span>",
		"Ausprobiert an 5 Clippings im Archiv und 3 Artikeln ohne Treffer seit dem 22. November 2026.",
		"<mark>Regen</mark> am Deich", "<mark>Regen</mark> auf", "zieht <mark>Regen</mark> auf", `<option value="Ankunftsquartiere" selected>`,
		"ein <mark>Ankunftsquartier</mark> am Güterbahnhof", `aria-label="Oktober 2026: 1 Treffer"`, `aria-label="November 2026: 4 Treffer"`, "Elbblatt&nbsp;<b")
	lacks(t, page, "Geheim.", `id="c0"`, "Weiter zurück") // nothing of the text where rights are link
	own := w.page("/projects/Ankunftsquartiere?try=Regen")
	has(t, own, `action="/projects/Ankunftsquartiere#trial"`, `name="try" value="Regen"`, ">3 Treffer</h2>", "0 im Archiv")
	lacks(t, own, "<select")
	has(t, w.page("/projects/Ankunftsquartiere"), "Stichwort ausprobieren", `name="try" value=""`)
	has(t, w.page("/try"), "So lässt sich fragen", "/try?q=")
	has(t, w.page("/try?q=Zugvogel"), "0 Treffer", "Nichts davon passt.")
	has(t, w.page("/try?q=(Regen"), "<mark>(</mark>Regen", `href="/try?q=%28Regen%29#trial"`)
	has(t, w.page("/try?q=Regen+oder+Sonne"), "Großbuchstaben: <a href=\"/try?q=Regen&#43;ODER&#43;Sonne#trial\"")
	has(t, w.get("/api/v1/try?q=Regen+oder+Sonne").Body.String(), "Großbuchstaben: Regen ODER Sonne")
	has(t, w.page("/try?q=Regen&project=Nirgends"), "Das Projekt „Nirgends“ gibt es nicht")
	has(t, w.page("/try?q=Regen", "Accept-Language", "en"), "Tried on 5 clippings in the archive and 3 articles without a hit since 22 November 2026.")
	has(t, newWorld(t).page("/try?q=Regen"), "Noch ist nichts gelesen")
	if answer := w.get("/projects/Nirgends?try=Regen"); answer.Code != http.StatusNotFound {
		t.Errorf("a project that there is not: status %d", answer.Code)
	}
}

// TestTryLeavesTheSearchAlone finds nothing by searching that is only kept.
func TestTryLeavesTheSearchAlone(t *testing.T) {
	w := benchWorld(t)
	has(t, w.page("/search?q=Regen"), "Nichts gefunden")
	if body := w.get("/api/v1/search?q=Regen").Body.String(); !strings.Contains(body, `"total":0`) {
		t.Error(body)
	}
}

// TestTryFurtherBack goes on where a trial stopped.
func TestTryFurtherBack(t *testing.T) {
	w := benchWorld(t)
	trial, err := w.search.Try(t.Context(), search.TryRequest{Query: "Regen"})
	w.must(err)
	first := search.Place{Seen: trial.Kept.Until, ID: 2} // all are of one moment; as if it had stopped after the first
	a := tried{Query: "Regen", Before: first, Own: true}
	page := w.page(strings.TrimSuffix(a.url(), "#trial"))
	has(t, page, "Weiter zurück: ausprobiert an 1 Artikel ohne Treffer vom 22. November 2026 bis 22. November 2026.", ">1 Treffer</h2>")
	lacks(t, page, "im Archiv<")
	trial.Kept.Next = first
	view := words{language: "de", now: morning}.trial(tried{Query: "Regen", Own: true}, trial)
	if view.FurtherBack != a.url() || !strings.Contains(view.Tried, "aufbewahrt sind 3") {
		t.Errorf("%+v", view)
	}
	a.Before = search.Place{Seen: first.Seen.Add(-time.Hour), ID: 9}
	has(t, w.page(strings.TrimSuffix(a.url(), "#trial")), "Weiter zurück ist nichts aufbewahrt.")
}

// TestAPITry answers with the same in JSON.
func TestAPITry(t *testing.T) {
	w := benchWorld(t)
	var got apiTrial
	answer := w.get("/api/v1/try?project=Ankunftsquartiere&q=" + url.QueryEscape("Regen OR title:Ankunftsquartier"))
	w.must(json.Unmarshal(answer.Body.Bytes(), &got))
	if c, k := got.Clippings, got.Kept; c.Tried != 5 || c.Found != 3 || c.InProject != 3 || len(c.Hits) != 3 || k.All != 3 || k.Tried != 3 || k.Found != 3 || k.Next != nil || k.Hits[0].ID != 0 || k.Since.IsZero() {
		t.Errorf("%s", answer.Body)
	}
	if len(got.Facets["month"]) != 3 || got.Facets["outlet"][0].Value != "Elbblatt" || got.Wider != nil {
		t.Errorf("%s", answer.Body)
	}
	for query, want := range map[string]string{"q=(": `"position":1`, "q=": "leer", "q=a&project=Nirgends": "Nirgends"} {
		answer := w.get("/api/v1/try?" + query)
		if answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), want) {
			t.Errorf("%s: %d %s", query, answer.Code, answer.Body)
		}
	}
}
