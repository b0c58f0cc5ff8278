package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/health"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// outletsView lists what is watched, with the result of the last visit.
type outletsView struct {
	Heading  string
	Lede     string
	Notice   string
	Alarm    string
	Outlets  []outletRow
	LookBack *lookBackView
	// Strangers are sites that clippings come from and that are not watched.
	Strangers []strangerView
}

// lookBackView offers to read what outlets listed before.
type lookBackView struct {
	Outlets []string // to choose from; none: it is for all
	Days    int
}

// lookBackForm is the offer, with the outlets that it can be for; nil where there is nothing to read.
func (s *site) lookBackForm(x watch) *lookBackView {
	v := &lookBackView{Days: lookBackDays}
	for _, o := range x.Outlets {
		if !o.ByHand {
			v.Outlets = append(v.Outlets, o.Name)
		}
	}
	if s.opts.LookBack == nil || len(v.Outlets) == 0 {
		return nil
	}
	return v
}

// outletRow is one outlet: its state in words, first of all.
type outletRow struct {
	Name, Host, Search, Origin string
	Change                     string // where it is changed; empty for those of the file
	ByHand                     bool   // it is never visited
	State                      string // good, warn, bad or idle
	Words                      string
	Details                    []string
	Advice                     []string // what to do about its troubles
	Read, Hits, Pending        int
	Article, Next              *stamp // when an article was last read for the first time; the next visit
}

// strangerView proposes a site for watching.
type strangerView struct{ Words, URL string }

// maxReasons bounds the reasons shown for one outlet; the log has them all.
const maxReasons = 3

func (w words) outletsView(x watch) outletsView {
	if len(x.Outlets) == 0 {
		return outletsView{Heading: w.text("web.outlets.title"), Lede: w.text("web.outlets.none")}
	}
	v := outletsView{Heading: w.count("web.outlets", len(x.Outlets)), Alarm: w.alarm(x)}
	v.Lede = w.text("web.outlets.week", w.count("web.articles.read", x.Read), w.count("web.hits", x.Clipped))
	for _, o := range x.Outlets {
		v.Outlets = append(v.Outlets, w.outletRow(o))
	}
	return v
}

func (w words) outletRow(o watched) outletRow {
	r := outletRow{
		Name: o.Name, Host: shortAddress(o.URL), Read: o.Read, Hits: o.Clippings, Pending: o.Pending,
		Search: asked{Outlets: []string{o.Name}}.url(),
	}
	if o.Origin == press.OriginFile {
		r.Origin = w.text("web.origin.file")
	} else {
		r.Change = changeURL(archive.KindOutlet, o.Name)
	}
	if !o.NextVisit.IsZero() {
		next := w.relative(o.NextVisit)
		if !o.NextVisit.After(w.now) {
			next = w.stamp(w.text("web.outlets.due"), o.NextVisit)
		}
		r.Next = &next
	}
	r.State, r.Words, r.Details = w.health(o.Last)
	if o.ByHand {
		r.State, r.Words, r.Details, r.ByHand = "idle", w.text("web.outlets.by_hand"), nil, true
	}
	if o.LookBack.ID != 0 {
		r.Details = append(r.Details, o.LookBack.Words(w.language, w.now))
	}
	w.troubles(&r, o.Troubles)
	if o.Last != nil && !o.ByHand && len(r.Advice) == 0 {
		w.remedies(&r, o.Last.Faults)
	}
	if o.Usual > 0 && !slices.ContainsFunc(o.Troubles, func(t archive.Outage) bool { return t.Kind == health.Quiet }) { // which says it

		r.Details = append(r.Details, health.Usual(w.language, o.Usual))
	}
	if !o.LastArticle.IsZero() {
		article := w.when(o.LastArticle)
		r.Article = &article
	}
	return r
}

// troubles puts what is wrong with the outlet before what its last visit came to.
func (w words) troubles(r *outletRow, list []archive.Outage) {
	if len(list) == 0 {
		return
	}
	var said []string
	for _, o := range list {
		what, advice := o.Words(w.language, w.now, r.Change != "")
		said = append(said, what)
		r.advise(advice)
	}
	if r.State != "bad" {
		r.State = "warn"
	}
	if list[0].Bad() {
		r.State = "bad"
	}
	if !strings.Contains(said[0], r.Words) {
		said = append(said, r.Words)
	}
	r.Words, r.Details = said[0], append(said[1:], r.Details...)
}

// advise adds what to do, once.
func (r *outletRow) advise(advice string) {
	if advice != "" && !slices.Contains(r.Advice, advice) {
		r.Advice = append(r.Advice, advice)
	}
}

