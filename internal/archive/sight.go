package archive

import (
	"context"
	"fmt"
	"slices"
)

// sight is the projects that a context lets one see.
type sight struct{ projects []string }

type sightKey struct{}

// Within bounds what is read and decided with a context to these projects, by name: all others, and what is filed under
// them alone, are as if they did not exist. A context that was never bounded sees everything. It is the one place where
// that is decided, so that no page can forget it: whoever answers a person hands their context down.
func Within(ctx context.Context, projects []string) context.Context {
	return context.WithValue(ctx, sightKey{}, sight{projects})
}

// Bounds are the projects that a context lets one see; bounded is false if it sees everything.
func Bounds(ctx context.Context) (projects []string, bounded bool) {
	s, bounded := ctx.Value(sightKey{}).(sight)
	return s.projects, bounded
}

// Sees says whether a context lets one see a project.
func Sees(ctx context.Context, project string) bool {
	projects, bounded := Bounds(ctx)
	return !bounded || slices.Contains(projects, project)
}

// blind leaves out of a list what belongs to projects that a context does not let one see.
func blind[T any](ctx context.Context, list []T, project func(T) string) []T {
	if _, bounded := Bounds(ctx); !bounded {
		return list
	}
	return slices.DeleteFunc(list, func(one T) bool { return !Sees(ctx, project(one)) })
}

// inSight is the condition that a project, of which the table is called p, is seen; empty if everything is.
func inSight(ctx context.Context) (condition string, args []any) {
	projects, bounded := Bounds(ctx)
	if !bounded {
		return "", nil
	}
	if len(projects) == 0 {
		return `p.name = ''`, nil // no project is called so
	}
	for _, name := range projects {
		args = append(args, name)
	}
	return `p.name IN ` + marks(len(projects)), args
}

// someSeen is the condition that a clipping is in a project that is seen; its number is in the column named.
func someSeen(ctx context.Context, column string) (condition string, args []any) {
	seen, args := inSight(ctx)
	if seen == "" {
		return `TRUE`, nil
	}
	return `EXISTS (SELECT 1 FROM review r JOIN project p ON p.id = r.project_id WHERE r.clipping_id = ` + column + ` AND ` + seen + `)`, args
}

// see is an error that wraps press.ErrNotFound if a context does not let one see a clipping.
func (c conn) see(ctx context.Context, clippingID int64) error {
	if _, bounded := Bounds(ctx); !bounded {
		return nil
	}
	condition, args := someSeen(ctx, `c.id`)
	var one int
	ok, err := c.found(ctx, `SELECT 1 FROM clipping c WHERE c.id = ? AND `+condition, append([]any{clippingID}, args...), &one)
	if err == nil && !ok {
		err = notFound("clipping", clippingID)
	}
	return err
}

// seeProject is an error that wraps press.ErrNotFound if a context does not let one see a project.
func seeProject(ctx context.Context, name string) error {
	if !Sees(ctx, name) {
		return notFound("project", fmt.Sprintf("%q", name))
	}
	return nil
}
