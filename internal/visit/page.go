package visit

import (
	"context"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/extract"
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
// A page that fails is not pending again within this visit, because its next try lies ahead.
func (r *round) readPending(ctx context.Context, progress Progress) error {
	const batch = 200
	const enough = 3 // failures in a row after which the host is left in peace until the next visit
	done, away := 0, 0
	for !r.cut() {
		pages, err := r.Archive.Pending(ctx, r.outlet.ID, batch)
		if err != nil || len(pages) == 0 {
			return err
		}
		for _, p := range pages {
			fault, err := r.readPage(ctx, p)
			if err != nil {
				return err
			}
			if away = countAway(away, fault); away == enough {
				return nil
			}
			done++
			if progress != nil {
				progress(r.outlet.Name, done, max(done, len(pages)))
			}
			if r.cut() {
				break
			}
		}
	}
	return nil
}

// countAway counts failures in a row that speak of the host rather than of the page.
func countAway(before int, f *press.Fault) int {
	if f == nil {
		return 0
	}
	switch f.Code {
	case press.FaultWait, press.FaultDNS, press.FaultRefused, press.FaultTLS, press.FaultTimeout, press.FaultNetwork, press.FaultRobotsAway:
		return before + 1
	}
	return 0
}

// readPage fetches one page and files what came of it; the fault, if any, is filed too.
func (r *round) readPage(ctx context.Context, p archive.Page) (*press.Fault, error) {
	reading := archive.Reading{OutletID: r.outlet.ID, PageID: p.ID, URL: p.URL, Shape: weburl.Shape(p.URL)}
	article, fault, err := r.article(ctx, p, &reading)
	if err != nil {
		return nil, err
	}
	if fault != nil {
		r.fault(fault)
		reading.Fault = fault
		reading.NextTry = r.retry(fault, p.Attempts)
		if fault.Withheld() {
			article = fromCandidate(p.Candidate)
			reading.Partial = true
		}
	}
	if article != nil {
		reading.Article = article
		reading.Matches = r.standing.Match(*article, r.outlet.Name)
		reading.Backfill = r.backfill(p, article)
	}
	if reading.Partial && len(reading.Matches) == 0 {
		reading.Article, reading.Partial = nil, false
	}
	filed, err := r.Archive.File(ctx, r.lease, reading)
	if err != nil {
		return nil, err
	}
	r.count(reading, filed)
	return fault, nil
}

// article fetches and extracts. Exactly one of the three results is set.
func (r *round) article(ctx context.Context, p archive.Page, reading *archive.Reading) (*press.Article, *press.Fault, error) {
	resp, err := r.get(ctx, p.URL)
	if err != nil {
		if fault := asFault(err); fault != nil && ctx.Err() == nil {
			return nil, fault, nil
		}
		return nil, nil, err
	}
	reading.URL, reading.Validators = resp.URL, resp.Validators
	if kind := resp.Header.Get("Content-Type"); kind != "" && !strings.Contains(kind, "html") && !strings.HasPrefix(kind, "text/plain") {
		return nil, &press.Fault{Code: press.FaultNotHTML, URL: p.URL, Detail: kind}, nil
	}
	got, err := extract.Extract(resp.HTML(), resp.URL, r.outlet.Extract)
	if err != nil {
		if fault := asFault(err); fault != nil {
			return nil, fault, nil
		}
		return nil, nil, err
	}
	a := complete(got.Article, p.Candidate)
	a.URL, a.CanonicalURL = address(resp.URL, a.CanonicalURL)
	return &a, nil, nil
}

// address is where the article was read and the address it goes by: the page's own rel=canonical where it stays on
// the site and is not merely the front page, else where it was read.
func address(read, declared string) (url, canonical string) {
	url, err := weburl.Canonical(read)
	if err != nil {
		url = read
	}
	if own, err := weburl.Canonical(declared); declared != "" && err == nil && weburl.SameSite(url, own) && !frontPage(own) {
		return url, own
	}
	return url, url
}

func frontPage(canonical string) bool {
	_, rest, _ := strings.Cut(canonical, "://")
	_, path, _ := strings.Cut(rest, "/")
	return path == ""
}

// complete adds what only the place that listed the article knows.
func complete(a press.Article, c press.Candidate) press.Article {
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
	return p.Backfill && (!r.Since.IsZero() || !a.Published.IsZero() && a.Published.Before(p.FirstSeen.Add(-backfillAge)))
}

// retry is when an address that failed is worth another try.
func (r *round) retry(f *press.Fault, attempts int) time.Time {
	pause := firstRetry << min(attempts, 10)
	at := r.Now().Add(min(pause, lastRetry))
	if f.Code == press.FaultBusy {
		at = r.Now().Add(time.Minute)
	}
	if f.Until.After(at) {
		return f.Until
	}
	return at
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
