package press

import (
	"slices"
	"time"
)

// Role is what a person may do; each role may do what those before it may.
type Role string

// The roles.
const (
	RoleReader   Role = "reader"   // reads and searches
	RoleReviewer Role = "reviewer" // decides about clippings and publishes them
	RoleAdmin    Role = "admin"    // changes what is watched and sent, and who may sign in
)

// Roles are all roles, from the least to the most that one may do.
func Roles() []Role { return []Role{RoleReader, RoleReviewer, RoleAdmin} }

// Known says whether this is a role.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// May says whether somebody in this role may do what needs another. A role that is not known may do nothing.
func (r Role) May(need Role) bool {
	return r.Known() && slices.Index(Roles(), r) >= slices.Index(Roles(), need)
}

// Least is the lesser of two roles.
func Least(a, b Role) Role {
	if a.May(b) {
		return b
	}
	return a
}

// Person is somebody who may sign in, or once could: who left keeps the name under which they decided.
type Person struct {
	ID       int64
	Name     string // by which they sign in, and which stands beside what they decide; upper and lower case are the same
	Address  string // for mail; empty: the name, if it is one
	Role     Role
	All      bool     // sees all projects, also those to come; admins always do
	Projects []string // that they see, by name, unless All
	Password bool     // has one; who has none signs in at a proxy or a provider
	Issuer   string   // of the provider at which they have signed in; empty: at none
	MadeAt   time.Time
	LeftAt   time.Time // zero: is here
}

// Everywhere says whether a person sees all projects.
func (p Person) Everywhere() bool { return p.All || p.Role == RoleAdmin }

// Session is a browser in which somebody is signed in.
type Session struct {
	ID     int64
	Agent  string // as the browser calls itself
	MadeAt time.Time
	SeenAt time.Time // when it was last used, to within some minutes
}

// Token lets a program of a person in without signing in.
type Token struct {
	ID     int64
	Name   string // what it is for
	Role   Role   // the most that it may do; never more than its person may
	MadeAt time.Time
	UsedAt time.Time // zero: never
	Until  time.Time // zero: without end
}

// Act is something that a person changed.
type Act struct {
	ID     int64
	At     time.Time
	Person string // the name; empty: nobody was signed in, or it was done from the command line
	Kind   string // in one word, see the catalogue under "act"
	About  string // what was changed: an address of the page, or a name
}
