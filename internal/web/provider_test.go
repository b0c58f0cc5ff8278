package web

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"pressclip/internal/identity"
	"pressclip/internal/identity/identitytest"
	"pressclip/internal/press"
)

// newProviderWorld is a page at which people sign in with a provider.
func newProviderWorld(t *testing.T) (*world, *identitytest.Provider) {
	there := identitytest.New(t, "http://localhost:8080"+callbackPath)
	w := newWorld(t, func(o *Options) {
		o.SignIn = true
		o.Provider = &identity.Provider{Issuer: there.URL, ClientID: identitytest.ClientID, ClientSecret: identitytest.ClientSecret}
		o.Roles = map[string]press.Role{"Haus": press.RoleReader, "Redaktion": press.RoleReviewer, "Technik": press.RoleAdmin}
		o.Admins = []string{"technik@example.org"}
	})
	return w, there
}

// ticketOf is what a browser sends back that was sent to the provider.
func ticketOf(t *testing.T, answer *httptest.ResponseRecorder) string {
	t.Helper()
	for _, c := range answer.Result().Cookies() {
		if c.Name == ticketCookie && c.HttpOnly && c.SameSite == http.SameSiteLaxMode && c.Path == callbackPath && c.MaxAge == 600 {
			return c.Name + "=" + c.Value
		}
	}
	t.Fatalf("no ticket: status %d, %v", answer.Code, answer.Header())
	return ""
}

// comeBack has somebody sign in at the provider, and returns what the page answers them.
func (w *world) comeBack(there *identitytest.Provider, u identitytest.User, then string) *httptest.ResponseRecorder {
	w.t.Helper()
	there.Meet(u)
	begun := w.get(providerPath + "?then=" + url.QueryEscape(then))
	return w.get(there.Visit(w.t, begun.Header().Get("Location")).RequestURI(), "Cookie", ticketOf(w.t, begun))
}

// sessionOf is the cookie of a session that an answer begins; empty if it begins none.
func sessionOf(answer *httptest.ResponseRecorder) string {
	for _, c := range answer.Result().Cookies() {
		if c.Name == plainCookie {
			return c.Name + "=" + c.Value
		}
	}
	return ""
}

// Whom a provider knows comes in with the role of their groups, and goes where they wanted.
func TestProvider(t *testing.T) {
	w, there := newProviderWorld(t)
	has(t, w.page("/sign-in?then=/search%3Fq%3Dx%26y"), `href="/sign-in/provider?then=%2fsearch%3fq%3dx%26y"`, "oder mit Name und Passwort")
	eva := identitytest.User{Subject: "1", FirstName: "Eva", LastName: "Beispiel", Address: "eva@example.org", Verified: true, Groups: []string{"Redaktion", "Technik", "Haus"}}
	uwe := identitytest.User{Subject: "2", FirstName: "Uwe", LastName: "Muster", Address: "uwe@example.org", Groups: []string{"Haus"}}

	answer := w.comeBack(there, uwe, "/")
	if has(t, answer.Body.String(), "die erste Person hier muss verwalten", "technik@example.org"); answer.Code != http.StatusForbidden {
		t.Errorf("a reader first: status %d", answer.Code)
	}
	answer = w.comeBack(there, eva, "/people?x=1")
	admin := sessionOf(answer)
	if to := answer.Header().Get("Location"); to != "/people?x=1" {
		t.Fatalf("status %d, to %q\n%s", answer.Code, to, answer.Body)
	}
	has(t, w.page("/people", "Cookie", admin), "Eva Beispiel", "Verwalten · alle Projekte · meldet sich bei 127.0.0.1")
	if to := w.comeBack(there, uwe, "https://evil.example/").Header().Get("Location"); to != "/" {
		t.Errorf("leads to %s", to)
	}
	p, err := w.archive.Person(t.Context(), "Uwe Muster")
	if err != nil || p.Role != press.RoleReader || p.Address != "" {
		t.Errorf("%+v, %v", p, err)
	}
	has(t, w.page(personURL(p.ID), "Cookie", admin), "Die Rolle sagt 127.0.0.1")
	uwe.Groups = []string{"Redaktion"}
	session := sessionOf(w.comeBack(there, uwe, "/"))
	has(t, w.page("/me", "Cookie", session), "Uwe Muster", "Sichten")
	has(t, w.page("/acts", "Cookie", admin), "Angemeldet", "name=Uwe Muster role=reader")

	uwe.Groups = []string{"Kantine"}
	answer = w.comeBack(there, uwe, "/")
	if has(t, answer.Body.String(), "noch nicht zugelassen", "„Uwe Muster“", "Bitten Sie um Zugang: technik@example.org."); answer.Code != http.StatusForbidden || sessionOf(answer) != "" {
		t.Errorf("without a role: status %d", answer.Code)
	}
	w.must(w.archive.RemovePerson(t.Context(), p.ID, "", nil))
	uwe.Groups = []string{"Haus"}
	answer = w.comeBack(there, uwe, "/")
	if has(t, answer.Body.String(), "wurde beendet"); answer.Code != http.StatusForbidden || sessionOf(answer) != "" {
		t.Errorf("after leaving: status %d", answer.Code)
	}

	w.post("/sign-out", nil, "Cookie", admin)
	if answer := w.get("/people", "Cookie", admin); answer.Code != http.StatusSeeOther {
		t.Errorf("signed out: status %d", answer.Code)
	}
}

