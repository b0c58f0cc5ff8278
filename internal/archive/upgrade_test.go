package archive

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "write the sample of the newest form anew")

// sampleFile is a backup of the sample that a program of this form wrote. Those of forms that were released stay as
// they are.
func sampleFile(form int64) string {
	return filepath.Join("testdata", fmt.Sprintf("schema-%d%s", form, BackupExt))
}

// Archives and backups of every form there ever was are brought up to this program's. A new migration brings a new
// sample: go test -run TestUpgrade -update ./internal/archive
func TestUpgrade(t *testing.T) {
	last := must(newest(programMigrations()))(t)
	if *update {
		b := newBed(t, sqliteDSN(t))
		b.fillSample(t)
		check(t, os.MkdirAll("testdata", 0o755))
		if err := os.Remove(sampleFile(last)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		must(b.Backup(t.Context(), sampleFile(last), BackupOptions{}))(t)
	}
	for form := int64(1); form <= last; form++ {
		if found := must(fs.Glob(programMigrations(), fmt.Sprintf("%05d_*", form)))(t); len(found) == 0 {
			continue // the number was never used
		}
		for i, engine := range []string{"sqlite", "postgres"} {
			dsn := engines[engine]
			t.Run(fmt.Sprintf("archive %d %s", form, engine), func(t *testing.T) { upgradeArchive(t, dsn(t), form, last) })
			if form != last && form%2 != int64(i) {
				continue // the migrations of this engine have just run; the way into a backup is the same from every form
			}
			t.Run(fmt.Sprintf("backup %d %s", form, engine), func(t *testing.T) {
				b := newBed(t, dsn(t))
				must(b.restored(t, sampleFile(form), RestoreOptions{}))(t)
				b.checkSample(t)
			})
		}
	}
}

func upgradeArchive(t *testing.T, dsn string, form, last int64) {
	b := &bed{clock: newBed(t, sqliteDSN(t)).clock, dsn: dsn}
	old := must(openAt(t.Context(), Options{DSN: dsn}, form))(t)
	file := must(OpenBackup(t.Context(), sampleFile(form)))(t)
	defer file.Close()
	must(old.restore(t.Context(), file, RestoreOptions{}))(t)
	check(t, old.Close())
	dir := t.TempDir()
	b.Archive = must(Open(t.Context(), Options{DSN: dsn, Now: b.Now, BackupDir: dir}))(t)
	defer b.Close()
	b.checkSample(t)
	want := 0
	if form < last {
		want = 1
	}
	same(t, "backups", len(must(filepath.Glob(filepath.Join(dir, "*")))(t)), want)
}

// tomorrow are the migrations of a program to come.
func tomorrow(t *testing.T) fs.FS {
	t.Helper()
	files := fstest.MapFS{"99990_remark.sql": {Data: []byte(`-- +goose Up
CREATE TABLE remark (id {{id}}, clipping_id BIGINT NOT NULL REFERENCES clipping (id), mark {{blob}}, loud BOOLEAN);
INSERT INTO remark (clipping_id, loud) SELECT id, TRUE FROM clipping;
ALTER TABLE clipping ADD COLUMN words BIGINT NOT NULL DEFAULT 0;
UPDATE clipping SET words = length(text);
`)}}
	for _, name := range must(fs.Glob(programMigrations(), "*.sql"))(t) {
		files[name] = &fstest.MapFile{Data: must(fs.ReadFile(programMigrations(), name))(t)}
	}
	return files
}

// remarks says what the migration of tomorrow made of the sample.
func (b *bed) remarks(t *testing.T) string {
	t.Helper()
	var n, words int64
	check(t, conn{b.reader, b.dialect}.one(t.Context(), `SELECT (SELECT count(*) FROM remark), (SELECT sum(words) FROM clipping)`, nil, &n, &words))
	return fmt.Sprint(n, words)
}

const sampleRemarks = "2 28" // Zweite Fassung, Auf dem Markt.

// Before an archive is brought to another form there is a backup of it, and from that the old one can be had again.
func TestMigrationIsSavedBefore(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		b.fillSample(t)
		before := b.rows(t)
		options := b.options(t)
		options.migrations = tomorrow(t)

		// If that cannot be written, nothing happens.
		blocked := options
		blocked.BackupDir = filepath.Join(t.TempDir(), "file")
		check(t, os.WriteFile(blocked.BackupDir, nil, 0o600))
		_, err := Open(t.Context(), blocked)
		wantErr(t, err, ErrUnsaved)
		sameRows(t, b.rows(t), before)
		check(t, b.Ping(t.Context()))
		must(Open(t.Context(), b.options(t)))(t).Close()

		// Several processes begin at once.
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				a, err := Open(t.Context(), options)
				if err != nil {
					t.Error(err)
					return
				}
				check(t, a.Close())
			})
		}
		all.Wait()
		_, err = Open(t.Context(), b.options(t))
		wantErr(t, err, ErrNewer)
		saved := must(filepath.Glob(filepath.Join(options.BackupDir, "before-schema-99990-*"+BackupExt)))(t)
		if len(saved) == 0 {
			t.Fatal("there is no backup")
		}
		again := newBed(t, sqliteDSN(t))
		for i, path := range saved {
			must(again.restored(t, path, RestoreOptions{Force: i > 0}))(t)
			sameRows(t, again.rows(t), before)
		}
		left := must(filepath.Glob(filepath.Join(options.BackupDir, "*"+PartExt)))(t)
		same(t, "left over", strings.Join(left, " "), "")

		b.Archive = must(Open(t.Context(), options))(t)
		defer b.Close()
		same(t, "remarks", b.remarks(t), sampleRemarks)
		same(t, "backups", len(must(filepath.Glob(filepath.Join(options.BackupDir, "*")))(t)), len(saved))
	})
}

