package health

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

var berlin = must(time.LoadLocation("Europe/Berlin"))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// paper is how an outlet of the simulation publishes. Its truth is drawn from other laws than the models assume: days that
// are all busy or all quiet together, issues that come a day late, holidays on which there is nothing at all.
type paper struct {
	name     string
	day      [7]float64 // articles, Sunday first
	from, to int        // hours of the day
	issue    int        // days between issues; 0: it publishes as it comes
	articles int        // of an issue
	late     int        // days by which an issue may be late
	unsteady float64    // how much days differ: variance of a factor
	every    time.Duration
}

var papers = []paper{
	{name: "large", day: [7]float64{90, 190, 200, 200, 200, 190, 110}, from: 4, to: 24, unsteady: .04, every: 20 * time.Minute},
	{name: "regional", day: [7]float64{12, 60, 65, 60, 65, 60, 25}, from: 5, to: 23, unsteady: .08, every: 30 * time.Minute},
	{name: "local", day: [7]float64{0, 7, 6, 7, 6, 8, 1.5}, from: 7, to: 20, unsteady: .15, every: time.Hour},
	{name: "office hours", day: [7]float64{0, 4, 4, 5, 4, 3, 0}, from: 8, to: 17, unsteady: .3, every: time.Hour},
	{name: "blog", day: [7]float64{.1, .5, .4, .5, .4, .3, .1}, from: 8, to: 22, unsteady: .3, every: 3 * time.Hour},
	{name: "weekly", issue: 7, articles: 9, late: 1, from: 9, to: 12, every: 3 * time.Hour},
	{name: "monthly", issue: 30, articles: 14, late: 3, from: 10, to: 16, every: 6 * time.Hour},
}

// season says how much a day publishes of what it would without holidays.
func season(day time.Time, rnd *rand.Rand) float64 {
	switch dayOf(day.Year(), day.Month(), day.Day()) {
	case holiday:
		return .15 * rnd.Float64()
	case betweenDay:
		return .4 + .6*rnd.Float64()
	}
	return 1
}

