package visit

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/health"
	"pressclip/internal/press"
)

// badPress is a paper on loopback that brings an article every six hours and does everything to it, one after the other,
// that papers do to those who read them by a machine.
type badPress struct {
	*world
	began   time.Time
	hosts   map[string]*httptest.Server
	last    map[string]time.Time // host → its last request
	hasty   []string             // requests that came too early
	asked   int
	perhaps int // counts requests, for what fails now and then
}

const (
	pressDelay = 2 * time.Second
	pressEvery = 6 * time.Hour
	pressDays  = 12 // of articles in its feed
)

// phase is what the paper does for a while, and what is to be said about it meanwhile.
type phase struct {
	name        string
	from, until float64 // days
	want        health.Kind
}

var phases = []phase{
	{"cut off", 20, 22, ""},
	{"lies about lengths", 22, 24, ""},
	{"other guids", 24, 26, ""},
	{"yesterday's feed", 26, 28, ""},
	{"feed moved", 28, 30, ""},
	{"robots", 30, 33, health.Robots},
	{"consent", 35, 38, health.Consent},
	{"forbidden", 40, 43, health.Forbidden},
	{"down", 45, 46.5, health.Unreachable},
	{"too many", 47, 47.5, ""},
	{"frozen", 49, 55, health.Quiet},
	{"renamed", 57, 59, ""},
	{"other host", 60, 63, ""},
	{"emptied", 64, 68, health.Empty},
	{"undated", 71, 75, health.Undated},
	{"paywall", 78, 83, health.Paywalled},
	{"in peace", 85, 88, ""},
}

func (p *badPress) phase(now time.Time) string {
	day := now.Sub(p.began).Hours() / 24
	for _, ph := range phases {
		if day >= ph.from && day < ph.until {
			return ph.name
		}
	}
	return ""
}

// published is the number of articles until a time.
func (p *badPress) published(now time.Time) int { return int(now.Sub(p.began)/pressEvery) + 1 }

func (p *badPress) serve(server string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		now := p.clock()
		p.mu.Lock()
		if last, ok := p.last[server]; ok && now.Sub(last) < pressDelay {
			p.hasty = append(p.hasty, fmt.Sprintf("%s %s %v after the last", server, r.URL.Path, now.Sub(last)))
		}
		p.last[server] = now
		p.asked++
		p.perhaps++
		odd := p.perhaps%2 == 1
		p.mu.Unlock()
		does := p.phase(now)
		switch {
		case does == "down":
			hangUp(w)
		case does == "too many":
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		case does == "other host" && server == "old":
			http.Redirect(w, r, p.hosts["new"].URL+r.URL.Path, http.StatusMovedPermanently)
		case r.URL.Path == "/robots.txt":
			fmt.Fprint(w, map[bool]string{true: "User-agent: *\nDisallow: /\n", false: "User-agent: *\nAllow: /\n"}[does == "robots"])
		case r.URL.Path == "/feed.xml" && does == "feed moved":
			http.Redirect(w, r, "/neu/feed.xml", http.StatusMovedPermanently)
		case strings.HasSuffix(r.URL.Path, "/feed.xml"):
			p.sendFeed(w, now, does, odd)
		default:
			p.sendPage(w, r, does)
		}
	}
}

func hangUp(w http.ResponseWriter) {
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = c.Close()
	}
}

func (p *badPress) sendFeed(w http.ResponseWriter, now time.Time, does string, odd bool) {
	newest := p.published(now) - 1
	switch {
	case does == "frozen":
		newest = p.published(p.began.Add(49*24*time.Hour)) - 1
	case does == "yesterday's feed" && odd:
		newest -= 4
	}
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Talblick</title>`)
	for n := newest; n >= max(0, newest-4*pressDays); n-- {
		guid, link, date := "id-", "/artikel/", "<pubDate>"+p.at(n).Format(time.RFC1123Z)+"</pubDate>"
		if does == "other guids" {
			guid = "neu-"
		}
		if does == "renamed" || does == "other host" {
			link = "/beitrag/"
		}
		if does == "undated" && p.phase(p.at(n)) == "undated" {
			date = ""
		}
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">%s%d</guid><title>%s</title><link>%s%d.html</link><description>Über Ankunftsquartiere.</description>%s</item>`,
			guid, n, headline(n), link, n, date)
	}
	b.WriteString("</channel></rss>")
	body := b.String()
	w.Header().Set("Content-Type", "application/rss+xml")
	switch {
	case does == "cut off":
		body = body[:len(body)*6/10]
	case does == "lies about lengths" && odd:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+100))
	}
	_, _ = w.Write([]byte(body))
}

func (p *badPress) at(n int) time.Time { return p.began.Add(time.Duration(n) * pressEvery) }

// headline is that of article n: of words that no other has together.
func headline(n int) string {
	first := []string{"Hafen", "Markt", "Schule", "Rathaus", "Brücke", "Bahnhof", "Park"}
	second := []string{"erneuert", "geöffnet", "gesperrt", "besucht", "verkauft", "gefeiert", "vermessen", "beklagt", "gereinigt", "gezählt", "vermisst"}
	return fmt.Sprintf("%s %s, Folge %d", first[n%7], second[n%11], n)
}

