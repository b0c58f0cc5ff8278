package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// inboxView is what is new, day by day.
type inboxView struct {
	Heading      string
	Lede         []phrase
	Projects     []choice
	Verdicts     []choice
	Days         []day
	Chosen       *sheet
	Empty        *emptyView
	Undo         *undoView
	Many         *manyView
	Was          press.Verdict // of all rows
	Return       string        // the address of this view
	First, Older string        // addresses
}

// day holds the rows of one day under its heading.
type day struct {
	Heading string
	Rows    []row
}

// undoView offers to take back what was just decided.
type undoView struct {
	Words string
	Form  verdictForm
}

// looked is what an address of the inbox asks for. Before and BeforeID continue the list after a clipping.
type looked struct {
	Project  string
	Verdict  press.Verdict
	Before   time.Time
	BeforeID int64
}

// inboxRows is how many clippings stand on one page of the inbox.
const inboxRows = 30

func lookedFrom(values url.Values) looked {
	l := looked{Project: values.Get("project"), Verdict: press.VerdictNew}
	if v := press.Verdict(values.Get("verdict")); decided(v) {
		l.Verdict = v
	}
	at, id, _ := strings.Cut(values.Get("before"), "-")
	ms, err1 := strconv.ParseInt(at, 10, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err1 == nil && err2 == nil {
		l.Before, l.BeforeID = time.UnixMilli(ms), n
	}
	return l
}

// beforeText is how an address names the clipping after which a list goes on.
func beforeText(firstSeen time.Time, id int64) string {
	return strconv.FormatInt(firstSeen.UnixMilli(), 10) + "-" + strconv.FormatInt(id, 10)
}

// url is the address that asks for this.
func (l looked) url() string {
	v := url.Values{}
	if l.Project != "" {
		v.Set("project", l.Project)
	}
	if l.Verdict != press.VerdictNew {
		v.Set("verdict", string(l.Verdict))
	}
	if !l.Before.IsZero() {
		v.Set("before", beforeText(l.Before, l.BeforeID))
	}
	if len(v) == 0 {
		return "/"
	}
	return "/?" + v.Encode()
}

func (l looked) request(limit int) archive.InboxRequest {
	return archive.InboxRequest{Project: l.Project, Verdict: l.Verdict, Limit: limit, Before: l.Before, BeforeID: l.BeforeID}
}

// inboxRow shows a clipping in the inbox: with its time of day where its heading says the day, and with the buttons.
// In one project that project decides; else the buttons are for all its projects that are in the same state. Copies are
// the clippings of its story; what is decided holds for those that are in the same state too.
func (w words) inboxRow(c press.Clipping, h press.Hit, l looked, copies []press.Copy) row {
	if l.Project != "" {
		h.Projects = slices.DeleteFunc(slices.Clone(h.Projects), func(p press.HitProject) bool { return p.Project != l.Project })
	}
	r := w.row(h)
	r.When = w.inboxTime(h)
	verdict := h.Verdict
	if l.Project != "" && len(h.Projects) == 1 {
		verdict, r.Projects = h.Projects[0].Verdict, nil
	}
	form := verdictForm{ID: h.ID, Return: l.url(), Was: verdict, Decided: decided(verdict)}
	for _, p := range h.Projects {
		if p.Verdict == verdict {
			form.Projects = append(form.Projects, p.Project)
		}
	}
	copies = l.alike(without(copies, c.ID), verdict)
	form.Also = also(copies, form.Projects, verdict)
	if r.Also = w.elsewhere(copies); r.Also != nil && len(form.Also) > 0 {
		r.Also.All = w.count("web.story.all", together(form.Also))
	}
	if form.Decided && l.Verdict == press.VerdictNew {
		r.Done = w.verdict(verdict)
	}
	r.Form, r.Note = &form, noteOf(c, h)
	if r.Done == "" {
		r.Pick = pick(&form)
	}
	return r
}

// noteOf is what was noted about a clipping in the projects of its row.
func noteOf(c press.Clipping, h press.Hit) string {
	var notes []string
	for _, r := range c.Reviews {
		if r.Note != "" && slices.ContainsFunc(h.Projects, func(p press.HitProject) bool { return p.Project == r.Project }) {
			notes = append(notes, r.Note)
		}
	}
	return strings.Join(notes, "\n")
}

// inboxTime is the time of day if the article is from the day it stands under, else its date.
func (w words) inboxTime(h press.Hit) stamp {
	p, seen := published(h).In(w.now.Location()), h.FirstSeen.In(w.now.Location())
	sameDay := p.Year() == seen.Year() && p.YearDay() == seen.YearDay()
	if sameDay && !w.untimed(p) {
		return w.clock(p)
	}
	return w.date(p)
}

// days groups rows, newest first, under the days on which they were first seen.
func (w words) days(rows []row, seen []time.Time) []day {
	var all []day
	for i, r := range rows {
		heading := locale.Day(w.language, seen[i], w.now)
		if len(all) == 0 || all[len(all)-1].Heading != heading {
			all = append(all, day{Heading: heading})
		}
		last := &all[len(all)-1]
		last.Rows = append(last.Rows, r)
	}
	return all
}

// greeting opens the inbox by the time of day.
func (w words) greeting(n int) string {
	fresh := w.count("web.inbox.fresh", n)
	if n == 0 {
		fresh = w.text("web.inbox.fresh.none")
	}
	key := "evening"
	switch hour := w.now.Hour(); {
	case hour < 4:
	case hour < 11:
		key = "morning"
	case hour < 18:
		key = "day"
	}
	return w.text("web.greeting."+key, fresh)
}

// inbox answers "/".
func (s *site) inbox(w http.ResponseWriter, r *http.Request) {
	said, looked := s.wordsFor(r), s.lookedWithNewName(r.Context(), lookedFrom(r.URL.Query()))
	v, fresh, err := s.inboxView(r.Context(), said, looked)
	v.Many, v.Was, v.Return = said.many(looked, r.URL.Query()), looked.Verdict, looked.url()
	if err == nil {
		v.Undo, err = s.undo(r.Context(), said, looked, r.URL.Query())
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "inbox", frame{
		Title: said.text("web.inbox.title"), Section: "inbox", Tabs: said.tabs("inbox", fresh), Body: v,
	})
}

// lookedWithNewName looks at a project by the name that it has today.
func (s *site) lookedWithNewName(ctx context.Context, l looked) looked {
	l.Project = s.opts.Archive.Today(ctx, archive.KindProject, l.Project)
	return l
}

// known is press.ErrNotFound where neither a project nor clippings of one that was removed have the name.
func (l looked) known(projects []string, tallies map[string]tally) error {
	if _, filed := tallies[l.Project]; l.Project != "" && !filed && !slices.Contains(projects, l.Project) {
		return fmt.Errorf("project %q: %w", l.Project, press.ErrNotFound)
	}
	return nil
}

// inboxView reads what the inbox shows, and how many clippings are new in all projects.
func (s *site) inboxView(ctx context.Context, said words, l looked) (v inboxView, fresh int, err error) {
	x, err := s.watch(ctx, said.now)
	if err != nil {
		return v, 0, err
	}
	tallies, all, err := s.tallies(ctx)
	if err != nil {
		return v, 0, err
	}
	if err := l.known(x.Projects, tallies); err != nil {
		return v, 0, err
	}
	clippings, total, err := s.opts.Archive.Inbox(ctx, l.request(inboxRows+1))
	if err != nil {
		return v, 0, err
	}
	v.Projects, v.Verdicts = said.inboxSide(l, x.Projects, tallies, all)
	v.Heading = said.inboxHeading(l, total)
	v.Lede = said.inboxLede(x)
	if len(clippings) > inboxRows {
		clippings = clippings[:inboxRows]
		last := clippings[inboxRows-1]
		v.Older = looked{Project: l.Project, Verdict: l.Verdict, Before: last.FirstSeen, BeforeID: last.ID}.url()
	}
	if !l.Before.IsZero() {
		v.First = looked{Project: l.Project, Verdict: l.Verdict}.url()
	}
	if err := s.inboxRows(ctx, &v, said, l, clippings); err != nil {
		return v, 0, err
	}
	if len(clippings) == 0 {
		v.Empty, err = s.inboxEmpty(ctx, said, l, x, all)
	}
	return v, all.New, err
}

// inboxRows fills in the clippings, and the first of them as the chosen one.
func (s *site) inboxRows(ctx context.Context, v *inboxView, said words, l looked, clippings []press.Clipping) error {
	var stories []int64
	for _, c := range clippings {
		stories = append(stories, c.Story)
	}
	copies, err := s.opts.Archive.Copies(ctx, stories...)
	if err != nil {
		return err
	}
	rows, seen := make([]row, len(clippings)), make([]time.Time, len(clippings))
	for i, c := range clippings {
		h := s.opts.Search.Hit(c, nil)
		rows[i], seen[i] = said.inboxRow(c, h, l, copies[c.Story]), c.FirstSeen
		if i == 0 {
			chosen := said.sheet(c, h, nil, s.opts.Search.Words)
			chosen.Row.Also = said.elsewhere(without(copies[c.Story], c.ID))
			v.Chosen, rows[i].Chosen = &chosen, true
		}
	}
	v.Days = said.days(rows, seen)
	return nil
}

func (s *site) inboxEmpty(ctx context.Context, said words, l looked, x watch, all tally) (*emptyView, error) {
	switch {
	case !l.Before.IsZero():
		return &emptyView{Sentences: []string{said.text("web.inbox.empty.page")}}, nil
	case l.Verdict != press.VerdictNew:
		return &emptyView{Sentences: []string{said.text("web.inbox.empty." + string(l.Verdict))}}, nil
	}
	e := said.nothing(x, all.all())
	if all.all() > 0 {
		return e, nil
	}
	if x.visited() > 0 {
		if e.LookBack = s.lookBackForm(x); e.LookBack != nil {
			e.LookBack.Outlets = nil
		}
	}
	read, err := s.opts.Archive.Headlines(ctx, emptyHeadlines)
	for _, h := range read {
		e.Headlines = append(e.Headlines, readHeadline{Title: cmp.Or(h.Title, h.URL), URL: h.URL, Outlet: h.Outlet, When: said.when(h.ReadAt)})
	}
	return e, err
}

// emptyHeadlines is how many articles an empty inbox names of those that were read.
const emptyHeadlines = 10

// inboxSide are the links beside the list: the projects with what they hold of the verdict that is looked at, and the
// verdicts with what the project that is looked at holds of them.
func (w words) inboxSide(l looked, projects []string, tallies map[string]tally, all tally) (byProject, byVerdict []choice) {
	byProject = []choice{{
		Label: w.text("web.inbox.all"), URL: looked{Verdict: l.Verdict}.url(), Count: all.of(l.Verdict), Current: l.Project == "",
	}}
	if l.Project != "" && !slices.Contains(projects, l.Project) {
		projects = append(slices.Clone(projects), l.Project)
	}
	for _, p := range projects {
		byProject = append(byProject, choice{
			Label: p, URL: looked{Project: p, Verdict: l.Verdict}.url(), Count: tallies[p].of(l.Verdict), Current: l.Project == p,
		})
	}
	here := all
	if l.Project != "" {
		here = tallies[l.Project]
	}
	for _, v := range verdicts {
		byVerdict = append(byVerdict, choice{
			Label: w.text("web.inbox.choice." + string(v)), URL: looked{Project: l.Project, Verdict: v}.url(), Count: here.of(v), Current: l.Verdict == v,
		})
	}
	return byProject, byVerdict
}

func (w words) inboxHeading(l looked, total int) string {
	if l.Verdict == press.VerdictNew {
		return w.greeting(total)
	}
	return w.count("web.inbox.heading."+string(l.Verdict), total)
}

func (w words) inboxLede(x watch) []phrase {
	lede := []phrase{{Label: w.text("web.inbox.week", w.figures(x))}}
	if lost := len(x.unreachable()); lost > 0 {
		lede = append(lede, phrase{Label: w.count("web.inbox.unreachable", lost), URL: "/outlets"})
	}
	return lede
}
