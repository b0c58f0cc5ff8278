package archive

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/wording"
)

// Reading is what came of fetching one page: an article, a fault, or, where the page was withheld, both: the fault
// and what its place said about the article, marked Partial.
type Reading struct {
	OutletID   int64
	PageID     int64
	URL        string // where it was read, after redirects; that of the page, if empty
	Validators press.Validators
	Article    *press.Article // CanonicalURL counts as the address it goes by, if set; else URL does
	Partial    bool           // only what the place said could be had
	Matches    []press.Match  // of Article
	Backfill   bool           // found by looking back
	Keep       bool           // the article may be kept for looking back if nothing matched
	Terms      press.Terms    // what the site said about the use of the page
	Evidence   *Evidence      // the response, to be kept if Article is or becomes a clipping; nil: it is not wanted
	ByHand     *ByHand        // has it filed whether it matched or not; nil: only what matched is
	Correction *Correction    // somebody says it otherwise than it was read; nil: it is what was read
	Fault      *press.Fault   // why the page could not be had or is not an article
	NextTry    time.Time      // after a passing fault; zero: at the next visit
	Shape      string         // of the page's address, to learn from; none, if empty
	At         time.Time      // when the page was fetched, or recorded; zero: now
	Recorded   int64          // what was read of a recording and is filed by this; 0: nothing was
}

// ByHand is who wants an article in a project although no keyword found it.
type ByHand struct {
	Project string
	Person  string // empty where nobody signs in
	Upload  []byte // SHA-256 of the file that they brought for it, see KeepUpload; nil: none
}

// Filed says what File did.
type Filed struct {
	ClippingID int64 // 0 if the article is not a clipping
	New        bool  // the clipping was made by this reading
	Known      bool  // the article was read before, there or at another address
	Changed    bool  // the clipping was made or changed by this reading
	Erased     bool  // the article must not come back; nothing was kept
}

// File records what came of fetching a page, all of it in one transaction, under the lease of the outlet's host. An
// article with matches becomes a clipping, or is added to the one that its canonical address has: new projects and
// keywords are added, a changed headline or text makes a version, a full reading replaces a partial one, and what
// people decided stays. A clipping of another outlet keeps its outlet and what that one read, unless that was partial.
// A partial clipping that turns out to be of an article that has another becomes part of that one and is gone; this is
// a change of both. A text that other clippings have too is put into their story; one that was alone until then changes
// with it. Matches of projects that are no longer there do not count. An article that is no clipping is kept for looking
// back if the reading permits it, and is no longer kept once it is one. A passing fault leaves the page to be tried
// again; any other settles it. What was recorded before the version that a clipping has makes no version, for those that
// there are keep their numbers. A correction is taken as it is, whatever its page said before: the clipping is of the outlet,
// the page and the address of the reading from then on. The error wraps press.ErrConflict where it has another version by
// now, or its text was dropped, or what it would be was erased, and is a *TakenError where that is another clipping.
func (a *Archive) File(ctx context.Context, l Lease, r Reading) (Filed, error) {
	f := filing{Reading: r, lease: l, now: a.now().UTC().Truncate(time.Millisecond)}
	f.clean()
	a.pack(&f)
	f.draw()
	if err := a.write(ctx, "file page", f.file); err != nil {
		return Filed{}, err
	}
	return f.done, nil
}

// filing is one reading within its transaction.
type filing struct {
	conn
	Reading
	lease   Lease
	now     time.Time
	page    Page
	pageKey []byte
	key     []byte        // of the article
	seen    time.Time     // when the article was first seen, if that was before now
	packed  []byte        // the article as it is kept if it is no clipping; nil: it is not
	twins   []clippingRow // partial clippings of the same article, which become part of its own
	telling telling
	old     clippingRow // that is corrected
	round   int64       // of a correction
	first   bool        // the first full reading of a clipping by its outlet, which had only been partial
	done    Filed
}

func (f *filing) file(ctx context.Context, c conn) error {
	f.conn = c
	if err := f.hold(ctx, f.lease); err != nil {
		return err
	}
	if err := c.passRecorded(ctx, f.Recorded); err != nil {
		return err
	}
	if err := f.load(ctx); err != nil {
		return err
	}
	if f.Article != nil {
		erased, err := f.erased(ctx)
		if err != nil {
			return err
		}
		if erased && f.Correction != nil {
			return fmt.Errorf("correct clipping %d: %w", f.Correction.ClippingID, press.ErrConflict)
		}
		if erased {
			f.done.Erased = true
			return f.forget(ctx)
		}
		if err := f.clip(ctx); err != nil {
			return err
		}
		if err := f.keepUnmatched(ctx); err != nil {
			return err
		}
	}
	if err := f.learn(ctx); err != nil {
		return err
	}
	if err := f.settle(ctx); err != nil {
		return err
	}
	for _, gone := range f.twins {
		if err := f.changed(ctx, gone.ID); err != nil {
			return err
		}
	}
	if f.telling.joined != 0 {
		if err := f.changed(ctx, f.telling.joined); err != nil {
			return err
		}
	}
	if f.done.Changed {
		return f.changed(ctx, f.done.ClippingID)
	}
	return nil
}

// at is of when the reading is.
func (f *filing) at() time.Time { return cmp.Or(f.At, f.now) }

