// Package health says how an outlet does, from what its visits came to: whether it is quieter than usual, cannot be
// reached, or gives us less than it did, since when, and what to do about it. It never asks anybody and reads no clock:
// what is known and what time it is are handed in.
//
// Two models stand behind it.
//
// Silence (quiet.go): an outlet's articles come as a process whose intensity goes by the hour of the week (rate.go). Time
// is stretched by that intensity, so that an hour of the night weighs little and a holiday no more than a Sunday; then the
// gaps between two arrivals are all of one kind, and a gamma distribution is fitted to them, which knows outlets that come
// in bursts as well as magazines that keep their day. A silence is told when a gap of its length would come up by chance
// less than once in fifty years of watching that outlet.
//
// Shares (share.go): of the pages that are read, some always fail, have no date, are short or stand behind a paywall. For
// each of these shares a cumulative sum of log-likelihood ratios, of "as ever" against "much more", is held against a
// bound that is chosen in the same way. Its last zero is the time since when things are different.
package health

import (
	"slices"
	"time"

	"pressclip/internal/press"
)

// Lengths are the numbers of words that part short articles from long ones: article i of Hour.Lengths has fewer than
// Lengths[i] words, the last class has no bound.
var Lengths = [...]int{25, 50, 100, 200, 400, 800, 1600}

// Hour is what visits to an outlet came to within one hour of the clock, or within several that brought nothing at all.
// The JSON names are those of the record.
type Hour struct {
	Until  time.Time `json:"until,omitzero"`  // end of the last visit that could read a list; zero: none could
	Tried  time.Time `json:"tried,omitzero"`  // end of the last visit
	Tries  int       `json:"tries,omitempty"` // visits that could read no list
	Listed int       `json:"listed,omitempty"`
	// First attempts at pages, by what came of them.
	Read      int                     `json:"read,omitempty"`
	Undated   int                     `json:"undated,omitempty"`
	Paywalled int                     `json:"paywalled,omitempty"`
	Lengths   [len(Lengths) + 1]int   `json:"lengths,omitzero"`
	Faults    map[press.FaultCode]int `json:"faults,omitempty"`
	// Fault is what the last visit failed by, if it could read no list.
	Fault *press.Fault `json:"fault,omitempty"`
	// First says that the outlet's first visit, or one that looked back, is among these: what it listed says nothing of
	// how often articles come.
	First bool `json:"first,omitempty"`
}

// Words counts an article of so many words.
func (h *Hour) Words(n int) {
	for i, bound := range Lengths {
		if n < bound {
			h.Lengths[i]++
			return
		}
	}
	h.Lengths[len(Lengths)]++
}

// Miss counts a page that could not be had.
func (h *Hour) Miss(f *press.Fault) {
	code := f.Code
	if code == press.FaultStatus && f.Withheld() {
		code = forbidden
	}
	if h.Faults == nil {
		h.Faults = make(map[press.FaultCode]int)
	}
	h.Faults[code]++
}

// Idle says that nothing happened but visits at which nothing was new.
func (h Hour) Idle() bool {
	return h.Tries == 0 && h.Listed == 0 && h.Read == 0 && len(h.Faults) == 0 && !h.First
}

// Joins says whether next, which follows h, belongs into the same row of the record: they are of one hour of the clock, or
// nothing happened in either and we were not away in between.
func (h Hour) Joins(next Hour) bool {
	return h.Tried.Truncate(time.Hour).Equal(next.Tried.Truncate(time.Hour)) ||
		h.Idle() && next.Idle() && next.Tried.Sub(h.Tried) <= longestSpan
}

