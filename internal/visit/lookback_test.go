package visit

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pressclip/internal/health"
	"pressclip/internal/press"
)

// archived serves sitemaps by month, every one of them as if it had just been written, with a page a day.
func (w *world) archived(first time.Time, days int) {
	w.text("/robots.txt", "text/plain", "User-agent: *\nAllow: /\nSitemap: $URL/archiv.xml\n")
	months, index := map[string]string{}, ""
	for i := range days {
		day := first.AddDate(0, 0, i)
		path := day.Format("/2006-01-02.html")
		months[day.Format("2006-01")] += fmt.Sprintf("<url><loc>$URL%s</loc><lastmod>%s</lastmod></url>", path, day.Format(time.RFC3339))
		w.article(path, "Der "+day.Format("2. January 2006"), `<meta property="article:published_time" content="`+day.Format(time.RFC3339)+`">`)
	}
	for month, pages := range months {
		w.text("/archiv-"+month+".xml", "application/xml", "<urlset>"+pages+"</urlset>")
		index += "<sitemap><loc>$URL/archiv-" + month + ".xml</loc><lastmod>" + w.clock().Format(time.DateOnly) + "</lastmod></sitemap>"
	}
	w.text("/archiv.xml", "application/xml", "<sitemapindex>"+index+"</sitemapindex>")
}

// A visit that looks back by months reads no month before, says what lies ahead, and after an end in the middle goes on where
// it was.
func TestLookBackByMonths(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml")
	w.archived(time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC), 90)
	w.visitor.Since = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	var told []Back
	w.visitor.Looking = func(_ string, b Back) { told = append(told, b) }
	ctx, stop := context.WithCancel(t.Context())
	_, err := w.visitor.Visit(ctx, w.claim(), func(_ string, done, total int) {
		if total != 41 {
			t.Errorf("%d pages in all", total)
		}
		if done == 10 {
			stop()
		}
	})
	if err == nil || len(w.clippings()) != 10 {
		t.Fatalf("stopped: %v, %d clippings", err, len(w.clippings()))
	}
	if n := len(told); n != 4 || told[n-1].Pages != 41 || told[0].Listed+told[1].Listed != 41 {
		t.Errorf("told %+v", told)
	}
	w.later(time.Hour)
	w.visit()
	if len(w.clippings()) != 41 || w.times("/archiv-2026-04.xml") != 1 || w.times("/archiv-2026-03.xml") != 1 || w.times("/archiv-2026-02.xml") != 0 {
		t.Errorf("%d clippings, asked %v", len(w.clippings()), w.asked)
	}
	w.later(time.Hour)
	w.visit()
	if w.times("/archiv-2026-04.xml") != 2 {
		t.Error("asked for again after its end, it was not read again")
	}
}

// What an outlet published while it could not be read is read from its archive when it is back, counts as found in time, and
// is told.
func TestRecovery(t *testing.T) {
	for name, days := range map[string]int{"away": 5, "short": 0} {
		w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
		w.archived(w.clock().AddDate(0, 0, -30), 36)
		w.feed("/feed.xml")
		w.visit()
		w.status("/feed.xml", http.StatusInternalServerError)
		for range max(24*days, 1) {
			w.later(time.Hour)
			w.visit()
		}
		w.status("/2026-05-06.html", http.StatusNotFound)
		w.feed("/feed.xml")
		w.visit()
		looked, err := w.record.LookBacks(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		b, any := looked[w.outlet.ID]
		if any != (days > 0) {
			t.Fatalf("%s: looked back: %v", name, any)
		}
		if days == 0 {
			continue
		}
		if b.Read != 4 || b.Clipped != 4 || b.Missing != 1 || b.Open != 0 || b.Ended.IsZero() {
			t.Errorf("%s: %+v", name, b)
		}
		for _, c := range w.clippings() {
			if c.Backfill() {
				t.Errorf("%s counts as found late", c.Article.Title)
			}
		}
		if said := b.Words("de", w.clock()); !strings.Contains(said, "4 Artikel, davon 4 abgelegt") || !strings.Contains(said, "Nicht zu haben: 1 Seite") {
			t.Errorf("said %q", said)
		}
		if w.later(time.Hour); w.times("/archiv-2026-05.xml") != 1 || !w.visit().OK || w.times("/archiv-2026-05.xml") != 1 {
			t.Errorf("asked %d times for what was missed", w.times("/archiv-2026-05.xml"))
		}
	}
}

// After a silence, what is read begins with it.
func TestRecoveryAfterSilence(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/alt.html|Alt")
	w.article("/alt.html", "Alt", "")
	w.visit()
	w.archived(w.clock().AddDate(0, 0, -30), 36)
	since := w.clock()
	for range 5 * 24 {
		w.later(time.Hour)
		w.visit()
	}
	if err := w.record.KeepHealth(t.Context(), w.outlet.ID, health.Report{Findings: []health.Finding{{Kind: health.Quiet, Since: since}}}); err != nil {
		t.Fatal(err)
	}
	w.feed("/feed.xml", "/alt.html|Alt", "/neu.html|Neu")
	w.article("/neu.html", "Neu", "")
	w.later(time.Hour)
	w.visit()
	if got := len(w.clippings()); got != 2+6 {
		t.Errorf("%d clippings", got)
	}
}

// One that ended amid the sitemaps goes on with those that it had not read.
func TestLookBackAmidSitemaps(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml")
	w.archived(time.Date(2026, 3, 20, 9, 0, 0, 0, time.UTC), 20)
	w.visitor.Since = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	ctx, stop := context.WithCancel(t.Context())
	w.visitor.Looking = func(string, Back) { stop() }
	if _, err := w.visitor.Visit(ctx, w.claim(), nil); err == nil {
		t.Fatal("was not stopped")
	}
	w.visitor.Looking = nil
	w.visit()
	if n := w.times("/archiv-2026-03.xml") + w.times("/archiv-2026-04.xml"); n != 2 || len(w.clippings()) != 20 {
		t.Errorf("asked for two months %d times, %d clippings", n, len(w.clippings()))
	}
}
