//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/archive/archivetest"
	"pressclip/internal/press"
)

// oldBackup is one that the archive keeps for its own tests.
const oldBackup = "../../internal/archive/testdata/schema-1.zip"

// titles are the headlines that a search finds, sorted.
func (p *person) titles(query string) string {
	p.t.Helper()
	var all []string
	for _, h := range p.search(query) {
		all = append(all, h.Title)
	}
	slices.Sort(all)
	return strings.Join(all, "|")
}

// refuses runs a command that must fail with a sentence.
func (p *person) refuses(status int, sentence string, args ...string) {
	p.t.Helper()
	got, out, errs := p.run(args...)
	if got != status || !strings.Contains(errs, sentence) || strings.Count(errs, "\n") != 1 {
		p.t.Errorf("pressclip %s: exit status %d\n%s%s\nwant %d and: %s", strings.Join(args, " "), got, out, errs, status, sentence)
	}
}

// An archive moves to the other engine and back while it is in use, and is searched there as before.
func TestBackupAndRestore(t *testing.T) {
	database := archivetest.Postgres(t)
	press := newTale(t)
	press.tell(8)
	dir := t.TempDir()
	person := func(name, record string) *person {
		file := filepath.Join(dir, name+".yaml")
		writeFile(t, file, taleConfig(record, press))
		return &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, name)}}
	}
	first, second, third := person("eins", "sqlite"), person("zwei", database), person("drei", "sqlite")
	file := filepath.Join(dir, "sicherung.zip")
	job := start(t, first)
	job.await(`msg=visited .*clipped=4`)
	if out := first.do("backup", file); !strings.Contains(out, "4 Clippings") {
		t.Errorf("backup says %s", out)
	}
	first.refuses(exitFailed, "gibt es schon", "backup", file)
	first.refuses(exitFailed, "läuft schon", "restore", file)
	first.refuses(exitFailed, "läuft schon", "restore", "--force", file)
	job.end()
	first.refuses(exitFailed, "--force", "restore", file)
	want := first.titles("Ankunftsquartier")
	if strings.Count(want, "|") != 3 {
		t.Fatalf("found: %s", want)
	}

	if out := second.do("restore", file); !strings.Contains(out, "4 Clippings in PostgreSQL") || !strings.Contains(out, "zwei.yaml bleibt") {
		t.Errorf("restore says %s", out)
	}
	second.do("index", "check")
	if got := second.titles("Ankunftsquartier"); got != want {
		t.Errorf("on the other engine: %s, want %s", got, want)
	}
	press.tell(2)
	if v := second.visits(); len(v) != 1 || v[0].New != 2 || v[0].Clipped != 1 {
		t.Errorf("the visit afterwards: %+v", v)
	}

	back := filepath.Join(dir, "zurück.zip")
	second.do("backup", back)
	third.do("restore", file)
	third.do("index", "check")
	third.do("restore", "--force", back) // ahead of the index, which does not show it
	third.do("index", "check")
	if got := third.titles("Ankunftsquartier"); got != second.titles("Ankunftsquartier") {
		t.Errorf("back again: %s", got)
	}
	third.do("restore", "--force", file)
	if got := third.titles("Ankunftsquartier"); got != want {
		t.Errorf("an older backup: %s, want %s", got, want)
	}
	third.do("index", "check")
}

// An index that another record was followed by is not taken for that of what was restored.
func TestRestoreForgetsIndex(t *testing.T) {
	small, large := newTale(t), newTale(t)
	small.tell(2)
	large.tell(12)
	dir := t.TempDir()
	var persons []*person
	for i, s := range []*tale{small, large} {
		file := filepath.Join(dir, fmt.Sprint(i, ".yaml"))
		writeFile(t, file, taleConfig("sqlite", s))
		persons = append(persons, &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, fmt.Sprint(i))}})
		persons[i].visits()
	}
	file := filepath.Join(dir, "sicherung.zip")
	persons[1].do("backup", file)
	persons[0].do("restore", "--force", file)
	persons[0].do("index", "check")
	if got, want := persons[0].titles("Ankunftsquartier"), persons[1].titles("Ankunftsquartier"); got != want {
		t.Errorf("found %s, want %s", got, want)
	}
}

func TestBackupSentences(t *testing.T) {
	dir := t.TempDir()
	p := &person{t: t, args: []string{"--data", filepath.Join(dir, "data")}}
	whole, err := os.ReadFile(oldBackup)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, "broken.zip")
	writeFile(t, broken, string(whole[:len(whole)/2]))
	p.refuses(exitFailed, "abgebrochen, verändert", "restore", broken)
	p.refuses(exitFailed, "gibt es nicht", "restore", filepath.Join(dir, "none.zip"))
	p.refuses(exitFailed, "Verzeichnis", "backup", filepath.Join(dir, "none", "x.zip"))
	p.refuses(exitUsage, "Nennen Sie", "backup")
	p.refuses(exitUsage, "Nennen Sie", "restore", "a", "b")
	if found, _ := filepath.Glob(filepath.Join(dir, "data", "*")); len(found) > 1 {
		t.Errorf("left behind: %v", found)
	}
}