// And is what both came to; next is the later one.
func (h Hour) And(next Hour) Hour {
	h.Tried = next.Tried
	if !next.Until.IsZero() {
		h.Until = next.Until
	}
	h.Tries, h.Fault = h.Tries+next.Tries, next.Fault
	h.Listed += next.Listed
	h.Read += next.Read
	h.Undated += next.Undated
	h.Paywalled += next.Paywalled
	for i := range h.Lengths {
		h.Lengths[i] += next.Lengths[i]
	}
	faults := make(map[press.FaultCode]int, len(h.Faults)+len(next.Faults))
	for _, of := range []map[press.FaultCode]int{h.Faults, next.Faults} {
		for code, n := range of {
			faults[code] += n
		}
	}
	h.Faults = nil
	if len(faults) > 0 {
		h.Faults = faults
	}
	h.First = h.First || next.First
	return h
}

// Kind says what is wrong with an outlet. The words for people are in internal/locale under "health.KIND".
type Kind string

// The kinds of trouble.
const (
	Unreachable Kind = "unreachable"  // none of its lists can be read
	Robots      Kind = "robots"       // robots.txt forbids its lists or its pages
	Place       Kind = "place"        // one of its lists cannot be read; others can
	Quiet       Kind = "quiet"        // nothing new for longer than it is ever silent
	Fewer       Kind = "fewer"        // far fewer articles than usual
	Failing     Kind = "failing"      // its pages cannot be read
	Forbidden   Kind = "forbidden"    // its server refuses its pages
	Consent     Kind = "consent_wall" // its pages stand behind a consent wall
	BotCheck    Kind = "bot_check"    // its pages stand behind a check for robots
	Login       Kind = "login"        // its pages want a login
	Empty       Kind = "empty"        // its articles have far less text than before
	Undated     Kind = "undated"      // its articles have no dates any more
	Paywalled   Kind = "paywalled"    // more of its articles are behind a paywall than before
	Moved       Kind = "moved"        // its site or a list has moved to another host for good, and is read there
)

// Kinds are all of them, the worst first.
var Kinds = []Kind{Robots, Unreachable, Consent, BotCheck, Login, Forbidden, Failing, Quiet, Place, Fewer, Empty, Undated, Paywalled, Moved}

// Finding is one trouble of an outlet.
type Finding struct {
	Kind   Kind            `json:"kind"`
	Since  time.Time       `json:"since"`            // when it began, as far as that can be told
	Code   press.FaultCode `json:"code,omitempty"`   // what the visits or most pages fail by
	Status int             `json:"status,omitempty"` // of code status
	URL    string          `json:"url,omitempty"`    // of a place, or of what has moved
	To     string          `json:"to,omitempty"`     // where it has moved
	Usual  float64         `json:"usual,omitempty"`  // articles a week, or the share that is usual
	Now    float64         `json:"now,omitempty"`    // the same as it is now
}

// Rows is how many of an outlet's last rows are worth looking at: months of one that has something new every hour, years of
// one that seldom has.
const Rows = 2000

// Bad says that little or nothing of the outlet is read while this lasts.
func (f Finding) Bad() bool { return slices.Index(Kinds, f.Kind) < slices.Index(Kinds, Place) }

// Known is what is known about an outlet.
type Known struct {
	Hours    []Hour        // oldest first
	Places   []press.Place // those that are watched: feeds, sitemaps and sections as they were read last
	Moves    []press.Move  // to another host, for good
	Location *time.Location
}

// Report is how an outlet does.
type Report struct {
	Findings []Finding // what is wrong now, the worst first
	Rhythm   Rhythm
}

// Assess says how an outlet does at a time, which is not before the last visit.
func Assess(k Known, now time.Time) Report {
	r := Report{Rhythm: Learn(k.Hours, k.Location, now)}
	add := func(f *Finding) {
		if f != nil {
			r.Findings = append(r.Findings, *f)
		}
	}
	away := unreachable(k.Hours)
	if away != nil {
		add(away)
	} else {
		silent := r.Rhythm.quiet()
		add(silent)
		if silent == nil {
			add(r.Rhythm.fewer())
		}
		for _, p := range k.Places {
			add(place(p, now))
		}
	}
	for _, s := range shares {
		add(s.find(k.Hours))
	}
	for _, m := range k.Moves {
		add(&Finding{Kind: Moved, Since: now, URL: m.From, To: m.To})
	}
	sortFindings(r.Findings)
	return r
}
