package visit

import (
	"context"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// handOver lists what a finder found at another outlet that is watched as that one's, which reads it at its next visit.
func (r *round) handOver(ctx context.Context, c press.Candidate) (handed bool, err error) {
	if !c.Found || on(r.outlet, c.URL) {
		return false, nil
	}
	if r.neighbours == nil {
		if r.neighbours, err = r.Archive.Outlets(ctx); err != nil {
			return false, err
		}
	}
	for _, o := range r.neighbours {
		if o.ID != r.outlet.ID && !o.ByHand && on(o, c.URL) {
			_, err := r.Archive.List(ctx, r.lease, archive.Listing{OutletID: o.ID, Candidates: []press.Candidate{c}})
			return true, err
		}
	}
	return false, nil
}

// on says that an address is on the site of an outlet, of today or before it moved.
func on(o press.Outlet, url string) bool {
	return weburl.SameSite(o.URL, url) || weburl.SameSite(o.Home, url)
}