// load reads the page and what it goes by.
func (f *filing) load(ctx context.Context) error {
	pages, err := all(ctx, f.conn, scanPage, `SELECT `+pageColumns+` FROM page WHERE id = ? AND outlet_id = ?`, f.PageID, f.OutletID)
	if err != nil {
		return err
	}
	if len(pages) == 0 {
		return notFound("page", f.PageID)
	}
	f.page = pages[0]
	f.pageKey = addressKey(f.page.URL)
	if f.Article == nil {
		if f.Fault == nil {
			return errors.New("neither an article nor a fault")
		}
		return nil
	}
	f.Article.URL = cmp.Or(f.Article.URL, f.page.URL)
	f.Article.CanonicalURL = cmp.Or(f.Article.CanonicalURL, f.Article.URL)
	f.key = addressKey(f.Article.CanonicalURL)
	return nil
}

// clean makes the article one that can be stored; the reading's own stays as it is.
func (f *filing) clean() {
	if f.Article == nil {
		return
	}
	article := cleanArticle(*f.Article)
	article.URL = cmp.Or(plain(f.URL), article.URL)
	article.CanonicalURL = cmp.Or(article.CanonicalURL, article.URL)
	f.Article = &article
}

func cleanArticle(a press.Article) press.Article {
	for _, s := range []*string{&a.URL, &a.CanonicalURL, &a.Site, &a.Title, &a.Lead, &a.Agency, &a.Language, &a.Text, &a.Page, &a.Programme} {
		*s = plain(*s)
	}
	return a
}

// erased says whether the article was erased, under any address, GUID or text that it has now. Nothing can be erased
// from then on until the transaction ends.
func (f *filing) erased(ctx context.Context) (bool, error) {
	keys := append(articleKeys(f.OutletID, *f.Article), f.key, f.pageKey)
	for _, headline := range []string{f.page.Title, f.Article.Title} {
		keys = append(keys, guidKeys(f.OutletID, f.page.GUID, headline)...)
	}
	gone, err := all(ctx, f.conn, scanID, `SELECT 1 FROM erased WHERE key IN `+marks(len(keys))+f.relying, anys(keys)...)
	return len(gone) > 0, err
}

// forget keeps the page's own address out too, so that it is not fetched again, and drops the page.
func (f *filing) forget(ctx context.Context) error {
	if err := f.keepOut(ctx, f.now.UnixMilli(), [][]byte{f.pageKey}); err != nil {
		return err
	}
	if err := f.dropUnmatched(ctx, f.key, f.pageKey); err != nil {
		return err
	}
	_, err := f.exec(ctx, `DELETE FROM page WHERE id = ?`, f.page.ID)
	return err
}

// settle writes what came of the page.
func (f *filing) settle(ctx context.Context) error {
	if f.Fault != nil {
		return f.settleFault(ctx)
	}
	state := PageRead
	if f.done.ClippingID != 0 {
		state = PageClipped
	}
	if f.Correction != nil {
		return f.settleCorrection(ctx)
	}
	a := f.Article
	if !f.page.RereadAt.IsZero() {
		back, err := f.there(ctx, f.done.ClippingID, true)
		if err != nil {
			return err
		}
		f.done.Changed = f.done.Changed || back
	}
	_, err := f.exec(ctx, `UPDATE page SET state = ?, attempts = 0, next_try = NULL, fault = NULL, title = ?, authors = ?,
		published = coalesce(?, published), modified = coalesce(?, modified), read_at = coalesce(read_at, ?), etag = ?, last_modified = ?,
		article_key = ?, clipping_id = ?, terms = ?, reread_at = ?, as_of = ? WHERE id = ?`,
		state, a.Title, list(a.Authors), millis(a.Published), millis(a.Modified), f.now.UnixMilli(), plain(f.Validators.ETag),
		plain(f.Validators.LastModified), f.key, f.clippingID(), encodeTerms(f.Terms), f.schedule(), f.at().UnixMilli(), f.page.ID)
	return err
}

func (f *filing) settleFault(ctx context.Context) error {
	state, next := PageDropped, sql.NullInt64{}
	if f.Fault.Passing() {
		state = PageFailed
		next = millis(cmp.Or(f.NextTry, f.now))
	}
	_, err := f.exec(ctx, `UPDATE page SET state = ?, attempts = attempts + 1, next_try = ?, fault = ?, clipping_id = coalesce(?, clipping_id) WHERE id = ?`,
		state, next, encodeFault(f.Fault), f.clippingID(), f.page.ID)
	return err
}

func (f *filing) clippingID() sql.NullInt64 {
	return sql.NullInt64{Int64: f.done.ClippingID, Valid: f.done.ClippingID != 0}
}

// known says whether the article was read before, at this page or another.
func (f *filing) known(ctx context.Context) (bool, error) {
	if !f.page.ReadAt.IsZero() {
		return true, nil
	}
	var one int
	return f.found(ctx, `SELECT 1 FROM page WHERE article_key = ? LIMIT 1`, []any{f.key}, &one)
}

// sameText says whether two articles say the same to a reader.
func sameText(a, b press.Article) bool {
	return wording.Same(a.Title, b.Title) && wording.Same(a.Lead, b.Lead) && wording.Same(a.Text, b.Text)
}

// identical says whether passages of one article stand at the same places of the other.
func identical(a, b press.Article) bool {
	return a.Title == b.Title && a.Lead == b.Lead && a.Text == b.Text
}

// equal says whether two articles would be stored alike.
func equal(a, b press.Article) bool {
	return encode(stored(a)) == encode(stored(b))
}

// stored is an article as it comes back from the record.
func stored(a press.Article) press.Article {
	a.Published, a.Modified = timeOf(millis(a.Published)), timeOf(millis(a.Modified))
	if len(a.Authors) == 0 {
		a.Authors = nil
	}
	if len(a.Topics) == 0 {
		a.Topics = nil
	}
	return a
}
