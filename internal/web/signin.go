package web

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// The cookie of a session. The first name is taken where the page is reached by https, for browsers then hold it to that.
const (
	secureCookie = "__Host-pressclip"
	plainCookie  = "pressclip"
)

var cookieNames = []string{secureCookie, plainCookie}

// FirstPath is where the first admin comes in; Options.First follows.
const FirstPath = "/first/"

// mostHeld bounds a form that is held until somebody has signed in, in bytes.
const mostHeld = 64 << 10

// signInView asks for name and password.
type signInView struct {
	Heading, Sentence string
	Name              string
	Wrong             string
	Then              string // where to go afterwards
	Held              string // a form that was sent without being signed in, to be sent afterwards
	Provider          string // at which one signs in instead; empty: there is none
	First             string // the secret of the link by which the first admin comes in
}

// heldView asks whether a form that was held is to be sent now.
type heldView struct {
	Action string
	Fields []heldField
}

type heldField struct{ Name, Value string }

// signInPage asks who is there.
func (s *site) signInPage(w http.ResponseWriter, r *http.Request) {
	then := localPath(r.URL.Query().Get("then"))
	if _, err := s.identify(r); err == nil {
		http.Redirect(w, r, then, http.StatusSeeOther)
		return
	}
	s.askSignIn(w, r, http.StatusOK, signInView{Then: then})
}

func (s *site) askSignIn(w http.ResponseWriter, r *http.Request, status int, v signInView) {
	said := s.wordsFor(r)
	v.Heading = said.text("people.sign_in")
	if s.opts.Provider != nil {
		v.Provider = s.opts.Provider.Name()
	}
	if v.Held != "" {
		v.Sentence = said.text("people.sign_in.held")
	}
	s.show(w, r, status, "signin", frame{Title: v.Heading, Body: v})
}

// holdForm asks somebody to sign in again who sent a form when their session had ended; what they wrote goes along.
func (s *site) holdForm(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostHeld)
	v := signInView{Then: r.URL.RequestURI()}
	if err := r.ParseForm(); err != nil || forPrograms(r) {
		s.say(w, r, http.StatusUnauthorized, "bad_form")
		return
	}
	if v.Held = r.PostForm.Encode(); v.Held == "" {
		v.Held = "-"
	}
	s.askSignIn(w, r, http.StatusUnauthorized, v)
}

// signIn takes name and password.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	v := signInView{Name: r.PostFormValue("name"), Then: localPath(r.PostFormValue("then")), Held: r.PostFormValue("held")}
	said := s.wordsFor(r)
	if v.Held != "" && r.PostFormValue("elsewhere") != "" {
		s.signedInElsewhere(w, r, v)
		return
	}
	try, wait, err := s.guesses.begin(r.Context(), v.Name, s.client(r))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if wait > 0 {
		v.Wrong = said.count("people.sign_in.wait", int((wait+time.Second-1)/time.Second))
		w.Header().Set("Retry-After", said.number(int(wait/time.Second)+1))
		s.askSignIn(w, r, http.StatusTooManyRequests, v)
		return
	}
	p, secret, err := s.opts.Archive.SignIn(r.Context(), v.Name, r.PostFormValue("password"), r.UserAgent())
	wrong := errors.Is(err, archive.ErrSignIn)
	if countErr := try.end(r.Context(), err == nil, wrong); countErr != nil && (err == nil || wrong) {
		err, wrong = countErr, false
	}
	if wrong {
		s.opts.Log.Warn("sign-in refused", "name", v.Name, "peer", s.client(r))
		v.Wrong = said.text("people.sign_in.wrong")
		s.askSignIn(w, r, http.StatusUnauthorized, v)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.note(r, p.Name, "sign_in", "")
	s.setCookie(w, r, secret, archive.SessionAge)
	if v.Held == "" {
		http.Redirect(w, r, v.Then, http.StatusSeeOther)
		return
	}
	s.askHeld(w, r, v)
}

// signedInElsewhere goes on with a form that was held, once somebody has signed in by another window.
func (s *site) signedInElsewhere(w http.ResponseWriter, r *http.Request, v signInView) {
	if _, err := s.identify(r); err == nil {
		s.askHeld(w, r, v)
		return
	}
	v.Wrong = s.wordsFor(r).text("people.sign_in.elsewhere.not")
	s.askSignIn(w, r, http.StatusUnauthorized, v)
}

