package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"pressclip/internal/press"
)

// ErrLastAdmin says that somebody is the last one who may change who may sign in, and has to stay so.
var ErrLastAdmin = errors.New("the last admin stays")

// ErrNameTaken says that somebody who may sign in has the name already.
var ErrNameTaken = fmt.Errorf("the name is taken: %w", press.ErrConflict)

// ErrHeir says that whoever is to get what somebody kept is not here, or leaves themselves.
var ErrHeir = errors.New("the heir is not here")

// ErrLong says that a name or an address has more than LongestName bytes.
var ErrLong = errors.New("the name or the address is too long")

// LongestName bounds names and addresses of people, in bytes.
const LongestName = 200

const personColumns = `id, name, address, role, all_of, password <> '', made_at, left_at,
	COALESCE((SELECT MIN(issuer) FROM login WHERE person_id = person.id), '')`

func scanPerson(rows *sql.Rows) (p press.Person, err error) {
	var made, left sql.NullInt64
	err = rows.Scan(&p.ID, &p.Name, &p.Address, &p.Role, &p.All, &p.Password, &made, &left, &p.Issuer)
	p.MadeAt, p.LeftAt = timeOf(made), timeOf(left)
	return p, err
}

// people reads persons with their projects.
func (c conn) people(ctx context.Context, where string, args ...any) ([]press.Person, error) {
	list, err := all(ctx, c, scanPerson, `SELECT `+personColumns+` FROM person `+where, args...)
	for i := range list {
		if err == nil {
			list[i].Projects, err = all(ctx, c, scanString, `SELECT p.name FROM person_project s JOIN project p ON p.id = s.project_id
				WHERE s.person_id = ? AND p.removed_at IS NULL ORDER BY p.name`, list[i].ID)
		}
	}
	return list, err
}

func (c conn) person(ctx context.Context, what any, where string, args ...any) (press.Person, error) {
	found, err := c.people(ctx, where, args...)
	if err == nil && len(found) == 0 {
		err = notFound("person", what)
	}
	if err != nil {
		return press.Person{}, err
	}
	return found[0], nil
}

// People are all who may sign in, by name, and behind them those who left.
func (a *Archive) People(ctx context.Context) (list []press.Person, err error) {
	err = a.read(ctx, "read people", func(ctx context.Context, c conn) error {
		list, err = c.people(ctx, `ORDER BY left_at IS NOT NULL, folded`)
		return err
	})
	return list, err
}

// HasPeople says whether anybody may sign in.
func (a *Archive) HasPeople(ctx context.Context) (any bool, err error) {
	err = a.read(ctx, "look for people", func(ctx context.Context, c conn) error {
		any, err = c.anybody(ctx)
		return err
	})
	return any, err
}

// Person is who signs in by this name, in upper or lower case. The error wraps press.ErrNotFound if nobody does.
func (a *Archive) Person(ctx context.Context, name string) (p press.Person, err error) {
	err = a.read(ctx, "read person", func(ctx context.Context, c conn) error {
		p, err = c.person(ctx, name, `WHERE folded = ? AND left_at IS NULL`, folded(name))
		return err
	})
	return p, err
}

// PersonByID is the person of this number, also if they left. The error wraps press.ErrNotFound.
func (a *Archive) PersonByID(ctx context.Context, id int64) (p press.Person, err error) {
	err = a.read(ctx, "read person", func(ctx context.Context, c conn) error {
		p, err = c.person(ctx, id, `WHERE id = ?`, id)
		return err
	})
	return p, err
}

// folded is what a name is found by.
func folded(name string) string { return strings.ToLower(tidyName(name)) }

func tidyName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, plain(name))
	return strings.Join(strings.Fields(name), " ")
}

// AddPerson lets somebody sign in: with Name, Address, Role, All and Projects of p, which need not say more. Without a
// password they sign in at a proxy. Who left under this name is taken back in. The error wraps ErrNameTaken,
// press.ErrConflict if the name is none, press.ErrNotFound if a project is not there, ErrLong and ErrPassword.
func (a *Archive) AddPerson(ctx context.Context, p press.Person, password string) (added press.Person, err error) {
	return a.addPerson(ctx, p, password, false)
}

// AddFirst is AddPerson as long as nobody may sign in; the error wraps press.ErrConflict if somebody may.
func (a *Archive) AddFirst(ctx context.Context, p press.Person, password string) (added press.Person, err error) {
	return a.addPerson(ctx, p, password, true)
}

