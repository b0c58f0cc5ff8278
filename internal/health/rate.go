package health

import (
	"sort"
	"time"
)

// What is learned from: at least so long, and further back as long as there are fewer arrivals. A visit after a long
// pause of ours says little about when articles came, for lists are short.
const (
	learnFor     = 56 * 24 * time.Hour
	learnFrom    = 250 // hours with something new
	learnMost    = 400 * 24 * time.Hour
	longestSpan  = 36 * time.Hour
	enoughWatch  = 14 * 24 * time.Hour
	weekHours    = 7 * 24
	holidayShare = 0.05
	betweenShare = 0.35
	floorShare   = 0.02 // no hour of the week is thought to be without any chance
)

// How much the means are trusted against what an hour of the week brought itself, in hours of watching.
const (
	trustCell = 6
	trustHour = 4
	trustDay  = 12
)

// Rhythm is how often an outlet lists something new, by the hour of the week in its time zone. The zero Rhythm knows
// nothing.
type Rhythm struct {
	Watched time.Duration // how long it was watched

	loc   *time.Location
	cells [weekHours]float64 // articles within an hour, Sunday 0:00 first
	mean  float64            // of them
	began time.Time          // of what was learned from
	spans []span             // that it was learned from
	// sums[i] is what is expected from the hour of began to i hours later.
	sums []float64
	// out are silences that were none of its own; those of days are among silences.
	out, silences []span
}

// Week is the number of articles that are usual in a week.
func (r Rhythm) Week() float64 { return r.mean * weekHours }

// Known says that the outlet was watched for long enough to speak of what is usual.
func (r Rhythm) Known() bool { return r.Watched >= enoughWatch && r.mean > 0 }

// span is a time of watching with what was listed in it.
type span struct {
	from, until time.Time
	listed      int
}

// spans are what the visits answer for, each from the one before.
func spans(hours []Hour) []span {
	list := make([]span, 0, len(hours))
	var last time.Time
	for _, h := range hours {
		if h.Until.IsZero() {
			continue
		}
		if !last.IsZero() && !h.First {
			list = append(list, span{last, h.Until, h.Listed})
		}
		last = h.Until
	}
	return list
}

// Learn finds the rhythm of an outlet, as Assess does. Silences that were none of its own are found by it and left out in a second round.
func Learn(hours []Hour, loc *time.Location, now time.Time) Rhythm {
	if loc == nil {
		loc = time.UTC
	}
	list := spans(hours)
	r := Rhythm{loc: loc}
	if len(list) == 0 {
		return r
	}
	at, arrivals := len(list), 0
	for at > 0 && now.Sub(list[at-1].from) < learnMost && (now.Sub(list[at-1].from) < learnFor || arrivals < learnFrom) {
		at--
		if list[at].listed > 0 {
			arrivals++
		}
	}
	if list = list[at:]; len(list) == 0 { // nobody has looked for years
		return r
	}
	r.spans, r.began = list, list[0].from
	r.Watched = list[len(list)-1].until.Sub(r.began)
	// The silence that lasts is judged by what was before it.
	end := len(list)
	for end > 0 && list[end-1].listed == 0 {
		end--
	}
	r.fit(list[:end])
	r.sum(now)
	if r.out = r.outages(list[:end]); len(r.out) > 0 {
		r.fit(list[:end])
		r.sum(now)
	}
	for _, s := range r.out {
		if s.until.Sub(s.from) >= 24*time.Hour {
			r.silences = append(r.silences, s)
		}
	}
	return r
}

// calendar tells the hour of the week and the kind of day of hours since 1970, of days that follow each other.
type calendar struct {
	loc    *time.Location
	day    int64 // since 1970 in UTC
	offset int64 // hours to local time, at noon
	kind   dayKind
	local  int64
}

func (c *calendar) of(hour int64) (cell int, kind dayKind) {
	if day := hour / 24; day != c.day {
		c.day = day
		_, seconds := time.Unix(day*86400+43200, 0).In(c.loc).Zone()
		c.offset, c.local = int64(seconds)/3600, -1
	}
	local := hour + c.offset
	if day := local / 24; day != c.local {
		c.local = day
		t := time.Unix(day*86400, 0).UTC()
		c.kind = dayOf(t.Year(), t.Month(), t.Day())
	}
	return int((local + 4*24) % weekHours), c.kind // 1 January 1970 was a Thursday
}

// part is the share that one hour of the week has in a span.
type part struct {
	cell  int
	hours float64
}

