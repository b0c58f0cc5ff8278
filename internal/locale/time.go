package locale

import (
	"strconv"
	"time"
)

// Place words where an article stands that has no address: "S. 5", "S. 5, Morgenmagazin". Both may be empty.
func Place(language, page, programme string) string {
	switch {
	case page == "":
		return programme
	case programme == "":
		return Text(language, "time.page", page)
	}
	return Text(language, "time.page", page) + ", " + programme
}

// Date words the day of t in the zone of now: "22. November 2026".
func Date(language string, t, now time.Time) string {
	t = t.In(now.Location())
	return Text(language, "time.date", t.Day(), month(language, t.Month()), t.Year())
}

// ShortDate words the day of t without its year where that is the year of now: "22. November". The zone is that of now.
func ShortDate(language string, t, now time.Time) string {
	t = t.In(now.Location())
	if t.Year() != now.Year() {
		return Date(language, t, now)
	}
	return Text(language, "time.day_month", t.Day(), month(language, t.Month()))
}

// Clock is the time of day in the zone of now: "07:12".
func Clock(t, now time.Time) string { return t.In(now.Location()).Format("15:04") }

// DateTime words day and time in the zone of now: "22. November 2026, 07:12".
func DateTime(language string, t, now time.Time) string {
	return Text(language, "time.datetime", Date(language, t, now), Clock(t, now))
}

// Day words the day of t as seen from now, as a heading: "Heute", "Gestern", "Samstag, 21. November", and with the
// year where that is another one. The zone is that of now.
func Day(language string, t, now time.Time) string {
	t = t.In(now.Location())
	switch days := daysBetween(t, now); {
	case days == 0:
		return Text(language, "time.Today")
	case days == 1:
		return Text(language, "time.Yesterday")
	case t.Year() == now.Year():
		return Text(language, "time.day", weekday(language, t.Weekday()), t.Day(), month(language, t.Month()))
	}
	return Text(language, "time.day_year", weekday(language, t.Weekday()), t.Day(), month(language, t.Month()), t.Year())
}

// When words a moment as briefly as it stays clear from now: "heute 07:12", "gestern 21:48", "morgen 07:00",
// "Samstag 14:05" within the last six days, else day and time in full. The zone is that of now.
func When(language string, t, now time.Time) string {
	t = t.In(now.Location())
	clock := t.Format("15:04")
	switch days := daysBetween(t, now); {
	case days == 0:
		return Text(language, "time.today", clock)
	case days == 1:
		return Text(language, "time.yesterday", clock)
	case days == -1:
		return Text(language, "time.tomorrow", clock)
	case days > 1 && days < 7:
		return Text(language, "time.weekday", weekday(language, t.Weekday()), clock)
	}
	return DateTime(language, t, now)
}

// Relative words how far t lies from now: "in 6 Minuten", "vor 3 Stunden", "gerade eben", "gleich".
func Relative(language string, t, now time.Time) string {
	d := t.Sub(now)
	if d <= -30*time.Second {
		return Text(language, "time.ago", span(language, "time.past", -d))
	}
	if d < 0 {
		return Text(language, "time.just_now")
	}
	if d < 30*time.Second {
		return Text(language, "time.soon")
	}
	return Text(language, "time.in", span(language, "time.past", d))
}

// Duration words a length of time in its largest fitting unit: "12 Sekunden", "3 Stunden".
func Duration(language string, d time.Duration) string { return span(language, "time.span", d) }

// Month words a month written as "2026-11": "November 2026". Anything else comes back unchanged.
func Month(language, yearMonth string) string {
	t, err := time.Parse("2006-01", yearMonth)
	if err != nil {
		return yearMonth
	}
	return month(language, t.Month()) + " " + strconv.Itoa(t.Year())
}

// span words a duration. German wants the dative after "vor" and "in", which only days and months show, hence the key.
func span(language, key string, d time.Duration) string {
	round := func(unit time.Duration) int { return int((d + unit/2) / unit) }
	const day = 24 * time.Hour
	switch {
	case d < 59500*time.Millisecond:
		return Count(language, key+".second", round(time.Second))
	case round(time.Minute) < 60:
		return Count(language, key+".minute", round(time.Minute))
	case round(time.Hour) < 36:
		return Count(language, key+".hour", round(time.Hour))
	case round(day) < 60:
		return Count(language, key+".day", round(day))
	case round(30*day) < 24:
		return Count(language, key+".month", round(30*day))
	}
	return Count(language, key+".year", round(365*day))
}

// daysBetween counts the midnights from t to now: 1 if t was yesterday, -1 if it is tomorrow.
func daysBetween(t, now time.Time) int {
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(midnight(now).Sub(midnight(t)) / (24 * time.Hour))
}

func month(language string, m time.Month) string {
	return Text(language, "time.month."+strconv.Itoa(int(m)))
}

func weekday(language string, d time.Weekday) string {
	return Text(language, "time.weekday."+strconv.Itoa(int(d)))
}
