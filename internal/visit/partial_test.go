package visit

import (
	"net/http"
	"testing"
	"time"

	"pressclip/internal/press"
)

// Whatever keeps a page from us, what its feed said about it is filed as part of a clipping where the article is there but
// withheld, and the whole article takes its place once it can be had.
func TestEveryWayBack(t *testing.T) {
	const path = "/a.html"
	for name, way := range map[string]struct {
		shut    func(w *world)
		partial bool // what the feed said is filed meanwhile
		whole   bool // afterwards
	}{
		"403": {shut: func(w *world) { w.status(path, http.StatusForbidden) }, partial: true, whole: true},
		"401": {shut: func(w *world) { w.status(path, http.StatusUnauthorized) }, partial: true, whole: true},
		"404": {shut: func(w *world) { w.status(path, http.StatusNotFound) }, partial: false, whole: false},
		"500": {shut: func(w *world) { w.status(path, http.StatusInternalServerError) }, partial: false, whole: true},
		"503": {shut: func(w *world) { w.status(path, http.StatusServiceUnavailable) }, partial: false, whole: true},
		"wall": {shut: func(w *world) {
			w.text(path, "text/html", `<title>Zustimmung</title><div id="sp_message_container"><h1>Willkommen</h1><p>Mit Werbung und Cookies weiterlesen:
				Wir und unsere Partner verarbeiten Daten. Bitte stimmen Sie der Verwendung von Cookies zu.</p><button>Alle akzeptieren</button></div>`)
		}, partial: true, whole: true},
	} {
		w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
		w.feed("/feed.xml", path+"|Ankunftsquartiere heute|Was sie leisten.")
		w.article(path, "Ankunftsquartiere heute", "")
		way.shut(w)
		w.visit()
		c := w.clippings()
		if got := len(c) == 1 && c[0].Partial; got != way.partial || len(c) > 1 {
			t.Errorf("%s: filed meanwhile: %+v", name, c)
		}
		w.article(path, "Ankunftsquartiere heute", "")
		for range 4 {
			w.later(25 * time.Hour)
			w.visit()
		}
		c = w.clippings()
		if got := len(c) == 1 && !c[0].Partial && c[0].Article.Text != "Was sie leisten."; got != way.whole {
			t.Errorf("%s: filed afterwards: %+v", name, c)
		}
	}
}
