package discover

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

var now = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

// newSite serves pages by path; "→" begins a redirect, and "HOST" stands for its own address.
func newSite(t *testing.T, pages map[string]string) *httptest.Server {
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		page = strings.ReplaceAll(page, "HOST", s.URL)
		if to, ok := strings.CutPrefix(page, "→"); ok {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		fmt.Fprint(w, page)
	}))
	t.Cleanup(s.Close)
	return s
}

func transport(t *testing.T) *fetch.Transport {
	client := fetch.New(fetch.Options{
		UserAgent: "pressclip/test", AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Now: func() time.Time { return now }, Wait: func(context.Context, time.Duration) error { return nil },
	})
	t.Cleanup(client.Close)
	return client.Over(fetch.NewMemory())
}

func look(t *testing.T, address string) Report {
	t.Helper()
	r, err := Site(t.Context(), transport(t), address, now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var full = map[string]string{
	"/": `<html><head><meta property="og:site_name" content="Das  Blatt"><base href="/start/"></head>
		<link rel="alternate" type="application/rss+xml" title="Alles" href="feed.xml"><link rel="Alternate" type="application/atom+xml" href="/weg.xml">
		<link rel="alternate" type="application/rss+xml" title="Kommentar-Feed" href="/comments/feed">
		<link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" type="text/css" href="/x.css"><link rel="alternate" type="application/rss+xml" href="/start/feed.xml">
		<nav><a href="/lokales/">Lokales</a><a href="/sport/">Sport</a><a href="/impressum">Impressum</a></nav></html>`,
	"/start/feed.xml": `<rss><channel><title>Blatt</title><item><title>A</title><link>/a</link></item><item><title>B</title><link>/b</link></item></channel></rss>`,
	"/comments/feed":  `<rss><channel><title>Kommentare</title></channel></rss>`,
	"/robots.txt":     "User-agent: *\nDisallow: /intern/\nSitemap: HOST/sitemap.xml\nSitemap: /kaputt.xml\nSitemap: HOST/index.xml\n",
	"/sitemap.xml":    `<urlset><url><loc>HOST/a</loc></url></urlset>`,
	"/kaputt.xml":     `<html>Guten Tag</html>`,
	"/index.xml":      `<sitemapindex><sitemap><loc>HOST/news.xml</loc></sitemap><sitemap><loc>HOST/news.xml</loc></sitemap><sitemap><loc>HOST/archiv.xml</loc></sitemap></sitemapindex>`,
	"/news.xml":       `<urlset><url><loc>HOST/a</loc><news:news><news:title>A</news:title></news:news></url></urlset>`,
}

func TestSite(t *testing.T) {
	s := newSite(t, full)
	r := look(t, s.URL)
	type object = map[string]any
	var got object
	text, err := json.Marshal(r.In("de", now))
	if err == nil {
		err = json.Unmarshal(text, &got)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`{"url":"HOST/","name":"Das Blatt","feeds":[{"url":"HOST/start/feed.xml","title":"Blatt","entries":2,"samples":["A","B"]}],`+
		`"sitemaps":[{"url":"HOST/news.xml","news":true,"entries":1,"samples":["A"]},{"url":"HOST/sitemap.xml","news":false,"entries":1},{"url":"HOST/index.xml","news":false,"entries":3}],`+
		`"sections":["HOST/lokales/","HOST/sport/"],"robots":{"allowed":true},"problems":["HOST/weg.xml ist nicht zu lesen: Die Seite gibt es nicht (Status 404).",`+
		`"HOST/kaputt.xml ist nicht zu lesen: `+locale.Text("de", "fault.not_a_sitemap")+`"]}`, "HOST", s.URL)
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	o := r.Outlet()
	if o.Name != "Das Blatt" || o.URL != s.URL+"/" || !slices.Equal(o.Feeds, []string{s.URL + "/start/feed.xml"}) || !slices.Equal(o.Sitemaps, []string{s.URL + "/news.xml"}) || o.Sections != nil {
		t.Errorf("%+v", o)
	}
}

func TestPlainSite(t *testing.T) {
	s := newSite(t, map[string]string{"/": `<a href="/lokales/">Lokales</a>`})
	r := look(t, s.URL+"/")
	if len(r.Problems) != 1 || r.Problems[0].Code != "no_lists" || !slices.Equal(r.Sections, []string{s.URL + "/lokales/"}) || r.Fault != nil {
		t.Errorf("%+v", r)
	}
	if o := r.Outlet(); o.Name != strings.TrimPrefix(s.URL, "http://") || o.Feeds != nil || o.Sitemaps != nil {
		t.Errorf("%+v", o)
	}
}

func TestManyFeeds(t *testing.T) {
	pages, links := map[string]string{}, ""
	for i := range 30 {
		pages[fmt.Sprintf("/feed%d", i)] = full["/start/feed.xml"]
		links += fmt.Sprintf(`<link rel="alternate" type="application/rss+xml" href="/feed%d">`, i)
	}
	pages["/"] = links
	if r := look(t, newSite(t, pages).URL); len(r.Feeds) != maxFeeds {
		t.Errorf("%d feeds", len(r.Feeds))
	}
}

func TestFeedAddress(t *testing.T) {
	s := newSite(t, full)
	r := look(t, s.URL+"/start/feed.xml")
	if r.URL != s.URL+"/" || len(r.Feeds) != 1 || r.Feeds[0].Entries != 2 || len(r.Sitemaps) != 3 {
		t.Errorf("%+v", r)
	}
}

func TestNoFrontPage(t *testing.T) {
	forbidden := newSite(t, map[string]string{"/": "x", "/robots.txt": "User-agent: *\nDisallow: /"})
	r := look(t, forbidden.URL)
	if *r.Robots.Allowed || r.Fault == nil || r.Fault.Code != press.FaultRobots || len(r.Problems) != 1 || r.Problems[0].Code != "front_page" {
		t.Errorf("forbidden: %+v", r)
	}
	if w := r.In("en", now); len(w.Problems) != 1 || !strings.Contains(w.Problems[0], "robots.txt") {
		t.Errorf("%q", w.Problems)
	}
	missing := look(t, newSite(t, nil).URL)
	if !*missing.Robots.Allowed || missing.Fault == nil || missing.Fault.Status != 404 {
		t.Errorf("missing: %+v", missing)
	}
}

func TestMoved(t *testing.T) {
	other := newSite(t, full)
	r := look(t, newSite(t, map[string]string{"/": "→" + other.URL + "/"}).URL)
	if r.URL != other.URL+"/" || len(r.Problems) == 0 || r.Problems[0].Code != "moved" || len(r.Feeds) != 1 {
		t.Errorf("%+v", r)
	}
}

func TestAddress(t *testing.T) {
	for _, address := range []string{"", "mailto://x", "ftp://blatt.example/", "http://a b/"} {
		_, err := Site(t.Context(), transport(t), address, now)
		var fault *press.Fault
		if !errors.As(err, &fault) || fault.Code != press.FaultAddress {
			t.Errorf("%q: %v", address, err)
		}
	}
	s := newSite(t, full)
	broken := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(broken)
	if _, err := Site(ctx, transport(t), s.URL, now); !errors.Is(err, broken) {
		t.Errorf("cancelled: %v", err)
	}
	if r := look(t, "127.0.0.1:1"); r.URL != "https://127.0.0.1:1/" || r.Fault == nil {
		t.Errorf("without scheme: %+v", r)
	}
}

// lost is an owner of hosts who has lost them.
type lost struct{ err error }

func (l lost) Claim(context.Context, string) (fetch.HostState, bool, error) {
	return fetch.HostState{}, true, nil
}
func (l lost) Return(context.Context, string, fetch.HostState) error { return l.err }

func TestHostsFail(t *testing.T) {
	client := fetch.New(fetch.Options{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Wait: func(context.Context, time.Duration) error { return nil }})
	defer client.Close()
	s := newSite(t, map[string]string{"/robots.txt": "User-agent: *\nDisallow: /"})
	if _, err := Site(t.Context(), client.Over(lost{press.ErrStale}), s.URL, now); !errors.Is(err, press.ErrStale) {
		t.Errorf("got %v", err)
	}
}

func TestWords(t *testing.T) {
	fault := &press.Fault{Code: press.FaultStatus, Status: 500}
	for _, p := range []Problem{{Code: "no_lists"}, {Code: "moved", URL: "u"}, {Code: "front_page", URL: "u", Fault: fault}, {Code: "unreadable", URL: "u", Fault: fault}} {
		for _, language := range locale.Languages() {
			if s := p.Text(language, now); strings.HasPrefix(s, "discover.") || strings.Contains(s, "%!") || strings.Contains(s, "fault.") {
				t.Errorf("%s in %s: %q", p.Code, language, s)
			}
		}
	}
}

func FuzzHead(f *testing.F) {
	f.Add(full["/"], "https://www.blatt.example/")
	f.Add(`<base href="::"><link rel=alternate type=text/xml href="http://[">`, "x")
	f.Fuzz(func(t *testing.T, page, address string) {
		for _, u := range readHead([]byte(page), address).feeds {
			if !strings.HasPrefix(u, "http") {
				t.Fatalf("%q", u)
			}
		}
	})
}

// What a site does not tell of is looked for where others have it.
func TestWellKnownPlaces(t *testing.T) {
	s := newSite(t, map[string]string{
		"/": `<a href="/lokales/">Lokales</a>`, "/rss.xml": full["/start/feed.xml"], "/feed.xml": full["/start/feed.xml"],
		"/feed/": full["/comments/feed"], "/sitemaps/news.xml": full["/news.xml"],
	})
	r := look(t, s.URL)
	o := r.Outlet()
	if !slices.Equal(o.Feeds, []string{s.URL + "/rss.xml"}) || !slices.Equal(o.Sitemaps, []string{s.URL + "/sitemaps/news.xml"}) || len(r.Problems) != 0 {
		t.Errorf("%+v", r)
	}
}
