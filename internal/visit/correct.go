package visit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/extract"
	"pressclip/internal/press"
	"pressclip/internal/text"
	"pressclip/internal/weburl"
)

// ErrWatched says that an outlet is watched, and an article at an address that is none of its own does not belong to it.
var ErrWatched = errors.New("the outlet is watched elsewhere")

// Corrected is how somebody says otherwise what was filed by hand.
type Corrected struct {
	Handed            // its outlet and article as they are to be; an article without a URL does not stand in the web
	Projects []string // under which somebody files it, of those that they see
	Person   string   // who corrects; empty where nobody signs in
}

// Brought says whether somebody brought the article of a clipping, which no visit will ever read.
func Brought(c press.Clipping) bool { return weburl.Named(c.Article.URL) || c.Outlet.ByHand }

// Correctable says whether people may correct the article of a clipping: one that somebody brought, as long as its text is
// kept.
func Correctable(c press.Clipping) bool { return Brought(c) && c.DroppedAt.IsZero() }

// Movable says whether people may correct under which projects a clipping is filed: where somebody filed it.
func Movable(c press.Clipping) bool {
	return slices.ContainsFunc(c.Reviews, func(r press.Review) bool { return r.ByHand })
}

// Correct writes what somebody corrected in a clipping as they saw it: of one that is not Correctable, only its projects.
// An article that never stood in the web keeps the name it goes by, under another outlet too; what it would go by now leads
// to it as well, so that bringing it again under the right headline is no second clipping. One that gets an address belongs
// to the outlet that is watched there, if one is, and is read again like any other of it. What is corrected is another
// version, held against the keywords anew; what keywords filed before stays.
//
// The error is an *archive.TakenError where its address leads to another clipping, ErrWatched, and wraps weburl.ErrAddress
// if its address is none, press.ErrNotFound if there is no such project, and press.ErrConflict where the clipping has changed
// meanwhile, is neither Correctable nor Movable, or what it would be was erased; anything else is about the archive or ctx.
func (v *Visitor) Correct(ctx context.Context, c press.Clipping, to Corrected) (archive.Filed, error) {
	correction := archive.Correction{ClippingID: c.ID, Version: c.Version, Projects: to.Projects, Person: to.Person}
	switch {
	case !Correctable(c) && !Movable(c):
		return archive.Filed{}, fmt.Errorf("correct clipping %d: %w", c.ID, press.ErrConflict)
	case !Correctable(c):
		return v.Archive.FileElsewhere(ctx, correction, c.Backfill())
	}
	a := to.Article
	a.Title, a.Text = text.Spelled(a.Title), tidy(a.Text)
	if !strings.HasPrefix(a.Text, a.Lead) {
		a.Lead = "" // it is the beginning of the text, or none
	}
	if spoken := extract.Spoken(a.Title + "\n" + a.Text); spoken != "" {
		a.Language = spoken
	}
	outlet, err := v.correctedTo(ctx, c, to.Outlet, &a)
	if err != nil {
		return archive.Filed{}, err
	}
	page, err := v.listed(ctx, outlet, a.URL)
	if err == nil && weburl.Named(a.URL) {
		correction.Name = v.name(outlet.Name, a)
		_, err = v.listed(ctx, outlet, correction.Name)
	}
	if err != nil {
		return archive.Filed{}, err
	}
	return v.Archive.File(ctx, archive.Desk, archive.Reading{
		OutletID: outlet.ID, PageID: page.ID, URL: a.URL, Article: &a, Partial: c.Partial, Matches: v.Standing.Match(a, outlet.Name),
		Backfill: a.Published.Before(v.Now().Add(-handedBackfill)), Correction: &correction,
	})
}

// correctedTo is the outlet of a corrected article, and gives the article what it goes by.
func (v *Visitor) correctedTo(ctx context.Context, c press.Clipping, name string, a *press.Article) (o press.Outlet, err error) {
	was, named := c.Article, weburl.Named(c.Article.URL)
	same := a.URL == "" && named || a.URL != "" && weburl.Key(a.URL) == weburl.Key(was.URL)
	if a.URL != "" && !same {
		fate, err := v.Archive.Fate(ctx, a.URL)
		switch {
		case err != nil:
			return o, err
		case fate.Clipping != nil && fate.Clipping.ID != c.ID:
			return o, &archive.TakenError{Clipping: fate.Clipping}
		case fate.Why == archive.WhyErased:
			return o, press.ErrConflict
		}
		a.URL, a.CanonicalURL = fate.URL, fate.URL
		if fate.Outlet != nil && !fate.Outlet.ByHand {
			return *fate.Outlet, nil
		}
	}
	if o = c.Outlet; !strings.EqualFold(o.Name, name) {
		if o, err = v.Archive.OutletByHand(ctx, name, "", a.Medium); err != nil {
			return o, err
		}
	}
	switch {
	case same:
		a.URL, a.CanonicalURL = was.URL, was.CanonicalURL
	case a.URL == "":
		a.URL = v.name(o.Name, *a)
		a.CanonicalURL = a.URL
	}
	if !weburl.Named(a.URL) && !o.ByHand {
		err = ErrWatched
	}
	return o, err
}
