package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/health"
	"pressclip/internal/press"
	"pressclip/internal/warc"
)

// engines are the two databases, each as a way to an empty archive.
var engines = map[string]func(testing.TB) string{"sqlite": sqliteDSN, "postgres": postgresDSN}

// fillSample puts something into every table: clippings with versions and reviews, pages of every kind, faults, texts
// that are hard to carry, ids that are no longer in use, and something erased.
func (b *bed) fillSample(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	check(t, b.SyncFile(ctx, press.Watchlist{
		Outlets: []press.Outlet{{Name: "Elbblatt", URL: "https://elbblatt.example/"}, {Name: "Zeitung am Ärmelkanal", URL: "https://kanal.example:8443/"}},
		Projects: []press.Project{{
			Name: "Quartiere", Keywords: []string{"Quartier*"}, Alert: true, AlertTo: []press.Recipient{{Address: "eva@example.org"}, {Address: "liste@bücher.example", List: true}},
		}, {Name: "Märkte", Keywords: []string{"Markt"}}},
		Digests: []press.Digest{{Name: "Wochenüberblick", Schedule: "0 7 * * MON", Projects: []string{"Quartiere"}}},
	}))
	outlets := must(b.Outlets(ctx))(t)
	o, other := outlets[0], outlets[1]
	l := b.claim(t, o)
	b.list(t, l, o, press.Candidate{URL: o.URL + "schon", GUID: "eins", Title: "Schon gelesen", Summary: "Zeile\nzwei\t\"drei\" \\ <b>&amp;</b>  "})
	first := reading(b.pending(t, o)[0], "Das Quartier „Süd“", "Erste Fassung\nmit 😀 und \u0007", "Quartiere")
	first.Evidence = evidence("eins")
	first.Terms = press.Terms{Robots: press.RobotsAllow, Directives: []string{"noarchive"}, TDM: press.TDMFree, TDMFrom: press.TDMHeader}
	first.ByHand = &ByHand{Project: "Quartiere", Person: "Team"}
	id := must(b.File(ctx, l, first))(t).ClippingID
	b.advance(time.Hour)
	first.Article.Text, first.Article.Paywalled = "Zweite Fassung", new(bool)
	first.Evidence = evidence("zwei\x00")
	must(b.File(ctx, l, first))(t)
	b.filed(t, l, o, "markt", "Der Markt", "Auf dem Markt.", "Märkte", "Quartiere")
	v, note := press.VerdictRelevant, "Wichtig für die Sitzung"
	check(t, b.Review(ctx, id, "Quartiere", ReviewChange{Verdict: &v, Note: &note, Tags: &[]string{"Sitzung", "Süd"}, Reviewer: "Team"}))
	b.list(t, l, o, press.Candidate{URL: o.URL + "tot"}, press.Candidate{URL: o.URL + "offen", Published: b.Now()})
	i := slices.IndexFunc(b.pending(t, o), func(p Page) bool { return p.URL == o.URL+"tot" })
	p := b.pending(t, o)[i]
	must(b.File(ctx, l, Reading{OutletID: o.ID, PageID: p.ID, URL: p.URL, Shape: "/a", Fault: &press.Fault{Code: press.FaultSection, URL: p.URL}}))(t)
	check(t, b.FinishVisit(ctx, l, Visited{
		OutletID: o.ID, NextDue: b.Now().Add(time.Hour),
		Visit: press.Visit{OK: true, Found: 4, New: 3, Started: b.Now(), Ended: b.Now()},
		Tally: health.Hour{Until: b.Now(), Tried: b.Now(), Listed: 4, Read: 3, Faults: map[press.FaultCode]int{press.FaultSection: 1}},
	}))
	check(t, b.KeepHealth(ctx, o.ID, health.Report{Findings: []health.Finding{{Kind: health.Place, Since: b.Now(), URL: o.URL + "feed", Code: press.FaultStatus, Status: 404}}}))

	l = b.claim(t, other)
	b.list(t, l, other, press.Candidate{URL: other.URL + "wahl"})
	unmatched := reading(b.pending(t, other)[0], "Wahlen „am Kanal“", "Ohne Treffer\n😀")
	unmatched.Keep = true
	must(b.File(ctx, l, unmatched))(t)
	gone := b.filed(t, l, other, "weg", "Bald weg", "Text", "Quartiere").ClippingID
	c := conn{b.writer, b.dialect}
	for _, q := range []string{`DELETE FROM page WHERE clipping_id = ?`, `DELETE FROM clipping WHERE id = ?`} {
		_, err := c.exec(ctx, q, gone)
		check(t, err)
	}
	check(t, c.changed(ctx, gone))
	b.sampleIssue(t)
	b.sampleAlert(t)
	b.samplePublic(t, id)
	b.samplePeople(t)
	_, err := c.exec(ctx, `UPDATE clipping SET gone_at = 8 WHERE id = ?`, id)
	check(t, err)
	_, err = c.exec(ctx, `INSERT INTO lookback (outlet_id, since, asked, expected, begun_at) VALUES (?, 1, TRUE, 12, 9)`, o.ID)
	check(t, err)
	_, err = c.exec(ctx, `UPDATE clipping SET medium = 'print', page = 'B2', programme = 'Morgen „früh“' WHERE id = ?`, id)
	check(t, err)
	_, err = c.exec(ctx, `UPDATE outlet SET home = ? WHERE id = ?`, "https://neu.example/\u00e4", other.ID)
	check(t, err)
	_, err = c.exec(ctx, `INSERT INTO erased (key, erased_at) VALUES (?, 7)`, addressKey(other.URL+"weg"))
	check(t, err)
	for _, q := range []string{
		`INSERT INTO sketch (clipping_id, form, shingles, least, opening) VALUES (2, 0, 1, ?, ?) ON CONFLICT (clipping_id) DO UPDATE SET least = excluded.least, opening = excluded.opening`,
	} {
		_, err := c.exec(ctx, q, []byte{0, 1, 254, 255}, []byte{255, 0, 0, 1})
		check(t, err)
	}
	for _, q := range []string{
		`INSERT INTO band (clipping_id, hash) VALUES (2, -9223372036854775807)`,
		`INSERT INTO regrouping (kind, at, who) VALUES ('split', 7, 'Team')`,
		`INSERT INTO regrouped (regrouping_id, clipping_id, was, story) SELECT id, 2, 0, 0 FROM regrouping`,
	} {
		_, err := c.exec(ctx, q)
		check(t, err)
	}
	check(t, c.noteErasure(ctx, Erasure{At: time.UnixMilli(7).UTC(), By: "Eva Beispiel", Reason: "auf „Antrag“", Clippings: 1}, 6))
	_, err = c.exec(ctx, `INSERT INTO refiling (asked_at, projects, after_filed, after_unmatched, done, total, found, token, lease_until, finished_at)
		VALUES (1, ?, 9223372036854775807, 1, 3, 3, 1, 2, 0, 5)`, list([]RefilingProject{{"Märkte", []string{"Markt", "'Süd'"}}}))
	check(t, err)
	check(t, c.noteDropping(ctx, 9, &Dropping{Before: time.UnixMilli(8), Texts: 1}))
	b.sampleRecording(t, o)
	for _, content := range []string{"%PDF-1.4\x00\xff", "GIF wartet"} {
		check(t, b.KeepUpload(ctx, upload(content)))
	}
	_, err = c.exec(ctx, `UPDATE upload SET clipping_id = ? WHERE id = 1`, id)
	check(t, err)
}

