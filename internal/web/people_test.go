package web

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// cookieOf is what a browser sends back of an answer.
func cookieOf(t *testing.T, answer *httptest.ResponseRecorder) string {
	t.Helper()
	for _, c := range answer.Result().Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
			t.Errorf("cookie %v", c)
		}
		return c.Name + "=" + c.Value
	}
	t.Fatalf("no cookie: status %d", answer.Code)
	return ""
}

// hiddenWords stand in what belongs to the other project alone: its name, its keywords, its clippings and its digest.
var hiddenWords = regexp.MustCompile(`Teilhabe|Fachtag|fachtag|Nachbarschaft\*|Geheimdigest`)

// TestHidden asks every address of the page as somebody who sees one project: nothing of the other one is anywhere.
// Addresses that are added to the page are walked by themselves.
func TestHidden(t *testing.T) {
	w := newWorld(t)
	list := watchlist()
	list.Digests = append(list.Digests, press.Digest{Name: "Geheimdigest", Schedule: "0 7 * * MON", Projects: []string{"Wohnen & Teilhabe"}})
	_, err := w.archive.Adopt(t.Context(), list)
	w.must(err)
	stories := coverage()
	stories[1].title, stories[1].lead = "Fachtag sucht Rezepte", "Es ging um die Nachbarschaft."
	w.read(stories)
	for _, p := range list.Projects {
		found, err := w.archive.Project(t.Context(), p.Name)
		w.must(err)
		w.must(w.archive.OpenFeed(t.Context(), found.ID, "admin"))
	}
	all := w.cast()
	_, err = w.archive.KeepSearch(t.Context(), "Wohnen & Teilhabe", "q=Nachbarschaft*", "admin")
	w.must(err)
	_, err = w.archive.AddPerson(t.Context(), press.Person{Name: "halb", Role: press.RoleReviewer, Projects: []string{"Ankunftsquartiere"}}, testPassword)
	w.must(err)
	_, secret, err := w.archive.Begin(t.Context(), "halb", "")
	w.must(err)
	half := plainCookie + "=" + secret
	seen, hiddenID := 0, w.id("Fachtag sucht")
	for _, route := range w.routesOf() {
		method, address, ok := strings.Cut(route.pattern, " ")
		if method != http.MethodGet || !ok || route.need == anybody || route.need == press.RoleAdmin {
			continue
		}
		addresses := map[string]bool{}
		for _, with := range []string{"1", "2", "3", "4", "5", "Wohnen & Teilhabe", "Ankunftsquartiere", "Geheimdigest", "Wochenüberblick"} {
			addresses[placeholder.ReplaceAllString(strings.TrimSuffix(address, "{$}"), url.PathEscape(with))] = true
		}
		for address := range addresses {
			for _, query := range []url.Values{
				{}, {"q": {"Stadt OR Nachbar* OR Rezept*"}}, {"project": {"Wohnen & Teilhabe"}}, {"verdict": {"new"}, "sort": {"relevance"}},
				{"url": {"https://mainpost.example/fachtag"}}, {"format": {"csv"}}, {"format": {"atom"}}, {"done": {"2"}, "in": {"Wohnen & Teilhabe"}},
			} {
				at := address + "?" + query.Encode()
				page := html.UnescapeString(w.get(at, "Cookie", half).Body.String())
				for _, echo := range append(query["project"], query["url"]...) { // what was asked may be said again, and that an article was read
					page = strings.NewReplacer(echo, "", strings.ReplaceAll(echo, "&", `\u0026`), "", url.QueryEscape(echo), "", "Fachtag sucht Rezepte“ wurde", "").Replace(page)
				}
				if m := hiddenWords.FindStringIndex(page); m != nil {
					t.Errorf("%s says …%s…", at, page[max(0, m[0]-80):min(len(page), m[1]+80)])
				}
				if hiddenWords.MatchString(w.get(at, "Cookie", all[press.RoleReader]).Body.String()) {
					seen++
				}
			}
		}
	}
	if seen < 30 {
		t.Errorf("who sees everything sees the other project on %d pages", seen)
	}
	_, visible, err := w.archive.Inbox(t.Context(), archive.InboxRequest{Project: "Ankunftsquartiere"})
	w.must(err)
	has(t, w.page("/", "Cookie", half), fmt.Sprintf("%d neue Clippings", visible)) // figures count no more than that either
	has(t, w.page("/api/v1/search?q=", "Cookie", half), fmt.Sprintf(`"total":%d,`, visible))
	for _, hidden := range []string{clippingURL(hiddenID), "/projects/Wohnen%20&%20Teilhabe", "/digests/Geheimdigest", "/feeds/Wohnen%20&%20Teilhabe.atom"} {
		if answer := w.get(hidden, "Cookie", half); answer.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", hidden, answer.Code)
		}
	}
	answer := w.post(clippingURL(hiddenID)+"/review", url.Values{"project": {"Wohnen & Teilhabe"}, "verdict": {"relevant"}}, "Cookie", half)
	if answer.Code != http.StatusNotFound {
		t.Errorf("a verdict where nothing is to be seen: status %d", answer.Code)
	}
}

