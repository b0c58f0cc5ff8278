package schedule

import "time"

// A clock face is what a clock shows, written as a time in UTC, where no face is missing and none comes twice.

// faceOf is what clocks show at t in its own zone.
func faceOf(t time.Time) time.Time { return inZone(t, time.UTC) }

// instant is the first moment at which clocks in loc show the face, or, where they never do, the moment at which they
// jump over it.
func instant(face time.Time, loc *time.Location) time.Time {
	t := inZone(face, loc)
	begin, end := t.ZoneBounds()
	switch shown := faceOf(t); {
	case shown.After(face):
		return begin
	case shown.Before(face):
		return end
	}
	if begin.IsZero() {
		return t
	}
	_, offset := begin.Add(-time.Second).Zone()
	earlier := face.Add(-time.Duration(offset) * time.Second).In(loc)
	if earlier.Before(t) && faceOf(earlier).Equal(face) {
		return earlier
	}
	return t
}

func inZone(t time.Time, loc *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
}