// sampleRecording reads half of a recording.
func (b *bed) sampleRecording(t testing.TB, o press.Outlet) {
	t.Helper()
	rec := must(b.BeginRecording(t.Context(), Recording{SHA256: []byte{0, 1, 254}, Name: "mai.warc.gz", Size: 9, Outlets: []press.Outlet{o}, Begins: []int64{0, 5}}))(t)
	p, _, err := b.ClaimRecordingPart(t.Context(), []int64{rec.ID}, time.Minute)
	check(t, err)
	read := Reading{OutletID: o.ID, URL: o.URL + "früher", At: b.Now().Add(-time.Hour), Article: &press.Article{Title: "Früher", Text: "Es war „so“.\n"}, Evidence: evidence("drei")}
	check(t, b.KeepRecorded(t.Context(), p, []Recorded{{Reading: read}}, warc.Place{Byte: 3, Nth: 1}, time.Minute))
	check(t, b.EndRecordingPart(t.Context(), p, nil, "bricht ab"))
}

// checkSample holds an archive against what fillSample put into one, as the rest of the program sees it.
func (b *bed) checkSample(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	b.advance(2 * time.Hour) // where it begins, or where the sample ended
	clippings, total, err := b.Inbox(ctx, InboxRequest{Limit: 10})
	check(t, err)
	same(t, "clippings", total, 2)
	var shown []string
	for _, c := range clippings {
		shown = append(shown, fmt.Sprintf("%s v%d %d reviews", c.Article.Title, c.Version, len(c.Reviews)))
		for _, r := range c.Reviews {
			if r.Verdict == press.VerdictRelevant {
				shown = append(shown, r.Note, r.Reviewer, strings.Join(r.Tags, "+"))
			}
		}
	}
	slices.Sort(shown)
	same(t, "clippings", strings.Join(shown, "|"), "Das Quartier „Süd“ v2 1 reviews|Der Markt v1 2 reviews|Sitzung+Süd|Team|Wichtig für die Sitzung")
	same(t, "changes", must(b.LastChange(ctx))(t), 6)
	outlets := must(b.Outlets(ctx))(t)
	same(t, "outlets", len(outlets), 2)
	same(t, "open pages", urls(b.pending(t, outlets[0])), "https://elbblatt.example/offen")
	same(t, "visits", must(b.LastVisits(ctx))(t)[outlets[0].ID].Found, 4)
	page := must(b.Page(ctx, "https://elbblatt.example/markt"))(t)
	same(t, "read again after", page.RereadAt.Sub(page.ReadAt), time.Hour)
	// What was erased stays away, and its number is not given again.
	other := outlets[1]
	b.advance(24 * time.Hour)
	l := b.claim(t, other)
	same(t, "listed", b.list(t, l, other, press.Candidate{URL: other.URL + "weg"}), Listed{Known: 1})
	id := b.filed(t, l, other, "neu", "Neues aus dem Quartier", "Text", "Quartiere").ClippingID
	if id <= 3 {
		t.Errorf("clipping got the number %d again", id)
	}
}