// An address leads to somebody who is here already only if the provider has made sure of it.
func TestProviderLinks(t *testing.T) {
	w, there := newProviderWorld(t)
	w.cast()
	local, err := w.archive.AddPerson(t.Context(), press.Person{Name: "eva", Address: "eva@example.org", Role: press.RoleReader}, testPassword)
	w.must(err)
	eva := identitytest.User{Subject: "1", FirstName: "Eva", LastName: "Beispiel", Address: "eva@example.org", Groups: []string{"Redaktion"}}
	stranger := eva
	stranger.Subject = "2"
	w.comeBack(there, stranger, "/")
	if p, err := w.archive.PersonByID(t.Context(), local.ID); err != nil || p.Issuer != "" {
		t.Errorf("whoever says so is %+v, %v", p, err)
	}
	eva.Verified = true
	session := sessionOf(w.comeBack(there, eva, "/"))
	has(t, w.page("/me", "Cookie", session), "<h1>eva</h1>", "Sichten")
}

// What does not belong together begins no session, and says what to do.
func TestProviderUnproved(t *testing.T) {
	w, there := newProviderWorld(t)
	w.cast()
	there.Meet(identitytest.User{Subject: "1", FirstName: "Eva", LastName: "Beispiel", Groups: []string{"Haus"}})
	begin := func() (back, ticket string) {
		begun := w.get(providerPath)
		return there.Visit(t, begun.Header().Get("Location")).RequestURI(), ticketOf(t, begun)
	}
	back, ticket := begin()
	other, otherTicket := begin()
	for name, c := range map[string]struct{ back, ticket, says string }{
		"no ticket":        {back, "a=b", "abgelaufen"},
		"another's ticket": {back, otherTicket, "abgelaufen"},
		"another's answer": {other, ticket, "abgelaufen"},
		"a forged ticket":  {back, ticket + "x", "abgelaufen"},
		"another code":     {strings.Replace(back, "code=", "code=x", 1), ticket, "beweist nicht, wer Sie sind"},
		"declined":         {back + "&error=access_denied", ticket, "abgebrochen oder abgelehnt"},
	} {
		answer := w.get(c.back, "Cookie", c.ticket)
		if answer.Code != http.StatusUnauthorized || sessionOf(answer) != "" || !strings.Contains(answer.Body.String(), c.says) {
			t.Errorf("%s: status %d\n%s", name, answer.Code, answer.Body)
		}
	}
	answer := w.get(back, "Cookie", ticket)
	session := sessionOf(answer)
	if answer.Code != http.StatusSeeOther || session == "" {
		t.Fatalf("in the end: status %d", answer.Code)
	}
	if again := w.get(back, "Cookie", ticket); again.Code != http.StatusUnauthorized || sessionOf(again) != "" {
		t.Errorf("the same code again: status %d", again.Code)
	}
	if again := w.get(back, "Cookie", session); again.Header().Get("Location") != "/" {
		t.Errorf("the page loaded again: status %d", again.Code)
	}
	there.Go()
	answer = w.get(other, "Cookie", otherTicket)
	if has(t, answer.Body.String(), "antwortet gerade nicht", `name="password"`); answer.Code != http.StatusBadGateway {
		t.Errorf("the provider is away: status %d", answer.Code)
	}
}

// A form that was held waits until somebody has signed in by another window.
func TestProviderHeldForm(t *testing.T) {
	w, there := newProviderWorld(t)
	w.cast()
	page := w.post("/searches/keep", url.Values{"name": {"Meine"}, "query": {"q=Ankunft*"}}).Body.String()
	has(t, page, `href="/sign-in/provider?then=/" target="_blank"`)
	held := regexp.MustCompile(`name="held" value="([^"]*)"`).FindStringSubmatch(page)
	form := url.Values{"then": {"/searches/keep"}, "held": {html.UnescapeString(held[1])}, "elsewhere": {"1"}}
	answer := w.post("/sign-in", form)
	if has(t, answer.Body.String(), "noch niemand angemeldet", held[1]); answer.Code != http.StatusUnauthorized {
		t.Errorf("nobody yet: status %d", answer.Code)
	}
	session := sessionOf(w.comeBack(there, identitytest.User{Subject: "1", FirstName: "Eva", LastName: "Beispiel", Groups: []string{"Haus"}}, "/"))
	has(t, w.post("/sign-in", form, "Cookie", session).Body.String(), `action="/searches/keep"`, `value="q=Ankunft*"`)
}

// Without a provider there are no such addresses.
func TestNoProvider(t *testing.T) {
	w := newWorld(t)
	for _, address := range []string{providerPath, callbackPath + "?code=x&state=y"} {
		if answer := w.get(address); answer.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", address, answer.Code)
		}
	}
}