// fit estimates the cells from spans, but for those of silences that were none of its own. What was listed in a span of several hours is
// divided among them by what is expected of each (EM); what one hour of the week brought is drawn towards what its hour of
// the day and its day of the week would make of it.
func (r *Rhythm) fit(list []span) {
	cal := calendar{loc: r.loc, day: -1}
	parts := make([][]part, 0, len(list))
	counts := make([]float64, 0, len(list))
	var all, exposure float64
	for _, s := range list {
		if s.listed > 0 && s.until.Sub(s.from) > longestSpan || within(s, r.out) {
			continue
		}
		p, whole := cal.parts(s)
		if s.listed > 0 && !whole {
			continue
		}
		parts, counts = append(parts, p), append(counts, float64(s.listed))
		all += float64(s.listed)
		for _, q := range p {
			exposure += q.hours
		}
	}
	if all == 0 || exposure == 0 {
		return
	}
	for i := range r.cells {
		r.cells[i] = all / exposure
	}
	for range 4 {
		r.step(parts, counts, all/exposure)
	}
	r.mean = 0
	for _, c := range r.cells {
		r.mean += c / weekHours
	}
	for i := range r.cells {
		r.cells[i] = max(r.cells[i], floorShare*r.mean)
	}
}

func within(s span, out []span) bool {
	for _, o := range out {
		if !s.from.Before(o.from) && !s.until.After(o.until) {
			return true
		}
	}
	return false
}

// parts divides a span into hours of the week, but for days that are unlike others; whole says that there were none.
func (c *calendar) parts(s span) (list []part, whole bool) {
	whole = true
	from, until := s.from.Unix(), s.until.Unix()
	for hour := from / 3600; hour*3600 < until; hour++ {
		cell, kind := c.of(hour)
		if kind != workday {
			whole = false
			continue
		}
		share := float64(min(until, (hour+1)*3600)-max(from, hour*3600)) / 3600
		list = append(list, part{cell, share})
	}
	return list, whole
}

// step is one round of EM.
func (r *Rhythm) step(parts [][]part, counts []float64, mean float64) {
	var n, e [weekHours]float64
	for i, p := range parts {
		var sum float64
		for _, q := range p {
			sum += r.cells[q.cell] * q.hours
			e[q.cell] += q.hours
		}
		if counts[i] == 0 || sum == 0 {
			continue
		}
		for _, q := range p {
			n[q.cell] += counts[i] * r.cells[q.cell] * q.hours / sum
		}
	}
	var dayN, dayE [7]float64
	var hourN, hourE [24]float64
	for i := range n {
		dayN[i/24] += n[i]
		dayE[i/24] += e[i]
		hourN[i%24] += n[i]
		hourE[i%24] += e[i]
	}
	for i := range r.cells {
		day := (dayN[i/24] + trustDay*mean) / (dayE[i/24] + trustDay)
		hour := (hourN[i%24] + trustHour*mean) / (hourE[i%24] + trustHour)
		usual := day * hour / mean
		r.cells[i] = (n[i] + trustCell*usual) / (e[i] + trustCell)
	}
}

// expect is what an hour is expected to bring. A holiday hardly counts, for some papers are as on a Sunday then and others
// bring nothing at all.
func (r *Rhythm) expect(cell int, kind dayKind) float64 {
	switch kind {
	case holiday:
		return holidayShare * min(r.cells[cell], r.cells[cell%24])
	case betweenDay:
		return betweenShare * r.cells[cell]
	}
	return r.cells[cell]
}

// sum adds up what is expected from the beginning to now.
func (r *Rhythm) sum(now time.Time) {
	cal := calendar{loc: r.loc, day: -1}
	first, last := r.began.Unix()/3600, now.Unix()/3600+1
	r.sums = make([]float64, 1, max(last-first+2, 1)) // the clock may have been set back
	for hour := first; hour <= last; hour++ {
		r.sums = append(r.sums, r.sums[len(r.sums)-1]+r.expect(cal.of(hour)))
	}
}

// stretched is how much was expected from the beginning to t, which is the time as the models of silence know it.
func (r *Rhythm) stretched(t time.Time) float64 {
	seconds := t.Unix() - r.began.Unix()/3600*3600
	if seconds <= 0 {
		return 0
	}
	i := int(seconds / 3600)
	if i+1 >= len(r.sums) {
		return r.sums[len(r.sums)-1]
	}
	return r.sums[i] + (r.sums[i+1]-r.sums[i])*float64(seconds%3600)/3600
}

// Expected is how many articles are usual between two times.
func (r Rhythm) Expected(from, until time.Time) (n float64) {
	if r.mean == 0 {
		return 0
	}
	cal := calendar{loc: r.loc, day: -1}
	for hour := from.Unix() / 3600; hour*3600 < until.Unix(); hour++ {
		share := float64(min(until.Unix(), (hour+1)*3600)-max(from.Unix(), hour*3600)) / 3600
		n += share * r.expect(cal.of(hour))
	}
	return n
}

// Until is when so many articles are to be expected after a time, at most so much later.
func (r Rhythm) Until(from time.Time, articles float64, most time.Duration) time.Time {
	if r.mean == 0 {
		return from
	}
	minutes := int(most / time.Minute)
	return from.Add(time.Duration(sort.Search(minutes, func(i int) bool {
		return r.Expected(from, from.Add(time.Duration(i)*time.Minute)) >= articles
	})) * time.Minute)
}
