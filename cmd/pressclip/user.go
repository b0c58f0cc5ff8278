package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"pressclip/internal/archive"
	"pressclip/internal/identity"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

func userFlags(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	f.String("role", "", "")
	f.StringArray("project", nil, "")
	f.String("address", "", "")
	f.Bool("password-stdin", false, "")
	f.Bool("no-password", false, "")
	f.String("to", "", "")
}

// userLine is a person as --json prints it.
type userLine struct {
	Name     string     `json:"name"`
	Address  string     `json:"address,omitempty"`
	Role     press.Role `json:"role"`
	All      bool       `json:"all_projects"`
	Projects []string   `json:"projects"`           // that they see, unless all
	Password bool       `json:"password"`           // has one; who has none signs in at a proxy or a provider
	Provider string     `json:"provider,omitempty"` // the issuer at which they have signed in
}

// user says who may sign in, and changes it.
func (a *App) user(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	do := map[string]func(context.Context, *archive.Archive, *pflag.FlagSet, string) error{
		"add": a.userAdd, "remove": a.userRemove, "password": a.userPassword,
	}
	switch {
	case len(args) == 1 && args[0] == "list":
		return a.withArchive(ctx, func(record *archive.Archive) error { return a.userList(ctx, record, flags) })
	case len(args) == 2 && do[args[0]] != nil:
		return a.withArchive(ctx, func(record *archive.Archive) error {
			return a.userFault(do[args[0]](ctx, record, flags, args[1]), args[1])
		})
	}
	return a.usage("main.user_args")
}

// userFault words what keeps a person from being added or changed.
func (a *App) userFault(err error, name string) error {
	switch {
	case errors.Is(err, archive.ErrPassword):
		return a.usage("people.password.short", archive.ShortestPassword)
	case errors.Is(err, archive.ErrLastAdmin):
		return errors.New(a.text("people.last_admin"))
	case errors.Is(err, archive.ErrHeir):
		return errors.New(a.text("people.heir.wrong"))
	case errors.Is(err, archive.ErrLong):
		return errors.New(a.text("people.long", archive.LongestName))
	case errors.Is(err, press.ErrConflict):
		return errors.New(a.text("main.user_taken", name))
	case errors.Is(err, press.ErrNotFound):
		return errors.New(a.text("main.user_gone", name))
	}
	return err
}

func (a *App) userList(ctx context.Context, record *archive.Archive, flags *pflag.FlagSet) error {
	people, err := record.People(ctx)
	if err != nil {
		return err
	}
	asJSON, _ := flags.GetBool("json")
	people = slices.DeleteFunc(people, func(p press.Person) bool { return !p.LeftAt.IsZero() })
	for _, p := range people {
		if asJSON {
			err = a.printJSON(userLine{p.Name, p.Address, p.Role, p.Everywhere(), append([]string{}, p.Projects...), p.Password, p.Issuer})
		} else {
			_, err = fmt.Fprintf(a.Stdout, "%s\n  %s\n", p.Name, a.personWords(p))
		}
		if err != nil {
			return err
		}
	}
	if len(people) == 0 && !asJSON {
		_, err = fmt.Fprintln(a.Stdout, a.text("main.user_none"))
	}
	return err
}

// personWords says what a person may do and see.
func (a *App) personWords(p press.Person) string {
	sees := strings.Join(p.Projects, ", ")
	switch {
	case p.Everywhere():
		sees = a.text("people.sees.all")
	case sees == "":
		sees = a.text("people.sees.none")
	}
	words := a.text("people.role."+string(p.Role)) + " · " + sees
	if p.Issuer != "" {
		words += " · " + a.text("people.provider.by", identity.HostOf(p.Issuer))
	} else if !p.Password {
		words += " · " + a.text("people.no_password")
	}
	return words
}

// userAdd adds a person: the first as an admin, for nobody else could add others, who see all projects unless some are
// named.
func (a *App) userAdd(ctx context.Context, record *archive.Archive, flags *pflag.FlagSet, name string) error {
	role, _ := flags.GetString("role")
	projects, _ := flags.GetStringArray("project")
	address, _ := flags.GetString("address")
	people, err := record.HasPeople(ctx)
	if err != nil {
		return err
	}
	for i, project := range projects {
		projects[i] = record.Today(ctx, archive.KindProject, project)
	}
	p := press.Person{Name: name, Address: address, Role: press.Role(role), All: len(projects) == 0, Projects: projects}
	switch {
	case role == "" && people:
		p.Role = press.RoleReviewer
	case role == "":
		p.Role = press.RoleAdmin
	case !p.Role.Known():
		return a.usage("main.user_role", role)
	}
	if !people && p.Role != press.RoleAdmin {
		return a.usage("main.user_first")
	}
	password, made, err := a.newPassword(flags)
	if err != nil {
		return err
	}
	if p, err = record.AddPerson(ctx, p, password); err != nil {
		return err
	}
	if err := record.Note(ctx, "", "person", p.Name); err != nil {
		return err
	}
	fmt.Fprintln(a.Stdout, a.text("main.user_added", p.Name, a.personWords(p)))
	return a.tellPassword(password, made)
}

// newPassword is the first line of standard input, none, or one that is made up.
func (a *App) newPassword(flags *pflag.FlagSet) (password string, made bool, err error) {
	given, _ := flags.GetBool("password-stdin")
	none, _ := flags.GetBool("no-password")
	switch {
	case given && none:
		return "", false, a.usage("main.user_args")
	case none:
		return "", false, nil
	case !given:
		return strings.ToLower(rand.Text()), true, nil
	}
	line, err := bufio.NewReader(a.Stdin).ReadString('\n')
	if password = strings.TrimRight(line, "\r\n"); password == "" {
		return "", false, archive.ErrPassword
	}
	return password, false, nil
}

func (a *App) tellPassword(password string, made bool) (err error) {
	if made {
		_, err = fmt.Fprintln(a.Stdout, a.text("main.user_password", password))
	}
	return err
}

func (a *App) userPassword(ctx context.Context, record *archive.Archive, flags *pflag.FlagSet, name string) error {
	p, err := record.Person(ctx, name)
	if err != nil {
		return err
	}
	password, made, err := a.newPassword(flags)
	if err == nil {
		err = record.SetPassword(ctx, p.ID, password, 0)
	}
	if err == nil {
		err = record.Note(ctx, "", "person", p.Name)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(a.Stdout, a.text("people.done.password"))
	return a.tellPassword(password, made)
}

// userRemove ends that somebody may sign in, and says what is still sent to them.
func (a *App) userRemove(ctx context.Context, record *archive.Archive, flags *pflag.FlagSet, name string) error {
	heir, _ := flags.GetString("to")
	p, err := record.Person(ctx, name)
	if err != nil {
		return err
	}
	if heir != "" {
		if _, err := record.Person(ctx, heir); err != nil {
			return a.userFault(err, heir)
		}
	}
	if err := record.RemovePerson(ctx, p.ID, heir, nil); err != nil {
		return err
	}
	if err := record.Note(ctx, "", "person", p.Name); err != nil {
		return err
	}
	fmt.Fprintln(a.Stdout, a.text("people.done.left"))
	digests, projects, err := record.AddressedTo(ctx, p)
	if err != nil || len(digests)+len(projects) == 0 {
		return err
	}
	for i, project := range projects {
		projects[i] = a.text("people.alerts_of", project)
	}
	_, err = fmt.Fprintln(a.Stdout, a.text("main.user_addressed", locale.List(a.lang, append(digests, projects...))))
	return err
}