// tablesToday are the tables of the newest form, found once.
func tablesToday(tb testing.TB) []table {
	tb.Helper()
	return must(newestTables())(tb)
}

var newestTables = sync.OnceValues(func() ([]table, error) {
	form, err := newest(programMigrations())
	if err != nil {
		return nil, err
	}
	return schema(context.Background(), programMigrations(), form)
})

// rows are all rows of all tables, each as one line, sorted.
func (b *bed) rows(t testing.TB) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	for _, table := range tablesToday(t) {
		found, err := b.reader.QueryContext(t.Context(), `SELECT `+quotedAll(table.names())+` FROM `+quoted(table.name))
		check(t, err)
		lines := []string{}
		for found.Next() {
			values := make([]any, len(table.columns))
			for i := range values {
				values[i] = new(any)
			}
			check(t, found.Scan(values...))
			line := ""
			for i, v := range values {
				if yes, ok := (*v.(*any)).(bool); ok { // SQLite has no such type
					*v.(*any) = map[bool]int64{true: 1}[yes]
				}
				line += fmt.Sprintf("%s=%#v ", table.columns[i].name, *v.(*any))
			}
			lines = append(lines, line)
		}
		check(t, errors.Join(found.Err(), found.Close()))
		slices.Sort(lines)
		rows[table.name] = lines
	}
	return rows
}

func sameRows(t testing.TB, got, want map[string][]string) {
	t.Helper()
	for table, rows := range want {
		if !slices.Equal(got[table], rows) {
			t.Errorf("%s: %d rows, want %d", table, len(got[table]), len(rows))
			for i := range min(len(rows), len(got[table])) {
				if got[table][i] != rows[i] {
					t.Errorf("first difference:\n got %s\nwant %s", got[table][i], rows[i])
					break
				}
			}
		}
	}
	same(t, "tables", len(got), len(want))
}

// backedUp backs an archive up into a new file.
func (b *bed) backedUp(t testing.TB, o BackupOptions) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sicherung"+BackupExt)
	must(b.Backup(t.Context(), path, o))(t)
	return path
}

// restored restores a file into the archive of a bed, which is closed and opened again as it would be in life.
func (b *bed) restored(t testing.TB, path string, r RestoreOptions) (Restored, error) {
	t.Helper()
	file := must(OpenBackup(t.Context(), path))(t)
	defer file.Close()
	return Restore(t.Context(), b.options(t), file, r)
}