// TestWho names who decided, and notes it.
func TestWho(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.ActsKept = 365 * 24 * time.Hour })
	w.watch()
	w.read(coverage())
	cookies := w.cast()
	id := w.id("Wo Ankommen")
	w.post(clippingURL(id)+"/review", url.Values{"project": {"Ankunftsquartiere"}, "verdict": {"relevant"}}, "Cookie", cookies[press.RoleReviewer])
	c, err := w.archive.Clipping(t.Context(), id)
	w.must(err)
	if c.Reviews[0].Reviewer != "reviewer" {
		t.Errorf("decided by %q", c.Reviews[0].Reviewer)
	}
	w.post(clippingURL(id)+"/review", url.Values{"project": {"Nirgends"}, "verdict": {"relevant"}}, "Cookie", cookies[press.RoleReviewer])
	acts, err := w.archive.Acts(t.Context(), "", 0, 9)
	w.must(err)
	if len(acts) != 1 || acts[0].Person != "reviewer" || acts[0].About != clippingURL(id)+"/review verdict=relevant project=Ankunftsquartiere" {
		t.Errorf("noted %+v", acts)
	}
	has(t, w.page("/acts", "Cookie", cookies[press.RoleAdmin]), "Was älter ist als 12 Monate, wird gelöscht.", "Clipping beurteilt", "verdict=relevant", ">reviewer</a>")
	lacks(t, w.page("/", "Cookie", cookies[press.RoleReader]), `value="relevant"`)
	has(t, w.page("/", "Cookie", cookies[press.RoleReviewer]), `value="relevant"`)
}

// TestHeldForm keeps what somebody sent whose session had ended, until they have signed in and want it sent.
func TestHeldForm(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	cookies := w.cast()
	form := url.Values{"name": {`Meine "Suche" <b>`}, "query": {"q=Ankunft*"}}
	answer := w.post("/searches/keep", form, "Cookie", plainCookie+"=alt")
	page := answer.Body.String()
	if answer.Code != http.StatusUnauthorized {
		t.Fatalf("status %d", answer.Code)
	}
	has(t, page, "Ihre Sitzung ist abgelaufen", `name="then" value="/searches/keep"`)
	lacks(t, page, "<nav", "<b>")
	held := regexp.MustCompile(`name="held" value="([^"]*)"`).FindStringSubmatch(page)
	if held == nil {
		t.Fatal("nothing is held")
	}
	signIn := url.Values{"name": {"reader"}, "password": {testPassword}, "then": {"/searches/keep"}, "held": {html.UnescapeString(held[1])}}
	wrong := url.Values{}
	for k, v := range signIn {
		wrong[k] = v
	}
	wrong["password"] = []string{"falsch"}
	again := w.post("/sign-in", wrong)
	if again.Code != http.StatusUnauthorized || !strings.Contains(again.Body.String(), held[1]) {
		t.Errorf("after a wrong password: status %d", again.Code)
	}
	answer = w.post("/sign-in", signIn)
	has(t, answer.Body.String(), `action="/searches/keep"`, `value="Meine &#34;Suche&#34; &lt;b&gt;"`, `value="q=Ankunft*"`)
	cookie := cookieOf(t, answer)
	if answer = w.post("/searches/keep", form, "Cookie", cookie); answer.Code != http.StatusSeeOther {
		t.Errorf("status %d", answer.Code)
	}
	has(t, w.page("/searches", "Cookie", cookie), "Meine &#34;Suche&#34;")
	lacks(t, w.page("/searches", "Cookie", cookies[press.RoleReviewer]), "Meine &#34;Suche&#34;")

	if answer := w.post("/searches/keep", form, "Sec-Fetch-Site", "cross-site"); answer.Code != http.StatusForbidden || strings.Contains(answer.Body.String(), "held") {
		t.Errorf("from another page: status %d", answer.Code)
	}
	if to := w.post("/sign-in", url.Values{"name": {"reader"}, "password": {testPassword}, "then": {"https://evil.example/"}}).Header().Get("Location"); to != "/" {
		t.Errorf("leads to %s", to)
	}
}

