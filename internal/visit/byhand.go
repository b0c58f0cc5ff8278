package visit

import (
	"context"
	"errors"

	"pressclip/internal/archive"
	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

// ByHand files the article at an address in a project because somebody wants it there, whether a keyword finds it or
// not. It fetches and extracts it as a visit would, under the lease of its outlet's host, but is none: the outlet's
// schedule and history stay as they are. Of a page that is withheld, what its place said about it is filed.
//
// The error is a *press.Fault if there is no article to be had (FaultBusy: the outlet is being visited just now), wraps
// press.ErrNotFound if no outlet of its site or no such project is watched, and press.ErrConflict if the article was
// erased; anything else is about the archive or ctx.
func (v *Visitor) ByHand(ctx context.Context, address string, want archive.ByHand) (filed archive.Filed, err error) {
	fate, err := v.Archive.Fate(ctx, address)
	if err != nil {
		return filed, err
	}
	if _, err := v.Archive.Project(ctx, want.Project); err != nil {
		return filed, err
	}
	switch {
	case fate.Why == archive.WhyErased:
		return filed, press.ErrConflict
	case fate.Outlet == nil:
		return filed, press.ErrNotFound
	}
	claimed, ok, err := v.Archive.ClaimOutlet(ctx, fate.Outlet.ID, LeaseLength)
	if err != nil {
		return filed, err
	}
	if !ok {
		return filed, &press.Fault{Code: press.FaultBusy, URL: fate.URL}
	}
	err = v.held(ctx, claimed, func(ctx context.Context, r *round) error {
		r.byHand = &want
		filed, err = r.fileByHand(ctx, fate.URL)
		return err
	})
	return filed, err
}

// held does work at a claimed outlet that is no visit, and gives the lease back.
func (v *Visitor) held(ctx context.Context, c archive.Claimed, work func(context.Context, *round) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	hosts := newHosts(v.Archive, c)
	stop := hosts.keepAlive(ctx, cancel)
	err := work(ctx, v.newRound(c, hosts))
	stop()
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	last, done := context.WithTimeout(context.WithoutCancel(ctx), LeaseLength)
	defer done()
	return errors.Join(err, hosts.release(last))
}

// fileByHand reads a page that the outlet may never have listed.
func (r *round) fileByHand(ctx context.Context, url string) (archive.Filed, error) {
	page, err := r.Archive.PageAt(ctx, r.outlet.ID, url)
	if errors.Is(err, press.ErrNotFound) {
		listed := archive.Listing{OutletID: r.outlet.ID, Candidates: []press.Candidate{{URL: url}}}
		if _, err := r.Archive.List(ctx, r.lease, listed); err != nil {
			return archive.Filed{}, err
		}
		page, err = r.Archive.PageAt(ctx, r.outlet.ID, url)
	}
	if err != nil {
		return archive.Filed{}, err
	}
	fault, filed, err := r.fileFrom(ctx, page)
	if err == nil && fault != nil && filed.ClippingID == 0 {
		err = fault
	}
	return filed, err
}

// newRound is what a visit, or other work at a claimed outlet, begins with.
func (v *Visitor) newRound(c archive.Claimed, hosts *hosts) *round {
	r := &round{
		Visitor: v, outlet: c.Outlet, lease: c.Lease, web: v.Client.Over(hosts),
		Since: v.Since, seen: map[string]bool{}, dead: map[string]bool{},
		report: press.Visit{Outlet: c.Outlet.Name, Started: v.Now()},
	}
	r.get = func(ctx context.Context, url string, v press.Validators) (*fetch.Response, error) {
		if r.Evidence {
			return r.web.Record(ctx, url, v)
		}
		return r.web.Get(ctx, url, v)
	}
	return r
}
