package schedule

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNext(t *testing.T) {
	tests := []struct {
		name, line, zone, from string
		want                   []string
	}{
		{"every day", "0 7 * * *", "Europe/Berlin", "2026-06-01T07:00:00+02:00",
			[]string{"2026-06-02T07:00:00+02:00", "2026-06-03T07:00:00+02:00"}},
		{"Mondays by name", "0 7 * * MON", "Europe/Berlin", "2026-06-02T00:00:00+02:00",
			[]string{"2026-06-08T07:00:00+02:00", "2026-06-15T07:00:00+02:00"}},
		{"Sunday is seven", "0 7 * * 7", "Europe/Berlin", "2026-06-02T00:00:00+02:00",
			[]string{"2026-06-07T07:00:00+02:00", "2026-06-14T07:00:00+02:00"}},
		{"from Saturday to seven", "0 7 * * 6-7", "Europe/Berlin", "2026-06-02T00:00:00+02:00",
			[]string{"2026-06-06T07:00:00+02:00", "2026-06-07T07:00:00+02:00", "2026-06-13T07:00:00+02:00"}},
		{"a name", "@weekly", "Europe/Berlin", "2026-06-02T00:00:00+02:00",
			[]string{"2026-06-07T00:00:00+02:00", "2026-06-14T00:00:00+02:00"}},
		{"not skipped in spring", "30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00+01:00",
			[]string{"2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"}},
		{"times in the gap fall together", "*/20 2,3 * * *", "Europe/Berlin", "2026-03-29T01:00:00+01:00",
			[]string{"2026-03-29T03:00:00+02:00", "2026-03-29T03:20:00+02:00", "2026-03-29T03:40:00+02:00", "2026-03-30T02:00:00+02:00"}},
		{"once in autumn", "30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00+02:00",
			[]string{"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"}},
		{"asked within the second hour", "30 2 * * *", "Europe/Berlin", "2026-10-25T02:10:00+01:00",
			[]string{"2026-10-26T02:30:00+01:00"}},
		{"hours that pass, in autumn", "30 * * * *", "Europe/Berlin", "2026-10-25T01:30:00+02:00",
			[]string{"2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00"}},
		{"hours that pass, in spring", "30 * * * *", "Europe/Berlin", "2026-03-29T01:30:00+01:00",
			[]string{"2026-03-29T03:30:00+02:00"}},
		{"a midnight that does not exist", "0 0 * * *", "Africa/Cairo", "2026-04-23T12:00:00+02:00",
			[]string{"2026-04-24T01:00:00+03:00", "2026-04-25T00:00:00+03:00"}},
		{"half an hour forward", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00+10:30",
			[]string{"2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"}},
		{"a leap day after 2100 has none", "0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z",
			[]string{"2104-02-29T00:00:00Z"}},
		{"the same in passing hours", "0 * 29 2 *", "UTC", "2096-03-01T00:00:00Z",
			[]string{"2104-02-29T00:00:00Z", "2104-02-29T01:00:00Z"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Parse(tt.line, zone(t, tt.zone))
			if err != nil {
				t.Fatal(err)
			}
			now := at(t, tt.from)
			for _, want := range tt.want {
				now = s.Next(now)
				if got := now.Format(time.RFC3339); got != want {
					t.Fatalf("next = %s, want %s", got, want)
				}
				if last, ok := s.Last(now); !ok || !last.Equal(now) {
					t.Errorf("last at %s = %s, %v", now, last, ok)
				}
			}
		})
	}
}

