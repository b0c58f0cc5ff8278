package health

import (
	"time"

	"pressclip/internal/locale"
)

// LookBack is a reading of what an outlet listed before: between Since and Begun.
type LookBack struct {
	Since, Begun time.Time
	Ended        time.Time // zero: it lasts
	Asked        bool      // somebody asked for it; else the outlet could not be read in that time, or was silent
	Expected     int       // articles that are usual in so much time; 0: that is not known
	Read         int       // articles
	Clipped      int       // of these, filed
	Missing      int       // pages that could not be had
	Open         int       // pages that are still to be read
}

// fewRecovered is the share of what is usual below which it is said how much that is.
const fewRecovered = 0.8

// Words say what was recovered and what was not. now is the moment of reading, in the reader's time zone.
func (b LookBack) Words(language string, now time.Time) string {
	key := "health.lookback.done"
	if b.Ended.IsZero() {
		key = "health.lookback.lasts"
	}
	if b.Asked {
		key += ".asked"
	}
	said := locale.Text(language, key, locale.When(language, b.Since, now), locale.When(language, b.Begun, now),
		locale.Count(language, "health.lookback.read", b.Read), locale.Count(language, "health.lookback.clipped", b.Clipped))
	if b.Open > 0 {
		said += " " + locale.Count(language, "health.lookback.open", b.Open)
	}
	if b.Missing > 0 {
		said += " " + locale.Count(language, "health.lookback.missing", b.Missing)
	}
	if b.Ended.IsZero() || b.Asked {
		return said
	}
	switch {
	case b.Expected > 0 && float64(b.Read) < fewRecovered*float64(b.Expected):
		said += " " + locale.Text(language, "health.lookback.few", locale.Number(language, b.Expected))
	case b.Missing == 0:
		said += " " + locale.Text(language, "health.lookback.all")
	}
	return said
}
