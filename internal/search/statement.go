package search

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// Statement says what an export was made of, so that whoever cites it can state the corpus. The JSON names are a
// contract with scripts. Times are RFC 3339.
type Statement struct {
	Query      string            `json:"query"`
	Projects   []string          `json:"projects"` // asked for; none: all
	Outlets    []string          `json:"outlets"`  // asked for; none: all
	Verdict    press.Verdict     `json:"verdict,omitempty"`
	Paywall    press.Paywall     `json:"paywall,omitempty"`
	Tags       []string          `json:"tags,omitempty"` // asked for
	From       string            `json:"from,omitempty"` // days, both included
	To         string            `json:"to,omitempty"`
	MadeAt     time.Time         `json:"made_at"`
	TimeZone   string            `json:"time_zone"` // in which days begin and end
	Clippings  int               `json:"clippings"`
	Incomplete bool              `json:"incomplete"` // the index was still being built
	Capped     bool              `json:"capped"`     // a wildcard has more words than were looked for
	Coverage   []OutletStatement `json:"coverage"`

	// WithoutText is what the words of the query could not be found in; null if nothing.
	WithoutText *WithoutText `json:"without_text"`
}

// OutletStatement is how far one outlet was watched.
type OutletStatement struct {
	Outlet       string         `json:"outlet"`
	URL          string         `json:"url"`
	WatchedSince time.Time      `json:"watched_since,omitzero"` // the end of the first visit; absent if none succeeded
	WatchedUntil time.Time      `json:"watched_until,omitzero"` // absent while it is watched
	ArticlesRead int            `json:"articles_read"`          // whether they matched or not
	Pending      int            `json:"pending"`                // listed and still to be read
	Gaps         []GapStatement `json:"gaps"`                   // as far back as visits are kept
}

// GapStatement is a time in which an outlet was not visited with success.
type GapStatement struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// State says what an export that a request led to was made of.
func (s *Search) State(ctx context.Context, r Request, e *Export) (Statement, error) {
	covered, err := s.Archive.Coverage(ctx, r.Outlets)
	if err != nil {
		return Statement{}, err
	}
	st := Statement{
		Query: r.Query, Projects: append([]string{}, inSight(ctx, r.Projects)...), Outlets: append([]string{}, r.Outlets...), Verdict: r.Verdict, Paywall: r.Paywall, Tags: r.Tags, From: r.From, To: r.To,
		MadeAt: s.Now().In(s.Location), TimeZone: s.Location.String(), Clippings: e.Total, Incomplete: e.Incomplete, Capped: e.Capped, WithoutText: e.WithoutText,
		Coverage: make([]OutletStatement, 0, len(covered)),
	}
	for _, c := range covered {
		st.Coverage = append(st.Coverage, s.coverage(c))
	}
	return st, nil
}

func (s *Search) coverage(c archive.Coverage) OutletStatement {
	o := OutletStatement{Outlet: c.Outlet, URL: c.URL, ArticlesRead: c.Read, Pending: c.Pending, Gaps: make([]GapStatement, 0, len(c.Gaps))}
	in := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		return t.In(s.Location)
	}
	o.WatchedSince, o.WatchedUntil = in(c.Since), in(c.Until)
	for _, g := range c.Gaps {
		o.Gaps = append(o.Gaps, GapStatement{in(g.From), in(g.To)})
	}
	return o
}

// JSON is the statement for programs.
func (st Statement) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(st, "", "  ")
	return append(b, '\n'), err
}

// Text is the statement for people.
func (st Statement) Text(lang string) string {
	var b strings.Builder
	add := func(key string, args ...any) { fmt.Fprintln(&b, locale.Text(lang, "export."+key, args...)) }
	add("made", locale.Count(lang, "export.clippings", st.Clippings), locale.DateTime(lang, st.MadeAt, st.MadeAt), st.TimeZone)
	if st.Query != "" {
		add("query", st.Query)
	}
	if len(st.Projects) > 0 {
		add("projects", locale.List(lang, st.Projects))
	}
	if len(st.Outlets) > 0 {
		add("outlets", locale.List(lang, st.Outlets))
	}
	if st.Verdict != "" {
		add("verdict", locale.Text(lang, "web.verdict."+string(st.Verdict)))
	}
	if st.Paywall != "" {
		add("paywall." + string(st.Paywall))
	}
	if len(st.Tags) > 0 {
		add("tags", strings.Join(st.Tags, ", "))
	}
	if st.From != "" || st.To != "" {
		add("days", orDots(st.From), orDots(st.To))
	}
	if st.Incomplete {
		add("incomplete")
	}
	if st.Capped {
		add("capped")
	}
	if st.WithoutText != nil {
		fmt.Fprintln(&b, st.WithoutText.Words(lang))
	}
	fmt.Fprintln(&b)
	add("coverage")
	for _, o := range st.Coverage {
		st.outlet(&b, lang, o)
	}
	return b.String()
}

func (st Statement) outlet(b *strings.Builder, lang string, o OutletStatement) {
	since := locale.Text(lang, "export.never")
	if !o.WatchedSince.IsZero() {
		since = locale.Text(lang, "export.since", locale.Date(lang, o.WatchedSince, st.MadeAt))
	}
	fmt.Fprintf(b, "- %s (%s): %s, %s", o.Outlet, o.URL, since, locale.Count(lang, "export.read", o.ArticlesRead))
	if !o.WatchedUntil.IsZero() {
		fmt.Fprintf(b, ", %s", locale.Text(lang, "export.until", locale.Date(lang, o.WatchedUntil, st.MadeAt)))
	}
	fmt.Fprintln(b)
	for _, g := range o.Gaps {
		fmt.Fprintf(b, "  %s\n", locale.Text(lang, "export.gap", locale.DateTime(lang, g.From, st.MadeAt), locale.DateTime(lang, g.To, st.MadeAt)))
	}
}

// Words is a sentence for people.
func (w WithoutText) Words(lang string) string {
	day, err := time.Parse(time.DateOnly, w.Before)
	if err != nil {
		return locale.Count(lang, "export.without_text", w.Count, w.Before)
	}
	return locale.Count(lang, "export.without_text", w.Count, locale.Date(lang, day, time.Time{}))
}

func orDots(day string) string {
	if day == "" {
		return "…"
	}
	return day
}
