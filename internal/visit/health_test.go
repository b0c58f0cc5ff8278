package visit

import (
	"context"
	"net/http"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/health"
	"pressclip/internal/press"
)

// next is when the outlet is due.
func (w *world) next() time.Time {
	w.t.Helper()
	f, err := w.record.Figures(w.t.Context(), time.Time{})
	if err != nil {
		w.t.Fatal(err)
	}
	return f.PerOutlet[w.outlet.ID].NextVisit
}

func (w *world) troubles() (kinds []health.Kind) {
	w.t.Helper()
	all, err := w.record.Outages(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, o := range all[w.outlet.ID] {
		kinds = append(kinds, o.Kind)
	}
	return kinds
}

// What cannot be read is asked again, soon at first, then seldom, but daily for ever; it is said to be away until it is back.
func TestBackOff(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/a.html|Am Hafen")
	w.article("/a.html", "Am Hafen", "")
	w.visit()
	w.status("/feed.xml", http.StatusBadGateway)
	away := w.clock()
	for w.clock().Sub(away) < 20*24*time.Hour {
		w.later(w.next().Sub(w.clock()))
		w.visit()
		pause, gone := w.next().Sub(w.clock()), w.clock().Sub(away)
		want := min(max(gone/awayShare, time.Hour), longestAway)
		if pause < want || pause > want+time.Hour {
			t.Fatalf("away for %v, asked again after %v, want %v", gone, pause, want)
		}
		if told := len(w.troubles()) > 0; told != (gone >= 7*time.Hour) {
			t.Fatalf("away for %v, told: %v", gone, w.troubles())
		}
	}
	w.feed("/feed.xml", "/b.html|Am Kai")
	w.article("/b.html", "Am Kai", "")
	w.later(w.next().Sub(w.clock()))
	if got := w.visit(); !got.OK || got.New != 1 {
		t.Errorf("back: %+v", got)
	}
	if pause := w.next().Sub(w.clock()); pause != time.Hour || len(w.troubles()) != 0 {
		t.Errorf("back: next after %v, %v", pause, w.troubles())
	}
}

// An outlet that brings something only in the mornings is left alone in the afternoon, not in the morning.
func TestRhythm(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml")
	w.visitor.Next = func(_ press.Outlet, t time.Time) time.Time { return t.Truncate(time.Hour).Add(time.Hour) }
	w.visit()
	if pause := w.next().Sub(w.clock()); pause != time.Hour {
		t.Errorf("at first: next after %v", pause)
	}
	// What weeks of visits came to; the last day is no holiday.
	for hour := w.clock(); hour.Before(w.clock().AddDate(0, 0, 24)); hour = hour.Add(time.Hour) {
		h := health.Hour{Tried: hour, Until: hour}
		if hour.Hour() >= 6 && hour.Hour() < 12 {
			h.Listed, h.Read = 3, 3
			h.Lengths[4] = 3
		}
		claimed := w.claim()
		err := w.record.FinishVisit(context.Background(), claimed.Lease, archive.Visited{OutletID: w.outlet.ID, NextDue: hour, Tally: h})
		if err != nil {
			t.Fatal(err)
		}
	}
	w.later(24*24*time.Hour - time.Hour) // 7 o'clock
	w.visit()
	if pause := w.next().Sub(w.clock()); pause != time.Hour {
		t.Errorf("in the morning: next after %v", pause)
	}
	w.later(6 * time.Hour)
	w.visit()
	if pause := w.next().Sub(w.clock()); pause < 3*time.Hour || pause > longestRest {
		t.Errorf("in the afternoon: next after %v", pause)
	}
}

// A wall in front of all articles is named, once, and is over when they can be read.
func TestWall(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	n := 0
	day := func(page func(path string)) {
		for range 3 {
			var list []string
			for range 3 {
				n++
				path := "/artikel-" + string(rune('a'+n%26)) + time.Duration(n).String() + ".html"
				page(path)
				list = append(list, path+"|Am Hafen "+path)
			}
			w.feed("/feed.xml", list...)
			w.later(2 * time.Hour)
			w.visit()
		}
		w.later(18 * time.Hour)
	}
	good := func(path string) { w.article(path, "Am Hafen "+path, "") }
	for range 5 {
		day(good)
	}
	if got := w.troubles(); len(got) != 0 {
		t.Fatalf("at first: %v", got)
	}
	for range 2 {
		day(func(path string) { w.status(path, http.StatusForbidden) })
	}
	if got := w.troubles(); len(got) != 1 || got[0] != health.Forbidden {
		t.Errorf("behind the wall: %v", got)
	}
	for range 2 {
		day(good)
	}
	if got := w.troubles(); len(got) != 0 {
		t.Errorf("afterwards: %v", got)
	}
}