func (a *Archive) addPerson(ctx context.Context, p press.Person, password string, first bool) (added press.Person, err error) {
	p.Name, p.Address = tidyName(p.Name), tidyName(p.Address)
	if len(p.Name) > LongestName || len(p.Address) > LongestName {
		return press.Person{}, fmt.Errorf("add person: %w", ErrLong)
	}
	if p.Name == "" || !p.Role.Known() {
		return press.Person{}, fmt.Errorf("add person %q: name or role: %w", p.Name, press.ErrConflict)
	}
	hash := ""
	if password != "" {
		if hash, err = a.hashPassword(ctx, password); err != nil {
			return press.Person{}, err
		}
	}
	err = a.write(ctx, "add person", func(ctx context.Context, c conn) error {
		if first {
			if err := c.nobody(ctx); err != nil {
				return err
			}
		}
		var id int64
		ok, err := c.found(ctx, `INSERT INTO person (name, folded, address, role, all_of, password, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (folded) DO UPDATE SET name = excluded.name, address = excluded.address, role = excluded.role, all_of = excluded.all_of,
				password = excluded.password, made_at = excluded.made_at, left_at = NULL WHERE person.left_at IS NOT NULL RETURNING id`,
			[]any{p.Name, folded(p.Name), p.Address, p.Role, p.All, hash, a.now().UnixMilli()}, &id)
		if err == nil && !ok {
			err = fmt.Errorf("person %q: %w", p.Name, ErrNameTaken)
		}
		if err == nil {
			err = c.allow(ctx, id, p.Projects)
		}
		if err == nil {
			added, err = c.person(ctx, id, `WHERE id = ?`, id)
		}
		return err
	})
	return added, err
}

// nobody is an error if somebody may sign in. Nobody else is added until the transaction ends.
func (c conn) nobody(ctx context.Context) error {
	if err := c.inTurn(ctx); err != nil {
		return err
	}
	any, err := c.anybody(ctx)
	if err == nil && any {
		err = fmt.Errorf("somebody may sign in already: %w", press.ErrConflict)
	}
	return err
}

// inTurn has others wait who add or change people by it, until the transaction ends.
func (c conn) inTurn(ctx context.Context) error {
	_, err := c.exec(ctx, `UPDATE counter SET value = value WHERE name = 'watchlist'`)
	return err
}

func (c conn) anybody(ctx context.Context) (any bool, err error) {
	err = c.one(ctx, `SELECT EXISTS (SELECT 1 FROM person WHERE left_at IS NULL)`, nil, &any)
	return any, err
}

