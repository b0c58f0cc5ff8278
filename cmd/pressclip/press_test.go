package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pressclip/internal/archive"
)

// The press lists are written as files, each as a whole, and are read like those of the page.
func TestPressExport(t *testing.T) {
	tale := newTale(t)
	tale.tell(4)
	dir := t.TempDir()
	file, out := filepath.Join(dir, "pressclip.yaml"), filepath.Join(dir, "public", "presse")
	writeFile(t, file, taleConfig("sqlite", tale)+"  - {name: 'Märkte/Plätze', keywords: [Schwimmbad], press: true}\n  - {name: .Ort, keywords: [Ort], press: true}\n")
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	p.visits()
	record, err := archive.Open(context.Background(), archive.Options{DSN: "sqlite:" + filepath.Join(dir, "data", "archive.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	hits := p.search("--project", "Märkte/Plätze", "")
	for _, h := range hits {
		if err := record.Publish(context.Background(), "Märkte/Plätze", h.ID, "Unser Satz", ""); err != nil {
			t.Fatal(err)
		}
	}
	p.do("press", "export", "--url", "https://ort.example/presse/", out)
	var names []string
	err = filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(out, path)
			names = append(names, name)
		}
		return err
	})
	want := []string{"Märkte_Plätze.atom", "Märkte_Plätze.html", "Märkte_Plätze.json", "Märkte_Plätze.rss", "Märkte_Plätze/index.html", "_Ort.atom", "_Ort.html", "_Ort.json", "_Ort.rss", "_Ort/index.html"}
	slices.Sort(names)
	if err != nil || !slices.Equal(names, want) {
		t.Fatalf("%v %q", err, names)
	}
	read := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, want := range map[string]string{
		"Märkte_Plätze.html": "Unser Satz", "Märkte_Plätze.atom": `href="https://ort.example/presse/M%C3%A4rkte_Pl%C3%A4tze.atom"`, "Märkte_Plätze.json": "Unser Satz",
		"Märkte_Plätze.rss": "<link>https://ort.example/presse/M%C3%A4rkte_Pl%C3%A4tze/</link>", "Märkte_Plätze/index.html": "<!doctype html>", "_Ort.html": "Hier steht noch nichts.",
	} {
		if !strings.Contains(read(name), want) {
			t.Errorf("%q is missing in %s:\n%s", want, name, read(name))
		}
	}

	// What says the same stays, what does not is replaced as a whole.
	path := filepath.Join(out, "Märkte_Plätze.json")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	export := []string{"press", "export", "--url", "https://ort.example/presse", "--project", "Märkte/Plätze", out}
	p.do(export...)
	if same, err := os.Stat(path); err != nil || !os.SameFile(before, same) {
		t.Errorf("what says the same was written anew: %v", err)
	}
	if err := record.Withdraw(context.Background(), "Märkte/Plätze", hits[0].ID); err != nil {
		t.Fatal(err)
	}
	p.do(export...)
	if now, err := os.Stat(path); err != nil || os.SameFile(before, now) || now.Mode().Perm() != 0o644 {
		t.Errorf("%v %v", err, now)
	}
	if strings.Contains(read("Märkte_Plätze.json"), hits[0].Title) {
		t.Error("what was withdrawn is still there")
	}
	if left, err := filepath.Glob(filepath.Join(out, ".part-*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", err, left)
	}

	for _, bad := range []struct {
		status int
		said   string
		args   []string
	}{
		{exitUsage, "Es fehlt, was zu tun ist", []string{"press"}},
		{exitUsage, "Es fehlt, was zu tun ist", []string{"press", "import", out}},
		{exitUsage, "Es fehlt, was zu tun ist", []string{"press", "export", "--url", "hier", out}},
		{exitUsage, "gibt es nicht", []string{"press", "export", "--project", "Nirgends", out}},
		{exitFailed, "Das Projekt Quartiere hat keine Presseliste", []string{"press", "export", "--project", "Quartiere", out}},
		{exitFailed, "", []string{"press", "export", path}},
	} {
		if status, _, errs := p.run(bad.args...); status != bad.status || !strings.Contains(errs, bad.said) {
			t.Errorf("%q: status %d, %s", bad.args, status, errs)
		}
	}
}
