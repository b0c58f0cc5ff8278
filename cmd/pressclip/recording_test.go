//go:build unix

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/archive/archivetest"
	"pressclip/internal/warc"
)

// tapes writes recordings of a press: pages in no order of time, some of them recorded again when they had changed.
func tapes(t *testing.T, dir string, pages int) (names []string) {
	t.Helper()
	random := rand.New(rand.NewPCG(7, 7))
	var files [2]bytes.Buffer
	for i := range pages {
		word := []string{"Ankunftsquartier", "Schwimmbad"}[i%2]
		padding := make([]byte, 6000)
		for i := range padding {
			padding[i] = "abcdefghijklmnopqrstuvwxyz234567"[random.IntN(32)]
		}
		page := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<!doctype html><html lang=\"de\"><!-- %s --><body><article><h1>Geschichte %d</h1>"+
			"<p>Dies ist eine Geschichte, die %d Mal erzählt wird, und sie spielt wie jede andere in einem Ort am Fluss, an dem im Frühjahr viel geredet wird.</p>"+
			"<p>Diesmal geht es um das %s und darum, wer dort die Stühle aufstellt, wenn am Abend die Nachbarn zusammenkommen.</p></article></body></html>", padding, i%(pages-20), i, word)
		at := time.Date(2026, 5, 1, 0, i*37%pages, 0, 0, time.UTC)
		capture := warc.Capture{URL: fmt.Sprintf("https://talblick.example/artikel-%d.html", i%(pages-20)), At: at, Response: []byte(page)}
		if err := warc.Write(&files[i%2], capture); err != nil {
			t.Fatal(err)
		}
	}
	for i := range files {
		names = append(names, filepath.Join(dir, fmt.Sprintf("band-%d%s", i, warc.Ext)))
		writeFile(t, names[i], files[i].String())
	}
	return names
}

// TestRecordingProcesses lets two processes read the same WARC files, of which one is killed. What they end with is what
// one process alone ends with, and nothing was read twice.
func TestRecordingProcesses(t *testing.T) {
	dir := t.TempDir()
	const pages = 120
	var visit []string
	for _, name := range tapes(t, dir, pages) {
		visit = append(visit, "--warc", name)
	}
	reader := func(t *testing.T, record, name string) (p *person, data string) {
		file := filepath.Join(dir, name+".yaml")
		writeFile(t, file, "archive: "+record+"\nevidence: true\noutlets:\n  - {name: Talblick, url: \"https://talblick.example/\"}\nprojects:\n  - {name: Quartiere, keywords: [Ankunftsquartier]}\n")
		data = filepath.Join(dir, name)
		return &person{t: t, args: []string{"--config", file, "--data", data}}, data
	}
	alone, data := reader(t, "sqlite", "alone")
	alone.do(append([]string{"visit"}, visit...)...)
	want := versions(t, "sqlite", data)
	if len(want) < pages/2-20 || !slices.ContainsFunc(want, func(s string) bool { return strings.Contains(s, "v2") }) {
		t.Fatalf("alone: %v", want)
	}
	for engine, record := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "sqlite" }, "postgres": archivetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			dsn := record(t)
			p, data := reader(t, dsn, engine)
			p.do("projects") // lays out the archive
			killed, stays := p.launch(append([]string{"visit"}, visit...)...), p.launch(append([]string{"visit"}, visit...)...)
			a := opened(t, dsn, data)
			eventually(t, time.Minute, func() bool { return halfRead(t, a) })
			killed.kill()
			if err := stays.Wait(); err != nil {
				t.Error(err)
			}
			if got := versions(t, dsn, data); !slices.Equal(got, want) {
				t.Errorf("together:\n%s\nalone:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if again := p.do(append([]string{"visit"}, visit...)...); !strings.Contains(again, "Talblick: 0 neu gelesen, 0 Clippings; 0 gelistet") || strings.Count(again, "für diese Medien schon früher gelesen") != 2 {
				t.Errorf("again: %s", again)
			}
			p.do("index", "check")
		})
	}
}

// opened is the archive of a person, beside the program.
func opened(t *testing.T, record, data string) *archive.Archive {
	t.Helper()
	if record == "sqlite" {
		record = "sqlite:" + filepath.Join(data, "archive.db")
	}
	a, err := archive.Open(t.Context(), archive.Options{DSN: record})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// halfRead says that something of the first recording was read, and more of it is to be read.
func halfRead(t *testing.T, a *archive.Archive) bool {
	t.Helper()
	read, err := a.RecordingRead(t.Context(), 1)
	return err == nil && read.Read > 0 && read.Done < read.Parts
}

// versions are the clippings of an archive with everything that they ever said, and when.
func versions(t *testing.T, record, data string) (all []string) {
	t.Helper()
	a := opened(t, record, data)
	clippings, _, err := a.Inbox(t.Context(), archive.InboxRequest{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range clippings {
		former, err := a.Versions(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := a.Evidence(t.Context(), c.ID)
		if err != nil || len(kept) != c.Version {
			t.Errorf("%s: %d responses are kept, %v", c.Article.URL, len(kept), err)
		}
		line := fmt.Sprintf("%s v%d %s %s", c.Article.URL, c.Version, c.VersionAt.Format(time.TimeOnly), c.Article.Text)
		for _, v := range former {
			line += fmt.Sprintf("; v%d %s %s", v.Number, v.SeenAt.Format(time.TimeOnly), v.Text)
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}
