package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// guest is who asks: a person, or whoever sits at this machine as long as nobody can sign in.
type guest struct {
	press.Person               // without a name: nobody signs in
	session      press.Session // zero, unless signed in with this browser
	until        time.Time     // when the token ends that was shown; zero: none was, or it does not end
}

type guestKey struct{}

// guestOf is who asks; ok is false where nobody was let in, on pages that are for anybody.
func guestOf(ctx context.Context) (g guest, ok bool) {
	g, ok = ctx.Value(guestKey{}).(guest)
	return g, ok
}

// who is the name that stands beside what is decided; empty where nobody signs in.
func who(r *http.Request) string {
	g, _ := guestOf(r.Context())
	return g.Name
}

// stranger is why somebody is not let in. It is an error to keep the ways apart in which one may be.
type stranger struct {
	reason string // as strangeness says it; empty: they have to sign in
	name   string // that a proxy gave, and nobody here has
	token  bool   // they showed a token that opens nothing
}

func (e *stranger) Error() string { return "not let in: " + e.reason + e.name }

// identify says who asks. The error is a *stranger where nobody is known by what the request shows.
func (s *site) identify(r *http.Request) (guest, error) {
	operator := guest{Person: press.Person{Role: press.RoleAdmin, All: true}}
	if throughSocket(r) {
		return operator, nil
	}
	people, err := s.opts.Archive.HasPeople(r.Context())
	if err != nil {
		return guest{}, err
	}
	if !people {
		if s.opts.SignIn {
			return guest{}, &stranger{reason: "first"}
		}
		if reason := strangeness(r, s.opts.BaseURL); reason != "" {
			return guest{}, &stranger{reason: reason}
		}
		return operator, nil
	}
	return s.person(r)
}

// person is who shows a token, is named by a proxy that is trusted, or is signed in.
func (s *site) person(r *http.Request) (g guest, err error) {
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && forPrograms(r) {
		g.Person, g.until, err = s.opts.Archive.Bearer(r.Context(), strings.TrimSpace(secret))
		return g, unless(err, &stranger{token: true})
	}
	if name := r.Header.Get(s.opts.ProxyUser); s.opts.ProxyUser != "" && name != "" && s.trusts(r.RemoteAddr) {
		g.Person, err = s.opts.Archive.Person(r.Context(), name)
		return g, unless(err, &stranger{name: name})
	}
	for _, name := range cookieNames {
		cookie, none := r.Cookie(name)
		if none != nil || name == plainCookie && s.secure(r) {
			continue
		}
		g.Person, g.session, err = s.opts.Archive.Session(r.Context(), cookie.Value)
		return g, unless(err, &stranger{})
	}
	return g, &stranger{}
}

// unless is another error where the first says that something is not there.
func unless(err, otherwise error) error {
	if errors.Is(err, press.ErrNotFound) {
		return otherwise
	}
	return err
}

// forPrograms says whether an address is one that programs ask.
func forPrograms(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == "/metrics"
}

// trusts says whether an address "IP:port" is one of the proxies that say who somebody is.
func (s *site) trusts(address string) bool {
	peer, err := netip.ParseAddrPort(address)
	return err == nil && s.trustsIP(peer.Addr())
}

func (s *site) trustsIP(ip netip.Addr) bool {
	return slices.ContainsFunc(s.opts.Proxies, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
}

// admitted lets those in who may do what a role may, and shows them their projects only. Changes are taken from the page
// itself only.
func (s *site) admitted(need press.Role, answer http.Handler) http.Handler {
	answer = s.sameOrigin(answer)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g, err := s.identify(r)
		var unknown *stranger
		switch {
		case errors.As(err, &unknown):
			s.sendAway(w, r, unknown)
			return
		case err != nil:
			s.fail(w, r, err)
			return
		}
		ctx := context.WithValue(r.Context(), guestKey{}, g)
		if !g.Everywhere() {
			ctx = archive.Within(ctx, g.Projects)
		}
		as := r.WithContext(ctx)
		if g.Role.May(need) {
			answer.ServeHTTP(w, as)
			return
		}
		s.opts.Log.Warn("request refused: role", "person", g.Name, "role", g.Role, "need", need, "path", r.URL.Path)
		s.tell(w, as, http.StatusForbidden, s.wordsFor(r).trouble("people.may_not", s.wordsFor(r).text("people.role."+string(need))))
	})
}

// trouble is a page of trouble worded under a key, its sentence under the same with .what behind it.
func (w words) trouble(key string, args ...any) trouble {
	return trouble{Heading: w.text(key), Sentences: []string{w.text(key+".what", args...)}, Home: true}
}

// tell says what is wrong: to scripts in JSON, to people on a page.
func (s *site) tell(w http.ResponseWriter, r *http.Request, status int, t trouble) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		s.json(w, r, status, apiError{Error: strings.Join(slices.Concat(t.Sentences, t.Steps), " ")})
		return
	}
	t.Again = t.Home && r.URL.Path == "/"
	s.show(w, r, status, "trouble", frame{Title: t.Heading, Body: t})
}

// sendAway tells those who are not let in why, and nothing about what is in the archive.
func (s *site) sendAway(w http.ResponseWriter, r *http.Request, e *stranger) {
	said := s.wordsFor(r)
	switch {
	case e.reason == "first":
		s.tell(w, r, http.StatusForbidden, said.firstWanted())
	case e.reason != "":
		s.opts.Log.Warn("request refused: not local", "reason", e.reason, "peer", r.RemoteAddr, "host", r.Host)
		s.tell(w, r, http.StatusForbidden, said.refusal(e.reason, s.opts.BaseURL))
	case e.name != "":
		s.opts.Log.Warn("request refused: the proxy names somebody who is not here", "name", e.name)
		t := said.trouble("people.unknown", e.name)
		t.Home = false
		s.tell(w, r, http.StatusForbidden, t)
	case forPrograms(r):
		w.Header().Set("WWW-Authenticate", "Bearer")
		key := "people.token.wanted"
		if e.token {
			key = "people.token.wrong"
		}
		s.json(w, r, http.StatusUnauthorized, apiError{Error: said.text(key)})
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		http.Redirect(w, r, signInURL(r.URL.RequestURI()), http.StatusSeeOther)
	default:
		s.sameOrigin(http.HandlerFunc(s.holdForm)).ServeHTTP(w, r)
	}
}

func (w words) firstWanted() trouble {
	t := w.trouble("people.first.wanted")
	t.Home, t.Steps = false, []string{w.text("people.first.step.link"), w.text("people.first.step.command")}
	return t
}

// signInURL leads to the page for signing in, and from there on to an address.
func signInURL(then string) string {
	if then == "" || then == "/" {
		return "/sign-in"
	}
	return "/sign-in?" + url.Values{"then": {then}}.Encode()
}

// same compares secrets.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
