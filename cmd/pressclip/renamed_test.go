package main

import (
	"io"
	"slices"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/archive/archivetest"
	"pressclip/internal/press"
	"pressclip/internal/search"
)

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
	must(record.Add(ctx, press.Watchlist{
		Outlets:  []press.Outlet{{Name: "Elbblatt", URL: "https://elbblatt.example/"}},
		Projects: []press.Project{{Name: "Hafen", Keywords: []string{"Hafen"}, Press: true}},
	}))
	must(record.Rename(ctx, archive.KindOutlet, "Elbblatt", "Elbzeitung"))
	must(record.Rename(ctx, archive.KindProject, "Hafen", "Kai"))
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
