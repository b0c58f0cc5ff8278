package archive

import (
	"archive/zip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

// An archive that holds anything is not replaced unless that is said, and then it is replaced altogether.
func TestRestoreRefusesOccupied(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		source := newBed(t, sqliteDSN(t))
		source.clock = b.clock
		source.fillSample(t)
		path := source.backedUp(t, BackupOptions{})
		b.watch(t, []string{"Ostwind", "Westwind"}, "Häfen")
		l := b.claim(t, must(b.Outlets(t.Context()))(t)[0])
		for i := range 9 {
			b.filed(t, l, must(b.Outlets(t.Context()))(t)[0], fmt.Sprint(i), "Am Hafen", "Text", "Häfen")
		}
		before := b.rows(t)
		_, err := b.restored(t, path, RestoreOptions{})
		wantErr(t, err, ErrOccupied)
		sameRows(t, b.rows(t), before)

		must(b.restored(t, path, RestoreOptions{Force: true}))(t)
		sameRows(t, b.rows(t), source.rows(t))
		b.checkSample(t) // while it stays open, as in another process
		// Numbers that the old archive gave are not given again either.
		var id int64
		check(t, conn{b.reader, b.dialect}.one(t.Context(), `SELECT max(id) FROM clipping`, nil, &id))
		same(t, "number of the next clipping", id, 10)
	})
}

// Where only something erased is known, nothing is lost by refusing.
func TestRestoreRefusesErasures(t *testing.T) {
	b := newBed(t, sqliteDSN(t))
	b.erase(t, "https://elbblatt.example/weg")
	_, err := b.restored(t, newBed(t, sqliteDSN(t)).backedUp(t, BackupOptions{}), RestoreOptions{})
	wantErr(t, err, ErrOccupied)
}

// What was erased after the backup was made does not come back with it.
func TestRestoreKeepsErased(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		b.fillSample(t)
		o := must(b.Outlets(ctx))(t)[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "schon-zweimal", GUID: "eins", Title: "Das Quartier „Süd“"})
		check(t, b.Release(ctx, l, fetch.HostState{}))
		path := b.backedUp(t, BackupOptions{})
		b.erase(t, "https://elbblatt.example/schon")
		b.erase(t, "https://elbblatt.example/offen")
		b.erase(t, "https://elbblatt.example/nie-gesehen")
		done := must(b.restored(t, path, RestoreOptions{Force: true}))(t)
		same(t, "erased", done.Erased, 1)
		clippings, _, err := b.Inbox(ctx, InboxRequest{Limit: 10})
		check(t, err)
		same(t, "clippings", len(clippings), 1)
		same(t, "title", clippings[0].Article.Title, "Der Markt")
		if rows := fmt.Sprint(b.rows(t)); strings.Contains(rows, "schon") || strings.Contains(rows, "offen") || strings.Contains(rows, "Erste Fassung") {
			t.Errorf("something of it came back: %s", rows)
		}
		same(t, "keys", len(b.rows(t)["erased"]), 4)
		// Indexes of other machines hear of it.
		changes := must(b.Changes(ctx, 6, 10))(t)
		if len(changes) != 1 || changes[0].Clipping != nil {
			t.Errorf("changes: %v", changes)
		}
		b.advance(24 * time.Hour)
		same(t, "listed", b.list(t, b.claim(t, o), o, press.Candidate{URL: o.URL + "schon"}), Listed{Known: 1})
	})
}

// Wherever a restore is cut off, the archive is as it was.
func TestRestoreCutOffAnywhere(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		source := newBed(t, sqliteDSN(t))
		source.fillSample(t)
		path := source.backedUp(t, BackupOptions{})
		b.watch(t, []string{"Ostwind"}, "Häfen")
		before := b.rows(t)
		file := must(OpenBackup(t.Context(), path))(t)
		defer file.Close()
		tables := tablesToday(t)
		for n := 1; ; n += 1 + n/25 { // the first ones all, then ever fewer
			ctx, end := context.WithCancel(t.Context())
			_, err := b.cutRestore(ctx, file, tables, n, end)
			end()
			if err == nil {
				if n < 40 {
					t.Errorf("a restore of %d queries was expected to have more", n-1)
				}
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("cut at query %d: %v", n, err)
			}
			sameRows(t, b.rows(t), before)
			if t.Failed() {
				t.Fatalf("cut at query %d", n)
			}
		}
		sameRows(t, b.rows(t), source.rows(t))
	})
}

// cutRestore ends the context at the n-th query.
func (b *bed) cutRestore(ctx context.Context, file *OpenedBackup, tables []table, n int, end context.CancelFunc) (Restored, error) {
	l, err := b.loading(ctx, file, tables, RestoreOptions{})
	if err != nil {
		return Restored{}, err
	}
	defer l.end()
	cut := &cutter{l.conn, n, end}
	l.conn = conn{cut, l.dialect}
	load := l.dialect.load
	engine := *l.dialect
	engine.load = func(ctx context.Context, own *sql.Conn, tx *sql.Tx, t table, next func() ([]any, error)) error {
		return load(ctx, own, tx, t, func() ([]any, error) {
			cut.count()
			return next()
		})
	}
	l.dialect = &engine
	return l.run(ctx, RestoreOptions{Force: true, Ready: func() error { cut.count(); return ctx.Err() }})
}

// A damaged row or one that the tables do not take is no reason to lose what is there.
func TestRestoreFails(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		source := newBed(t, sqliteDSN(t))
		source.fillSample(t)
		whole := must(OpenBackup(t.Context(), source.backedUp(t, BackupOptions{})))(t)
		defer whole.Close()
		b.watch(t, []string{"Ostwind"}, "Häfen")
		before := b.rows(t)
		no := errors.New("no")
		_, err := Restore(t.Context(), b.options(t), whole, RestoreOptions{Force: true, Ready: func() error { return no }})
		wantErr(t, err, no)
		sameRows(t, b.rows(t), before)

		swapped := *whole
		swapped.files = map[string]*zip.File{}
		for name, f := range whole.files {
			swapped.files[name] = f
		}
		swapped.files["tables/review.jsonl"] = whole.files["tables/version.jsonl"]
		_, err = Restore(t.Context(), b.options(t), &swapped, RestoreOptions{Force: true})
		wantErr(t, err, ErrDamaged)
		sameRows(t, b.rows(t), before)

		delete(swapped.files, "tables/review.jsonl")
		_, err = Restore(t.Context(), b.options(t), &swapped, RestoreOptions{Force: true})
		wantErr(t, err, ErrDamaged)

		// Tables that are not those of the form, and a form that nobody knows yet.
		other := *whole
		other.Manifest.Tables = other.Manifest.Tables[1:]
		_, err = Restore(t.Context(), b.options(t), &other, RestoreOptions{Force: true})
		wantErr(t, err, ErrDamaged)
		sameRows(t, b.rows(t), before)

		other = *whole
		other.Manifest.Schema++
		_, err = Restore(t.Context(), b.options(t), &other, RestoreOptions{Force: true})
		wantErr(t, err, ErrNewer)
	})
}
