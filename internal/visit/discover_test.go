package visit

import (
	"net/http"
	"testing"
	"time"

	"pressclip/internal/health"
	"pressclip/internal/press"
)

// redirect has a path answer by a redirect.
func (w *world) redirect(path, to string, status int) {
	w.put(path, func(rw http.ResponseWriter) {
		rw.Header().Set("Location", to)
		rw.WriteHeader(status)
	})
}

// An outlet is found by its address alone, and is read by what was found there from its first visit on.
func TestAddressAlone(t *testing.T) {
	w := newWorld(t, press.Outlet{})
	w.text("/", "text/html", `<link rel="alternate" type="application/rss+xml" href="/feed.xml">`)
	w.feed("/feed.xml", "/a.html|Am Hafen")
	w.article("/a.html", "Am Hafen", "")
	if got := w.visit(); !got.OK || got.New != 1 {
		t.Errorf("first visit: %+v", got)
	}
	w.later(time.Hour)
	w.visit()
	if w.times("/feed.xml") != 3 || w.times("/") != 1 {
		t.Errorf("feed asked %d times, front page %d", w.times("/feed.xml"), w.times("/"))
	}
}

// A site without lists is read from its front page, and looked at again after a while.
func TestAddressWithoutLists(t *testing.T) {
	w := newWorld(t, press.Outlet{})
	w.text("/", "text/html", `<a href="/lokales/ein-langer-artikel-ueber-den-hafen-1234.html">Ein langer Artikel über den Hafen</a>`)
	w.article("/lokales/ein-langer-artikel-ueber-den-hafen-1234.html", "Am Hafen", "")
	if got := w.visit(); !got.OK || got.New != 1 {
		t.Errorf("first visit: %+v", got)
	}
	guesses := w.times("/rss.xml")
	w.later(time.Hour)
	w.visit()
	if guesses != 1 || w.times("/rss.xml") != 1 {
		t.Errorf("looked for feeds %d times, then %d", guesses, w.times("/rss.xml"))
	}
	w.text("/", "text/html", `<link rel="alternate" type="application/rss+xml" href="/feed.xml">`)
	w.feed("/feed.xml", "/b.html|Am Kai")
	w.article("/b.html", "Am Kai", "")
	w.later(lookAgainIdle)
	if got := w.visit(); got.New != 1 {
		t.Errorf("a month later: %+v", got)
	}
}

// A feed that has moved for good is asked where it is now; if it is gone there, where it was.
func TestMoved(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/neu.xml", "/a.html|Am Hafen")
	w.article("/a.html", "Am Hafen", "")
	w.redirect("/feed.xml", "/neu.xml", http.StatusFound)
	w.visit()
	w.visit()
	if w.times("/feed.xml") != 2 {
		t.Errorf("moved for a while: asked %d times where it was", w.times("/feed.xml"))
	}
	w.redirect("/feed.xml", "/neu.xml", http.StatusMovedPermanently)
	w.visit()
	w.visit()
	w.visit()
	if w.times("/feed.xml") != 3 || w.times("/neu.xml") != 5 {
		t.Errorf("moved for good: asked %d times where it was, %d where it is", w.times("/feed.xml"), w.times("/neu.xml"))
	}
	w.status("/neu.xml", http.StatusGone)
	w.feed("/feed.xml", "/b.html|Am Kai")
	w.article("/b.html", "Am Kai", "")
	if got := w.visit(); got.New != 1 || !got.OK {
		t.Errorf("back: %+v", got)
	}
}

// When the feed of an outlet is gone, the site is looked at for another, which is read from then on.
func TestFeedReplaced(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/a.html|Am Hafen")
	w.article("/a.html", "Am Hafen", "")
	w.visit()
	w.status("/feed.xml", http.StatusGone)
	w.text("/", "text/html", `<link rel="alternate" type="application/rss+xml" href="/neu/feed.xml">`)
	w.feed("/neu/feed.xml", "/b.html|Am Kai")
	w.article("/b.html", "Am Kai", "")
	found := false
	for gone := w.clock(); !found && w.clock().Sub(gone) < 2*24*time.Hour; {
		w.later(w.next().Sub(w.clock()))
		found = w.visit().New == 1
	}
	if !found {
		t.Fatal("the new feed was not found within two days")
	}
	if got := w.troubles(); len(got) != 0 {
		t.Errorf("afterwards: %v", got)
	}
	w.later(24 * time.Hour)
	w.visit()
	if got := w.troubles(); len(got) != 1 || got[0] != health.Place {
		t.Errorf("a day later: %v", got)
	}
}
