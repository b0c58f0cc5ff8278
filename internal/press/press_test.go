package press

import (
	"encoding/json"
	"testing"
	"time"
)

func TestShown(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		d, err := time.ParseInLocation(time.DateTime, s, berlin)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	licensed := func(day string) Outlet {
		o := Outlet{Rights: RightsFulltext, Licence: Licence{ID: "PMG 1", Until: at(day + " 00:00:00")}}
		stored, err := json.Marshal(o) // the archive keeps an outlet so
		if err == nil {
			o = Outlet{}
			err = json.Unmarshal(stored, &o)
		}
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	link, extract, full := Shown{Rights: RightsLink}, Shown{RightsExtract, 30, false}, Shown{RightsFulltext, 30, true}
	for _, c := range []struct {
		o    Outlet
		at   string
		want Shown
	}{
		{Outlet{}, "2026-06-01 12:00:00", extract},
		{Outlet{Rights: "etwas"}, "2026-06-01 12:00:00", extract},
		{Outlet{Rights: RightsLink}, "2026-06-01 12:00:00", link},
		{Outlet{Rights: RightsLink, Licence: licensed("2099-01-01").Licence}, "2026-06-01 12:00:00", link},
		{Outlet{Rights: RightsFulltext}, "2026-06-01 12:00:00", extract},
		{licensed("2026-06-30"), "2026-06-30 23:59:59", full},
		{licensed("2026-06-30"), "2026-07-01 00:00:00", extract},
		{licensed("2026-03-29"), "2026-03-29 23:59:59", full}, // the day has 23 hours
		{licensed("2026-03-29"), "2026-03-30 00:00:00", extract},
		{licensed("2026-10-25"), "2026-10-25 23:30:00", full}, // and this one 25
		{licensed("2026-10-25"), "2026-10-26 00:00:00", extract},
	} {
		if got := c.o.Shown(at(c.at), 30); got != c.want {
			t.Errorf("%+v at %s: %+v, want %+v", c.o, c.at, got, c.want)
		}
	}
	if got := (Outlet{}).Shown(at("2026-06-01 12:00:00"), -1); got.Words != 0 {
		t.Errorf("less than no words: %+v", got)
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

// Licences of older records have a moment where there is a day now.
func TestLicenceJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{"id":"a","until":"2027-12-31T00:00:00Z"}`: `{"id":"a","until":"2027-12-31"}`,
		`{"until":"2027-12-31"}`:                    `{"until":"2027-12-31"}`,
		`{"id":"a"}`:                                `{"id":"a"}`,
	} {
		var l Licence
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Error(err)
		}
		if got, err := json.Marshal(l); string(got) != want || err != nil {
			t.Errorf("%s came back as %s: %v", text, got, err)
		}
	}
	if err := json.Unmarshal([]byte(`{"until":"bald"}`), new(Licence)); err == nil {
		t.Error("no day is a day")
	}
}
