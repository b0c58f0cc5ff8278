package discover

import (
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// Problem is something that keeps a site, or a part of it, from being watched well. The words for people are in
// internal/locale under "discover.CODE".
type Problem struct {
	Code      string       // front_page, moved, no_lists, unreadable, no_samples or samples_…
	URL       string       // empty if it is about no single address
	Fault     *press.Fault // nil if there is none behind it
	Count, Of int          // trials it is true of, and all
	Words     int          // of each of these, about
}

// Text says it in one or two sentences of a language; now is the moment of reading.
func (p Problem) Text(language string, now time.Time) string {
	reason := ""
	if f := p.Fault; f != nil {
		reason = locale.Fault(language, string(f.Code), f.Status, f.Until, now)
	}
	if p.Of > 0 {
		return locale.Text(language, "discover."+p.Code, locale.Number(language, p.Count), locale.Number(language, p.Of), locale.Number(language, p.Words), reason)
	}
	return locale.Text(language, "discover."+p.Code, p.URL, reason)
}

// Worded is a report with its problems in words. Its JSON is that of `outlets check`.
type Worded struct {
	Report
	Problems []string     `json:"problems"`
	Proposal press.Outlet `json:"proposal,omitzero"` // the outlet to watch; none, where the front page cannot be had
}

// In words a report in a language; now is the moment of reading.
func (r Report) In(language string, now time.Time) Worded {
	w := Worded{Report: r, Problems: []string{}}
	if r.Fault == nil && r.Trials != nil {
		w.Proposal = r.Outlet()
	}
	for _, p := range r.Problems {
		w.Problems = append(w.Problems, p.Text(language, now))
	}
	return w
}
