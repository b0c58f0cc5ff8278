package health

import (
	"math"
	"time"

	"pressclip/internal/locale"
)

// Words say what is wrong, since when, and what to do about it, each as a sentence or two: on the page where the outlet is
// changed there, else in its file. now is the moment of reading, in the reader's time zone.
func (f Finding) Words(language string, now time.Time, onPage bool) (what, advice string) {
	key := "health." + string(f.Kind)
	since := locale.When(language, f.Since, now)
	if now.Sub(f.Since) >= 7*24*time.Hour {
		since = locale.Text(language, "health.long", locale.Date(language, f.Since, now))
	}
	fault := ""
	if f.Code != "" && f.Code != forbidden {
		fault = locale.Fault(language, string(f.Code), f.Status, time.Time{}, now)
	}
	do := key + ".do"
	if onPage && locale.Has(key+".page") {
		do = key + ".page"
	}
	args := []any{since}
	switch f.Kind {
	case Unreachable, Robots:
		args = append(args, fault)
	case Place:
		args = append(args, f.URL, fault)
	case Moved:
		return locale.Text(language, key, since, f.URL, f.To), locale.Text(language, do, f.To)
	case Quiet:
		args = append(args, Usual(language, f.Usual))
	case Fewer:
		args = append(args, locale.Number(language, int(math.Round(f.Now))), locale.Number(language, int(math.Round(f.Usual))))
	default:
		args = append(args, percent(language, f.Now), percent(language, f.Usual), fault)
	}
	return locale.Text(language, key, args...), locale.Text(language, do)
}

// Name is the kind of trouble in two or three words.
func (k Kind) Name(language string) string { return locale.Text(language, "health.kind."+string(k)) }

// Usual says in a sentence how many articles are usual: by the day, the week or the month, whichever gives a number that can be
// imagined.
func Usual(language string, week float64) string {
	switch {
	case week >= 14:
		return locale.Text(language, "health.rate.day", locale.Number(language, int(math.Round(week/7))))
	case week >= 1.5:
		return locale.Text(language, "health.rate.week", locale.Number(language, int(math.Round(week))))
	}
	return locale.Text(language, "health.rate.month", locale.Number(language, max(1, int(math.Round(week*52/12)))))
}

func percent(language string, share float64) string {
	return locale.Number(language, int(math.Round(share*100))) + "\u00a0%"
}
