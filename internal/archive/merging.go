package archive

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"pressclip/internal/press"
)

// existing reads and locks the clipping of the article, and notes which partial ones are to become part of it. It is
// the one that its canonical address has, or that was made of this page; of a partial one, any address that the reading
// names is enough. What was read in full goes before what was not. Where no address leads to one, the words may.
func (f *filing) existing(ctx context.Context) (clippingRow, bool, error) {
	if f.Correction != nil {
		old, err := f.corrected(ctx)
		return old, err == nil, err
	}
	rows, err := f.candidates(ctx)
	if err == nil && len(rows) == 0 && f.wanted() {
		var id int64
		if id, err = f.byWords(ctx); err == nil && id != 0 {
			rows, err = all(ctx, f.conn, scanClipping, `SELECT `+clippingColumns+` FROM clipping WHERE id = ?`+f.locked, id)
		}
	}
	if err != nil || len(rows) == 0 {
		return clippingRow{}, false, err
	}
	slices.SortStableFunc(rows, func(a, b clippingRow) int {
		return cmp.Or(later(a.Partial, b.Partial), later(!f.canonical(a), !f.canonical(b)))
	})
	f.twins = slices.DeleteFunc(slices.Clone(rows[1:]), func(r clippingRow) bool { return !r.Partial })
	return rows[0], true, nil
}

