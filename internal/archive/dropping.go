package archive

import (
	"context"
	"time"

	"pressclip/internal/press"
)

// Dropping is one round of dropping the texts of old clippings.
type Dropping struct {
	ID     int64 // 0: nothing was dropped yet
	Before time.Time
	Texts  int // dropped so far
}

// Dropped is a clipping whose text is to go.
type Dropped struct {
	ID      int64
	Version int           // that Shown was made of
	Shown   press.Extract // what may still be shown of it; empty where the outlet's rights allow nothing
}

// textHolders are what of a clipping goes with its text beside its own row; each has its ID for an argument, and is
// repeated safely. A table that keeps a clipping's text, or the page it was read from, belongs here.
var textHolders = []string{
	`DELETE FROM evidence WHERE clipping_id = ?`,
	`DELETE FROM upload WHERE clipping_id = ?`,
	`UPDATE version SET lead = '', text = '' WHERE clipping_id = ?`,
	`UPDATE page SET summary = '' WHERE clipping_id = ? AND summary <> ''`,
	`UPDATE page SET summary = '' WHERE summary <> '' AND same_as IN (SELECT id FROM page WHERE clipping_id = ?)`,
}

// TextsBefore counts the clippings that have their text and were first seen before a time.
func (a *Archive) TextsBefore(ctx context.Context, before time.Time) (n int, err error) {
	err = a.read(ctx, "count texts", func(ctx context.Context, c conn) error {
		return c.one(ctx, `SELECT count(*) FROM clipping WHERE dropped_at IS NULL AND first_seen < ?`, []any{before.UnixMilli()}, &n)
	})
	return n, err
}

// TextsDropped counts the clippings whose texts were dropped.
func (a *Archive) TextsDropped(ctx context.Context) (n int, err error) {
	err = a.read(ctx, "count dropped texts", func(ctx context.Context, c conn) error {
		return c.one(ctx, `SELECT (SELECT count(*) FROM clipping) - (SELECT count(*) FROM clipping WHERE dropped_at IS NULL)`, nil, &n)
	})
	return n, err
}

// TextsDue are at most n of these clippings, those first seen longest ago.
func (a *Archive) TextsDue(ctx context.Context, before time.Time, n int) (found []press.Clipping, err error) {
	err = a.read(ctx, "read old texts", func(ctx context.Context, c conn) error {
		ids, err := all(ctx, c, scanID, `SELECT id FROM clipping WHERE dropped_at IS NULL AND first_seen < ? ORDER BY first_seen, id`+limit(n), before.UnixMilli())
		if err != nil {
			return err
		}
		found, err = c.clippings(ctx, ids)
		return err
	})
	return found, err
}

// DropTexts drops texts, leads and former texts of clippings in one transaction and adds them to the round d. Nothing
// brings them back but a backup. A clipping that has another version by now is passed over, and so is one whose text
// is gone already; it returns how many were dropped.
func (a *Archive) DropTexts(ctx context.Context, d *Dropping, texts []Dropped) (dropped int, err error) {
	round := *d
	err = a.write(ctx, "drop texts", func(ctx context.Context, c conn) error {
		round, dropped = *d, 0
		at := a.now().UnixMilli()
		var gone []int64
		for _, one := range texts {
			if ok, err := c.dropText(ctx, at, one); err != nil {
				return err
			} else if ok {
				gone = append(gone, one.ID)
			}
		}
		if len(gone) == 0 {
			return nil
		}
		for _, id := range gone {
			if err := c.changed(ctx, id); err != nil {
				return err
			}
		}
		dropped = len(gone)
		round.Texts += dropped
		return c.noteDropping(ctx, at, &round)
	})
	if err != nil {
		return 0, err
	}
	*d = round
	return dropped, nil
}

