package web

import (
	"context"
	"net/http"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// projectsView lists the standing interests.
type projectsView struct {
	Heading  string
	Lede     string
	Projects []projectView
}

// projectView is a project with its keywords and what came of them.
type projectView struct {
	Name, URL     string
	Change        string // where it is changed; empty for those of the file
	Lede          string
	Counts        []choice
	Keywords      []choice
	Exclude       []string
	Inbox, Search string
	Facts         []fact
	Yield         *yieldView // on the project's own page
	Bench         *tryView   // there too
	Refiling      string     // how far its new keywords are; empty if they are through
	Alerts        *alertsView
	Lessons       []lessonView // exclusions that its verdicts suggest
	Press         *pressView
	Feed          *feedView
}

// tally counts the clippings of a project by verdict.
type tally struct{ New, Relevant, Irrelevant int }

func (t tally) of(v press.Verdict) int {
	switch v {
	case press.VerdictRelevant:
		return t.Relevant
	case press.VerdictIrrelevant:
		return t.Irrelevant
	}
	return t.New
}

func (t tally) all() int { return t.New + t.Relevant + t.Irrelevant }

func (t tally) plus(o tally) tally {
	return tally{New: t.New + o.New, Relevant: t.Relevant + o.Relevant, Irrelevant: t.Irrelevant + o.Irrelevant}
}

// verdicts are in the order in which they are offered.
var verdicts = []press.Verdict{press.VerdictNew, press.VerdictRelevant, press.VerdictIrrelevant}

func (w words) projectView(p press.Project, t tally) projectView {
	v := projectView{
		Name: p.Name, URL: projectURL(p.Name), Exclude: p.Exclude, Lede: w.count("web.clippings", t.all()),
		Inbox: looked{Project: p.Name, Verdict: press.VerdictNew}.url(), Search: asked{Projects: []string{p.Name}}.url(),
	}
	for _, verdict := range verdicts {
		v.Counts = append(v.Counts, choice{
			Label: w.verdict(verdict), Count: t.of(verdict), URL: asked{Projects: []string{p.Name}, Verdict: verdict}.url(),
		})
	}
	for _, k := range p.Keywords {
		v.Keywords = append(v.Keywords, choice{Label: k, URL: searchURL(k)})
	}
	if p.Origin == press.OriginPage {
		v.Change = changeURL(archive.KindProject, p.Name)
	}
	outlets := w.text("web.project.all_outlets")
	if len(p.Outlets) > 0 {
		outlets = locale.List(w.language, p.Outlets)
	}
	v.Facts = []fact{
		{Label: w.text("web.project.outlets"), Value: outlets},
		{Label: w.text("web.fact.origin"), Value: w.origin(p.Origin)},
	}
	return v
}

func (w words) origin(o press.Origin) string {
	if o == press.OriginFile {
		return w.text("web.origin.file")
	}
	return w.text("web.origin.page")
}

// projects answers for the list of projects.
func (s *site) projects(w http.ResponseWriter, r *http.Request) {
	said := s.wordsFor(r)
	projects, err := s.opts.Archive.Projects(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	tallies, all, err := s.tallies(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := projectsView{Heading: said.count("web.projects.count", len(projects)), Lede: said.text("web.projects.lede")}
	if len(projects) == 0 {
		v.Heading, v.Lede = said.text("web.projects"), said.text("web.projects.none")
	}
	for _, p := range projects {
		v.Projects = append(v.Projects, said.projectView(p, tallies[p.Name]))
	}
	s.show(w, r, http.StatusOK, "projects", frame{
		Title: said.text("web.projects"), Section: "projects", Tabs: said.tabs("projects", all.New), Body: v,
	})
}

// project answers for one project.
func (s *site) project(w http.ResponseWriter, r *http.Request) {
	p, err := s.opts.Archive.Project(r.Context(), r.PathValue("name"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	tallies, all, err := s.tallies(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	said := s.wordsFor(r)
	v := said.projectView(p, tallies[p.Name])
	if v.Refiling, err = s.refiling(r.Context(), said, p.Name); err != nil {
		s.fail(w, r, err)
		return
	}
	if v.Yield, err = s.yield(r.Context(), said, p); err != nil {
		s.fail(w, r, err)
		return
	}
	a := triedFrom(r.URL.Query(), "try")
	a.Project, a.Own = p.Name, false
	if v.Bench, err = s.bench(r.Context(), said, a); err != nil {
		s.fail(w, r, err)
		return
	}
	lessons, err := s.lessons(r.Context(), p)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, e := range lessons {
		v.Lessons = append(v.Lessons, said.lessonView(e, p))
	}
	if err := s.leaving(r, said, p, &v); err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "project", frame{
		Title: p.Name, Section: "projects", Tabs: said.tabs("projects", all.New), Body: v,
	})
}

// refiling says how far keywords that were added to a project are on their way through what was read before.
func (s *site) refiling(ctx context.Context, said words, project string) (string, error) {
	open, err := s.opts.Archive.Refilings(ctx)
	for _, r := range open {
		for _, p := range r.Projects {
			if p.Project == project {
				return said.count("web.project.refiling", len(p.Keywords), locale.List(said.language, p.Keywords), said.number(r.Done), said.number(max(r.Done, r.Total))), err
			}
		}
	}
	return "", err
}

// leaving adds what leaves the house from a project.
func (s *site) leaving(r *http.Request, said words, p press.Project, v *projectView) (err error) {
	if v.Alerts, err = s.alerts(r, said, p); err != nil {
		return err
	}
	if v.Press, err = s.pressView(r, said, p); err != nil {
		return err
	}
	v.Feed, err = s.feedView(r, said, p)
	return err
}
