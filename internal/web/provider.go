package web

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/identity"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// Where a sign-in at the provider begins, and where it sends people back to. The second is what the provider has to know.
const (
	providerPath = "/sign-in/provider"
	callbackPath = "/sign-in/oidc"
)

// ticketCookie holds the ticket of a sign-in at the provider, as long as it lasts.
const ticketCookie = "pressclip-ticket"

// goToProvider sends somebody to the provider.
func (s *site) goToProvider(w http.ResponseWriter, r *http.Request) {
	if s.opts.Provider == nil {
		s.notFound(w, r)
		return
	}
	then := localPath(r.URL.Query().Get("then"))
	address, ticket, err := s.opts.Provider.Begin(r.Context(), s.callback(r), then)
	if err != nil {
		s.notProved(w, r, then, err)
		return
	}
	http.SetCookie(w, s.ticket(r, ticket, identity.TryAge))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// callback is the address that the provider sends people back to.
func (s *site) callback(r *http.Request) string {
	base := "http://" + r.Host
	if s.secure(r) {
		base = "https://" + r.Host
	}
	return cmp.Or(s.opts.BaseURL, base) + callbackPath
}

// ticket is the cookie of a sign-in that has begun; a negative age takes it away. It is sent along when the provider sends
// the browser back, but with no form of another page.
func (s *site) ticket(r *http.Request, ticket string, age time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: ticketCookie, Value: ticket, Path: callbackPath, MaxAge: int(age / time.Second), HttpOnly: true, Secure: s.secure(r), SameSite: http.SameSiteLaxMode,
	}
}

// fromProvider takes those who come back from the provider.
func (s *site) fromProvider(w http.ResponseWriter, r *http.Request) {
	if s.opts.Provider == nil {
		s.notFound(w, r)
		return
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	ticket := ""
	if cookie, err := r.Cookie(ticketCookie); err == nil {
		ticket = cookie.Value
	}
	http.SetCookie(w, s.ticket(r, "", -time.Second))
	claims, then, err := s.opts.Provider.Finish(r.Context(), s.callback(r), ticket, r.URL.Query())
	if _, strange := s.identify(r); errors.Is(err, identity.ErrStale) && strange == nil { // the page was loaded again
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	if err != nil {
		s.notProved(w, r, then, err)
		return
	}
	p, secret, err := s.welcome(r, claims)
	if err != nil {
		s.notWelcome(w, r, claims, err)
		return
	}
	s.note(r, p.Name, "sign_in", s.opts.Provider.Name())
	s.setCookie(w, r, secret, archive.SessionAge)
	http.Redirect(w, r, then, http.StatusSeeOther)
}

// welcome begins a session of the person whom the provider knows so.
func (s *site) welcome(r *http.Request, c identity.Claims) (p press.Person, secret string, err error) {
	l := archive.Login{Issuer: c.Issuer, Subject: c.Subject, Names: c.Names, Role: s.roleOf(c.Groups)}
	if c.Verified {
		l.Address = c.Address
	}
	if len(s.opts.Roles) > 0 && !l.Role.Known() {
		return p, "", archive.ErrUnknown
	}
	p, added, err := s.opts.Archive.Welcome(r.Context(), l)
	if err != nil {
		return p, "", err
	}
	if added {
		s.note(r, p.Name, "person", personURL(p.ID)+" name="+p.Name+" role="+string(p.Role))
	}
	return s.opts.Archive.Begin(r.Context(), p.Name, r.UserAgent())
}

// roleOf is the most that any of these groups may do here.
func (s *site) roleOf(groups []string) (most press.Role) {
	for _, group := range groups {
		if role, ok := s.opts.Roles[group]; ok && !most.May(role) {
			most = role
		}
	}
	return most
}

// notProved lets those begin again whose sign-in at the provider came to nothing.
func (s *site) notProved(w http.ResponseWriter, r *http.Request, then string, err error) {
	status, key := http.StatusUnauthorized, "people.provider.unproved"
	switch {
	case errors.Is(err, identity.ErrAway):
		status, key = http.StatusBadGateway, "people.provider.away"
	case errors.Is(err, identity.ErrDeclined):
		key = "people.provider.declined"
	case errors.Is(err, identity.ErrStale):
		key = "people.provider.stale"
	}
	s.opts.Log.Warn("sign-in at the provider failed", "provider", s.opts.Provider.Issuer, "peer", s.client(r), "error", err)
	s.askSignIn(w, r, status, signInView{Then: then, Wrong: s.wordsFor(r).text(key, s.opts.Provider.Name())})
}

// notWelcome tells those whom the provider knows, but who may not come in, whom they can ask.
func (s *site) notWelcome(w http.ResponseWriter, r *http.Request, c identity.Claims, err error) {
	key := ""
	switch {
	case errors.Is(err, archive.ErrUnknown):
		key = "people.provider.unknown"
	case errors.Is(err, archive.ErrLeft):
		key = "people.provider.left"
	case errors.Is(err, archive.ErrFirst):
		key = "people.provider.first"
	default:
		s.fail(w, r, err)
		return
	}
	s.opts.Log.Warn("sign-in refused", "provider", s.opts.Provider.Issuer, "subject", c.Subject, "groups", c.Groups, "reason", err)
	said := s.wordsFor(r)
	t := said.trouble(key, strings.Join(append(c.Names, c.Subject)[:1], ""), s.opts.Provider.Name())
	t.Home, t.Steps = false, []string{said.text("people.provider.ask")}
	if len(s.opts.Admins) > 0 {
		t.Steps[0] = said.text("people.provider.ask.whom", locale.List(said.language, s.opts.Admins))
	}
	s.tell(w, r, http.StatusForbidden, t)
}
