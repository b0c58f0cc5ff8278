package health

import (
	"maps"
	"math"
	"slices"
	"time"

	"pressclip/internal/press"
)

// share is one thing that is usually true of few of an outlet's pages.
type share struct {
	kind  Kind
	count func(h *Hour, s *state) (k, n int)
	much  func(usual float64) float64 // what would be a trouble
	least float64                     // what is thought usual at least
	most  float64                     // what may be usual at most for a trouble to be one
	lasts time.Duration               // after which it is how the outlet is; zero: never
}

// shares are all of them.
var shares = []share{
	{kind: Failing, count: countFailing, much: func(u float64) float64 { return max(.8, u+.3) }, least: .03, most: .6},
	{kind: Empty, count: countShort, much: func(u float64) float64 { return max(.7, u+.3) }, least: .05, most: .6, lasts: 60 * 24 * time.Hour},
	{
		kind: Undated, count: func(h *Hour, _ *state) (int, int) { return h.Undated, h.Read },
		much: func(u float64) float64 { return max(.9, u+.3) }, least: .03, most: .6, lasts: 60 * 24 * time.Hour,
	},
	{
		kind: Paywalled, count: func(h *Hour, _ *state) (int, int) { return h.Paywalled, h.Read },
		much: func(u float64) float64 { return min(.97, u+.35) }, least: .05, most: .6, lasts: 28 * 24 * time.Hour,
	},
}

// Bounds of the sums.
const (
	pagesAtOnce = 5     // that one hour may speak for: what stands in one list mostly fails together
	known       = 20    // pages after which it is known what is usual
	recovered   = 3.0   // log-likelihood ratio for "as ever" that ends a trouble
	trustShare  = 10    // pages that speak for the least
	memory      = 300.0 // pages: what is older counts less
)

// state is a sum on its way through the hours.
type state struct {
	yes, all float64    // of what is usual, older pages counting less
	lengths  [8]float64 // of usual articles
	sum      float64    // log-likelihood ratio since the last zero
	since    time.Time  // first page of what the sum consists of
	first    int        // the same, by its place among the hours
	alarm    bool       //
	began    time.Time  // of the alarm
	back     float64    // the same for its end
	pages    [2]float64 // since then: those that are so, and all
	codes    map[press.FaultCode]int
}

// find goes through the hours and says what is the matter at their end.
func (s share) find(hours []Hour) *Finding {
	st := &state{}
	var began, read float64
	for i := range hours {
		_, n := s.count(&hours[i], st)
		read += float64(n)
	}
	if len(hours) > 1 {
		began = hours[len(hours)-1].Tried.Sub(hours[0].Tried).Hours() / 24 / 365
	}
	bound := math.Log(max(read/max(began, 14.0/365), 50) / falseAlarms)
	for i := range hours {
		st.take(s, hours, i, bound)
	}
	if !st.alarm {
		return nil
	}
	f := &Finding{Kind: s.kind, Since: st.since, Usual: st.usual(s), Now: st.pages[0] / max(st.pages[1], 1)}
	if s.kind == Failing {
		f.Code = dominant(st.codes)
		f.Kind = kindOf(f.Code)
	}
	return f
}

func (st *state) usual(s share) float64 {
	return (st.yes + trustShare*s.least) / (st.all + trustShare)
}

// take adds an hour.
func (st *state) take(s share, hours []Hour, i int, bound float64) {
	h := &hours[i]
	k, n := s.count(h, st)
	if n == 0 {
		return
	}
	if st.alarm && s.lasts > 0 && h.Tried.Sub(st.since) > s.lasts { // it is how the outlet is
		*st = state{lengths: st.lengths}
		return
	}
	usual := max(st.usual(s), s.least)
	if st.all < known || usual > s.most {
		st.learn(s, h)
		return
	}
	much := s.much(usual)
	weight := min(1, pagesAtOnce/float64(n))
	ratio := weight * (float64(k)*math.Log(much/usual) + float64(n-k)*math.Log((1-much)/(1-usual)))
	if st.alarm {
		st.note(h, k, n)
		if st.back = max(0, st.back-ratio); st.back >= recovered {
			*st = state{yes: st.yes, all: st.all, lengths: st.lengths}
			st.learn(s, h)
		}
		return
	}
	if st.sum == 0 {
		st.first, st.since, st.pages = i, h.Tried, [2]float64{}
		clear(st.codes)
	}
	st.sum = max(0, st.sum+min(ratio, bound/2))
	st.note(h, k, n)
	switch {
	case st.sum == 0:
		for j := st.first; j <= i; j++ { // all of it was usual
			st.learn(s, &hours[j])
		}
	case st.sum >= bound:
		st.alarm, st.back = true, 0
	}
}

func (st *state) note(h *Hour, k, n int) {
	st.pages[0] += float64(k)
	st.pages[1] += float64(n)
	if len(h.Faults) > 0 && st.codes == nil {
		st.codes = make(map[press.FaultCode]int)
	}
	for code, n := range h.Faults {
		st.codes[code] += n
	}
}

// learn counts an hour as usual; what is older counts less.
func (st *state) learn(s share, h *Hour) {
	k, n := s.count(h, st)
	if n == 0 {
		return
	}
	fade := 1 - min(float64(n), memory)/memory
	st.yes, st.all = st.yes*fade, st.all*fade
	for i := range st.lengths {
		st.lengths[i] *= fade
	}
	st.yes += float64(k)
	st.all += float64(n)
	for i, n := range h.Lengths {
		st.lengths[i] += float64(n)
	}
}

// countFailing counts pages that could not be had, or were no articles.
func countFailing(h *Hour, _ *state) (k, n int) {
	for code, times := range h.Faults {
		if code != press.FaultEmpty && code != press.FaultWait && code != press.FaultBusy {
			k += times
		}
	}
	return k, k + h.Read
}

// countShort counts articles that have less than a quarter of the words that articles of the outlet usually have.
func countShort(h *Hour, st *state) (k, n int) {
	var all float64
	for _, c := range st.lengths {
		all += c
	}
	middle, below := 0, 0.0
	for i, c := range st.lengths {
		if below += c; below >= all/2 && all > 0 {
			middle = i
			break
		}
	}
	for i, c := range h.Lengths {
		n += c
		if i <= middle-2 {
			k += c
		}
	}
	empty := h.Faults[press.FaultEmpty]
	return k + empty, n + empty
}

// dominant is the fault of most pages.
func dominant(codes map[press.FaultCode]int) (most press.FaultCode) {
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		if codes[code] > codes[most] && code != press.FaultEmpty {
			most = code
		}
	}
	return most
}

// forbidden is the code under which pages are counted whose server refuses them.
const forbidden press.FaultCode = "forbidden"

// kindOf is what pages that fail by a code are called.
func kindOf(code press.FaultCode) Kind {
	switch code {
	case press.FaultConsent:
		return Consent
	case press.FaultBotCheck:
		return BotCheck
	case press.FaultLogin:
		return Login
	case press.FaultRobots:
		return Robots
	case forbidden:
		return Forbidden
	}
	return Failing
}
