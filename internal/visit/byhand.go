package visit

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/extract"
	"pressclip/internal/fetch"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// ByHand files the article at an address in a project because somebody wants it there, whether a keyword finds it or
// not. It fetches and extracts it as a visit would, under the lease of its outlet's host, but is none: the outlet's
// schedule and history stay as they are. Of a page that is withheld, what its place said about it is filed. Where no outlet
// of its site is watched, it is read all the same, and belongs to an outlet that is named like the site and never visited.
//
// The error is a *press.Fault if there is no article to be had (FaultBusy: the outlet is being visited just now), wraps
// press.ErrNotFound if there is no such project, and press.ErrConflict if the article was
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
	case fate.Outlet == nil || fate.Outlet.ByHand:
		return v.byHandElsewhere(ctx, fate.URL, want)
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

// byHandElsewhere reads an article where no outlet is watched, under the lease of its host.
func (v *Visitor) byHandElsewhere(ctx context.Context, url string, want archive.ByHand) (filed archive.Filed, err error) {
	lease, state, ok, err := v.Archive.ClaimHost(ctx, weburl.Host(url), LeaseLength)
	if err != nil {
		return filed, err
	}
	if !ok {
		return filed, &press.Fault{Code: press.FaultBusy, URL: url}
	}
	err = v.held(ctx, archive.Claimed{Lease: lease, State: state}, func(ctx context.Context, r *round) error {
		resp, err := r.get(ctx, url, press.Validators{})
		if err != nil {
			return err
		}
		got, err := extract.Extract(resp.HTML(), resp.URL, press.Selectors{})
		if err != nil {
			return err
		}
		front, _ := weburl.Resolve(resp.URL, "/") // of an address that was read
		host, _, _ := strings.Cut(strings.TrimPrefix(weburl.Host(resp.URL), "www."), ":")
		r.outlet, err = v.Archive.OutletByHand(ctx, cmp.Or(got.Article.Site, host), front, press.MediumOnline)
		if o := r.outlet; err == nil && o.URL != "" && !weburl.SameSite(o.URL, front) && !weburl.SameSite(o.Home, front) {
			r.outlet, err = v.Archive.OutletByHand(ctx, host, front, press.MediumOnline) // it calls itself like another
		}
		if err != nil {
			return err
		}
		r.byHand = &want
		r.get = func(context.Context, string, press.Validators) (*fetch.Response, error) { return resp, nil }
		filed, err = r.fileByHand(ctx, url)
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
