//go:build unix

package main

import (
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// A team that never sees YAML: outlet, project and digest are made on the page, and the running job takes them up.
func TestWithoutYAML(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	site.feed("/feed.xml", "application/rss+xml", talblickFeed)
	site.page("/", []byte(`<!doctype html><html lang="de"><head><meta property="og:site_name" content="Talblick"><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>Talblick</body></html>`))
	site.page("/kueche.html", []byte(talblickPage))
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, "web: {listen: \"127.0.0.1:0\"}\ncrawler: {delay: 0s, allow_networks: [127.0.0.0/8]}\nmail: {from: presse@example.org, smtp: \"folder:"+dir+"/mail\"}\n")
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	job := start(t, p)
	page := job.await(`Die Seite ist unter (\S+) zu sehen`)

	found := send(t, page+"new/outlet", http.StatusOK, url.Values{"url": {site.URL}, "do": {"find"}})
	if !strings.Contains(found, site.URL+"/feed.xml</textarea>") || !strings.Contains(found, "Am Küchentisch") {
		t.Errorf("the proposal:\n%s", found)
	}
	send(t, page+"new/outlet", http.StatusSeeOther, url.Values{"name": {"Talblick"}, "url": {site.URL}, "feeds": {site.URL + "/feed.xml"}, "do": {"save"}})
	job.await(`msg=visited outlet=Talblick ok=true found=1 new=1 clipped=0`)

	project := url.Values{"name": {"Quartiere"}, "keywords": {"Ankunftsquartier*"}, "do": {"try"}}
	if tried := send(t, page+"new/project", http.StatusOK, project); !strings.Contains(tried, "1 Treffer") {
		t.Errorf("before it goes live:\n%s", tried)
	}
	project.Set("do", "save")
	send(t, page+"new/project", http.StatusSeeOther, project)
	job.await(`Neue Suchwörter an 1 früher gelesenen Artikel geprüft: 1 Treffer`)
	send(t, page+"new/digest", http.StatusSeeOther, url.Values{"name": {"Woche"}, "projects": {"Quartiere"}, "days": {"MON"}, "at": {"07:00"}, "to": {"eva@example.org"}, "do": {"save"}})
	if body := get(t, page+"digests/Woche", http.StatusOK); !strings.Contains(body, "montags um 7:00") {
		t.Error("the digest is not there")
	}

	// What another process adds is taken up as well, and what the page has is not taken for the file's.
	site.feed("/zwei.xml", "application/rss+xml", strings.NewReplacer("Talblick", "Hafenblick", "Am Küchentisch", "Am Kai", "kueche", "kai").Replace(talblickFeed))
	site.page("/kai.html", []byte(strings.ReplaceAll(talblickPage, "Am Küchentisch", "Am Kai")))
	p.do("outlets", "add", site.URL+"/zwei.xml")
	job.await(`msg=visited outlet=\S+ ok=true found=1 new=1 clipped=1`)
	hangUp(t)
	job.await(`Konfiguration neu gelesen`)
	if out := p.do("projects", "--json"); !strings.Contains(out, `"name":"Quartiere"`) {
		t.Errorf("after SIGHUP: %s", out)
	}
}

// send posts a form as the page's own would, and returns the answer.
func send(t *testing.T, address string, want int, form url.Values) string {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != want {
		t.Fatalf("%s: status %d, %v\n%s", address, resp.StatusCode, err, body)
	}
	return string(body)
}
