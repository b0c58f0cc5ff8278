package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/identity"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// apiPersonRoutes are the addresses about people: who asks, with their searches and tokens, and, for admins, who may sign in
// and what was changed.
func (s *site) apiPersonRoutes() []route {
	const reader, admin = press.RoleReader, press.RoleAdmin
	return []route{
		{"GET /api/v1/searches", reader, "", s.api(s.apiSearches)},
		{"POST /api/v1/searches", reader, "search", s.api(s.apiKeepSearch)},
		{"POST /api/v1/searches/{id}/renew", reader, "search", s.api(s.apiSearchDo("renew"))},
		{"DELETE /api/v1/searches/{id}", reader, "search", s.api(s.apiSearchDo("close"))},
		{"GET /api/v1/why", reader, "", s.api(s.apiWhy)},
		{"GET /api/v1/me", reader, "", s.api(s.apiMe)},
		{"GET /api/v1/me/tokens", reader, "", s.api(s.apiTokens)},
		{"POST /api/v1/me/tokens", reader, "me", s.api(s.apiMakeToken)},
		{"DELETE /api/v1/me/tokens/{id}", reader, "me", s.api(s.apiEndToken)},
		{"GET /api/v1/people", admin, "", s.api(s.apiPeople)},
		{"POST /api/v1/people", admin, "person", s.api(s.apiAddPerson)},
		{"GET /api/v1/people/{id}", admin, "", s.api(s.apiOnePerson)},
		{"PUT /api/v1/people/{id}", admin, "person", s.api(s.apiChangePerson)},
		{"DELETE /api/v1/people/{id}", admin, "person", s.api(s.apiRemovePerson)},
		{"GET /api/v1/acts", admin, "", s.api(s.apiActs)},
	}
}

// apiKeptSearch is a search that is kept.
type apiKeptSearch struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Query string `json:"query"` // the parameters of its address at /search
	Feed  string `json:"feed"`  // whoever knows it may read the feed
}

// apiSearches lists the searches that whoever asks keeps, and those that nobody in particular does.
func (s *site) apiSearches(r *http.Request) (reply, error) {
	kept, err := s.opts.Archive.Searches(r.Context(), who(r))
	list := []apiKeptSearch{}
	for _, f := range kept {
		list = append(list, apiKeptSearch{f.ID, f.Name, f.Query, s.searchFeedURL(r, f)})
	}
	return reply{value: list}, err
}

// apiKeepSearch keeps a search.
func (s *site) apiKeepSearch(r *http.Request) (reply, error) {
	if err := s.takes(r, "name", "query"); err != nil {
		return reply{}, err
	}
	f, err := s.keepSearch(r)
	if errors.Is(err, press.ErrConflict) {
		err = errBadForm
	}
	return reply{status: http.StatusCreated, value: apiKeptSearch{f.ID, f.Name, f.Query, s.searchFeedURL(r, f)}}, err
}

// apiSearchDo renews the address of the feed of a search, or ends both.
func (s *site) apiSearchDo(do string) func(*http.Request) (reply, error) {
	return func(r *http.Request) (reply, error) {
		err := s.takes(r)
		if err == nil {
			err = s.searchDo(r, do, r.PathValue("id"))
		}
		return reply{}, err
	}
}

// apiWhy says what became of the article at an address.
func (s *site) apiWhy(r *http.Request) (reply, error) {
	said := s.wordsFor(r)
	f, err := s.opts.Archive.Fate(r.Context(), r.URL.Query().Get("url"))
	if errors.Is(err, weburl.ErrAddress) {
		err = blamed("url", said.text("fault.address"))
	}
	if err != nil {
		return reply{}, err
	}
	return reply{value: f.Line(said.language, said.now)}, nil
}

// apiPerson is somebody who may sign in, or once could.
type apiPerson struct {
	ID       int64      `json:"id"`
	Name     string     `json:"name"`
	Address  string     `json:"address,omitempty"`
	Role     press.Role `json:"role"`
	All      bool       `json:"all"` // sees all projects, also those to come
	Projects []string   `json:"projects"`
	Provider string     `json:"provider,omitempty"` // at which they sign in
	LeftAt   time.Time  `json:"left_at,omitzero"`
}

