// Package identity has an OpenID Connect provider say who somebody is. It never decides who may come in.
package identity

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Why nobody is known after a sign-in. What wraps these says more, for the log.
var (
	ErrAway     = errors.New("the provider does not answer as it should")
	ErrDeclined = errors.New("the provider lets nobody in")
	ErrStale    = errors.New("this sign-in was not begun here, or too long ago")
	ErrUnproved = errors.New("what came back proves nothing")
)

// TryAge is how long somebody has for signing in at the provider.
const TryAge = 10 * time.Minute

// patience is how long the provider has for an answer.
const patience = 10 * time.Second

// Provider is an OpenID Connect provider. Nothing is asked of it before somebody wants to sign in. It may be used by any
// number of goroutines.
type Provider struct {
	Issuer       string // its address, exactly as it calls itself
	ClientID     string
	ClientSecret string
	Claim        string           // where it names the groups of somebody, as in realm_access.roles; "groups", if empty
	Now          func() time.Time // time.Now, if nil

	mu    sync.Mutex
	found *oidc.Provider
}

// Claims are what a provider says of somebody.
type Claims struct {
	Issuer, Subject string   // together: who it is, for good
	Names           []string // what they are called, the fullest first
	Address         string   // for mail; may be empty
	Verified        bool     // the address is theirs
	Groups          []string
}

// Name is what the provider is called where people choose it: its host.
func (p *Provider) Name() string { return HostOf(p.Issuer) }

// HostOf is the host of an issuer.
func HostOf(issuer string) string {
	u, err := url.Parse(issuer)
	if err != nil {
		return issuer
	}
	return cmp.Or(u.Host, issuer)
}

// Begin is the address at the provider where somebody signs in and which sends them back to callback, and a ticket that
// their browser keeps until then. Who comes back wants to go on to then. The error wraps ErrAway.
func (p *Provider) Begin(ctx context.Context, callback, then string) (address, ticket string, err error) {
	found, client, err := p.client(p.reach(ctx), callback)
	if err != nil {
		return "", "", err
	}
	t := try{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Then: then, Until: p.now().Add(TryAge)}
	var offered struct {
		Scopes []string `json:"scopes_supported"`
	}
	if err := found.Claims(&offered); err == nil && slices.Contains(offered.Scopes, "groups") {
		client.Scopes = append(client.Scopes, "groups")
	}
	address = client.AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier))
	return address, t.seal(p.ClientSecret), nil
}

// Finish says who came back to callback with an answer of the provider and the ticket that Begin gave them, and where they
// wanted to go. The error wraps one of those above.
func (p *Provider) Finish(ctx context.Context, callback, ticket string, answer url.Values) (c Claims, then string, err error) {
	t, err := open(ticket, p.ClientSecret, p.now())
	if err != nil {
		return c, "", err
	}
	if subtle.ConstantTimeCompare([]byte(t.State), []byte(answer.Get("state"))) != 1 {
		return c, "", fmt.Errorf("state: %w", ErrStale)
	}
	if fault := answer.Get("error"); fault != "" {
		return c, "", fmt.Errorf("%w: %.200q %.200q", ErrDeclined, fault, answer.Get("error_description"))
	}
	c, err = p.prove(p.reach(ctx), callback, answer.Get("code"), t)
	return c, t.Then, err
}

// prove exchanges a code for what the provider says of somebody.
func (p *Provider) prove(ctx context.Context, callback, code string, t try) (c Claims, err error) {
	found, client, err := p.client(ctx, callback)
	if err != nil {
		return c, err
	}
	tokens, err := client.Exchange(ctx, code, oauth2.VerifierOption(t.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
		return c, fmt.Errorf("%w: exchange code: %w", ErrUnproved, err)
	}
	if err != nil {
		return c, fmt.Errorf("%w: exchange code: %w", ErrAway, err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := found.Verifier(&oidc.Config{ClientID: p.ClientID, Now: p.now}).Verify(ctx, raw)
	if err != nil {
		return c, fmt.Errorf("%w: %w", ErrUnproved, err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(t.Nonce)) != 1 {
		return c, fmt.Errorf("%w: nonce", ErrUnproved)
	}
	said := saying{}
	if err := token.Claims(&said); err != nil {
		return c, fmt.Errorf("%w: claims: %w", ErrUnproved, err)
	}
	if c = p.read(said, token); c.Address != "" && c.Groups != nil {
		return c, nil
	}
	info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil || info.Subject != token.Subject {
		return c, nil // there need be none, and what is missing then is missing
	}
	more := saying{}
	if err := info.Claims(&more); err == nil {
		c = p.read(said.with(more), token)
	}
	return c, nil
}

// client speaks to the provider, once it has told its addresses.
func (p *Provider) client(ctx context.Context, callback string) (*oidc.Provider, *oauth2.Config, error) {
	p.mu.Lock()
	found := p.found
	p.mu.Unlock()
	if found == nil {
		var err error
		if found, err = oidc.NewProvider(ctx, p.Issuer); err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrAway, err)
		}
		p.mu.Lock()
		p.found = found
		p.mu.Unlock()
	}
	return found, &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: callback,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}, nil
}

// reach has requests to the provider end in time.
func (p *Provider) reach(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: patience})
}

func (p *Provider) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}
