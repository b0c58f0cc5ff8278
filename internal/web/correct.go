package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/visit"
	"pressclip/internal/weburl"
)

// corrected are the fields of an article that somebody brings, which can be corrected too.
var corrected = []string{"medium", "outlet", "published", "title", "page", "programme", "authors", "text", "url"}

// correction is how somebody says otherwise what was filed by hand.
type correction struct {
	handed
	Projects []string // nil: as before
	Version  string   // of the clipping, that they saw
}

// correctURL is where what was filed by hand of a clipping is corrected; empty where nothing was.
func (s *site) correctURL(c press.Clipping) string {
	if s.opts.Correct == nil || !visit.Correctable(c) && !visit.Movable(c) {
		return ""
	}
	return clippingURL(c.ID) + "/correct"
}

// correctionOf is a clipping as its form says it.
func correctionOf(c press.Clipping, zone *time.Location) correction {
	a := c.Article
	k := correction{Version: strconv.Itoa(c.Version), handed: handed{
		Outlet: c.Outlet.Name, Medium: string(c.Medium()), Title: a.Title, Page: a.Page, Programme: a.Programme, Authors: a.Authors, Text: a.Text,
		URL: press.Link(a.URL),
	}}
	if !a.Published.IsZero() {
		k.Published = a.Published.In(zone).Format(time.DateOnly)
	}
	for _, r := range c.Reviews {
		if r.ByHand {
			k.Projects = append(k.Projects, r.Project)
		}
	}
	return k
}

// toCorrect is the clipping that an address names, if it can be corrected. Else it has answered.
func (s *site) toCorrect(w http.ResponseWriter, r *http.Request) (c press.Clipping, ok bool) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err == nil {
		if c, err = s.opts.Archive.Clipping(r.Context(), id); err != nil {
			s.fail(w, r, err)
			return c, false
		}
	}
	if err != nil || s.correctURL(c) == "" {
		s.notFound(w, r)
		return c, false
	}
	return c, true
}

// correctForm answers for the form in which a clipping is corrected.
func (s *site) correctForm(w http.ResponseWriter, r *http.Request) {
	if c, ok := s.toCorrect(w, r); ok {
		s.showCorrect(w, r, http.StatusOK, c, correctionOf(c, s.opts.Location), nil)
	}
}

// correctDo corrects a clipping and shows it, or the form again with what is wrong. What somebody else corrected meanwhile
// is not replaced unseen.
func (s *site) correctDo(w http.ResponseWriter, r *http.Request) {
	c, ok := s.toCorrect(w, r)
	if !ok {
		return
	}
	k := correction{handedFrom(r.PostForm), append([]string{}, r.PostForm["project"]...), r.PostForm.Get("version")}
	filed, status, wrong, err := s.correct(r, c, k)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case len(wrong) > 0:
		s.showCorrect(w, r, status, c, k, wrong)
	default:
		http.Redirect(w, r, clippingURL(c.ID)+"?filed="+either(filed.Changed, "corrected", "unchanged"), http.StatusSeeOther)
	}
}

// correct puts right a clipping for somebody who has seen a version of it. What is wrong comes in words, by field, with the
// status that says so; without a field it is the whole.
func (s *site) correct(r *http.Request, c press.Clipping, k correction) (filed archive.Filed, status int, wrong map[string]string, err error) {
	said, keys := s.wordsFor(r), map[string]string{}
	to := visit.Corrected{Projects: k.Projects, Person: who(r)}
	if visit.Correctable(c) {
		k.Project = ""
		to.Handed, keys = s.article(k.handed, []string{""})
		to.Article = s.over(c, k, to.Article)
	}
	if key, err := s.misfiled(r, c, k.Projects); err != nil {
		return filed, 0, nil, err
	} else if key != "" {
		keys["project"] = key
	}
	status = http.StatusBadRequest
	if seen, err := strconv.Atoi(k.Version); err != nil || seen != c.Version {
		keys[""], status = either(forPrograms(r), "uncorrected", "meanwhile"), http.StatusConflict // programs have no form
	}
	if len(keys) > 0 {
		return filed, status, said.handSaid(keys), nil
	}
	filed, err = s.opts.Correct(r.Context(), c, to)
	if wrong = said.uncorrected(err, k); wrong != nil {
		return filed, http.StatusConflict, wrong, nil
	}
	return filed, 0, nil, err
}

// over is the article of a clipping with what somebody says of it now.
func (s *site) over(c press.Clipping, k correction, now press.Article) press.Article {
	a := c.Article
	if k.Published != correctionOf(c, s.opts.Location).Published { // else the time of day stays too
		a.Published = now.Published
	}
	a.URL, a.Medium, a.Title, a.Page, a.Programme, a.Authors, a.Text = now.URL, now.Medium, now.Title, now.Page, now.Programme, now.Authors, now.Text
	return a
}

// misfiled is the key of what is wrong with the projects under which a clipping is to be filed by hand; empty if nothing is.
// What keywords found, and what is in a project that was removed, stays there.
func (s *site) misfiled(r *http.Request, c press.Clipping, projects []string) (string, error) {
	there, err := s.projectNames(r.Context())
	for _, name := range projects {
		if !slices.Contains(there, name) {
			return "project", err
		}
	}
	stays := func(r press.Review) bool { return len(r.Keywords) > 0 || !slices.Contains(there, r.Project) }
	if projects != nil && len(projects) == 0 && !slices.ContainsFunc(c.Reviews, stays) {
		return "unfiled", err
	}
	return "", err
}