func newAPIPerson(p press.Person) apiPerson {
	one := apiPerson{ID: p.ID, Name: p.Name, Address: p.Address, Role: p.Role, All: p.Everywhere(), Projects: append([]string{}, p.Projects...), LeftAt: p.LeftAt}
	if p.Issuer != "" {
		one.Provider = identity.HostOf(p.Issuer)
	}
	return one
}

// personReply is a person as an answer, with the tag by which they are changed.
func personReply(p press.Person) reply {
	return reply{value: newAPIPerson(p), tag: tagOf(p.Edition())}
}

// apiMe says who asks, in the role that their token leaves them.
func (s *site) apiMe(r *http.Request) (reply, error) {
	g, _ := guestOf(r.Context())
	return reply{value: newAPIPerson(g.Person)}, nil
}

// apiToken is a token of whoever asks. The secret is said once, when it is made.
type apiToken struct {
	ID     int64      `json:"id,omitempty"`
	Name   string     `json:"name"`
	Role   press.Role `json:"role"`
	MadeAt time.Time  `json:"made_at,omitzero"`
	UsedAt time.Time  `json:"used_at,omitzero"`
	Until  time.Time  `json:"until,omitzero"`
	Secret string     `json:"secret,omitempty"`
}

// apiTokens lists the tokens of whoever asks.
func (s *site) apiTokens(r *http.Request) (reply, error) {
	g, _ := guestOf(r.Context())
	tokens, err := s.opts.Archive.Tokens(r.Context(), g.ID)
	list := []apiToken{}
	for _, t := range tokens {
		list = append(list, apiToken{ID: t.ID, Name: t.Name, Role: t.Role, MadeAt: t.MadeAt, UsedAt: t.UsedAt, Until: t.Until})
	}
	return reply{value: list}, err
}

// apiMakeToken makes a token. One that is made with another does no more and lasts no longer than that.
func (s *site) apiMakeToken(r *http.Request) (reply, error) {
	if err := s.takes(r, "name", "role", "days"); err != nil {
		return reply{}, err
	}
	g, _ := guestOf(r.Context())
	said, wrong := s.wordsFor(r), map[string]string{}
	if role := r.PostForm.Get("role"); !press.Role(role).Known() {
		wrong["role"] = said.misfit(misfit{Name: "role", Value: role, Allowed: roleNames()})
	}
	if days := r.PostForm.Get("days"); days != "" && daysOfToken(days) == 0 {
		wrong["days"] = said.misfit(misfit{Name: "days", Value: days, High: longestToken})
	}
	if err := refused(wrong); err != nil {
		return reply{}, err
	}
	t := s.newToken(r, g)
	secret, err := s.opts.Archive.MakeToken(r.Context(), g.ID, t)
	if errors.Is(err, press.ErrConflict) {
		err = blamed("name", said.text("people.token.nameless"))
	}
	return reply{status: http.StatusCreated, value: apiToken{Name: t.Name, Role: t.Role, Until: t.Until, Secret: secret}}, err
}

// apiEndToken ends a token of whoever asks.
func (s *site) apiEndToken(r *http.Request) (reply, error) {
	g, _ := guestOf(r.Context())
	id, err := numbered(r)
	if err == nil {
		err = s.opts.Archive.EndToken(r.Context(), g.ID, id)
	}
	return reply{}, err
}

// apiPeople lists all who may sign in, or once could.
func (s *site) apiPeople(r *http.Request) (reply, error) {
	people, err := s.opts.Archive.People(r.Context())
	list := []apiPerson{}
	for _, p := range people {
		list = append(list, newAPIPerson(p))
	}
	return reply{value: list}, err
}

// apiPersonFrom reads a person, whose projects have to be there.
func (s *site) apiPersonFrom(r *http.Request, keys ...string) (press.Person, error) {
	if err := s.takes(r, append(keys, "address", "role", "all", "projects")...); err != nil {
		return press.Person{}, err
	}
	r.PostForm["project"] = r.PostForm["projects"]
	p, said := personFrom(r), s.wordsFor(r)
	there, err := s.projectNames(r.Context())
	for _, name := range p.Projects {
		if err == nil && !slices.Contains(there, name) {
			err = blamed("projects", said.misfit(misfit{Name: "project", Value: name, Allowed: there}))
		}
	}
	if all := r.PostForm.Get("all"); err == nil && all != "" && all != "on" { // true and nothing else, for it opens everything
		err = blamed("all", said.text("web.api.flag"))
	}
	if err == nil && !p.Role.Known() {
		err = blamed("role", said.misfit(misfit{Name: "role", Value: string(p.Role), Allowed: roleNames()}))
	}
	return p, err
}

