// Package visit makes the rounds: it reads the places where an outlet lists its articles, fetches what is new,
// extracts, matches and hands the outcome to the archive. It never decides what a word means, what may be fetched or
// what is kept; it only joins the rooms that do.
//
//	claim → places → feed | sitemap | crawl → candidates → archive: pending
//	pending → fetch → extract → match → archive: filed
//	filed lately → fetch, if changed → extract → match → archive: a version
//	brought by somebody → match → archive: filed
//
// What somebody brings that never stood in the web goes by a name made of its medium, outlet, day and headline, so that it is
// one article however often it is brought, and belongs to an outlet that may be visited or not; see Visitor.Hand.
package visit

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/fetch"
	"pressclip/internal/health"
	"pressclip/internal/match"
	"pressclip/internal/press"
)

// LeaseLength is how long a lease holds without a heartbeat. After kill -9 an outlet is free again when its lease has
// run out.
const LeaseLength = 10 * time.Second

const heartbeat = LeaseLength / 4

// Visitor makes visits. Its fields are set once, before the first visit; it may then be used by several goroutines.
type Visitor struct {
	Archive   *archive.Archive
	Client    *fetch.Client
	UserAgent string
	Standing  *match.Standing                         // the keywords; they may change meanwhile
	Next      func(press.Outlet, time.Time) time.Time // when an outlet is due after a visit that ended then
	Now       func() time.Time
	Location  *time.Location // of the outlets' days; nil: UTC
	Log       *slog.Logger
	// Budget bounds the time of reading pages in one visit, so that one large outlet does not keep a place among
	// the visits at once for hours; what is left stays pending and the outlet is due again at once. Zero: no bound.
	Budget time.Duration
	// Eager tries again what failed before, without waiting for its time: somebody asked for this visit.
	Eager bool
	// Keep has articles that match nothing kept for looking back, unless their page reserves its rights.
	Keep bool
	// Evidence has the responses of clippings kept; Client must have been made with fetch.Options.Wire.
	Evidence bool
	// Since makes the visit look back: archive sitemaps are read to this day. Zero: it looks back only where it goes on with
	// that, or where there was an outage.
	Since time.Time
	// Looking is told how far a visit has come that looks back; nil: nobody.
	Looking func(outlet string, b Back)
}

// Back is how far a visit that looks back has come.
type Back struct {
	Sitemap string        // that was read just now; empty: everything is listed
	Listed  int           // the pages that Sitemap lists of the time asked for
	Pages   int           // that are to be read now that everything is listed
	Pause   time.Duration // between two of them, at least
}

// Progress is told after every page of a visit: done of those known to be pending.
type Progress func(outlet string, done, total int)

// round is one visit while it lasts.
type round struct {
	*Visitor
	outlet press.Outlet
	lease  archive.Lease
	web    *fetch.Transport
	seen   map[string]bool
	report press.Visit
	// Since is the time to which lists are read just now; zero: for what is new. It goes before the Visitor's.
	Since  time.Time
	back   archive.LookBack // what this visit looks back at; without ID: it does not
	partly bool             // a list could not be read for a passing reason while looking back
	total  int              // pages to be read, where that is known beforehand
	// unchanged are places that listed nothing new. They are recorded with the visit: most visits find nothing else.
	unchanged  []press.Place
	listing    []press.Place   // places that were read and may have listed something new
	next       time.Time       // not before, if the host asked to wait
	neighbours []press.Outlet  // all that are watched; nil: not asked for yet
	dead       map[string]bool // other hosts that could not be reached in this visit
	// get fetches a page, if it has changed since the validators were given: from the web, or from what was recorded.
	get func(ctx context.Context, url string, v press.Validators) (*fetch.Response, error)
	// wire is the page that was fetched last, as it went over the connection; nil if that is not wanted.
	wire *fetch.Exchange
	// recorded says that pages come from a recording, so that nothing is asked of their hosts.
	recorded bool
	// byHand has what is read filed whether it matches or not; nil: it is not.
	byHand *archive.ByHand

	hours []health.Hour // what earlier visits came to
	tally health.Hour   // what this one comes to
}

// Visit makes one round at a claimed outlet, records it and gives the lease back, whatever happens. The report says
// what could not be had; an error means that the visit itself could not be made or recorded: the archive is away,
// the lease was lost (press.ErrStale), or ctx ended.
func (v *Visitor) Visit(ctx context.Context, c archive.Claimed, progress Progress) (press.Visit, error) {
	return v.round(ctx, c, func(ctx context.Context, r *round) error {
		if v.Eager {
			if err := v.Archive.Retry(ctx, c.Lease, c.Outlet.ID); err != nil {
				return err
			}
		}
		if err := r.list(ctx); err != nil {
			return err
		}
		on, err := r.readPending(ctx, progress)
		if err != nil || !on {
			return err
		}
		if err := r.lookedBack(ctx); err != nil {
			return err
		}
		return r.readAgain(ctx)
	})
}

// round does the work of one visit under its lease and records it.
func (v *Visitor) round(ctx context.Context, c archive.Claimed, work func(context.Context, *round) error) (press.Visit, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	hosts := newHosts(v.Archive, c)
	stop := hosts.keepAlive(ctx, cancel)
	r := v.newRound(c, hosts)
	err := r.recall(ctx)
	if err == nil {
		err = work(ctx, r)
	}
	stop()
	r.report.Ended = v.Now()
	// What was done is recorded even if the visit was interrupted.
	last, done := context.WithTimeout(context.WithoutCancel(ctx), LeaseLength)
	defer done()
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	if !errors.Is(err, press.ErrStale) {
		r.sumUp(err)
		finished := v.Archive.FinishVisit(last, c.Lease, archive.Visited{
			OutletID: c.Outlet.ID, Visit: r.report, NextDue: r.due(err), Unchanged: r.unchanged, State: hosts.known(),
			Tally: r.tally,
		})
		if finished == nil {
			hosts.finished()
			finished = r.judge(last)
		}
		err = errors.Join(err, finished)
	}
	return r.report, errors.Join(err, hosts.release(last))
}

// due is when the outlet is to be visited next: by its schedule and its rhythm, later if its host asked for that or nothing
// could be read, and at once if the visit did not come to its end.
func (r *round) due(err error) time.Time {
	if err != nil || r.cut() {
		return r.report.Ended
	}
	next := r.inRhythm()
	if r.next.After(next) {
		return r.next
	}
	return next
}

// cut says that the budget of this visit is spent.
func (r *round) cut() bool {
	return r.Budget > 0 && r.Now().Sub(r.report.Started) >= r.Budget
}

// fault notes what could not be had, a few of each kind.
func (r *round) fault(f *press.Fault) {
	const each = 3
	if f.Code == press.FaultWait && f.Until.After(r.next) {
		r.next = f.Until
	}
	same := 0
	for _, known := range r.report.Faults {
		if known.Code == f.Code && known.Status == f.Status {
			same++
		}
	}
	if same < each {
		r.report.Faults = append(r.report.Faults, *f)
	}
}

// asFault is the fault in err, or nil if err is about something else than an address.
func asFault(err error) *press.Fault {
	var f *press.Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}
