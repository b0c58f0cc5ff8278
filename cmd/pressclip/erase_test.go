//go:build unix

package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Beside a running job, an article is gone from page, search and the files of the index when the command returns.
func TestEraseBesideRun(t *testing.T) {
	press := newSite(t)
	press.feed("/feed.xml", "application/rss+xml", talblickFeed)
	press.page("/kueche.html", []byte(talblickPage))
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, strings.NewReplacer("PRESS", press.URL, "KEYWORD", "Ankunftsquartier*").Replace(runConfig))
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	job := start(t, p)
	page := job.await(`Die Seite ist unter (\S+) zu sehen`)
	job.await(`msg=visited outlet=Talblick ok=true found=1 new=1 clipped=1`)
	hits := p.search("Treffpunkt")
	if len(hits) != 1 {
		t.Fatalf("found before: %+v", hits)
	}
	get(t, page+"clippings/1", http.StatusOK)
	generations := func() string {
		found, err := filepath.Glob(filepath.Join(dir, "data", "index", "g*"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(found, " ")
	}
	before := generations()
	erased := make(chan int)
	go func() {
		status, _, _ := p.run("erase", "--by", "Eva", press.URL+"/kueche.html")
		erased <- status
	}()
	job.await(`the index was built anew`)
	if status := <-erased; status != exitDone {
		t.Errorf("exit status %d", status)
	}
	if after := generations(); after == before || strings.Contains(after, " ") {
		t.Errorf("the index is %s, was %s", after, before)
	}
	if hits := p.search("Treffpunkt"); len(hits) != 0 {
		t.Errorf("found afterwards: %+v", hits)
	}
	get(t, page+"clippings/1", http.StatusNotFound)
	if body := get(t, page+"why?url="+press.URL+"/kueche.html", http.StatusOK); !strings.Contains(body, "Auf Verlangen gelöscht") {
		t.Error("the page does not say that it was erased")
	}
	for _, name := range []string{"archive.db", "archive.db-wal"} {
		data, err := os.ReadFile(filepath.Join(dir, "data", name))
		if err != nil || strings.Contains(string(data), "Küchentisch") {
			t.Errorf("%s holds it still, or cannot be read: %v", name, err)
		}
	}
	// The outlet lists it as before.
	if v := p.visits(); len(v) != 1 || v[0].New != 0 || v[0].Clipped != 0 {
		t.Errorf("visited again: %+v", v)
	}
	p.do("index", "check")
}
