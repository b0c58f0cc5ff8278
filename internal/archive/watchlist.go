package archive

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// SyncFile writes what a configuration file lists as definitions of the file. Those of the file that it no longer lists
// are marked removed; what was found for them stays, and they take up where they stopped when they come back by
// their name. An outlet that is new, changed or back is due at once. If a name is that of a definition of the page,
// nothing is written and the error is a *ConflictError. Writing the same list again changes nothing.
func (a *Archive) SyncFile(ctx context.Context, w press.Watchlist) error {
	lists, err := definitions(w, press.OriginFile)
	if err != nil {
		return a.failed("write watchlist", err)
	}
	return a.write(ctx, "write watchlist", func(ctx context.Context, c conn) error {
		s, err := a.revise(ctx, c)
		if err != nil {
			return err
		}
		for _, l := range lists {
			for _, wanted := range l.definitions {
				if err := s.add(ctx, l.kind, wanted); err != nil {
					return err
				}
			}
			if err := s.removeOthers(ctx, l.kind); err != nil {
				return err
			}
		}
		return s.finish(ctx)
	})
}

// Adopt writes a watchlist as definitions of the page, editable and removable there, if the archive has never had an
// definition, and says whether it did.
func (a *Archive) Adopt(ctx context.Context, w press.Watchlist) (adopted bool, err error) {
	lists, err := definitions(w, press.OriginPage)
	if err != nil {
		return false, a.failed("adopt watchlist", err)
	}
	err = a.write(ctx, "adopt watchlist", func(ctx context.Context, c conn) error {
		s, err := a.revise(ctx, c)
		if err != nil || s.known() {
			return err
		}
		for _, l := range lists {
			for _, wanted := range l.definitions {
				if err := s.add(ctx, l.kind, wanted); err != nil {
					return err
				}
			}
		}
		adopted = true
		return s.finish(ctx)
	})
	return adopted && err == nil, err
}

// Add writes new definitions of the page, all or none. Those that were removed earlier come back under their old IDs; an
// outlet is due at once. The error is a *ConflictError if a name is taken.
func (a *Archive) Add(ctx context.Context, w press.Watchlist) error {
	return a.page(ctx, "add to watchlist", w, (*revision).add)
}

// Added is how much of a list was new.
type Added struct {
	Outlets, Projects, Digests int
	Known                      int // that were there by name, and stay as they are
}

// In says it in a language.
func (n Added) In(language string) string {
	said := locale.Text(language, "list.added", locale.Count(language, "main.n_outlets", n.Outlets),
		locale.Count(language, "main.n_projects", n.Projects), locale.Count(language, "main.n_digests", n.Digests))
	if n.Known > 0 {
		said += " " + locale.Count(language, "list.known", n.Known)
	}
	return said
}

// AddNew writes those definitions of a list as definitions of the page whose names are free. Names that differ in capital
// letters alone count as the same.
func (a *Archive) AddNew(ctx context.Context, w press.Watchlist) (n Added, err error) {
	counts := map[Kind]*int{KindOutlet: &n.Outlets, KindProject: &n.Projects, KindDigest: &n.Digests}
	err = a.page(ctx, "add to watchlist", w, func(s *revision, ctx context.Context, kind Kind, wanted definition) error {
		if s.named(kind, wanted.name) {
			n.Known++
			return nil
		}
		*counts[kind]++
		return s.add(ctx, kind, wanted)
	})
	return n, err
}

// named says whether a definition has this name.
func (s *revision) named(kind Kind, name string) bool {
	for _, e := range s.have[kind] {
		if !e.removed && strings.EqualFold(e.name, name) {
			return true
		}
	}
	return false
}

// Watchlist is everything that is watched and sent, whoever wrote it.
func (a *Archive) Watchlist(ctx context.Context) (w press.Watchlist, err error) {
	if w.Outlets, err = a.Outlets(ctx); err != nil {
		return w, err
	}
	if w.Projects, err = a.Projects(ctx); err != nil {
		return w, err
	}
	w.Digests, err = a.Digests(ctx)
	return w, err
}

// Change writes what is new about definitions of the page, which it finds by their names, all or none. An outlet that is
// changed is due at once; keywords that are added to a project are held against what was read before. They have to be as
// they were seen, that is in one of these editions (as press.Project.Edition); nil: whichever they have. The error wraps
// press.ErrNotFound if there is no such definition, press.ErrConflict if it is one of the file, and ErrMeanwhile.
func (a *Archive) Change(ctx context.Context, w press.Watchlist, seen []string) error {
	return a.page(ctx, "change watchlist", w, func(s *revision, ctx context.Context, kind Kind, wanted definition) error {
		if err := s.asSeen(kind, wanted.name, seen); err != nil {
			return err
		}
		return s.put(ctx, kind, wanted)
	})
}

