package visit

import (
	"context"
	"slices"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/dates"
	"pressclip/internal/extract"
	"pressclip/internal/fetch"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// backfillAge is the age beyond which what an outlet's first visit finds counts as found by looking back.
const backfillAge = 14 * 24 * time.Hour

// The pauses before an address that failed for a passing reason is tried again: doubled from the first to the last.
const (
	firstRetry = 10 * time.Minute
	lastRetry  = 24 * time.Hour
)

// readPending reads what the archive holds as pending for the outlet until nothing is left or the budget is spent.
// A page that fails is not pending again within this visit, because its next try lies ahead. Where the outlet's host
// wants to be left alone, or fails several times in a row, the rest stays pending as it is; on says that it did not, and
// that there is time left.
func (r *round) readPending(ctx context.Context, progress Progress) (on bool, err error) {
	const batch = 200
	const enough = 3
	done, away := 0, 0
	for !r.cut() {
		pages, err := r.Archive.Pending(ctx, r.outlet.ID, batch)
		if err != nil || len(pages) == 0 {
			return err == nil, err
		}
		// The archive hands out the newest, and of these the newest is read last: the inbox goes by when an article was
		// first seen, and shows the last one first.
		slices.Reverse(pages)
		for _, p := range pages {
			fault, err := r.readPage(ctx, p)
			if err != nil {
				return false, err
			}
			switch {
			case !r.ours(p.URL) || !hostAway(fault):
				away = 0
			case fault.Code == press.FaultWait:
				return false, nil
			default:
				away++
			}
			if away == enough || r.cut() {
				return false, nil
			}
			done++
			if progress != nil {
				progress(r.outlet.Name, done, max(done, len(pages), r.total))
			}
		}
	}
	return false, nil
}

// ours says that an address is on the outlet's own host.
func (r *round) ours(url string) bool { return weburl.Host(url) == r.lease.Host }

// hostAway says that a fault speaks of the host rather than of the page.
func hostAway(f *press.Fault) bool {
	if f == nil {
		return false
	}
	switch f.Code {
	case press.FaultWait, press.FaultDNS, press.FaultRefused, press.FaultTLS, press.FaultTimeout, press.FaultNetwork, press.FaultRobotsAway:
		return true
	}
	return false
}

// readPage fetches one page and files what came of it; the fault, if any, is filed too, unless it says that the
// outlet's host is to be left alone, which is no fault of the page.
func (r *round) readPage(ctx context.Context, p archive.Page) (*press.Fault, error) {
	fault, _, err := r.fileFrom(ctx, p)
	return fault, err
}

// fileFrom is readPage, and says what was filed.
func (r *round) fileFrom(ctx context.Context, p archive.Page) (*press.Fault, archive.Filed, error) {
	reading := archive.Reading{OutletID: r.outlet.ID, PageID: p.ID, URL: p.URL, Shape: weburl.Shape(p.URL), ByHand: r.byHand}
	article, fault, err := r.partOrPage(ctx, p, &reading)
	if err != nil {
		return nil, archive.Filed{}, err
	}
	filed, err := r.fileReading(ctx, p, reading, article, fault)
	return fault, filed, err
}

// fileReading files the article in a page, or why there is none.
func (r *round) fileReading(ctx context.Context, p archive.Page, reading archive.Reading, article *press.Article, fault *press.Fault) (archive.Filed, error) {
	r.tellRead(p, article, fault)
	if fault != nil {
		r.fault(fault)
		if fault.Code == press.FaultWait && r.ours(p.URL) {
			return archive.Filed{}, nil
		}
		article = r.withFault(p, fault, &reading)
	}
	if article != nil {
		reading.Article = article
		reading.Matches = r.Standing.Match(*article, r.outlet.Name)
		reading.Backfill = r.backfill(p, article)
		if err := r.evidence(&reading); err != nil {
			return archive.Filed{}, err
		}
	}
	if reading.Partial && fault != nil && len(reading.Matches) == 0 && (r.byHand == nil || reading.Article.Title == "") {
		reading.Article, reading.Partial, reading.Fault = nil, false, fault
	}
	filed, err := r.Archive.File(ctx, r.lease, reading)
	if err == nil {
		r.count(reading, filed)
	}
	return filed, err
}

// partOrPage reads the page, unless the address is that of one of several articles which lead there: it does not have
// the text of any of them alone, so what their place says is all that can be had.
func (r *round) partOrPage(ctx context.Context, p archive.Page, reading *archive.Reading) (*press.Article, *press.Fault, error) {
	if _, part := weburl.Whole(p.URL); !part {
		return r.article(ctx, p, reading)
	}
	r.wire = nil
	reading.Partial, reading.Shape = true, ""
	return fromCandidate(p.Candidate), nil, nil
}

// withFault notes a fault in the reading and returns what the place that listed the page said about it, if that is all
// that can be had: of an article that is withheld, and of a page that has no text, such as a video.
func (r *round) withFault(p archive.Page, fault *press.Fault, reading *archive.Reading) *press.Article {
	reading.Fault = fault
	reading.NextTry = r.retry(fault, p.Attempts)
	if hostAway(fault) && !r.ours(p.URL) {
		r.dead[weburl.Host(p.URL)] = true
	}
	switch {
	case fault.Code == press.FaultEmpty:
		reading.Fault = nil // there is no more to come
	case !fault.Withheld():
		return nil
	}
	reading.Partial = true
	return fromCandidate(p.Candidate)
}

// article fetches and extracts. Exactly one of the three results is set.
func (r *round) article(ctx context.Context, p archive.Page, reading *archive.Reading) (*press.Article, *press.Fault, error) {
	if host := weburl.Host(p.URL); r.dead[host] {
		return nil, &press.Fault{Code: press.FaultNetwork, URL: p.URL, Detail: host + " failed before in this visit"}, nil
	}
	resp, err := r.get(ctx, p.URL, press.Validators{})
	r.wire = nil
	if err != nil {
		if fault := asFault(err); fault != nil && ctx.Err() == nil {
			return nil, fault, nil
		}
		return nil, nil, err
	}
	return r.extracted(ctx, resp, p, reading)
}

// extracted is the article in a page, or why there is none.
func (r *round) extracted(ctx context.Context, resp *fetch.Response, p archive.Page, reading *archive.Reading) (*press.Article, *press.Fault, error) {
	article, fault, err := r.inPage(resp, reading)
	if err != nil {
		return nil, nil, err
	}
	if article, fault = r.judged(article, fault, p); fault != nil {
		return nil, fault, nil
	}
	return article, nil, r.heed(ctx, resp, reading)
}

// inPage is what a page says by itself: an article, a fault, or both, where there is very little of an article.
func (r *round) inPage(resp *fetch.Response, reading *archive.Reading) (*press.Article, *press.Fault, error) {
	reading.URL, reading.Validators = resp.URL, resp.Validators
	r.wire = resp.Wire
	if kind := resp.Header.Get("Content-Type"); kind != "" && !strings.Contains(kind, "html") && !strings.HasPrefix(kind, "text/plain") {
		return nil, &press.Fault{Code: press.FaultNotHTML, URL: reading.URL, Detail: kind}, nil
	}
	got, err := extract.Extract(resp.HTML(), resp.URL, r.outlet.Extract)
	fault := asFault(err)
	if err != nil && fault == nil {
		return nil, nil, err
	}
	a := got.Article
	a.URL, a.CanonicalURL = address(resp.URL, a.CanonicalURL)
	return &a, fault, nil
}

// judged is the article in a page with what the place that lists it says, or why it is none.
func (r *round) judged(a *press.Article, fault *press.Fault, p archive.Page) (*press.Article, *press.Fault) {
	if fault != nil && (a == nil || !vouched(fault, *a, p.Candidate)) {
		return nil, fault
	}
	whole := r.complete(*a, p.Candidate)
	return &whole, nil
}

// heed notes what is said about the use of a page, and whether it may be kept for looking back: what cannot be known
// for now may be reserved.
func (r *round) heed(ctx context.Context, resp *fetch.Response, reading *archive.Reading) (err error) {
	if reading.Terms, err = r.terms(ctx, resp); err == nil {
		reading.Keep = r.Keep && !reading.Terms.Reserved() && reading.Terms.TDM != ""
	}
	return err
}

// vouched says that a page with very little text is an article all the same, because a feed or a news sitemap lists it
// as one.
func vouched(f *press.Fault, a press.Article, c press.Candidate) bool {
	return f != nil && f.Code == press.FaultEmpty && a.Text != "" && c.Title != ""
}

// address is where the article was read and the address it goes by: the page's own rel=canonical where it stays on
// the site and is not the address of a section, which some declare for all their articles; else where it was read.
func address(read, declared string) (url, canonical string) {
	url, err := weburl.Canonical(read)
	if err != nil {
		url = read
	}
	if own, err := weburl.Canonical(declared); declared != "" && err == nil && weburl.SameSite(url, own) && (!weburl.Section(own) || weburl.Section(url)) {
		return url, own
	}
	return url, url
}

// complete adds what only the place that listed the article knows. Dates that cannot be are unknown.
func (r *round) complete(a press.Article, c press.Candidate) press.Article {
	if !dates.Sane(a.Published, r.Now()) {
		a.Published = time.Time{}
	}
	if !dates.Sane(a.Modified, r.Now()) {
		a.Modified = time.Time{}
	}
	if a.Title == "" {
		a.Title = c.Title
	}
	if a.Published.IsZero() {
		a.Published = c.Published
	}
	if len(a.Authors) == 0 {
		a.Authors = c.Authors
	}
	return a
}

// fromCandidate is what the place that listed it says about an article which is withheld from us.
func fromCandidate(c press.Candidate) *press.Article {
	return &press.Article{
		URL: c.URL, CanonicalURL: c.URL, Title: c.Title, Lead: c.Summary, Text: c.Summary, Authors: c.Authors,
		Published: c.Published, Modified: c.Modified,
	}
}

// backfill says that the article was found by looking back.
func (r *round) backfill(p archive.Page, a *press.Article) bool {
	return p.Backfill && (r.asked() || !a.Published.IsZero() && a.Published.Before(p.FirstSeen.Add(-backfillAge)))
}

// retry is when an address that failed is worth another try.
func (r *round) retry(f *press.Fault, attempts int) time.Time {
	soon := r.Now().Add(time.Minute) // never within this visit
	switch {
	case f.Code == press.FaultBusy || !f.Until.IsZero() && f.Until.Before(soon):
		return soon
	case !f.Until.IsZero():
		return f.Until
	}
	return r.Now().Add(min(firstRetry<<min(attempts, 10), lastRetry))
}

func (r *round) count(reading archive.Reading, filed archive.Filed) {
	switch {
	case reading.Fault != nil && reading.Fault.Passing():
		r.report.Failed++
	case reading.Fault != nil || filed.Known:
		r.report.Skipped++
	default:
		r.report.New++
	}
	if filed.New {
		r.report.Clipped++
	}
}