// TestSession ends when somebody signs out, leaves, or is given another password.
func TestSession(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	cookies := w.cast()
	in := func(cookie string) bool { return w.get("/search", "Cookie", cookie).Code == http.StatusOK }
	enter := func() string {
		return cookieOf(t, w.post("/sign-in", url.Values{"name": {"Reader"}, "password": {testPassword}}))
	}
	one, two := enter(), enter()
	if !in(one) || !in(two) {
		t.Fatal("not signed in")
	}
	w.post("/sign-out", nil, "Cookie", one)
	if in(one) || !in(two) {
		t.Error("signing out ends that session and no other")
	}
	w.post("/me/password", url.Values{"old": {"falsch"}, "new": {"ein anderer Satz"}}, "Cookie", two)
	if !in(cookies[press.RoleReader]) {
		t.Error("a wrong password changed something")
	}
	w.post("/me/password", url.Values{"old": {testPassword}, "new": {"ein anderer Satz"}}, "Cookie", two)
	if !in(two) || in(cookies[press.RoleReader]) {
		t.Error("a new password ends the other sessions")
	}
	p, err := w.archive.Person(t.Context(), "reader")
	w.must(err)
	w.post(personURL(p.ID)+"/change", url.Values{"role": {"admin"}}, "Cookie", cookies[press.RoleReviewer])
	admin := cookies[press.RoleAdmin]
	change := url.Values{"role": {"reader"}, "project": {"Ankunftsquartiere"}, "address": {"team@example.org"}, "seen": {p.Edition()}}
	w.post(personURL(p.ID)+"/change", change, "Cookie", admin)
	has(t, w.page("/me", "Cookie", two), "<span>Lesen</span> <span><i>·</i> Ankunftsquartiere</span>")
	_, err = w.archive.KeepSearch(t.Context(), "Meine", "q=x", "reader")
	w.must(err)
	has(t, w.page(personURL(p.ID), "Cookie", admin), "Wochenüberblick", "Eine gespeicherte Suche geht an", "<option>reviewer</option>")
	w.post(personURL(p.ID)+"/remove", url.Values{"heir": {"reviewer"}, "seen": {seenField.FindStringSubmatch(w.page(personURL(p.ID), "Cookie", admin))[1]}}, "Cookie", admin)
	if in(two) {
		t.Error("who left is still signed in")
	}
	has(t, w.page("/searches", "Cookie", cookies[press.RoleReviewer]), ">Meine<")
	last, err := w.archive.Person(t.Context(), "admin")
	w.must(err)
	answer := w.post(personURL(last.ID)+"/remove", url.Values{"seen": {last.Edition()}}, "Cookie", admin)
	if answer.Code != http.StatusBadRequest || !in(admin) {
		t.Errorf("the last admin leaves: status %d", answer.Code)
	}
	has(t, answer.Body.String(), "Das ist die letzte Person")
}

// What a form of people lacks is said by itself, at the field that it stands in.
func TestNameTaken(t *testing.T) {
	w := newWorld(t)
	admin := []string{"Cookie", w.cast()[press.RoleAdmin]}
	answer := w.post("/people", url.Values{"name": {"Reader"}, "role": {"reader"}, "all": {"1"}}, admin...)
	if answer.Code != http.StatusBadRequest {
		t.Errorf("status %d", answer.Code)
	}
	has(t, answer.Body.String(), "<b>Dieser Name ist schon vergeben.</b>", `value="Reader" required maxlength="200" autocomplete="username" autocapitalize="none" spellcheck="false" aria-invalid="true" aria-describedby="wrong"`)
	has(t, w.post("/people", url.Values{"name": {"Neu"}, "all": {"1"}}, admin...).Body.String(), "Name oder Rolle fehlt.")
}