// page writes definitions of the page, each with write, in one revision.
func (a *Archive) page(ctx context.Context, what string, w press.Watchlist, write func(*revision, context.Context, Kind, definition) error) error {
	lists, err := definitions(w, press.OriginPage)
	if err != nil {
		return a.failed(what, err)
	}
	return a.write(ctx, what, func(ctx context.Context, c conn) error {
		s, err := a.revise(ctx, c)
		if err != nil {
			return err
		}
		for _, l := range lists {
			for _, wanted := range l.definitions {
				if err := write(s, ctx, l.kind, wanted); err != nil {
					return err
				}
			}
		}
		return s.finish(ctx)
	})
}

// Remove ends the watching of an outlet, a project or a digest of the page. What was found for it stays, and it takes up
// where it stopped when it comes back by its name. What was seen is as for Change. The error wraps press.ErrNotFound if
// there is none, press.ErrConflict if it is one of the file, and ErrMeanwhile; it is a *NeededError as long as others name it.
func (a *Archive) Remove(ctx context.Context, kind Kind, name string, seen []string) error {
	return a.write(ctx, "remove from watchlist", func(ctx context.Context, c conn) error {
		s, err := a.revise(ctx, c)
		if err != nil {
			return err
		}
		if err := s.asSeen(kind, name, seen); err != nil {
			return err
		}
		if by, err := s.naming(kind, name); err != nil || len(by) > 0 {
			return cmp.Or(err, error(&NeededError{kind, name, by}))
		}
		if err := s.remove(ctx, kind, name); err != nil {
			return err
		}
		return s.finish(ctx)
	})
}

// WatchlistNumber grows with every change of what is watched and sent, whoever makes it.
func (a *Archive) WatchlistNumber(ctx context.Context) (number int64, err error) {
	err = a.read(ctx, "read watchlist", func(ctx context.Context, c conn) error {
		return c.one(ctx, `SELECT value FROM counter WHERE name = 'watchlist'`, nil, &number)
	})
	return number, err
}

// kindDefinitions are the definitions of one kind.
type kindDefinitions struct {
	kind        Kind
	definitions []definition
}

func definitions(w press.Watchlist, origin press.Origin) ([]kindDefinitions, error) {
	outlets, projects, digests := kindDefinitions{kind: KindOutlet}, kindDefinitions{kind: KindProject}, kindDefinitions{kind: KindDigest}
	for _, o := range w.Outlets {
		e, err := outletDefinition(o)
		if err != nil {
			return nil, err
		}
		outlets.definitions = append(outlets.definitions, e)
	}
	for _, p := range w.Projects {
		projects.definitions = append(projects.definitions, projectDefinition(p))
	}
	for _, d := range w.Digests {
		digests.definitions = append(digests.definitions, digestDefinition(d))
	}
	lists := []kindDefinitions{outlets, projects, digests}
	for _, l := range lists {
		for i := range l.definitions {
			l.definitions[i].origin = origin
		}
	}
	return lists, nil
}

// revision is one change of the watchlist, within its transaction. Revisions wait for each other.
type revision struct {
	conn
	now     int64
	have    map[Kind]map[string]definition // removed ones included
	written map[Kind]map[string]bool       // names of this revision
	changed bool
	refile  []RefilingProject
}

func (a *Archive) revise(ctx context.Context, c conn) (*revision, error) {
	s := &revision{conn: c, now: a.now().UnixMilli(), have: map[Kind]map[string]definition{}, written: map[Kind]map[string]bool{}}
	var number int64
	if err := c.one(ctx, `SELECT value FROM counter WHERE name = 'watchlist'`+c.locked, nil, &number); err != nil {
		return nil, err
	}
	for _, kind := range []Kind{KindOutlet, KindProject, KindDigest} {
		found, err := all(ctx, c, kind.scan, `SELECT `+kind.columns()+` FROM `+string(kind))
		if err != nil {
			return nil, err
		}
		s.have[kind], s.written[kind] = make(map[string]definition, len(found)), map[string]bool{}
		for _, e := range found {
			s.have[kind][e.name] = e
		}
	}
	return s, nil
}

// known says whether there ever was a definition.
func (s *revision) known() bool {
	return len(s.have[KindOutlet])+len(s.have[KindProject])+len(s.have[KindDigest]) > 0
}

