//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"pressclip/internal/identity/identitytest"
)

// job is a `pressclip run` inside the test.
type job struct {
	t      *testing.T
	person *person
	log    *bufio.Scanner
	stop   context.CancelFunc
	status chan int
}

// start runs the main job until the test ends.
func start(t *testing.T, p *person) *job { return startAt(t, p, time.Now) }

// startAt does so by a clock of the test.
func startAt(t *testing.T, p *person, now func() time.Time) *job {
	t.Helper()
	r, w := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	j := &job{t: t, person: p, log: bufio.NewScanner(r), stop: stop, status: make(chan int, 1)}
	app := &App{
		Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: w, Now: now,
		Env: func(string) (string, bool) { return "", false },
	}
	go func() {
		j.status <- app.Run(ctx, append(append([]string{}, p.args...), "run"))
		_ = w.Close()
	}()
	t.Cleanup(func() { j.end() })
	return j
}

// await reads the log until a line matches, and returns what its group caught.
func (j *job) await(pattern string) string {
	j.t.Helper()
	x := regexp.MustCompile(pattern)
	for j.log.Scan() {
		if found := x.FindStringSubmatch(j.log.Text()); found != nil {
			return found[len(found)-1]
		}
	}
	j.t.Fatalf("the log ended without %s", pattern)
	return ""
}

// awaitAll reads the log until every pattern has matched a line, in whatever order.
func (j *job) awaitAll(patterns ...string) {
	j.t.Helper()
	for len(patterns) > 0 {
		line := j.await(`(.*)`)
		patterns = slices.DeleteFunc(patterns, func(p string) bool { return regexp.MustCompile(p).MatchString(line) })
	}
}

// end stops the job as SIGTERM does and returns its exit status.
func (j *job) end() int {
	j.stop()
	for j.log.Scan() { // until the job has closed it
	}
	select {
	case status := <-j.status:
		j.status <- status
		return status
	case <-time.After(time.Minute):
		j.t.Fatal("run does not stop")
		return -1
	}
}

const runConfig = `
web: {listen: "127.0.0.1:0"}
crawler: {delay: 0s, allow_networks: [127.0.0.0/8]}
outlets:
  - {name: Talblick, url: "PRESS/", feeds: ["PRESS/feed.xml"]}
projects:
  - {name: Quartiere, keywords: [KEYWORD]}
`

const talblickFeed = `<rss version="2.0"><channel><title>Talblick</title>
<item><title>Am Küchentisch</title><link>/kueche.html</link></item></channel></rss>`

const talblickPage = `<!doctype html><html lang="de"><head><title>Am Küchentisch</title></head><body><article><h1>Am Küchentisch</h1>
<p>Im Treffpunkt am Kai sitzen morgens die Frauen aus dem Haus und trinken Kaffee. Am Küchentisch wird besprochen, was die Woche bringt.</p>
<p>Solche Ankunftsquartiere brauchen Zeit, sagt die Leiterin des Treffpunkts. Im Herbst soll das Haus einen zweiten Raum bekommen.</p>
</article></body></html>`

