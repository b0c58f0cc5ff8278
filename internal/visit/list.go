package visit

import (
	"context"
	"slices"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/crawl"
	"pressclip/internal/feed"
	"pressclip/internal/press"
	"pressclip/internal/sitemap"
	"pressclip/internal/weburl"
)

// Bounds of one visit's listing. A sitemap file holds 50,000 addresses at most (sitemaps.org).
const (
	sitemapAddresses = 50_000
	sitemapChildren  = 50
	sitemapLookBack  = 1000 // children, when looking back to a day
	sitemapDepth     = 2    // indexes below an index
	sitemapUndated   = 10   // children without a date that are read with every visit; those behind them, daily
	sectionDepth     = 1
	sectionPages     = 20
)

// list reads the places of the outlet and files what they list as pending. A place that fails is noted and leaves
// the others alone; the visit is OK if one of them could be read.
func (r *round) list(ctx context.Context) error {
	known, err := r.Archive.Places(ctx, r.outlet.ID)
	if err != nil {
		return err
	}
	if known, err = r.discover(ctx, known); err != nil {
		return err
	}
	if err := r.beginAsked(ctx); err != nil {
		return err
	}
	for _, place := range places(r.outlet, known) {
		if err := r.listPlace(ctx, r.asKnown(place, known), known); err != nil {
			return err
		}
	}
	if err := r.follow(ctx, known); err != nil {
		return err
	}
	return r.lookBack(ctx, known)
}

// asKnown is the place with what earlier visits learned about it. One that looks back reads everything again that was not
// read since it began.
func (r *round) asKnown(p press.Place, known []press.Place) press.Place {
	for _, k := range known {
		if k.Kind != p.Kind || k.URL != p.URL {
			continue
		}
		if !r.Since.IsZero() {
			k.Validators = press.Validators{}
			if k.ReadAt.Before(r.back.Begun) {
				k.ReadAt = time.Time{}
			}
		}
		return k
	}
	return p
}