// allow says which projects a person sees.
func (c conn) allow(ctx context.Context, personID int64, projects []string) error {
	if _, err := c.exec(ctx, `DELETE FROM person_project WHERE person_id = ?`, personID); err != nil {
		return err
	}
	projects = slices.Clone(projects)
	slices.Sort(projects)
	for _, name := range slices.Compact(projects) {
		n, err := c.exec(ctx, `INSERT INTO person_project (person_id, project_id) SELECT ?, id FROM project WHERE name = ? AND removed_at IS NULL`, personID, name)
		if err == nil && n == 0 {
			err = notFound("project", name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// personAsSeen is a person who is here, or ErrMeanwhile if they have none of these editions (press.Person.Edition) any more;
// nil: whichever they have. Nobody else changes people until the transaction ends.
func (c conn) personAsSeen(ctx context.Context, id int64, seen []string) (p press.Person, err error) {
	if err := c.inTurn(ctx); err != nil {
		return p, err
	}
	p, err = c.person(ctx, id, `WHERE id = ? AND left_at IS NULL`, id)
	if err == nil {
		err = asSeen(p.Edition(), seen)
	}
	return p, err
}

// ChangePerson gives a person another Address, Role, All and Projects, if they still have one of the editions that were
// seen; nil: whichever they have. The error wraps press.ErrNotFound if they or a project are not there, press.ErrConflict if
// the role is none, ErrLong, ErrMeanwhile and ErrLastAdmin.
func (a *Archive) ChangePerson(ctx context.Context, p press.Person, seen []string) error {
	if len(p.Address) > LongestName {
		return fmt.Errorf("change person %d: %w", p.ID, ErrLong)
	}
	if !p.Role.Known() {
		return fmt.Errorf("change person %d: role: %w", p.ID, press.ErrConflict)
	}
	return a.write(ctx, "change person", func(ctx context.Context, c conn) error {
		if _, err := c.personAsSeen(ctx, p.ID, seen); err != nil {
			return err
		}
		if err := c.keepAdmin(ctx, p.ID, p.Role); err != nil {
			return err
		}
		_, err := c.exec(ctx, `UPDATE person SET address = ?, role = ?, all_of = ? WHERE id = ?`, tidyName(p.Address), p.Role, p.All, p.ID)
		if err == nil {
			err = c.allow(ctx, p.ID, p.Projects)
		}
		return err
	})
}

// keepAdmin is ErrLastAdmin if nobody else is an admin and this person is not to be one any more.
func (c conn) keepAdmin(ctx context.Context, id int64, role press.Role) error {
	if role == press.RoleAdmin {
		return nil
	}
	admins, err := all(ctx, c, scanID, `SELECT id FROM person WHERE role = ? AND left_at IS NULL ORDER BY id`+c.locked, press.RoleAdmin)
	if err == nil && len(admins) == 1 && admins[0] == id {
		err = ErrLastAdmin
	}
	return err
}

// SetPassword gives a person another password and ends all their sessions but one; 0 ends all. The error wraps
// press.ErrNotFound and ErrPassword.
func (a *Archive) SetPassword(ctx context.Context, personID int64, password string, keep int64) error {
	hash, err := a.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return a.write(ctx, "set password", func(ctx context.Context, c conn) error {
		n, err := c.exec(ctx, `UPDATE person SET password = ? WHERE id = ? AND left_at IS NULL`, hash, personID)
		if err == nil && n == 0 {
			err = notFound("person", personID)
		}
		if err == nil {
			_, err = c.exec(ctx, `DELETE FROM session WHERE person_id = ? AND id <> ?`, personID, keep)
		}
		return err
	})
}

// RemovePerson ends that somebody may sign in, with their sessions and tokens. The searches that they kept go to the
// heir, by name, or, where that is empty, to everybody; the addresses of their feeds change, for whoever leaves knows them.
// What was seen is as for ChangePerson. The error wraps press.ErrNotFound if they are not here, ErrHeir, ErrMeanwhile and
// ErrLastAdmin.
func (a *Archive) RemovePerson(ctx context.Context, id int64, heir string, seen []string) error {
	return a.write(ctx, "remove person", func(ctx context.Context, c conn) error {
		leaver, err := c.personAsSeen(ctx, id, seen)
		if err != nil {
			return err
		}
		if heir != "" {
			to, err := c.person(ctx, heir, `WHERE folded = ? AND left_at IS NULL`, folded(heir))
			if errors.Is(err, press.ErrNotFound) || err == nil && to.ID == id {
				err = fmt.Errorf("hand over to %q: %w", heir, ErrHeir)
			}
			if err != nil {
				return err
			}
			heir = to.Name
		}
		if err := c.keepAdmin(ctx, id, ""); err != nil {
			return err
		}
		for _, table := range []string{"session", "token", "person_project"} {
			if _, err := c.exec(ctx, `DELETE FROM `+table+` WHERE person_id = ?`, id); err != nil {
				return err
			}
		}
		if err := c.handOver(ctx, leaver.Name, heir, a.now().UnixMilli()); err != nil {
			return err
		}
		_, err = c.exec(ctx, `UPDATE person SET left_at = ?, password = '' WHERE id = ?`, a.now().UnixMilli(), id)
		return err
	})
}

// AddressedTo are the digests, and the projects whose alerts, are sent to a person, by name.
func (a *Archive) AddressedTo(ctx context.Context, p press.Person) (digests, projects []string, err error) {
	to := func(all []press.Recipient) bool {
		return slices.ContainsFunc(all, func(one press.Recipient) bool {
			return strings.EqualFold(one.Address, p.Name) || p.Address != "" && strings.EqualFold(one.Address, p.Address)
		})
	}
	sent, err := a.Digests(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range sent {
		if to(d.To) {
			digests = append(digests, d.Name)
		}
	}
	watched, err := a.Projects(ctx)
	for _, one := range watched {
		if to(one.AlertTo) {
			projects = append(projects, one.Name)
		}
	}
	return digests, projects, err
}