func TestRun(t *testing.T) {
	press := newSite(t)
	press.feed("/feed.xml", "application/rss+xml", talblickFeed)
	press.page("/kueche.html", []byte(talblickPage))
	press.page("/", []byte(`<html><head><title>Talblick</title><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>`))
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	configure := func(keyword string) {
		writeFile(t, file, strings.NewReplacer("PRESS", press.URL, "KEYWORD", keyword).Replace(runConfig))
	}
	configure("Ankunftsquartier*")
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	job := start(t, p)
	page := job.await(`Die Seite ist unter (\S+) zu sehen`)
	job.await(`msg=visited outlet=Talblick ok=true found=1 new=1 clipped=1`)

	// Other commands work beside it, and see what it filed.
	if v := p.visits(); len(v) != 1 || !v[0].OK || v[0].New != 0 {
		t.Errorf("visit beside run: %+v", v)
	}
	if hits := p.search("Ankunftsquartiere OR Ankunftsquartier*"); len(hits) != 1 || hits[0].Title != "Am Küchentisch" {
		t.Errorf("search beside run: %+v", hits)
	}
	p.do("index", "check")
	for _, path := range []string{"", "search?q=Ankunftsquartier*", "outlets", "healthz", "readyz", "metrics", "api/v1/search?q=Treffpunkt"} {
		get(t, page+path, http.StatusOK)
	}
	if body := get(t, page+"search?q=Ankunftsquartier*", http.StatusOK); !strings.Contains(body, "<mark>Ankunftsquartiere</mark>") {
		t.Error("the search page does not mark the hit")
	}

	// What is to be read at a site is told as "outlets check" does, with samples and a proposal.
	for _, got := range []string{p.do("outlets", "check", "--json", press.URL), ask(t, page+"api/v1/outlets/check", `{"url": "`+press.URL+`"}`)} {
		for _, want := range []string{`"samples":["Am Küchentisch"]`, `"articles":[{"url":"` + press.URL + `/kueche.html","title":"Am Küchentisch"`, `"proposal":{"name":"`} {
			if !strings.Contains(got, want) {
				t.Errorf("what is to be read lacks %s: %s", want, got)
			}
		}
	}

	// A second run, or a rebuild, on the same directory says so and stops.
	for _, args := range [][]string{{"run"}, {"index", "rebuild"}} {
		if status, _, errs := p.run(args...); status != exitFailed || !strings.Contains(errs, "läuft schon") {
			t.Errorf("%v beside run: exit status %d, %s", args, status, errs)
		}
	}

	// SIGHUP reads the configuration again; a broken one changes nothing.
	configure("Quartier AND")
	hangUp(t)
	job.await(`es gilt weiter die bisherige`)
	configure("Treffpunkt")
	hangUp(t)
	job.awaitAll(`Konfiguration neu gelesen`, `Neue Suchwörter an 1 früher gelesenen Artikel geprüft: 1 Treffer`)
	if out := p.do("projects", "--json"); !strings.Contains(out, `"keywords":["Treffpunkt"]`) {
		t.Errorf("after SIGHUP: %s", out)
	}
	if hits := p.search("Treffpunkt"); len(hits) != 1 || !slices.Contains(hits[0].Projects[0].Keywords, "Treffpunkt") || hits[0].Backfill {
		t.Errorf("after looking back: %+v", hits)
	}
	// A connection that a browser opened in advance does not hold up the end.
	unused, err := net.Dial("tcp", strings.Trim(strings.TrimPrefix(page, "http:"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	get(t, page+"healthz", http.StatusOK) // by now the connection before this one was accepted
	stopped := time.Now()
	if status := job.end(); status != exitDone {
		t.Errorf("run ended with %d", status)
	}
	if took := time.Since(stopped); took > 4*time.Second {
		t.Errorf("run took %v to stop", took)
	}
	if _, err := os.Stat(filepath.Join(dir, "data", socketFile)); err == nil {
		t.Error("the socket was left behind")
	}
}

// A clock that jumps more than a year ahead and back again, as that of a machine without a battery does, holds nothing
// up: what appears is filed within the rhythm of the outlet, each article once.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	press := newTale(t)
	press.tell(2)
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, taleConfig("sqlite", press))
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	var ahead atomic.Int64
	job := startAt(t, p, func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	job.await(`Die Seite ist unter (\S+) zu sehen`)
	const visited = `msg=visited outlet="Talblick 0" ok=true found=\d+ new=2 clipped=1`
	job.await(visited)
	for _, jump := range []time.Duration{400 * 24 * time.Hour, 0, -400 * 24 * time.Hour, 0} {
		press.tell(2)
		ahead.Store(int64(jump))
		job.await(visited)
	}
	var got []string
	for _, h := range p.search("") {
		got = append(got, h.Title)
	}
	slices.Sort(got)
	if want := press.titles(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Without any network, run says so and goes on.
func TestRunWithoutNetwork(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, strings.NewReplacer("PRESS", "http://127.0.0.1:9", "KEYWORD", "Ankunft*").Replace(runConfig))
	job := start(t, &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}})
	page := job.await(`Die Seite ist unter (\S+) zu sehen`)
	job.await(`Keines der Medien ist zu erreichen`)
	if body := get(t, page, http.StatusOK); !strings.Contains(body, "Kein Medium war erreichbar") {
		t.Error("the inbox does not say that no outlet could be reached")
	}
}

// With a provider, run lets those in whom it knows and gives a role, also as the first person.
func TestRunSignsInAtProvider(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	const base = "http://localhost:1"
	there := identitytest.New(t, base+"/sign-in/oidc")
	there.Meet(identitytest.User{Subject: "17", FirstName: "Eva", LastName: "Beispiel", Groups: []string{"Technik"}})
	writeFile(t, file, fmt.Sprintf("web: {listen: \"127.0.0.1:0\", base_url: %q}\nsign_in: always\noidc: {issuer: %q, client_id: %s, client_secret: %s, roles: {Technik: admin}}\n",
		base, there.URL, identitytest.ClientID, identitytest.ClientSecret))
	job := start(t, &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}})
	page := strings.TrimSuffix(job.await(`Die Seite ist unter (\S+) zu sehen`), "/")
	if body := get(t, page+"/sign-in", http.StatusOK); !strings.Contains(body, "Mit "+strings.TrimPrefix(there.URL, "http://")+" anmelden") {
		t.Errorf("the provider is not offered:\n%s", body)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	open := func(address string) *http.Response {
		t.Helper()
		answer, err := browser.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = answer.Body.Close() })
		return answer
	}
	back := there.Visit(t, open(page+"/sign-in/provider?then=/people").Header.Get("Location"))
	if answer := open(page + "/sign-in/oidc?" + back.RawQuery); answer.Header.Get("Location") != "/people" {
		t.Fatalf("%s to %q", answer.Status, answer.Header.Get("Location"))
	}
	body, err := io.ReadAll(open(page + "/people").Body)
	if err != nil || !strings.Contains(string(body), "Eva Beispiel") {
		t.Errorf("not among the people: %v\n%s", err, body)
	}
}

func hangUp(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
}

// ask posts JSON and returns what is answered.
func ask(t *testing.T, url, body string) string {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		t.Errorf("%s: status %d, %v", url, resp.StatusCode, err)
	}
	return string(answer)
}

func get(t *testing.T, url string, want int) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != want {
		t.Errorf("%s: status %d, %v", url, resp.StatusCode, err)
	}
	return string(body)
}
