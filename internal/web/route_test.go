package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"pressclip/internal/press"
)

// needs says for every address what it takes to use it. An address that is added to the page is added here too, by
// somebody who thought about it.
var needs = map[string]press.Role{
	"GET /{$}":                                    press.RoleReader,
	"GET /search":                                 press.RoleReader,
	"GET /print":                                  press.RoleReader,
	"GET /clippings/{id}":                         press.RoleReader,
	"GET /clippings/{id}/evidence.warc.gz":        press.RoleReader,
	"GET /clippings/{id}/evidence.sha256":         press.RoleReader,
	"GET /clippings/{id}/uploads/{sha256}":        press.RoleReader,
	"GET /clippings/{id}/cite/{format}":           press.RoleReader,
	"POST /clippings/{id}/review":                 press.RoleReviewer,
	"POST /reviews":                               press.RoleReviewer,
	"POST /clippings/{id}/story":                  press.RoleReviewer,
	"GET /clippings/{id}/correct":                 press.RoleReviewer,
	"POST /clippings/{id}/correct":                press.RoleReviewer,
	"GET /projects":                               press.RoleReader,
	"GET /projects/{name}":                        press.RoleReader,
	"POST /projects/{name}/alerts/{do}":           press.RoleAdmin,
	"POST /projects/{name}/press/{do}":            press.RoleReviewer,
	"POST /projects/{name}/feed/{do}":             press.RoleReviewer,
	"GET /searches":                               press.RoleReader,
	"POST /searches/{do}":                         press.RoleReader,
	"GET /try":                                    press.RoleReader,
	"GET /outlets":                                press.RoleReader,
	"POST /outlets/look-back":                     press.RoleReviewer,
	"POST /outlets/visit":                         press.RoleReviewer,
	"GET /why":                                    press.RoleReader,
	"GET /clip":                                   press.RoleReviewer,
	"GET /clip/form":                              press.RoleReviewer,
	"POST /clip/form":                             press.RoleReviewer,
	"POST /api/v1/clip":                           press.RoleReviewer,
	"GET /api/v1/openapi.json":                    press.RoleReader,
	"POST /why/file":                              press.RoleReviewer,
	"GET /digests":                                press.RoleReader,
	"GET /digests/{name}":                         press.RoleReader,
	"GET /digests/{name}/mail":                    press.RoleReader,
	"POST /digests/{name}/{do}":                   press.RoleAdmin,
	"GET /import":                                 press.RoleAdmin,
	"POST /import":                                press.RoleAdmin,
	"GET /watchlist.yaml":                         press.RoleAdmin,
	"GET /outlets.opml":                           press.RoleAdmin,
	"GET /new/{kind}":                             press.RoleAdmin,
	"POST /new/{kind}":                            press.RoleAdmin,
	"GET /outlets/{name}/change":                  press.RoleAdmin,
	"POST /outlets/{name}/change":                 press.RoleAdmin,
	"POST /outlets/{name}/rename":                 press.RoleAdmin,
	"POST /outlets/{name}/remove":                 press.RoleAdmin,
	"GET /projects/{name}/change":                 press.RoleAdmin,
	"POST /projects/{name}/change":                press.RoleAdmin,
	"POST /projects/{name}/exclude":               press.RoleAdmin,
	"POST /projects/{name}/rename":                press.RoleAdmin,
	"POST /projects/{name}/remove":                press.RoleAdmin,
	"GET /digests/{name}/change":                  press.RoleAdmin,
	"POST /digests/{name}/change":                 press.RoleAdmin,
	"POST /digests/{name}/rename":                 press.RoleAdmin,
	"POST /digests/{name}/remove":                 press.RoleAdmin,
	"GET /me":                                     press.RoleReader,
	"POST /me/{do}":                               press.RoleReader,
	"POST /sign-out":                              press.RoleReader,
	"GET /people":                                 press.RoleAdmin,
	"POST /people":                                press.RoleAdmin,
	"GET /people/{id}":                            press.RoleAdmin,
	"POST /people/{id}/{do}":                      press.RoleAdmin,
	"GET /acts":                                   press.RoleAdmin,
	"GET /api/v1/search":                          press.RoleReader,
	"GET /api/v1/try":                             press.RoleReader,
	"GET /api/v1/export":                          press.RoleReader,
	"GET /api/v1/clippings":                       press.RoleReader,
	"GET /api/v1/clippings/{id}":                  press.RoleReader,
	"GET /api/v1/clippings/{id}/uploads/{sha256}": press.RoleReader,
	"POST /api/v1/clippings/{id}/correct":         press.RoleReviewer,
	"POST /api/v1/clippings/{id}/review":          press.RoleReviewer,
	"POST /api/v1/reviews":                        press.RoleReviewer,
	"POST /api/v1/reviews/undo":                   press.RoleReviewer,
	"GET /api/v1/clippings/{id}/story":            press.RoleReader,
	"POST /api/v1/clippings/{id}/story":           press.RoleReviewer,
	"GET /api/v1/clippings/{id}/evidence.warc.gz": press.RoleReader,
	"GET /api/v1/clippings/{id}/evidence.sha256":  press.RoleReader,
	"GET /api/v1/outlets":                         press.RoleReader,
	"POST /api/v1/outlets":                        press.RoleAdmin,
	"POST /api/v1/outlets/check":                  press.RoleAdmin,
	"GET /api/v1/outlets/{name}":                  press.RoleAdmin,
	"PUT /api/v1/outlets/{name}":                  press.RoleAdmin,
	"DELETE /api/v1/outlets/{name}":               press.RoleAdmin,
	"POST /api/v1/outlets/{name}/rename":          press.RoleAdmin,
	"POST /api/v1/outlets/{name}/visit":           press.RoleReviewer,
	"GET /api/v1/projects":                        press.RoleReader,
	"POST /api/v1/projects":                       press.RoleAdmin,
	"GET /api/v1/projects/{name}":                 press.RoleReader,
	"PUT /api/v1/projects/{name}":                 press.RoleAdmin,
	"DELETE /api/v1/projects/{name}":              press.RoleAdmin,
	"POST /api/v1/projects/{name}/rename":         press.RoleAdmin,
	"POST /api/v1/projects/{name}/exclude":        press.RoleAdmin,
	"GET /api/v1/projects/{name}/yield":           press.RoleReader,
	"GET /api/v1/digests":                         press.RoleReader,
	"POST /api/v1/digests":                        press.RoleAdmin,
	"GET /api/v1/digests/{name}":                  press.RoleReader,
	"PUT /api/v1/digests/{name}":                  press.RoleAdmin,
	"DELETE /api/v1/digests/{name}":               press.RoleAdmin,
	"POST /api/v1/digests/{name}/rename":          press.RoleAdmin,
	"GET /api/v1/watchlist":                       press.RoleAdmin,
	"POST /api/v1/watchlist":                      press.RoleAdmin,
	"GET /api/v1/digests/{name}/issues":           press.RoleReader,
	"GET /api/v1/digests/{name}/preview":          press.RoleReader,
	"POST /api/v1/digests/{name}/pause":           press.RoleAdmin,
	"POST /api/v1/digests/{name}/resume":          press.RoleAdmin,
	"POST /api/v1/digests/{name}/test":            press.RoleAdmin,
	"POST /api/v1/digests/{name}/resend":          press.RoleAdmin,
	"POST /api/v1/digests/{name}/return":          press.RoleAdmin,
	"GET /api/v1/projects/{name}/alerts":          press.RoleReader,
	"POST /api/v1/projects/{name}/alerts/resend":  press.RoleAdmin,
	"POST /api/v1/projects/{name}/alerts/return":  press.RoleAdmin,
	"GET /api/v1/projects/{name}/press":           press.RoleReader,
	"POST /api/v1/projects/{name}/press/publish":  press.RoleReviewer,
	"POST /api/v1/projects/{name}/press/withdraw": press.RoleReviewer,
	"POST /api/v1/projects/{name}/press/up":       press.RoleReviewer,
	"POST /api/v1/projects/{name}/press/down":     press.RoleReviewer,
	"GET /api/v1/projects/{name}/feed":            press.RoleReviewer,
	"POST /api/v1/projects/{name}/feed/open":      press.RoleReviewer,
	"POST /api/v1/projects/{name}/feed/renew":     press.RoleReviewer,
	"POST /api/v1/projects/{name}/feed/close":     press.RoleReviewer,
	"GET /api/v1/searches":                        press.RoleReader,
	"POST /api/v1/searches":                       press.RoleReader,
	"POST /api/v1/searches/{id}/renew":            press.RoleReader,
	"DELETE /api/v1/searches/{id}":                press.RoleReader,
	"GET /api/v1/why":                             press.RoleReader,
	"GET /api/v1/me":                              press.RoleReader,
	"GET /api/v1/me/tokens":                       press.RoleReader,
	"POST /api/v1/me/tokens":                      press.RoleReader,
	"DELETE /api/v1/me/tokens/{id}":               press.RoleReader,
	"GET /api/v1/people":                          press.RoleAdmin,
	"POST /api/v1/people":                         press.RoleAdmin,
	"GET /api/v1/people/{id}":                     press.RoleAdmin,
	"PUT /api/v1/people/{id}":                     press.RoleAdmin,
	"DELETE /api/v1/people/{id}":                  press.RoleAdmin,
	"GET /api/v1/acts":                            press.RoleAdmin,
	"GET /api/v1/clippings/{id}/cite/{format}":    press.RoleReader,
	"POST /api/v1/outlets/look-back":              press.RoleReviewer,
	"GET /metrics":                                press.RoleAdmin,
	"GET /sign-in":                                anybody,
	"POST /sign-in":                               anybody,
	"GET /sign-in/provider":                       anybody,
	"GET /sign-in/oidc":                           anybody,
	"GET /first/{secret}":                         anybody,
	"POST /first/{secret}":                        anybody,
	"GET /healthz":                                anybody,
	"GET /readyz":                                 anybody,
	"GET /static/{name}":                          anybody,
	"GET /unsubscribe/{ticket}":                   anybody,
	"POST /unsubscribe/{ticket}":                  anybody,
	"GET /feeds/{file}":                           anybody,
	"GET /feeds/search/{file}":                    anybody,
	"GET /press/{file}":                           anybody,
	"/":                                           press.RoleReader,
}

