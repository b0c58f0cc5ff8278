package digest

import (
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
)

const (
	// morning is how early in the day an issue may be and still be about the day before.
	morning = 12 * time.Hour
	// unpunctual is how long after its time an issue says so.
	unpunctual = 2 * time.Hour
	// halfDay is the longest period that is named by its hours.
	halfDay = 18 * time.Hour
)

// covered words the period of an issue by its days, or, if it is short, by its hours. What comes on Monday morning is
// about the week that ended on Sunday.
func (k *Desk) covered(l letter, i archive.Issue) string {
	from, to, now := i.Since.In(k.Location), i.Until.In(k.Location), k.Now().In(k.Location)
	if to.Sub(from) < halfDay {
		return l.text("digest.period.hours", locale.Date(l.Language, to, now), locale.Clock(from, now), locale.Clock(to, now))
	}
	last := to.Add(-morning)
	if to.Before(i.Due) {
		last = to // a preview, which is about today as well
	}
	day := func(t time.Time) string { return locale.Date(l.Language, t, now) }
	switch {
	case sameDay(from, last) || last.Before(from):
		return day(last)
	case from.Year() != last.Year():
		return l.text("digest.period", day(from), day(last))
	case from.Month() != last.Month():
		return l.text("digest.period", locale.ShortDate(l.Language, from, from), day(last))
	}
	return l.text("digest.period.month", from.Day(), day(last))
}

func sameDay(a, b time.Time) bool { return a.YearDay() == b.YearDay() && a.Year() == b.Year() }

// late says when an issue was due that was closed long after, and that it covers everything since the last.
func (k *Desk) late(l letter, s *Sheet) string {
	if s.Issue.ClosedAt.IsZero() || s.Issue.ClosedAt.Sub(s.Issue.Due) < unpunctual {
		return ""
	}
	now := k.Now().In(k.Location)
	return l.text("digest.late", locale.DateTime(l.Language, s.Issue.Due, now), locale.DateTime(l.Language, s.Issue.Since, now))
}
