package visit

import (
	"net/http"
	"net/http/httptest"
	"pressclip/internal/archive"
	"slices"
	"strings"
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

// elsewhere is another host, which serves the same pages but what the old one has for "/" and sends on.
func (w *world) elsewhere() (url string) {
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		r.URL.Path = "/there" + r.URL.Path
		w.serve(rw, r)
	}))
	w.t.Cleanup(server.Close)
	return server.URL
}

// site serves the pages of an outlet that has moved to another host, where its articles are now.
func (w *world) site(url string, status int) {
	for _, path := range []string{"/", "/feed.xml"} {
		w.redirect(path, url+path, status)
	}
	w.text("/there/", "text/html", `<a href="/lokales/ein-langer-artikel-ueber-den-hafen-1234.html">Ein langer Artikel über den Hafen</a>`)
	w.feed("/there/feed.xml", "/b.html|Am Kai")
	w.article("/there/b.html", "Am Kai", "")
	w.article("/there/lokales/ein-langer-artikel-ueber-den-hafen-1234.html", "Am Hafen", "")
}

func (w *world) home() string {
	w.t.Helper()
	o, err := w.record.Outlet(w.t.Context(), w.outlet.Name)
	if err != nil {
		w.t.Fatal(err)
	}
	return o.Home
}

// An outlet that has moved to another host for good is followed, goes by that host, and says so until its address is changed.
func TestMovedHost(t *testing.T) {
	for name, o := range map[string]press.Outlet{"feed": {Feeds: []string{"/feed.xml"}}, "front page": {}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, o)
			if o.Feeds != nil {
				w.feed("/feed.xml", "/a.html|Am Hafen")
			}
			w.article("/a.html", "Am Hafen", "")
			w.text("/", "text/html", `<a href="/a.html">Am Hafen</a>`)
			w.visit()
			there := w.elsewhere()
			w.site(there, http.StatusMovedPermanently)
			if o.Feeds == nil {
				w.status("/feed.xml", http.StatusNotFound)
				w.status("/there/feed.xml", http.StatusNotFound)
			}
			w.later(time.Hour)
			if got := w.visit(); got.New != 1 || !got.OK {
				t.Errorf("after the move: %+v", got)
			}
			if got := w.home(); got != there+"/" {
				t.Fatalf("home is %q, not %q", got, there+"/")
			}
			asked := w.times("/")
			w.later(time.Hour)
			if c := w.claim(); c.Lease.Host != strings.TrimPrefix(there, "http://") {
				t.Errorf("the outlet goes by %s", c.Lease.Host)
			} else if _, err := w.visitor.Visit(t.Context(), c, nil); err != nil {
				t.Fatal(err)
			}
			if w.times("/") != asked {
				t.Errorf("asked where it was %d times more", w.times("/")-asked)
			}
			list, err := w.record.Outages(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(list[w.outlet.ID], func(o archive.Outage) bool {
				return o.Kind == health.Moved && o.URL == w.url+"/" && o.To == there+"/"
			})
			if i < 0 {
				t.Fatalf("not told: %+v", list)
			}
			if what, advice := list[w.outlet.ID][i].Words("de", w.clock(), false); !strings.Contains(what, w.url) || !strings.Contains(advice, there) {
				t.Errorf("told as %q, %q", what, advice)
			}
			w.changed(there + "/")
			w.visit()
			if got := w.troubles(); len(got) != 0 || w.home() != "" {
				t.Errorf("with the new address: %v, home %q", got, w.home())
			}
		})
	}
}

// changed has the configuration say another address for the outlet.
func (w *world) changed(url string) {
	w.t.Helper()
	o := w.outlet
	o.URL, o.Feeds = url, nil
	project := press.Project{Name: "Quartiere", Keywords: []string{"Ankunftsquartier*"}}
	if err := w.record.SyncFile(w.t.Context(), press.Watchlist{Outlets: []press.Outlet{o}, Projects: []press.Project{project}}); err != nil {
		w.t.Fatal(err)
	}
}

// What leads elsewhere for a while, to a wall, or to somebody who sells the address is no new home.
func TestNotMovedHost(t *testing.T) {
	for name, front := range map[string]struct {
		status int
		page   string
	}{
		"for a while": {http.StatusFound, `<a href="/lokales/ein-langer-artikel-ueber-den-hafen-1234.html">Ein langer Artikel über den Hafen</a>`},
		"for sale":    {http.StatusMovedPermanently, `<title>talblick.example</title><h1>Diese Domain steht zum Verkauf</h1><a href="/lokales/ein-langer-artikel-ueber-den-hafen-1234.html">Ein langer Artikel über den Hafen</a>`},
		"consent": {http.StatusMovedPermanently, `<title>Zustimmung</title><div id="sp_message_container"><h1>Willkommen</h1><p>Mit Werbung und Cookies weiterlesen:
			Wir und unsere Partner verarbeiten Daten. Bitte stimmen Sie der Verwendung von Cookies zu.</p><button>Alle akzeptieren</button></div>`},
	} {
		for _, o := range []press.Outlet{{Feeds: []string{"/feed.xml"}}, {}} {
			w := newWorld(t, o)
			there := w.elsewhere()
			w.site(there, front.status)
			w.text("/there/", "text/html", front.page)
			for range 3 {
				w.visit()
				w.later(4 * 24 * time.Hour)
			}
			if got := w.home(); got != "" {
				t.Errorf("%s: moved to %s", name, got)
			}
		}
	}
}

// An outlet that comes back from where it had moved to is where it was.
func TestBackHome(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	there := w.elsewhere()
	w.site(there, http.StatusMovedPermanently)
	w.visit()
	if w.home() == "" {
		t.Fatal("did not move")
	}
	w.status("/there/feed.xml", http.StatusGone)
	w.feed("/feed.xml", "/a.html|Am Hafen")
	w.article("/a.html", "Am Hafen", "")
	w.text("/", "text/html", "Hier")
	w.later(time.Hour)
	if got := w.visit(); got.New != 1 || w.home() != "" {
		t.Errorf("%+v, home %q", got, w.home())
	}
}
