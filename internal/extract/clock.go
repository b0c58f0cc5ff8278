package extract

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// berlin is the zone of German newspapers. Where the machine has no time zones it is built from the rule that holds
// since 1996, for the seasons of the years around which pages are read.
var berlin = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return nil
	}
	return loc
})

// inBerlin is a time of day as a clock in Berlin shows it.
func inBerlin(year int, month time.Month, day, hour, minute, second, nano int) time.Time {
	if loc := berlin(); loc != nil {
		return time.Date(year, month, day, hour, minute, second, nano, loc)
	}
	return berlinByRule(year, month, day, hour, minute, second, nano)
}

// berlinByRule knows when clocks are changed without asking the machine.
func berlinByRule(year int, month time.Month, day, hour, minute, second, nano int) time.Time {
	start, end := lastSunday(year, time.March), lastSunday(year, time.October)
	winter := time.Date(year, month, day, hour, minute, second, nano, time.FixedZone("CET", 3600))
	if u := winter.Add(-time.Hour); !winter.Before(start) && u.Before(end) {
		return time.Date(year, month, day, hour, minute, second, nano, time.FixedZone("CEST", 7200))
	}
	return winter
}

// berlinDay is the day on which a moment falls in Berlin.
func berlinDay(t time.Time) string {
	u := t.UTC()
	local := inBerlin(u.Year(), u.Month(), u.Day(), u.Hour(), u.Minute(), u.Second(), 0)
	_, offset := local.Zone()
	return u.Add(time.Duration(offset) * time.Second).Format(time.DateOnly)
}

// lastSunday is the moment of a month at which clocks are changed.
func lastSunday(year int, month time.Month) time.Time {
	t := time.Date(year, month, 31, 1, 0, 0, 0, time.UTC)
	return t.AddDate(0, 0, -int(t.Weekday()))
}

var machineLayouts = [...]string{
	"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700",
	"2006-01-02T15:04:05.999999999 Z07:00", "2006-01-02T15:04:05Z07", time.RFC1123Z, time.RFC1123, time.RFC850, time.RFC822Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700",
	"Mon Jan 2 15:04:05 -0700 2006", "2006-01-02T15:04:05 -0700",
}

var localLayouts = [...]string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "20060102T150405", "2006/01/02T15:04:05", "2006/01/02T15:04"}

// parseTime reads a date that stands alone, as machines or people write it. clock says whether it has a time of day.
func parseTime(s string) (t time.Time, clock, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 120 {
		return time.Time{}, false, false
	}
	if t, clock, ok := machineTime(s); ok {
		return t, clock, plausible(t)
	}
	return findDate(s)
}

func machineTime(s string) (t time.Time, clock, ok bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch {
		case len(s) == 10:
			return time.Unix(n, 0).UTC(), true, true
		case len(s) == 13:
			return time.UnixMilli(n).UTC(), true, true
		case len(s) == 8:
			t, err := time.Parse("20060102", s)
			return inBerlin(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0), false, err == nil
		}
		return time.Time{}, false, false
	}
	if len(s) < 10 {
		return time.Time{}, false, false
	}
	iso := s
	if s[4] == '-' || s[4] == '/' {
		if s[10:] == "" {
			t, err := time.Parse(time.DateOnly, strings.ReplaceAll(s, "/", "-"))
			return inBerlin(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0), false, err == nil
		}
		if s[10] == ' ' {
			iso = s[:10] + "T" + s[11:]
		}
		for _, name := range [...]string{" Uhr", " MESZ", " MEZ", " CEST", " CET"} {
			iso = strings.TrimSuffix(iso, name)
		}
		iso = strings.TrimSuffix(strings.Replace(iso, " UTC", "Z", 1), "[Europe/Berlin]")
	}
	for _, layout := range machineLayouts {
		if t, err := time.Parse(layout, iso); err == nil {
			if name, offset := t.Zone(); offset == 0 && name != "UTC" && name != "GMT" && name != "" { // a zone known by name only
				t = inBerlin(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond())
			}
			return t, true, true
		}
	}
	for _, layout := range localLayouts {
		if t, err := time.Parse(layout, iso); err == nil {
			midnight := t.Hour()+t.Minute()+t.Second() == 0
			return inBerlin(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond()), !midnight, true
		}
	}
	return time.Time{}, false, false
}

