package press

import "time"

// Visit is one round at an outlet and what came of it.
type Visit struct {
	Outlet  string
	Started time.Time
	Ended   time.Time
	OK      bool    // at least one place of the outlet could be read
	Found   int     // candidates listed
	New     int     // articles read for the first time
	Clipped int     // of these, filed
	Skipped int     // known before, or not for us for good
	Failed  int     // pages that could not be had this time
	Faults  []Fault // of places first, then of pages; at most a few of each kind
}
