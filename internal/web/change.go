package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// draft is an outlet, a project or a digest while a form makes or changes it.
type draft interface {
	kind() archive.Kind
	name() string
	origin() press.Origin
	Edition() string
	// take reads what a form says.
	take(form url.Values)
	fields(w words, all press.Watchlist) []field
	// into puts it into a watchlist, in the place of the one of its name unless it is new. It returns the place as mistakes
	// name it, and what takes it out again as it is there by then.
	into(all *press.Watchlist, isNew bool) (place string, back func())
	only() press.Watchlist
	// read takes the place of what it is by what a program says, under the keys of a configuration file; see config.ReadOne.
	read(object map[string]any) error
	value() any // as programs see it
}

// putInto is what into does, with the list of its kind.
func putInto[T any](list *[]T, one *T, key string, same func(T) bool) (string, func()) {
	i := slices.IndexFunc(*list, same)
	if i < 0 {
		i, *list = len(*list), append(*list, *one)
	}
	(*list)[i] = *one
	return fmt.Sprintf("%s[%d]", key, i), func() { *one = (*list)[i] }
}

// changeView is the form of a draft.
type changeView struct {
	Heading, Lede string
	Action        string
	Back          string
	Wrong         []string // what no field is to blame for
	Fields        []field
	Seen          string // what the definition was when the form was made
	Rename        string // the address that gives it another name; empty where it has none yet
	NewName       string // that did not do
	Named         bool   // somebody has tried one
	Remove        string // the address that removes it; empty where there is nothing to remove
	IsNew         bool
	Steps         []choice // buttons beside the one that saves: Value is what they do
	Builder       *builderView
	Found         []listView
	Sections      []string
	Problems      []string
	Trial         *tryView
}

// field is one line of a form.
type field struct {
	Name, Label, Hint string
	Kind              string // text, url, lines, select, checks, check, time, date or number
	Value             string
	Wrong             string
	Choices           []choice
	Fixed             bool
}

// draftOf is an empty draft of a kind; nil if there is no such kind.
func (s *site) draftOf(kind archive.Kind) draft {
	switch kind {
	case archive.KindOutlet:
		return &outletDraft{}
	case archive.KindProject:
		return &projectDraft{}
	case archive.KindDigest:
		return &digestDraft{press.Digest{Schedule: "0 7 * * MON", Language: s.opts.Language}}
	}
	return nil
}

// existing is the definition of a name as a draft. The error wraps press.ErrNotFound.
func (s *site) existing(ctx context.Context, kind archive.Kind, name string) (draft, error) {
	switch kind {
	case archive.KindOutlet:
		o, err := s.opts.Archive.Outlet(ctx, name)
		return &outletDraft{Outlet: o}, err
	case archive.KindProject:
		p, err := s.opts.Archive.Project(ctx, name)
		return &projectDraft{p}, err
	}
	d, err := s.opts.Archive.Digest(ctx, name)
	return &digestDraft{d}, err
}

// section is the tab of a kind, and the first part of its addresses.
func section(kind archive.Kind) string { return string(kind) + "s" }

func changeURL(kind archive.Kind, name string) string {
	return "/" + section(kind) + "/" + url.PathEscape(name) + "/change"
}

// makingRoutes are the addresses where outlets, projects and digests are made, changed and removed, and go in and out as
// lists.
func (s *site) makingRoutes() []route {
	const admin = press.RoleAdmin
	return []route{
		{"GET /import", admin, "", s.importForm},
		{"POST /import", admin, "watch", s.importDo},
		{"GET /watchlist.yaml", admin, "", s.watchlistFile},
		{"GET /outlets.opml", admin, "", s.opmlFile},
		{"GET /new/{kind}", admin, "", s.newForm},
		{"POST /new/{kind}", admin, "watch", s.newDo},
		{"GET /outlets/{name}/change", admin, "", s.changing(archive.KindOutlet, s.changeForm)},
		{"POST /outlets/{name}/change", admin, "watch", s.changing(archive.KindOutlet, s.changeDo)},
		{"POST /outlets/{name}/rename", admin, "watch", s.changing(archive.KindOutlet, s.renameDo)},
		{"POST /outlets/{name}/remove", admin, "watch", s.changing(archive.KindOutlet, s.removeDo)},
		{"GET /projects/{name}/change", admin, "", s.changing(archive.KindProject, s.changeForm)},
		{"POST /projects/{name}/change", admin, "watch", s.changing(archive.KindProject, s.changeDo)},
		{"POST /projects/{name}/exclude", admin, "watch", s.changing(archive.KindProject, s.exclude)},
		{"POST /projects/{name}/rename", admin, "watch", s.changing(archive.KindProject, s.renameDo)},
		{"POST /projects/{name}/remove", admin, "watch", s.changing(archive.KindProject, s.removeDo)},
		{"GET /digests/{name}/change", admin, "", s.changing(archive.KindDigest, s.changeForm)},
		{"POST /digests/{name}/change", admin, "watch", s.changing(archive.KindDigest, s.changeDo)},
		{"POST /digests/{name}/rename", admin, "watch", s.changing(archive.KindDigest, s.renameDo)},
		{"POST /digests/{name}/remove", admin, "watch", s.changing(archive.KindDigest, s.removeDo)},
	}
}

