package schedule

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Code says why a line is no schedule. The words for people are in internal/locale under "schedule.CODE".
type Code string

// The reasons.
const (
	CodeEmpty  Code = "empty"  // nothing but blanks
	CodeZone   Code = "zone"   // names a zone; the zone is a setting
	CodeEvery  Code = "every"  // @every, which has no times to come back to after a restart
	CodeName   Code = "name"   // an unknown name after @
	CodeFields Code = "fields" // not five fields; Value is their number
	CodeField  Code = "field"  // a field is wrong; Field and Value say which
	CodeNever  Code = "never"  // its dates do not exist
	CodeLong   Code = "long"   // longer than any sensible line
)

// Error is why a line is no schedule.
type Error struct {
	Code  Code
	Line  string
	Field string // minute, hour, day, month or weekday; only with CodeField
	Value string // what is wrong in the line, as written
}

// Error says it in English, for logs.
func (e *Error) Error() string {
	s := fmt.Sprintf("schedule %q: %s", e.Line, e.Code)
	if e.Field != "" {
		s += " " + e.Field
	}
	if e.Value != "" {
		s += " " + e.Value
	}
	return s
}

const (
	maxLine = 500
	star    = 1 << 63 // how the library marks a field that is not restricted
)

var fieldNames = [...]string{"minute", "hour", "day", "month", "weekday"}

// Parse reads a line of five cron fields (minute, hour, day, month, weekday; 0 and 7 are Sunday) or one of @hourly,
// @daily, @midnight, @weekly, @monthly, @yearly and @annually, with times in loc. The error is an *Error.
func Parse(line string, loc *time.Location) (Schedule, error) {
	fail := func(code Code, value string) (Schedule, error) {
		return Schedule{}, &Error{Code: code, Line: line, Value: value}
	}
	fields := strings.Fields(line)
	switch {
	case len(fields) == 0:
		return fail(CodeEmpty, "")
	case len(line) > maxLine:
		return fail(CodeLong, "")
	case strings.Contains(line, "="): // TZ= or CRON_TZ=, on which the library panics or loads what it likes
		return fail(CodeZone, fields[0])
	case fields[0] == "@every":
		return fail(CodeEvery, "")
	case strings.HasPrefix(fields[0], "@"):
		return named(line, fields, loc)
	case len(fields) != len(fieldNames):
		return fail(CodeFields, fmt.Sprint(len(fields)))
	}
	for i := range fields {
		written := fields[i]
		fields[i] = sundays(i, written)
		if !wellFormed(i, fields[i]) {
			return Schedule{}, &Error{Code: CodeField, Line: line, Field: fieldNames[i], Value: written}
		}
	}
	return compile(line, strings.Join(fields, " "), loc)
}

func named(line string, fields []string, loc *time.Location) (Schedule, error) {
	switch fields[0] {
	case "@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually":
		if len(fields) == 1 {
			return compile(line, fields[0], loc)
		}
	}
	return Schedule{}, &Error{Code: CodeName, Line: line, Value: strings.TrimSpace(line)}
}

// compile makes a schedule of a line that the library is known to read, and refuses one that is never due.
func compile(line, spec string, loc *time.Location) (Schedule, error) {
	parsed, err := cron.ParseStandard(spec)
	if err != nil {
		return Schedule{}, &Error{Code: CodeField, Line: line, Value: err.Error()}
	}
	s := Schedule{line: line, loc: loc, spec: *parsed.(*cron.SpecSchedule)}
	s.spec.Location = time.UTC
	s.clock = s.spec.Hour&star == 0
	if s.nextFace(time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Schedule{}, &Error{Code: CodeNever, Line: line}
	}
	return s, nil
}

// wellFormed says whether the library reads the i-th field, and as what it says: lists with holes and ranges that
// begin with a star are taken by it for something else.
func wellFormed(i int, field string) bool {
	for part := range strings.SplitSeq(field, ",") {
		if part == "" || strings.HasPrefix(part, "*-") || strings.HasPrefix(part, "?-") || strings.Contains(part, "+") {
			return false
		}
	}
	fields := []string{"*", "*", "*", "*", "*"}
	fields[i] = field
	_, err := cron.ParseStandard(strings.Join(fields, " "))
	return err == nil
}

// sundays rewrites the 7 by which crontabs know Sunday too; the library knows 0 only.
func sundays(i int, field string) string {
	if fieldNames[i] != "weekday" {
		return field
	}
	parts := strings.Split(field, ",")
	for n, part := range parts {
		if part == "7" {
			parts[n] = "0"
		} else if from, ok := strings.CutSuffix(part, "-7"); ok {
			parts[n] = from + "-6,0"
		}
	}
	return strings.Join(parts, ",")
}
