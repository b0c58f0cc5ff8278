package health

import (
	"math"
	"slices"
	"time"
)

// falseAlarms is how many silences in a year of watching one outlet may be told although nothing is wrong, as far as the
// models hold.
const falseAlarms = 0.02

// Arrivals that follow each other within one of these times count as one: by themselves for outlets that bring something
// every hour, by the day and by the issue for those that bring several articles at a time and then nothing for long.
var joins = []time.Duration{0, 18 * time.Hour, 96 * time.Hour}

// Bounds of the models of silence.
const (
	fewestGaps   = 6
	shortSilence = 3 * time.Hour
	beyond       = 1.25 // times the longest silence that was ever normal
	trustGamma   = 6    // gaps that speak for the shape 1, which is chance alone
	leastShape   = 0.15
	mostShape    = 25
)

// arrival is a time at which something new was listed, or the first of several.
type arrival struct{ at, stretched float64 }

// arrivals are those of spans, joined.
func (r *Rhythm) arrivals(list []span, join time.Duration) (firsts []arrival) {
	last := time.Time{}
	for _, s := range list {
		if s.listed == 0 {
			continue
		}
		if last.IsZero() || s.until.Sub(last) > join {
			firsts = append(firsts, arrival{float64(s.until.Unix()), r.stretched(s.until)})
		}
		last = s.until
	}
	return firsts
}

// gaps is the model of the gaps between arrivals, in stretched time.
type gaps struct {
	n           int
	mean, shape float64
	longest     float64
	year        float64 // gaps in a year
}

// threshold is the silence that is too long to be chance.
func (g gaps) threshold() float64 {
	// The mean is only known from so many gaps: what it may be is taken instead of what it seems to be.
	mean := g.mean * (1 + 1.5/math.Sqrt(g.shape*float64(g.n)))
	chance := falseAlarms / float64(len(joins)) / max(g.year, 1)
	return max(mean/g.shape*tailGamma(g.shape, chance), beyond*g.longest)
}

// model fits a gamma distribution by its moments.
func model(list []float64, year float64) gaps {
	g := gaps{n: len(list), year: year}
	for _, x := range list {
		g.mean += x / float64(len(list))
		g.longest = max(g.longest, x)
	}
	var v float64
	for _, x := range list {
		v += (x - g.mean) * (x - g.mean) / float64(max(len(list)-1, 1))
	}
	shape := float64(mostShape)
	if v > 0 {
		shape = min(max(g.mean*g.mean/v, leastShape), mostShape)
	}
	g.shape = (float64(g.n)*shape + trustGamma) / (float64(g.n) + trustGamma)
	return g
}

// fitGaps models the gaps between arrivals without those that were too long to be chance, and says which ones they are.
func fitGaps(firsts []arrival) (g gaps, out []int) {
	if len(firsts) < fewestGaps+1 {
		return g, nil
	}
	var list []float64
	for i := range firsts[1:] {
		list = append(list, firsts[i+1].stretched-firsts[i].stretched)
	}
	year := float64(len(list)) / (firsts[len(firsts)-1].at - firsts[0].at) * 365 * 86400
	sorted := slices.Sorted(slices.Values(list))
	cut := max(1, len(sorted)/100)
	trimmed := model(sorted[:len(sorted)-cut], year)
	bound := trimmed.threshold()
	kept := sorted[:0:0]
	for i, x := range list {
		if x > bound {
			out = append(out, i)
		} else {
			kept = append(kept, x)
		}
	}
	return model(kept, year), out
}

// outages are the silences of the past that were too long to be chance.
func (r *Rhythm) outages(list []span) (out []span) {
	for _, join := range joins {
		firsts := r.arrivals(list, join)
		_, long := fitGaps(firsts)
		for _, i := range long {
			out = append(out, span{from: time.Unix(int64(firsts[i].at), 0), until: time.Unix(int64(firsts[i+1].at), 0)})
		}
	}
	return out
}

// quiet says that there was nothing new for too long, by the last visit that could see.
func (r *Rhythm) quiet() *Finding {
	list := r.spans
	if !r.Known() || len(list) == 0 {
		return nil
	}
	seen := list[len(list)-1].until
	var last time.Time
	for _, s := range slices.Backward(list) {
		if s.listed > 0 {
			last = s.until
			break
		}
	}
	if last.IsZero() || seen.Sub(last) < shortSilence {
		return nil
	}
	silence := r.stretched(seen)
	for _, join := range joins {
		firsts := r.arrivals(list, join)
		if g, _ := fitGaps(firsts); g.n >= fewestGaps && silence-firsts[len(firsts)-1].stretched > g.threshold() {
			return &Finding{Kind: Quiet, Since: last, Usual: r.Week()}
		}
	}
	return nil
}