// add writes a definition whose name is free. A name is taken by a definition of the page, by one of the
// file if the new one is of the page, and by one of the same list.
func (s *revision) add(ctx context.Context, kind Kind, wanted definition) error {
	old, exists := s.have[kind][wanted.name]
	taken := exists && !old.removed && (old.origin == press.OriginPage || wanted.origin == press.OriginPage)
	if taken || s.written[kind][wanted.name] {
		return &ConflictError{kind, wanted.name}
	}
	return s.put(ctx, kind, wanted)
}

// asSeen says why a definition cannot be changed on the page by whoever has seen these editions of it; nil: it can.
func (s *revision) asSeen(kind Kind, name string, seen []string) error {
	if err := s.ofPage(kind, name); err != nil {
		return err
	}
	now, err := s.have[kind][name].edition(kind)
	if err == nil {
		err = asSeen(now, seen)
	}
	return err
}

// ofPage says why a definition cannot be changed on the page; nil: it can.
func (s *revision) ofPage(kind Kind, name string) error {
	switch old, exists := s.have[kind][name]; {
	case !exists || old.removed:
		return notFound(string(kind), name)
	case old.origin != press.OriginPage:
		return &ConflictError{kind, name}
	}
	return nil
}

// naming are the names of the projects that name an outlet, or of the digests that name a project.
func (s *revision) naming(kind Kind, name string) (by []string, err error) {
	for _, e := range s.have[KindProject] {
		if p, bad := e.project(); bad != nil {
			err = bad
		} else if !e.removed && kind == KindOutlet && slices.Contains(p.Outlets, name) {
			by = append(by, e.name)
		}
	}
	for _, e := range s.have[KindDigest] {
		if d, bad := e.digest(); bad != nil {
			err = bad
		} else if !e.removed && kind == KindProject && slices.Contains(d.Projects, name) {
			by = append(by, e.name)
		}
	}
	slices.Sort(by)
	return by, err
}

// put writes a definition unless it is there as it should be.
func (s *revision) put(ctx context.Context, kind Kind, wanted definition) error {
	old, exists := s.have[kind][wanted.name]
	s.written[kind][wanted.name] = true
	if exists && !old.removed && old.body == wanted.body {
		return nil
	}
	s.changed = true
	if err := s.forget(ctx, kind, wanted.name); err != nil {
		return err
	}
	if kind == KindOutlet {
		if err := wanted.stay(old); err != nil {
			return err
		}
		if _, err := s.exec(ctx, `INSERT INTO host (name) VALUES (?) ON CONFLICT (name) DO NOTHING`, wanted.host); err != nil {
			return err
		}
		_, err := s.exec(ctx, `INSERT INTO outlet (name, origin, definition, host, home, next_visit) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET origin = excluded.origin, definition = excluded.definition,
			host = excluded.host, home = excluded.home, next_visit = excluded.next_visit, removed_at = NULL`,
			wanted.name, wanted.origin, wanted.body, wanted.host, optional(wanted.home), s.now)
		return err
	}
	if kind == KindProject {
		if err := s.note(old, exists, wanted); err != nil {
			return err
		}
	}
	_, err := s.exec(ctx, `INSERT INTO `+string(kind)+` (name, origin, definition) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET origin = excluded.origin, definition = excluded.definition, removed_at = NULL`,
		wanted.name, wanted.origin, wanted.body)
	return err
}

// stay keeps the new home of an outlet whose site is said to be where it was said to be before.
func (e *definition) stay(old definition) error {
	if old.home == "" {
		return nil
	}
	was, err := old.outlet()
	if err != nil {
		return fmt.Errorf("outlet %q: %w", old.name, err)
	}
	is, err := e.outlet()
	if err == nil && is.URL == was.URL && !is.ByHand {
		e.home, e.host = old.home, weburl.Host(old.home)
	}
	return err
}

// removeOthers marks the definitions of the file that are not in this revision.
func (s *revision) removeOthers(ctx context.Context, kind Kind) error {
	for name, e := range s.have[kind] {
		if e.removed || e.origin != press.OriginFile || s.written[kind][name] {
			continue
		}
		if err := s.remove(ctx, kind, name); err != nil {
			return err
		}
	}
	return nil
}

func (s *revision) remove(ctx context.Context, kind Kind, name string) error {
	s.changed = true
	_, err := s.exec(ctx, `UPDATE `+string(kind)+` SET removed_at = ? WHERE id = ?`, s.now, s.have[kind][name].id)
	return err
}

// finish counts the change, if there was one.
func (s *revision) finish(ctx context.Context) error {
	if !s.changed {
		return nil
	}
	if err := s.askForRefiling(ctx); err != nil {
		return err
	}
	if err := s.armAlerts(ctx, s.now); err != nil {
		return err
	}
	_, err := s.exec(ctx, `UPDATE counter SET value = value + 1 WHERE name = 'watchlist'`)
	return err
}