// remedies says what to do about faults: on the page where the outlet is changed there, else in its file.
func (w words) remedies(r *outletRow, faults []press.Fault) {
	for _, f := range faults {
		remedy := locale.Remedy(w.language, string(f.Code))
		if remedy != "" && r.Change != "" {
			remedy = w.text("web.advice." + string(f.Code))
		}
		r.advise(remedy)
	}
}

// health words a visit: its state, its result in a sentence, and the reasons for what failed.
func (w words) health(v *press.Visit) (state, said string, reasons []string) {
	if v == nil {
		return "idle", w.text("web.health.not_visited"), nil
	}
	for _, f := range v.Faults {
		if reason := w.fault(f); !slices.Contains(reasons, reason) && len(reasons) < maxReasons {
			reasons = append(reasons, reason)
		}
	}
	result := w.result(v)
	switch {
	case !v.OK && len(reasons) > 0:
		return "bad", reasons[0], append(reasons[1:], w.tried(v))
	case !v.OK:
		return "bad", w.text("web.outlets.no_reason"), []string{w.tried(v)}
	case len(v.Faults) > 0 || v.Failed > 0:
		return "warn", w.text("web.health.partly"), append([]string{result}, reasons...)
	}
	return "good", w.text("web.health.good"), []string{result}
}

// tried says when a visit failed.
func (w words) tried(v *press.Visit) string {
	return w.text("web.visit.tried", w.when(v.Ended).Words)
}

// result says when a visit was and what it found.
func (w words) result(v *press.Visit) string {
	said := w.text("web.visit.result", w.when(v.Ended).Words, w.count("web.visit.found", v.Found), w.count("web.visit.new", v.New), w.count("web.hits", v.Clipped))
	if v.Failed > 0 {
		said += ", " + w.count("web.visit.failed", v.Failed)
	}
	return said
}

// outlets answers for the list of outlets.
func (s *site) outlets(w http.ResponseWriter, r *http.Request) {
	said := s.wordsFor(r)
	x, err := s.watch(r.Context(), said.now)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := said.outletsView(x)
	strangers, err := s.opts.Archive.Strangers(r.Context(), said.now.Add(-archive.StrangersFor))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, o := range strangers {
		v.Strangers = append(v.Strangers, strangerView{said.count("web.outlets.stranger", o.Clippings, o.Name), "/new/outlet?" + url.Values{"url": {o.URL}}.Encode()})
	}
	name := r.URL.Query().Get("visiting")
	if slices.ContainsFunc(x.Outlets, func(o watched) bool { return o.Name == name }) {
		v.Notice = said.text("web.outlets.visiting", name)
	}
	if since, err := time.ParseInLocation(time.DateOnly, r.URL.Query().Get("since"), s.opts.Location); err == nil {
		v.Notice = said.text("web.look_back.asked", said.date(since).Words)
	}
	v.LookBack = s.lookBackForm(x)
	s.show(w, r, http.StatusOK, "outlets", frame{Title: said.text("web.outlets.title"), Section: "outlets", Body: v})
}

// The number of days that the page offers to look back, and the most that it takes.
const (
	lookBackDays = 30
	mostLookBack = 3650
)

// lookBack has one outlet, or all, read back so many days.
func (s *site) lookBack(w http.ResponseWriter, r *http.Request) {
	since, err := s.readBack(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/outlets?"+url.Values{"since": {since.Format(time.DateOnly)}}.Encode(), http.StatusSeeOther)
}

// readBack does what a form says, and returns the day to which it goes back.
func (s *site) readBack(r *http.Request) (since time.Time, err error) {
	days, err := strconv.Atoi(r.PostFormValue("days"))
	if err != nil || days < 1 || days > mostLookBack || s.opts.LookBack == nil {
		return since, errBadForm
	}
	since = dayOf(s.opts.Now().In(s.opts.Location).AddDate(0, 0, -days))
	return since, s.opts.LookBack(r.Context(), r.PostForm.Get("outlet"), since)
}

// dayOf is the beginning of a day.
func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// visitNow has an outlet visited as soon as possible.
func (s *site) visitNow(w http.ResponseWriter, r *http.Request) {
	name := r.PostFormValue("outlet")
	if name == "" || s.opts.VisitNow == nil {
		s.say(w, r, http.StatusBadRequest, "bad_form")
		return
	}
	if err := s.opts.VisitNow(r.Context(), name); err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/outlets?"+url.Values{"visiting": {name}}.Encode(), http.StatusSeeOther)
}
