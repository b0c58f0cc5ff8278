package archive

import (
	"context"
	"database/sql"
	"net/url"
	"slices"

	"pressclip/internal/press"
)

// Rename gives a definition of the page another name. What was found for it, and who may see it, go by its ID and stay;
// projects and digests that name it, kept searches and refilings that are under way name it anew, and its former name leads to
// it: see Renamed. What was seen is as for Change. The error wraps press.ErrNotFound if there is none, press.ErrConflict if
// it is one of the file or the name is taken, also by one that was removed, and ErrMeanwhile; it is a *NeededError if a
// definition of the file names it.
func (a *Archive) Rename(ctx context.Context, kind Kind, from, to string, seen []string) error {
	return a.write(ctx, "rename", func(ctx context.Context, c conn) error {
		s, err := a.revise(ctx, c)
		if err != nil {
			return err
		}
		if err := s.asSeen(kind, from, seen); err != nil {
			return err
		}
		if _, taken := s.have[kind][to]; taken {
			return &ConflictError{kind, to}
		}
		if err := s.renameIn(ctx, kind, from, to); err != nil {
			return err
		}
		s.changed = true
		if err := s.finish(ctx); err != nil {
			return err
		}
		return c.changedBy(ctx, kind, s.have[kind][from].id)
	})
}

// renameIn writes the name wherever it stands as one.
func (s *revision) renameIn(ctx context.Context, kind Kind, from, to string) error {
	e := s.have[kind][from]
	e.name = to
	if err := s.rewrite(ctx, kind, e); err != nil {
		return err
	}
	if err := s.renameNaming(ctx, kind, from, to); err != nil {
		return err
	}
	if err := s.forget(ctx, kind, to); err != nil {
		return err
	}
	if _, err := s.exec(ctx, `INSERT INTO former (kind, name, definition_id) VALUES (?, ?, ?)
		ON CONFLICT (kind, name) DO UPDATE SET definition_id = excluded.definition_id`, kind, from, e.id); err != nil {
		return err
	}
	if kind == KindDigest {
		return nil
	}
	if err := s.renameSearches(ctx, string(kind), from, to); err != nil || kind == KindOutlet {
		return err
	}
	return s.renameRefilings(ctx, from, to)
}

// rewrite writes the name of a definition, and what it says of itself.
func (s *revision) rewrite(ctx context.Context, kind Kind, e definition) error {
	written, err := e.again(kind)
	if err == nil {
		_, err = s.exec(ctx, `UPDATE `+string(kind)+` SET name = ?, definition = ? WHERE id = ?`, e.name, written.body, e.id)
	}
	return err
}

// again encodes a definition as it is now.
func (e definition) again(kind Kind) (definition, error) {
	switch kind {
	case KindOutlet:
		o, err := e.outlet()
		if err != nil {
			return e, err
		}
		return outletDefinition(o)
	case KindProject:
		p, err := e.project()
		return projectDefinition(p), err
	}
	d, err := e.digest()
	return digestDefinition(d), err
}

// renameNaming has projects and digests name another by its new name, those that were removed too.
func (s *revision) renameNaming(ctx context.Context, kind Kind, from, to string) error {
	var ofFile []string
	for _, by := range []Kind{KindProject, KindDigest} {
		for _, e := range s.have[by] {
			changed, named, err := e.naming(by, kind, from, to)
			if err != nil {
				return err
			}
			if !named {
				continue
			}
			if e.origin != press.OriginPage && !e.removed {
				ofFile = append(ofFile, e.name)
				continue
			}
			if _, err := s.exec(ctx, `UPDATE `+string(by)+` SET definition = ? WHERE id = ?`, changed.body, e.id); err != nil {
				return err
			}
		}
	}
	if len(ofFile) > 0 {
		slices.Sort(ofFile)
		return &NeededError{kind, from, ofFile}
	}
	return nil
}

// naming is a definition of a kind with another name for an outlet or project that it names; false if it does not.
func (e definition) naming(by, kind Kind, from, to string) (changed definition, named bool, err error) {
	switch {
	case by == KindProject && kind == KindOutlet:
		p, err := e.project()
		p.Outlets, named = replaced(p.Outlets, from, to)
		return projectDefinition(p), named, err
	case by == KindDigest && kind == KindProject:
		d, err := e.digest()
		d.Projects, named = replaced(d.Projects, from, to)
		return digestDefinition(d), named, err
	}
	return e, false, nil
}

func replaced(names []string, from, to string) ([]string, bool) {
	i := slices.Index(names, from)
	if i < 0 {
		return names, false
	}
	names = slices.Clone(names)
	names[i] = to
	return names, true
}

