package visit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/warc"
)

// taped is a page as it was recorded some minutes after the first of May.
type taped struct {
	path    string
	minutes int
	word    string // its text is about this
}

// tape writes a WARC file.
func (w *world) tape(pages ...taped) (name string) {
	w.t.Helper()
	var out bytes.Buffer
	for _, p := range pages {
		body := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html lang=\"de\"><body><article><h1>Am Kai %[1]s</h1>"+
			"<p>Im %[2]s sitzt an diesem Morgen eine Nachbarin am Küchentisch von %[1]s und sortiert Formulare, die niemand bestellt hat.</p>"+
			"<p>Sie wünscht sich, dass die Verwaltung öfter vorbeikommt und ihr weniger Briefe über das %[2]s schickt.</p></article></body></html>", p.path, p.word)
		at := time.Date(2026, 5, 1, 0, p.minutes, 0, 0, time.UTC)
		if err := warc.Write(&out, warc.Capture{URL: w.url + p.path, At: at, Response: []byte(body), Software: "anderes"}); err != nil {
			w.t.Fatal(err)
		}
	}
	name = filepath.Join(w.t.TempDir(), "press"+warc.Ext)
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return name
}

// recorded reads and files what recordings have of the outlet.
func (w *world) recorded(names ...string) press.Visit {
	w.t.Helper()
	if _, err := w.visitor.ReadRecordings(w.t.Context(), []press.Outlet{w.outlet}, names, 2, nil); err != nil {
		w.t.Fatal(err)
	}
	report, err := w.visitor.FileRecorded(w.t.Context(), w.claim(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return report
}

// told is everything that the archive says of its clippings.
func (w *world) told() string {
	w.t.Helper()
	var b strings.Builder
	for _, c := range w.clippings() {
		fmt.Fprintf(&b, "%s v%d %s %s", strings.TrimPrefix(c.Article.URL, w.url), c.Version, c.VersionAt.Format("15:04"), about(c.Article.Text))
		former, err := w.record.Versions(w.t.Context(), c.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, v := range former {
			fmt.Fprintf(&b, ", v%d %s %s", v.Number, v.SeenAt.Format("15:04"), about(v.Text))
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// about is the word that a text is about.
func about(text string) string { return strings.Fields(text)[1] }

// Versions follow the time of recording, whatever file they stand in, and what was known later stays.
func TestRecordingsInOrder(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	newer := w.tape(taped{"/a.html", 30, "Ankunftsquartier"}, taped{"/b.html", 31, "Ankunftsquartier"})
	older := w.tape(taped{"/b.html", 11, "Ankunftsquartieren"}, taped{"/a.html", 10, "Rathaus"}, taped{"/a.html", 20, "Ankunftsquartiers"}, taped{"/b.html", 9, "Ankunftsquartieren"})
	if report := w.recorded(newer, older); counts(report) != [5]int{6, 2, 2, 4, 0} {
		t.Errorf("report %+v", report)
	}
	want := "/a.html v2 00:30 Ankunftsquartier, v1 00:20 Ankunftsquartiers\n/b.html v2 00:31 Ankunftsquartier, v1 00:09 Ankunftsquartieren\n"
	if got := w.told(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if report := w.recorded(w.tape(taped{"/a.html", 25, "Ankunftsquartieren"}, taped{"/a.html", 30, "Rathaus"})); counts(report) != [5]int{2, 0, 0, 2, 0} {
		t.Errorf("what was known later was read: %+v", report)
	}
	if got := w.told(); got != want {
		t.Errorf("what was known later is\n%s", got)
	}

	// So does what was read from the web: it was seen today.
	w.feed("/feed.xml", "/c.html")
	w.article("/c.html", "Am Hafen", "")
	w.visit()
	if w.recorded(w.tape(taped{"/c.html", 60, "Ankunftsquartier"}, taped{"/a.html", 70, "Ankunftsquartiere"})); !strings.Contains(w.told(), "/c.html v1 08:00") || !strings.Contains(w.told(), "/a.html v3 01:10") {
		t.Errorf("then\n%s", w.told())
	}
}

// many are enough pages for several parts of a file.
func many() (pages []taped) {
	for i := range 120 {
		word := []string{"Ankunftsquartier", "Rathaus"}[i%2]
		pages = append(pages, taped{fmt.Sprintf("/artikel-%d.html", i%90), 400 - i, word + strings.Repeat(" und", i%7)})
	}
	return pages
}

// Two who read the same files together, and are interrupted again and again, end with what one alone ends with, and read
// nothing twice.
func TestRecordingsShared(t *testing.T) {
	alone, shared := newWorld(t, press.Outlet{}), newWorld(t, press.Outlet{})
	pages := many()
	files := []string{alone.tape(pages[:50]...), alone.tape(pages[50:]...)}
	want := alone.recorded(files...)
	outlet := press.Outlet{Name: "Talblick", URL: alone.url + "/"}
	err := shared.record.SyncFile(t.Context(), press.Watchlist{Outlets: []press.Outlet{outlet}, Projects: []press.Project{{Name: "Quartiere", Keywords: []string{"Ankunftsquartier*"}}}})
	if err == nil {
		outlet, err = shared.record.Outlet(t.Context(), outlet.Name)
	}
	if err != nil {
		t.Fatal(err)
	}

	var mu sync.Mutex
	told := 0
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				ctx, cancel := context.WithCancel(t.Context())
				_, err := shared.visitor.ReadRecordings(ctx, []press.Outlet{outlet}, files, 1, func(RecordingProgress) {
					mu.Lock()
					defer mu.Unlock()
					if told++; told%2 == 0 {
						cancel()
					}
				})
				cancel()
				if errors.Is(err, context.Canceled) && t.Context().Err() == nil {
					continue
				}
				if err != nil {
					t.Error(err)
				}
				return
			}
		})
	}
	readers.Wait()
	left, err := shared.record.RecordedLeft(t.Context(), outlet.ID)
	if err != nil || left != len(pages) {
		t.Errorf("%d of %d pages were read, %v", left, len(pages), err)
	}

	// Filing is interrupted too, and goes on.
	stopped, stop := context.WithCancel(t.Context())
	if _, err := shared.visitor.FileRecorded(stopped, shared.claim(), func(_ string, done, _ int) {
		if done == 50 {
			stop()
		}
	}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	report, err := shared.visitor.FileRecorded(t.Context(), shared.claim(), nil)
	if err != nil || report.Found != len(pages)-50 || want.Found != len(pages) {
		t.Errorf("filed after the interruption: %+v, %v", report, err)
	}
	shared.url = alone.url
	if a, b := alone.told(), shared.told(); a != b || strings.Count(a, "\n") != 45 {
		t.Errorf("alone\n%s\ntogether\n%s", a, b)
	}
	again, err := shared.visitor.ReadRecordings(t.Context(), []press.Outlet{outlet}, files, 1, nil)
	if err != nil || again[0].Parts != 0 || again[1].Parts != 0 {
		t.Errorf("read again: %+v, %v", again, err)
	}
}

// A file that breaks off is read to the break, which is told; one that was read is read again for outlets that were not
// watched then.
func TestRecordingBreaksOff(t *testing.T) {
	w := newWorld(t, press.Outlet{})
	name := w.tape(taped{"/a.html", 1, "Ankunftsquartier"}, taped{"/b.html", 2, "Ankunftsquartier"})
	whole, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, whole[:len(whole)-40], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	outlets := []press.Outlet{w.outlet}
	taken, err := w.visitor.ReadRecordings(t.Context(), outlets, []string{name}, 2, nil)
	if err != nil || len(taken) != 1 || len(taken[0].Faults) != 1 || !strings.HasPrefix(taken[0].Faults[0], warc.ErrFormat.Error()) {
		t.Errorf("%+v, %v", taken, err)
	}
	if left, err := w.record.RecordedLeft(t.Context(), w.outlet.ID); err != nil || left != 1 {
		t.Errorf("%d pages were read, %v", left, err)
	}
	other := press.Outlet{Name: "Talblick Kultur", URL: w.url + "/kultur/"}
	if err := w.record.SyncFile(t.Context(), press.Watchlist{Outlets: []press.Outlet{outlets[0], other}}); err != nil {
		t.Fatal(err)
	}
	if outlets, err = w.record.Outlets(t.Context()); err != nil {
		t.Fatal(err)
	}
	if taken, err = w.visitor.ReadRecordings(t.Context(), outlets, []string{name}, 2, nil); err != nil || taken[0].Here != 1 {
		t.Errorf("for another outlet: %+v, %v", taken, err)
	}
	for _, o := range outlets {
		if left, err := w.record.RecordedLeft(t.Context(), o.ID); err != nil || left != 1 {
			t.Errorf("%s: %d pages were read, %v", o.Name, left, err)
		}
	}
}
