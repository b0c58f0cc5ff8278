package archive

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// Why says in one word what became of the article at an address. The words for people are in internal/locale under
// "why.WHY".
type Why string

// What can become of an article, the reasons that lie furthest back first.
const (
	WhyUnwatched Why = "unwatched" // no outlet of its site is watched
	WhyUnlisted  Why = "unlisted"  // an outlet of its site is watched but never listed it
	WhyErased    Why = "erased"    // removed on request, and kept out since
	WhyPending   Why = "pending"   // listed, not read yet
	WhyFailed    Why = "failed"    // could not be had for a passing reason; it is tried again
	WhyDropped   Why = "dropped"   // could not be had for good, or is no article
	WhyUnmatched Why = "unmatched" // read, and no keyword was satisfied
	WhyRejected  Why = "rejected"  // a clipping that was found irrelevant in all its projects
	WhyClipped   Why = "clipped"   // a clipping
)

// Fate is what the record knows of the article at an address.
type Fate struct {
	URL      string // canonical
	Why      Why
	Outlet   *press.Outlet   // that listed it or, if none did, one of its site; nil if none is watched
	Page     *Page           // as it was listed; nil if it never was
	Visit    *press.Visit    // the last visit to Outlet; nil if there was none
	Watchers []string        // the projects that watch Outlet
	Clipping *press.Clipping // with its reviews; may be there, from what a feed said, though the page failed
	ErasedAt time.Time       // zero unless erased
}

// Fate looks up what became of the article at an address, which may be any of those it is known under. The error wraps
// weburl.ErrAddress if that is no address of the web.
func (a *Archive) Fate(ctx context.Context, url string) (Fate, error) {
	canonical, err := weburl.Known(url)
	if err != nil {
		return Fate{}, err
	}
	f := Fate{URL: canonical, Why: WhyUnwatched}
	if f.ErasedAt, err = a.erasedAt(ctx, canonical); err != nil {
		return Fate{}, err
	}
	page, err := a.original(ctx, canonical)
	switch {
	case err == nil:
		f.Page = &page
	case !errors.Is(err, press.ErrNotFound):
		return Fate{}, err
	}
	for _, find := range []func(context.Context, *Fate) error{a.fateOutlet, a.fateVisit, a.fateWatchers, a.fateClipping} {
		if err := find(ctx, &f); err != nil {
			return Fate{}, err
		}
	}
	f.Why = f.why()
	return f, nil
}

func (f Fate) why() Why {
	switch {
	case !f.ErasedAt.IsZero():
		return WhyErased
	case f.Clipping != nil && f.Clipping.Verdict() == press.VerdictIrrelevant:
		return WhyRejected
	case f.Clipping != nil:
		return WhyClipped
	case f.Page == nil && f.Outlet == nil:
		return WhyUnwatched
	case f.Page == nil:
		return WhyUnlisted
	}
	switch f.Page.State {
	case PagePending:
		return WhyPending
	case PageFailed:
		return WhyFailed
	case PageDropped:
		return WhyDropped
	}
	return WhyUnmatched
}

func (a *Archive) erasedAt(ctx context.Context, url string) (at time.Time, err error) {
	err = a.read(ctx, "look for an erased address", func(ctx context.Context, c conn) error {
		var ms sql.NullInt64
		_, err := c.found(ctx, `SELECT erased_at FROM erased WHERE key = ?`, []any{addressKey(url)}, &ms)
		at = timeOf(ms)
		return err
	})
	return at, err
}

// original is Page, and the page that was read where the address is another one of the same article.
func (a *Archive) original(ctx context.Context, url string) (Page, error) {
	page, err := a.Page(ctx, url)
	if err != nil || page.State != PageSame {
		return page, err
	}
	err = a.read(ctx, "read page", func(ctx context.Context, c conn) error {
		pages, err := all(ctx, c, scanPage, `SELECT `+pageColumns+` FROM page WHERE id = (SELECT same_as FROM page WHERE id = ?)`, page.ID)
		if err == nil && len(pages) == 1 {
			page = pages[0]
		}
		return err
	})
	return page, err
}

// fateOutlet finds the outlet of the page, or else a watched one of the site: on the very host, if there is one.
func (a *Archive) fateOutlet(ctx context.Context, f *Fate) error {
	outlets, err := a.Outlets(ctx)
	if err != nil {
		return err
	}
	for i, o := range outlets {
		switch {
		case f.Page != nil:
			if o.ID == f.Page.OutletID {
				f.Outlet = &outlets[i]
			}
		case o.ByHand:
		case onHost(o, f.URL), f.Outlet == nil && (weburl.SameSite(o.URL, f.URL) || weburl.SameSite(o.Home, f.URL)):
			f.Outlet = &outlets[i]
		}
	}
	return nil
}

// onHost says that an address is on the very host of an outlet, of today or before it moved.
func onHost(o press.Outlet, url string) bool {
	host := weburl.Host(url)
	return host == weburl.Host(o.URL) || host == weburl.Host(o.Home)
}

func (a *Archive) fateVisit(ctx context.Context, f *Fate) error {
	if f.Outlet == nil {
		return nil
	}
	visits, err := a.LastVisits(ctx)
	if v, ok := visits[f.Outlet.ID]; ok {
		f.Visit = &v
	}
	return err
}

func (a *Archive) fateWatchers(ctx context.Context, f *Fate) error {
	if f.Outlet == nil {
		return nil
	}
	projects, err := a.Projects(ctx)
	for _, p := range projects {
		if p.Watches(f.Outlet.Name) {
			f.Watchers = append(f.Watchers, p.Name)
		}
	}
	return err
}

func (a *Archive) fateClipping(ctx context.Context, f *Fate) error {
	if f.Page == nil || f.Page.ClippingID == 0 {
		return nil
	}
	c, err := a.Clipping(ctx, f.Page.ClippingID)
	if errors.Is(err, press.ErrNotFound) { // out of sight, or erased between two reads: of the page only that it was read
		f.Page.Title, f.Page.Summary, f.Page.Authors = "", "", nil
		return nil
	}
	if err == nil {
		f.Clipping = &c
	}
	return err
}
