//go:build unix

package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pressclip/config"
	"pressclip/internal/press"
)

// demonstration is a `pressclip demo` inside the test, with a clock that the test can set forward.
type demonstration struct {
	job
	ahead atomic.Int64 // of the wall clock
	out   chan string  // the lines of standard output
}

// demonstrate runs the demo until the test ends.
func demonstrate(t *testing.T, args ...string) *demonstration {
	t.Helper()
	logs, logTo := io.Pipe()
	out, outTo := io.Pipe()
	printed := make(chan string, 100)
	ctx, stop := context.WithCancel(t.Context())
	d := &demonstration{job: job{t: t, log: bufio.NewScanner(logs), stop: stop, status: make(chan int, 1)}, out: printed}
	start := time.Now() // in an odd minute: the digest of every second minute finds what the first visits filed
	d.ahead.Store(int64(start.Truncate(2 * time.Minute).Add(3 * time.Minute).Sub(start)))
	app := &App{
		Stdin: strings.NewReader(""), Stdout: outTo, Stderr: logTo,
		Now: func() time.Time { return time.Now().Add(time.Duration(d.ahead.Load())) },
		Env: func(string) (string, bool) { return "", false },
	}
	go func() {
		defer close(printed)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			printed <- lines.Text()
		}
	}()
	go func() {
		d.status <- app.Run(ctx, append([]string{"--log-level", "info", "demo"}, args...))
		_, _ = logTo.Close(), outTo.Close()
	}()
	t.Cleanup(func() { d.end() })
	d.await(`Die Seite ist unter (\S+) zu sehen`)
	return d
}

// said is what a line on standard output says where the pattern has its group.
func (d *demonstration) said(pattern string) string {
	d.t.Helper()
	x := regexp.MustCompile(pattern)
	for line := range d.out {
		if found := x.FindStringSubmatch(line); found != nil {
			return found[1]
		}
	}
	d.t.Fatalf("the demo did not say %s", pattern)
	return ""
}

// TestDemo is what a newcomer sees: the inbox fills, every state is there, something new appears, and nothing is left.
func TestDemo(t *testing.T) {
	d := demonstrate(t)
	page := d.said(`Die Seite: (\S+)`)
	mails := d.said(`Mails: (\S+);`)
	dir := d.said(`Daten: (\S+);`)
	d.said(`(Strg\+C)`)
	for visited := map[string]bool{}; len(visited) < 10; {
		visited[d.await(`msg=visited outlet="?(.*?)"? ok=`)] = true
	}
	if running, err := (&App{dataDir: dir}).askToFollow(t.Context()); !running || err != nil {
		t.Fatalf("the index does not follow: %v, %v", running, err)
	}
	p := &person{t: t, args: []string{"--data", dir}}
	hits := p.search("--limit", "100", "")
	found := map[string]int{}
	for _, h := range hits {
		for _, project := range h.Projects {
			found[project.Project]++
		}
		for state, is := range map[string]bool{
			"partial": h.Partial, "backfill": h.Backfill, "paywalled": h.Paywalled != nil && *h.Paywalled,
			"radio": h.Medium == press.MediumRadio, "print": h.Medium == press.MediumPrint,
		} {
			if is {
				found[state]++
			}
		}
	}
	if len(hits) < 25 || len(hits) > 45 {
		t.Errorf("%d clippings", len(hits))
	}
	for _, want := range []string{"Ankommen", "Wohnen", "Hafenfeld", "partial", "backfill", "paywalled", "radio", "print"} {
		if found[want] == 0 {
			t.Errorf("nothing is %s: %v", want, found)
		}
	}
	if rows := strings.Count(get(t, page, http.StatusOK), "/review\""); rows < 25 {
		t.Errorf("the inbox shows %d clippings", rows)
	}
	outlets := get(t, page+"outlets", http.StatusOK)
	for _, state := range []string{"kein lesbarer Feed", "Status 404", "robots.txt des Mediums ist nicht zu bekommen", "Status 403", "Zustimmungsseite", "verbietet diese Adresse"} {
		if !strings.Contains(outlets, state) {
			t.Errorf("no outlet shows: %s", state)
		}
	}

	d.ahead.Add(int64(30 * time.Second))
	d.await(`msg=visited outlet="Brackenfurter Bote" ok=true found=\d+ new=1 clipped=1`)

	// Within two minutes there is a mail about it.
	d.ahead.Add(int64(2 * time.Minute))
	d.await(`msg=sent digest=Überblick`)
	files, err := filepath.Glob(filepath.Join(mails, "*.eml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no mail in %s: %v", mails, err)
	}
	mail, err := os.ReadFile(files[0])
	unfolded := strings.ReplaceAll(string(mail), "=\r\n", "") // quoted-printable breaks lines wherever they are long
	if err != nil || !strings.Contains(unfolded, "To: <team@example.org>") || !strings.Contains(unfolded, page+"search?project=") {
		t.Errorf("%v\n%s", err, mail)
	}

	if status := d.end(); status != exitDone {
		t.Errorf("the demo ended with %d", status)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s was left behind: %v", dir, err)
	}
}

// TestDemoKept leaves a directory that was asked for, and takes it again.
func TestDemoKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "probe")
	for range 2 {
		d := demonstrate(t, "--data", dir)
		page := d.said(`Die Seite: (\S+)`)
		d.said(`bleiben nach dem (Ende)`)
		get(t, page, http.StatusOK)
		if status := d.end(); status != exitDone {
			t.Fatalf("the demo ended with %d", status)
		}
	}
	c, err := config.Load(filepath.Join(dir, demoFile), os.LookupEnv)
	if err != nil || len(c.Outlets) != 10 || len(c.Digests) != 1 || !strings.HasPrefix(c.Mail.SMTP, "folder:"+dir) {
		t.Errorf("its configuration: %v %+v", err, c)
	}
}

// TestDemoRefuses what would harm.
func TestDemoRefuses(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, archiveFile), "mine")
	for _, args := range [][]string{{"--data", dir, "demo"}, {"demo", "now"}, {"--config", "x.yaml", "demo"}} {
		p := &person{t: t}
		if status, out, errs := p.run(args...); status != exitUsage || out != "" || !strings.Contains(errs, "pressclip demo") {
			t.Errorf("%v: exit status %d, %s%s", args, status, out, errs)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, demoFile)); err == nil {
		t.Error("it wrote into a directory that is not its own")
	}
}