func TestLast(t *testing.T) {
	tests := []struct{ line, at, want string }{
		{"0 7 * * MON", "2026-06-01T07:00:00+02:00", "2026-06-01T07:00:00+02:00"},
		{"0 7 * * MON", "2026-06-01T06:59:59+02:00", "2026-05-25T07:00:00+02:00"},
		{"30 2 * * *", "2026-03-29T12:00:00+02:00", "2026-03-29T03:00:00+02:00"},
		{"30 2 * * *", "2026-10-25T02:45:00+01:00", "2026-10-25T02:30:00+02:00"},
		{"* * * 1 *", "2026-12-01T00:00:00+01:00", "2026-01-31T23:59:00+01:00"},
		{"0 0 29 2 *", "2104-02-28T00:00:00+01:00", "2096-02-29T00:00:00+01:00"},
	}
	for _, tt := range tests {
		s, err := Parse(tt.line, zone(t, "Europe/Berlin"))
		if err != nil {
			t.Fatal(err)
		}
		last, ok := s.Last(at(t, tt.at))
		if got := last.Format(time.RFC3339); !ok || got != tt.want {
			t.Errorf("%s: last at %s = %s, %v; want %s", tt.line, tt.at, got, ok, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		line  string
		code  Code
		field string
	}{
		{"", CodeEmpty, ""},
		{"  \t", CodeEmpty, ""},
		{"TZ=0", CodeZone, ""},
		{"TZ=UTC 0 7 * * *", CodeZone, ""},
		{"CRON_TZ=Europe/Berlin 0 7 * * *", CodeZone, ""},
		{"@every 5m", CodeEvery, ""},
		{"@reboot", CodeName, ""},
		{"@daily 5", CodeName, ""},
		{"0 7 * *", CodeFields, ""},
		{"0 0 7 * * *", CodeFields, ""},
		{"61 7 * * *", CodeField, "minute"},
		{"0 24 * * *", CodeField, "hour"},
		{"0 7 0 * *", CodeField, "day"},
		{"0 7 * JANUAR *", CodeField, "month"},
		{"0 7 * * 8", CodeField, "weekday"},
		{"0 7 * * MO", CodeField, "weekday"},
		{", 7 * * *", CodeField, "minute"},
		{"1,,2 7 * * *", CodeField, "minute"},
		{"*-5 7 * * *", CodeField, "minute"},
		{"+5 7 * * *", CodeField, "minute"},
		{"*/0 7 * * *", CodeField, "minute"},
		{"0 7 31 2 *", CodeNever, ""},
		{"0 7 31 4,6,9,11 *", CodeNever, ""},
		{strings.Repeat("0,", 300) + "0 * * * *", CodeLong, ""},
	}
	for _, tt := range tests {
		_, err := Parse(tt.line, time.UTC)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: error %v, want %s", tt.line, err, tt.code)
			continue
		}
		if e.Code != tt.code || e.Field != tt.field {
			t.Errorf("%q: %s %q, want %s %q", tt.line, e.Code, e.Field, tt.code, tt.field)
		}
	}
}

func TestZeroSchedule(t *testing.T) {
	var s Schedule
	if n := s.Next(at(t, "2026-06-01T07:00:00Z")); !n.IsZero() {
		t.Errorf("next of nothing = %s", n)
	}
	if _, ok := s.Last(at(t, "2026-06-01T07:00:00Z")); ok {
		t.Error("last of nothing is something")
	}
}

func FuzzParse(f *testing.F) {
	for _, line := range []string{"*/20 * * * *", "0 7 * * MON", "TZ=0", "@every 1s", "0 0 29 2 *", "30 2 * * 1-7", "*-5 , ? 1/2 *"} {
		f.Add(line, int64(1774747800))
	}
	loc := zone(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, line string, unix int64) {
		s, err := Parse(line, loc)
		if err != nil {
			if !errors.As(err, new(*Error)) {
				t.Fatalf("%q: error of type %T", line, err)
			}
			return
		}
		now := time.Unix(unix%(1<<33), 0)
		next := s.Next(now)
		if !next.After(now) {
			t.Fatalf("%q: next of %s = %s", line, now, next)
		}
		if last, ok := s.Last(next.Add(-time.Second)); ok && last.After(now) {
			t.Fatalf("%q: %s lies between %s and its next %s", line, last, now, next)
		}
		if last, ok := s.Last(next); !ok || !last.Equal(next) {
			t.Fatalf("%q: last at %s = %s, %v", line, next, last, ok)
		}
	})
}
