package archive

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

// dropAll drops the texts of what is older than an age.
func (b *bed) dropAll(t testing.TB, age time.Duration, shown string) Dropping {
	t.Helper()
	d := Dropping{Before: b.Now().Add(-age)}
	for {
		due := must(b.TextsDue(t.Context(), d.Before, 1))(t)
		if len(due) == 0 {
			return d
		}
		texts := []Dropped{{ID: due[0].ID, Version: due[0].Version, Shown: press.Extract{Text: shown, Marks: []press.Span{{Start: 0, End: 2}}}}}
		if n := must(b.DropTexts(t.Context(), &d, texts))(t); n != 1 {
			t.Fatalf("dropped %d texts at once", n)
		}
	}
}

// Text, lead, former versions and what the feed said are gone; the clipping and what people wrote is not.
func TestDropTexts(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, l := b.erasable(t)
		note := "Für die Sitzung"
		check(t, b.Review(ctx, 2, "Quartiere", ReviewChange{Note: &note, Tags: &[]string{"Tauben"}}))
		_, err := b.writer.ExecContext(ctx, `UPDATE page SET summary = 'Tauben'`)
		check(t, err)
		_, err = b.writer.ExecContext(ctx, `UPDATE clipping SET lead = 'Vorspann' WHERE id = 2`)
		check(t, err)
		_, err = b.writer.ExecContext(ctx, `UPDATE review SET passages = '[{"field":"title","start":0,"end":2},{"field":"lead","start":1,"end":2},{"field":"text","start":3,"end":5}]' WHERE clipping_id = 2`)
		check(t, err)
		b.advance(400 * 24 * time.Hour)
		b.filed(t, b.claim(t, o), o, "neu", "Der neue Markt", "Auf dem neuen Markt.", "Quartiere")
		before := must(b.LastChange(ctx))(t)
		year := b.Now().Add(-365 * 24 * time.Hour)
		same(t, "due", must(b.TextsBefore(ctx, year))(t), 2)
		d := b.dropAll(t, 365*24*time.Hour, "Im Viertel")
		same(t, "dropped", d.Texts, 2)
		same(t, "due then", must(b.TextsBefore(ctx, year))(t), 0)
		c := must(b.Clipping(ctx, 2))(t)
		same(t, "title", c.Article.Title, rare+" am Bahnhof")
		same(t, "text and lead", c.Article.Text+c.Article.Lead, "")
		same(t, "when", c.DroppedAt, b.Now())
		same(t, "shown", c.Shown.Text, "Im Viertel")
		same(t, "marks", len(c.Shown.Marks), 1)
		same(t, "note", c.Reviews[0].Note+strings.Join(c.Reviews[0].Tags, ""), "Für die SitzungTauben")
		same(t, "passages", len(c.Reviews[0].Passages) == 1 && c.Reviews[0].Passages[0].Field == "title", true)
		versions := must(b.Versions(ctx, 2))(t)
		same(t, "former", len(versions) == 1 && versions[0].Title != "" && versions[0].Text == "", true)
		same(t, "what the feed said", must(b.Page(ctx, o.URL+"eins"))(t).Summary+must(b.Page(ctx, o.URL+"zwei"))(t).Summary, "")
		same(t, "the new one", must(b.Clipping(ctx, 3))(t).Article.Text, "Auf dem neuen Markt.")
		same(t, "changes", len(must(b.Changes(ctx, before, 10))(t)), 2)
		b.staysDropped(t, l, o)
	})
}

// staysDropped reads again, with another text, the article that erasable filed.
func (b *bed) staysDropped(t *testing.T, _ Lease, o press.Outlet) {
	t.Helper()
	ctx := t.Context()
	p := must(b.Page(ctx, o.URL+"eins"))(t)
	b.advance(time.Hour)
	r := reading(p, "Ganz neu", rareText("Dritte Fassung."), "Quartiere")
	filed := must(b.File(ctx, b.claim(t, o), r))(t)
	same(t, "filed as", filed.ClippingID, 2)
	c := must(b.Clipping(ctx, 2))(t)
	same(t, "after another reading", c.Article.Title+c.Article.Text, rare+" am Bahnhof")
	same(t, "passages", len(c.Reviews[0].Passages), 1)
	same(t, "versions", len(must(b.Versions(ctx, 2))(t)), 1)
}

