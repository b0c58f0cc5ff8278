package locale

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

var berlin = time.FixedZone("CET", 3600)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, berlin)
	if err != nil {
		panic(err)
	}
	return t
}

// TestLanguagesAgree holds every text to its counterpart: the same keys, taking the same arguments in the same way,
// and both forms of a plural.
func TestLanguagesAgree(t *testing.T) {
	german, english := catalogues()[German], catalogues()[English]
	for key, p := range german {
		other, ok := english[key]
		if !ok {
			t.Errorf("%s: missing in English", key)
			continue
		}
		if plural, isOne := strings.CutSuffix(key, ".one"); isOne {
			if _, ok := german[plural+".other"]; !ok {
				t.Errorf("%s has no counterpart .other", key)
			}
			continue // "ein Treffer" may leave the number out in one language
		}
		if a, b := kinds(t, p.text), kinds(t, other.text); !slices.Equal(a, b) {
			t.Errorf("%s: German takes %q, English %q", key, a, b)
		}
		if p.text == "" || other.text == "" {
			t.Errorf("%s: empty", key)
		}
	}
	for key := range english {
		if _, ok := german[key]; !ok {
			t.Errorf("%s: missing in German", key)
		}
	}
}

// kinds lists the arguments that a text takes, in their order: "1s", "2d".
func kinds(t *testing.T, text string) []string {
	t.Helper()
	verbs, err := verbsOf(text)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, v := range verbs {
		out = append(out, string('0'+rune(v.arg))+string(v.kind))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestText(t *testing.T) {
	if got := Text("en-GB", "time.today", "07:12"); got != "today 07:12" {
		t.Errorf("got %q", got)
	}
	if got := Text(German, "time.today", "07:12", "too much"); got != "heute 07:12" {
		t.Errorf("arguments that are not used must leave no trace, got %q", got)
	}
	if got := Text(German, "no.such.key", 1); got != "no.such.key" {
		t.Errorf("got %q", got)
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1284: "1.284", 1000000: "1.000.000", -1284: "−1.284"} {
		if got := Number(German, n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	if got := Number(English, 1284); got != "1,284" {
		t.Errorf("got %q", got)
	}
}

func TestList(t *testing.T) {
	for want, names := range map[string][]string{"": nil, "A": {"A"}, "A und B": {"A", "B"}, "A, B und C": {"A", "B", "C"}} {
		if got := List(German, names); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWhen(t *testing.T) {
	now := at("2026-11-22 13:00:00")
	for _, c := range []struct{ t, de, en string }{
		{"2026-11-22 07:12:00", "heute 07:12", "today 07:12"},
		{"2026-11-22 00:00:00", "heute 00:00", "today 00:00"},
		{"2026-11-21 23:59:59", "gestern 23:59", "yesterday 23:59"},
		{"2026-11-23 07:00:00", "morgen 07:00", "tomorrow 07:00"},
		{"2026-11-19 08:14:00", "Donnerstag 08:14", "Thursday 08:14"},
		{"2026-11-15 08:14:00", "15. November 2026, 08:14", "15 November 2026, 08:14"},
		{"2026-12-01 08:14:00", "1. Dezember 2026, 08:14", "1 December 2026, 08:14"},
	} {
		if got := When(German, at(c.t), now); got != c.de {
			t.Errorf("%s: got %q, want %q", c.t, got, c.de)
		}
		if got := When(English, at(c.t), now); got != c.en {
			t.Errorf("%s: got %q, want %q", c.t, got, c.en)
		}
	}
	utc := time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC)
	if got := When(German, utc, now); got != "heute 00:30" {
		t.Errorf("the zone of now decides, got %q", got)
	}
}

func TestDay(t *testing.T) {
	now := at("2026-11-22 13:00:00")
	for in, want := range map[string]string{
		"2026-11-22 01:00:00": "Heute", "2026-11-21 01:00:00": "Gestern",
		"2026-11-14 01:00:00": "Samstag, 14. November", "2025-11-22 01:00:00": "Samstag, 22. November 2025",
	} {
		if got := Day(German, at(in), now); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func TestRelative(t *testing.T) {
	now := at("2026-11-22 13:00:00")
	for d, want := range map[time.Duration]string{
		6 * time.Minute: "in 6 Minuten", time.Minute: "in einer Minute", 10 * time.Second: "gleich", 0: "gleich",
		-time.Second: "gerade eben", -45 * time.Second: "vor 45 Sekunden", -59*time.Minute - 40*time.Second: "vor einer Stunde",
		-3 * time.Hour: "vor 3 Stunden", -50 * time.Hour: "vor 2 Tagen", -90 * 24 * time.Hour: "vor 3 Monaten",
		-3 * 365 * 24 * time.Hour: "vor 3 Jahren",
	} {
		if got := Relative(German, now.Add(d), now); got != want {
			t.Errorf("%s: got %q, want %q", d, got, want)
		}
	}
	if got := Relative(English, now.Add(-3*time.Hour), now); got != "3 hours ago" {
		t.Errorf("got %q", got)
	}
	if got := Duration(German, 48*time.Hour); got != "2 Tage" {
		t.Errorf("got %q", got)
	}
}

func TestMonth(t *testing.T) {
	for in, want := range map[string]string{"2026-03": "März 2026", "2026": "2026", "": ""} {
		if got := Month(German, in); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestFault(t *testing.T) {
	now := at("2026-11-22 13:00:00")
	for _, c := range []struct {
		code   string
		status int
		until  time.Time
		want   string
	}{
		{"timeout", 0, time.Time{}, "Der Server hat nicht rechtzeitig geantwortet."},
		{"status", 404, time.Time{}, "Die Seite gibt es nicht (Status 404)."},
		{"status", 418, time.Time{}, "Der Server antwortet mit Status 418."},
		{"status", 502, time.Time{}, "Der Server des Mediums hat eine Störung (Status 502)."},
		{"wait", 429, at("2026-11-22 14:30:00"), "Das Medium bittet um eine Pause bis heute 14:30."},
		{"wait", 429, time.Time{}, "Das Medium bittet um eine Pause."},
		{"moon_phase", 0, time.Time{}, "Unbekannte Störung (moon_phase)."},
	} {
		if got := Fault(German, c.code, c.status, c.until, now); got != c.want {
			t.Errorf("%s: got %q, want %q", c.code, got, c.want)
		}
	}
}

func TestNegotiate(t *testing.T) {
	for _, c := range []struct{ header, fallback, want string }{
		{"", "de", "de"}, {"", "en", "en"}, {"en-US,en;q=0.9", "de", "en"}, {"de-AT,en;q=0.8", "en", "de"},
		{"fr,en;q=0.4,de;q=0.5", "en", "de"}, {"fr-FR", "de", "de"}, {"en;q=0", "de", "de"}, {"en;q=nonsense", "de", "de"},
		{"*", "de", "de"}, {";;;,,q=", "en", "en"}, {"", "xx", "de"},
	} {
		if got := Negotiate(c.header, c.fallback); got != c.want {
			t.Errorf("%q: got %q, want %q", c.header, got, c.want)
		}
	}
}

// TestBrokenFile says what is wrong with a file that does not fit.
func TestBrokenFile(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"json":        {`{"web.a": `, "unexpected end"},
		"area":        {`{"mail.a": "x"}`, "does not begin with"},
		"placeholder": {`{"web.a": "%x"}`, "unknown placeholder"},
		"lone":        {`{"web.a": "50 %"}`, "unknown placeholder"},
		"index":       {`{"web.a": "%[0]s"}`, "bad index"},
	} {
		_, err := load(fstest.MapFS{"strings/web.de.json": {Data: []byte(c.text)}}, German)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add("de-AT,en;q=0.8")
	f.Fuzz(func(t *testing.T, header string) {
		if got := Negotiate(header, English); !slices.Contains(Languages(), got) {
			t.Errorf("got %q", got)
		}
	})
}
