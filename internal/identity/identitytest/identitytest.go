// Package identitytest is an OpenID Connect provider on loopback, for tests. It never asks for a password: whoever comes is
// the person it was told of.
package identitytest

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// The client that the provider knows.
const (
	ClientID     = "pressclip"
	ClientSecret = "streng"
)

// User is somebody at the provider.
type User struct {
	Subject, FirstName, LastName string
	Login, Address               string
	Verified                     bool
	Groups                       []string
}

// Provider is one that runs until the test ends.
type Provider struct {
	URL string

	server *httptest.Server
	mu     sync.Mutex
	user   *User // who signs in
	inside bool  // the token says of them what else only the address for it says
	age    time.Duration
}

// New starts a provider that sends people back to callback.
func New(t testing.TB, callback string) *Provider {
	t.Helper()
	p := &Provider{user: &User{}, age: time.Hour}
	mux := http.NewServeMux()
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	p.URL = p.server.URL
	client := storage.WebClient(ClientID, ClientSecret, callback)
	known := &record{storage.NewStorageWithClients(p, map[string]*storage.Client{ClientID: client}), p}
	key := [32]byte{}
	_, _ = rand.Read(key[:])
	provider, err := op.NewProvider(&op.Config{CryptoKey: key, CryptoKeyId: "1", CodeMethodS256: true, SupportedScopes: []string{"openid", "profile", "email", "groups"}},
		known, op.StaticIssuer(p.URL), op.WithAllowInsecure())
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("/", provider)
	mux.HandleFunc("/login/username", func(w http.ResponseWriter, r *http.Request) {
		id := r.FormValue("authRequestID")
		if err := known.CheckUsernamePassword("", "", id); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, op.AuthCallbackURL(provider)(op.ContextWithIssuer(r.Context(), p.URL), id), http.StatusFound)
	})
	return p
}

// Meet has the provider know a person, who signs in next.
func (p *Provider) Meet(u User) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.user = &u
}

// SayInside has tokens say what they else leave to the address that is asked for it.
func (p *Provider) SayInside() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inside = true
}

// Go ends the provider for good.
func (p *Provider) Go() { p.server.Close() }

// Visit walks the pages of the provider from an address on, and returns the address that it sends the browser back to.
func (p *Provider) Visit(t testing.TB, address string) *url.URL {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for range 5 {
		answer, err := browser.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		next, err := answer.Location()
		if err != nil {
			t.Fatalf("%s: %s", address, answer.Status)
		}
		if address = next.String(); next.Host != p.server.Listener.Addr().String() {
			return next
		}
	}
	t.Fatal("the provider sends the browser in circles")
	return nil
}

// GetUserByID, GetUserByUsername and ExampleClientID are what the provider's library asks for.
func (p *Provider) GetUserByID(string) *storage.User {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.user
	return &storage.User{ID: u.Subject, Username: u.Login, FirstName: u.FirstName, LastName: u.LastName, Email: u.Address, EmailVerified: u.Verified}
}

// GetUserByUsername is whoever signs in.
func (p *Provider) GetUserByUsername(string) *storage.User { return p.GetUserByID("") }

// ExampleClientID is nobody.
func (p *Provider) ExampleClientID() string { return storage.ServiceUserID }

// record is that of the library's example, with groups.
type record struct {
	*storage.Storage
	p *Provider
}

// SetUserinfoFromRequest says in the token who somebody is.
func (r *record) SetUserinfoFromRequest(ctx context.Context, info *oidc.UserInfo, request op.IDTokenRequest, scopes []string) error {
	return errors.Join(r.Storage.SetUserinfoFromRequest(ctx, info, request, scopes), r.groups(info, scopes))
}

// SetUserinfoFromToken says at its address who somebody is.
func (r *record) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, id, subject, origin string) error {
	return errors.Join(r.Storage.SetUserinfoFromToken(ctx, info, id, subject, origin), r.groups(info, []string{"profile"}))
}

func (r *record) groups(info *oidc.UserInfo, scopes []string) error {
	r.p.mu.Lock()
	defer r.p.mu.Unlock()
	for _, scope := range scopes {
		if scope == "profile" && r.p.user.Groups != nil {
			info.AppendClaims("groups", r.p.user.Groups)
		}
	}
	return nil
}

// GetClientByClientID is the client as the test wants it.
func (r *record) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	c, err := r.Storage.GetClientByClientID(ctx, id)
	r.p.mu.Lock()
	defer r.p.mu.Unlock()
	return &client{c, r.p.inside}, err
}

type client struct {
	op.Client
	inside bool
}

func (c *client) IDTokenUserinfoClaimsAssertion() bool { return c.inside }

func (c *client) IsScopeAllowed(scope string) bool { return scope == "groups" }
