package discover

import (
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// Problem is something that keeps a site, or a part of it, from being watched well. The words for people are in
// internal/locale under "discover.CODE".
type Problem struct {
	Code  string       // front_page, moved, no_lists or unreadable
	URL   string       // empty if it is about no single address
	Fault *press.Fault // nil if there is none behind it
}

// Text says it in one or two sentences of a language; now is the moment of reading.
func (p Problem) Text(language string, now time.Time) string {
	reason := ""
	if f := p.Fault; f != nil {
		reason = locale.Fault(language, string(f.Code), f.Status, f.Until, now)
	}
	return locale.Text(language, "discover."+p.Code, p.URL, reason)
}

// Worded is a report with its problems in words. Its JSON is that of `outlets check`.
type Worded struct {
	Report
	Problems []string `json:"problems"`
}

// In words a report in a language; now is the moment of reading.
func (r Report) In(language string, now time.Time) Worded {
	w := Worded{Report: r, Problems: []string{}}
	for _, p := range r.Problems {
		w.Problems = append(w.Problems, p.Text(language, now))
	}
	return w
}
