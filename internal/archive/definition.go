package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// Kind says what a definition of the watchlist is. Each kind has a table of this name.
type Kind string

// The kinds of definitions.
const (
	KindOutlet  Kind = "outlet"
	KindProject Kind = "project"
	KindDigest  Kind = "digest"
)

// ConflictError says that the name of a definition is taken by another. It wraps press.ErrConflict.
type ConflictError struct {
	Kind Kind
	Name string
}

// Error names the definition.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s %q: name is taken", e.Kind, e.Name)
}

// Unwrap is press.ErrConflict.
func (e *ConflictError) Unwrap() error { return press.ErrConflict }

// NeededError says that an outlet or project cannot go because projects or digests name it. It wraps press.ErrConflict.
type NeededError struct {
	Kind Kind
	Name string
	By   []string // names
}

// Error names all of them.
func (e *NeededError) Error() string {
	return fmt.Sprintf("%s %q: named by %q", e.Kind, e.Name, e.By)
}

// Unwrap is press.ErrConflict.
func (e *NeededError) Unwrap() error { return press.ErrConflict }

// definition is an outlet, project or digest as its table holds it.
type definition struct {
	id      int64
	name    string
	origin  press.Origin
	body    string // JSON
	removed bool
	host    string // of outlets; empty: it is filed by hand alone
	home    string // of outlets that have moved
}

// outletDefinition encodes what a definition is configured to be, without what has a column of its own.
func outletDefinition(o press.Outlet) (definition, error) {
	host := weburl.Host(o.URL)
	if host == "" && !o.ByHand {
		return definition{}, fmt.Errorf("outlet %q: %w: %q", o.Name, weburl.ErrAddress, o.URL)
	}
	if o.ByHand {
		host = ""
	}
	e := definition{name: o.Name, host: host}
	o.ID, o.Origin = 0, ""
	e.body = plain(encode(o))
	return e, nil
}

func projectDefinition(p press.Project) definition {
	e := definition{name: p.Name}
	p.ID, p.Origin = 0, ""
	e.body = plain(encode(p))
	return e
}

func digestDefinition(d press.Digest) definition {
	e := definition{name: d.Name}
	d.ID, d.Origin = 0, ""
	e.body = plain(encode(d))
	return e
}

const (
	definitionColumns = `id, name, origin, definition, removed_at IS NOT NULL`
	outletColumns     = definitionColumns + `, coalesce(home, '')`
)

// columns are those of a definition of this kind.
func (k Kind) columns() string {
	if k == KindOutlet {
		return outletColumns
	}
	return definitionColumns
}

func (k Kind) scan(rows *sql.Rows) (e definition, err error) {
	if k == KindOutlet {
		return scanOutlet(rows)
	}
	return scanDefinition(rows)
}

func scanDefinition(rows *sql.Rows) (e definition, err error) {
	err = rows.Scan(&e.id, &e.name, &e.origin, &e.body, &e.removed)
	return e, err
}

func scanOutlet(rows *sql.Rows) (e definition, err error) {
	err = rows.Scan(&e.id, &e.name, &e.origin, &e.body, &e.removed, &e.home)
	return e, err
}

func (e definition) outlet() (o press.Outlet, err error) {
	err = json.Unmarshal([]byte(e.body), &o)
	o.ID, o.Name, o.Origin, o.Home = e.id, e.name, e.origin, e.home
	return o, err
}

func (e definition) project() (p press.Project, err error) {
	err = json.Unmarshal([]byte(e.body), &p)
	p.ID, p.Name, p.Origin = e.id, e.name, e.origin
	return p, err
}

func (e definition) digest() (d press.Digest, err error) {
	err = json.Unmarshal([]byte(e.body), &d)
	d.ID, d.Name, d.Origin = e.id, e.name, e.origin
	return d, err
}

// edition is that of what a definition says.
func (e definition) edition(kind Kind) (string, error) {
	switch kind {
	case KindOutlet:
		o, err := e.outlet()
		return o.Edition(), err
	case KindProject:
		p, err := e.project()
		return p.Edition(), err
	}
	d, err := e.digest()
	return d.Edition(), err
}

// seen says whether a context lets one see a definition: outlets everybody, digests who sees all of their projects.
func (e definition) seen(ctx context.Context, kind Kind) bool {
	switch kind {
	case KindProject:
		return Sees(ctx, e.name)
	case KindDigest:
		d, err := e.digest()
		return err == nil && !slices.ContainsFunc(d.Projects, func(name string) bool { return !Sees(ctx, name) })
	}
	return true
}

// active reads the definitions of a kind that are not removed, in the order in which they were first written.
func active[T any](ctx context.Context, a *Archive, kind Kind, decode func(definition) (T, error)) ([]T, error) {
	var list []T
	err := a.read(ctx, "read "+string(kind)+"s", func(ctx context.Context, c conn) error {
		definitions, err := all(ctx, c, kind.scan, `SELECT `+kind.columns()+` FROM `+string(kind)+` WHERE removed_at IS NULL ORDER BY id`)
		if err != nil {
			return err
		}
		for _, e := range definitions {
			value, err := decode(e)
			if err != nil {
				return fmt.Errorf("%s %q: %w", kind, e.name, err)
			}
			if e.seen(ctx, kind) {
				list = append(list, value)
			}
		}
		return nil
	})
	return list, err
}

// named reads one definition that is not removed.
func named[T any](ctx context.Context, a *Archive, kind Kind, name string, decode func(definition) (T, error)) (value T, err error) {
	err = a.read(ctx, "read "+string(kind), func(ctx context.Context, c conn) error {
		definitions, err := all(ctx, c, kind.scan, `SELECT `+kind.columns()+` FROM `+string(kind)+` WHERE name = ? AND removed_at IS NULL`, name)
		if err == nil && (len(definitions) == 0 || !definitions[0].seen(ctx, kind)) {
			return notFound(string(kind), name)
		}
		if err == nil {
			value, err = decode(definitions[0])
		}
		return err
	})
	return value, err
}