func (b *bed) options(t testing.TB) Options {
	return Options{DSN: b.dsn, Now: b.Now, BackupDir: filepath.Join(t.TempDir(), "backups"), Program: "1.2.3", migrations: b.migrations}
}

// A backup of each engine goes into each engine, and all rows are the same.
func TestRestoreIntoEachEngine(t *testing.T) {
	for from, fromDSN := range engines {
		for to, toDSN := range engines {
			t.Run(from+" to "+to, func(t *testing.T) {
				source, target := newBed(t, fromDSN(t)), newBed(t, toDSN(t))
				source.fillSample(t)
				target.clock = source.clock
				want := source.rows(t)
				for table, rows := range want {
					if len(rows) == 0 {
						t.Errorf("the sample has nothing in %s", table)
					}
				}
				var told []int64
				path := source.backedUp(t, BackupOptions{
					Enclosed: []Enclosure{{Name: "pressclip.yaml", Data: []byte("language: de\n")}},
					Progress: func(done, total int64) { told = append(told, done, total) },
				})
				done := must(target.restored(t, path, RestoreOptions{}))(t)
				target.Archive = target.open(t)
				sameRows(t, target.rows(t), want)
				same(t, "progress", fmt.Sprint(told), fmt.Sprint([]int64{done.Rows, done.Rows}))
				file := must(OpenBackup(t.Context(), path))(t)
				defer file.Close()
				same(t, "engine", file.Manifest.Engine, from)
				same(t, "clippings", file.Manifest.Rows("clipping"), 2)
				text, ok, err := file.Enclosed("pressclip.yaml")
				check(t, err)
				same(t, "enclosed", fmt.Sprintf("%v %s", ok, text), "true language: de\n")
				// The backup of what was restored is the same backup.
				again := must(OpenBackup(t.Context(), target.backedUp(t, BackupOptions{})))(t)
				defer again.Close()
				same(t, "tables", encode(again.Manifest.Tables), encode(file.Manifest.Tables))
				target.checkSample(t)
			})
		}
	}
}

