package health

import (
	"slices"
	"time"

	"pressclip/internal/press"
)

// An outlet cannot be reached when several visits in a row could read none of its lists, for longer than servers are
// usually mended in.
const (
	awayTries = 3
	awayFor   = 6 * time.Hour
	placeAway = 24 * time.Hour
)

// unreachable says since when no visit could read a list. What our own network kept from us counts as well: who watches
// all outlets knows whether it is that.
func unreachable(hours []Hour) *Finding {
	tries := 0
	var since, first, last time.Time // of the trouble; of the visits that failed
	faults := map[Kind]int{}
	byKind := map[Kind]*press.Fault{}
	for _, h := range slices.Backward(hours) {
		if h.Until.Equal(h.Tried) { // the last visit of that hour could read
			since = h.Until
			break
		}
		if f := h.Fault; f != nil {
			kind := Unreachable
			if f.Code == press.FaultRobots {
				kind = Robots
			}
			faults[kind] += h.Tries
			if byKind[kind] == nil {
				byKind[kind] = f
			}
		}
		if last.IsZero() {
			last = h.Tried
		}
		first, since = h.Tried, h.Tried
		tries += h.Tries
		if !h.Until.IsZero() {
			since = h.Until
			break
		}
	}
	if tries < awayTries || last.Sub(first) < awayFor {
		return nil
	}
	f := &Finding{Kind: Unreachable, Since: since}
	if faults[Robots] > faults[Unreachable] {
		f.Kind = Robots
	}
	if fault := byKind[f.Kind]; fault != nil {
		f.Code, f.Status, f.URL = fault.Code, fault.Status, fault.URL
	}
	return f
}

// place says that a list which was readable once is so no more, although others are.
func place(p press.Place, now time.Time) *Finding {
	if p.Fault == nil || p.ReadAt.IsZero() || now.Sub(p.ReadAt) < placeAway {
		return nil
	}
	f := &Finding{Kind: Place, Since: p.ReadAt, Code: p.Fault.Code, Status: p.Fault.Status, URL: p.URL}
	if p.Fault.Code == press.FaultRobots {
		f.Kind = Robots
	}
	return f
}

// sortFindings puts the worst first and keeps one of each kind: the oldest.
func sortFindings(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		if d := slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind); d != 0 {
			return d
		}
		return a.Since.Compare(b.Since)
	})
}
