package visit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"

	"pressclip/internal/archive"
	"pressclip/internal/fetch"
	"pressclip/internal/press"
	"pressclip/internal/warc"
	"pressclip/internal/weburl"
)

// VisitWARC files what WARC files hold of the claimed outlet's site, instead of asking the outlet itself. What was
// read before is left alone; everything it finds was found by looking back. Errors are those of Visit, and a file that
// cannot be read.
func (v *Visitor) VisitWARC(ctx context.Context, c archive.Claimed, files []string, progress Progress) (press.Visit, error) {
	back := *v
	back.Since = v.Now() // whatever a recording holds is older than now
	return back.round(ctx, c, func(ctx context.Context, r *round) error {
		r.recorded = true
		done := 0
		for _, name := range files {
			err := r.readRecords(ctx, name, func() {
				done++
				if progress != nil {
					progress(r.outlet.Name, done, done)
				}
			})
			if err != nil {
				return err
			}
			r.report.OK = true
		}
		return nil
	})
}

func (r *round) readRecords(ctx context.Context, name string, read func()) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	err = warc.Read(file, func(recorded warc.Response) error {
		url, err := weburl.Canonical(recorded.URL)
		if err != nil || recorded.Status != http.StatusOK || !weburl.SameSite(url, r.outlet.URL) && !weburl.SameSite(url, r.outlet.Home) {
			return nil
		}
		defer read()
		return r.readRecord(ctx, url, recorded)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (r *round) readRecord(ctx context.Context, url string, recorded warc.Response) error {
	listed := archive.Listing{OutletID: r.outlet.ID, Candidates: []press.Candidate{{URL: url}}, Backfill: true}
	if _, err := r.Archive.List(ctx, r.lease, listed); err != nil {
		return err
	}
	r.report.Found++
	page, err := r.Archive.PageAt(ctx, r.outlet.ID, url)
	if errors.Is(err, press.ErrNotFound) || err == nil && page.State != archive.PagePending && page.State != archive.PageFailed {
		r.report.Skipped++
		return nil
	}
	if err != nil {
		return err
	}
	r.get = func(context.Context, string, press.Validators) (*fetch.Response, error) {
		resp, err := fetch.Recorded(url, recorded.Header, recorded.Body, recorded.Date)
		if err == nil && r.Evidence {
			resp.Wire = &fetch.Exchange{Response: recorded.Block, At: recorded.Date}
		}
		return resp, err
	}
	_, err = r.readPage(ctx, page)
	return err
}
