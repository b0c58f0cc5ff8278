package archive

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// Correction is how somebody says otherwise what was filed by hand.
type Correction struct {
	ClippingID int64
	Version    int      // of the clipping, that they saw
	Name       string   // that the article would go by now; it leads to the clipping from then on. Empty: it goes by an address
	Projects   []string // under which somebody files it from then on, of those that they see; nil: as before
	Person     string   // who corrects; empty where nobody signs in
}

// TakenError says that what a clipping is to go by leads to another one. It wraps press.ErrConflict.
type TakenError struct {
	Clipping *press.Clipping // nil: it is out of sight
}

// Error says no more than that, for the other one may be out of sight.
func (e *TakenError) Error() string { return "another clipping goes by that address" }

// Unwrap is press.ErrConflict.
func (e *TakenError) Unwrap() error { return press.ErrConflict }

// FileElsewhere has a clipping filed by hand under the projects of a correction, and under no others of those that are
// seen, and leaves its article alone; that is a version of its own. Where a keyword found it, it stays. The error wraps
// press.ErrNotFound if a project is not there, and press.ErrConflict where the clipping has another version by now, or
// would be in no project any more.
func (a *Archive) FileElsewhere(ctx context.Context, want Correction, backfill bool) (done Filed, err error) {
	err = a.write(ctx, "file elsewhere", func(ctx context.Context, c conn) error {
		done = Filed{ClippingID: want.ClippingID}
		old, round, err := c.correcting(ctx, want)
		if err != nil {
			return err
		}
		now := a.now().UTC().UnixMilli()
		done.Changed, err = c.fileElsewhere(ctx, want, backfill, round, now)
		if err != nil || !done.Changed {
			return err
		}
		if err := c.keepVersion(ctx, old); err != nil {
			return err
		}
		if _, err := c.exec(ctx, `UPDATE clipping SET version = version + 1, version_at = ? WHERE id = ?`, now, old.ID); err != nil {
			return err
		}
		return c.changed(ctx, old.ID)
	})
	return done, err
}

// correcting reads and locks the clipping that somebody corrects, if it is the one that they saw, and numbers what they do.
func (c conn) correcting(ctx context.Context, want Correction) (old clippingRow, round int64, err error) {
	if round, err = c.newRound(ctx); err != nil {
		return old, 0, err
	}
	if err := c.see(ctx, want.ClippingID); err != nil {
		return old, 0, err
	}
	rows, err := all(ctx, c, scanClipping, `SELECT `+clippingColumns+` FROM clipping WHERE id = ?`+c.locked, want.ClippingID)
	if err == nil && (len(rows) == 0 || rows[0].Version != want.Version) {
		err = fmt.Errorf("correct clipping %d: %w", want.ClippingID, press.ErrConflict)
	}
	if err != nil {
		return old, 0, err
	}
	return rows[0], round, nil
}

// corrected is the clipping that somebody corrects, where its text is kept and what it is to go by leads to no other.
func (f *filing) corrected(ctx context.Context) (old clippingRow, err error) {
	if old, f.round, err = f.correcting(ctx, *f.Correction); err != nil {
		return old, err
	}
	if !old.DroppedAt.IsZero() {
		return old, fmt.Errorf("correct clipping %d: %w", old.ID, press.ErrConflict)
	}
	if f.canonical(old) {
		return old, nil
	}
	var other int64
	taken, err := f.found(ctx, `SELECT id FROM clipping WHERE key = ? AND id <> ?
		UNION SELECT clipping_id FROM page WHERE (key = ? OR article_key = ?) AND clipping_id <> ? LIMIT 1`, []any{f.key, old.ID, f.key, f.key, old.ID}, &other)
	if err != nil || !taken {
		return old, err
	}
	there, err := f.clippings(ctx, []int64{other})
	if err != nil {
		return old, err
	}
	e := &TakenError{}
	if len(there) > 0 {
		e.Clipping = &there[0]
	}
	return old, e
}

