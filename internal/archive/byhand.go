package archive

import (
	"cmp"
	"context"
	"fmt"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// fillIn has an article that goes by a name, and was filed before, keep what was said of it then: filing it again only adds
// what was left out. It returns whether headline, lead and text are still those of this reading.
func (f *filing) fillIn(old press.Article) (own bool) {
	if !weburl.Named(f.Article.URL) || f.Correction != nil {
		return true
	}
	a := *f.Article
	now := old
	now.Lead, now.Text = cmp.Or(old.Lead, a.Lead), cmp.Or(old.Text, a.Text)
	now.Language, now.Agency = cmp.Or(old.Language, a.Language), cmp.Or(old.Agency, a.Agency)
	now.Medium, now.Page, now.Programme = cmp.Or(old.Medium, a.Medium), cmp.Or(old.Page, a.Page), cmp.Or(old.Programme, a.Programme)
	if len(old.Authors) == 0 {
		now.Authors = a.Authors
	}
	f.Article = &now
	return identical(now, a)
}

// mayCorrect says whether the clipping is still the one that somebody corrects.
func (f *filing) mayCorrect(c clippingRow) error {
	if f.Correction == nil || c.ID == f.page.ClippingID && c.Version == f.Correction.Version && c.DroppedAt.IsZero() {
		return nil
	}
	return fmt.Errorf("correct clipping %d: %w", c.ID, press.ErrConflict)
}

// settleCorrection writes what the page is listed with from now on, and has the name that its article would go by now lead
// to the clipping, unless it leads to another.
func (f *filing) settleCorrection(ctx context.Context) error {
	a := f.Article
	_, err := f.exec(ctx, `UPDATE page SET title = ?, authors = ?, published = ? WHERE id = ?`, a.Title, list(a.Authors), millis(a.Published), f.page.ID)
	if err != nil || f.Correction.Name == "" {
		return err
	}
	_, err = f.exec(ctx, `UPDATE page SET state = ?, title = ?, read_at = ?, article_key = ?, clipping_id = ? WHERE outlet_id = ? AND key = ? AND clipping_id IS NULL`,
		PageClipped, a.Title, f.now.UnixMilli(), f.key, f.done.ClippingID, f.OutletID, addressKey(f.Correction.Name))
	return err
}
