package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// Kind says what an entry of the watchlist is. Each kind has a table of this name.
type Kind string

// The kinds of entries.
const (
	KindOutlet  Kind = "outlet"
	KindProject Kind = "project"
	KindDigest  Kind = "digest"
)

// ConflictError says that the name of an entry is taken by another. It wraps press.ErrConflict.
type ConflictError struct {
	Kind Kind
	Name string
}

// Error names the entry.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s %q: name is taken", e.Kind, e.Name)
}

// Unwrap is press.ErrConflict.
func (e *ConflictError) Unwrap() error { return press.ErrConflict }

// entry is an outlet, project or digest as its table holds it.
type entry struct {
	id         int64
	name       string
	origin     press.Origin
	definition string // JSON
	removed    bool
	host       string // of outlets
}

// define encodes what an entry is configured to be, without what has a column of its own.
func outletEntry(o press.Outlet) (entry, error) {
	host := weburl.Host(o.URL)
	if host == "" {
		return entry{}, fmt.Errorf("outlet %q: %w: %q", o.Name, weburl.ErrAddress, o.URL)
	}
	e := entry{name: o.Name, host: host}
	o.ID, o.Origin = 0, ""
	e.definition = plain(encode(o))
	return e, nil
}

func projectEntry(p press.Project) entry {
	e := entry{name: p.Name}
	p.ID, p.Origin = 0, ""
	e.definition = plain(encode(p))
	return e
}

func digestEntry(d press.Digest) entry {
	e := entry{name: d.Name}
	d.ID, d.Origin = 0, ""
	e.definition = plain(encode(d))
	return e
}

const entryColumns = `id, name, origin, definition, removed_at IS NOT NULL`

func scanEntry(rows *sql.Rows) (e entry, err error) {
	err = rows.Scan(&e.id, &e.name, &e.origin, &e.definition, &e.removed)
	return e, err
}

func (e entry) outlet() (o press.Outlet, err error) {
	err = json.Unmarshal([]byte(e.definition), &o)
	o.ID, o.Name, o.Origin = e.id, e.name, e.origin
	return o, err
}

func (e entry) project() (p press.Project, err error) {
	err = json.Unmarshal([]byte(e.definition), &p)
	p.ID, p.Name, p.Origin = e.id, e.name, e.origin
	return p, err
}

func (e entry) digest() (d press.Digest, err error) {
	err = json.Unmarshal([]byte(e.definition), &d)
	d.ID, d.Name, d.Origin = e.id, e.name, e.origin
	return d, err
}

// active reads the entries of a kind that are not removed, in the order in which they were first written.
func active[T any](ctx context.Context, a *Archive, kind Kind, decode func(entry) (T, error)) ([]T, error) {
	var list []T
	err := a.read(ctx, "read "+string(kind)+"s", func(ctx context.Context, c conn) error {
		entries, err := all(ctx, c, scanEntry, `SELECT `+entryColumns+` FROM `+string(kind)+` WHERE removed_at IS NULL ORDER BY id`)
		if err != nil {
			return err
		}
		for _, e := range entries {
			value, err := decode(e)
			if err != nil {
				return fmt.Errorf("%s %q: %w", kind, e.name, err)
			}
			list = append(list, value)
		}
		return nil
	})
	return list, err
}

// named reads one entry that is not removed.
func named[T any](ctx context.Context, a *Archive, kind Kind, name string, decode func(entry) (T, error)) (value T, err error) {
	err = a.read(ctx, "read "+string(kind), func(ctx context.Context, c conn) error {
		entries, err := all(ctx, c, scanEntry, `SELECT `+entryColumns+` FROM `+string(kind)+` WHERE name = ? AND removed_at IS NULL`, name)
		if err == nil && len(entries) == 0 {
			return notFound(string(kind), name)
		}
		if err == nil {
			value, err = decode(entries[0])
		}
		return err
	})
	return value, err
}
