package health

import "time"

// easter is Easter Sunday of a year (the anonymous Gregorian algorithm).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	j, k := c/4, c%4
	m := (a + 11*h) / 319
	r := (2*e + 2*j - k - h + m + 32) % 7
	n := (h - m + r + 90) / 25
	p := (h - m + r + n + 19) % 32
	return time.Date(year, time.Month(n), p, 0, 0, 0, 0, time.UTC)
}

// dayKind says what a day is for a newsroom.
type dayKind int

const (
	workday    dayKind = iota
	betweenDay         // between the years, or a holiday of some states
	holiday            // of the whole country
)

// dayOf says what kind a day in Germany is. Holidays of some states count for less than a workday, for it is not known
// where the outlet is; at worst a silence is noticed a day later.
func dayOf(year int, month time.Month, day int) dayKind {
	switch {
	case month == time.December && day >= 24 && day <= 26, month == time.January && day == 1, month == time.May && day == 1,
		month == time.October && day == 3:
		return holiday
	case month == time.December && (day == 23 || day > 26), month == time.January && day <= 6, month == time.October && day == 31,
		month == time.November && day == 1, month == time.August && day == 15:
		return betweenDay
	}
	switch time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Sub(easter(year)) / (24 * time.Hour) {
	case -2, 0, 1, 39, 49, 50: // Good Friday, Easter, Ascension, Pentecost
		return holiday
	case -48, -47, -46, -3, -1, 40, 60, 61: // carnival, the days between, Corpus Christi
		return betweenDay
	}
	return workday
}
