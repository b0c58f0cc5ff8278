package web

import (
	"net/http"
	"net/url"
	"testing"

	"pressclip/internal/press"
)

// TestWhy says what became of the article at an address, also where the address is typed as a search.
func TestWhy(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	w.must(w.archive.SyncFile(t.Context(), press.Watchlist{Outlets: []press.Outlet{{Name: "Aus der Datei", URL: "https://datei.example/"}}}))
	for address, want := range map[string][]string{
		"https://anderswo.example/a":                         {"Nicht beobachtet", `<a class="btn" href="/new/outlet?url=https%3A%2F%2Fanderswo.example%2F">Medium aufnehmen</a>`},
		"https://www.elbblatt.example/nie":                   {"Nie genannt: Elbblatt", `href="/search?outlet=Elbblatt"`, "Älteres holt „Zurückschauen“ bei den Medien."},
		"https://datei.example/nie":                          {"Nie genannt: Aus der Datei", "steht beim Medium in der Konfigurationsdatei"},
		"https://mainpost.example/wetter?utm_source=rundruf": {"Nebel am Morgen", "Kein Treffer", "Ankunftsquartiere und Wohnen"},
		"https://www.elbblatt.example/ankommen":              {"Vorhanden", "Zum Clipping", `href="/clippings/`},
	} {
		page := w.page("/why?" + url.Values{"url": {address}}.Encode())
		has(t, page, want...)
		lacks(t, page, "pressclip visit", "pressclip outlets", "pressclip extract")
	}
	if answer := w.get("/why?url=quatsch"); answer.Code != http.StatusBadRequest {
		t.Errorf("no address: status %d", answer.Code)
	}
	if answer := w.get("/search?q=" + url.QueryEscape("https://mainpost.example/wetter")); answer.Code != http.StatusSeeOther ||
		answer.Header().Get("Location") != whyURL("https://mainpost.example/wetter") {
		t.Errorf("an address typed as a search: status %d to %s", answer.Code, answer.Header().Get("Location"))
	}
}
