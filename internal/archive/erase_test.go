package archive

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

// rare is a word that stands nowhere else.
const rare = "Xylanthrop"

// rareText is long enough to be known by.
func rareText(more string) string {
	return strings.Repeat("Im Viertel hinter dem Bahnhof wohnt seit dem Sommer der "+rare+" mit seinen Tauben. ", 3) + more
}

// erasable files an article in two versions, listed under two addresses, and keeps one that matched nothing.
func (b *bed) erasable(t testing.TB) (o press.Outlet, l Lease) {
	t.Helper()
	ctx := t.Context()
	o = b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
	l = b.claim(t, o)
	b.filed(t, l, o, "bleibt", "Der Markt", "Auf dem Markt.", "Quartiere")
	b.list(t, l, o, press.Candidate{URL: o.URL + "eins", GUID: "artikel-4711234", Title: rare + " am Bahnhof"})
	r := reading(b.pending(t, o)[0], rare+" am Bahnhof", rareText("Erste Fassung."), "Quartiere")
	must(b.File(ctx, l, r))(t)
	b.advance(time.Hour)
	r.Article.Text = rareText("Zweite Fassung.")
	same(t, "version filed", must(b.File(ctx, l, r))(t).Changed, true)
	b.list(t, l, o, press.Candidate{URL: o.URL + "zwei", GUID: "artikel-4711234", Title: rare + " am Bahnhof"})
	b.list(t, l, o, press.Candidate{URL: o.URL + "ohne"})
	kept := reading(b.pending(t, o)[0], rare+" ohne Treffer", rareText("Ohne Treffer."))
	kept.Keep = true
	must(b.File(ctx, l, kept))(t)
	return o, l
}

func TestErase(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, l := b.erasable(t)
		before := must(b.LastChange(ctx))(t)
		found := must(b.Doomed(ctx, o.URL+"zwei?utm_source=x"))(t)
		if len(found) != 1 || found[0].Clipping != 2 || found[0].Title != rare+" am Bahnhof" || found[0].Outlet != o.Name {
			t.Fatalf("by its other address: %+v", found)
		}
		done := must(b.Erase(ctx, Erasing{URLs: []string{o.URL + "zwei?utm_source=x", o.URL + "nie-gesehen"}, By: "Rechtsabteilung", Reason: "auf Antrag"}))(t)
		same(t, "erased", done, Erasure{At: b.Now(), By: "Rechtsabteilung", Reason: "auf Antrag", Clippings: 1})
		done = must(b.Erase(ctx, Erasing{Unmatched: []int64{1, 7}, Clippings: []int64{99}}))(t)
		same(t, "kept articles erased", done.Unmatched, 1)
		if dump := b.dump(t); strings.Contains(dump, rare) || strings.Contains(dump, "eins") || strings.Contains(dump, "zwei") {
			t.Errorf("something was kept:\n%s", dump)
		}
		same(t, "records", len(must(b.Erasures(ctx))(t)), 2)
		if n := must(b.LastForgotten(ctx))(t); n <= before {
			t.Errorf("indexes hear of nothing after %d: %d", before, n)
		}
		changes := must(b.Changes(ctx, before, 10))(t)
		same(t, "changes", len(changes) == 1 && changes[0].ID == 2 && changes[0].Clipping == nil, true)
		for _, url := range []string{"eins", "zwei", "ohne", "nie-gesehen"} {
			same(t, url, must(b.Fate(ctx, o.URL+url))(t).Why, WhyErased)
		}
		same(t, "the other", must(b.Fate(ctx, o.URL+"bleibt"))(t).Why, WhyClipped)
		b.staysOut(t, l, o)
	})
}