// The configuration goes with a backup, comes back where there is none, and never replaces one.
func TestRestoreConfig(t *testing.T) {
	here, there := t.TempDir(), t.TempDir()
	t.Chdir(here)
	const text = "language: en\nprojects: [{name: Quartiere, keywords: [Quartier]}]\n"
	writeFile(t, usualConfig, text)
	p := &person{t: t}
	file := filepath.Join(here, "x.zip")
	p.do("backup", file)

	t.Chdir(there)
	if out := p.do("restore", file); !strings.Contains(out, "The configuration is in pressclip.yaml") {
		t.Errorf("restore says %s", out)
	}
	got, err := os.ReadFile(usualConfig)
	if err != nil || string(got) != text {
		t.Errorf("the configuration is %q, %v", got, err)
	}
	if out := p.do("projects"); !strings.Contains(out, "Quartiere") {
		t.Errorf("projects: %s", out)
	}
	writeFile(t, usualConfig, "language: de\n")
	if out := p.do("restore", "--force", file); !strings.Contains(out, "bleibt, wie sie ist") {
		t.Errorf("restore says %s", out)
	}
	if got, err := os.ReadFile(usualConfig); err != nil || string(got) != "language: de\n" {
		t.Errorf("the configuration is %q, %v", got, err)
	}

	// --force does not go to a database that nobody here has named.
	writeFile(t, usualConfig, "archive: postgres://nobody@127.0.0.1:1/none\n")
	record, err := archive.Open(t.Context(), archive.Options{DSN: "sqlite:" + filepath.Join(there, "other.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	app := &App{Now: time.Now}
	foreign := filepath.Join(there, "foreign.zip")
	if _, err := app.writeBackup(t.Context(), record, foreign, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(usualConfig); err != nil {
		t.Fatal(err)
	}
	p.refuses(exitUsage, "--force", "restore", "--force", foreign)
	if left, _ := filepath.Glob(usualConfig + "*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A restore that is killed leaves the old record or has brought the whole new one.
func TestRestoreKilled(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { restoreKilled(t, "sqlite") })
	t.Run("postgres", func(t *testing.T) { restoreKilled(t, archivetest.Postgres(t)) })
}

func restoreKilled(t *testing.T, database string) {
	const pages = 20_000
	dir := t.TempDir()
	large := filepath.Join(dir, "large.zip")
	writeLarge(t, large, pages)
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, "archive: "+database+"\n")
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	small, err := filepath.Abs(oldBackup)
	if err != nil {
		t.Fatal(err)
	}
	p.do("restore", small)
	dsn := database
	if database == "sqlite" {
		dsn = "sqlite:" + filepath.Join(dir, "data", archiveFile)
	}
	random := rand.New(rand.NewPCG(7, 7))
	for range 6 {
		proc := p.launch("restore", "--force", large)
		<-time.After(time.Duration(50+random.IntN(900)) * time.Millisecond)
		proc.kill()
		switch outlet, listed := holding(t, dsn); {
		case outlet == "Elbblatt" && listed == 1:
		case outlet == "Großblatt" && listed == pages:
			p.do("restore", "--force", small)
		default:
			t.Fatalf("neither the old record nor the new one: %s with %d open pages", outlet, listed)
		}
		p.do("index", "check")
	}
	p.do("restore", "--force", large)
	if outlet, listed := holding(t, dsn); outlet != "Großblatt" || listed != pages {
		t.Errorf("at last: %s with %d open pages", outlet, listed)
	}
}

// holding is the first outlet of an archive and how many of its pages are open.
func holding(t *testing.T, dsn string) (outlet string, pages int) {
	t.Helper()
	record, err := archive.Open(t.Context(), archive.Options{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	outlets, err := record.Outlets(t.Context())
	if err != nil || len(outlets) == 0 {
		t.Fatalf("%d outlets, %v", len(outlets), err)
	}
	open, err := record.Pending(t.Context(), outlets[0].ID, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	return outlets[0].Name, len(open)
}

// writeLarge writes a backup of an archive with many pages.
func writeLarge(t *testing.T, file string, pages int) {
	t.Helper()
	ctx := t.Context()
	fail := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	record, err := archive.Open(ctx, archive.Options{DSN: "sqlite:" + filepath.Join(t.TempDir(), "archive.db")})
	fail(err)
	defer record.Close()
	const site = "https://grossblatt.example/"
	fail(record.SyncFile(ctx, press.Watchlist{Outlets: []press.Outlet{{Name: "Großblatt", URL: site}}}))
	outlets, err := record.Outlets(ctx)
	fail(err)
	claimed, ok, err := record.ClaimOutlet(ctx, outlets[0].ID, time.Minute)
	fail(err)
	if !ok {
		t.Fatal("the host is not free")
	}
	listed := make([]press.Candidate, pages)
	for i := range listed {
		listed[i].URL = fmt.Sprint(site, i)
	}
	_, err = record.List(ctx, claimed.Lease, archive.Listing{OutletID: outlets[0].ID, Place: press.Place{Kind: press.PlaceFeed, URL: site}, Candidates: listed})
	fail(err)
	_, err = record.Backup(ctx, file, archive.BackupOptions{})
	fail(err)
}

// keeper is an App whose scheduled backups run on a clock of their own; call it within synctest.
type keeper struct {
	*App
	t      *testing.T
	record *archive.Archive
	log    bytes.Buffer
	cfg    *config.Config
}

func newKeeper(t *testing.T, settings string) *keeper {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, settings)
	k := &keeper{t: t, App: &App{Now: time.Now, dataDir: dir, configFile: file, Stdout: io.Discard, Stderr: io.Discard}}
	var err error
	if k.cfg, err = config.Load(file, os.LookupEnv); err != nil {
		t.Fatal(err)
	}
	k.record, err = archive.Open(t.Context(), archive.Options{DSN: "sqlite:" + filepath.Join(dir, archiveFile), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// runs lets the scheduled backups run for a while.
func (k *keeper) runs(d time.Duration) {
	k.t.Helper()
	ctx, stop := context.WithTimeout(k.t.Context(), d)
	defer stop()
	k.scheduledBackups(ctx, k.cfg, k.record, slog.New(slog.NewTextHandler(&k.log, nil)))
}

func (k *keeper) path(names ...string) string {
	return filepath.Join(append([]string{k.dataDir, backupsDir}, names...)...)
}

func (k *keeper) has(want ...string) {
	k.t.Helper()
	entries, _ := os.ReadDir(k.path())
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, want) {
		k.t.Errorf("the folder has %v, want %v", got, want)
	}
}

const daily = "timezone: UTC\nbackup: {schedule: \"30 3 * * *\", keep: 2}\n"

func TestScheduledBackups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // begins on 1 January 2000
		k := newKeeper(t, daily)
		defer k.record.Close()
		k.runs(3 * time.Hour)
		k.has() // nothing was filed, so nothing was missed
		k.runs(time.Hour)
		k.has("pressclip-20000101-033000.zip")
		b, err := archive.OpenBackup(t.Context(), k.path("pressclip-20000101-033000.zip"))
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if text, _, err := b.Enclosed(usualConfig); err != nil || string(text) != daily {
			t.Errorf("the configuration in it: %q, %v", text, err)
		}

		// The newest are kept; what others put there stays, what was left of an interrupted one goes.
		others := []string{"before-schema-2-20000101-000000-ABCDEF.zip", "notizen.txt", "pressclip-19990101-000000.zip.bak", "xpressclip-19990101-000000.zip"}
		for _, name := range append(others, "pressclip-20000101-050000.zip.part") {
			writeFile(t, k.path(name), "")
		}
		if err := os.Mkdir(k.path("pressclip-19980101-000000.zip"), 0o700); err != nil {
			t.Fatal(err)
		}
		k.runs(24 * time.Hour)
		k.has(others[0], others[1], "pressclip-19980101-000000.zip", others[2],
			"pressclip-20000101-033000.zip", "pressclip-20000102-033000.zip", others[3])
		k.runs(2 * 24 * time.Hour)
		k.has(others[0], others[1], "pressclip-19980101-000000.zip", others[2],
			"pressclip-20000103-033000.zip", "pressclip-20000104-033000.zip", others[3])

		// Several that were missed are made up for by one, once.
		time.Sleep(50 * time.Hour)
		k.runs(time.Minute)
		k.runs(time.Minute)
		k.has(others[0], others[1], "pressclip-19980101-000000.zip", others[2],
			"pressclip-20000104-033000.zip", "pressclip-20000106-060000.zip", others[3])
	})
}

// A first start after something was filed does not wait for a night in which the machine is off.
func TestScheduledBackupMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper(t, daily)
		defer k.record.Close()
		b, err := archive.OpenBackup(t.Context(), oldBackup)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if _, err := archive.Restore(t.Context(), archive.Options{DSN: "sqlite:" + filepath.Join(k.dataDir, archiveFile)}, b, archive.RestoreOptions{}); err != nil {
			t.Fatal(err)
		}
		k.runs(time.Minute)
		k.has("pressclip-20000101-000000.zip")
	})
}

func TestScheduledBackupFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper(t, daily)
		defer k.record.Close()
		writeFile(t, k.path(), "") // a file where the folder should be
		k.runs(5 * time.Hour)      // tried at 3:30 and 4:30
		if n := len(regexp.MustCompile(`level=ERROR msg="Die Sicherung nach Plan ist gescheitert: .*again=2000-01-01T0[45]:30`).FindAllString(k.log.String(), -1)); n != 2 {
			t.Errorf("it was said %d times:\n%s", n, k.log.String())
		}
		if err := os.Remove(k.path()); err != nil {
			t.Fatal(err)
		}
		k.runs(24 * time.Hour)
		k.has("pressclip-20000102-033000.zip")
	})
}

func TestNoScheduledBackups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper(t, "backup: {schedule: \"\"}\n")
		defer k.record.Close()
		begin := time.Now()
		k.runs(48 * time.Hour)
		k.has()
		if time.Since(begin) != 0 {
			t.Error("it ran for nothing")
		}
	})
}
