//go:build linux

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gocolly/colly/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// These benchmarks measure the program as people run it: built without cgo, stripped, in a process of its own, with the
// press in the process of the test. Time in CPU seconds is that of the program alone.
//
//	go test -run '^$' -bench . -benchtime 1x ./cmd/pressclip

// hall is a press with many houses: each address of 127.0.0.0/8 is a host of its own.
type hall struct {
	*httptest.Server
	port    string
	pages   [][]byte     // served in turn; a number takes the place of hallMark
	listed  int          // addresses in each feed
	edition atomic.Int64 // how many addresses went out of each feed; it is unchanged while this is
	gone    atomic.Bool  // pages are answered 410
	fetched atomic.Int64 // pages
	same    atomic.Int64 // answers 304
}

const hallMark = "{{number}}"

func newHall(b *testing.B, pages [][]byte, listed int) *hall {
	b.Helper()
	l, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		b.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	h := &hall{port: port, pages: pages, listed: listed}
	h.Server = httptest.NewUnstartedServer(h)
	_ = h.Listener.Close()
	h.Listener = l
	h.Start()
	b.Cleanup(h.Close)
	return h
}

// house is the address of one of the houses.
func (h *hall) house(i int) string {
	return fmt.Sprintf("http://127.1.%d.%d:%s/", i/200, 1+i%200, h.port)
}