// staysOut tries in every way to file again what erasable filed and was erased.
func (b *bed) staysOut(t *testing.T, l Lease, o press.Outlet) {
	t.Helper()
	b.advance(time.Minute)
	again := b.list(t, l, o, press.Candidate{URL: o.URL + "eins"}, press.Candidate{URL: o.URL + "zwei"}, press.Candidate{URL: o.URL + "drei", GUID: "artikel-4711234"})
	same(t, "listed again", again, Listed{Known: 3})
	for path, text := range map[string]string{"vier": rareText("Zweite Fassung."), "fuenf": strings.ToUpper(rareText("Erste \u00a0Fassung.")), "sechs": rareText("Ohne Treffer!")} {
		b.list(t, l, o, press.Candidate{URL: o.URL + path})
		r := reading(b.pending(t, o)[0], "Neue Überschrift", text, "Quartiere")
		r.Keep = true
		same(t, path, must(b.File(t.Context(), l, r))(t), Filed{Erased: true})
	}
	r := reading(Page{OutletID: o.ID}, "Anderes", "Ein ganz anderer Text.", "Quartiere")
	b.list(t, l, o, press.Candidate{URL: o.URL + "sieben"})
	r.PageID, r.Article.CanonicalURL = b.pending(t, o)[0].ID, o.URL+"eins"
	same(t, "by its canonical address", must(b.File(t.Context(), l, r))(t), Filed{Erased: true})
	same(t, "another article", b.filed(t, l, o, "acht", "Das Quartier", rareText("")[:60], "Quartiere").New, true)
}

// A GUID that may name a place or a series keeps out nothing but what had the same headline.
func TestEraseBySeries(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "1", GUID: "kolumne", Title: "Die Kolumne vom Montag"})
		must(b.File(t.Context(), l, reading(b.pending(t, o)[0], "Die Kolumne vom Montag", "Text", "Quartiere")))(t)
		must(b.Erase(t.Context(), Erasing{Clippings: []int64{1}}))(t)
		same(t, "the next", b.list(t, l, o, press.Candidate{URL: o.URL + "2", GUID: "kolumne", Title: "Die Kolumne vom Dienstag"}), Listed{New: 1})
		same(t, "the same", b.list(t, l, o, press.Candidate{URL: o.URL + "3", GUID: "kolumne", Title: "Die Kolumne vom Montag "}), Listed{Known: 1})
	})
}

// Nothing of it lies in the files of SQLite, the log and what is free in them included.
func TestEraseSweepsFiles(t *testing.T) {
	b := newBed(t, sqliteDSN(t))
	ctx := t.Context()
	o, _ := b.erasable(t)
	path := strings.TrimPrefix(b.dsn, "sqlite:")
	lies := func() (in []string) {
		for _, end := range []string{"", "-wal"} {
			if data, err := os.ReadFile(path + end); err == nil && bytes.Contains(data, []byte(rare)) {
				in = append(in, "archive"+end)
			}
		}
		return in
	}
	if len(lies()) == 0 {
		t.Fatal("the word is not in the files before")
	}
	// As a program left it that did not overwrite what it deleted.
	c := conn{b.writer, b.dialect}
	for _, q := range []string{`PRAGMA secure_delete = 0`, `CREATE TABLE old AS SELECT a.text FROM clipping a, page b, page c, page d`, `DROP TABLE old`, `UPDATE counter SET value = 0 WHERE name = 'swept'`} {
		var mode any
		if _, err := c.found(ctx, q, nil, &mode); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	check(t, b.Close())
	b.Archive = b.open(t)
	for _, url := range []string{"eins", "ohne"} {
		must(b.Erase(ctx, Erasing{URLs: []string{o.URL + url}}))(t)
	}
	check(t, b.Scrub(ctx))
	same(t, "the word lies in", strings.Join(lies(), " "), "")
	// From now on, emptying the log is all there is to do.
	b.advance(time.Hour)
	b.filed(t, b.claim(t, o), o, "neun", "Noch einmal", "Noch ein "+rare+".", "Quartiere")
	check(t, b.Scrub(ctx))
	same(t, "files with the word", len(lies()), 1)
	must(b.Erase(ctx, Erasing{URLs: []string{o.URL + "neun"}}))(t)
	check(t, b.Scrub(ctx))
	same(t, "the word lies in", strings.Join(lies(), " "), "")
}

// While somebody reads what was before, the log cannot be emptied, and that is said.
func TestScrubBesideReader(t *testing.T) {
	b := newBed(t, sqliteDSN(t))
	o, _ := b.erasable(t)
	tx := must(b.reader.BeginTx(t.Context(), nil))(t)
	var n int
	check(t, tx.QueryRowContext(t.Context(), `SELECT count(*) FROM clipping`).Scan(&n))
	must(b.Erase(t.Context(), Erasing{URLs: []string{o.URL + "eins"}}))(t)
	_, err := b.writer.ExecContext(t.Context(), `PRAGMA busy_timeout = 10`)
	check(t, err)
	wantErr(t, b.Scrub(t.Context()), ErrBusy)
	check(t, tx.Rollback())
	check(t, b.Scrub(t.Context()))
}

func TestEraseIsAllOrNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		b.erasable(t)
		b.cutEverywhere(t, func() func(context.Context, conn) error {
			return func(ctx context.Context, c conn) error {
				w := erasing{conn: c, at: 1, clippings: []int64{2}, unmatched: []int64{1}}
				_, _, err := w.erase(ctx)
				return err
			}
		})
		same(t, "left", strings.Contains(b.dump(t), rare), false)
	})
}

