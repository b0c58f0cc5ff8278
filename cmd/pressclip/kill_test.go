//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/archive/archivetest"
	"pressclip/internal/warc"
)

// process is the program as a process of its own.
type process struct {
	*exec.Cmd
	log *bufio.Scanner
}

// launch starts a command line of a person in a process of its own, which does not outlive the test.
func (p *person) launch(args ...string) *process {
	p.t.Helper()
	cmd := exec.Command(testProgram(p.t), append(append([]string{}, p.args...), args...)...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "LANG=de_DE.UTF-8")
	out, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	proc := &process{cmd, bufio.NewScanner(out)}
	p.t.Cleanup(proc.kill)
	return proc
}

// kill ends it as kill -9 does.
func (p *process) kill() {
	_ = p.Process.Signal(syscall.SIGKILL)
	_ = p.Wait()
}

// await reads the log until a line matches and returns what its group caught.
func (p *process) await(t *testing.T, pattern string) string {
	t.Helper()
	x := regexp.MustCompile(pattern)
	for p.log.Scan() {
		if found := x.FindStringSubmatch(p.log.Text()); found != nil {
			go func() {
				for p.log.Scan() { // or the process would wait for its log to be read
				}
			}()
			return found[len(found)-1]
		}
	}
	t.Fatalf("the log ended without %s", pattern)
	return ""
}

// tale is an outlet whose articles come bit by bit; every second one is a clipping.
type tale struct {
	*site
	list strings.Builder
	told int
}

func newTale(t *testing.T) *tale { return &tale{site: newSite(t)} }

// tell publishes so many more articles.
func (s *tale) tell(more int) {
	for range more {
		word := "Schwimmbad"
		if s.told%2 == 0 {
			word = "Ankunftsquartier"
		}
		path := fmt.Sprintf("/artikel-%d.html", s.told)
		fmt.Fprintf(&s.list, "<item><title>Geschichte %d</title><link>%s</link></item>", s.told, path)
		s.page(path, fmt.Appendf(nil, `<!doctype html><html lang="de"><head><title>Geschichte %[1]d</title></head><body><article><h1>Geschichte %[1]d</h1>
<p>Dies ist die Geschichte mit der Nummer %[1]d, und sie spielt wie jede andere in einem Ort am Fluss, an dem im Frühjahr viel geredet wird.</p>
<p>Diesmal geht es um das %[2]s und darum, wer dort die Stühle aufstellt, wenn am Abend die Nachbarn zusammenkommen und über den Sommer reden.</p>
</article></body></html>`, s.told, word))
		s.told++
	}
	s.feed("/feed.xml", "application/rss+xml", `<rss version="2.0"><channel><title>Talblick</title>`+s.list.String()+"</channel></rss>")
}

// titles are the headlines of its clippings, sorted.
func (s *tale) titles() []string {
	var all []string
	for i := 0; i < s.told; i += 2 {
		all = append(all, fmt.Sprintf("Geschichte %d", i))
	}
	slices.Sort(all)
	return all
}

func taleConfig(record string, sites ...*tale) string {
	var b strings.Builder
	fmt.Fprintf(&b, "archive: %s\nevidence: true\nweb: {listen: \"127.0.0.1:0\"}\ncrawler: {delay: 2ms, allow_networks: [127.0.0.0/8]}\noutlets:\n", record)
	for i, s := range sites {
		fmt.Fprintf(&b, "  - {name: Talblick %d, url: \"%s/\", feeds: [\"%s/feed.xml\"], schedule: \"* * * * *\"}\n", i, s.URL, s.URL)
	}
	b.WriteString("projects:\n  - {name: Quartiere, keywords: [Ankunftsquartier]}\n")
	return b.String()
}

// TestKills kills visits and runs at random moments. What a normal visit afterwards ends with must be what an
// undisturbed one ends with.
func TestKills(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); kills(t, "sqlite") })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); kills(t, archivetest.Postgres(t)) })
}