// TestPersonMeanwhile: two admins who change a person at the same time do not replace each other unseen, on the page or by programs.
func TestPersonMeanwhile(t *testing.T) {
	w := newWorld(t)
	w.watch()
	admin := []string{"Cookie", w.cast()[press.RoleAdmin]}
	p, err := w.archive.Person(t.Context(), "reader")
	w.must(err)
	at, page := strings.TrimPrefix(personURL(p.ID), "/"), personURL(p.ID)
	put := func(status int, tag string) {
		t.Helper()
		answer := w.do(apiCall{http.MethodPut, at, `{"role":"reader","projects":["Ankunftsquartiere"]}`}.request(), append(admin, "If-Match", tag)...)
		if answer.Code != status {
			t.Errorf("If-Match %q: status %d, want %d: %s", tag, answer.Code, status, answer.Body)
		}
	}
	before := w.page(page, admin...)
	tag := w.do(apiCall{http.MethodGet, at, ""}.request(), admin...).Header().Get("ETag")
	put(http.StatusPreconditionRequired, "")
	put(http.StatusOK, tag)
	put(http.StatusPreconditionFailed, tag)
	late := answered[apiError](w, http.StatusPreconditionFailed, apiCall{http.MethodDelete, at, ""}, append(admin, "If-Match", tag)...)
	has(t, late.Error, "Lesen Sie neu")

	form := url.Values{"role": {"reviewer"}, "address": {"eva@example.org"}, "seen": {seenField.FindStringSubmatch(before)[1]}}
	answer := w.post(page+"/change", form, admin...)
	if answer.Code != http.StatusConflict {
		t.Errorf("status %d", answer.Code)
	}
	again := answer.Body.String()
	has(t, again, "Inzwischen hat jemand anderes", "Lesen · Ankunftsquartiere", `value="eva@example.org"`)
	form.Set("seen", seenField.FindStringSubmatch(again)[1])
	if answer := w.post(page+"/change", form, admin...); answer.Code != http.StatusSeeOther {
		t.Errorf("once seen: status %d", answer.Code)
	}
	if now, err := w.archive.Person(t.Context(), "reader"); err != nil || now.Role != press.RoleReviewer {
		t.Errorf("%+v, %v", now, err)
	}
	gone := w.post(page+"/remove", form, admin...)
	if gone.Code != http.StatusConflict {
		t.Errorf("removed as they were: status %d", gone.Code)
	}
	has(t, gone.Body.String(), "Nicht entfernt: Inzwischen", "Sichten · keine Projekte")
	form.Set("seen", seenField.FindStringSubmatch(gone.Body.String())[1])
	for body, field := range map[string]string{
		`{"role":"reader","all":"false"}`: "all", `{"role":"reader","projects":["Nichts"]}`: "projects", `{"role":"chef"}`: "role",
	} {
		no := answered[apiError](w, http.StatusBadRequest, apiCall{http.MethodPut, at, body}, append(admin, "If-Match", "*")...)
		if no.Fields[field] == "" {
			t.Errorf("%s: %+v", body, no)
		}
	}
	long := answered[apiError](w, http.StatusBadRequest, apiCall{http.MethodPut, at, `{"role":"reader","address":"` + strings.Repeat("a", 201) + `"}`}, append(admin, "If-Match", "*")...)
	has(t, long.Error, "höchstens 200 Zeichen")
	for _, heir := range []string{"niemand", "reader"} {
		no := answered[apiError](w, http.StatusBadRequest, apiCall{http.MethodDelete, at + "?heir=" + heir, ""}, admin...)
		has(t, no.Fields["heir"], "Nennen Sie jemand anderen.")
		has(t, w.post(page+"/remove", url.Values{"heir": {heir}, "seen": form["seen"]}, admin...).Body.String(), "Nennen Sie jemand anderen.")
	}
	tag = w.do(apiCall{http.MethodGet, at, ""}.request(), admin...).Header().Get("ETag")
	if answer := w.do(apiCall{http.MethodDelete, at, ""}.request(), append(admin, "If-Match", `"x", `+tag)...); answer.Code != http.StatusNoContent {
		t.Errorf("removed as it was seen: status %d", answer.Code)
	}
}

