// Package schedule turns cron lines into due times, and lets whoever waits for one be woken early by a knock.
// It never decides what is due: that is recorded in the archive, so that a missed time is caught up once.
package schedule

import (
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule is a cron line in a time zone. It holds no state and may be shared. The zero Schedule has no times.
type Schedule struct {
	line  string
	loc   *time.Location
	spec  cron.SpecSchedule // in UTC: it computes on clock faces, never on instants
	clock bool              // the line names hours, so its times are those of the clock on the wall
}

// String is the line as it was written.
func (s Schedule) String() string { return s.line }

// IsZero says that the schedule was not made by Parse.
func (s Schedule) IsZero() bool { return s.loc == nil }

// Next is the first due time after the given one, in the zone of the schedule; the zero time for a zero Schedule.
//
// Where the clock is put forward over a due time, it comes at the first moment after the jump; where it is put back,
// it comes at the first of its two moments only. A line with * as hour counts hours as they pass instead, so that
// nothing pauses while an hour is repeated.
func (s Schedule) Next(after time.Time) time.Time {
	if s.IsZero() {
		return time.Time{}
	}
	after = after.In(s.loc)
	if !s.clock {
		return s.nextPassing(after)
	}
	for face := faceOf(after); ; {
		if face = s.nextFace(face); face.IsZero() {
			return time.Time{}
		}
		// A face that was shown before, in the first of two equal hours, is over.
		if t := instant(face, s.loc); t.After(after) {
			return t
		}
	}
}

// Last is the last due time at or before the given one; false if there is none within two leap cycles.
func (s Schedule) Last(atOrBefore time.Time) (time.Time, bool) {
	if s.IsZero() {
		return time.Time{}, false
	}
	due := func(t time.Time) (time.Time, bool) {
		n := s.Next(t)
		return n, !n.IsZero() && !n.After(atOrBefore)
	}
	low, ok := due(atOrBefore.AddDate(-gapYears, 0, -1))
	if !ok {
		return time.Time{}, false
	}
	for high := atOrBefore; high.Sub(low) > time.Second; {
		middle := low.Add(high.Sub(low) / 2)
		if n, ok := due(middle); ok {
			low = n
		} else {
			high = middle
		}
	}
	return low, true
}

// gapYears is more than the longest pause of a line that has times at all: 29 February, around a year like 2100.
const gapYears = 9

// nextFace is the next clock face of the line. The library gives up after five years, too early for some leap days.
func (s Schedule) nextFace(face time.Time) time.Time {
	end := face.Year() + gapYears
	for {
		if n := s.spec.Next(face); !n.IsZero() {
			return n
		}
		face = time.Date(face.Year()+5, time.January, 1, 0, 0, -1, 0, time.UTC)
		if face.Year() >= end {
			return time.Time{}
		}
	}
}

// nextPassing is the next due time of a line without hours: the library is right about those as they pass.
func (s Schedule) nextPassing(after time.Time) time.Time {
	spec := s.spec
	spec.Location = s.loc
	end := after.Year() + gapYears
	for {
		if n := spec.Next(after); !n.IsZero() {
			return n.In(s.loc)
		}
		after = time.Date(after.Year()+5, time.January, 1, 0, 0, -1, 0, s.loc)
		if after.Year() >= end {
			return time.Time{}
		}
	}
}