// askHeld shows that what was written is still there, and sends it if somebody wants that.
func (s *site) askHeld(w http.ResponseWriter, r *http.Request, v signInView) {
	form, err := url.ParseQuery(v.Held)
	if err != nil {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	held := heldView{Action: v.Then}
	form.Del("-")
	for name, values := range form {
		for _, value := range values {
			held.Fields = append(held.Fields, heldField{name, value})
		}
	}
	slices.SortStableFunc(held.Fields, func(a, b heldField) int { return strings.Compare(a.Name, b.Name) })
	s.show(w, r, http.StatusOK, "held", frame{Title: s.wordsFor(r).text("people.held"), Body: held})
}

// signOut ends the session of this browser.
func (s *site) signOut(w http.ResponseWriter, r *http.Request) {
	if g, _ := guestOf(r.Context()); g.session.ID != 0 {
		if err := s.opts.Archive.EndSession(r.Context(), g.ID, g.session.ID); err != nil && !errors.Is(err, press.ErrNotFound) {
			s.fail(w, r, err)
			return
		}
	}
	s.setCookie(w, r, "", -time.Second)
	w.Header().Set("Clear-Site-Data", `"cache"`)
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

// first lets in who sets up the page, by the link that the log has shown, as long as there is nobody else.
func (s *site) first(w http.ResponseWriter, r *http.Request) {
	people, err := s.opts.Archive.HasPeople(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if people || s.opts.First == "" || !same(r.PathValue("secret"), s.opts.First) {
		key := "people.first.old"
		if people {
			key = "people.first.over"
		}
		s.tell(w, r, http.StatusNotFound, s.wordsFor(r).trouble(key))
		return
	}
	said := s.wordsFor(r)
	v := signInView{Heading: said.text("people.first"), Sentence: said.text("people.first.lede"), First: s.opts.First, Name: r.PostFormValue("name")}
	status := http.StatusOK
	if r.Method == http.MethodPost {
		p, err := press.Person{}, error(archive.ErrPassword) // without one nobody could come in a second time
		if password := r.PostFormValue("password"); password != "" {
			p, err = s.opts.Archive.AddFirst(r.Context(), press.Person{Name: v.Name, Role: press.RoleAdmin, All: true}, password)
		}
		if err == nil {
			s.note(r, p.Name, "person", p.Name)
			s.begin(w, r, p)
			return
		}
		if v.Wrong = said.personFault(err); v.Wrong == "" {
			s.fail(w, r, err)
			return
		}
		status = http.StatusBadRequest
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	s.show(w, r, status, "signin", frame{Title: v.Heading, Body: v})
}

// begin signs somebody in who was just added.
func (s *site) begin(w http.ResponseWriter, r *http.Request, p press.Person) {
	_, secret, err := s.opts.Archive.Begin(r.Context(), p.Name, r.UserAgent())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.setCookie(w, r, secret, archive.SessionAge)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// note writes down what somebody did. What is done is not undone because that failed.
func (s *site) note(r *http.Request, person, act, about string) {
	if err := s.opts.Archive.Note(r.Context(), person, act, about); err != nil {
		s.opts.Log.Error("note what was changed", "path", r.URL.Path, "error", err)
	}
}

// setCookie hands a browser the secret of its session; a negative age takes it away. Scripts cannot read it, and other
// pages cannot send it along with a form.
func (s *site) setCookie(w http.ResponseWriter, r *http.Request, secret string, age time.Duration) {
	c := http.Cookie{Name: plainCookie, Value: secret, Path: "/", MaxAge: int(age / time.Second), HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if s.secure(r) {
		c.Name, c.Secure = secureCookie, true
	}
	http.SetCookie(w, &c)
}

// secure says whether the browser reaches the page by https.
func (s *site) secure(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(s.opts.BaseURL, "https:") || s.trusts(r.RemoteAddr) && r.Header.Get("X-Forwarded-Proto") == "https"
}

// client is the address that a request comes from; behind proxies that are trusted, the one that they name.
func (s *site) client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !s.trusts(r.RemoteAddr) {
		return host
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		ip, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		host = ip.Unmap().String()
		if !s.trustsIP(ip) {
			break
		}
	}
	return host
}

// personFault words why somebody cannot be added or changed; empty if that is not for people to mend.
func (w words) personFault(err error) string {
	switch {
	case errors.Is(err, archive.ErrPassword):
		return w.text("people.password.short", archive.ShortestPassword)
	case errors.Is(err, archive.ErrLastAdmin):
		return w.text("people.last_admin")
	case errors.Is(err, archive.ErrHeir):
		return w.text("people.heir.wrong")
	case errors.Is(err, archive.ErrLong):
		return w.text("people.long", archive.LongestName)
	case errors.Is(err, archive.ErrMeanwhile):
		return w.text("people.meanwhile")
	case errors.Is(err, archive.ErrNameTaken):
		return w.text("people.name.taken")
	case errors.Is(err, press.ErrConflict):
		return w.text("people.missing")
	case errors.Is(err, press.ErrNotFound):
		return w.text("people.gone")
	}
	return ""
}