func (h *hall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number, isPage := strings.CutPrefix(strings.TrimSuffix(r.URL.Path, ".html"), "/lokales/artikel-id")
	switch {
	case isPage && h.gone.Load():
		w.WriteHeader(http.StatusGone)
	case isPage:
		n, _ := strconv.Atoi(number)
		h.fetched.Add(1)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(bytes.ReplaceAll(h.pages[n%len(h.pages)], []byte(hallMark), []byte(number)))
	case r.URL.Path == "/feed.xml":
		h.feed(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (h *hall) feed(w http.ResponseWriter, r *http.Request) {
	out := int(h.edition.Load())
	tag := fmt.Sprintf(`"edition-%d"`, out)
	w.Header().Set("ETag", tag)
	w.Header().Set("Content-Type", "application/rss+xml")
	if r.Header.Get("If-None-Match") == tag {
		h.same.Add(1)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Talblick</title><link>/</link><language>de</language>`)
	for n := out + h.listed - 1; n >= out; n-- {
		fmt.Fprintf(&b, `<item><title>Am Kanal wird gebaut, Folge %[1]d</title><link>http://%[2]s/lokales/artikel-id%[1]d.html</link>
<guid isPermaLink="false">talblick-%[1]d</guid><pubDate>%[3]s</pubDate><description>&lt;p&gt;Der Rat hat über den Kanal beraten, und wieder blieb offen,
wer den Weg am Ufer bezahlt. Folge %[1]d unserer Reihe über die Straßen am Hafen, ihre Bäume und ihre Bänke.&lt;/p&gt;</description></item>
`, n, r.Host, time.Date(2026, 3, 1, 0, n, 0, 0, time.UTC).Format(time.RFC1123Z))
	}
	b.WriteString("</channel></rss>")
	_, _ = w.Write([]byte(b.String()))
}

// config watches so many houses for three projects and more, in YAML; nothing is due by itself for a long time.
func (h *hall) config(b *testing.B, houses int, more string) (file, data string) {
	b.Helper()
	var s strings.Builder
	s.WriteString("web: {listen: \"127.0.0.1:0\"}\ncrawler: {delay: 0s, allow_networks: [127.0.0.0/8]}\noutlets:\n")
	for i := range houses {
		fmt.Fprintf(&s, "  - {name: Blatt %d, url: \"%s\", feeds: [\"%sfeed.xml\"], schedule: \"0 0 1 1 *\"}\n", i, h.house(i), h.house(i))
	}
	s.WriteString("projects:\n  - {name: Quartiere, keywords: [Ankunftsquartier, '\"neue Nachbarn\"', 'Saalfeld NEAR/5 Bücherei']}\n" +
		"  - {name: Ufer, keywords: ['Ufermauer*']}\n  - {name: Räte, keywords: [\"'Ortsbeirat' AND Anleger\"]}\n" + more)
	dir := b.TempDir()
	file = filepath.Join(dir, "pressclip.yaml")
	if err := os.WriteFile(file, []byte(s.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	return file, filepath.Join(dir, "data")
}

// program builds the program as it is given away.
func program(b *testing.B) string {
	b.Helper()
	file := filepath.Join(b.TempDir(), "pressclip")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return file
}

// used is what a process took.
type used struct {
	wall, cpu time.Duration
	peak      float64 // MB resident
}

// measured runs a command to its end.
func measured(b *testing.B, cmd *exec.Cmd) used {
	b.Helper()
	var said bytes.Buffer
	cmd.Stderr = &said
	started := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	peak := 0.0
	for {
		select {
		case <-look.C: // what wait4 reports as the peak begins with that of the parent
			peak = max(peak, megabytes(cmd.Process.Pid, "VmHWM"))
		case err := <-ended:
			if err != nil {
				b.Fatalf("%v: %v\n%s", cmd.Args, err, said.String())
			}
			return used{time.Since(started), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak}
		}
	}
}

// megabytes reads a line of /proc/PID/status; 0 if the process is gone.
func megabytes(pid int, name string) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		if key, value, _ := strings.Cut(line, ":"); key == name {
			kb, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 64)
			return kb / 1024
		}
	}
	return 0
}

// cpuTime is what a living process has taken, to a hundredth of a second.
func cpuTime(b *testing.B, pid int) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / 100
}

// BenchmarkLine sends pages through the whole line, one `visit` of eight outlets, and through a bare loop of colly,
// go-trafilatura and SQLite: own pages, of which one in eight is a clipping, those of real outlets, and own pages that
// are all clippings.
func BenchmarkLine(b *testing.B) {
	b.Run("own", func(b *testing.B) { lineAgainstBare(b, ownPages(48, 8), "") })
	b.Run("corpus", func(b *testing.B) { lineAgainstBare(b, corpusPages(b), "") })
	b.Run("clipped", func(b *testing.B) { lineAgainstBare(b, ownPages(48, 8), "  - {name: Alles, keywords: [der]}\n") })
}

// lineAgainstBare runs one after the other, so that what else the machine does weighs on both.
func lineAgainstBare(b *testing.B, pages [][]byte, project string) {
	const houses, each = 8, 114 // twice the pages of the corpus for each house
	h := newHall(b, pages, each)
	bin := program(b)
	var ours, bare used
	for b.Loop() {
		file, data := h.config(b, houses, project)
		ours = ours.plus(measured(b, exec.Command(bin, "--config", file, "--data", data, "visit", "--json")))
		if n := h.fetched.Swap(0); n != houses*each {
			b.Fatalf("we fetched %d pages of %d", n, houses*each)
		}
		bare = bare.plus(measured(b, h.bareLoop(b, houses)))
		if n := h.fetched.Swap(0); n != houses*each {
			b.Fatalf("the bare loop fetched %d pages of %d", n, houses*each)
		}
	}
	n := float64(b.N * houses * each)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(n/ours.wall.Seconds(), "articles/s")
	b.ReportMetric(n/bare.wall.Seconds(), "bare-articles/s")
	b.ReportMetric(1000*ours.cpu.Seconds()/n, "cpu-ms/article")
	b.ReportMetric(1000*bare.cpu.Seconds()/n, "bare-cpu-ms/article")
	b.ReportMetric(ours.peak, "peak-MB")
	b.ReportMetric(bare.peak, "bare-peak-MB")
}

func (u used) plus(v used) used { return used{u.wall + v.wall, u.cpu + v.cpu, max(u.peak, v.peak)} }

// bareFeeds and bareDB ask the test binary to be the bare loop.
const (
	bareFeeds = "PRESSCLIP_TEST_BARE_FEEDS"
	bareDB    = "PRESSCLIP_TEST_BARE_DB"
)

func (h *hall) bareLoop(b *testing.B, houses int) *exec.Cmd {
	var feeds []string
	for i := range houses {
		feeds = append(feeds, h.house(i)+"feed.xml")
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^TestBareLoop$")
	cmd.Env = append(os.Environ(), bareFeeds+"="+strings.Join(feeds, " "), bareDB+"="+filepath.Join(b.TempDir(), "bare.db"))
	return cmd
}

// TestBareLoop is the loop that one would write in an afternoon: no robots.txt, no pace, nothing known, no matching.
func TestBareLoop(t *testing.T) {
	feeds := strings.Fields(os.Getenv(bareFeeds))
	if len(feeds) == 0 {
		t.Skip("it is what BenchmarkLine measures against")
	}
	db, err := sql.Open("sqlite", "file:"+os.Getenv(bareDB)+"?_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE article (url TEXT PRIMARY KEY, title TEXT, author TEXT, published TEXT, text TEXT)`); err != nil {
		t.Fatal(err)
	}
	c := colly.NewCollector(colly.Async(true))
	if err := c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: 8}); err != nil {
		t.Fatal(err)
	}
	c.OnXML("//item/link", func(e *colly.XMLElement) { _ = e.Request.Visit(e.Text) })
	c.OnResponse(func(r *colly.Response) {
		if !strings.HasSuffix(r.Request.URL.Path, ".html") {
			return
		}
		if err := bareKeep(db, r.Request.URL, r.Body); err != nil {
			t.Error(err)
		}
	})
	c.OnError(func(_ *colly.Response, err error) { t.Error(err) })
	for _, f := range feeds {
		_ = c.Visit(f)
	}
	c.Wait()
}

func bareKeep(db *sql.DB, u *url.URL, page []byte) error {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return err
	}
	got, err := trafilatura.ExtractDocument(doc, trafilatura.Options{OriginalURL: u, ExcludeComments: true})
	if err != nil {
		return nil // not every page has an article
	}
	_, err = db.Exec(`INSERT INTO article VALUES (?, ?, ?, ?, ?)`, u.String(), got.Metadata.Title, got.Metadata.Author, got.Metadata.Date.Format(time.RFC3339), got.ContentText)
	return err
}

