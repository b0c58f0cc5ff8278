package main

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// TestDropUnmatched drops what the settings no longer keep, and nothing else.
func TestDropUnmatched(t *testing.T) {
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	record, err := archive.Open(t.Context(), archive.Options{DSN: "sqlite:" + filepath.Join(t.TempDir(), "archive.db"), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	if err := record.SyncFile(t.Context(), press.Watchlist{Outlets: []press.Outlet{{Name: "Elbblatt", URL: "https://elbblatt.example/"}}}); err != nil {
		t.Fatal(err)
	}
	keep(t, record, "https://elbblatt.example/1")
	now = now.AddDate(0, 0, 30)
	keep(t, record, "https://elbblatt.example/2")
	j := &running{App: &App{Now: clock}, record: record, log: slog.New(slog.DiscardHandler)}
	for _, c := range []struct {
		age  config.Age
		left int
	}{{config.Unlimited, 2}, {config.Age(30 * 24 * time.Hour), 2}, {config.Age(29 * 24 * time.Hour), 1}, {0, 1}} {
		j.dropUnmatched(t.Context(), c.age)
		if kept, err := record.UnmatchedKept(t.Context()); err != nil || kept.Count != c.left {
			t.Errorf("%s: %d left, %v", c.age, kept.Count, err)
		}
	}
	j.dropVisits(t.Context(), config.Unlimited)
	j.dropVisits(t.Context(), 0)
	now = now.Add(time.Millisecond)
	j.dropUnmatched(t.Context(), 0)
	if kept, err := record.UnmatchedKept(t.Context()); err != nil || kept.Count != 0 {
		t.Errorf("none is to be kept: %d left, %v", kept.Count, err)
	}
}

// keep has an article without a match read at an address.
func keep(t *testing.T, record *archive.Archive, url string) {
	t.Helper()
	o, err := record.Outlet(t.Context(), "Elbblatt")
	if err != nil {
		t.Fatal(err)
	}
	c, ok, err := record.ClaimOutlet(t.Context(), o.ID, time.Minute)
	if err != nil || !ok {
		t.Fatalf("claim: %v %v", ok, err)
	}
	if _, err := record.List(t.Context(), c.Lease, archive.Listing{OutletID: o.ID, Candidates: []press.Candidate{{URL: url}}}); err != nil {
		t.Fatal(err)
	}
	page, err := record.Page(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	reading := archive.Reading{OutletID: o.ID, PageID: page.ID, URL: url, Article: &press.Article{Title: "Wahl", Text: "Ein Text."}, Keep: true}
	if _, err := record.File(t.Context(), c.Lease, reading); err != nil {
		t.Fatal(err)
	}
	if err := record.Release(t.Context(), c.Lease, c.State); err != nil {
		t.Fatal(err)
	}
}