// What is being filed while it is erased is not there afterwards.
func TestEraseWhileFiling(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		for _, path := range strings.Fields("a b c d e f g h i j k l m n o p q r s t u v w x y z") {
			b.list(t, l, o, press.Candidate{URL: o.URL + path})
			r := reading(b.pending(t, o)[0], "Das Quartier", "Text "+path, "Quartiere")
			var both sync.WaitGroup
			both.Go(func() {
				if _, err := b.File(ctx, l, r); err != nil && !strings.Contains(err.Error(), "not found") {
					t.Error(err)
				}
			})
			both.Go(func() {
				if _, err := b.Erase(ctx, Erasing{URLs: []string{o.URL + path}}); err != nil {
					t.Error(err)
				}
			})
			both.Wait()
			if dump := b.dump(t); strings.Contains(dump, "Text "+path) {
				t.Fatalf("%s was filed after all:\n%s", path, dump)
			}
		}
	})
}

// What a backup has under another address does not come back with it either.
func TestRestoreKeepsErasedByEveryKey(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, l := b.erasable(t)
		check(t, b.Release(ctx, l, fetch.HostState{}))
		path := b.backedUp(t, BackupOptions{})
		// In the backup the articles go by addresses that were not known any more when they were erased.
		c := conn{b.writer, b.dialect}
		for i, id := range must(all(ctx, c, scanID, `SELECT id FROM page WHERE guid <> ''`))(t) {
			_, err := c.exec(ctx, `UPDATE page SET key = ?, url = ?, article_key = NULL WHERE id = ?`, key(fmt.Sprint(i)), fmt.Sprint("https://elbblatt.example/", i), id)
			check(t, err)
		}
		_, err := c.exec(ctx, `UPDATE clipping SET key = ?, url = 'https://elbblatt.example/neu', canonical_url = '' WHERE id = 2`, key("neu"))
		check(t, err)
		_, err = c.exec(ctx, `UPDATE unmatched SET key = ? WHERE id = 1`, key("auch neu"))
		check(t, err)
		must(b.Erase(ctx, Erasing{Clippings: []int64{2}, Unmatched: []int64{1}, By: "Eva", Reason: "Antrag"}))(t)
		done := must(b.restored(t, path, RestoreOptions{Force: true}))(t)
		same(t, "erased", done.Erased, 1)
		if rows := b.rows(t); strings.Contains(strings.Join(slices.Concat(rows["clipping"], rows["version"], rows["page"], rows["unmatched"]), "\n"), rare) {
			t.Errorf("it came back: %v", rows)
		}
		records := must(b.Erasures(ctx))(t)
		same(t, "records", len(records), 1)
		same(t, "who asked", records[0].By+", "+records[0].Reason, "Eva, Antrag")
		b.advance(time.Hour)
		again := b.list(t, b.claim(t, o), o, press.Candidate{URL: o.URL + "drei", GUID: "artikel-4711234"})
		same(t, "listed again", again, Listed{Known: 1})
	})
}

// A table that keeps something of a clipping is emptied with it.
func TestRemovalsNameEveryTable(t *testing.T) {
	known := strings.Join(removals, "\n")
	for _, table := range tablesToday(t) {
		of := slices.ContainsFunc(table.columns, func(c column) bool { return c.name == "clipping_id" })
		if of && table.name != "change" && !strings.Contains(known, "FROM "+table.name+" ") {
			t.Errorf("%s has a clipping_id and is not among the removals of an erasure", table.name)
		}
	}
}
