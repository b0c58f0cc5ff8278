package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// meView is the page of whoever is signed in.
type meView struct {
	Name, Role, Projects string
	Password             bool // can be changed
	Wrong, Done          string
	Secret               string // of the token just made; shown once
	Sessions             []sessionView
	Tokens               []tokenView
	Roles                []choice // that a token may have
	Admin                bool
}

type sessionView struct {
	ID    int64
	Agent string
	When  string
	Here  bool
}

type tokenView struct {
	ID         int64
	Name, What string
}

// tokenDays are how long a token can be made to last; the first is proposed.
var tokenDays = []int{365, 90, 30}

// me answers for one's own page.
func (s *site) me(w http.ResponseWriter, r *http.Request) { s.mePage(w, r, http.StatusOK, "", "") }

func (s *site) mePage(w http.ResponseWriter, r *http.Request, status int, wrong, secret string) {
	g, _ := guestOf(r.Context())
	if g.Name == "" {
		http.Redirect(w, r, "/people", http.StatusSeeOther)
		return
	}
	said := s.wordsFor(r)
	v := meView{
		Name: g.Name, Role: said.role(g.Role), Projects: said.seen(g.Person), Password: g.session.ID != 0 && g.Person.Password, Wrong: wrong, Secret: secret,
		Admin: g.Role.May(press.RoleAdmin), Roles: said.roles(g.Role, press.RoleReader),
	}
	if done := r.URL.Query().Get("done"); done == "password" {
		v.Done = said.text("people.password.done")
	}
	sessions, err := s.opts.Archive.Sessions(r.Context(), g.ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, one := range sessions {
		v.Sessions = append(v.Sessions, sessionView{
			ID: one.ID, Agent: said.agent(one.Agent), When: said.text("people.session.seen", said.when(one.SeenAt).Words, said.date(one.MadeAt).Words), Here: one.ID == g.session.ID,
		})
	}
	tokens, err := s.opts.Archive.Tokens(r.Context(), g.ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, t := range tokens {
		v.Tokens = append(v.Tokens, tokenView{ID: t.ID, Name: t.Name, What: said.token(t)})
	}
	s.show(w, r, status, "me", frame{Title: g.Name, Section: "me", Body: v})
}

// meDo takes what somebody wants of their own page: another password, a token, or an end of a session or token.
func (s *site) meDo(w http.ResponseWriter, r *http.Request) {
	g, _ := guestOf(r.Context())
	id, _ := strconv.ParseInt(r.PostFormValue("id"), 10, 64)
	var err error
	back := "/me"
	switch r.PathValue("do") {
	case "password":
		if err = s.changePassword(r, g); err == nil {
			back = "/me?done=password"
		}
	case "token":
		s.makeToken(w, r, g)
		return
	case "end-token":
		err = s.opts.Archive.EndToken(r.Context(), g.ID, id)
	case "end-session":
		err = s.opts.Archive.EndSession(r.Context(), g.ID, id)
	default:
		err = press.ErrNotFound
	}
	said := s.wordsFor(r)
	switch {
	case errors.Is(err, archive.ErrSignIn):
		s.mePage(w, r, http.StatusBadRequest, said.text("people.password.wrong"), "")
	case errors.Is(err, archive.ErrPassword):
		s.mePage(w, r, http.StatusBadRequest, said.personFault(err), "")
	case err != nil:
		s.fail(w, r, err)
	default:
		http.Redirect(w, r, back, http.StatusSeeOther)
	}
}

// changePassword wants the old one too, so that nobody takes over a browser that stands open. Guesses at it are slowed
// down as when signing in.
func (s *site) changePassword(r *http.Request, g guest) error {
	if g.session.ID == 0 {
		return archive.ErrSignIn
	}
	try, wait, err := s.guesses.begin(r.Context(), g.Name, s.client(r))
	if wait > 0 {
		err = archive.ErrSignIn
	}
	if err != nil {
		return err
	}
	err = s.opts.Archive.CheckPassword(r.Context(), g.ID, r.PostFormValue("old"))
	if countErr := try.end(r.Context(), err == nil, errors.Is(err, archive.ErrSignIn)); countErr != nil {
		return countErr
	}
	if err != nil {
		return err
	}
	return s.opts.Archive.SetPassword(r.Context(), g.ID, r.PostFormValue("new"), g.session.ID)
}

// makeToken shows the secret of a new token, this once.
func (s *site) makeToken(w http.ResponseWriter, r *http.Request, g guest) {
	t := s.newToken(r, g)
	secret, err := s.opts.Archive.MakeToken(r.Context(), g.ID, t)
	if errors.Is(err, press.ErrConflict) {
		s.mePage(w, r, http.StatusBadRequest, s.wordsFor(r).text("people.token.nameless"), "")
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.note(r, g.Name, "me", r.URL.Path+" name="+t.Name)
	s.mePage(w, r, http.StatusOK, "", secret)
}

// newToken is the token that a form asks for. It does no more and lasts no longer than one that whoever asks came in with.
func (s *site) newToken(r *http.Request, g guest) press.Token {
	t := press.Token{Name: r.PostFormValue("name"), Role: press.Least(press.Role(r.PostFormValue("role")), g.Role), Until: g.until}
	if days := daysOfToken(r.PostFormValue("days")); days > 0 {
		end := s.opts.Now().Add(time.Duration(days) * 24 * time.Hour)
		if t.Until.IsZero() || end.Before(t.Until) {
			t.Until = end
		}
	}
	return t
}

// longestToken bounds how long a token lasts that ends, in days.
const longestToken = 3650

// daysOfToken is how long a token lasts; 0: without end.
func daysOfToken(said string) int {
	days, err := strconv.Atoi(said)
	if err != nil || days < 1 || days > longestToken {
		return 0
	}
	return days
}

func (w words) role(r press.Role) string { return w.text("people.role." + string(r)) }

// roles are those up to one, with the chosen one marked.
func (w words) roles(most, chosen press.Role) (list []choice) {
	for _, r := range press.Roles() {
		if most.May(r) {
			list = append(list, choice{Value: string(r), Label: w.role(r), Current: r == chosen})
		}
	}
	return list
}

// seen says which projects a person sees.
func (w words) seen(p press.Person) string {
	switch {
	case p.Everywhere():
		return w.text("people.sees.all")
	case len(p.Projects) == 0:
		return w.text("people.sees.none")
	}
	return strings.Join(p.Projects, ", ")
}

func (w words) token(t press.Token) string {
	parts := []string{w.role(t.Role), w.text("people.token.unused")}
	if !t.UsedAt.IsZero() {
		parts[1] = w.text("people.token.used", w.when(t.UsedAt).Words)
	}
	switch {
	case t.Until.IsZero():
		parts = append(parts, w.text("people.token.endless"))
	case t.Until.Before(w.now):
		parts = append(parts, w.text("people.token.ended", w.date(t.Until).Words))
	default:
		parts = append(parts, w.text("people.token.until", w.date(t.Until).Words))
	}
	return strings.Join(parts, " · ")
}

// agent names a browser by the words that browsers have in common with their makers.
func (w words) agent(agent string) string {
	for _, name := range []string{"Firefox", "Edg", "OPR", "Chrome", "Safari"} {
		if !strings.Contains(agent, name) {
			continue
		}
		for _, system := range []string{"Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"} {
			if strings.Contains(agent, system) {
				return strings.NewReplacer("Edg", "Edge", "OPR", "Opera").Replace(name) + " · " + strings.Replace(system, "Mac OS", "macOS", 1)
			}
		}
	}
	if agent == "" {
		return w.text("people.session.unknown")
	}
	return agent
}
