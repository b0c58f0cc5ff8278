package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/search"
)

// tryView is the test bench: a keyword goes in, and what it would have found comes out.
type tryView struct {
	Action    string // of the form
	Parameter string // that takes the keyword
	Query     string
	Projects  []choice // whose exclusions and outlets may count; only on the page of its own
	Examples  []example
	Wrong     *wrongView
	Hints     []offer
	Trial     *trialView
}

// trialView is what came of one trial. Further says that it goes on where another one stopped.
type trialView struct {
	Heading     string
	Lede        []phrase
	Tried       string
	Wider       *offer
	Timeline    *timeline
	Outlets     []choice
	Filed       []row
	AllFiled    *phrase
	Kept        []row
	KeptShown   string
	FurtherBack string
	Further     bool
	None        string
}

// tried is what an address of the test bench asks for.
type tried struct {
	Query   string
	Project string
	Before  search.Place
	Own     bool // on the bench's own page, not on the project's
}

func triedFrom(values url.Values, parameter string) tried {
	a := tried{Query: strings.TrimSpace(values.Get(parameter)), Project: values.Get("project"), Own: true}
	l := lookedFrom(values)
	a.Before = search.Place{Seen: l.Before, ID: l.BeforeID}
	return a
}

// url is the address that asks for this.
func (a tried) url() string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	path := "/try"
	if a.Own {
		set("q", a.Query)
		set("project", a.Project)
	} else {
		path = projectURL(a.Project)
		set("try", a.Query)
	}
	set("before", placeText(a.Before))
	return path + "?" + v.Encode() + "#trial"
}

func placeText(p search.Place) string {
	if p.Seen.IsZero() {
		return ""
	}
	return strconv.FormatInt(p.Seen.UnixMilli(), 10) + "-" + strconv.FormatInt(p.ID, 10)
}

// triedByNewName tries for a project by the name that it has today.
func (s *site) triedByNewName(ctx context.Context, a tried) tried {
	a.Project = s.opts.Archive.Today(ctx, archive.KindProject, a.Project)
	return a
}

// attempt tries what is asked for. A project that there is not comes back as a misfit.
func (s *site) attempt(ctx context.Context, a tried) (search.Trial, *misfit, error) {
	r := search.TryRequest{Query: a.Query, Before: a.Before, KeptOnly: !a.Before.Seen.IsZero()}
	if a.Project != "" {
		p, err := s.opts.Archive.Project(ctx, a.Project)
		if errors.Is(err, press.ErrNotFound) {
			names, err := s.projectNames(ctx)
			return search.Trial{}, &misfit{Name: "project", Value: a.Project, Allowed: names}, err
		}
		if err != nil {
			return search.Trial{}, nil, err
		}
		r.Project = &p
	}
	trial, err := s.opts.Search.Try(ctx, r)
	return trial, nil, err
}

// bench is the test bench with what came of the question, if there is one.
func (s *site) bench(ctx context.Context, w words, a tried) (*tryView, error) {
	v := &tryView{Action: "/try#trial", Parameter: "q", Query: a.Query, Hints: w.hints(a.Query, a.with)}
	if !a.Own {
		v.Action, v.Parameter = projectURL(a.Project)+"#trial", "try"
	}
	if a.Query == "" {
		return v, nil
	}
	trial, bad, err := s.attempt(ctx, a)
	if bad != nil {
		v.Wrong = &wrongView{Words: w.misfit(*bad)}
		return v, err
	}
	if v.Wrong = w.wrong(asked{Query: a.Query}, err); v.Wrong != nil {
		if p := v.Wrong.Proposal; p != nil {
			p.URL = a.with(p.Query)
		}
		return v, nil
	}
	if err != nil {
		return nil, err
	}
	v.Trial = w.trial(a, trial)
	return v, nil
}

// with is the address that tries another query.
func (a tried) with(query string) string {
	a.Query, a.Before = query, search.Place{}
	return a.url()
}

