package dates

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	clockForm = regexp.MustCompile(`(?:^|[^\d:+-])(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2})(?:[.,](\d{1,9})\d*)?)?(?: ?([ap])\.?m\b)?`)
	hourForm  = regexp.MustCompile(`(?:^|[^\d:+-])(\d{1,2})(?: ?uhr\b| ?h\b| ?([ap])\.?m\b)`)
	sixForm   = regexp.MustCompile(`(?:^| )(\d{2})(\d{2})(\d{2})(?:z|\b)`)
	shiftForm = regexp.MustCompile(`([+-]) ?(\d{1,2}):?(\d{2})?\b`)
)

// findClock finds the time of day in what findDay left, and gives what follows it. Without one it is midnight. ok is false
// for a time that no clock shows.
func findClock(s string) (c clock, after string, ok bool) {
	half, end := "", 0
	if at := clockForm.FindStringSubmatchIndex(s); at != nil {
		group := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return s[at[2*i]:at[2*i+1]]
		}
		c = clock{atoi(group(1)), atoi(group(2)), atoi(group(3)), atoi((group(4) + "000000000")[:9])}
		half, end = group(5), at[1]
	} else if at := hourForm.FindStringSubmatchIndex(s); at != nil {
		c.hour, end = atoi(s[at[2]:at[3]]), at[1]
		if at[4] >= 0 {
			half = s[at[4]:at[5]]
		}
	} else if at := sixForm.FindStringSubmatchIndex(s); at != nil {
		c = clock{hour: atoi(s[at[2]:at[3]]), minute: atoi(s[at[4]:at[5]]), second: atoi(s[at[6]:at[7]])}
		end = at[7]
	} else {
		return clock{}, s, true
	}
	if half != "" {
		if c.hour < 1 || c.hour > 12 {
			return clock{}, "", false
		}
		c.hour %= 12
		if half == "p" {
			c.hour += 12
		}
	}
	return c, s[end:], true
}

// findZone reads the zone that follows a time, or takes the one given.
func findZone(s string, zone *time.Location) *time.Location {
	if m := shiftForm.FindStringSubmatch(s); m != nil {
		seconds := atoi(m[2])*3600 + atoi(m[3])*60
		if seconds <= 14*3600 {
			if m[1] == "-" {
				seconds = -seconds
			}
			return time.FixedZone("", seconds)
		}
	}
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r < 'a' || r > 'z' }) {
		if hours, known := zones[w]; known {
			if hours == 0 {
				return time.UTC
			}
			return time.FixedZone(strings.ToUpper(w), int(hours*3600))
		}
	}
	return zone
}

// zones are the names whose offset is not in doubt in the press of this part of the world.
var zones = map[string]float64{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1,
	"mez": 1, "cet": 1, "met": 1, "mesz": 2, "cest": 2, "mest": 2, "eet": 2, "oez": 2, "eest": 3, "oesz": 3, "msk": 3,
	"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}

// atoi reads digits that a pattern has found; nothing is 0.
func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