// uncorrected words why a correction cannot be; nil if the error says nothing of that.
func (w words) uncorrected(err error, k correction) map[string]string {
	var taken *archive.TakenError
	switch {
	case errors.As(err, &taken) && taken.Clipping != nil:
		c := taken.Clipping
		return map[string]string{either(k.URL != "", "url", ""): w.text("desk.hand.wrong.taken", c.Article.Title, c.Outlet.Name, w.date(c.Date()).Words)}
	case taken != nil:
		return map[string]string{either(k.URL != "", "url", ""): w.text("desk.hand.wrong.taken_unseen")}
	case errors.Is(err, visit.ErrWatched):
		return map[string]string{"outlet": w.text("desk.hand.wrong.watched", k.Outlet)}
	case errors.Is(err, weburl.ErrAddress):
		return w.handSaid(map[string]string{"url": "url"})
	case errors.Is(err, press.ErrConflict):
		return w.handSaid(map[string]string{"": "uncorrected"})
	}
	return nil
}

// apiCorrect puts right what a program names of a clipping that was filed by hand; the rest stays.
func (s *site) apiCorrect(r *http.Request) (reply, error) {
	id, err := numbered(r)
	var c press.Clipping
	if err == nil {
		c, err = s.opts.Archive.Clipping(r.Context(), id)
	}
	if err == nil && s.correctURL(c) == "" {
		err = s.wordsFor(r).refuse(http.StatusConflict, "desk.hand.wrong.uncorrectable")
	}
	if err == nil {
		err = s.takes(r, append(slices.Clone(corrected), "projects", "version")...)
	}
	if _, bad := strconv.Atoi(r.PostForm.Get("version")); err == nil && bad != nil {
		err = blamed("version", s.wordsFor(r).text(either(r.PostForm.Has("version"), "web.api.value", "desk.hand.wrong.missing")))
	}
	if err == nil {
		err = s.fixed(r, c)
	}
	if err != nil {
		return reply{}, err
	}
	filed, status, wrong, err := s.correct(r, c, s.correctionFrom(r, c))
	if project, bad := wrong["project"]; bad {
		delete(wrong, "project")
		wrong["projects"] = project
	}
	if said := handWrong(wrong); err == nil && said.Error != "" {
		err = &refusal{status, said}
	}
	return reply{value: apiClipped{filed.ClippingID, filed.New, filed.Changed}}, err
}

// fixed is a refusal if a program names what cannot be corrected, because the article is read where it stands.
func (s *site) fixed(r *http.Request, c press.Clipping) error {
	if visit.Correctable(c) {
		return nil
	}
	wrong := map[string]string{}
	for _, name := range corrected {
		if r.PostForm.Has(name) {
			wrong[name] = s.wordsFor(r).text(whyFixed(c))
		}
	}
	if said := handWrong(wrong); said.Error != "" {
		return &refusal{http.StatusConflict, said}
	}
	return nil
}

// whyFixed is the key of why no more than its projects can be corrected in a clipping.
func whyFixed(c press.Clipping) string {
	return either(c.DroppedAt.IsZero(), "desk.correct.read", "desk.correct.dropped")
}

// correctionFrom is a clipping with what a program says of it.
func (s *site) correctionFrom(r *http.Request, c press.Clipping) correction {
	k, form := correctionOf(c, s.opts.Location), r.PostForm
	k.Version, k.Projects = form.Get("version"), nil
	for key, value := range map[string]*string{
		"medium": &k.Medium, "outlet": &k.Outlet, "published": &k.Published, "title": &k.Title, "page": &k.Page, "programme": &k.Programme, "text": &k.Text, "url": &k.URL,
	} {
		if form.Has(key) {
			*value = form.Get(key)
		}
	}
	if form.Has("authors") {
		k.Authors = form["authors"]
	}
	if form.Has("projects") {
		k.Projects = append([]string{}, form["projects"]...)
		form["project"] = k.Projects // to be noted
	}
	return k
}

// showCorrect shows the form: all of what somebody brought, of what visits read only under which projects it is filed.
func (s *site) showCorrect(w http.ResponseWriter, r *http.Request, status int, c press.Clipping, k correction, wrong map[string]string) {
	said := s.wordsFor(r)
	fields, err := s.handFields(r.Context(), said, k.handed)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := handView{
		Heading: said.text("desk.correct"), Lede: said.text("desk.correct.lede"), Do: said.text("desk.change.save"),
		Action: s.correctURL(c), Version: c.Version, Back: clippingURL(c.ID),
	}
	if !visit.Correctable(c) {
		v.Lede = said.text(whyFixed(c))
	}
	for _, f := range fields {
		if f.Name == "project" {
			f.Kind, f.Label, f.Hint = "checks", said.text("desk.correct.projects"), said.foundIn(c)
			for i, one := range f.Choices {
				f.Choices[i].Current = slices.Contains(k.Projects, one.Value)
			}
		}
		if f.Name == "url" {
			f.Hint = said.text("desk.correct.url")
		}
		if f.Name == "project" || visit.Correctable(c) && slices.Contains(corrected, f.Name) {
			v.Fields = append(v.Fields, f)
		}
	}
	v.mark(wrong)
	s.show(w, r, status, "hand", frame{Title: v.Heading, Section: "inbox", Body: v})
}

// foundIn names the projects whose keywords found a clipping; empty if none did.
func (w words) foundIn(c press.Clipping) string {
	var names []string
	for _, r := range c.Reviews {
		if len(r.Keywords) > 0 {
			names = append(names, r.Project)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return w.text("desk.correct.found", listed(names))
}
