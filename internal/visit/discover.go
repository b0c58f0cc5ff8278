package visit

import (
	"context"
	"slices"
	"time"

	"pressclip/internal/discover"
	"pressclip/internal/fetch"
	"pressclip/internal/health"
	"pressclip/internal/press"
)

// How often the site of an outlet is looked at for the places where it lists its articles: when it is first visited
// without any, now and then as long as there are none, and while its places give less than they did.
const (
	lookAgainIdle    = 30 * 24 * time.Hour
	lookAgainTrouble = 3 * 24 * time.Hour
)

// discover looks for places where that is needed, and returns what is known of places afterwards. What it cannot find is no
// fault of the visit: the places themselves tell what is wrong.
func (r *round) discover(ctx context.Context, known []press.Place) ([]press.Place, error) {
	wanted, err := r.wantsPlaces(ctx, known)
	if err != nil || !wanted {
		return known, err
	}
	report, err := discover.Site(ctx, r.web, r.outlet.URL, r.Now())
	if err != nil {
		if fault := asFault(err); fault != nil && ctx.Err() == nil {
			return known, nil
		}
		return known, err
	}
	if report.Fault != nil {
		return known, nil
	}
	var found []press.Place
	site := report.Outlet()
	for _, u := range site.Feeds {
		found = append(found, press.Place{Kind: press.PlaceFeed, URL: u})
	}
	for _, u := range site.Sitemaps {
		found = append(found, press.Place{Kind: press.PlaceSitemap, URL: u})
	}
	given := places(r.outlet, nil)
	found = slices.DeleteFunc(found, func(p press.Place) bool {
		return slices.ContainsFunc(given, func(q press.Place) bool { return q.Kind == p.Kind && q.URL == p.URL })
	})
	if err := r.Archive.Discover(ctx, r.lease, r.outlet.ID, found); err != nil {
		return known, err
	}
	return r.Archive.Places(ctx, r.outlet.ID)
}

// wantsPlaces says whether the site is to be looked at now.
func (r *round) wantsPlaces(ctx context.Context, known []press.Place) (bool, error) {
	at, err := r.Archive.Discovered(ctx, r.outlet.ID)
	if err != nil {
		return false, err
	}
	since := r.Now().Sub(at)
	given := len(r.outlet.Feeds)+len(r.outlet.Sitemaps)+len(r.outlet.Sections) > 0
	crawled := len(places(press.Outlet{}, known)) == 1 && places(press.Outlet{}, known)[0].FoundAt.IsZero()
	if !given && crawled && (at.IsZero() || since >= lookAgainIdle) {
		return true, nil
	}
	if since < lookAgainTrouble {
		return false, nil
	}
	troubles, err := r.Archive.Outages(ctx)
	for _, t := range troubles[r.outlet.ID] {
		switch t.Kind {
		case health.Quiet, health.Fewer, health.Unreachable, health.Place, health.Failing:
			return true, err
		}
	}
	return false, err
}

// getPlace reads a place where it has moved to, and again where it was if it is not there. That it has moved for good is
// remembered with what was read.
func (r *round) getPlace(ctx context.Context, p *press.Place) (*fetch.Response, error) {
	resp, err := r.web.Get(ctx, p.Address(), p.Validators)
	if f := asFault(err); f != nil && p.Moved != "" && f.Code != press.FaultWait && f.Code != press.FaultBusy && ctx.Err() == nil {
		p.Moved = ""
		resp, err = r.web.Get(ctx, p.URL, press.Validators{})
	}
	if err == nil && resp.Moved != "" {
		p.Moved = resp.Moved
	}
	return resp, err
}
