package main

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"pressclip/internal/archive"
	"pressclip/internal/archive/archivetest"
	"pressclip/internal/press"
	"pressclip/internal/search"
)

// TestFormerNamesAtCommands: each option that takes the name of an outlet, project or digest takes a former one. One that is
// added is added here too.
func TestFormerNamesAtCommands(t *testing.T) {
	site := newSite(t)
	site.page("/kueche.html", []byte(talblickPage))
	site.feed("/feed.xml", "application/rss+xml", talblickFeed)
	dir := t.TempDir()
	file, data := filepath.Join(dir, "pressclip.yaml"), filepath.Join(dir, "data")
	writeFile(t, file, "crawler: {delay: 0s, allow_networks: [127.0.0.0/8]}\n")
	p := &person{t: t, args: []string{"--config", file, "--data", data}}
	p.do("projects")
	record, err := archive.Open(t.Context(), archive.Options{DSN: "sqlite:" + filepath.Join(data, archiveFile)})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	renamed(t, record, site.URL)
	tried := map[string]bool{}
	for _, c := range []struct {
		args []string
		want string // stands in what is printed
	}{
		{[]string{"visit", "Elbblatt"}, "Elbzeitung"},
		{[]string{"why", site.URL + "/kueche.html", "--file", "Hafen"}, "Kai"},
		{[]string{"search", "", "--project", "Hafen"}, "Küchentisch"},
		{[]string{"search", "", "--outlet", "Elbblatt"}, "Küchentisch"},
		{[]string{"export", "", "--format", "csv", "--project", "Hafen"}, "Küchentisch"},
		{[]string{"export", "", "--format", "csv", "--outlet", "Elbblatt"}, "Küchentisch"},
		{[]string{"digest", "Woche"}, "Monat"},
		{[]string{"press", "export", filepath.Join(dir, "list"), "--project", "Hafen"}, ""},
		{[]string{"user", "add", "eva", "--role", "admin", "--project", "Hafen"}, "eva"},
	} {
		tried[c.args[0]+c.args[len(c.args)-2]] = true
		if status, out, errs := p.run(c.args...); status != exitDone || !strings.Contains(out, c.want) {
			t.Errorf("%v: exit status %d, %s%s", c.args, status, out, errs)
		}
	}
	for _, c := range commands() {
		flags := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
		if c.flags != nil {
			c.flags(flags)
		}
		for _, name := range []string{"project", "outlet"} {
			if flags.Lookup(name) != nil && !tried[c.name+"--"+name] {
				t.Errorf("%s --%s is not tried with a former name", c.name, name)
			}
		}
	}
}

// renamed fills a record with an outlet, a project and a digest that were called Elbblatt, Hafen and Woche.
func renamed(t *testing.T, record *archive.Archive, url string) {
	t.Helper()
	ctx := t.Context()
	err := record.Add(ctx, press.Watchlist{
		Outlets:  []press.Outlet{{Name: "Elbblatt", URL: url + "/", Feeds: []string{url + "/feed.xml"}}},
		Projects: []press.Project{{Name: "Hafen", Keywords: []string{"Ankunftsquartier*"}, Press: true}},
		Digests:  []press.Digest{{Name: "Woche", Schedule: "0 7 * * MON", Projects: []string{"Hafen"}}},
	})
	for kind, names := range map[archive.Kind][2]string{
		archive.KindOutlet: {"Elbblatt", "Elbzeitung"}, archive.KindProject: {"Hafen", "Kai"}, archive.KindDigest: {"Woche", "Monat"},
	} {
		if err == nil {
			err = record.Rename(ctx, kind, names[0], names[1], nil)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestFormerNames: what was renamed is found by its former name too.
func TestFormerNames(t *testing.T) {
	ctx := t.Context()
	record, err := archive.Open(ctx, archive.Options{DSN: archivetest.SQLite(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	renamed(t, record, "https://elbblatt.example")
	a := &App{Now: time.Now, Stdout: io.Discard, Stderr: io.Discard}
	outlets, err := a.named(ctx, record, []string{"Elbblatt"})
	must(err)
	projects, err := a.pressProjects(ctx, record, "Hafen")
	must(err)
	if len(outlets) != 1 || outlets[0].Name != "Elbzeitung" || len(projects) != 1 || projects[0].Name != "Kai" {
		t.Errorf("found %v, %v", outlets, projects)
	}
	asked := search.Request{Projects: []string{"Hafen", "Sonst"}, Outlets: []string{"Elbblatt"}}
	if r := byNewNames(ctx, record, asked); !slices.Equal(r.Projects, []string{"Kai", "Sonst"}) || !slices.Equal(r.Outlets, []string{"Elbzeitung"}) || asked.Projects[0] != "Hafen" {
		t.Errorf("asks for %v, %v", r.Projects, r.Outlets)
	}
}
