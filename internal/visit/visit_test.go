package visit

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/archive/archivetest"
	"pressclip/internal/fetch"
	"pressclip/internal/match"
	"pressclip/internal/press"
)

// world is an outlet on loopback, an archive and a clock that only the test moves.
type world struct {
	t       testing.TB
	record  *archive.Archive
	visitor *Visitor
	outlet  press.Outlet

	mu    sync.Mutex
	now   time.Time
	pages map[string]func(http.ResponseWriter, *http.Request)
	asked map[string]int
	url   string
}

// layOut makes an empty archive at an address.
var layOut = archivetest.Copies(func(dsn string) (io.Closer, error) {
	return archive.Open(context.Background(), archive.Options{DSN: dsn})
})

func newWorld(t testing.TB, o press.Outlet) *world {
	t.Helper()
	w := &world{
		t: t, now: time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC), pages: map[string]func(http.ResponseWriter, *http.Request){}, asked: map[string]int{},
	}
	server := httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(server.Close)
	w.url = server.URL
	dsn := archivetest.SQLite(t)
	layOut(t, dsn)
	record, err := archive.Open(t.Context(), archive.Options{DSN: dsn, Now: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = record.Close() })
	w.record = record
	o.Name, o.URL = "Talblick", w.url+"/"
	for _, list := range [][]string{o.Feeds, o.Sitemaps, o.Sections} {
		for i := range list {
			list[i] = w.url + list[i]
		}
	}
	project := press.Project{Name: "Quartiere", Keywords: []string{"Ankunftsquartier*"}}
	list := press.Watchlist{Outlets: []press.Outlet{o}, Projects: []press.Project{project}}
	if err := record.SyncFile(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	if w.outlet, err = record.Outlet(t.Context(), o.Name); err != nil {
		t.Fatal(err)
	}
	standing, err := match.NewStanding([]press.Project{project})
	if err != nil {
		t.Fatal(err)
	}
	w.visitor = &Visitor{
		Archive: record, Now: w.clock, UserAgent: "pressclip/test", Log: slog.New(slog.DiscardHandler),
		Client: fetch.New(fetch.Options{
			Now: w.clock, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
			Wait: func(context.Context, time.Duration) error { return nil },
		}),
		Standing: standing,
		Next:     func(_ press.Outlet, t time.Time) time.Time { return t.Add(time.Hour) },
	}
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) serve(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.asked[r.URL.Path]++
	page := w.pages[r.URL.Path]
	w.mu.Unlock()
	if page == nil {
		http.NotFound(rw, r)
		return
	}
	page(rw, r)
}

func (w *world) put(path string, page func(http.ResponseWriter)) {
	w.puts(path, func(rw http.ResponseWriter, _ *http.Request) { page(rw) })
}

func (w *world) puts(path string, page func(http.ResponseWriter, *http.Request)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[path] = page
}

func (w *world) times(path string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked[path]
}

// text serves a body as it is; $URL in it stands for the address of the outlet.
func (w *world) text(path, kind, body string) {
	w.put(path, func(rw http.ResponseWriter) {
		rw.Header().Set("Content-Type", kind)
		_, _ = rw.Write([]byte(strings.ReplaceAll(body, "$URL", w.url)))
	})
}

func (w *world) status(path string, code int) {
	w.put(path, func(rw http.ResponseWriter) { rw.WriteHeader(code) })
}

// article serves a page about arrival quarters.
func (w *world) article(path, title, head string) {
	w.text(path, "text/html; charset=utf-8", fmt.Sprintf(`<!doctype html><html lang="de"><head><title>%[1]s</title>%[2]s</head><body><article><h1>%[1]s</h1>
<p>Wer neu in die Stadt kommt, landet oft zuerst am Hafen, und dort sitzt an diesem Morgen eine Nachbarin am Küchentisch und sortiert Formulare.</p>
<p>Solche Ankunftsquartiere leisten viel für die ganze Stadt, sagt die Leiterin des Treffpunkts, und sie wünscht sich mehr Besuch aus dem Rathaus.</p>
</article></body></html>`, title, head))
}

