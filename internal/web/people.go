package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/identity"
	"pressclip/internal/press"
)

// peopleView lists who may sign in, and lets one add somebody.
type peopleView struct {
	Lede  string
	Wrong string
	First bool // there is nobody yet
	Here  []personLine
	Left  []personLine
	New   personForm
}

type personLine struct{ Name, URL, What string }

// personForm is what is asked about a person.
type personForm struct {
	Name, Address string
	Roles         []choice
	All           bool
	Projects      []choice
}

// personView is one person, to be changed.
type personView struct {
	Name, Action, What string
	Wrong, Done        string
	Form               personForm
	Seen               string // what they were when the form was made
	Self               bool
	RoleFrom           string // the provider that says the role; empty: it is said here
	Left               bool
	Addressed          []choice // what is still sent to them
	Searches           int
	Heirs              []string
	Acts               string // the address of what they changed
}

// people answers for the list of those who may sign in.
func (s *site) people(w http.ResponseWriter, r *http.Request) {
	s.peoplePage(w, r, http.StatusOK, press.Person{Role: press.RoleReviewer, All: true}, "")
}

// peoplePage shows the list with a form that is filled in as p says.
func (s *site) peoplePage(w http.ResponseWriter, r *http.Request, status int, p press.Person, wrong string) {
	list, err := s.opts.Archive.People(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	projects, err := s.projectNames(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	said := s.wordsFor(r)
	v := peopleView{Lede: said.text("people.lede"), Wrong: wrong}
	for _, one := range list {
		line := personLine{Name: one.Name, URL: personURL(one.ID), What: said.what(one)}
		if one.LeftAt.IsZero() {
			v.Here = append(v.Here, line)
		} else {
			v.Left = append(v.Left, line)
		}
	}
	if v.First = len(v.Here) == 0; v.First {
		v.Lede, p.Role = said.text("people.none"), press.RoleAdmin
	}
	v.New = said.personForm(p, projects)
	if v.First {
		v.New.Roles, v.New.Projects = said.roles(press.RoleAdmin, press.RoleAdmin)[2:], nil
	}
	s.show(w, r, status, "people", frame{Title: said.text("people.title"), Section: "me", Body: v})
}

func personURL(id int64) string { return "/people/" + strconv.FormatInt(id, 10) }

// what says what a person may do and see.
func (w words) what(p press.Person) string {
	if !p.LeftAt.IsZero() {
		return w.text("people.left_at", w.date(p.LeftAt).Words)
	}
	parts := []string{w.role(p.Role), w.seen(p)}
	if p.Issuer != "" {
		parts = append(parts, w.text("people.provider.by", identity.HostOf(p.Issuer)))
	} else if !p.Password {
		parts = append(parts, w.text("people.no_password"))
	}
	return strings.Join(parts, " · ")
}

func (w words) personForm(p press.Person, projects []string) personForm {
	f := personForm{Name: p.Name, Address: p.Address, Roles: w.roles(press.RoleAdmin, p.Role), All: p.All}
	for _, name := range projects {
		f.Projects = append(f.Projects, choice{Label: name, Value: name, Current: slices.Contains(p.Projects, name)})
	}
	return f
}

// personFrom reads a form about a person.
func personFrom(r *http.Request) press.Person {
	return press.Person{
		Name: r.PostFormValue("name"), Address: r.PostFormValue("address"), Role: press.Role(r.PostFormValue("role")),
		All: r.PostFormValue("all") != "", Projects: slices.DeleteFunc(slices.Clone(r.PostForm["project"]), func(name string) bool { return name == "" }),
	}
}

// addPerson lets somebody sign in. The first one has to be able to do everything, or nobody could.
func (s *site) addPerson(w http.ResponseWriter, r *http.Request) {
	p, password, said := personFrom(r), r.PostFormValue("password"), s.wordsFor(r)
	people, err := s.opts.Archive.HasPeople(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	switch {
	case people:
		p, err = s.opts.Archive.AddPerson(r.Context(), p, password)
	case p.Role != press.RoleAdmin || password == "":
		err = archive.ErrPassword
	default:
		if p, err = s.opts.Archive.AddFirst(r.Context(), p, password); err == nil {
			s.note(r, p.Name, "person", p.Name)
			s.begin(w, r, p)
			return
		}
	}
	if err == nil {
		http.Redirect(w, r, "/people", http.StatusSeeOther)
		return
	}
	wrong := said.personFault(err)
	if wrong == "" {
		s.fail(w, r, err)
		return
	}
	s.peoplePage(w, r, http.StatusBadRequest, personFrom(r), wrong)
}

// onePerson answers for one person.
func (s *site) onePerson(w http.ResponseWriter, r *http.Request) {
	s.personPage(w, r, http.StatusOK, "", nil)
}

// personPage shows a person as they are, with a form that says the same, or what somebody else was about to make of them.
func (s *site) personPage(w http.ResponseWriter, r *http.Request, status int, wrong string, to *press.Person) {
	p, err := s.personAt(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	said, me := s.wordsFor(r), who(r)
	projects, err := s.projectNames(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := personView{
		Name: p.Name, Action: personURL(p.ID), What: said.what(p), Wrong: wrong, Form: said.personForm(p, projects), Seen: p.Edition(), Self: p.Name == me, Left: !p.LeftAt.IsZero(),
		Acts: actsURL(p.Name, 0),
	}
	if to != nil {
		v.Form = said.personForm(*to, projects)
	}
	if p.Issuer != "" && s.opts.Provider != nil && len(s.opts.Roles) > 0 {
		v.RoleFrom = identity.HostOf(p.Issuer)
	}
	if done := r.URL.Query().Get("done"); done == "changed" || done == "password" || done == "left" {
		v.Done = said.text("people.done." + done)
	}
	if err := s.legacy(r, &v, p); err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, status, "person", frame{Title: p.Name, Section: "me", Body: v})
}

func (s *site) personAt(r *http.Request) (press.Person, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return press.Person{}, fmt.Errorf("person %q: %w", r.PathValue("id"), press.ErrNotFound)
	}
	return s.opts.Archive.PersonByID(r.Context(), id)
}

// legacy adds what somebody leaves behind: searches that they keep, and what is sent to them.
func (s *site) legacy(r *http.Request, v *personView, p press.Person) error {
	searches, err := s.opts.Archive.Searches(r.Context(), p.Name)
	for _, one := range searches {
		if one.Person == p.Name {
			v.Searches++
		}
	}
	if err != nil {
		return err
	}
	list, err := s.opts.Archive.People(r.Context())
	for _, one := range list {
		if one.LeftAt.IsZero() && one.ID != p.ID {
			v.Heirs = append(v.Heirs, one.Name)
		}
	}
	if err != nil {
		return err
	}
	v.Addressed, err = s.addressed(r, p)
	return err
}

// addressed are the digests and the alerts of projects that are sent to a person's address.
func (s *site) addressed(r *http.Request, p press.Person) (list []choice, err error) {
	digests, projects, err := s.opts.Archive.AddressedTo(r.Context(), p)
	for _, name := range digests {
		list = append(list, choice{Label: name, URL: digestURL(name)})
	}
	for _, name := range projects {
		list = append(list, choice{Label: s.wordsFor(r).text("people.alerts_of", name), URL: projectURL(name)})
	}
	return list, err
}

// personDo takes what is to be done about a person: change, password or remove.
func (s *site) personDo(w http.ResponseWriter, r *http.Request) {
	p, err := s.personAt(r)
	to, done := personFrom(r), ""
	if err == nil {
		switch r.PathValue("do") {
		case "change":
			to.ID, done = p.ID, "changed"
			err = s.opts.Archive.ChangePerson(r.Context(), to, []string{r.PostFormValue("seen")})
		case "password":
			done, err = "password", s.opts.Archive.SetPassword(r.Context(), p.ID, r.PostFormValue("password"), 0)
		case "remove":
			done, err = "left", s.opts.Archive.RemovePerson(r.Context(), p.ID, r.PostFormValue("heir"), []string{r.PostFormValue("seen")})
		default:
			err = press.ErrNotFound
		}
	}
	switch wrong := s.wordsFor(r).personFault(err); {
	case err == nil:
		http.Redirect(w, r, personURL(p.ID)+"?done="+done, http.StatusSeeOther)
	case errors.Is(err, archive.ErrMeanwhile) && done == "left":
		s.personPage(w, r, http.StatusConflict, s.wordsFor(r).text("desk.remove.meanwhile"), nil)
	case errors.Is(err, archive.ErrMeanwhile):
		s.personPage(w, r, http.StatusConflict, wrong, &to)
	case wrong == "" || p.ID == 0 || errors.Is(err, press.ErrNotFound):
		s.fail(w, r, err)
	default:
		s.personPage(w, r, http.StatusBadRequest, wrong, nil)
	}
}