// BenchmarkRound makes rounds over 1,000 known feeds of 20 addresses each: with `visit`, its start included, and
// within a `run`.
func BenchmarkRound(b *testing.B) {
	const houses = 1000
	h := newHall(b, ownPages(48, 0), 20)
	bin := program(b)
	file, data := h.config(b, houses, "")
	visit := func(b *testing.B, args ...string) used {
		return measured(b, exec.Command(bin, append([]string{"--config", file, "--data", data, "visit", "--json"}, args...)...))
	}
	// What a first round leaves behind, without the hour that reading 20,000 pages of real size would take.
	h.gone.Store(true)
	visit(b)
	h.gone.Store(false)

	for _, fresh := range []int64{0, 1} {
		name := map[int64]string{0: "unchanged", 1: "onenew"}[fresh]
		b.Run(name+"/visit", func(b *testing.B) {
			var all, start used
			for b.Loop() {
				start = start.plus(visit(b, "Blatt 0"))
				done := h.round(fresh)
				all = all.plus(visit(b))
				done(b, houses)
			}
			reportRound(b, all)
			b.ReportMetric(start.cpu.Seconds()/float64(b.N), "start-cpu-s")
		})
		b.Run(name+"/run", func(b *testing.B) {
			r := startRun(b, bin, file, data)
			for b.Loop() {
				done := h.round(fresh)
				r.round(b, houses)
				done(b, houses)
			}
			r.total.peak = megabytes(r.Process.Pid, "VmHWM")
			reportRound(b, r.total)
		})
	}
}

func reportRound(b *testing.B, u used) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(u.cpu.Seconds()/float64(b.N), "cpu-s/round")
	b.ReportMetric(u.wall.Seconds()/float64(b.N), "s/round")
	b.ReportMetric(u.peak, "peak-MB")
}