// newForm answers for the form of a new outlet, project or digest. The address may say what is to stand in it.
func (s *site) newForm(w http.ResponseWriter, r *http.Request) {
	d := s.draftOf(archive.Kind(r.PathValue("kind")))
	if d == nil {
		s.notFound(w, r)
		return
	}
	if form := r.URL.Query(); len(form) > 0 {
		d.take(form)
	}
	s.form(w, r, http.StatusOK, d, true, nil)
}

// newDo takes the form of a new one.
func (s *site) newDo(w http.ResponseWriter, r *http.Request) {
	d := s.draftOf(archive.Kind(r.PathValue("kind")))
	if d == nil {
		s.notFound(w, r)
		return
	}
	d.take(r.PostForm)
	s.changed(w, r, d, true)
}

// changing are the handlers that change definitions of a kind; see changeForm, changeDo and removeDo.
func (s *site) changing(kind archive.Kind, do func(http.ResponseWriter, *http.Request, draft)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d, err := s.existing(r.Context(), kind, r.PathValue("name"))
		switch {
		case err != nil:
			s.fail(w, r, err)
		case d.origin() != press.OriginPage:
			s.say(w, r, http.StatusConflict, "of_file")
		default:
			do(w, r, d)
		}
	}
}

func (s *site) changeForm(w http.ResponseWriter, r *http.Request, d draft) {
	s.form(w, r, http.StatusOK, d, false, nil)
}

func (s *site) changeDo(w http.ResponseWriter, r *http.Request, d draft) {
	d.take(r.PostForm)
	s.changed(w, r, d, false)
}

// late shows a form that came too late, with what to say of it; what it would do next, it does to what is there now. newName is
// what somebody would have it renamed to, if they would.
func (s *site) late(w http.ResponseWriter, r *http.Request, d draft, key, newName string) {
	now, err := s.existing(r.Context(), d.kind(), d.name())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.form(w, r, http.StatusConflict, d, false, func(v *changeView, said words) {
		v.Wrong, v.Seen = append(v.Wrong, said.text(key)), now.Edition()
		v.Named, v.NewName = newName != "", newName
	})
}

func (s *site) removeDo(w http.ResponseWriter, r *http.Request, d draft) {
	err := s.opts.Archive.Remove(r.Context(), d.kind(), d.name(), []string{r.PostForm.Get("seen")})
	var needed *archive.NeededError
	switch {
	case errors.Is(err, archive.ErrMeanwhile):
		s.late(w, r, d, "desk.remove.meanwhile", "")
	case errors.As(err, &needed):
		s.form(w, r, http.StatusConflict, d, false, func(v *changeView, said words) { v.Wrong = append(v.Wrong, said.needed(needed)) })
	case err != nil:
		s.fail(w, r, err)
	default:
		s.told()
		http.Redirect(w, r, "/"+section(d.kind()), http.StatusSeeOther)
	}
}

// needed says who keeps something from being removed.
func (w words) needed(e *archive.NeededError) string {
	return w.text("desk.change.needed."+string(e.Kind), e.Name, listed(e.By))
}

