package visit

import (
	"context"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/health"
	"pressclip/internal/press"
)

// How the pause between two visits adapts. An outlet that nothing is to be expected of is left alone for a while, but an
// article waits longer than the schedule says only with a small chance, and never for longer than a part of a day. One
// that cannot be read is asked again after a quarter of the time for which it could not: soon at first, and daily for ever.
const (
	expectedMeanwhile = 0.2 // articles
	longestRest       = 6 * time.Hour
	awayShare         = 4
	longestAway       = 24 * time.Hour
)

// recall reads what earlier visits came to.
func (r *round) recall(ctx context.Context) (err error) {
	r.hours, err = r.Archive.Hours(ctx, r.outlet.ID)
	return err
}

// lastGood is the end of the last visit before this one that could read a list; zero if there was none.
func (r *round) lastGood() (last time.Time) {
	for _, h := range r.hours {
		if !h.Until.IsZero() {
			last = h.Until
		}
	}
	return last
}

// sumUp notes what the visit came to, for judging the outlet by it. One that was interrupted says nothing of the outlet
// unless it could read a list.
func (r *round) sumUp(err error) {
	if err != nil && !r.report.OK {
		return
	}
	t := &r.tally
	t.Tried = r.report.Ended
	t.First = !r.Visitor.Since.IsZero() || r.lastGood().IsZero()
	if r.report.OK {
		t.Until = r.report.Ended
		return
	}
	t.Tries = 1
	if len(r.report.Faults) > 0 {
		t.Fault = &r.report.Faults[0]
	}
}

// with are the hours with this visit.
func (r *round) with() []health.Hour {
	n := len(r.hours)
	if r.tally.Tried.IsZero() {
		return r.hours
	}
	if n > 0 && r.hours[n-1].Joins(r.tally) {
		return append(r.hours[:n-1:n-1], r.hours[n-1].And(r.tally))
	}
	return append(r.hours[:n:n], r.tally)
}

// inRhythm is when the schedule has the next visit that is worth making.
func (r *round) inRhythm() time.Time {
	ended := r.report.Ended
	next := r.Next(r.outlet, ended)
	var rest time.Time
	if r.report.OK {
		if rhythm := health.Learn(r.with(), r.Location, ended); rhythm.Known() {
			rest = rhythm.Until(ended, expectedMeanwhile, longestRest)
		}
	} else if good := r.lastGood(); !good.IsZero() {
		rest = ended.Add(min(ended.Sub(good)/awayShare, longestAway))
	}
	if rest.After(next) {
		return r.Next(r.outlet, rest.Add(-time.Nanosecond))
	}
	return next
}

// judge records how the outlet does after this visit.
func (r *round) judge(ctx context.Context) error {
	if r.tally.Tried.IsZero() {
		return nil
	}
	known, err := r.Archive.Places(ctx, r.outlet.ID)
	if err != nil {
		return err
	}
	k := health.Known{Hours: r.with(), Location: r.Location}
	for _, p := range places(r.outlet, known) {
		if p = watched(p, known); !p.ReadAt.IsZero() {
			k.Places = append(k.Places, p)
		}
	}
	k.Moves = r.moves(k.Places)
	return r.Archive.KeepHealth(ctx, r.outlet.ID, health.Assess(k, r.report.Ended))
}

// watched is a place as it was read last.
func watched(p press.Place, known []press.Place) press.Place {
	for _, k := range known {
		if k.Kind == p.Kind && k.URL == p.URL {
			return k
		}
	}
	return p
}

// tellRead counts what came of the first attempt at a page. Later ones would count a page that fails over and over.
func (r *round) tellRead(p archive.Page, a *press.Article, fault *press.Fault) {
	switch {
	case p.Attempts > 0 || !p.ReadAt.IsZero():
	case fault != nil && (fault.Code == press.FaultWait || fault.Code == press.FaultBusy):
		// It says nothing of the page.
	case fault != nil:
		r.tally.Miss(fault)
	case a != nil:
		r.tally.Read++
		if a.Published.IsZero() {
			r.tally.Undated++
		}
		if a.Paywalled != nil && *a.Paywalled {
			r.tally.Paywalled++
		}
		r.tally.Words(len(strings.Fields(a.Text)))
	}
}

// recent is how old an article may be for it to count as listed by its day, where a list is read for the first time.
const recent = 48 * time.Hour

// tellListed counts what a list brought that is new. A list that is read for the first time is full of what is old.
func (r *round) tellListed(first bool, listed []press.Candidate, fresh int) {
	if !r.Since.IsZero() {
		return
	}
	if first {
		young := 0
		for _, c := range listed {
			if c.Published.After(r.Now().Add(-recent)) {
				young++
			}
		}
		fresh = min(fresh, young)
	}
	r.tally.Listed += fresh
}
