package visit

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// A page that did not change costs one conditional request; one that did makes a version.
func TestReadAgain(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/a.html", "/wetter.html")
	text := "Solche Ankunftsquartiere leisten viel für die ganze Stadt, sagt die Leiterin des Treffpunkts, und sie wünscht sich mehr Besuch."
	page := func(mark, words string) (unchanged func() int) {
		n := 0
		w.puts("/a.html", func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("ETag", mark)
			if r.Header.Get("If-None-Match") == mark {
				n++
				rw.WriteHeader(http.StatusNotModified)
				return
			}
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = fmt.Fprintf(rw, `<html lang="de"><head><title>Am Hafen</title></head><body><article><h1>Am Hafen</h1><p>%s</p><p>%s</p></article></body></html>`,
				strings.Repeat("Wer neu in die Stadt kommt, landet oft zuerst hier am Wasser. ", 3), words)
		})
		return func() int { return n }
	}
	same := page(`"1"`, text)
	w.text("/wetter.html", "text/html; charset=utf-8", `<html lang="de"><body><article><h1>Das Wetter</h1><p>Bis zum Wochenende bleibt es trocken, danach zieht von Westen her Regen auf und es wird deutlich kühler als zuletzt.</p></article></body></html>`)
	first := w.visit()
	w.visit() // too early
	if w.times("/a.html") != 1 || first.Clipped != 1 {
		t.Fatalf("asked %v, %+v", w.asked, first)
	}
	w.later(time.Hour)
	if got := counts(w.visit()); same() != 1 || w.times("/a.html") != 2 || got != [5]int{2, 0, 0, 2, 0} {
		t.Errorf("unchanged: %v asked, %d unchanged, %v", w.asked, same(), got)
	}
	page(`"2"`, text+" Und auf einen Markt.")
	w.later(5 * time.Hour)
	got := counts(w.visit())
	clip := w.clippings()[0]
	if got != [5]int{2, 0, 0, 2, 0} || clip.Version != 2 || !strings.HasSuffix(clip.Article.Text, "einen Markt.") || !clip.VersionAt.Equal(w.clock()) {
		t.Errorf("changed: %v, version %d of %v: %s", got, clip.Version, clip.VersionAt, clip.Article.Text)
	}
	if p := clip.Reviews[0].Passages; len(p) != 1 || clip.Article.Text[p[0].Start:p[0].End] != "Ankunftsquartiere" {
		t.Errorf("passages %v", p)
	}
	w.status("/a.html", http.StatusBadGateway)
	w.later(18 * time.Hour)
	if report := w.visit(); len(report.Faults) != 1 || !w.clippings()[0].GoneAt.IsZero() {
		t.Errorf("broken: %+v", report)
	}
	w.status("/a.html", http.StatusGone)
	w.later(48 * time.Hour)
	if report := w.visit(); len(report.Faults) != 0 || !w.clippings()[0].GoneAt.Equal(w.clock()) {
		t.Errorf("gone: %+v", report)
	}
	w.later(30 * 24 * time.Hour)
	w.visit()
	w.later(30 * 24 * time.Hour)
	if w.visit(); w.times("/a.html") != 6 || w.times("/wetter.html") != 1 {
		t.Errorf("asked %v", w.asked)
	}
}

// However much is due, a visit reads a bounded number of pages again, and none of a host that wants to be left alone.
func TestReadAgainIsBounded(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	var paths []string
	for i := range 27 {
		paths = append(paths, fmt.Sprintf("/%d.html", i))
		w.article(paths[i], fmt.Sprintf("Am Hafen %d", i), "")
	}
	w.feed("/feed.xml", paths...)
	again := func() (n int) {
		t.Helper()
		before := map[string]int{}
		for _, p := range paths {
			before[p] = w.times(p)
		}
		w.visit()
		for _, p := range paths {
			n += w.times(p) - before[p]
		}
		return n
	}
	again()
	w.later(time.Hour)
	if got := fmt.Sprint(again(), again(), again()); got != fmt.Sprint(20, 7, 0) {
		t.Errorf("read again: %s", got)
	}
	for _, p := range paths {
		w.put(p, func(rw http.ResponseWriter) {
			rw.Header().Set("Retry-After", "7200")
			rw.WriteHeader(http.StatusServiceUnavailable)
		})
	}
	w.later(5 * time.Hour)
	if got := again(); got != 1 {
		t.Errorf("%d pages of a host that wants to be left alone", got)
	}
	for _, p := range paths {
		w.article(p, "Am Hafen "+p, "")
	}
	w.later(3 * time.Hour)
	// The page that was asked for waits for its next time.
	if got := again() + again(); got != len(paths)-1 {
		t.Errorf("%d of %d pages read once the host may be asked", got, len(paths)-1)
	}
}