func kills(t *testing.T, record string) {
	times := 4
	if os.Getenv("PRESSCLIP_TEST_LONG") != "" {
		times = 100
	}
	press := newTale(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, taleConfig(record, press))
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	random := rand.New(rand.NewPCG(1, uint64(len(record))))
	for i := range times {
		const more = 6 // something to be lost each time
		press.tell(more)
		proc := p.launch([]string{"visit", "run"}[i%2])
		<-press.after(1+random.IntN(more+2), time.Duration(random.IntN(4000))*time.Microsecond)
		proc.kill()
	}
	if v := p.visits(); len(v) != 1 || !v[0].OK || v[0].Failed > 0 {
		t.Fatalf("the visit afterwards: %+v", v)
	}
	var got []string
	for _, h := range p.search("--limit", "1000", "") {
		got = append(got, h.Title)
	}
	slices.Sort(got)
	if want := press.titles(); !slices.Equal(got, want) {
		t.Errorf("after %d kills:\n got %v\nwant %v", times, got, want)
	}
	p.do("index", "check")
	provedByEvidence(t, record, filepath.Join(dir, "data"), len(got))
	if press.most() > 1 {
		t.Errorf("%d requests at once", press.most())
	}
	if n := press.fetchedPages(); n > press.told+times {
		t.Errorf("%d pages were fetched for %d articles and %d kills", n, press.told, times)
	}
}

// provedByEvidence checks that every clipping has the response it was made of, and nothing else has one.
func provedByEvidence(t *testing.T, record, dataDir string, clippings int) {
	t.Helper()
	if record == "sqlite" {
		record = "sqlite:" + filepath.Join(dataDir, "archive.db")
	}
	a, err := archive.Open(t.Context(), archive.Options{DSN: record})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	all, _, err := a.Inbox(t.Context(), archive.InboxRequest{Limit: 1000})
	if err != nil || len(all) != clippings {
		t.Fatalf("%d clippings, %v", len(all), err)
	}
	for _, c := range all {
		var file bytes.Buffer
		if err := a.WriteEvidence(t.Context(), c.ID, &file); err != nil {
			t.Errorf("%s: %v", c.Article.Title, err)
			continue
		}
		responses := 0
		err := warc.Read(&file, func(r warc.Response) error {
			responses++
			if r.URL != c.Article.URL || !bytes.Contains(r.Body, []byte(c.Article.Title)) {
				t.Errorf("%s is proved by %s", c.Article.Title, r.URL)
			}
			return nil
		})
		if err != nil || responses != 1 {
			t.Errorf("%s: %d responses, %v", c.Article.Title, responses, err)
		}
	}
}

// TestManyProcesses lets three processes share outlets through one PostgreSQL; one of them is killed. The press's own
// log says that none of its hosts was asked twice at once, and each process finds everything in its own index.
func TestManyProcesses(t *testing.T) {
	database := archivetest.Postgres(t)
	const each = 24
	var sites []*tale
	for range 6 {
		s := newTale(t)
		s.tell(each)
		sites = append(sites, s)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, taleConfig(database, sites...))
	var procs []*process
	var pages []string
	for i := range 3 {
		p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, fmt.Sprint("data", i))}}
		proc := p.launch("run")
		pages = append(pages, proc.await(t, `Die Seite ist unter (\S+) zu sehen`))
		procs = append(procs, proc)
	}
	<-sites[0].after(2, 0)
	procs[2].kill()
	want := fmt.Sprintf(`"total":%d,`, len(sites)*each/2)
	for _, page := range pages[:2] {
		eventually(t, 3*time.Minute, func() bool {
			return strings.Contains(get(t, page+"api/v1/search?q=Ankunftsquartier", http.StatusOK), want)
		})
	}
	for i, s := range sites {
		if s.most() > 1 {
			t.Errorf("outlet %d was asked %d times at once", i, s.most())
		}
		if n := s.fetchedPages(); n > each+1 {
			t.Errorf("outlet %d: %d pages fetched, %d there are", i, n, each)
		}
	}
}

// eventually asks again and again until the answer is yes.
func eventually(t *testing.T, within time.Duration, yes func() bool) {
	t.Helper()
	deadline := time.Now().Add(within)
	for !yes() {
		if time.Now().After(deadline) {
			t.Fatal("it did not come about")
		}
	}
}