// feed serves an RSS feed of items, each "path|title|summary".
func (w *world) feed(path string, items ...string) {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>Talblick</title>`)
	for _, item := range items {
		part := strings.Split(item+"||", "|")
		fmt.Fprintf(&b, "<item><link>%s</link><title>%s</title><description>%s</description></item>", part[0], part[1], part[2])
	}
	w.text(path, "application/rss+xml", b.String()+"</channel></rss>")
}

func (w *world) claim() archive.Claimed {
	w.t.Helper()
	claimed, ok, err := w.record.ClaimOutlet(w.t.Context(), w.outlet.ID, LeaseLength)
	if err != nil || !ok {
		w.t.Fatalf("claim: %v, %v", ok, err)
	}
	return claimed
}

func (w *world) visit() press.Visit {
	w.t.Helper()
	report, err := w.visitor.Visit(w.t.Context(), w.claim(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return report
}

func (w *world) clippings() []press.Clipping {
	w.t.Helper()
	changes, err := w.record.Changes(w.t.Context(), 0, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	var all []press.Clipping
	for _, c := range changes {
		if c.Clipping != nil {
			all = append(all, *c.Clipping)
		}
	}
	return all
}

// counts are the figures of a visit in the order found, new, clipped, skipped, failed.
func counts(v press.Visit) [5]int { return [5]int{v.Found, v.New, v.Clipped, v.Skipped, v.Failed} }

func TestWithheldThenReadable(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/a.html|Ankunftsquartiere heute|Was sie leisten.", "/b.html|Marktplatz|Neue Steine.")
	w.status("/a.html", http.StatusForbidden)
	w.status("/b.html", http.StatusForbidden)
	if got := counts(w.visit()); got != [5]int{2, 0, 1, 0, 2} {
		t.Errorf("withheld: %v", got)
	}
	if c := w.clippings(); len(c) != 1 || !c[0].Partial || c[0].Article.Title != "Ankunftsquartiere heute" {
		t.Fatalf("withheld: %+v", c)
	}
	w.article("/a.html", "Ankunftsquartiere heute", "")
	w.later(2 * firstRetry)
	if got := counts(w.visit()); got[2] != 0 || got[4] != 1 {
		t.Errorf("readable: %v", got)
	}
	if c := w.clippings(); len(c) != 1 || c[0].Partial || !strings.Contains(c[0].Article.Text, "Küchentisch") {
		t.Errorf("readable: %+v", c)
	}
}

func TestForGoodAndForNow(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/gone.html", "/broken.html", "/good.html")
	w.status("/gone.html", http.StatusGone)
	w.status("/broken.html", http.StatusInternalServerError)
	w.article("/good.html", "Am Hafen", "")
	if got := counts(w.visit()); got != [5]int{3, 1, 1, 1, 1} {
		t.Errorf("first visit: %v", got)
	}
	w.visit() // too early for another try
	w.later(3 * firstRetry)
	w.visit()
	if w.times("/gone.html") != 1 || w.times("/broken.html") != 2 || w.times("/good.html") != 1 {
		t.Errorf("asked %v", w.asked)
	}
}

func TestHostIsLeftInPeace(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	var items []string
	for i := range 9 {
		path := fmt.Sprintf("/%d.html", i)
		items = append(items, path)
		w.put(path, func(rw http.ResponseWriter) {
			rw.Header().Set("Retry-After", "7200")
			rw.WriteHeader(http.StatusServiceUnavailable)
		})
	}
	w.feed("/feed.xml", items...)
	report := w.visit()
	asked := 0
	for _, path := range items {
		asked += w.times(path)
	}
	if asked != 1 || report.Failed != 1 {
		t.Errorf("%d pages asked of a host that wants to be left alone, %+v", asked, report)
	}
	w.later(time.Hour)
	if w.visit(); w.times("/feed.xml") != 1 {
		t.Error("the feed was asked while the host wants to be left alone")
	}
	for _, path := range items {
		w.article(path, "Am Hafen "+path, "")
	}
	w.later(48 * time.Hour)
	w.visit()
	if c := w.clippings(); len(c) != len(items) {
		t.Errorf("%d clippings of %d articles", len(c), len(items))
	}
}

func TestBackfill(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	date := func(day string) string {
		return `<meta property="article:published_time" content="` + day + `T06:00:00Z">`
	}
	w.article("/old.html", "Altes vom Hafen", date("2026-04-01"))
	w.article("/new.html", "Neues vom Hafen", date("2026-05-03"))
	w.feed("/feed.xml", "/old.html", "/new.html")
	w.visit()
	w.article("/late.html", "Spätes vom Hafen", date("2026-03-01"))
	w.feed("/feed.xml", "/late.html")
	w.visit()
	got := map[string]bool{}
	for _, c := range w.clippings() {
		got[c.Article.Title] = c.Backfill()
	}
	want := map[string]bool{"Altes vom Hafen": true, "Neues vom Hafen": false, "Spätes vom Hafen": false}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("backfill %v, want %v", got, want)
	}
}

// The newest article of a first visit stands on top of the inbox.
func TestInboxOrder(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	var b strings.Builder
	for day := 3; day > 0; day-- { // as feeds do, newest first
		path := fmt.Sprintf("/%d.html", day)
		w.article(path, fmt.Sprintf("Tag %d", day), "")
		fmt.Fprintf(&b, "<item><link>%s</link><pubDate>%s</pubDate></item>", path, time.Date(2026, 5, day, 6, 0, 0, 0, time.UTC).Format(time.RFC1123Z))
	}
	w.text("/feed.xml", "application/rss+xml", `<rss version="2.0"><channel>`+b.String()+"</channel></rss>")
	w.visit()
	inbox, _, err := w.record.Inbox(t.Context(), archive.InboxRequest{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range inbox {
		got = append(got, c.Article.Title)
	}
	if strings.Join(got, ", ") != "Tag 3, Tag 2, Tag 1" {
		t.Errorf("inbox %v", got)
	}
}

func TestCanonicalAddress(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	canonical := func(to string) string { return `<link rel="canonical" href="` + to + `">` }
	w.article("/a.html", "Am Hafen", canonical("$URL/a-richtig.html"))
	w.article("/a-druck.html", "Am Hafen", canonical("$URL/a-richtig.html"))
	w.article("/b.html", "Am Kai", canonical("https://fremd.example/b"))
	w.article("/c.html", "Am Steg", canonical("$URL/"))
	w.article("/d.html", "Am Ufer", canonical("$URL/lokales/"))
	w.article("/e.html", "Am Wehr", canonical("$URL/lokales/"))
	w.feed("/feed.xml", "/a.html", "/a-druck.html", "/b.html", "/c.html", "/d.html", "/e.html")
	if got := counts(w.visit()); got != [5]int{6, 5, 5, 1, 0} {
		t.Errorf("visit: %v", got)
	}
	var got []string
	for _, c := range w.clippings() {
		got = append(got, strings.TrimPrefix(c.Article.CanonicalURL, w.url))
	}
	if fmt.Sprint(got) != "[/e.html /d.html /c.html /b.html /a-richtig.html]" {
		t.Errorf("canonical addresses %v", got)
	}
}

func TestLookBack(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml")
	w.text("/robots.txt", "text/plain", "User-agent: *\nAllow: /\nSitemap: $URL/index.xml\n")
	w.text("/index.xml", "application/xml", `<sitemapindex><sitemap><loc>$URL/april.xml</loc><lastmod>2026-04-30</lastmod></sitemap>
<sitemap><loc>$URL/maerz.xml</loc><lastmod>2026-03-31</lastmod></sitemap></sitemapindex>`)
	w.text("/april.xml", "application/xml", `<urlset><url><loc>$URL/a.html</loc><lastmod>2026-04-20</lastmod></url>
<url><loc>$URL/frueh.html</loc><lastmod>2026-04-01</lastmod></url></urlset>`)
	w.article("/a.html", "Am Hafen", "")
	w.article("/frueh.html", "Am Kai", "")
	w.visitor.Since = time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC)
	w.visit()
	if c := w.clippings(); len(c) != 1 || c[0].Article.Title != "Am Hafen" || !c[0].Backfill() {
		t.Errorf("looking back: %+v", c)
	}
	if w.times("/maerz.xml") != 0 {
		t.Error("a sitemap from before the day was read")
	}
}

func TestMonthsBeforeTheDay(t *testing.T) {
	w := newWorld(t, press.Outlet{Sitemaps: []string{"/index.xml"}})
	w.text("/index.xml", "application/xml", `<sitemapindex><sitemap><loc>$URL/sitemap-2026-04-p00.xml</loc></sitemap>
<sitemap><loc>$URL/sitemap-2026-03-p00.xml</loc></sitemap></sitemapindex>`)
	w.text("/sitemap-2026-04-p00.xml", "application/xml", `<urlset><url><loc>$URL/a.html</loc></url></urlset>`)
	w.article("/a.html", "Am Hafen", "")
	w.visitor.Since = time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC)
	if w.visit(); w.times("/sitemap-2026-03-p00.xml") != 0 || len(w.clippings()) != 1 {
		t.Errorf("asked %v", w.asked)
	}
}

func TestIndexThatStaysTheSame(t *testing.T) {
	w := newWorld(t, press.Outlet{Sitemaps: []string{"/index.xml"}})
	w.put("/index.xml", func(rw http.ResponseWriter) {
		rw.Header().Set("ETag", `"1"`)
		rw.Header().Set("Content-Type", "application/xml")
		_, _ = fmt.Fprintf(rw, `<sitemapindex><sitemap><loc>%[1]s/news.xml</loc></sitemap>
<sitemap><loc>%[1]s/tag.xml</loc><lastmod>2026-05-04</lastmod></sitemap></sitemapindex>`, w.url)
	})
	list := func(path string, pages ...string) {
		var b strings.Builder
		for _, p := range pages {
			w.article(p, "Vom Hafen "+p, "")
			b.WriteString("<url><loc>" + w.url + p + "</loc></url>")
		}
		w.text(path, "application/xml", "<urlset>"+b.String()+"</urlset>")
	}
	list("/news.xml", "/a.html")
	list("/tag.xml", "/b.html")
	w.visit()
	list("/news.xml", "/a.html", "/c.html")
	list("/tag.xml", "/b.html", "/d.html")
	w.later(time.Hour)
	w.visit()
	if c := w.clippings(); len(c) != 4 {
		t.Errorf("%d of 4 articles were found behind an index that stays the same", len(c))
	}
}

func TestEager(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/a.html")
	w.status("/a.html", http.StatusInternalServerError)
	w.visit()
	w.article("/a.html", "Am Hafen", "")
	if w.visit(); w.times("/a.html") != 1 {
		t.Error("a page that failed was tried again before its time")
	}
	w.visitor.Eager = true
	if w.visit(); len(w.clippings()) != 1 {
		t.Error("a page that failed was not tried again when somebody asked for it")
	}
}

func TestShortArticleOfAFeed(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/a.html|Neue Schule", "/b.html|Video|Ein Film über Ankunftsquartiere.")
	w.text("/a.html", "text/html", `<html lang="de"><body><article><h1>Neue Schule</h1><p>Das Ankunftsquartier bekommt eine Schule.</p></article></body></html>`)
	w.text("/b.html", "text/html", `<html lang="de"><body><h1>Video</h1><video></video></body></html>`)
	w.visit()
	got := map[string]bool{}
	for _, c := range w.clippings() {
		got[c.Article.Title] = c.Partial
	}
	if fmt.Sprint(got) != "map[Neue Schule:false Video:true]" {
		t.Errorf("clippings and whether they are partial: %v", got)
	}
}

// The reports of a ticker share a page that has the words of all of them: each is filed from what the feed says, and the
// page is an article of its own, which alone is read again.
func TestReportsOfATicker(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.article("/ticker-zum-hafen-4711.html", "Der Hafen im Ticker", "")
	w.feed("/feed.xml", "/ticker-zum-hafen-4711.html|Ankunftsquartiere wachsen|Der Rat hat zugestimmt.",
		"/ticker-zum-hafen-4711.html|Die Sitzung beginnt|Es geht um Ankunftsquartiere.", "/ticker-zum-hafen-4711.html|Die Kantine öffnet|Es gibt Suppe.")
	if got := counts(w.visit()); got != [5]int{1, 4, 3, 0, 0} {
		t.Errorf("visit: %v", got)
	}
	got := map[string]bool{}
	for _, c := range w.clippings() {
		got[c.Article.Title] = c.Partial
	}
	if fmt.Sprint(got) != "map[Ankunftsquartiere wachsen:true Der Hafen im Ticker:false Die Sitzung beginnt:true]" {
		t.Errorf("clippings and whether they are partial: %v", got)
	}
	w.later(48 * time.Hour)
	w.visit()
	if n := w.times("/ticker-zum-hafen-4711.html"); n != 2 || len(w.clippings()) != 3 {
		t.Errorf("the page was asked for %d times, and there are %d clippings", n, len(w.clippings()))
	}
}

func TestDeadLinksElsewhere(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	dead := "http://127.0.0.1:9/"
	w.feed("/feed.xml", dead+"1", dead+"2", dead+"3", dead+"4", "/a.html")
	w.article("/a.html", "Am Hafen", "")
	if got := counts(w.visit()); got != [5]int{5, 1, 1, 0, 4} {
		t.Errorf("visit %v", got)
	}
}

func TestDatesThatCannotBe(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/a.html")
	w.article("/a.html", "Am Hafen", `<meta property="article:published_time" content="2032-01-05T06:00:00Z">`)
	w.visit()
	if c := w.clippings(); len(c) != 1 || !c[0].Article.Published.IsZero() {
		t.Errorf("clippings %+v", c)
	}
}

// A recording is read for the outlet that was asked for, whatever another one has read at the same address.
func TestRecording(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/a.html")
	w.article("/a.html", "Am Hafen", "")
	w.visit()
	page := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html lang=\"de\"><body><article><h1>%s</h1>" +
		"<p>Solche Ankunftsquartiere leisten viel für die ganze Stadt, sagt die Leiterin des Treffpunkts am alten Hafen.</p>" +
		"<p>Sie wünscht sich, dass die Verwaltung öfter vorbeikommt und weniger Briefe schickt.</p></article></body></html>"
	var records strings.Builder
	for _, r := range [][2]string{{"/a.html", "Am Hafen"}, {"/b.html", "Am Kai"}, {"http://fremd.example/c.html", "Fremd"}} {
		block := fmt.Sprintf(page, r[1])
		if strings.HasPrefix(r[0], "/") {
			r[0] = w.url + r[0]
		}
		fmt.Fprintf(&records, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", r[0], len(block), block)
	}
	file := filepath.Join(t.TempDir(), "press.warc")
	if err := os.WriteFile(file, []byte(records.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if report := w.recorded(file); counts(report) != [5]int{2, 1, 1, 1, 0} {
		t.Errorf("recording: %+v", report)
	}
	got := map[string]bool{}
	for _, c := range w.clippings() {
		got[c.Article.Title] = c.Backfill()
	}
	if fmt.Sprint(got) != "map[Am Hafen:false Am Kai:true]" {
		t.Errorf("clippings and whether they were found by looking back: %v", got)
	}
	for _, bad := range []string{file + ".gone", os.Args[0]} {
		if _, err := w.visitor.ReadRecordings(t.Context(), []press.Outlet{w.outlet}, []string{bad}, 1, nil); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestNothingReachable(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}, Sitemaps: []string{"/map.xml"}})
	w.status("/feed.xml", http.StatusInternalServerError)
	report := w.visit()
	if report.OK || len(report.Faults) != 2 {
		t.Errorf("visit: %+v", report)
	}
	w.feed("/feed.xml", "/a.html")
	w.article("/a.html", "Am Hafen", "")
	if report := w.visit(); !report.OK || report.Clipped != 1 || len(report.Faults) != 1 {
		t.Errorf("one place is back: %+v", report)
	}
}

func TestLeaseIsLost(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/a.html")
	w.put("/a.html", func(rw http.ResponseWriter) {
		w.later(2 * LeaseLength) // a long sleep, during which another process takes over
		if _, ok, err := w.record.ClaimOutlet(w.t.Context(), w.outlet.ID, LeaseLength); err != nil || !ok {
			t.Errorf("the other process could not claim: %v, %v", ok, err)
		}
		rw.Header().Set("Content-Type", "text/html")
		_, _ = rw.Write([]byte("<article><h1>Ankunftsquartiere</h1><p>Ankunftsquartiere leisten viel für die ganze Stadt, sagt die Leiterin.</p></article>"))
	})
	_, err := w.visitor.Visit(t.Context(), w.claim(), nil)
	if err == nil || !strings.Contains(err.Error(), press.ErrStale.Error()) {
		t.Errorf("a visit without its lease: %v", err)
	}
	if c := w.clippings(); len(c) != 0 {
		t.Errorf("a stale visit filed %+v", c)
	}
}
