//go:build unix

package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A new age of texts is announced first and can be taken back; when its time has come, also while nothing was running,
// they are dropped, and page and API say what cannot be found any more.
func TestTextsAreDroppedAsAnnounced(t *testing.T) {
	press := newSite(t)
	press.feed("/feed.xml", "application/rss+xml", talblickFeed)
	press.page("/kueche.html", []byte(talblickPage))
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	keep := func(age string) {
		config := strings.NewReplacer("PRESS", press.URL, "KEYWORD", "Ankunftsquartier*").Replace(runConfig)
		writeFile(t, file, config+"retention: {text: "+age+"}\n")
	}
	keep("unlimited")
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	if v := p.visits(); len(v) != 1 || v[0].Clipped != 1 {
		t.Fatalf("visited: %+v", v)
	}
	found := func(when string, want int) {
		t.Helper()
		if hits := p.search("Treffpunkt"); len(hits) != want {
			t.Errorf("%s: found %+v", when, hits)
		}
	}
	later := func(ahead time.Duration) *job {
		return startAt(t, p, func() time.Time { return time.Now().Add(ahead) })
	}
	const announced = `Nach retention\.text \(\d+m\) wird der Text von 1 Clipping entfernt, am (.*); bis dahin`

	keep("30m")
	job := later(0)
	at := job.await(announced)
	found("announced", 1)
	if said := p.do("retention"); !strings.Contains(said, "Nächster Lauf: "+at) {
		t.Errorf("announced for %s, and said is: %s", at, said)
	}
	job.end()
	job = later(45 * time.Minute) // old enough, but not announced for now
	if again := job.await(announced); again != at {
		t.Errorf("announced for %s, and after another start for %s", at, again)
	}
	found("another start", 1)
	keep("unlimited")
	hangUp(t)
	job.await(`Die Texte der Clippings bleiben`)
	job.end()
	// Set again, it is announced again, however much later.
	keep("30m")
	job = later(48 * time.Hour)
	job.await(announced)
	found("announced again", 1)
	job.end()

	// Its time has come, but it is another age now.
	keep("20m")
	job = later(96 * time.Hour)
	job.await(announced)
	found("another age", 1)
	job.end()

	job = later(144 * time.Hour)
	page := job.await(`Die Seite ist unter (\S+) zu sehen`)
	job.await(`Text von 1 Clipping entfernt, älter als 20m`)
	p.do("index", "check")
	found("dropped", 0)
	if hits := p.search("Küchentisch"); len(hits) != 1 || !hits[0].Dropped || !strings.Contains(hits[0].Snippet, "Solche Ankunftsquartiere brauchen Zeit") {
		t.Errorf("by its headline: %+v", hits)
	}
	for path, want := range map[string]string{
		"search?q=Treffpunkt":        "Der Text von 1 Clipping, erschienen vor dem ",
		"api/v1/search?q=Treffpunkt": `"without_text":{"count":1,"before":"`,
		"try?q=Treffpunkt":           "Der Text von 1 Clipping, erschienen vor dem ",
		"api/v1/try?q=Treffpunkt":    `"without_text":{"count":1,"before":"`,
		"clippings/1":                "nach Ablauf der Frist entfernt",
	} {
		if body := get(t, page+path, http.StatusOK); !strings.Contains(body, want) {
			t.Errorf("%s does not say %s", path, want)
		}
	}
	for _, path := range []string{"search?q=", "api/v1/search?q=&project=Quartiere"} {
		if body := get(t, page+path, http.StatusOK); strings.Contains(body, "durchsuchbar") || strings.Contains(body, "without_text") {
			t.Errorf("%s says it too, though no words were looked for", path)
		}
	}
}