// plausible says whether a newspaper on the web can have been published then.
func plausible(t time.Time) bool { return t.Year() >= 1990 && t.Year() <= 2100 }

// findDate finds the first date in a line, in figures or with the month's name, and the time of day behind it.
func findDate(s string) (t time.Time, clock, ok bool) {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' || i > 0 && (s[i-1] >= '0' && s[i-1] <= '9') {
			continue
		}
		year, month, day, end := dateAt(s, i)
		if end == 0 {
			continue
		}
		hour, minute, clock := clockIn(s[end:])
		t := inBerlin(year, month, day, hour, minute, 0, 0)
		if t.Day() != day || !plausible(t) {
			continue
		}
		return t, clock, true
	}
	return time.Time{}, false, false
}

// dateAt reads a date that begins at byte i; end is behind it, 0 if there is none.
func dateAt(s string, i int) (year int, month time.Month, day, end int) {
	a, i := number(s, i)
	if a >= 1990 && a <= 2100 && i < len(s) && s[i] == '-' {
		m, j := number(s, i+1)
		if j < len(s) && s[j] == '-' && m >= 1 && m <= 12 {
			if d, k := number(s, j+1); d >= 1 && d <= 31 {
				return a, time.Month(m), d, k
			}
		}
		return 0, 0, 0, 0
	}
	if a < 1 || a > 31 {
		return 0, 0, 0, 0
	}
	if i < len(s) && s[i] == '.' {
		i++
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	if m, j := number(s, i); m >= 1 && m <= 12 && j < len(s) && (s[j] == '.' || s[j] == '/') {
		j++
		for j < len(s) && s[j] == ' ' {
			j++
		}
		y, k := number(s, j)
		if k-j == 2 && y < 70 {
			y += 2000
		}
		if y >= 1990 && y <= 2100 {
			return y, time.Month(m), a, k
		}
		return 0, 0, 0, 0
	}
	j := i
	for j < len(s) && (isLetter(s[j])) {
		j++
	}
	m := monthOf(strings.ToLower(s[i:j]))
	if m == 0 {
		return 0, 0, 0, 0
	}
	for j < len(s) && (s[j] == ' ' || s[j] == '.' || s[j] == ',') {
		j++
	}
	if y, k := number(s, j); y >= 1990 && y <= 2100 {
		return y, m, a, k
	}
	return 0, 0, 0, 0
}

func number(s string, i int) (n, end int) {
	start := i
	for i < len(s) && s[i] >= '0' && s[i] <= '9' && i-start < 5 {
		n = n*10 + int(s[i]-'0')
		i++
	}
	if i == start {
		return -1, i
	}
	return n, i
}

// clockIn finds a time of day close behind a date.
func clockIn(s string) (hour, minute int, ok bool) {
	s = clip(s, 24)
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			continue
		}
		h, j := number(s, i)
		if j < len(s) && (s[j] == ':' || s[j] == '.') && h <= 23 {
			if m, k := number(s, j+1); m >= 0 && m <= 59 && k-j == 3 {
				if strings.HasPrefix(strings.ToLower(strings.TrimSpace(s[k:])), "min") {
					return 0, 0, false // how long it lasts
				}
				if s[j] == ':' || strings.Contains(strings.ToLower(s[k:]), "uhr") {
					return h, m, true
				}
			}
		} else if h <= 23 && strings.HasPrefix(strings.TrimSpace(s[j:]), "Uhr") {
			return h, 0, true
		}
		return 0, 0, false
	}
	return 0, 0, false
}

var months = map[string]time.Month{
	"januar": 1, "jänner": 1, "jan": 1, "january": 1, "februar": 2, "feber": 2, "feb": 2, "february": 2, "märz": 3, "mär": 3, "mrz": 3, "march": 3, "mar": 3, "april": 4, "apr": 4,
	"mai": 5, "may": 5, "juni": 6, "jun": 6, "june": 6, "juli": 7, "jul": 7, "july": 7, "august": 8, "aug": 8, "september": 9, "sep": 9, "sept": 9,
	"oktober": 10, "okt": 10, "oct": 10, "october": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12, "dec": 12, "december": 12,
}

func monthOf(w string) time.Month { return months[strings.TrimSuffix(w, ".")] }