func (p *badPress) sendPage(w http.ResponseWriter, r *http.Request, does string) {
	name, ok := strings.CutSuffix(strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/artikel/"), "/beitrag/"), ".html")
	n, err := strconv.Atoi(name)
	old := strings.HasPrefix(r.URL.Path, "/artikel/")
	switch {
	case !ok || err != nil || n >= p.published(p.clock()):
		http.NotFound(w, r)
		return
	case does == "forbidden":
		w.WriteHeader(http.StatusForbidden)
		return
	case (does == "renamed" || does == "other host") && old:
		http.Redirect(w, r, fmt.Sprintf("/beitrag/%d.html", n), http.StatusMovedPermanently)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if does == "consent" {
		fmt.Fprint(w, `<!doctype html><html lang="de"><head><title>Zustimmung</title></head><body><div id="sp_message_container"><h1>Willkommen</h1>
<p>Mit Werbung und Cookies weiterlesen: Wir und unsere Partner verarbeiten Daten. Bitte stimmen Sie der Verwendung von Cookies zu.</p>
<button>Alle akzeptieren</button></div></body></html>`)
		return
	}
	p.writePage(w, n, does)
}

func (p *badPress) writePage(w http.ResponseWriter, n int, does string) {
	meta := `<meta property="article:published_time" content="` + p.at(n).Format(time.RFC3339) + `">`
	if does == "undated" {
		meta = ""
	}
	if does == "paywall" {
		meta += `<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"` + headline(n) + `","isAccessibleForFree":false}</script>`
	}
	text := ""
	for i := range 6 {
		text += fmt.Sprintf("<p>Absatz %d der Folge %d erzählt von %s und davon, wie Ankunftsquartiere mit %d Nachbarn und %d Helfern durch das Jahr kommen.</p>\n",
			i+1, n, headline(n+i), 3*n+i, 7*n+2*i)
	}
	if does == "emptied" {
		text = fmt.Sprintf("<p>Ankunftsquartiere, Folge %d, nur kurz.</p>", n)
	}
	fmt.Fprintf(w, `<!doctype html><html lang="de"><head><title>%s</title>%s</head><body><article><h1>%s</h1>%s</article></body></html>`,
		headline(n), meta, headline(n), text)
}

// newBadPress begins with a clock that only requests and the test move.
func newBadPress(t *testing.T) *badPress {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	p := &badPress{world: w, began: w.clock(), hosts: map[string]*httptest.Server{}, last: map[string]time.Time{}}
	for _, name := range []string{"old", "new"} {
		p.hosts[name] = httptest.NewServer(p.serve(name))
		t.Cleanup(p.hosts[name].Close)
	}
	url := p.hosts["old"].URL
	o := press.Outlet{Name: "Talblick", URL: url + "/", Feeds: []string{url + "/feed.xml"}}
	project := press.Project{Name: "Quartiere", Keywords: []string{"Ankunftsquartier*"}}
	if err := w.record.SyncFile(t.Context(), press.Watchlist{Outlets: []press.Outlet{o}, Projects: []press.Project{project}}); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.outlet, err = w.record.Outlet(t.Context(), o.Name); err != nil {
		t.Fatal(err)
	}
	w.visitor.Log = slog.New(slog.DiscardHandler)
	w.visitor.Client = fetch.New(fetch.Options{
		Now: w.clock, Delay: pressDelay, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Wait: func(_ context.Context, d time.Duration) error { w.later(d); return nil },
	})
	return p
}

// A paper that misbehaves in every way is read all the same: afterwards each article is there, once and whole, no host was
// asked too soon, and what was wrong was said while it was.
func TestBadPress(t *testing.T) {
	p := newBadPress(t)
	said := map[string][]health.Kind{}
	end := p.began.Add(88 * 24 * time.Hour)
	for p.clock().Before(end) {
		p.visit()
		if name := p.phase(p.clock()); name != "" {
			said[name] = append(said[name], p.troubles()...)
		} else if day := p.clock().Sub(p.began).Hours() / 24; day < 20 && len(p.troubles()) > 0 {
			t.Fatalf("day %.1f: %v", day, p.troubles())
		}
		p.later(max(p.next().Sub(p.clock()), time.Second))
	}
	for _, ph := range phases {
		if ph.want != "" && !slices.Contains(said[ph.name], ph.want) {
			t.Errorf("%s: said %v, not %s", ph.name, slices.Compact(said[ph.name]), ph.want)
		}
		if ph.want == "" && len(said[ph.name]) > 0 {
			t.Logf("%s: also said %v", ph.name, slices.Compact(said[ph.name]))
		}
	}
	for _, h := range p.hasty {
		t.Error("too soon: ", h)
	}
	p.checkArticles(t)
	t.Logf("%d articles, %d requests in 88 days", p.published(p.clock()), p.asked)
}

// checkArticles says which articles are missing, there more than once, or not whole.
func (p *badPress) checkArticles(t *testing.T) {
	t.Helper()
	times := map[string]int{}
	partial := 0
	for _, c := range p.clippings() {
		times[c.Article.Title]++
		if c.Partial {
			partial++
		}
	}
	for n := range p.published(p.clock()) - 4 { // the last day may still be read
		if got := times[headline(n)]; got != 1 {
			t.Errorf("article %d of %s (%s): %d times", n, p.at(n).Format(time.DateOnly), p.phase(p.at(n)), got)
		}
	}
	if partial > 0 {
		t.Errorf("%d articles are still partial", partial)
	}
}
