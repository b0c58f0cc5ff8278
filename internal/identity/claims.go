package identity

import (
	"fmt"
	"maps"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
)

// saying is what a provider says of somebody, as JSON.
type saying map[string]any

// with adds what is not said yet.
func (s saying) with(more saying) saying {
	all := maps.Clone(more)
	maps.Copy(all, s)
	return all
}

// text is a claim in words; empty if there is none.
func (s saying) text(claim string) string {
	text, _ := s[claim].(string)
	return strings.TrimSpace(text)
}

// yes says whether a claim holds; some providers write that as a text.
func (s saying) yes(claim string) bool { return fmt.Sprint(s[claim]) == "true" }

// read takes what matters here.
func (p *Provider) read(s saying, token *oidc.IDToken) Claims {
	c := Claims{Issuer: token.Issuer, Subject: token.Subject, Address: s.text("email"), Verified: s.yes("email_verified"), Groups: s.groups(p.Claim)}
	for _, claim := range []string{"name", "preferred_username", "email"} {
		if name := s.text(claim); name != "" {
			c.Names = append(c.Names, name)
		}
	}
	return c
}

// groups are those under a claim, whether it lists several or is one; nil where it is not there.
func (s saying) groups(claim string) (list []string) {
	if claim == "" {
		claim = "groups"
	}
	found, whole := s[claim] // a name may have dots in it, as addresses have
	for at := s; !whole; {
		first, rest, deeper := strings.Cut(claim, ".")
		found = at[first]
		if !deeper {
			break
		}
		at, _ = found.(map[string]any)
		claim = rest
	}
	switch found := found.(type) {
	case string:
		return []string{found}
	case []any:
		list = []string{}
		for _, one := range found {
			list = append(list, fmt.Sprint(one))
		}
	}
	return list
}