// try answers for the test bench's own page.
func (s *site) try(w http.ResponseWriter, r *http.Request) {
	said, a := s.wordsFor(r), s.triedByNewName(r.Context(), triedFrom(r.URL.Query(), "q"))
	v, err := s.bench(r.Context(), said, a)
	if err == nil {
		v.Projects, err = s.benchProjects(r.Context(), said, a)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.Examples = said.examples(a.with)
	s.show(w, r, http.StatusOK, "try", frame{Title: said.text("web.try.title"), Section: "projects", Body: v})
}

func (s *site) benchProjects(ctx context.Context, w words, a tried) ([]choice, error) {
	names, err := s.projectNames(ctx)
	all := []choice{{Label: w.text("web.try.no_project"), Current: a.Project == ""}}
	for _, name := range names {
		all = append(all, choice{Label: name, Value: name, Current: name == a.Project})
	}
	return all, err
}

// trial shows what came of a trial.
func (w words) trial(a tried, t search.Trial) *trialView {
	k := t.Kept
	v := &trialView{
		Heading: w.count("web.hits", t.Found+k.Found), Tried: w.heldAgainst(a, t), Further: !a.Before.Seen.IsZero(), Timeline: w.trialTimeline(t, a),
	}
	if t.Wider.More > 0 {
		v.Wider = &offer{Words: w.count("web.try.wider", t.Wider.More), Query: t.Wider.Query, URL: a.with(t.Wider.Query)}
	}
	if !v.Further && t.Found+k.Found > 0 {
		v.Lede = w.trialLede(a, t)
	}
	for i, o := range t.Outlets {
		if i < maxBoxes {
			v.Outlets = append(v.Outlets, choice{Label: o.Value, Count: o.Count})
		}
	}
	for _, h := range t.Hits {
		v.Filed = append(v.Filed, w.row(h))
	}
	if t.Found > len(t.Hits) {
		v.AllFiled = &phrase{Label: w.text("web.try.all_filed", w.number(t.Found)), URL: searchURL(a.Query)}
	}
	for _, h := range k.Hits {
		v.Kept = append(v.Kept, w.row(h))
	}
	if k.Found > len(k.Hits) {
		v.KeptShown = w.text("web.try.kept_shown", w.number(len(k.Hits)), w.number(k.Found))
	}
	if t.Found+k.Found == 0 && t.Clippings+k.Tried > 0 {
		v.None = w.text("web.try.none")
	}
	if !k.Next.Seen.IsZero() {
		next := a
		next.Before = k.Next
		v.FurtherBack = next.url()
	}
	return v
}

func (w words) trialLede(a tried, t search.Trial) []phrase {
	lede := []phrase{{Label: w.text("web.try.in_archive", w.number(t.Found))}}
	if t.Found > 0 {
		lede[0].URL = searchURL(a.Query)
	}
	if a.Project != "" && t.Found > 0 {
		lede = append(lede, phrase{Label: w.text("web.try.inside", w.number(t.Inside))})
	}
	return append(lede, phrase{Label: w.text("web.try.in_kept", w.number(t.Kept.Found))})
}

// heldAgainst says what a trial was held against, and what of it has no text any more.
func (w words) heldAgainst(a tried, t search.Trial) string {
	said := w.triedSentence(a, t)
	if t.WithoutText != nil {
		said += " " + t.WithoutText.Words(w.language)
	}
	return said
}

// triedSentence says what was tried, and back to when.
func (w words) triedSentence(a tried, t search.Trial) string {
	k := t.Kept
	articles := w.count("web.try.articles", k.Tried)
	date := func(at time.Time) string { return w.date(at).Words }
	switch {
	case !a.Before.Seen.IsZero() && k.Tried == 0:
		return w.text("web.try.tried.nothing_further")
	case !a.Before.Seen.IsZero():
		return w.text("web.try.tried.further", articles, date(k.Since), date(k.Until))
	case k.Tried+t.Clippings == 0:
		return w.text("web.try.tried.nothing")
	case k.Tried == 0:
		return w.text("web.try.tried.clippings", w.count("web.clippings", t.Clippings))
	case !k.Next.Seen.IsZero():
		return w.text("web.try.tried.part", w.count("web.clippings", t.Clippings), articles, date(k.Since), w.number(k.All))
	}
	return w.text("web.try.tried", w.count("web.clippings", t.Clippings), articles, date(k.Since))
}

// trialTimeline draws the months of a trial. Those with clippings lead to them.
func (w words) trialTimeline(t search.Trial, a tried) *timeline {
	drawn := w.timeline(t.Months, asked{Query: a.Query})
	if drawn == nil {
		return nil
	}
	drawn.Label = w.text("web.try.timeline", drawn.First, drawn.Last)
	for i, p := range w.periods(t.Months) {
		drawn.Bars[i].Label = w.text("web.try.bar", p.name, w.count("web.hits", p.count))
		if !anyMonth(t.Filed, p) {
			drawn.Bars[i].URL = ""
		}
	}
	return drawn
}

func anyMonth(months map[string]bool, p period) bool {
	for month := range months {
		if p.first[:7] <= month && month <= p.last[:7] {
			return true
		}
	}
	return false
}
