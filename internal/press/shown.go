package press

import "time"

// Shown is what of an outlet's articles may leave the archive: be shown, sent or exported. Headline, names, dates and
// link always may.
type Shown struct {
	Rights Rights // that hold on the day
	Words  int    // of the text, around what was found; 0: none
	Full   bool   // the whole text, where it is asked for
}

// Shown decides what may be shown on a day, whose calendar is that of its zone, which must be the configured one. The
// number of words is that of an extract. Everything that takes text out of the archive asks here.
func (o Outlet) Shown(day time.Time, words int) Shown {
	switch {
	case o.Rights == RightsLink:
		return Shown{Rights: RightsLink}
	case o.Rights == RightsFulltext && o.Licence.holds(day):
		return Shown{RightsFulltext, max(words, 0), true}
	}
	return Shown{Rights: RightsExtract, Words: max(words, 0)}
}

// holds says that the licence has not ended: days are compared as they are written, because the end is stored with the
// clock of its day, which need not be that of the day after.
func (l Licence) holds(day time.Time) bool {
	return !l.Until.IsZero() && day.Format(time.DateOnly) <= l.Until.Format(time.DateOnly)
}
