package dates

import (
	"regexp"
	"strconv"
	"strings"
)

// The orders in which a day is written. Names of groups: y year, m month as a number, n its name, d day.
var dayForms = []*regexp.Regexp{
	regexp.MustCompile(`\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:t|\b)`),
	regexp.MustCompile(`\b(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:t|\b)`),
	regexp.MustCompile(`\b(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>\d{4}|\d{2})\b`),
	regexp.MustCompile(`\b(?P<d>\d{1,2})(?:\.|st|nd|rd|th)?,?[ -]*(?P<n>\pL{3,9})\.?,?[ -]*(?P<y>\d{4}|\d{2})\b`),
	regexp.MustCompile(`(?:^|[^\pL])(?P<n>\pL{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})\b`),
	regexp.MustCompile(`(?:^|[^\pL])(?P<n>\pL{3,9})\.? (?P<d>\d{1,2}),? .*\b(?P<y>\d{4})$`), // the time in between
	regexp.MustCompile(`\b(?P<y>\d{4}) (?P<n>\pL{3,9}) (?P<d>\d{1,2})\b`),
	regexp.MustCompile(`\b(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>\d{4}|\d{2})\b`),
}

// findDay finds the day in s and gives the rest, in which the day is blank.
func findDay(s string) (d day, rest string, ok bool) {
	for _, form := range dayForms {
		at := form.FindStringSubmatchIndex(s)
		if at == nil {
			continue
		}
		known := true
		blank := []byte(s)
		for i, name := range form.SubexpNames() {
			if name == "" {
				continue
			}
			start, end := at[2*i], at[2*i+1]
			known = d.set(name, s[start:end]) && known
			fill(blank[start:end])
		}
		if !known {
			continue
		}
		if end := at[1]; end > 0 && s[end-1] == 't' && at[0] < end-1 {
			blank[end-1] = ' '
		}
		if d.month > 12 && d.day <= 12 && strings.ContainsAny(s[at[0]:at[1]], "/") {
			d.month, d.day = d.day, d.month // American
		}
		return d, string(blank), true
	}
	return day{}, "", false
}

// set takes one part of a day as written.
func (d *day) set(part, s string) bool {
	if part == "n" {
		d.month = months[strings.TrimSuffix(s, ".")]
		return d.month != 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return false
	}
	switch part {
	case "m":
		d.month = n
	case "d":
		d.day = n
	default:
		d.year = fullYear(n, len(s))
	}
	return true
}

func fullYear(n, digits int) int {
	switch {
	case digits > 2:
		return n
	case n < 70:
		return 2000 + n
	}
	return 1900 + n
}

func fill(b []byte) {
	for i := range b {
		b[i] = ' '
	}
}

var months = names(
	"jan januar january jän jänner jaenner", "feb feber februar february", "mar mär mrz märz maerz march",
	"apr april", "mai may", "jun juni june", "jul juli july", "aug august", "sep sept september",
	"okt oct oktober october", "nov november", "dez dec dezember december",
)

// names numbers the words of each line from 1.
func names(lines ...string) map[string]int {
	m := make(map[string]int)
	for i, line := range lines {
		for w := range strings.FieldsSeq(line) {
			m[w] = i + 1
		}
	}
	return m
}