// dropText says whether there was a text to drop.
func (c conn) dropText(ctx context.Context, at int64, one Dropped) (bool, error) {
	rows, err := all(ctx, c, scanClipping, `SELECT `+clippingColumns+` FROM clipping WHERE id = ? AND version = ? AND dropped_at IS NULL`+c.locked, one.ID, one.Version)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	keys, err := c.textsOf(ctx, rows[0])
	if err != nil {
		return false, err
	}
	var joined []byte
	for _, k := range keys {
		joined = append(joined, k...)
	}
	for _, query := range textHolders {
		if _, err := c.exec(ctx, query, one.ID); err != nil {
			return false, err
		}
	}
	reviews, err := c.reviewRows(ctx, one.ID)
	if err != nil {
		return false, err
	}
	for _, r := range reviews {
		_, err := c.exec(ctx, `UPDATE review SET passages = ? WHERE clipping_id = ? AND project_id = ?`, list(outsideText(r.Passages)), one.ID, r.projectID)
		if err != nil {
			return false, err
		}
	}
	_, err = c.exec(ctx, `UPDATE clipping SET dropped_at = ?, shown = ?, text_keys = ?, lead = '', text = '' WHERE id = ?`,
		at, encode(one.Shown), nullable(joined), one.ID)
	return err == nil, err
}

// textsOf are the keys of a clipping's texts, former ones too, at every outlet that has it.
func (c conn) textsOf(ctx context.Context, r clippingRow) (keys [][]byte, err error) {
	outlets, err := all(ctx, c, scanID, `SELECT DISTINCT outlet_id FROM page WHERE clipping_id = ? AND outlet_id <> ?`, r.ID, r.outletID)
	if err != nil {
		return nil, err
	}
	texts, err := all(ctx, c, scanString, `SELECT text FROM version WHERE clipping_id = ?`, r.ID)
	if err != nil {
		return nil, err
	}
	for _, outlet := range append(outlets, r.outletID) {
		for _, text := range append(texts, r.Article.Text) {
			keys = append(keys, textKeys(outlet, text)...)
		}
	}
	return keys, nil
}

// outsideText are the passages of what stays: headline, outlet, authors.
func outsideText(all []press.Passage) (kept []press.Passage) {
	for _, p := range all {
		if p.Field != "text" && p.Field != "lead" {
			kept = append(kept, p)
		}
	}
	return kept
}

// noteDropping records how far a round is.
func (c conn) noteDropping(ctx context.Context, at int64, d *Dropping) error {
	var last int64
	if err := c.one(ctx, `SELECT value FROM counter WHERE name = 'change'`, nil, &last); err != nil {
		return err
	}
	if d.ID == 0 {
		return c.one(ctx, `INSERT INTO dropping (dropped_at, seen_before, clippings, change_number) VALUES (?, ?, ?, ?) RETURNING id`,
			[]any{at, d.Before.UnixMilli(), d.Texts, last}, &d.ID)
	}
	_, err := c.exec(ctx, `UPDATE dropping SET clippings = ?, change_number = ? WHERE id = ?`, d.Texts, last, d.ID)
	return err
}

// NextDropping is when texts are dropped next, and of what age they are then, as it was announced; both are zero if
// nothing was.
func (a *Archive) NextDropping(ctx context.Context) (at time.Time, age time.Duration, err error) {
	err = a.read(ctx, "read next dropping", func(ctx context.Context, c conn) error {
		var due, ms int64
		if err := c.one(ctx, `SELECT value FROM counter WHERE name = 'text_due'`, nil, &due); err != nil {
			return err
		}
		if due != 0 {
			at = time.UnixMilli(due).UTC()
		}
		err := c.one(ctx, `SELECT value FROM counter WHERE name = 'text_age'`, nil, &ms)
		age = time.Duration(ms) * time.Millisecond
		return err
	})
	return at, age, err
}

// AnnounceDropping records when texts of what age are dropped next. The zero time takes an announcement back.
func (a *Archive) AnnounceDropping(ctx context.Context, at time.Time, age time.Duration) error {
	return a.write(ctx, "announce dropping", func(ctx context.Context, c conn) error {
		due := int64(0)
		if !at.IsZero() {
			due = at.UnixMilli()
		}
		if _, err := c.exec(ctx, `UPDATE counter SET value = ? WHERE name = 'text_due'`, due); err != nil {
			return err
		}
		_, err := c.exec(ctx, `UPDATE counter SET value = ? WHERE name = 'text_age'`, age.Milliseconds())
		return err
	})
}