// A clipping that was changed after it was looked at keeps its text until the next round; one that was dropped is not
// dropped again.
func TestDropTextsPassesOver(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		b.erasable(t)
		var d Dropping
		same(t, "another version", must(b.DropTexts(t.Context(), &d, []Dropped{{ID: 2, Version: 1}}))(t), 0)
		same(t, "round", d.ID, 0)
		same(t, "this one", must(b.DropTexts(t.Context(), &d, []Dropped{{ID: 2, Version: 2}, {ID: 99, Version: 1}}))(t), 1)
		same(t, "once more", must(b.DropTexts(t.Context(), &d, []Dropped{{ID: 2, Version: 2}}))(t), 0)
		same(t, "text", must(b.Clipping(t.Context(), 2))(t).Article.Text, "")
	})
}

// What is erased after its text was dropped stays out by that text too, also with a backup.
func TestEraseDropped(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, l := b.erasable(t)
		b.advance(time.Hour)
		b.dropAll(t, 0, "Im Viertel")
		check(t, b.Release(ctx, l, fetch.HostState{}))
		path := b.backedUp(t, BackupOptions{})
		must(b.Erase(ctx, Erasing{Clippings: []int64{2}, Unmatched: []int64{1}}))(t)
		if dump := b.dump(t); strings.Contains(dump, rare) {
			t.Errorf("something was kept:\n%s", dump)
		}
		l = b.claim(t, o)
		b.staysOut(t, l, o)
		check(t, b.Release(ctx, l, fetch.HostState{}))
		// As if it went by other addresses in the backup.
		_, err := conn{b.writer, b.dialect}.exec(ctx, `DELETE FROM erased WHERE key <> ?`, textKeys(o.ID, rareText("Zweite Fassung."))[0])
		check(t, err)
		same(t, "erased from the backup", must(b.restored(t, path, RestoreOptions{Force: true}))(t).Erased, 1)
	})
}

// Nothing of a text lies in the files of SQLite after its log was emptied.
func TestDropTextsSweepsFiles(t *testing.T) {
	b := newBed(t, sqliteDSN(t))
	o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
	b.filed(t, b.claim(t, o), o, "eins", "Am Bahnhof", strings.Repeat("Da wohnt der "+rare+". ", 999), "Quartiere")
	check(t, b.Rinse(t.Context()))
	lies := func() (n int) {
		for _, end := range []string{"", "-wal"} {
			if data, err := os.ReadFile(strings.TrimPrefix(b.dsn, "sqlite:") + end); err == nil {
				n += bytes.Count(data, []byte(rare))
			}
		}
		return n
	}
	if lies() == 0 {
		t.Fatal("the word is not in the files before")
	}
	b.advance(time.Hour)
	b.dropAll(t, 0, "")
	check(t, b.Rinse(t.Context()))
	same(t, "places with the word", lies(), 0)
}

// Indexes are made anew for texts that were dropped, but not every day.
func TestDroppedIsForgottenLater(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		b.erasable(t)
		b.advance(time.Hour)
		b.dropAll(t, 0, "")
		same(t, "at once", must(b.LastForgotten(t.Context()))(t), 0)
		b.advance(dropLinger + time.Hour)
		same(t, "later", must(b.LastForgotten(t.Context()))(t), must(b.LastChange(t.Context()))(t))
	})
}

func TestNextDropping(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		at, age, err := b.NextDropping(t.Context())
		check(t, err)
		same(t, "nothing announced", at.IsZero() && age == 0, true)
		check(t, b.AnnounceDropping(t.Context(), b.Now(), time.Hour))
		at, age, err = b.NextDropping(t.Context())
		check(t, err)
		same(t, "announced", at == b.Now() && age == time.Hour, true)
		check(t, b.AnnounceDropping(t.Context(), time.Time{}, 0))
		at, _, err = b.NextDropping(t.Context())
		check(t, err)
		same(t, "taken back", at.IsZero(), true)
	})
}
