package press

import (
	"testing"
	"time"
)

func TestShownRights(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateTime, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	licence := Licence{ID: "PMG 1", Until: day("2026-06-30 00:00:00")}
	for _, c := range []struct {
		o    Outlet
		at   string
		want Rights
	}{
		{Outlet{}, "2026-06-01 12:00:00", RightsExtract},
		{Outlet{Rights: RightsLink}, "2026-06-01 12:00:00", RightsLink},
		{Outlet{Rights: RightsFulltext}, "2026-06-01 12:00:00", RightsExtract},
		{Outlet{Rights: RightsFulltext, Licence: licence}, "2026-06-30 23:59:59", RightsFulltext},
		{Outlet{Rights: RightsFulltext, Licence: licence}, "2026-07-01 00:00:00", RightsExtract},
	} {
		if got := c.o.ShownRights(day(c.at)); got != c.want {
			t.Errorf("%+v at %s: %s, want %s", c.o, c.at, got, c.want)
		}
	}
}

func TestClippingVerdict(t *testing.T) {
	for _, c := range []struct {
		verdicts []Verdict
		want     Verdict
	}{
		{nil, VerdictNew},
		{[]Verdict{VerdictIrrelevant, VerdictNew}, VerdictNew},
		{[]Verdict{VerdictIrrelevant, VerdictIrrelevant}, VerdictIrrelevant},
		{[]Verdict{VerdictIrrelevant, VerdictNew, VerdictRelevant}, VerdictRelevant},
	} {
		var clipping Clipping
		for _, v := range c.verdicts {
			clipping.Reviews = append(clipping.Reviews, Review{Verdict: v})
		}
		if got := clipping.Verdict(); got != c.want {
			t.Errorf("%v: %s, want %s", c.verdicts, got, c.want)
		}
	}
}

func TestClippingBackfill(t *testing.T) {
	both := Clipping{Reviews: []Review{{Backfill: true}, {Backfill: true}}}
	one := Clipping{Reviews: []Review{{Backfill: true}, {}}}
	if !both.Backfill() || one.Backfill() || (Clipping{}).Backfill() {
		t.Error("a clipping is backfill only if every project found it by looking back")
	}
}

func TestFault(t *testing.T) {
	for status, passing := range map[int]bool{404: false, 410: false, 451: false, 403: true, 429: true, 500: true} {
		f := &Fault{Code: FaultStatus, Status: status}
		if f.Passing() != passing || f.Withheld() != (status == 403) {
			t.Errorf("%d: passing %v, withheld %v", status, f.Passing(), f.Withheld())
		}
	}
	if (&Fault{Code: FaultRobots}).Passing() || !(&Fault{Code: FaultDNS}).Passing() || !(&Fault{Code: FaultConsent}).Withheld() {
		t.Error("robots is for good, dns is passing, a consent wall withholds")
	}
}
