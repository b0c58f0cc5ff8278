// Package dates reads the dates that publishers write: those of the standards, and German and English ones as people
// write them. It never guesses what was left out, and knows no clock.
package dates

import (
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // machines without a zone database still know Berlin
)

// Berlin is the zone of dates that name none: nearly all that is watched writes German local time.
var Berlin = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return time.FixedZone("CET", 3600) // cannot be: the database is compiled in
	}
	return zone
})

// maxLength is more than any date takes; what is longer is a text that mentions one.
const maxLength = 80

// Parse reads a date as it stands in a feed, sitemap or page. Where no zone is written, it is local time in zone; where no
// time of day is written, it is midnight. Names of zones mean what they say: MEZ is +01:00 in summer, too. ok is false
// for what is no date, such as 31 February.
func Parse(s string, zone *time.Location) (t time.Time, ok bool) {
	s = strings.TrimSpace(s)
	for _, layout := range [...]string{time.RFC3339, time.RFC1123Z} { // nearly all that feeds hold; the rest reads these, too, ten times slower
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	if s == "" || len(s) > maxLength {
		return time.Time{}, false
	}
	if strings.Trim(s, "0123456789") == "" {
		return number(s, zone)
	}
	s = strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(s, "\u00a0", " "))), " ")
	day, rest, ok := findDay(s)
	if !ok {
		return time.Time{}, false
	}
	clock, after, ok := findClock(rest)
	if !ok {
		return time.Time{}, false
	}
	return day.at(clock, findZone(after, zone))
}

// Sane says whether an article can have been published at t: not before 1990, and not after now but for the two days
// that clocks and embargoes may be off.
func Sane(t, now time.Time) bool {
	return t.Year() >= 1990 && !t.After(now.Add(48*time.Hour))
}

// number reads digits alone: seconds or milliseconds since 1970, or day and time written together.
func number(s string, zone *time.Location) (time.Time, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	switch len(s) {
	case 9, 10:
		return time.Unix(n, 0).UTC(), true
	case 12, 13:
		return time.UnixMilli(n).UTC(), true
	case 8, 14:
		layout := "20060102150405"[:len(s)]
		t, err := time.ParseInLocation(layout, s, zone)
		return t, err == nil
	}
	return time.Time{}, false
}

// day is a date as written; it may not exist.
type day struct{ year, month, day int }

// clock is a time of day as written; hour 24 is the end of the day.
type clock struct{ hour, minute, second, nano int }

func (d day) at(c clock, zone *time.Location) (time.Time, bool) {
	if d.month < 1 || d.month > 12 || c.hour > 24 || c.minute > 59 || c.second > 60 {
		return time.Time{}, false
	}
	if noon := time.Date(d.year, time.Month(d.month), d.day, 12, 0, 0, 0, time.UTC); noon.Day() != d.day {
		return time.Time{}, false
	}
	return time.Date(d.year, time.Month(d.month), d.day, c.hour, c.minute, c.second, c.nano, zone), true
}
