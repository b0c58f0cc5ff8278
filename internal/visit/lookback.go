package visit

import (
	"context"
	"math"
	"regexp"
	"slices"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/health"
	"pressclip/internal/press"
)

// When a visit looks back by itself: after a time in which the outlet could not be read for so long, and for so many times as
// long as its schedule has it, or after a silence. It looks back for so long at most, and tries so long to read lists that
// fail meanwhile.
const (
	gapLeast    = 24 * time.Hour
	gapTimes    = 3
	gapLookBack = 90 * 24 * time.Hour
	gapPatience = 7 * 24 * time.Hour
)

// asked says that somebody wanted to have what appeared before.
func (r *round) asked() bool { return !r.Visitor.Since.IsZero() || r.back.Asked }

// beginAsked begins to look back where this visit is to, or goes on with that.
func (r *round) beginAsked(ctx context.Context) (err error) {
	if !r.Since.IsZero() {
		r.back, err = r.begin(ctx, r.Since, true)
	}
	return err
}

func (r *round) begin(ctx context.Context, since time.Time, asked bool) (archive.LookBack, error) {
	rhythm := health.Learn(r.hours, r.Location, r.report.Started)
	expected := 0
	if rhythm.Known() {
		expected = int(math.Round(rhythm.Expected(since, r.report.Started)))
	}
	return r.Archive.BeginLookBack(ctx, r.lease, archive.LookBack{OutletID: r.outlet.ID, LookBack: health.LookBack{
		Since: since, Begun: r.report.Started, Asked: asked, Expected: expected,
	}})
}

// lookBack reads the archive sitemaps of the site where there is a reason to or that was begun and has not ended, but for those
// that were read since it began.
func (r *round) lookBack(ctx context.Context, known []press.Place) error {
	if r.back.ID == 0 {
		last, err := r.Archive.LastLookBack(ctx, r.outlet.ID)
		if err != nil || !r.report.OK {
			return err
		}
		if r.back = last; last.ID == 0 || !last.Ended.IsZero() {
			r.back = archive.LookBack{}
			since, err := r.gap(ctx, last)
			if err != nil || since.IsZero() {
				return err
			}
			if r.back, err = r.begin(ctx, since, false); err != nil {
				return err
			}
		}
	}
	r.Since = r.back.Since
	defer func() { r.Since = time.Time{} }()
	for _, place := range r.archiveSitemaps(ctx, known) {
		if p := r.asKnown(place, known); !r.readBack(p) {
			if err := r.listPlace(ctx, p, known); err != nil {
				return err
			}
		}
	}
	return r.estimate(ctx)
}

// readBack says that a place was read since this looking back began.
func (r *round) readBack(p press.Place) bool {
	return r.back.ID != 0 && p.Fault == nil && !p.ReadAt.IsZero() && !p.ReadAt.Before(r.back.Begun)
}

// gap is since when what appeared may never have been listed to us; zero: there is no such time. last is what was
// looked back at last.
func (r *round) gap(ctx context.Context, last archive.LookBack) (time.Time, error) {
	earliest := r.report.Started.Add(-gapLookBack)
	if good := r.lastGood(); !good.IsZero() {
		gap, usual := r.report.Started.Sub(good), r.Next(r.outlet, good).Sub(good)
		if gap >= max(gapLeast, gapTimes*usual) {
			return latest(good, earliest), nil
		}
	}
	if r.tally.Listed == 0 {
		return time.Time{}, nil
	}
	troubles, err := r.Archive.Outages(ctx)
	for _, t := range troubles[r.outlet.ID] {
		if t.Kind == health.Quiet && last.Begun.Before(t.NoticedAt) {
			return latest(t.Since, earliest), err
		}
	}
	return time.Time{}, err
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// archiveSitemaps are the sitemaps that the site's robots.txt names beyond those that are watched, and those that are.
func (r *round) archiveSitemaps(ctx context.Context, known []press.Place) []press.Place {
	robots, err := r.web.Robots(ctx, r.outlet.Address())
	if err != nil {
		return nil // what keeps robots.txt from us is told by the places themselves
	}
	var all []press.Place
	for _, p := range places(r.outlet, known) {
		if p.Kind == press.PlaceSitemap && r.Visitor.Since.IsZero() { // else it was just read
			all = append(all, press.Place{Kind: p.Kind, URL: p.URL})
		}
	}
	for _, u := range robots.Sitemaps() {
		if !slices.Contains(r.outlet.Sitemaps, u) && !slices.ContainsFunc(all, func(p press.Place) bool { return p.URL == u }) {
			all = append(all, press.Place{Kind: press.PlaceSitemap, URL: u})
		}
	}
	return all
}

// estimate says how much is to be read now that everything is listed.
func (r *round) estimate(ctx context.Context) (err error) {
	if r.total, err = r.Archive.Outstanding(ctx, r.outlet.ID); err != nil {
		return err
	}
	pause, err := r.web.Pause(ctx, r.outlet.Address())
	if fault := asFault(err); fault != nil && ctx.Err() == nil {
		err = nil
	}
	r.tellLooking(Back{Pages: r.total, Pause: pause})
	return err
}

func (r *round) tellLooking(b Back) {
	if r.Looking != nil && !r.Since.IsZero() {
		r.Looking(r.outlet.Name, b)
	}
}

// lookedBack notes that everything that this visit looked back at is listed and read, as far as it is to be had.
func (r *round) lookedBack(ctx context.Context) error {
	if r.back.ID == 0 || r.partly && r.Now().Sub(r.back.Begun) < gapPatience {
		return nil
	}
	return r.Archive.EndLookBack(ctx, r.lease, r.back.ID)
}

var monthPath = regexp.MustCompile(`/(20\d\d)[/-](0[1-9]|1[0-2])[/-]`)

// monthEnd is the end of the month that stands in the path of an address; zero if none does.
func monthEnd(url string) time.Time {
	m := monthPath.FindStringSubmatch(url)
	if m == nil {
		return time.Time{}
	}
	t, err := time.Parse("2006-01", m[1]+"-"+m[2])
	if err != nil {
		return time.Time{}
	}
	return t.AddDate(0, 1, 0)
}
