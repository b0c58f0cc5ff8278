package press

import "time"

// Candidate is an address that may be an article, with what the place that listed it says about it. Only URL is
// always there; it is absolute but not yet canonical.
type Candidate struct {
	URL       string
	GUID      string // the feed's identifier, unique within one outlet at best
	Title     string
	Summary   string // plain text
	Authors   []string
	Published time.Time // zero if unknown
	Modified  time.Time // zero if unknown
	Found     bool      // by a service that searches the articles of others, and may be of any outlet
}
