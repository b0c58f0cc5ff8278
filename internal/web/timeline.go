package web

import (
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/search"
)

// timeline draws how many hits each month has, as bars that narrow the search to their month.
type timeline struct {
	Label       string
	Width       int
	First, Last string
	Bars        []bar
}

// bar is one month, or one year where there would be too many months. Lengths are in the units of the drawing, which
// is stretched to the width of the page.
type bar struct {
	Label          string
	URL            string // empty where there is nothing to narrow to
	On             bool   // within the days asked for
	X, Step        int
	BarX, BarWidth int
	Y, Height      int
}

const (
	barStep, barWidth = 10, 8
	barRoom           = 50 // the greatest height
	minMonths         = 12
	maxMonths         = 72
)

// period is a stretch of whole months with its number of hits.
type period struct {
	first, last string // days
	name        string
	count       int
}

// timeline draws the months of a search's facet. It is nil where there is nothing to compare.
func (w words) timeline(months []search.Facet, a asked) *timeline {
	periods := w.periods(months)
	if len(periods) == 0 {
		return nil
	}
	most := 0
	for _, p := range periods {
		most = max(most, p.count)
	}
	t := &timeline{
		Width: len(periods) * barStep, First: periods[0].name, Last: periods[len(periods)-1].name,
		Label: w.text("web.search.timeline", periods[0].name, periods[len(periods)-1].name),
	}
	for i, p := range periods {
		t.Bars = append(t.Bars, w.bar(i, p, most, a))
	}
	return t
}

func (w words) bar(i int, p period, most int, a asked) bar {
	height := p.count * barRoom / most
	if p.count > 0 {
		height = max(height, 2)
	}
	narrowed := a.From == p.first && a.To == p.last
	b := bar{
		Label: w.count("web.search.bar", p.count, p.name), X: i * barStep, Step: barStep, BarX: i*barStep + 1, BarWidth: barWidth,
		Y: 55 - height, Height: height,
		On: (a.From != "" || a.To != "") && (a.From == "" || a.From <= p.last) && (a.To == "" || a.To >= p.first),
	}
	switch {
	case narrowed:
		b.URL = a.with(func(a *asked) { a.From, a.To = "", "" })
	case p.count > 0:
		b.URL = a.with(func(a *asked) { a.From, a.To = p.first, p.last })
	}
	return b
}

// periods lists every month from the first to the last that has hits, at least a year of them, or whole years where
// months would be too many to tell apart.
func (w words) periods(months []search.Facet) []period {
	counts := map[string]int{}
	var first, last time.Time
	for _, m := range months {
		t, err := time.Parse("2006-01", m.Value)
		if err != nil || m.Count <= 0 {
			continue
		}
		counts[m.Value] += m.Count
		if first.IsZero() || t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	if len(counts) == 0 {
		return nil
	}
	if monthsBetween(first, last) > maxMonths {
		return years(counts, first, last)
	}
	if start := last.AddDate(0, 1-minMonths, 0); start.Before(first) {
		first = start
	}
	var all []period
	for t := first; !t.After(last); t = t.AddDate(0, 1, 0) {
		key := t.Format("2006-01")
		all = append(all, period{
			first: key + "-01", last: t.AddDate(0, 1, -1).Format(time.DateOnly), name: locale.Month(w.language, key), count: counts[key],
		})
	}
	return all
}

// maxYears bounds the drawing where dates are nonsense; older hits are left out of it.
const maxYears = 100

func years(counts map[string]int, first, last time.Time) []period {
	start := max(first.Year(), last.Year()-maxYears+1)
	all := make([]period, last.Year()-start+1)
	for i := range all {
		year := time.Date(start+i, 1, 1, 0, 0, 0, 0, time.UTC)
		all[i] = period{first: year.Format("2006-01-02"), last: year.Format("2006") + "-12-31", name: year.Format("2006")}
	}
	for key, n := range counts {
		if t, err := time.Parse("2006-01", key); err == nil && t.Year() >= start {
			all[t.Year()-start].count += n
		}
	}
	return all
}

func monthsBetween(a, b time.Time) int {
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month()) + 1
}