// The times over which articles are counted, and how few of them are too few.
var windows = []time.Duration{3 * 24 * time.Hour, 7 * 24 * time.Hour, 14 * 24 * time.Hour, 28 * 24 * time.Hour}

const (
	fewShare    = 0.4
	fewStill    = 0.6 // of the last days alone: else it is over
	fewExpected = 10  // where fewer are expected, silence itself is what tells
	fewWindows  = 4   // of the same length before
	fewDays     = 5   // with something new in such a time: of single issues only silence tells
)

// fewer says that far fewer articles came lately than usual, although some do. How much such counts vary is learned
// from the times before (negative binomial).
func (r *Rhythm) fewer() *Finding {
	list := r.spans
	if !r.Known() || len(list) == 0 {
		return nil
	}
	seen := list[len(list)-1].until
	days := busyDays(list) / float64(max(r.Watched, 1)) // in a nanosecond
	for _, w := range windows {
		n, expected := r.count(list, seen.Add(-w), seen)
		if expected < fewExpected || float64(n) > fewShare*expected || days*float64(w) < fewDays {
			continue
		}
		if !r.stillFew(list, seen, w) {
			return nil
		}
		size, known := r.spread(list, seen.Add(-w), w)
		chance := falseAlarms / float64(len(windows)) / (365 * 24 * float64(time.Hour) / float64(w))
		if known && binomialBelow(n, expected, size) < chance {
			since := r.changed(list, seen)
			_, usual := r.count(list, since, seen)
			is, _ := r.count(list, since, seen)
			share := float64(is) / max(usual, 1)
			return &Finding{Kind: Fewer, Since: since, Usual: r.Week(), Now: share * r.Week()}
		}
	}
	return nil
}

// busyDays is the number of days on which something was listed.
func busyDays(list []span) (n float64) {
	last := int64(-1)
	for _, s := range list {
		if day := s.until.Unix() / 86400; s.listed > 0 && day != last {
			n++
			last = day
		}
	}
	return n
}

// stillFew says that the last days alone, as many as it takes, were no better than the whole window.
func (r *Rhythm) stillFew(list []span, seen time.Time, w time.Duration) bool {
	for back := 24 * time.Hour; back < w; back += 24 * time.Hour {
		if n, expected := r.count(list, seen.Add(-back), seen); expected >= fewExpected/2 {
			return float64(n) <= fewStill*expected
		}
	}
	return true
}

// count is what was listed between two times, and what was to be expected of the time that was watched. Silences that are
// over were told as such.
func (r *Rhythm) count(list []span, from, until time.Time) (n int, expected float64) {
	for _, s := range slices.Backward(list) {
		if s.until.After(until) {
			continue
		}
		if s.from.Before(from) {
			if s.listed == 0 && s.until.After(from) {
				expected += r.stretched(s.until) - r.stretched(from)
			}
			break
		}
		if within(s, r.silences) {
			continue
		}
		n += s.listed
		expected += r.stretched(s.until) - r.stretched(s.from)
	}
	return n, expected
}

// spread is the size of a negative binomial distribution by which counts of windows before a time vary: small where they
// vary much.
func (r *Rhythm) spread(list []span, until time.Time, w time.Duration) (size float64, known bool) {
	var square, excess float64
	found := 0
	for end := until; end.Add(-w).After(r.began); end = end.Add(-w) {
		n, e := r.count(list, end.Add(-w), end)
		if e < fewExpected/2 {
			continue
		}
		found++
		square += e * e
		excess += (float64(n)-e)*(float64(n)-e) - e
	}
	// One window more that varied by a quarter keeps few windows from seeming all alike.
	if found > 0 {
		mean := square / float64(found)
		square, excess = square+mean, excess+mean/16
	}
	return square / max(excess, square/400), found >= fewWindows
}

// binomialBelow is the chance of n or less under a negative binomial distribution.
func binomialBelow(n int, mean, size float64) (sum float64) {
	p := size / (size + mean)
	a, _ := math.Lgamma(size)
	for i := range n + 1 {
		b, _ := math.Lgamma(size + float64(i))
		c, _ := math.Lgamma(float64(i) + 1)
		sum += math.Exp(b - a - c + size*math.Log(p) + float64(i)*math.Log1p(-p))
	}
	return sum
}

// changed is the day within the last four weeks from which on fewer articles are most likely.
func (r *Rhythm) changed(list []span, seen time.Time) time.Time {
	best, since := 0.0, seen.Add(-windows[0])
	for day := 1; day <= 28; day++ {
		from := seen.Add(-time.Duration(day) * 24 * time.Hour)
		n, e := r.count(list, from, seen)
		share := max(float64(n)/max(e, 0.1), 0.01)
		if gain := float64(n)*math.Log(share) - (share-1)*e; share < 1 && gain > best {
			best, since = gain, from
		}
	}
	return since
}