// A new archive is nothing to save.
func TestNewArchiveIsNotSaved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "backups")
	must(Open(t.Context(), Options{DSN: sqliteDSN(t), BackupDir: dir}))(t).Close()
	_, err := os.Stat(dir)
	wantErr(t, err, fs.ErrNotExist)
}

// A backup of an older form is migrated on its way; one of a newer form is left alone.
func TestRestoreOtherForms(t *testing.T) {
	for engine, dsn := range engines {
		t.Run(engine, func(t *testing.T) {
			today := newBed(t, dsn(t))
			today.fillSample(t)
			path := today.backedUp(t, BackupOptions{})

			later := &bed{clock: today.clock, dsn: dsn(t)}
			later.Archive = must(Open(t.Context(), Options{DSN: later.dsn, Now: later.Now, migrations: tomorrow(t)}))(t)
			defer later.Close()
			must(later.restored(t, path, RestoreOptions{}))(t)
			same(t, "remarks", later.remarks(t), sampleRemarks)
			newer := later.backedUp(t, BackupOptions{})
			same(t, "remarks backed up", must(OpenBackup(t.Context(), newer))(t).Manifest.Rows("remark"), 2)

			before := today.rows(t)
			_, err := today.restored(t, newer, RestoreOptions{Force: true})
			wantErr(t, err, ErrNewer)
			sameRows(t, today.rows(t), before)
			later.checkSample(t)
		})
	}
}

// Tables come after those that they refer to, and all of them are there.
func TestSchema(t *testing.T) {
	tables := must(schema(t.Context(), programMigrations(), 1))(t)
	seen := map[string]bool{}
	for _, table := range tables {
		for _, to := range table.refers {
			if !seen[to] {
				t.Errorf("%s comes before %s", table.name, to)
			}
		}
		seen[table.name] = true
	}
	text := string(must(fs.ReadFile(programMigrations(), "00001_record.sql"))(t))
	same(t, "tables", len(tables), strings.Count(text, "CREATE TABLE"))
	same(t, "that number their rows", strings.Count(text, "{{id}},"), len(numbered(tables)))
	_, err := inOrder([]table{{name: "a", refers: []string{"b"}}, {name: "b", refers: []string{"a"}}})
	if err == nil {
		t.Error("a circle was put in order")
	}
	if _, err := inOrder([]table{{name: "a", refers: []string{"a"}}}); err != nil {
		t.Error(err)
	}
}

func numbered(tables []table) (list []table) {
	for _, t := range tables {
		if t.numbers {
			list = append(list, t)
		}
	}
	return list
}