// While others file and review, a backup is the record at one moment.
func TestBackupWhileWriting(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		other := b.open(t)
		b.list(t, l, o, candidates(o, 0, 300)...)
		pages := b.pending(t, o)
		var writing sync.WaitGroup
		begun, stop := make(chan struct{}), make(chan struct{})
		writing.Go(func() {
			v := press.VerdictRelevant
			for i, p := range pages {
				filed, err := other.File(t.Context(), l, reading(p, "Das Quartier", "Text", "Quartiere"))
				if err == nil {
					err = other.Review(t.Context(), filed.ClippingID, "Quartiere", ReviewChange{Verdict: &v})
				}
				if err != nil {
					t.Error(err)
				}
				if i == 5 {
					close(begun)
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
		<-begun
		seen := map[int64]bool{}
		for range 3 {
			path := b.backedUp(t, BackupOptions{})
			copied := newBed(t, sqliteDSN(t))
			must(copied.restored(t, path, RestoreOptions{}))(t)
			c := conn{copied.reader, copied.dialect}
			var counter, last, changes, clippings, clipped, reviews, ids int64
			check(t, c.one(t.Context(), `SELECT (SELECT value FROM counter WHERE name = 'change'), (SELECT max(number) FROM change),
				(SELECT count(*) FROM change), (SELECT count(*) FROM clipping), (SELECT count(*) FROM page WHERE state = 'clipped'),
				(SELECT count(*) FROM review), (SELECT max(id) FROM clipping)`, nil, &counter, &last, &changes, &clippings, &clipped, &reviews, &ids))
			if counter != last || changes != clippings || clipped != clippings || reviews != clippings || ids != clippings {
				t.Errorf("counter %d, last change %d, %d changes, %d clippings up to %d, %d pages, %d reviews", counter, last, changes, clippings, ids, clipped, reviews)
			}
			seen[counter] = true
		}
		close(stop)
		writing.Wait()
		if len(seen) < 2 {
			t.Error("nothing was written between the backups")
		}
	})
}

func TestBackupNeverOverwrites(t *testing.T) {
	b := newBed(t, sqliteDSN(t))
	path := b.backedUp(t, BackupOptions{})
	before := must(os.ReadFile(path))(t)
	_, err := b.Backup(t.Context(), path, BackupOptions{Progress: func(int64, int64) { t.Error("it was written in vain") }})
	wantErr(t, err, fs.ErrExist)
	if after := must(os.ReadFile(path))(t); !bytes.Equal(after, before) {
		t.Error("it was overwritten")
	}
	// Nor is anything left of one that fails: for want of a folder, because it is canceled, or somebody takes the name.
	dir := t.TempDir()
	_, err = b.Backup(t.Context(), filepath.Join(dir, "none", "x.zip"), BackupOptions{})
	wantErr(t, err, fs.ErrNotExist)
	ctx, cancel := context.WithCancel(t.Context())
	_, err = b.Backup(ctx, filepath.Join(dir, "y.zip"), BackupOptions{Progress: func(int64, int64) { cancel() }})
	wantErr(t, err, context.Canceled)
	taken := filepath.Join(dir, "taken.zip")
	_, err = b.Backup(t.Context(), taken, BackupOptions{Progress: func(int64, int64) { check(t, os.WriteFile(taken, nil, 0o600)) }})
	wantErr(t, err, fs.ErrExist)
	same(t, "left", fmt.Sprint(must(filepath.Glob(filepath.Join(dir, "*")))(t)), fmt.Sprint([]string{taken}))
}

func TestBackupAfterInterruptedOne(t *testing.T) {
	b := newBed(t, sqliteDSN(t))
	path := filepath.Join(t.TempDir(), "x.zip")
	check(t, os.WriteFile(path+PartExt, []byte("half of it"), 0o600))
	must(b.Backup(t.Context(), path, BackupOptions{}))(t)
	must(OpenBackup(t.Context(), path))(t)
	if info := must(os.Stat(path))(t); info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v", info.Mode())
	}
}

// Two that write one backup do not mix: the one that began first gives up.
func TestBackupTwice(t *testing.T) {
	b := newBed(t, sqliteDSN(t))
	path := filepath.Join(t.TempDir(), "x.zip")
	second := sync.OnceFunc(func() {
		_, err := b.Backup(t.Context(), path, BackupOptions{Progress: nil})
		check(t, err)
		check(t, os.Rename(path, path+PartExt)) // as if it were still being written
	})
	_, err := b.Backup(t.Context(), path, BackupOptions{Progress: func(int64, int64) { second() }})
	wantErr(t, err, ErrTwice)
	_, err = os.Stat(path + PartExt)
	check(t, err)
}

// Whatever happens to a file, a backup that opens is whole.
func TestOpenBackupRefuses(t *testing.T) {
	b := newBed(t, sqliteDSN(t))
	b.fillSample(t)
	whole := must(os.ReadFile(b.backedUp(t, BackupOptions{Enclosed: []Enclosure{{Name: "pressclip.yaml", Data: []byte("language: de\n")}}})))(t)
	path := filepath.Join(t.TempDir(), "x.zip")
	opens := func(data []byte) error {
		check(t, os.WriteFile(path, data, 0o600))
		f, err := OpenBackup(t.Context(), path)
		if err == nil {
			err = f.Close()
		}
		return err
	}
	check(t, opens(whole))
	for _, n := range []int{0, 1, 30, len(whole) / 2, len(whole) - 1} {
		wantErr(t, opens(whole[:n]), ErrDamaged)
	}
	wantErr(t, opens([]byte("Das ist keine Sicherung.")), ErrDamaged)
	_, err := OpenBackup(t.Context(), t.TempDir())
	wantErr(t, err, ErrDamaged)
	// Files exchanged by somebody who keeps the container whole.
	change := func(name string, with func([]byte) []byte) []byte { return rezipped(t, whole, name, with) }
	wantErr(t, opens(change("tables/clipping.jsonl", func(text []byte) []byte { return bytes.Replace(text, []byte("Zweite"), []byte("Dritte"), 1) })), ErrDamaged)
	wantErr(t, opens(change("tables/clipping.jsonl", func([]byte) []byte { return nil })), ErrDamaged)
	wantErr(t, opens(change("enclosed/pressclip.yaml", func([]byte) []byte { return []byte("language: en\n") })), ErrDamaged)
	wantErr(t, opens(change("manifest.json", func([]byte) []byte { return []byte("{}") })), ErrDamaged)
	wantErr(t, opens(change("manifest.json", func([]byte) []byte { return nil })), ErrDamaged)
	wantErr(t, opens(change("manifest.json", func(text []byte) []byte {
		return bytes.Replace(text, []byte(`"rows": 2`), []byte(`"rows": 3`), 1)
	})), ErrDamaged)
	wantErr(t, opens(change("manifest.json", func(text []byte) []byte { return bytes.Replace(text, []byte(`"format": 1`), []byte(`"format": 2`), 1) })), ErrNewer)
	// Any single byte: it is noticed, or it does not matter.
	want := must(OpenBackup(t.Context(), b.backedUp(t, BackupOptions{})))(t)
	defer want.Close()
	step := 101
	if os.Getenv("PRESSCLIP_TEST_LONG") != "" {
		step = 23
	}
	for i := 0; i < len(whole); i += step {
		spoilt := bytes.Clone(whole)
		spoilt[i] ^= 0x20
		if err := opens(spoilt); err != nil {
			wantErr(t, err, ErrDamaged)
			continue
		}
		f := must(OpenBackup(t.Context(), path))(t)
		same(t, "tables", encode(f.Manifest.Tables), encode(want.Manifest.Tables))
		check(t, f.Close())
	}
}

// rezipped is a backup with one file exchanged; nil leaves it out.
func rezipped(t *testing.T, data []byte, name string, with func([]byte) []byte) []byte {
	t.Helper()
	in := must(zip.NewReader(bytes.NewReader(data), int64(len(data))))(t)
	var buf bytes.Buffer
	out := zip.NewWriter(&buf)
	changed := false
	for _, f := range in.File {
		r := must(f.Open())(t)
		text := must(io.ReadAll(r))(t)
		if f.Name == name {
			was := text
			text = with(text)
			changed = !bytes.Equal(was, text)
		}
		if text == nil {
			continue
		}
		w := must(out.Create(f.Name))(t)
		must(w.Write(text))(t)
	}
	check(t, out.Close())
	if !changed {
		t.Fatalf("%s was not changed", name)
	}
	return buf.Bytes()
}

func FuzzRow(f *testing.F) {
	tables, err := schema(f.Context(), programMigrations(), 1)
	check(f, err)
	i := slices.IndexFunc(tables, func(t table) bool { return t.name == "page" })
	f.Add([]byte(`[1,2,"QUJD","https://a.example/","",null,"T","","[]",null,5,"read",0,null,null,1,1,1,"","",false,null,7,null]`))
	f.Add([]byte(`[null]`))
	f.Add([]byte(`{"id":1}`))
	f.Add([]byte(`[[1],2e3]`))
	f.Fuzz(func(t *testing.T, line []byte) {
		r := must(newRow(tables[i]))(t)
		if r.read(line) != nil {
			return
		}
		want := fmt.Sprintf("%#v", r.values())
		var text bytes.Buffer
		check(t, r.write(newRowEncoder(&text)))
		again := must(newRow(tables[i]))(t)
		check(t, again.read(text.Bytes()))
		if got := fmt.Sprintf("%#v", again.values()); got != want && !strings.Contains(want, `\x00`) { // which no engine takes
			t.Errorf("%s became %s", want, got)
		}
	})
}

// A row whose cells are read again has nothing of the row before.
func TestRowForgets(t *testing.T) {
	r := must(newRow(table{columns: []column{{kind: "TEXT"}, {kind: "BLOB"}, {kind: "BIGINT"}, {kind: "BOOLEAN"}}}))(t)
	for line, want := range map[string]string{
		`["a","QQ==",1,true]`: `["a","QQ==",1,true]`, `[null,null,null,null]`: `[null,null,null,null]`,
	} {
		for range 2 {
			check(t, r.read([]byte(line)))
			same(t, line, encode(r.values()), want)
		}
	}
	for _, bad := range []string{`["a","QQ==",1]`, `["a","QQ==",1,true,1]`, `["a","QQ==","1",true]`, `["a","Q",1,true]`, `null`, ``} {
		if r.read([]byte(bad)) == nil {
			t.Errorf("%s was taken", bad)
		}
	}
	_, err := newRow(table{name: "x", columns: []column{{name: "y", kind: "JSONB"}}})
	if err == nil {
		t.Error("a kind nobody knows was taken")
	}
	same(t, "json", json.Valid([]byte(encode(r.values()))), true)
}
