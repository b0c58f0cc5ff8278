package identity

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"pressclip/internal/identity/identitytest"
)

const callback = "http://localhost:8080/sign-in/oidc"

func newProvider(t *testing.T) (*Provider, *identitytest.Provider) {
	there := identitytest.New(t, callback)
	there.Meet(identitytest.User{Subject: "17", FirstName: "Eva", LastName: "Beispiel", Login: "eva", Address: "eva@example.org", Verified: true, Groups: []string{"Redaktion", "Haus"}})
	return &Provider{Issuer: there.URL, ClientID: identitytest.ClientID, ClientSecret: identitytest.ClientSecret}, there
}

// Who comes back from the provider is who it says, whether the token says so or the address that is asked for it.
func TestSignIn(t *testing.T) {
	p, there := newProvider(t)
	for _, where := range []string{"asked for", "in the token"} {
		address, ticket, err := p.Begin(t.Context(), callback, "/search?q=x")
		if err != nil {
			t.Fatal(err)
		}
		asked, err := url.Parse(address)
		if err != nil || asked.Query().Get("code_challenge_method") != "S256" || asked.Query().Get("scope") != "openid profile email groups" {
			t.Errorf("asks at %s, %v", address, err)
		}
		back := there.Visit(t, address)
		got, then, err := p.Finish(t.Context(), callback, ticket, back.Query())
		want := Claims{there.URL, "17", []string{"Eva Beispiel", "eva", "eva@example.org"}, "eva@example.org", true, []string{"Redaktion", "Haus"}}
		if err != nil || then != "/search?q=x" || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, then %s, %v", where, got, then, err)
		}
		if _, _, err := p.Finish(t.Context(), callback, ticket, back.Query()); !errors.Is(err, ErrUnproved) {
			t.Errorf("the code a second time: %v", err)
		}
		there.SayInside()
	}
}

// What does not belong together proves nothing.
func TestUnproved(t *testing.T) {
	p, there := newProvider(t)
	now := time.Now()
	p.Now = func() time.Time { return now }
	comeBack := func(change func(t *try, answer url.Values)) error {
		t.Helper()
		now = time.Now()
		address, ticket, err := p.Begin(t.Context(), callback, "/")
		if err != nil {
			t.Fatal(err)
		}
		begun, err := open(ticket, p.ClientSecret, now)
		if err != nil {
			t.Fatal(err)
		}
		answer := there.Visit(t, address).Query()
		change(&begun, answer)
		_, _, err = p.Finish(t.Context(), callback, begun.seal(p.ClientSecret), answer)
		return err
	}
	for name, c := range map[string]struct {
		want   error
		change func(t *try, answer url.Values)
	}{
		"nothing":       {nil, func(*try, url.Values) {}},
		"state":         {ErrStale, func(_ *try, answer url.Values) { answer.Set("state", "x") }},
		"no state":      {ErrStale, func(_ *try, answer url.Values) { answer.Del("state") }},
		"nonce":         {ErrUnproved, func(t *try, _ url.Values) { t.Nonce = "x" }},
		"verifier":      {ErrUnproved, func(t *try, _ url.Values) { t.Verifier = strings.Repeat("x", 43) }},
		"code":          {ErrUnproved, func(_ *try, answer url.Values) { answer.Set("code", "x") }},
		"declined":      {ErrDeclined, func(_ *try, answer url.Values) { answer.Set("error", "access_denied") }},
		"token too old": {ErrUnproved, func(t *try, _ url.Values) { now, t.Until = now.Add(2*time.Hour), now.Add(3*time.Hour) }},
		"try too old":   {ErrStale, func(*try, url.Values) { now = now.Add(TryAge) }},
	} {
		if err := comeBack(c.change); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	_, ticket, err := p.Begin(t.Context(), callback, "/")
	for _, forged := range []string{"", ".", ticket[1:], strings.Replace(ticket, ".", "x.", 1), try{Until: now.Add(time.Hour)}.seal("")} {
		if _, openErr := open(forged, p.ClientSecret, now); err != nil || !errors.Is(openErr, ErrStale) {
			t.Errorf("ticket %.20q: %v, %v", forged, openErr, err)
		}
	}
}

// A provider that is away is asked again by the next one who comes.
func TestAway(t *testing.T) {
	p, there := newProvider(t)
	answers := false
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !answers {
			http.Error(w, "later", http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, there.URL+r.URL.Path, http.StatusFound)
	}))
	defer door.Close()
	p.Issuer = door.URL
	if _, _, err := p.Begin(t.Context(), callback, "/"); !errors.Is(err, ErrAway) {
		t.Errorf("away: %v", err)
	}
	answers = true
	if _, _, err := p.Begin(t.Context(), callback, "/"); !errors.Is(err, ErrAway) || !strings.Contains(err.Error(), "did not match") {
		t.Errorf("somebody else answers: %v", err)
	}
	p.Issuer = there.URL
	address, ticket, err := p.Begin(t.Context(), callback, "/")
	if err != nil {
		t.Fatal(err)
	}
	back := there.Visit(t, address)
	there.Go()
	if _, _, err := p.Finish(t.Context(), callback, ticket, back.Query()); !errors.Is(err, ErrAway) {
		t.Errorf("gone meanwhile: %v", err)
	}
}

// Groups are found where providers have them.
func TestGroups(t *testing.T) {
	said := saying{
		"groups": []any{"a", "b"}, "department": "Presse", "realm_access": map[string]any{"roles": []any{"c"}}, "https://id.example/roles": []any{"d"}, "none": []any{},
	}
	for claim, want := range map[string][]string{
		"": {"a", "b"}, "department": {"Presse"}, "realm_access.roles": {"c"}, "https://id.example/roles": {"d"}, "realm_access.x": nil, "a.b.c": nil, "none": {},
	} {
		if got := said.groups(claim); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", claim, got, want)
		}
	}
	for verified, want := range map[any]bool{true: true, "true": true, false: false, "false": false, nil: false} {
		if got := (saying{"email_verified": verified}).yes("email_verified"); got != want {
			t.Errorf("email_verified %v: %t", verified, got)
		}
	}
}
