package config

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Age is how long something is kept: 0 not at all, Unlimited for ever.
type Age time.Duration

// Unlimited is the age that nothing reaches.
const Unlimited Age = -1

const (
	day    = 24 * time.Hour
	oldest = 100 * 365 * day
)

var errAge = errors.New("not a duration")

// String writes it as a configuration does: "30d", "90m", "unlimited".
func (a Age) String() string {
	if a == Unlimited {
		return "unlimited"
	}
	return writeDuration(time.Duration(a))
}

// parseAge reads "30d", "2w", "12h", "0" or "unlimited".
func parseAge(s string) (Age, error) {
	if s == Unlimited.String() {
		return Unlimited, nil
	}
	d, err := parseDuration(s)
	return Age(d), err
}

// parseDuration reads Go's durations as well as whole days and weeks. It gives nothing negative and nothing beyond a
// hundred years.
func parseDuration(s string) (time.Duration, error) {
	for unit, length := range map[string]time.Duration{"d": day, "w": 7 * day} {
		number, ok := strings.CutSuffix(s, unit)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(number, 10, 32)
		if err != nil || n > uint64(oldest/length) {
			return 0, errAge
		}
		return time.Duration(n) * length, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 || d > oldest {
		return 0, errAge
	}
	return d, nil
}

// writeDuration is the shortest form that parseDuration reads as the same.
func writeDuration(d time.Duration) string {
	if d > 0 && d%day == 0 {
		return strconv.Itoa(int(d/day)) + "d"
	}
	s := d.String()
	if short, ok := strings.CutSuffix(s, "m0s"); ok {
		s = short + "m"
	}
	if short, ok := strings.CutSuffix(s, "h0m"); ok {
		s = short + "h"
	}
	return s
}
