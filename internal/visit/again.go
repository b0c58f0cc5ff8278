package visit

import (
	"context"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// rereadMost bounds how many pages a visit reads again, so that what is new comes first and the host is not asked much
// more often than without. What is left comes with the next visit.
const rereadMost = 20

// readAgain reads articles again that were filed lately and whose time has come, to see what their outlet changed. It
// comes after what is new, and ends where the host cannot be had.
func (r *round) readAgain(ctx context.Context) error {
	pages, err := r.Archive.Rereadable(ctx, r.outlet.ID, rereadMost)
	if err != nil {
		return err
	}
	for _, p := range pages {
		if r.cut() {
			return nil
		}
		if r.dead[weburl.Host(p.URL)] {
			continue
		}
		fault, err := r.reread(ctx, p)
		if err != nil {
			return err
		}
		if hostAway(fault) && r.ours(p.URL) {
			return nil
		}
	}
	return nil
}

// reread reads one page again and files what came of it. An article that could not be had leaves what was filed of it
// as it is, and waits for its next time; one whose host asks to wait is read as soon as that may be.
func (r *round) reread(ctx context.Context, p archive.Page) (*press.Fault, error) {
	reading := archive.Reading{OutletID: r.outlet.ID, PageID: p.ID}
	article, fault, err := r.changed(ctx, p, &reading)
	switch {
	case err != nil:
		return nil, err
	case article != nil:
		reading.Article = article
		reading.Matches = r.Standing.Match(*article, r.outlet.Name)
		reading.Backfill = r.backfill(p, article)
		if err := r.evidence(&reading); err != nil {
			return nil, err
		}
		_, err = r.Archive.File(ctx, r.lease, reading)
		return nil, err
	case fault != nil && fault.Passing():
		r.fault(fault)
		if hostAway(fault) && !r.ours(p.URL) {
			r.dead[weburl.Host(p.URL)] = true
		}
		if fault.Code == press.FaultWait || fault.Code == press.FaultBusy {
			return fault, nil
		}
	}
	return fault, r.Archive.Reread(ctx, r.lease, p, fault)
}

// changed fetches and extracts an article again. Neither an article nor a fault means that the page is as it was.
func (r *round) changed(ctx context.Context, p archive.Page, reading *archive.Reading) (*press.Article, *press.Fault, error) {
	resp, err := r.get(ctx, p.URL, p.Validators)
	switch fault := asFault(err); {
	case fault != nil && ctx.Err() == nil:
		return nil, fault, nil
	case err != nil:
		return nil, nil, err
	case resp.NotModified:
		return nil, nil, nil
	}
	return r.extracted(ctx, resp, p, reading)
}
