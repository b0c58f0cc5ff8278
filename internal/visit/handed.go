package visit

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"pressclip/internal/archive"
	"pressclip/internal/extract"
	"pressclip/internal/press"
	"pressclip/internal/text"
	"pressclip/internal/weburl"
)

// handedBackfill is the age beyond which what somebody brings counts as found by looking back: nobody is alerted to it.
const handedBackfill = 7 * 24 * time.Hour

// Handed is an article that somebody brings, instead of an address at which it can be read.
type Handed struct {
	Outlet string // its name; one that is not there is made, and is never visited
	// Article has a headline, a medium and, in Published, its day. Its URL is empty, unless it stood in the web: then it is
	// the article at that address, which belongs to the outlet that is watched there.
	Article press.Article
}

// Hand files an article that somebody brings, in a project, and in all others whose keywords it satisfies. Nothing is
// fetched. What never stood in the web goes by a name made of medium, outlet, day and headline, so that the same article
// brought twice is one clipping: the second time adds its project, and what was left out the first time.
//
// The error wraps press.ErrNotFound if there is no such project, press.ErrConflict if the article was erased, and
// weburl.ErrAddress if its address is none; anything else is about the archive or ctx.
func (v *Visitor) Hand(ctx context.Context, h Handed, want archive.ByHand) (archive.Filed, error) {
	if _, err := v.Archive.Project(ctx, want.Project); err != nil {
		return archive.Filed{}, err
	}
	a := h.Article
	a.Title, a.Text = text.Spelled(a.Title), tidy(a.Text)
	a.Language = cmp.Or(a.Language, extract.Spoken(a.Title+"\n"+a.Text))
	outlet, err := v.handedTo(ctx, h, &a)
	if err != nil {
		return archive.Filed{}, err
	}
	page, err := v.listed(ctx, outlet, a.URL)
	if err != nil {
		return archive.Filed{}, err
	}
	filed, err := v.Archive.File(ctx, archive.Desk, archive.Reading{
		OutletID: outlet.ID, PageID: page.ID, URL: a.URL, Article: &a, Matches: v.Standing.Match(a, outlet.Name),
		Backfill: a.Published.Before(v.Now().Add(-handedBackfill)), ByHand: &want,
	})
	if err == nil && filed.Erased {
		err = press.ErrConflict
	}
	return filed, err
}

// listed is the page of an article that somebody brings; press.ErrConflict if it was erased.
func (v *Visitor) listed(ctx context.Context, o press.Outlet, url string) (page archive.Page, err error) {
	if _, err := v.Archive.List(ctx, archive.Desk, archive.Listing{OutletID: o.ID, Candidates: []press.Candidate{{URL: url}}}); err != nil {
		return page, err
	}
	if page, err = v.Archive.PageAt(ctx, o.ID, url); errors.Is(err, press.ErrNotFound) { // it is not listed, because it was erased
		err = press.ErrConflict
	}
	return page, err
}

// handedTo is the outlet of an article that somebody brings, and gives the article what it goes by.
func (v *Visitor) handedTo(ctx context.Context, h Handed, a *press.Article) (o press.Outlet, err error) {
	if a.URL == "" {
		if o, err = v.Archive.OutletByHand(ctx, h.Outlet, "", a.Medium); err == nil {
			a.URL = v.name(o.Name, *a)
			a.CanonicalURL = a.URL
		}
		return o, err
	}
	fate, err := v.Archive.Fate(ctx, a.URL)
	if err != nil {
		return o, err
	}
	a.URL, a.CanonicalURL = fate.URL, fate.URL
	switch {
	case fate.Why == archive.WhyErased:
		return o, press.ErrConflict
	case fate.Outlet != nil:
		return *fate.Outlet, nil
	}
	return v.Archive.OutletByHand(ctx, h.Outlet, "", a.Medium)
}

// name is what an article goes by that never stood in the web. How its headline is set makes no difference.
func (v *Visitor) name(outlet string, a press.Article) string {
	zone := v.Location
	if zone == nil {
		zone = time.UTC
	}
	var headline strings.Builder
	for _, word := range strings.FieldsFunc(a.Title, func(r rune) bool { return !unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number) }) {
		headline.WriteString(text.Fold(word))
	}
	return weburl.Name(string(a.Medium), text.Fold(outlet), a.Published.In(zone).Format(time.DateOnly), headline.String())
}

// tidy is a text as it was typed or read from a file, with one paragraph a line.
func tidy(typed string) string {
	var paragraphs []string
	for line := range strings.Lines(typed) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			paragraphs = append(paragraphs, line)
		}
	}
	return text.Spelled(strings.Join(paragraphs, "\n"))
}
