package visit

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/extract"
	"pressclip/internal/press"
	"pressclip/internal/text"
	"pressclip/internal/weburl"
)

// Correctable says whether people may correct the article of a clipping: one that somebody brought, which no visit will ever
// read again, as long as its text is kept.
func Correctable(c press.Clipping) bool {
	return (weburl.Named(c.Article.URL) || c.Outlet.ByHand) && c.DroppedAt.IsZero()
}

// Correct writes what somebody corrected in the article of a clipping as they saw it. What it goes by stays; what it would
// go by now leads to it too, so that bringing it again under the right headline is no second clipping. What is corrected
// is another version, held against the keywords anew; what it was filed under before stays.
//
// The error wraps press.ErrConflict where the clipping is not Correctable, or has changed meanwhile, or what it would be was
// erased; anything else is about the archive or ctx.
func (v *Visitor) Correct(ctx context.Context, c press.Clipping, a press.Article) (archive.Filed, error) {
	if !Correctable(c) {
		return archive.Filed{}, fmt.Errorf("correct clipping %d: %w", c.ID, press.ErrConflict)
	}
	a.URL, a.CanonicalURL, a.Title, a.Text = c.Article.URL, c.Article.CanonicalURL, text.Spelled(a.Title), tidy(a.Text)
	if !strings.HasPrefix(a.Text, a.Lead) {
		a.Lead = "" // it is the beginning of the text, or none
	}
	if spoken := extract.Spoken(a.Title + "\n" + a.Text); spoken != "" {
		a.Language = spoken
	}
	page, err := v.Archive.PageAt(ctx, c.Outlet.ID, a.URL)
	if err != nil {
		return archive.Filed{}, err
	}
	correction := archive.Correction{Version: c.Version}
	if weburl.Named(a.URL) {
		correction.Name = v.name(c.Outlet.Name, a)
		listed := archive.Listing{OutletID: c.Outlet.ID, Candidates: []press.Candidate{{URL: correction.Name}}}
		if _, err := v.Archive.List(ctx, archive.Desk, listed); err != nil {
			return archive.Filed{}, err
		}
		_, err := v.Archive.PageAt(ctx, c.Outlet.ID, correction.Name)
		if errors.Is(err, press.ErrNotFound) { // it is not listed, because it was erased
			err = press.ErrConflict
		}
		if err != nil {
			return archive.Filed{}, err
		}
	}
	return v.Archive.File(ctx, archive.Desk, archive.Reading{
		OutletID: c.Outlet.ID, PageID: page.ID, Article: &a, Partial: c.Partial, Matches: v.Standing.Match(a, c.Outlet.Name),
		Backfill: a.Published.Before(v.Now().Add(-handedBackfill)), Correction: &correction,
	})
}