// articles are the times at which a paper publishes, from a day on, for so many days.
func (p paper) publishes(rnd *rand.Rand, start time.Time, days int) (times []time.Time) {
	next, late := rnd.IntN(max(p.issue, 1)), 0
	if p.issue == 7 {
		next = 3
	}
	for d := range days {
		day := start.AddDate(0, 0, d)
		n := 0
		switch {
		case p.issue > 0 && d == next+late:
			n = p.articles/2 + rnd.IntN(p.articles)
			next += p.issue
			if late = 0; p.late > 0 && rnd.Float64() < .3 {
				late = 1 + rnd.IntN(p.late)
			}
			if dayOf(day.Year(), day.Month(), day.Day()) == holiday {
				n, next, late = 0, next-p.issue, d+1-(next-p.issue)
			}
		case p.issue == 0:
			mean := p.day[day.Weekday()] * season(day, rnd)
			mean *= math.Exp(rnd.NormFloat64()*math.Sqrt(p.unsteady) - p.unsteady/2)
			n = poisson(rnd, mean)
		}
		for range n {
			hour := float64(p.from) + float64(p.to-p.from)*rnd.Float64()
			times = append(times, day.Add(time.Duration(hour*float64(time.Hour))))
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

func poisson(rnd *rand.Rand, mean float64) (n int) {
	for p := rnd.ExpFloat64(); p < mean; p += rnd.ExpFloat64() {
		n++
	}
	return n
}

// outage is a trouble that the simulation makes.
type outage struct {
	name        string
	want        []Kind
	from, until time.Time
}

// outages are all kinds of them. What a kind does is in world.visit.
var outageNames = map[string][]Kind{
	"frozen":   {Quiet},        // the lists stay as they are
	"fewer":    {Fewer, Quiet}, // a fifth is left
	"away":     {Unreachable},  // connection refused
	"robots":   {Robots},       //
	"consent":  {Consent},      //
	"bots":     {BotCheck},     //
	"refused":  {Forbidden},    //
	"broken":   {Failing},      // status 404 for everything that is listed
	"emptied":  {Empty},        // the extraction finds a sentence
	"undated":  {Undated},      //
	"paywall":  {Paywalled},    // 70 % instead of 15 %
	"some 500": nil,            // a tenth of the pages fails: not to be told
	"nights":   nil,            // an hour of maintenance each night: not to be told
}

// world is a paper as it is visited.
type world struct {
	paper
	rnd      *rand.Rand
	times    []time.Time
	at       int
	hidden   []time.Time // published while the lists were frozen: listed at the end of it
	troubles []*outage
	hours    []Hour
}

// visit is one visit; how it goes depends on the trouble.
func (w *world) visit(now time.Time) {
	h := Hour{Tried: now, First: len(w.hours) == 0}
	kind := ""
	for _, o := range w.troubles {
		if !now.Before(o.from) && now.Before(o.until) {
			kind = o.name
		}
	}
	local := now.In(berlin)
	switch {
	case kind == "away" || kind == "nights" && local.Hour() == 3 || w.rnd.Float64() < .005:
		h.Tries, h.Fault = 1, &press.Fault{Code: press.FaultRefused}
	case kind == "robots":
		h.Tries, h.Fault = 1, &press.Fault{Code: press.FaultRobots}
	default:
		h.Until = now
		w.list(&h, now, kind)
	}
	w.record(h)
}

func (w *world) record(h Hour) {
	if n := len(w.hours); n > 0 && w.hours[n-1].Joins(h) {
		w.hours[n-1] = w.hours[n-1].And(h)
		return
	}
	w.hours = append(w.hours, h)
}

func (w *world) list(h *Hour, now time.Time, kind string) {
	for w.at < len(w.times) && !w.times[w.at].After(now) {
		w.at++
		if kind == "frozen" || kind == "fewer" && w.rnd.Float64() < .8 {
			continue
		}
		h.Listed++
		w.read(h, kind)
	}
}

func (w *world) read(h *Hour, kind string) {
	switch {
	case kind == "consent":
		h.Miss(&press.Fault{Code: press.FaultConsent})
	case kind == "bots":
		h.Miss(&press.Fault{Code: press.FaultBotCheck})
	case kind == "refused":
		h.Miss(&press.Fault{Code: press.FaultStatus, Status: 403})
	case kind == "broken":
		h.Miss(&press.Fault{Code: press.FaultStatus, Status: 404})
	case w.rnd.Float64() < .02 || kind == "some 500" && w.rnd.Float64() < .1:
		h.Miss(&press.Fault{Code: press.FaultStatus, Status: 500})
	default:
		h.Read++
		if kind == "undated" || w.rnd.Float64() < .01 {
			h.Undated++
		}
		if p := w.rnd.Float64(); p < .15 || kind == "paywall" && p < .7 {
			h.Paywalled++
		}
		words := math.Exp(5.8 + .7*w.rnd.NormFloat64())
		if kind == "emptied" {
			words = 20 + 30*w.rnd.Float64()
		}
		h.Words(int(words))
	}
}

// look is what an assessment said.
type look struct {
	at    time.Time
	kinds []Kind
}

// watch visits until a time, and looks often while there is trouble, else twice a day.
func (w *world) watch(from, until time.Time, soon time.Duration) (looks []look) {
	var last time.Time
	for now := from; now.Before(until); now = now.Add(w.every) {
		w.visit(now)
		step := max(12*time.Hour, soon/20)
		if slices.ContainsFunc(w.troubles, func(o *outage) bool { return o.from.Before(now) && now.Before(o.from.Add(soon)) }) {
			step = max(2*time.Hour, soon/20)
		}
		if now.Sub(last) < step {
			continue
		}
		last = now
		l := look{at: now}
		for _, f := range Assess(Known{Hours: w.hours[max(0, len(w.hours)-Rows):], Location: berlin}, now).Findings {
			l.kinds = append(l.kinds, f.Kind)
		}
		looks = append(looks, l)
	}
	return looks
}

// trial is how long a paper is watched before its first trouble, how long each lasts, how long it is well in between,
// and by when it has to be noticed.
type trial struct{ before, lasts, between, soon time.Duration }

const day = 24 * time.Hour

var trials = map[string]trial{
	"large":        {60 * day, 8 * day, 16 * day, 24 * time.Hour},
	"regional":     {60 * day, 10 * day, 18 * day, 36 * time.Hour},
	"local":        {60 * day, 14 * day, 21 * day, 6 * day},
	"office hours": {60 * day, 18 * day, 24 * day, 8 * day},
	"blog":         {120 * day, 56 * day, 40 * day, 42 * day},
	"weekly":       {120 * day, 56 * day, 40 * day, 36 * day},
	"monthly":      {420 * day, 150 * day, 120 * day, 110 * day},
}

// score counts what was told.
type score struct {
	outages, noticed, late int
	delays                 []time.Duration
	alarms, false          int // kinds of trouble told, each once in a week
	years                  float64
	said                   []string
}

func (s *score) add(o score) {
	s.outages, s.noticed, s.late = s.outages+o.outages, s.noticed+o.noticed, s.late+o.late
	s.delays = append(s.delays, o.delays...)
	s.alarms, s.false, s.years = s.alarms+o.alarms, s.false+o.false, s.years+o.years
	s.said = append(s.said, o.said...)
}

// run watches a paper with these troubles, one after the other.
func run(p paper, seed uint64, troubles []string) score {
	tr := trials[p.name]
	rnd := rand.New(rand.NewPCG(seed, 7))
	start := time.Date(2025, 9, 1, 0, 0, 0, 0, berlin).AddDate(0, 0, int(seed*37%200))
	var list []*outage
	end := start.Add(tr.before)
	for _, name := range troubles {
		if name == "fewer" && tr.lasts > 28*day { // so few articles that only silence tells
			continue
		}
		begin := end.Add(time.Duration(rnd.Float64() * float64(7*day)))
		list = append(list, &outage{name: name, want: outageNames[name], from: begin, until: begin.Add(tr.lasts)})
		end = begin.Add(tr.lasts + tr.between)
	}
	if len(troubles) == 0 {
		end = start.AddDate(0, 0, 420)
	}
	w := &world{paper: p, rnd: rnd, times: p.publishes(rnd, start, int(end.Sub(start)/day)+1), troubles: list}
	looks := w.watch(start, end, tr.soon)
	return judge(p, list, looks, tr.soon, end.Sub(start))
}

// judge holds what was told against what was the matter. What is told until a while after an outage is of it.
func judge(p paper, list []*outage, looks []look, soon, watched time.Duration) score {
	s := score{years: watched.Hours() / 24 / 365}
	for _, o := range list {
		if o.want == nil {
			continue
		}
		s.outages++
		i := slices.IndexFunc(looks, func(l look) bool {
			return !l.at.Before(o.from) && l.at.Before(o.until) && slices.ContainsFunc(l.kinds, func(k Kind) bool { return slices.Contains(o.want, k) })
		})
		if i < 0 {
			s.said = append(s.said, fmt.Sprintf("%s: %s of %s not noticed", p.name, o.name, o.from.Format(time.DateOnly)))
			continue
		}
		s.noticed++
		d := looks[i].at.Sub(o.from)
		s.delays = append(s.delays, d)
		by := soon
		if o.name == "fewer" { // which is told by counts, not by the next article that does not come
			by = 3 * soon
		}
		if d > by {
			s.late++
			s.said = append(s.said, fmt.Sprintf("%s: %s of %s noticed after %.1f days", p.name, o.name, o.from.Format(time.DateOnly), d.Hours()/24))
		}
	}
	last := map[Kind]time.Time{}
	for _, l := range looks {
		for _, k := range l.kinds {
			if l.at.Sub(last[k]) > 7*day {
				s.alarms++
				if !explained(list, k, l.at, soon) {
					s.false++
					s.said = append(s.said, fmt.Sprintf("%s: %s told on %s for no reason", p.name, k, l.at.In(berlin).Format("Mon 2006-01-02 15:04")))
				}
			}
			last[k] = l.at
		}
	}
	return s
}

func explained(list []*outage, k Kind, at time.Time, soon time.Duration) bool {
	return slices.ContainsFunc(list, func(o *outage) bool {
		also := slices.Contains(o.want, k) || k == Quiet && (o.name == "away" || o.name == "robots")
		return also && !at.Before(o.from) && at.Before(o.until.Add(soon))
	})
}

func (s score) String() string {
	slices.Sort(s.delays)
	at := func(q float64) float64 {
		if len(s.delays) == 0 {
			return 0
		}
		return s.delays[int(q*float64(len(s.delays)-1))].Hours()
	}
	return fmt.Sprintf("%d of %d outages noticed, after %.0f h (median), %.0f h (90 %%), %.0f h (longest), %d late; %d alarms, %d false in %.1f years",
		s.noticed, s.outages, at(.5), at(.9), at(1), s.late, s.alarms, s.false, s.years)
}

// TestMonths lets outlets of every kind be watched for months, with outages of every kind and with none.
func TestMonths(t *testing.T) {
	seeds := uint64(1)
	if os.Getenv("PRESSCLIP_TEST_LONG") != "" {
		seeds = 12
	}
	names := slices.Sorted(maps.Keys(outageNames))
	scores := make([]score, len(papers))
	for i, p := range papers {
		t.Run(p.name, func(t *testing.T) {
			for seed := range seeds {
				scores[i].add(run(p, seed, nil))
				scores[i].add(run(p, seed+100, names))
			}
			t.Log(scores[i])
			for _, said := range scores[i].said {
				t.Log(said)
			}
		})
	}
	var all score
	for _, s := range scores {
		all.add(s)
	}
	t.Log("all: ", all)
	precision, recall := 1-float64(all.false)/float64(all.alarms), float64(all.noticed)/float64(all.outages)
	t.Logf("precision %.3f, recall %.3f", precision, recall)
	if precision < .97 || recall < .97 || all.late > all.outages/50 {
		t.Error(strings.Join(all.said, "\n"))
	}
}

func BenchmarkAssess(b *testing.B) {
	for _, p := range papers {
		b.Run(p.name, func(b *testing.B) {
			rnd := rand.New(rand.NewPCG(1, 2))
			start := time.Date(2025, 9, 1, 0, 0, 0, 0, berlin)
			w := &world{paper: p, rnd: rnd, times: p.publishes(rnd, start, 200)}
			now := start.AddDate(0, 0, 200)
			w.watch(start, now, 1e6*time.Hour)
			for b.Loop() {
				Assess(Known{Hours: w.hours[max(0, len(w.hours)-Rows):], Location: berlin}, now)
			}
			b.ReportMetric(float64(len(w.hours)), "rows")
		})
	}
}
