package search

import (
	"fmt"
	"time"
)

// DayError says that a day is not written as YYYY-MM-DD.
type DayError struct{ Value string }

// Error says it in English, for logs; the words for people are under "search.day".
func (e *DayError) Error() string {
	return fmt.Sprintf("%q is not a day, write it as 2026-11-22", e.Value)
}

// days turns two days, both included, into the instants at which the first begins and the second has ended. An
// empty day is open and gives the zero time.
func (s *Search) days(first, last string) (from, to time.Time, err error) {
	if from, err = Day(first, s.Location); err != nil {
		return
	}
	if to, err = Day(last, s.Location); err == nil && !to.IsZero() {
		to = to.AddDate(0, 0, 1)
	}
	return
}

// Day is the instant at which a day, written YYYY-MM-DD, begins in a place; the zero time if s is empty. The error
// is a *DayError.
func Day(s string, in *time.Location) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, in)
	if err != nil {
		return time.Time{}, &DayError{s}
	}
	return t, nil
}