// changed does what a button of the form says: tries, or looks for something and shows the form again, or writes.
func (s *site) changed(w http.ResponseWriter, r *http.Request, d draft, isNew bool) {
	if do := r.PostForm.Get("do"); do != "save" {
		s.step(w, r, d, isNew, do)
		return
	}
	mistakes, err := s.write(r.Context(), d, isNew, []string{r.PostForm.Get("seen")})
	if errors.Is(err, archive.ErrMeanwhile) {
		s.late(w, r, d, "desk.change.meanwhile", "")
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if len(mistakes) > 0 {
		s.form(w, r, http.StatusBadRequest, d, isNew, func(v *changeView, said words) { v.blame(mistakes, said) })
		return
	}
	s.told()
	s.afterChange(w, r, d.kind(), d.name())
}

// write holds a draft against the rules, together with everything that is there, and writes it if it keeps them; unless it
// is new, over what was seen, see archive.Change.
func (s *site) write(ctx context.Context, d draft, isNew bool, seen []string) ([]mistake, error) {
	s.draftWithNewNames(ctx, d)
	all, err := s.opts.Archive.Watchlist(ctx)
	if err != nil {
		return nil, err
	}
	mistakes := s.mistakes(d, all, isNew)
	if len(mistakes) > 0 {
		return mistakes, nil
	}
	if isNew {
		err = s.opts.Archive.Add(ctx, d.only())
	} else {
		err = s.opts.Archive.Change(ctx, d.only(), seen)
	}
	var taken *archive.ConflictError
	if errors.As(err, &taken) { // since we looked
		return []mistake{{field: "name", code: "config.name_twice"}}, nil
	}
	return nil, err
}

// form shows a draft; more may add to what is shown.
func (s *site) form(w http.ResponseWriter, r *http.Request, status int, d draft, isNew bool, more func(*changeView, words)) {
	said := s.wordsFor(r)
	all, err := s.opts.Archive.Watchlist(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	kind := string(d.kind())
	v := &changeView{
		Heading: said.text("desk.new." + kind), Lede: said.text("desk.new." + kind + ".lede"), IsNew: isNew,
		Action: "/new/" + kind, Back: "/" + section(d.kind()), Fields: d.fields(said, all),
	}
	if !isNew {
		v.Heading, v.Lede = said.text("desk.change.heading", d.name()), said.text("desk.change."+kind+".lede")
		v.Action, v.Seen = changeURL(d.kind(), d.name()), r.PostForm.Get("seen")
		if v.Seen == "" {
			v.Seen = d.Edition()
		}
		v.Remove = strings.TrimSuffix(v.Action, "change") + "remove"
		v.Rename = strings.TrimSuffix(v.Action, "change") + "rename"
		v.Fields[0].Fixed = true
	}
	switch d.kind() {
	case archive.KindProject:
		v.Builder = &builderView{Open: isNew}
		v.Steps = []choice{{Value: "try", Label: said.text("desk.change.try")}}
	case archive.KindOutlet:
		if s.opts.Discover != nil {
			v.Steps = []choice{{Value: "find", Label: said.text("desk.change.find")}}
		}
	}
	if isNew && d.kind() == archive.KindOutlet { // its address may be all that anybody knows
		v.Fields[0], v.Fields[1] = v.Fields[1], v.Fields[0]
	}
	if more != nil {
		more(v, said)
	}
	s.show(w, r, status, "change", frame{Title: v.Heading, Section: section(d.kind()), Body: v})
}

// step does what another button than the one that saves says.
func (s *site) step(w http.ResponseWriter, r *http.Request, d draft, isNew bool, do string) {
	project, isProject := d.(*projectDraft)
	outlet, isOutlet := d.(*outletDraft)
	switch {
	case isProject && (do == "try" || do == "build"):
		s.tryDraft(w, r, project, isNew, do == "build")
	case isOutlet && do == "find" && s.opts.Discover != nil:
		s.findLists(w, r, outlet, isNew)
	default:
		s.say(w, r, http.StatusBadRequest, "bad_form")
	}
}

// lines are those of a text that are not blank.
func lines(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// options are the choices of a field by name, each worded by a key that begins with prefix.
func (w words) options(prefix, current string, values ...string) []choice {
	var all []choice
	for _, value := range values {
		all = append(all, choice{Value: value, Label: w.text(prefix + value), Current: value == current})
	}
	return all
}