// later puts what is true after what is not.
func later(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// canonical says whether a clipping goes by the article's address.
func (f *filing) canonical(r clippingRow) bool {
	return string(addressKey(cmp.Or(r.Article.CanonicalURL, r.Article.URL))) == string(f.key)
}

// candidates are the clippings that the article may be, locked in the order of their IDs, so that two filings never
// wait for each other. If another has merged this page's clipping meanwhile, it looks again.
func (f *filing) candidates(ctx context.Context) ([]clippingRow, error) {
	elsewhere, err := f.readElsewhere(ctx)
	if err != nil {
		return nil, err
	}
	moved, err := f.movedFrom(ctx)
	for err == nil {
		var rows []clippingRow
		rows, err = all(ctx, f.conn, scanClipping, `SELECT `+clippingColumns+` FROM clipping
			WHERE key = ? OR id IN (?, ?, ?) OR partial AND key IN (?, ?) ORDER BY id`+f.locked,
			f.key, f.page.ClippingID, elsewhere, moved, f.pageKey, addressKey(f.Article.URL))
		own := f.page.ClippingID
		if err != nil || own == 0 || slices.ContainsFunc(rows, func(r clippingRow) bool { return r.ID == own }) {
			return rows, err
		}
		if err = f.one(ctx, `SELECT coalesce(clipping_id, 0) FROM page WHERE id = ?`, []any{f.page.ID}, &f.page.ClippingID); f.page.ClippingID == own {
			return rows, err
		}
	}
	return nil, err
}

// readElsewhere is the clipping that another outlet made of this address, where the page is withheld from this one; 0
// if there is none or its headline is another, for some addresses have a new article every day.
func (f *filing) readElsewhere(ctx context.Context) (int64, error) {
	if !f.Partial {
		return 0, nil
	}
	var id int64
	var title string
	found, err := f.found(ctx, `SELECT c.id, c.title FROM page p JOIN clipping c ON c.id = p.clipping_id
		WHERE p.key = ? AND p.read_at IS NOT NULL AND NOT c.partial ORDER BY p.read_at DESC LIMIT 1`, []any{f.pageKey}, &id, &title)
	if !found || !sameHeadline(title, f.Article.Title) {
		return 0, err
	}
	return id, nil
}

// movedFrom is the clipping whose article this outlet has at this address too, though the clipping goes by another; 0 if
// there is none.
func (f *filing) movedFrom(ctx context.Context) (id int64, err error) {
	_, err = f.found(ctx, `SELECT clipping_id FROM page WHERE article_key = ? AND outlet_id = ? AND clipping_id IS NOT NULL ORDER BY id DESC LIMIT 1`,
		[]any{f.key, f.OutletID}, &id)
	return id, err
}

// takeIn makes the partial clippings of the same article part of this one: what was found and decided there holds
// here, the earlier time counts, and they are gone.
func (f *filing) takeIn(ctx context.Context, into clippingRow) error {
	for _, twin := range f.twins {
		if err := f.takeReviews(ctx, into, twin); err != nil {
			return err
		}
		if err := f.takeStory(ctx, &into, twin); err != nil {
			return err
		}
		first := millis(earlier(into.FirstSeen, twin.FirstSeen))
		for _, step := range []struct {
			query string
			args  []any
		}{
			{`UPDATE review SET first_seen = ? WHERE clipping_id = ?`, []any{first, into.ID}},
			{`UPDATE clipping SET first_seen = ? WHERE id = ?`, []any{first, into.ID}},
			{`UPDATE page SET clipping_id = ? WHERE clipping_id = ?`, []any{into.ID, twin.ID}},
			{`UPDATE decision SET clipping_id = ? WHERE clipping_id = ?`, []any{into.ID, twin.ID}},
			// What stood in an issue does not come again under another number.
			{`INSERT INTO issued (issue_id, project_id, clipping_id) SELECT issue_id, project_id, ? FROM issued WHERE clipping_id = ?
				ON CONFLICT (issue_id, project_id, clipping_id) DO NOTHING`, []any{into.ID, twin.ID}},
			// Nor is what was told at once told again, and what waits to be told waits on.
			{`INSERT INTO alerted (project_id, clipping_id, noticed_at, alert_id) SELECT project_id, ?, noticed_at, alert_id FROM alerted WHERE clipping_id = ?
				ON CONFLICT (project_id, clipping_id) DO UPDATE SET alert_id = coalesce(alerted.alert_id, excluded.alert_id)`, []any{into.ID, twin.ID}},
			// What was chosen for a press list stays chosen, in its place.
			{`INSERT INTO published (project_id, clipping_id, place, sentence, person, published_at, changed_at)
				SELECT project_id, ?, place, sentence, person, published_at, changed_at FROM published WHERE clipping_id = ?
				ON CONFLICT (project_id, clipping_id) DO UPDATE SET sentence = CASE WHEN published.sentence = '' THEN excluded.sentence ELSE published.sentence END`,
				[]any{into.ID, twin.ID}},
			{`DELETE FROM clipping WHERE id = ?`, []any{twin.ID}},
		} {
			if _, err := f.exec(ctx, step.query, step.args...); err != nil {
				return err
			}
		}
		into.FirstSeen = timeOf(first)
		f.done.Changed = true
	}
	if len(f.twins) == 0 {
		return nil
	}
	return f.sumUp(ctx, into.ID)
}

func (f *filing) takeReviews(ctx context.Context, into, twin clippingRow) error {
	rows, err := f.reviewRows(ctx, into.ID, twin.ID)
	if err != nil {
		return err
	}
	have := make(map[int64]press.Review, len(rows))
	for _, r := range rows {
		if r.clippingID == into.ID {
			have[r.projectID] = r.Review
		}
	}
	for _, r := range rows {
		if r.clippingID != twin.ID {
			continue
		}
		if !identical(into.Article, twin.Article) {
			r.Passages = nil // where they stood there says nothing about this text
		}
		if old, both := have[r.projectID]; both {
			r.Review = joinReviews(old, r.Review)
		}
		if err := f.takeReview(ctx, into.ID, r); err != nil {
			return err
		}
	}
	return nil
}

func (f *filing) takeReview(ctx context.Context, into int64, r reviewRow) error {
	_, err := f.exec(ctx, `INSERT INTO review (clipping_id, project_id, first_seen, keywords, passages, verdict, tags, note, reviewer, filed_at, decided_at, backfill, filed_by, touched_at)
		SELECT id, ?, first_seen, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM clipping WHERE id = ?
		ON CONFLICT (clipping_id, project_id) DO UPDATE SET keywords = excluded.keywords, passages = excluded.passages, verdict = excluded.verdict,
		tags = excluded.tags, note = excluded.note, reviewer = excluded.reviewer, filed_at = excluded.filed_at, decided_at = excluded.decided_at,
		backfill = excluded.backfill, filed_by = excluded.filed_by, touched_at = excluded.touched_at`,
		r.projectID, list(r.Keywords), list(r.Passages), r.Verdict, list(r.Tags), r.Note, r.Reviewer, millis(r.FiledAt), millis(r.DecidedAt), r.Backfill, filedBy(r.Review), millis(r.TouchedAt), into)
	return err
}

// joinReviews is what two reviews in one project say together. A verdict goes before none, the later before the
// earlier; nothing that anybody wrote is lost.
func joinReviews(a, b press.Review) press.Review {
	verdict, other := a, b
	if b.DecidedAt.After(a.DecidedAt) {
		verdict, other = b, a
	}
	return press.Review{
		Project:   a.Project,
		Keywords:  union(a.Keywords, b.Keywords),
		Passages:  joinPassages(a.Passages, b.Passages),
		Verdict:   verdict.Verdict,
		Tags:      tidyTags(slices.Concat(a.Tags, b.Tags)),
		Note:      joinNotes(a.Note, b.Note),
		Reviewer:  cmp.Or(verdict.Reviewer, other.Reviewer),
		FiledAt:   earlier(a.FiledAt, b.FiledAt),
		DecidedAt: verdict.DecidedAt,
		Backfill:  a.Backfill && b.Backfill,
		ByHand:    a.ByHand || b.ByHand,
		FiledBy:   cmp.Or(a.FiledBy, b.FiledBy),
		TouchedAt: latest(a.TouchedAt, b.TouchedAt),
	}
}

func joinNotes(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	}
	return a + "\n" + b
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// filedBy is how a review says who filed it.
func filedBy(r press.Review) sql.NullString {
	return sql.NullString{String: r.FiledBy, Valid: r.ByHand}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