// apiAddPerson lets somebody sign in, at a provider or with a password that is given on the page.
func (s *site) apiAddPerson(r *http.Request) (reply, error) {
	p, err := s.apiPersonFrom(r, "name")
	if err != nil {
		return reply{}, err
	}
	people, err := s.opts.Archive.HasPeople(r.Context())
	if err == nil && !people {
		err = s.wordsFor(r).refuse(http.StatusConflict, "web.api.first")
	}
	if err == nil {
		p, err = s.opts.Archive.AddPerson(r.Context(), p, "")
	}
	a := personReply(p)
	a.status, a.at = http.StatusCreated, apiBase+personURL(p.ID)
	return a, s.wordsFor(r).personRefused(err)
}

// personRefused says in words what is wrong with what was to be done about a person.
func (w words) personRefused(err error) error {
	switch {
	case errors.Is(err, archive.ErrMeanwhile):
		return err
	case errors.Is(err, archive.ErrHeir):
		return blamed("heir", w.personFault(err))
	case errors.Is(err, archive.ErrLong):
		return &refusal{http.StatusBadRequest, apiError{Error: w.personFault(err)}}
	}
	if wrong := w.personFault(err); wrong != "" && !errors.Is(err, press.ErrNotFound) {
		return &refusal{http.StatusConflict, apiError{Error: wrong}}
	}
	return err
}

// apiOnePerson answers for one person.
func (s *site) apiOnePerson(r *http.Request) (reply, error) {
	p, err := s.personAt(r)
	return personReply(p), err
}

// apiChangePerson changes what a person may do and see, if that is still what whoever changes it has seen.
func (s *site) apiChangePerson(r *http.Request) (reply, error) {
	p, err := s.personAt(r)
	if err == nil {
		err = s.unseen(r)
	}
	if err != nil {
		return reply{}, err
	}
	to, err := s.apiPersonFrom(r)
	if err != nil {
		return reply{}, err
	}
	to.ID = p.ID
	if err := s.opts.Archive.ChangePerson(r.Context(), to, editions(r)); err != nil {
		return reply{}, s.wordsFor(r).personRefused(err)
	}
	return s.apiOnePerson(r)
}

// apiRemovePerson ends that somebody may sign in, if they still are as If-Match says, where it does; what they kept goes to
// an heir, or to everybody.
func (s *site) apiRemovePerson(r *http.Request) (reply, error) {
	p, err := s.personAt(r)
	if err == nil {
		err = s.wordsFor(r).personRefused(s.opts.Archive.RemovePerson(r.Context(), p.ID, r.URL.Query().Get("heir"), editions(r)))
	}
	return reply{}, err
}

// apiActsAnswer is what people changed, the newest first.
type apiActsAnswer struct {
	Acts []apiAct `json:"acts"`
	Next *string  `json:"next"` // before= of the answer that goes on
}

type apiAct struct {
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	Person string    `json:"person"` // empty: nobody was signed in
	Kind   string    `json:"kind"`
	About  string    `json:"about"`
}

// apiActs answers for what people changed.
func (s *site) apiActs(r *http.Request) (reply, error) {
	values := r.URL.Query()
	before, err := int64(0), error(nil)
	if text := values.Get("before"); text != "" {
		before, err = strconv.ParseInt(text, 10, 64)
	}
	if err != nil || before < 0 {
		return reply{}, s.wordsFor(r).refuse(http.StatusBadRequest, "web.api.before")
	}
	acts, err := s.opts.Archive.Acts(r.Context(), values.Get("person"), before, actsShown+1)
	answer := apiActsAnswer{Acts: []apiAct{}}
	for i, a := range acts {
		if i == actsShown {
			next := strconv.FormatInt(acts[i-1].ID, 10)
			answer.Next = &next
			break
		}
		answer.Acts = append(answer.Acts, apiAct{a.ID, a.At, a.Person, a.Kind, a.About})
	}
	return reply{value: answer}, err
}