// fileElsewhere files a clipping by hand under the projects of a correction, and says whether that changed anything. Those
// that are out of sight or were removed stay as they are. The tags and the note of one that it leaves go along where it comes
// to one other.
func (c conn) fileElsewhere(ctx context.Context, want Correction, backfill bool, round, now int64) (changed bool, err error) {
	if want.Projects == nil {
		return false, nil
	}
	projects, err := c.idsOf(ctx, want.Projects)
	if err != nil {
		return false, err
	}
	rows, err := c.reviewRows(ctx, want.ClippingID)
	if err != nil {
		return false, err
	}
	var come []int64
	for _, name := range want.Projects {
		if projects[name] == 0 || !Sees(ctx, name) {
			return false, notFound("project", fmt.Sprintf("%q", name))
		}
		if !slices.ContainsFunc(rows, func(r reviewRow) bool { return r.projectID == projects[name] && r.ByHand }) {
			come = append(come, projects[name])
		}
	}
	leave, err := c.leaving(ctx, rows, projects)
	if err != nil || len(come)+len(leave) == 0 {
		return false, err
	}
	if len(come) == 0 && len(leave) == len(rows) && !slices.ContainsFunc(leave, func(r reviewRow) bool { return len(r.Keywords) > 0 }) {
		return false, fmt.Errorf("leave clipping %d in no project: %w", want.ClippingID, press.ErrConflict)
	}
	for _, id := range come {
		what := found{byHand: true}
		if at := slices.IndexFunc(rows, func(r reviewRow) bool { return r.projectID == id }); at >= 0 {
			what.keywords, what.passages = rows[at].Keywords, rows[at].Passages
		}
		if err := c.putReview(ctx, want.ClippingID, id, what, want.Person, backfill, now); err != nil {
			return false, err
		}
	}
	if err := c.leave(ctx, leave); err != nil {
		return false, err
	}
	if len(come) == 1 && len(leave) == 1 && len(leave[0].Keywords) == 0 {
		if err := c.carry(ctx, leave[0], come[0], want.Person, round, now); err != nil {
			return false, err
		}
	}
	return true, c.sumUp(ctx, want.ClippingID)
}

// leaving are the reviews by hand that are seen, of projects that are there, but not among these.
func (c conn) leaving(ctx context.Context, rows []reviewRow, projects map[string]int64) (leave []reviewRow, err error) {
	for _, r := range rows {
		stays := slices.Contains(slices.Collect(maps.Values(projects)), r.projectID) // by whichever name
		if stays || !r.ByHand || !Sees(ctx, r.Project) {
			continue
		}
		var one int
		there, err := c.found(ctx, `SELECT 1 FROM project WHERE id = ? AND removed_at IS NULL`, []any{r.projectID}, &one)
		if err != nil {
			return nil, err
		}
		if there {
			leave = append(leave, r)
		}
	}
	return leave, nil
}

// leave takes clippings out of projects, with their places on press lists; those that a keyword found stay for its sake.
func (c conn) leave(ctx context.Context, rows []reviewRow) error {
	for _, r := range rows {
		steps := []string{`DELETE FROM review WHERE clipping_id = ? AND project_id = ?`, `DELETE FROM published WHERE clipping_id = ? AND project_id = ?`}
		if len(r.Keywords) > 0 {
			steps = []string{`UPDATE review SET filed_by = NULL WHERE clipping_id = ? AND project_id = ?`}
		}
		for _, step := range steps {
			if _, err := c.exec(ctx, step, r.clippingID, r.projectID); err != nil {
				return err
			}
		}
	}
	return nil
}

// carry writes the tags and the note of a review in one project into that of another.
func (c conn) carry(ctx context.Context, from reviewRow, to int64, who string, round, now int64) error {
	if len(from.Tags) == 0 && from.Note == "" {
		return nil
	}
	rows, err := c.reviewRows(ctx, from.clippingID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(rows, func(r reviewRow) bool { return r.projectID == to })
	note := joinNotes(rows[at].Note, from.Note)
	return c.decide(ctx, rows[at], ReviewChange{AddTags: from.Tags, Note: &note, Reviewer: who}, round, now)
}

// settleCorrection writes what the page is listed with from now on, and has the name that its article would go by now lead
// to the clipping, unless it leads to another. An address that it had before leads there no longer, for it was wrong.
func (f *filing) settleCorrection(ctx context.Context) error {
	a, reread := f.Article, millis(f.page.RereadAt)
	if f.page.ClippingID != f.done.ClippingID && !weburl.Named(f.page.URL) {
		reread = nextRereading(f.now, a.Published, f.now)
	}
	_, err := f.exec(ctx, `UPDATE page SET state = ?, attempts = 0, next_try = NULL, fault = NULL, title = ?, authors = ?, published = ?,
		read_at = coalesce(read_at, ?), article_key = ?, clipping_id = ?, reread_at = ? WHERE id = ?`,
		PageClipped, a.Title, list(a.Authors), millis(a.Published), f.now.UnixMilli(), f.key, f.done.ClippingID, reread, f.page.ID)
	if old := f.old.Article; err == nil && !weburl.Named(old.URL) && (old.URL != a.URL || f.old.outletID != f.OutletID) {
		_, err = f.exec(ctx, `DELETE FROM page WHERE clipping_id = ? AND outlet_id = ? AND key IN (?, ?) AND id <> ?`,
			f.done.ClippingID, f.old.outletID, addressKey(old.URL), addressKey(cmp.Or(old.CanonicalURL, old.URL)), f.page.ID)
	}
	if err != nil || f.Correction.Name == "" {
		return err
	}
	_, err = f.exec(ctx, `UPDATE page SET state = ?, title = ?, read_at = ?, article_key = ?, clipping_id = ? WHERE outlet_id = ? AND key = ? AND clipping_id IS NULL`,
		PageClipped, a.Title, f.now.UnixMilli(), f.key, f.done.ClippingID, f.OutletID, addressKey(f.Correction.Name))
	return err
}
