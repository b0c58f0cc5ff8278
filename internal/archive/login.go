package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pressclip/internal/press"
)

// Why somebody does not come in whom a provider knows.
var (
	ErrUnknown = errors.New("nobody here is known by this login, and it has no role")
	ErrLeft    = errors.New("this person does not sign in here any more")
	ErrFirst   = errors.New("the first person has to be an admin")
)

// Login is how a provider knows somebody who signs in there.
type Login struct {
	Issuer, Subject string     // the provider, and who it is there, for good
	Names           []string   // what they may be called here, the best first
	Address         string     // for mail, if the provider has made sure that it is theirs; else empty
	Role            press.Role // that the provider gives them; empty: none, and they keep theirs
}

// Welcome is the person whom a provider knows by a login, with the role that it gives them; the last admin stays one. Who is
// not known yet is the one person with their mail address who has no login there, or else is added if they have a role: by
// a name that nobody has or had, seeing all projects. The error wraps ErrUnknown, ErrLeft or ErrFirst.
func (a *Archive) Welcome(ctx context.Context, l Login) (p press.Person, added bool, err error) {
	err = a.write(ctx, "welcome person", func(ctx context.Context, c conn) error {
		var ok bool
		added = false
		if p, ok, err = c.byLogin(ctx, l); err == nil && !ok {
			p, added, err = c.newcomer(ctx, l, a.now().UnixMilli())
		}
		if err == nil && !p.LeftAt.IsZero() {
			err = ErrLeft
		}
		if err == nil {
			p, err = c.promote(ctx, p, l.Role)
		}
		return err
	})
	return p, added, err
}

func (c conn) byLogin(ctx context.Context, l Login) (p press.Person, ok bool, err error) {
	found, err := c.people(ctx, `WHERE id = (SELECT person_id FROM login WHERE issuer = ? AND subject = ?)`, l.Issuer, l.Subject)
	if err != nil || len(found) == 0 {
		return p, false, err
	}
	return found[0], true, nil
}

// newcomer gives a login to the person who has its address, or to somebody new. Newcomers come one after another: who
// comes by two browsers at once is one person.
func (c conn) newcomer(ctx context.Context, l Login, now int64) (p press.Person, added bool, err error) {
	if err := c.inTurn(ctx); err != nil {
		return p, false, err
	}
	p, ok, err := c.byLogin(ctx, l)
	if err != nil || ok {
		return p, false, err
	}
	if p, ok, err = c.byAddress(ctx, l); err == nil && !ok {
		p, err = c.addByLogin(ctx, l, now)
		added = err == nil
	}
	if err == nil {
		_, err = c.exec(ctx, `INSERT INTO login (issuer, subject, person_id, made_at) VALUES (?, ?, ?, ?)`, l.Issuer, l.Subject, p.ID, now)
	}
	return p, added, err
}

// byAddress is the only person of an address who has no login at the provider.
func (c conn) byAddress(ctx context.Context, l Login) (p press.Person, ok bool, err error) {
	if l.Address == "" {
		return p, false, nil
	}
	here, err := c.people(ctx, `WHERE left_at IS NULL AND NOT EXISTS (SELECT 1 FROM login WHERE person_id = person.id AND issuer = ?) ORDER BY id`, l.Issuer)
	here = slices.DeleteFunc(here, func(p press.Person) bool {
		return !strings.EqualFold(p.Address, l.Address) && !strings.EqualFold(p.Name, l.Address)
	})
	if err != nil || len(here) != 1 {
		return p, false, err
	}
	return here[0], true, nil
}

// addByLogin adds the person of a login by a name that is free: what others decided stands beside theirs.
func (c conn) addByLogin(ctx context.Context, l Login, now int64) (p press.Person, err error) {
	if !l.Role.Known() {
		return p, ErrUnknown
	}
	here, err := c.anybody(ctx)
	if err == nil && !here && l.Role != press.RoleAdmin {
		err = ErrFirst
	}
	if err != nil {
		return p, err
	}
	address := tidyName(l.Address)
	if len(address) > LongestName {
		address = ""
	}
	for _, name := range l.proposed() {
		var id int64
		ok, err := c.found(ctx, `INSERT INTO person (name, folded, address, role, all_of, password, made_at) VALUES (?, ?, ?, ?, TRUE, '', ?)
			ON CONFLICT (folded) DO NOTHING RETURNING id`, []any{name, folded(name), address, l.Role, now}, &id)
		if err != nil || ok {
			return press.Person{ID: id, Name: name, Address: address, Role: l.Role, All: true}, err
		}
	}
	return p, fmt.Errorf("add person %q: every name is taken: %w", l.Names, press.ErrConflict)
}

// proposed are names for somebody, the last ones nobody else's.
func (l Login) proposed() (names []string) {
	sum := sha256.Sum256([]byte(l.Issuer + "\x00" + l.Subject))
	mark := hex.EncodeToString(sum[:3])
	for _, name := range l.Names {
		if name = tidyName(name); name != "" && len(name) <= LongestName-len(mark)-1 {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return []string{mark, hex.EncodeToString(sum[:])}
	}
	return append(names, names[0]+" "+mark, hex.EncodeToString(sum[:]))
}

// promote gives a person the role that the provider says, unless it says none or they are the last admin.
func (c conn) promote(ctx context.Context, p press.Person, role press.Role) (press.Person, error) {
	if role.Known() && role != p.Role {
		err := c.keepAdmin(ctx, p.ID, role)
		if err != nil && !errors.Is(err, ErrLastAdmin) {
			return p, err
		}
		if err == nil {
			if _, err := c.exec(ctx, `UPDATE person SET role = ? WHERE id = ?`, role, p.ID); err != nil {
				return p, err
			}
		}
	}
	return c.person(ctx, p.ID, `WHERE id = ?`, p.ID)
}