// TestTokens lets programs in, to do no more than the token and its person may.
func TestTokens(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	cookies := w.cast()
	page := w.post("/me/token", url.Values{"name": {"Skript"}, "role": {"admin"}, "days": {"90"}}, "Cookie", cookies[press.RoleReviewer]).Body.String()
	token := regexp.MustCompile(archive.TokenPrefix + `[A-Z0-9]+`).FindString(page)
	has(t, page, "nur dieses eine Mal")
	lacks(t, w.page("/me", "Cookie", cookies[press.RoleReviewer]), token)
	has(t, w.page("/me", "Cookie", cookies[press.RoleReviewer]), "Skript", "Sichten · noch nie benutzt · gilt bis")
	for _, c := range []struct {
		address, token string
		status         int
	}{
		{"/api/v1/search?q=Ankunft*", "", http.StatusUnauthorized},
		{"/api/v1/search?q=Ankunft*", token + "x", http.StatusUnauthorized},
		{"/api/v1/search?q=Ankunft*", token, http.StatusOK},
		{"/metrics", token, http.StatusForbidden},
		{"/", token, http.StatusSeeOther}, // pages are for people
	} {
		answer := w.get(c.address, "Authorization", "Bearer "+c.token)
		if answer.Code != c.status {
			t.Errorf("%s: status %d, want %d", c.address, answer.Code, c.status)
		}
		if c.status == http.StatusUnauthorized && (answer.Header().Get("WWW-Authenticate") != "Bearer" || !strings.Contains(answer.Body.String(), "/me")) {
			t.Errorf("%s: %v %s", c.address, answer.Header(), answer.Body)
		}
	}
}

// TestProxy believes who somebody is and where they come from only where a proxy says so that is trusted.
func TestProxy(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.ProxyUser, o.Proxies, o.BaseURL = "X-Remote-User", []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, "https://presse.example.org"
	})
	w.watch()
	w.cast()
	ask := func(peer, name string) int {
		r := httptest.NewRequest(http.MethodGet, "/search", nil)
		r.RemoteAddr, r.Host = peer+":4000", "presse.example.org"
		r.Header.Set("X-Remote-User", name)
		answer := httptest.NewRecorder()
		w.site.ServeHTTP(answer, r)
		return answer.Code
	}
	for _, c := range []struct {
		peer, name string
		status     int
	}{
		{"10.1.2.3", "Reader", http.StatusOK},
		{"10.1.2.3", "niemand", http.StatusForbidden},
		{"10.1.2.3", "", http.StatusSeeOther},
		{"192.0.2.1", "admin", http.StatusSeeOther},
		{"127.0.0.1", "admin", http.StatusSeeOther},
	} {
		if got := ask(c.peer, c.name); got != c.status {
			t.Errorf("%s from %s: status %d, want %d", c.name, c.peer, got, c.status)
		}
	}
	answer := w.post("/sign-in", url.Values{"name": {"reader"}, "password": {testPassword}})
	if cookie := answer.Result().Cookies()[0]; cookie.Name != secureCookie || !cookie.Secure {
		t.Errorf("cookie by https: %v", cookie)
	}
	s := &site{opts: Options{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
	for _, c := range [][3]string{
		{"192.0.2.1:1", "203.0.113.9", "192.0.2.1"}, {"10.0.0.1:1", "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"}, {"10.0.0.1:1", "", "10.0.0.1"}, {"10.0.0.1:1", "x", "10.0.0.1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c[0]
		r.Header.Set("X-Forwarded-For", c[1])
		if got := s.client(r); got != c[2] {
			t.Errorf("%v: %s", c, got)
		}
	}
}

// TestKeeper shows in the feed of a search what its keeper sees, as long as they are here.
func TestKeeper(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.BaseURL = "https://presse.example.org" })
	w.watch()
	w.read(coverage())
	w.cast("Wohnen & Teilhabe")
	f, err := w.archive.KeepSearch(t.Context(), "Alles", "", "reader")
	w.must(err)
	feed := searchFeedPath + f.Token + atomExt
	text := w.page(feed)
	has(t, text, "Fachtag")
	lacks(t, text, "Wo Ankommen gelingt", ">Ankunftsquartiere<", `"Ankunftsquartiere"`)
	p, err := w.archive.Person(t.Context(), "reader")
	w.must(err)
	w.must(w.archive.RemovePerson(t.Context(), p.ID, "", nil))
	if answer := w.get(feed); answer.Code != http.StatusNotFound {
		t.Errorf("after they left: status %d", answer.Code)
	}
}