// round lets so many addresses be new to every feed. What it returns says whether the round was one.
func (h *hall) round(fresh int64) func(*testing.B, int) {
	h.edition.Add(fresh)
	fetched, same := h.fetched.Load(), h.same.Load()
	return func(b *testing.B, houses int) {
		b.Helper()
		if got := h.fetched.Load() - fetched; got != fresh*int64(houses) {
			b.Fatalf("%d pages were fetched of %d houses", got, houses)
		}
		if got := h.same.Load() - same; fresh == 0 && got != int64(houses) {
			b.Fatalf("%d houses of %d were unchanged", got, houses)
		}
	}
}

// runProcess is a `run` that is ready.
type runProcess struct {
	*exec.Cmd
	page   string
	ready  time.Duration
	record *sql.DB
	total  used
}

func startRun(b *testing.B, bin, file, data string) *runProcess {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") // an address that is free and stays known
	if err != nil {
		b.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	own := filepath.Join(b.TempDir(), "pressclip.yaml")
	if err := os.WriteFile(own, bytes.Replace(text, []byte("127.0.0.1:0"), []byte(address), 1), 0o600); err != nil {
		b.Fatal(err)
	}
	r := &runProcess{page: "http://" + address, Cmd: exec.Command(bin, "--config", own, "--data", data, "run")}
	started := time.Now()
	if err := r.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = r.Process.Signal(syscall.SIGTERM)
		_ = r.Wait()
	})
	for r.asked(http.MethodGet, "/readyz", nil) != http.StatusOK {
		if time.Since(started) > time.Minute {
			b.Fatal("run does not get ready")
		}
		<-time.After(time.Millisecond)
	}
	r.ready = time.Since(started)
	if r.record, err = sql.Open("sqlite", "file:"+filepath.Join(data, archiveFile)+"?_busy_timeout=30000"); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = r.record.Close() })
	return r
}