// places are where the outlet lists its articles: those that were given, and those that were found when there were none or
// they failed. Where there are neither, its front page is crawled.
func places(o press.Outlet, known []press.Place) []press.Place {
	var all []press.Place
	for _, group := range []struct {
		kind press.PlaceKind
		urls []string
	}{{press.PlaceFeed, o.Feeds}, {press.PlaceSitemap, o.Sitemaps}, {press.PlaceSection, o.Sections}} {
		for _, u := range group.urls {
			all = append(all, press.Place{Kind: group.kind, URL: u})
		}
	}
	for _, p := range known {
		given := slices.ContainsFunc(all, func(q press.Place) bool { return q.Kind == p.Kind && q.URL == p.URL })
		if !p.FoundAt.IsZero() && !given {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		all = append(all, press.Place{Kind: press.PlaceSection, URL: o.URL})
	}
	return all
}

func (r *round) listPlace(ctx context.Context, p press.Place, known []press.Place) error {
	var err error
	switch p.Kind {
	case press.PlaceFeed:
		err = r.listFeed(ctx, p)
	case press.PlaceSitemap:
		err = r.listSitemap(ctx, p, known, sitemapDepth)
	default:
		err = r.listSection(ctx, p)
	}
	return r.noteFault(ctx, p, err)
}

func (r *round) listFeed(ctx context.Context, p press.Place) error {
	resp, err := r.getPlace(ctx, &p)
	if err != nil {
		return err
	}
	if resp.NotModified {
		r.same(p)
		return nil
	}
	parsed, err := feed.Parse(resp.Body, resp.Header.Get("Content-Type"), resp.URL, r.Now())
	if err != nil {
		return err
	}
	return r.keep(ctx, p, resp.Validators, parsed.Candidates)
}

func (r *round) listSitemap(ctx context.Context, p press.Place, known []press.Place, depth int) error {
	resp, err := r.getPlace(ctx, &p)
	if err != nil {
		return err
	}
	if resp.NotModified {
		r.same(p)
		return nil
	}
	parsed, err := sitemap.Parse(resp.Body, resp.URL, sitemapAddresses, r.Now())
	if err != nil {
		return err
	}
	if len(parsed.Index) == 0 || depth == 0 {
		return r.keep(ctx, p, resp.Validators, parsed.Candidates)
	}
	if err := r.listChildren(ctx, parsed.Index, known, depth-1); err != nil {
		return err
	}
	// An index keeps no validators: that it is the same says nothing about what it names.
	return r.keep(ctx, p, press.Validators{}, parsed.Candidates)
}

// listChildren reads the sitemaps that an index names, newest first as they come, where they may have changed since
// they were read last.
func (r *round) listChildren(ctx context.Context, children []sitemap.Child, known []press.Place, depth int) error {
	limit := sitemapChildren
	if !r.Since.IsZero() {
		limit = sitemapLookBack
	}
	for i, child := range children[:min(limit, len(children))] {
		p := r.asKnown(press.Place{Kind: press.PlaceSitemap, URL: child.URL}, known)
		if r.passOver(child, p, i) {
			continue
		}
		if err := r.noteFault(ctx, p, r.listSitemap(ctx, p, known, depth)); err != nil {
			return err
		}
	}
	return nil
}

// passOver says that a child need not be read: it lists nothing new enough, or it cannot have changed since it was
// read. Many write the day alone into lastmod, so a child is asked again, conditionally, until that is long past.
func (r *round) passOver(child sitemap.Child, p press.Place, nth int) bool {
	const dayAndZone = 48 * time.Hour
	if !r.Since.IsZero() {
		end := child.End()
		return r.readBack(p) || end.Before(r.Since) && (!end.IsZero() || !r.asked())
	}
	if p.Fault != nil || p.ReadAt.IsZero() {
		return false
	}
	if child.Modified.IsZero() {
		return nth >= sitemapUndated && r.Now().Sub(p.ReadAt) < 24*time.Hour
	}
	return child.Modified.Before(p.ReadAt.Add(-dayAndZone))
}

// noteFault records that a place could not be read. Any other error is returned.
func (r *round) noteFault(ctx context.Context, p press.Place, err error) error {
	fault := asFault(err)
	if fault == nil || ctx.Err() != nil {
		return err
	}
	r.fault(fault)
	r.partly = r.partly || !r.Since.IsZero() && fault.Passing()
	p.Fault = fault
	_, err = r.Archive.List(ctx, r.lease, archive.Listing{OutletID: r.outlet.ID, Place: p})
	return err
}

func (r *round) listSection(ctx context.Context, p press.Place) error {
	learned, err := r.Archive.Shapes(ctx, r.outlet.ID)
	if err != nil {
		return err
	}
	shapes := make(map[string]crawl.Shape, len(learned))
	for path, n := range learned {
		shapes[path] = crawl.Shape(n)
	}
	crawled := func() (crawl.Result, error) {
		return crawl.Section(ctx, r.web, crawl.Options{
			URL: p.Address(), UserAgent: r.UserAgent, Validators: p.Validators, Depth: sectionDepth, MaxPages: sectionPages,
			Learned: shapes,
		})
	}
	found, err := crawled()
	if r.lostHome(ctx, &p, err) {
		found, err = crawled()
	}
	if err != nil {
		return err
	}
	if found.Moved != "" && len(found.Candidates) > 0 {
		p.Moved = found.Moved
	}
	for _, f := range found.Faults {
		r.fault(f)
	}
	if found.NotModified {
		r.same(p)
		return nil
	}
	if found.Pages > 1 {
		found.Validators = press.Validators{} // that the first page is the same says nothing about the others
	}
	return r.keep(ctx, p, found.Validators, found.Candidates)
}

// same notes that a place is as it was when it was read last.
func (r *round) same(p press.Place) {
	p.ReadAt, p.Fault = r.Now(), nil
	r.unchanged = append(r.unchanged, p)
	r.report.OK = true
}

// keep files what a place listed, with the validators it was read under, in one transaction.
func (r *round) keep(ctx context.Context, p press.Place, v press.Validators, listed []press.Candidate) error {
	first := p.ReadAt.IsZero()
	p.Validators, p.ReadAt, p.Fault = v, r.Now(), nil
	fresh := make([]press.Candidate, 0, len(listed))
	for _, c := range listed {
		canonical, err := weburl.Canonical(c.URL)
		if err != nil || r.tooOld(c) {
			continue
		}
		c.URL = canonical
		if handed, err := r.handOver(ctx, c); err != nil {
			return err
		} else if handed {
			continue
		}
		if !r.seen[canonical] {
			r.seen[canonical] = true
			r.report.Found++
		}
		fresh = append(fresh, c)
	}
	done, err := r.Archive.List(ctx, r.lease, archive.Listing{
		OutletID: r.outlet.ID, Place: p, Candidates: fresh, Backfill: first || !r.Since.IsZero(),
	})
	if err != nil {
		return err
	}
	r.report.OK = true
	r.listing = append(r.listing, p)
	r.report.Skipped += done.Known
	if p.Kind == press.PlaceSitemap {
		r.tellLooking(Back{Sitemap: p.URL, Listed: len(fresh)})
	}
	r.tellListed(first, fresh, done.New)
	return nil
}

// tooOld says that a visit which looks back to a day need not read c. Where nothing says when it appeared, only one that was
// asked for reads it.
func (r *round) tooOld(c press.Candidate) bool {
	if r.Since.IsZero() {
		return false
	}
	newest := c.Published
	if c.Modified.After(newest) {
		newest = c.Modified
	}
	if newest.IsZero() {
		newest = monthEnd(c.URL)
	}
	if newest.IsZero() {
		return !r.asked()
	}
	if !r.asked() && newest.Equal(newest.Truncate(24*time.Hour)) { // a day without an hour
		newest = newest.Add(24 * time.Hour)
	}
	return newest.Before(r.Since.Add(-time.Nanosecond))
}
