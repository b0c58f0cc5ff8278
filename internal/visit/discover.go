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
	report, err := r.lookAtSite(ctx)
	if err != nil || report.Fault != nil {
		return known, err
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

// lookAtSite looks at the site where it is said to be and, where it is not to be had there, where it had moved to.
func (r *round) lookAtSite(ctx context.Context) (report discover.Report, err error) {
	for _, address := range slices.Compact([]string{r.outlet.URL, r.outlet.Address()}) {
		report, err = discover.Site(ctx, r.web, address, r.Now())
		if fault := asFault(err); fault != nil && ctx.Err() == nil {
			report, err = discover.Report{Fault: fault}, nil
		}
		if err != nil || report.Fault == nil {
			if err == nil && address == r.outlet.URL && (report.Home == "" || report.ListsAt(report.Home)) {
				err = r.moveTo(ctx, report.Home)
			}
			return report, err
		}
	}
	return report, nil
}

// moveTo notes where the site has moved for good.
func (r *round) moveTo(ctx context.Context, home string) error {
	if home == r.outlet.Home {
		return nil
	}
	r.outlet.Home = home
	return r.Archive.MoveOutlet(ctx, r.lease, r.outlet, home)
}

// follow asks where the site of the outlet is when one of its lists turns out to have moved for good, or to be back.
func (r *round) follow(ctx context.Context, known []press.Place) error {
	for _, p := range r.listing {
		before := r.asKnown(press.Place{Kind: p.Kind, URL: p.URL}, known)
		if p.Moved == before.Moved || !discover.SameHost(p.URL, r.outlet.URL) || discover.SameHost(p.Address(), r.outlet.Address()) {
			continue
		}
		page, err := r.web.Get(ctx, r.outlet.URL, press.Validators{})
		if fault := asFault(err); fault != nil && ctx.Err() == nil {
			return nil // it is looked at again when there is trouble
		}
		if err != nil {
			return err
		}
		if home := discover.Home(r.outlet.URL, page); home == "" || discover.SameHost(home, p.Address()) {
			return r.moveTo(ctx, home)
		}
	}
	return nil
}

// moves are what is known to have moved for good to another host: the site, or else those of its lists that did.
func (r *round) moves(watched []press.Place) (moves []press.Move) {
	if r.outlet.Home != "" {
		moves = append(moves, press.Move{From: r.outlet.URL, To: r.outlet.Home})
	}
	for _, p := range watched {
		given := p.FoundAt.IsZero() && p.URL != r.outlet.URL
		if given && p.Moved != "" && !discover.SameHost(p.URL, p.Moved) {
			moves = append(moves, press.Move{From: p.URL, To: p.Moved})
		}
	}
	return moves
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
	if r.lostHome(ctx, p, err) {
		resp, err = r.web.Get(ctx, p.URL, p.Validators)
	}
	if err == nil && resp.Moved != "" {
		p.Moved = resp.Moved
	}
	return resp, err
}

// lostHome says that a place is not to be had where it had moved to, and makes it one that did not move.
func (r *round) lostHome(ctx context.Context, p *press.Place, err error) bool {
	f := asFault(err)
	if f == nil || p.Moved == "" || f.Code == press.FaultWait || f.Code == press.FaultBusy || ctx.Err() != nil {
		return false
	}
	p.Moved, p.Validators = "", press.Validators{}
	return true
}
