//go:build unix

package main

import (
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pressclip/config"
	"pressclip/internal/archive"
)

// TestFirstPerson opens the page to nobody until the first admin has come in by the link in the log, which works once.
func TestFirstPerson(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, "web: {listen: \"127.0.0.1:0\", base_url: \"https://presse.example.org\"}\noutlets: []\n")
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	job := start(t, p)
	secret := job.await(`legen Sie unter https://presse\.example\.org/first/(\S+) an`)
	page := strings.TrimSuffix(job.await(`Die Seite ist unter (\S+) zu sehen`), "/")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	send := func(secret string) *http.Response {
		t.Helper()
		answer, err := client.PostForm(page+"/first/"+secret, url.Values{"name": {"eva"}, "password": {"Katze sitzt auf dem Sofa"}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = answer.Body.Close() })
		return answer
	}
	if answer := send(secret[1:]); answer.StatusCode != http.StatusNotFound && answer.StatusCode != http.StatusForbidden {
		t.Errorf("another secret: status %d", answer.StatusCode)
	}
	answer := send(secret)
	if answer.StatusCode != http.StatusSeeOther || len(answer.Cookies()) != 1 {
		t.Fatalf("status %d, cookies %v", answer.StatusCode, answer.Cookies())
	}
	if answer := send(secret); answer.StatusCode == http.StatusSeeOther {
		t.Error("the link opens twice")
	}
	if got := p.do("user", "list"); !strings.Contains(got, "eva\n  Verwalten · alle Projekte\n") {
		t.Errorf("people: %s", got)
	}
}

// TestDropActs keeps who changed what for as long as the settings say.
func TestDropActs(t *testing.T) {
	now := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	record, err := archive.Open(t.Context(), archive.Options{DSN: "sqlite:" + filepath.Join(t.TempDir(), "archive.db"), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = record.Close() })
	j := &running{App: &App{Now: clock}, record: record, log: slog.New(slog.DiscardHandler)}
	for range 2 {
		if err := record.Note(t.Context(), "eva", "review", "/clippings/1/review"); err != nil {
			t.Fatal(err)
		}
		now = now.AddDate(0, 0, 10)
	}
	for _, c := range []struct {
		age  config.Age
		left int
	}{{config.Unlimited, 2}, {config.Age(20 * 24 * time.Hour), 2}, {config.Age(15 * 24 * time.Hour), 1}, {0, 0}} {
		j.dropActs(t.Context(), c.age)
		if acts, err := record.Acts(t.Context(), "", 0, 9); err != nil || len(acts) != c.left {
			t.Errorf("%s: %d left, %v", c.age, len(acts), err)
		}
	}
}