// renameSearches has kept searches ask for a project or outlet by its new name.
func (s *revision) renameSearches(ctx context.Context, parameter, from, to string) error {
	kept, err := all(ctx, s.conn, scanFeed, feedQuery+` AND f.project_id IS NULL`)
	if err != nil {
		return err
	}
	for _, f := range kept {
		values, err := url.ParseQuery(f.Query)
		if err != nil {
			continue // it asks for nothing that could be named
		}
		names, named := replaced(values[parameter], from, to)
		if !named {
			continue
		}
		values[parameter] = names
		if _, err := s.exec(ctx, `UPDATE feed SET query = ? WHERE id = ?`, values.Encode(), f.ID); err != nil {
			return err
		}
	}
	return nil
}

// renameRefilings has refilings that are under way go on under the new name: whoever is at one claims it anew.
func (s *revision) renameRefilings(ctx context.Context, from, to string) error {
	open, err := all(ctx, s.conn, scanRefiling, `SELECT `+refilingColumns+` FROM refiling WHERE finished_at IS NULL`)
	if err != nil {
		return err
	}
	for _, r := range open {
		for i := range r.Projects {
			if r.Projects[i].Project == from {
				r.Projects[i].Project = to
			}
		}
		if _, err := s.exec(ctx, `UPDATE refiling SET projects = ?, token = token + 1, lease_until = 0 WHERE id = ?`, list(r.Projects), r.ID); err != nil {
			return err
		}
	}
	return nil
}

// forget has a name lead nowhere else any more.
func (c conn) forget(ctx context.Context, kind Kind, name string) error {
	_, err := c.exec(ctx, `DELETE FROM former WHERE kind = ? AND name = ?`, kind, name)
	return err
}

// changedBy gives every clipping of an outlet or project the change of its own that brings its name into the index; see
// changed.
func (c conn) changedBy(ctx context.Context, kind Kind, id int64) error {
	from := map[Kind]string{KindOutlet: `clipping WHERE outlet_id = ?`, KindProject: `review WHERE project_id = ?`}[kind]
	if from == "" {
		return nil
	}
	column := map[Kind]string{KindOutlet: `id`, KindProject: `clipping_id`}[kind]
	var last int64
	err := c.one(ctx, `UPDATE counter SET value = value + (SELECT count(*) FROM `+from+`) WHERE name = 'change' RETURNING value`, []any{id}, &last)
	if err != nil {
		return err
	}
	_, err = c.exec(ctx, `INSERT INTO change (number, clipping_id) SELECT CAST(? AS BIGINT) + 1 - row_number() OVER (ORDER BY `+column+` DESC), `+column+` FROM `+from+`
		ON CONFLICT (clipping_id) DO UPDATE SET number = excluded.number`, last, id)
	return err
}

// Renamed is what is called so now that had this name before. The error wraps press.ErrNotFound if nothing had, or if it is
// out of sight.
func (a *Archive) Renamed(ctx context.Context, kind Kind, name string) (now string, err error) {
	err = a.read(ctx, "look for a former name", func(ctx context.Context, c conn) error {
		found, err := c.renamed(ctx, kind, []string{name})
		if e := found[name]; err == nil && (e.id == 0 || !e.seen(ctx, kind)) {
			return notFound(string(kind), name)
		} else if err == nil {
			now = e.name
		}
		return err
	})
	return now, err
}

// Today is the name of today of what somebody calls by that or by a former one; a name that nothing else had stays.
func (a *Archive) Today(ctx context.Context, kind Kind, name string) string {
	if now, err := a.Renamed(ctx, kind, name); err == nil {
		return now
	}
	return name
}

// renamed are the definitions that had some of these names before.
func (c conn) renamed(ctx context.Context, kind Kind, names []string) (map[string]definition, error) {
	found := map[string]definition{}
	scan := func(rows *sql.Rows) (e definition, err error) {
		var former string
		err = rows.Scan(&former, &e.id, &e.name, &e.origin, &e.body)
		found[former] = e
		return e, err
	}
	_, err := allIn(ctx, c, scan, `SELECT f.name, k.id, k.name, k.origin, k.definition FROM former f JOIN `+string(kind)+` k ON k.id = f.definition_id
		WHERE f.kind = ? AND k.removed_at IS NULL AND f.name IN (?)`, names, kind)
	return found, err
}

// idsOf are the projects of these names, those too that had them when somebody began to read.
func (c conn) idsOf(ctx context.Context, names []string) (map[string]int64, error) {
	projects, err := allIn(ctx, c, scanDefinition, `SELECT `+definitionColumns+` FROM project WHERE removed_at IS NULL AND name IN (?)`, names)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]int64, len(names))
	for _, p := range projects {
		ids[p.name] = p.id
	}
	if len(ids) == len(names) {
		return ids, nil
	}
	renamed, err := c.renamed(ctx, KindProject, names)
	for name, p := range renamed {
		if ids[name] == 0 {
			ids[name] = p.id
		}
	}
	return ids, err
}