func (r *runProcess) asked(method, path string, form url.Values) (status int) {
	req, err := http.NewRequest(method, r.page+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return 0
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// round makes every outlet due and waits until all were visited.
func (r *runProcess) round(b *testing.B, houses int) {
	b.Helper()
	before := r.visits(b)
	if _, err := r.record.ExecContext(b.Context(), `UPDATE outlet SET next_visit = 1`); err != nil {
		b.Fatal(err)
	}
	started, cpu := time.Now(), cpuTime(b, r.Process.Pid)
	if status := r.asked(http.MethodPost, "/outlets/visit", url.Values{"outlet": {"Blatt 0"}}); status != http.StatusSeeOther {
		b.Fatalf("visit now: status %d", status)
	}
	for r.visits(b) < before+houses {
		if time.Since(started) > 5*time.Minute {
			b.Fatalf("%d visits of %d", r.visits(b)-before, houses)
		}
		<-time.After(10 * time.Millisecond)
	}
	r.total = r.total.plus(used{wall: time.Since(started), cpu: cpuTime(b, r.Process.Pid) - cpu})
}

func (r *runProcess) visits(b *testing.B) (n int) {
	b.Helper()
	if err := r.record.QueryRowContext(context.Background(), `SELECT count(*) FROM visit`).Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkIdle measures a `run` that has nothing to do: with an empty archive, and with one of 1,000 pages read.
// Memory is what is resident a while after it got ready, the forced collection every two minutes included if
// PRESSCLIP_TEST_LONG is set.
func BenchmarkIdle(b *testing.B) {
	bin := program(b)
	info, err := os.Stat(bin)
	if err != nil {
		b.Fatal(err)
	}
	const houses = 8
	h := newHall(b, ownPages(48, 8), 125)
	file, data := h.config(b, houses, "")
	measured(b, exec.Command(bin, "--config", file, "--data", data, "visit"))
	b.Run("empty", func(b *testing.B) {
		empty, _ := h.config(b, 0, "")
		idle(b, bin, empty, "", info.Size())
	})
	b.Run("known", func(b *testing.B) { idle(b, bin, file, data, info.Size()) })
}

// idle starts with a new data directory each time, unless one is named.
func idle(b *testing.B, bin, file, data string, size int64) {
	while := 5 * time.Second
	if os.Getenv("PRESSCLIP_TEST_LONG") != "" {
		while = 130 * time.Second
	}
	var ready time.Duration
	resident, peak := 0.0, 0.0
	for b.Loop() {
		dir := data
		if dir == "" {
			dir = b.TempDir()
		}
		r := startRun(b, bin, file, dir)
		ready += r.ready
		<-time.After(while)
		resident = max(resident, megabytes(r.Process.Pid, "VmRSS"))
		peak = max(peak, megabytes(r.Process.Pid, "VmHWM"))
		_ = r.Process.Signal(syscall.SIGTERM)
		_ = r.Wait()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(ready.Milliseconds())/float64(b.N), "ready-ms")
	b.ReportMetric(resident, "resident-MB")
	b.ReportMetric(peak, "peak-MB")
	b.ReportMetric(float64(size)/1e6, "binary-MB")
}

// corpusPages are the saved pages of real outlets.
func corpusPages(b *testing.B) [][]byte {
	b.Helper()
	corpus := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if corpus == "" {
		b.Skip("PRESSCLIP_TEST_CORPUS is not set")
	}
	files, _ := filepath.Glob(filepath.Join(corpus, "pages-de", "*.html.gz"))
	if len(files) < 50 {
		b.Fatalf("%s/pages-de holds %d pages", corpus, len(files))
	}
	var pages [][]byte
	for _, name := range files {
		packed, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		zr, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			b.Fatal(err)
		}
		page, err := io.ReadAll(zr)
		if err != nil {
			b.Fatal(err)
		}
		pages = append(pages, page)
	}
	return pages
}

// ownPages are pages of 60 to 120 KB as the press builds them: metadata, scripts, navigation, an article and, around
// it, more teasers than text. One in every so many speaks of the Ankunftsquartier; none, if that is 0.
func ownPages(n, every int) [][]byte {
	r := rand.New(rand.NewPCG(7, 7))
	pages := make([][]byte, n)
	for i := range pages {
		pages[i] = []byte(ownPage(r, i, every > 0 && i%every == 0))
	}
	return pages
}

var (
	ownNouns = strings.Fields("Kanal Hafen Ufer Rathaus Platz Garten Schule Bücherei Brücke Laden Markt Turnhalle Bahnhof Werkstatt Verein Treppe Haltestelle Allee Nachbarin Handwerker Gärtnerin Fahrer Leiterin Kinder Mieter Händler")
	ownVerbs = strings.Fields("wartet baut zeigt verspricht sucht findet erzählt fordert plant öffnet schließt bleibt beginnt kostet lohnt hilft")
	ownRest  = strings.Fields("am Morgen, im Herbst, seit Jahren, nach langer Pause, ohne Eile, mit etwas Glück, hinter dem Zaun, neben der Mauer, über den Winter, zum ersten Mal, trotz Regen, gegen Abend")
)

func ownSentence(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("Der " + ownNouns[r.IntN(len(ownNouns))])
	for range 2 + r.IntN(4) {
		b.WriteString(" " + ownVerbs[r.IntN(len(ownVerbs))] + " " + strings.TrimSuffix(ownRest[r.IntN(len(ownRest))], ",") +
			" die " + ownNouns[r.IntN(len(ownNouns))] + " und")
	}
	return strings.TrimSuffix(b.String(), " und") + "."
}

func ownText(r *rand.Rand, sentences int) string {
	var b strings.Builder
	for range sentences {
		b.WriteString(ownSentence(r) + " ")
	}
	return b.String()
}

func ownPage(r *rand.Rand, i int, wanted bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Am Kanal wird gebaut, Folge %[1]s – Talblick</title>
<meta name="description" content="%[2]s"><meta property="og:title" content="Am Kanal wird gebaut, Folge %[1]s"><meta property="og:type" content="article">
<meta property="og:site_name" content="Talblick"><meta name="author" content="Redaktion am Kanal">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Am Kanal wird gebaut, Folge %[1]s",
"datePublished":"2026-03-01T08:%02[3]d:00+01:00","author":{"@type":"Person","name":"Talblick Redaktion"},"publisher":{"@type":"Organization","name":"Talblick"}}</script>
<style>`, hallMark, ownSentence(r), i%60)
	for n := range 150 {
		fmt.Fprintf(&b, ".teaser-%d__kicker{margin:0 %dpx;color:#%06x;display:flex}@media(min-width:%dpx){.grid-%d{width:%d%%}}\n", n, n, n*997, 400+n, n, n%100)
	}
	b.WriteString("</style>")
	for n := range 4 {
		fmt.Fprintf(&b, "<script>window.layer=window.layer||[];(function(w,d){")
		for k := range 40 {
			fmt.Fprintf(&b, "w.layer.push({event:'slot-%d-%d',size:[[300,250],[728,90]],active:d.cookie.indexOf('s%d')>=0});", n, k, k)
		}
		b.WriteString("})(window,document)</script>")
	}
	b.WriteString(`</head><body class="page page--article"><header class="header"><div class="header__inner"><a href="/" class="logo"><svg viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>Talblick</a><nav class="navigation"><ul>`)
	for n := range 70 {
		fmt.Fprintf(&b, `<li class="navigation__element navigation__element--%d"><a class="navigation__link" href="/ort/%d/" data-track="nav-%d"><span>%s</span></a></li>`, n%3, n, n, ownNouns[n%len(ownNouns)])
	}
	fmt.Fprintf(&b, `</ul></nav></div></header><main id="main"><article class="article"><header class="article__header"><span class="article__kicker">Hafen</span>
<h1>Am Kanal wird gebaut, Folge %s</h1><p class="article__lead">%s</p><div class="article__meta"><time datetime="2026-03-01T08:%02d:00+01:00">1. März 2026</time> Von Redaktion am Kanal</div></header>
<figure class="picture"><picture><source srcset="/bild-%d.webp 1x, /bild-%d-2.webp 2x"><img src="/bild-%d.jpg" alt="Der Kanal"></picture><figcaption>Der Kanal am Morgen. Foto: Talblick</figcaption></figure>
<div class="article__body">`, hallMark, ownText(r, 2), i%60, i, i, i)
	for n := range 6 + r.IntN(9) {
		if n%5 == 3 {
			fmt.Fprintf(&b, `<h2>%s</h2><div class="ad" id="ad-%d" data-slot="rectangle"></div>`, ownSentence(r)[:24], n)
		}
		if n == 2 && wanted {
			b.WriteString("<p>Vom Ankunftsquartier am Hafen ist in der Sitzung die Rede, und von den Menschen, die es bewohnen und pflegen.</p>")
		}
		fmt.Fprintf(&b, `<p class="article__paragraph">%s<a href="/ort/%d/">%s</a> %s</p>`, ownText(r, 2+r.IntN(3)), n, ownNouns[n], ownText(r, 1))
	}
	b.WriteString(`</div><div class="share"><ul><li><a href="#a">Teilen</a></li><li><a href="#b">Mailen</a></li></ul></div></article><aside class="teasers"><h3>Mehr aus dem Ort</h3>`)
	for n := range 24 + r.IntN(30) {
		fmt.Fprintf(&b, `<div class="teaser teaser--%[1]d"><a class="teaser__link" href="/lokales/andere-%[1]d.html" data-track="teaser-%[1]d"><div class="teaser__media"><picture><source media="(min-width:900px)" srcset="/t-%[1]d.webp"><img loading="lazy" src="/t-%[1]d.jpg" alt="" width="320" height="180"></picture></div><span class="teaser__kicker">%[2]s</span><h4 class="teaser__title">%[3]s</h4><p class="teaser__text">%[4]s</p></a></div>`, n, ownNouns[n%len(ownNouns)], ownSentence(r), ownSentence(r))
	}
	b.WriteString(`</aside></main><footer class="footer"><ul>`)
	for n := range 50 {
		fmt.Fprintf(&b, `<li class="footer__element"><a href="/service/%d/">%s</a></li>`, n, ownNouns[n%len(ownNouns)])
	}
	b.WriteString(`</ul><p>Talblick, die Zeitung am Kanal. Alle Rechte vorbehalten.</p></footer></body></html>`)
	return b.String()
}
