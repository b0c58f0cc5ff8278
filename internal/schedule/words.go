package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pressclip/internal/locale"
)

// In says in a language why the line is no schedule and what to write instead.
func (e *Error) In(language string) string {
	field := ""
	if e.Field != "" {
		field = locale.Text(language, "schedule.field."+e.Field)
	}
	return locale.Text(language, "schedule."+string(e.Code), e.Value, field)
}

// weekdays are the names that a cron line knows days by.
var weekdays = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}

// Words words a cron line where it is one that people write ("montags um 7:00"), else it shows the line itself.
func Words(language, line string) string {
	f := strings.Fields(line)
	if len(f) != 5 || f[2] != "*" || f[3] != "*" {
		return line
	}
	if every, ok := strings.CutPrefix(f[0], "*/"); ok && f[1] == "*" && f[4] == "*" {
		if n, err := strconv.Atoi(every); err == nil && n > 0 {
			return locale.Count(language, "schedule.said.every", n)
		}
		return line
	}
	if minute, err := strconv.Atoi(f[0]); err == nil && minute >= 0 && f[1] == "*" && f[4] == "*" {
		return locale.Text(language, "schedule.said.hourly", strconv.Itoa(minute))
	}
	minute, err1 := strconv.Atoi(f[0])
	hour, err2 := strconv.Atoi(f[1])
	if err1 != nil || err2 != nil || minute < 0 || minute > 59 || hour < 0 || hour > 23 {
		return line
	}
	clock := fmt.Sprintf("%d:%02d", hour, minute)
	switch day := dayNumber(f[4]); {
	case f[4] == "*":
		return locale.Text(language, "schedule.said.daily", clock)
	case strings.EqualFold(f[4], "MON-FRI") || f[4] == "1-5":
		return locale.Text(language, "schedule.said.workdays", clock)
	case day >= 0:
		return locale.Text(language, "schedule.said.weekly."+strconv.Itoa(day), clock)
	}
	return line
}

// dayNumber is the day of the week, Sunday 0, or -1 if s is not a single day.
func dayNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 && n <= 7 {
		return n % 7
	}
	return slices.Index(weekdays, strings.ToUpper(s))
}
