package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
)

// person runs commands as one does at a terminal, always with the same global flags.
type person struct {
	t    *testing.T
	args []string
}

// run carries out a command line in German.
func (p *person) run(args ...string) (status int, stdout, stderr string) {
	p.t.Helper()
	var out, err bytes.Buffer
	app := &App{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &err, Now: time.Now,
		Env: func(string) (string, bool) { return "", false },
	}
	status = app.Run(context.Background(), append(append([]string{}, p.args...), args...))
	return status, out.String(), err.String()
}

// do runs a command that must succeed and returns what it printed.
func (p *person) do(args ...string) string {
	p.t.Helper()
	status, out, errs := p.run(args...)
	if status != exitDone {
		p.t.Fatalf("pressclip %s: exit status %d\n%s%s", strings.Join(args, " "), status, out, errs)
	}
	return out
}

func (p *person) visits(outlets ...string) []visitLine {
	p.t.Helper()
	return lines[visitLine](p.t, p.do(append([]string{"visit", "--json"}, outlets...)...))
}

func (p *person) search(args ...string) []press.Hit {
	p.t.Helper()
	return lines[press.Hit](p.t, p.do(append([]string{"search", "--json"}, args...)...))
}

// lines reads JSON Lines.
func lines[T any](t *testing.T, text string) []T {
	t.Helper()
	var all []T
	for line := range strings.Lines(text) {
		var one T
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		all = append(all, one)
	}
	return all
}

// site is a press on loopback that remembers what it was asked for.
type site struct {
	*httptest.Server
	mu     sync.Mutex
	served map[string]document
	asked  map[string]int // path → requests
	same   map[string]int // path → answers 304
	now    int            // requests being answered
	peak   int            // most of them at once
	total  int
	waits  map[int]chan struct{} // closed when so many requests have come
}

type document struct {
	kind, body, etag string
	page             bool
}

func newSite(t *testing.T) *site {
	s := &site{served: map[string]document{}, asked: map[string]int{}, same: map[string]int{}, waits: map[int]chan struct{}{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.begin()
	defer s.end()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[r.URL.Path]++
	d, ok := s.served[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", d.kind)
	if d.etag != "" {
		w.Header().Set("ETag", d.etag)
		if r.Header.Get("If-None-Match") == d.etag {
			s.same[r.URL.Path]++
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	_, _ = w.Write([]byte(d.body))
}

func (s *site) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now++
	s.total++
	s.peak = max(s.peak, s.now)
	for n, come := range s.waits {
		if s.total >= n {
			close(come)
			delete(s.waits, n)
		}
	}
}

func (s *site) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now--
}

// after is closed when so many more requests have come and then a while has passed, or when they do not come at all.
func (s *site) after(requests int, while time.Duration) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	come, ready := make(chan struct{}), make(chan struct{})
	s.waits[s.total+requests] = come
	go func() {
		defer close(ready)
		select {
		case <-come:
			<-time.After(while)
		case <-time.After(15 * time.Second): // everything was read before
		}
	}()
	return ready
}

// most is how many requests there were at once.
func (s *site) most() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peak
}

// page serves an article's page.
func (s *site) page(path string, html []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.served[path] = document{kind: "text/html; charset=utf-8", body: string(html), page: true}
}

// feed serves a list with an ETag.
func (s *site) feed(path, kind, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.served[path] = document{kind: kind, body: body, etag: fmt.Sprintf("%q", fmt.Sprint(len(body)))}
}

func (s *site) fetchedPages() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for path, d := range s.served {
		if d.page {
			n += s.asked[path]
		}
	}
	return n
}

func (s *site) notModified() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, times := range s.same {
		n += times
	}
	return n
}

func gzipped(text string) string {
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	_, _ = zw.Write([]byte(text))
	_ = zw.Close()
	return b.String()
}

func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