const testPassword = "Katze sitzt auf dem Sofa"

// cast adds a person of each role, who see everything unless projects are named, and signs them in. The result is what
// their browsers send, by role.
func (w *world) cast(projects ...string) map[press.Role]string {
	w.t.Helper()
	cookies := map[press.Role]string{}
	for _, role := range press.Roles() {
		_, err := w.archive.AddPerson(w.t.Context(), press.Person{Name: string(role), Role: role, All: len(projects) == 0, Projects: projects}, testPassword)
		w.must(err)
		_, secret, err := w.archive.Begin(w.t.Context(), string(role), "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
		w.must(err)
		cookies[role] = plainCookie + "=" + secret
	}
	return cookies
}

// routesOf are the routes of a world's page.
func (w *world) routesOf() []route {
	return (&site{assets: &assets{}, opts: Options{Archive: w.archive}}).routes()
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// TestRoutes asks every address in every role: what a role may not do is refused, and nobody who is not signed in gets
// in anywhere but where anybody may.
func TestRoutes(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	cookies := w.cast()
	seen := map[string]bool{}
	for _, route := range w.routesOf() {
		need, known := needs[route.pattern]
		if !known {
			t.Errorf("%s: nobody has said here who may use it", route.pattern)
			continue
		}
		seen[route.pattern] = true
		method, address, ok := strings.Cut(route.pattern, " ")
		if !ok {
			method, address = http.MethodGet, "/nirgends"
		}
		if method != http.MethodGet && need != anybody && route.act == "" && route.pattern != "POST /api/v1/outlets/check" {
			t.Errorf("%s changes something that is not noted", route.pattern)
		}
		address = placeholder.ReplaceAllString(strings.TrimSuffix(address, "{$}"), "999")
		ask := func(cookie string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(method, address, strings.NewReader(url.Values{"then": {"/"}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			return w.do(r, "Cookie", cookie)
		}
		answer := ask("")
		out := answer.Code == http.StatusUnauthorized || answer.Code == http.StatusSeeOther && strings.HasPrefix(answer.Header().Get("Location"), "/sign-in")
		if guessed := address == "/sign-in" && method == http.MethodPost; out == (need == anybody) && !guessed && !strings.HasPrefix(address, "/feeds") && !strings.HasPrefix(address, "/unsubscribe") {
			t.Errorf("%s, not signed in: status %d to %q", route.pattern, answer.Code, answer.Header().Get("Location"))
		}
		if address == "/sign-out" {
			continue // it would end the rest of the test
		}
		for role, cookie := range cookies {
			answer := ask(cookie)
			if refused := answer.Code == http.StatusForbidden; refused == role.May(need) && need != anybody {
				t.Errorf("%s as %s: status %d", route.pattern, role, answer.Code)
			}
			if answer.Code == http.StatusUnauthorized && address != "/sign-in" {
				t.Errorf("%s as %s: has to sign in", route.pattern, role)
			}
		}
	}
	for pattern := range needs {
		if !seen[pattern] {
			t.Errorf("%s is no address any more", pattern)
		}
	}
}

// TestOtherMethod: an address that does not take a method says which it does, and one that there is not takes none.
func TestOtherMethod(t *testing.T) {
	w := newWorld(t)
	w.watch()
	for _, c := range []struct {
		method, address string
		status          int
		allow           string
	}{
		{http.MethodPost, "/search", 405, "GET"}, {http.MethodGet, "/reviews", 405, "POST"}, {http.MethodPut, "/people/1/change", 405, "POST"},
		{http.MethodPatch, "/api/v1/outlets/Elbblatt", 405, "GET, PUT, DELETE"}, {http.MethodOptions, "/import", 405, "GET, POST"},
		{http.MethodPost, "/nichts", 404, ""}, {http.MethodDelete, "/api/v1/nichts", 404, ""},
	} {
		answer := w.do(httptest.NewRequest(c.method, c.address, nil))
		if answer.Code != c.status || answer.Header().Get("Allow") != c.allow {
			t.Errorf("%s %s: status %d, allows %q", c.method, c.address, answer.Code, answer.Header().Get("Allow"))
		}
		if c.allow != "" {
			has(t, answer.Body.String(), "Unter dieser Adresse geht nur: "+c.allow+".")
		}
	}
	long := w.post("/reviews", url.Values{"note": {strings.Repeat("x", maxForm)}})
	if long.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a form that is too long: status %d", long.Code)
	}
	has(t, long.Body.String(), "Mehr als 1 MB")
}
