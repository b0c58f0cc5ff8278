package health

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

func TestEaster(t *testing.T) {
	for year, want := range map[int]string{2024: "03-31", 2025: "04-20", 2026: "04-05", 2027: "03-28", 2038: "04-25", 2285: "03-22"} {
		if got := easter(year).Format("01-02"); got != want {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
	}
	for date, want := range map[string]dayKind{
		"2026-04-03": holiday, "2026-04-06": holiday, "2026-05-14": holiday, "2026-05-25": holiday, "2026-06-04": betweenDay,
		"2026-12-24": holiday, "2026-12-29": betweenDay, "2026-10-03": holiday, "2026-03-17": workday, "2026-02-16": betweenDay,
	} {
		d := must(time.Parse(time.DateOnly, date))
		if got := dayOf(d.Year(), d.Month(), d.Day()); got != want {
			t.Errorf("%s: %v, want %v", date, got, want)
		}
	}
}

// Q(a, x) where it is elementary.
func TestUpperGamma(t *testing.T) {
	for _, c := range []struct{ a, x, want float64 }{
		{1, 2, math.Exp(-2)}, {1, 30, math.Exp(-30)}, {2, 3, 4 * math.Exp(-3)}, {.5, 1, math.Erfc(1)}, {.5, .01, math.Erfc(.1)}, {3, .5, 1.625 * math.Exp(-.5)},
	} {
		if got := upperGamma(c.a, c.x); math.Abs(got-c.want) > 1e-9*c.want+1e-15 {
			t.Errorf("Q(%g, %g) = %g, want %g", c.a, c.x, got, c.want)
		}
	}
	for _, a := range []float64{.2, 1, 7, 25} {
		if x := tailGamma(a, 1e-5); math.Abs(upperGamma(a, x)-1e-5) > 1e-7 {
			t.Errorf("tail of %g: %g", a, x)
		}
	}
}

func TestBinomialBelow(t *testing.T) {
	// Of size 1 it is geometric: the chance of n or less is 1 − (m/(1+m))^(n+1).
	for _, n := range []int{0, 3, 40} {
		want := 1 - math.Pow(12./13, float64(n+1))
		if got := binomialBelow(n, 12, 1); math.Abs(got-want) > 1e-9 {
			t.Errorf("%d: %g, want %g", n, got, want)
		}
	}
	if got := binomialBelow(0, 5, 1e6); math.Abs(got-math.Exp(-5)) > 1e-6 {
		t.Errorf("large size is Poisson: %g", got)
	}
}

func TestJoin(t *testing.T) {
	at := time.Date(2026, 3, 2, 7, 10, 0, 0, time.UTC)
	idle := func(t time.Time) Hour { return Hour{Tried: t, Until: t} }
	for name, c := range map[string]struct {
		a, b Hour
		want bool
	}{
		"same hour":  {Hour{Tried: at, Until: at, Read: 1}, idle(at.Add(20 * time.Minute)), true},
		"next hour":  {Hour{Tried: at, Until: at, Read: 1}, idle(at.Add(time.Hour)), false},
		"idle":       {idle(at), idle(at.Add(5 * time.Hour)), true},
		"long pause": {idle(at), idle(at.Add(50 * time.Hour)), false},
		"failed":     {idle(at), Hour{Tried: at.Add(time.Hour), Tries: 1}, false},
	} {
		if got := c.a.Joins(c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A place that cannot be read is named a day later, robots.txt at once by its name.
func TestPlaces(t *testing.T) {
	now := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	hours := []Hour{{Tried: now, Until: now}}
	of := func(age time.Duration, code press.FaultCode) []Finding {
		p := press.Place{Kind: press.PlaceFeed, URL: "https://elbe.example/feed", ReadAt: now.Add(-age), Fault: &press.Fault{Code: code}}
		return Assess(Known{Hours: hours, Places: []press.Place{p}}, now).Findings
	}
	if got := of(23*time.Hour, press.FaultTimeout); len(got) != 0 {
		t.Errorf("early: %+v", got)
	}
	if got := of(25*time.Hour, press.FaultTimeout); len(got) != 1 || got[0].Kind != Place || got[0].Bad() {
		t.Errorf("late: %+v", got)
	}
	if got := of(25*time.Hour, press.FaultRobots); len(got) != 1 || got[0].Kind != Robots || !got[0].Bad() {
		t.Errorf("robots: %+v", got)
	}
}

// Whatever a clock does that is set forth and back, and whatever is counted, there is a report.
func TestAnyClock(t *testing.T) {
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		var hours []Hour
		for range rnd.IntN(400) {
			h := Hour{Tried: now, First: rnd.IntN(50) == 0, Listed: rnd.IntN(3) * rnd.IntN(1000), Read: rnd.IntN(4), Undated: rnd.IntN(3)}
			if rnd.IntN(10) > 0 {
				h.Until = now
			} else {
				h.Tries = 1
			}
			hours = append(hours, h)
			switch rnd.IntN(100) {
			case 0:
				now = now.AddDate(-rnd.IntN(3), 0, 0)
			case 1:
				now = now.AddDate(rnd.IntN(3), 0, 0)
			default:
				now = now.Add(time.Duration(rnd.IntN(5*3600)) * time.Second)
			}
		}
		r := Assess(Known{Hours: hours, Location: berlin}, now.AddDate(rnd.IntN(4)-2, 0, 0))
		if week := r.Rhythm.Week(); math.IsNaN(week) || math.IsInf(week, 0) || week < 0 {
			t.Errorf("seed %d: %g articles a week", seed, week)
		}
		if until := r.Rhythm.Until(now, .2, 6*time.Hour); until.Before(now) || until.After(now.Add(6*time.Hour)) {
			t.Errorf("seed %d: nothing before %v, from %v", seed, until, now)
		}
	}
}

// Every kind has a sentence, an advice and a name in both languages, with nothing left to fill in.
func TestWords(t *testing.T) {
	now := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	for _, language := range locale.Languages() {
		for _, kind := range Kinds {
			f := Finding{Kind: kind, Since: now.Add(-30 * time.Hour), Code: press.FaultStatus, Status: 404, URL: "https://elbe.example/feed", Usual: .1, Now: .9}
			what, advice := f.Words(language, now, false)
			_, onPage := f.Words(language, now, true)
			if strings.Contains(onPage, "outlets check") || strings.Contains(onPage, "extract") {
				t.Errorf("%s %s: %q is said of an outlet that is changed on the page", language, kind, onPage)
			}
			for _, said := range []string{what, advice, onPage, kind.Name(language)} {
				if said == "" || strings.Contains(said, "%!") || strings.Contains(said, "%s") || strings.HasPrefix(said, "health.") {
					t.Errorf("%s %s: %q", language, kind, said)
				}
			}
		}
	}
	f := Finding{Kind: Quiet, Since: now.AddDate(0, 0, -20), Usual: 70}
	if what, _ := f.Words("de", now, false); what != "Still seit dem 10. Februar 2026: So lange schweigt das Medium sonst nie. Üblich sind etwa 10 Artikel am Tag." {
		t.Error(what)
	}
	for week, want := range map[float64]string{71: "10 Artikel am Tag", 3.2: "3 Artikel in der Woche", .2: "1 Artikel im Monat"} {
		if got := Usual("de", week); !strings.Contains(got, want) {
			t.Errorf("%g: %s", week, got)
		}
	}
}
