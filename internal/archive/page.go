package archive

import (
	"cmp"
	"context"
	"database/sql"
	"time"

	"pressclip/internal/press"
)

// PageState says what came of an address that an outlet listed.
type PageState string

// The states of a page.
const (
	PagePending PageState = "pending" // not tried yet
	PageFailed  PageState = "failed"  // for a passing reason; it is tried again at NextTry
	PageDropped PageState = "dropped" // for good; Fault says why
	PageRead    PageState = "read"    // an article that no project wanted
	PageClipped PageState = "clipped" // an article that is a clipping
	PageSame    PageState = "same"    // another address of an article that was read before; not fetched
)

// Page is an address that an outlet listed, as a candidate, and what came of it. Once it was read, title and date are
// those of the article. A page that failed may have a clipping all the same, filed from what its feed said.
type Page struct {
	ID       int64
	OutletID int64
	press.Candidate
	press.Validators // of the last fetching
	State            PageState
	Attempts         int          // that failed in a row
	NextTry          time.Time    // zero if the page is settled
	Fault            *press.Fault // of the last attempt
	FirstSeen        time.Time    // listed first
	LastSeen         time.Time    // listed last, to the hour
	ReadAt           time.Time    // when an article was first read there; zero if never
	Backfill         bool         // as the listing said that made it known
	ClippingID       int64        // 0 if there is none
	RereadAt         time.Time    // when its article is to be read again; zero: not any more
	AsOf             time.Time    // when what was read last was fetched or recorded; zero if nothing was
}

const pageColumns = `id, outlet_id, url, guid, title, summary, authors, published, modified, etag, last_modified,
	state, attempts, next_try, fault, first_seen, last_seen, read_at, backfill, coalesce(clipping_id, 0), reread_at, coalesce(as_of, read_at)`

func scanPage(rows *sql.Rows) (p Page, err error) {
	var authors string
	var published, modified, next, first, last, read, reread, asOf sql.NullInt64
	var fault sql.NullString
	if err = rows.Scan(&p.ID, &p.OutletID, &p.URL, &p.GUID, &p.Title, &p.Summary, &authors, &published, &modified, &p.ETag, &p.LastModified,
		&p.State, &p.Attempts, &next, &fault, &first, &last, &read, &p.Backfill, &p.ClippingID, &reread, &asOf); err != nil {
		return p, err
	}
	p.Published, p.Modified, p.NextTry = timeOf(published), timeOf(modified), timeOf(next)
	p.FirstSeen, p.LastSeen, p.ReadAt = timeOf(first), timeOf(last), timeOf(read)
	p.RereadAt, p.AsOf = timeOf(reread), timeOf(asOf)
	if p.Fault, err = decodeFault(fault); err != nil {
		return p, err
	}
	return p, decodeList(authors, &p.Authors)
}

// Pending are at most so many pages of an outlet that are to be fetched now: those never tried and those whose next try
// has come, the newest first by what their place said; pages without a date follow, in the order of their listing.
func (a *Archive) Pending(ctx context.Context, outletID int64, most int) ([]Page, error) {
	var pages []Page
	err := a.read(ctx, "read pending pages", func(ctx context.Context, c conn) (err error) {
		pages, err = all(ctx, c, scanPage, `SELECT `+pageColumns+` FROM page WHERE outlet_id = ? AND next_try <= ? AND url NOT LIKE 'urn:%'
			ORDER BY coalesce(published, 0) DESC, id`+limit(most), outletID, a.now().UnixMilli())
		return err
	})
	return pages, err
}

// Page is what is known about an address: where several outlets list it, the one with a clipping, else one that was
// read. Where the address is that of a clipping but was never listed as such, it is the page that was clipped. The
// error wraps press.ErrNotFound if nobody listed it.
func (a *Archive) Page(ctx context.Context, url string) (page Page, err error) {
	err = a.read(ctx, "read page", func(ctx context.Context, c conn) error {
		pages, err := all(ctx, c, scanPage, `SELECT `+pageColumns+` FROM page WHERE key = ? OR article_key = ?
			ORDER BY clipping_id IS NULL, read_at IS NULL, id LIMIT 1`, addressKey(url), addressKey(url))
		if err == nil && len(pages) == 0 {
			return notFound("page", url)
		}
		if err == nil {
			page = pages[0]
		}
		return err
	})
	return page, err
}

// PageAt is what is known about an address that an outlet lists. The error wraps press.ErrNotFound if it does not.
func (a *Archive) PageAt(ctx context.Context, outletID int64, url string) (page Page, err error) {
	err = a.read(ctx, "read page", func(ctx context.Context, c conn) error {
		pages, err := all(ctx, c, scanPage, `SELECT `+pageColumns+` FROM page WHERE outlet_id = ? AND key = ?`, outletID, addressKey(url))
		if err == nil && len(pages) == 0 {
			return notFound("page", url)
		}
		if err == nil {
			page = pages[0]
		}
		return err
	})
	return page, err
}

// merge fills what is unknown about a candidate from another listing of it.
func merge(c, other press.Candidate) press.Candidate {
	c.GUID = cmp.Or(c.GUID, other.GUID)
	c.Title = cmp.Or(c.Title, other.Title)
	c.Summary = cmp.Or(c.Summary, other.Summary)
	c.Published = cmp.Or(c.Published, other.Published)
	c.Modified = cmp.Or(c.Modified, other.Modified)
	if len(c.Authors) == 0 {
		c.Authors = other.Authors
	}
	return c
}
