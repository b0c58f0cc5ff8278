package search

import (
	"context"
	"slices"

	"pressclip/index"
	"pressclip/internal/archive"
)

// look asks the index for what the context lets one see; see archive.Within. Nothing else asks it.
func (s *Search) look(ctx context.Context, r index.Request) (index.Result, error) {
	r.Projects = inSight(ctx, r.Projects)
	found, err := s.Index.Search(ctx, r)
	if counts := found.Facets[index.FacetProject]; counts != nil {
		found.Facets[index.FacetProject] = slices.DeleteFunc(counts, func(c index.Count) bool { return !archive.Sees(ctx, c.Value) })
	}
	return found, err
}

// inSight are those of the projects asked for that are seen; all that are, where none is asked for. What sees nothing asks
// for a project that there cannot be.
func inSight(ctx context.Context, projects []string) []string {
	seen, bounded := archive.Bounds(ctx)
	if !bounded {
		return projects
	}
	if len(projects) > 0 {
		seen = slices.DeleteFunc(slices.Clone(projects), func(name string) bool { return !archive.Sees(ctx, name) })
	}
	if len(seen) == 0 {
		return []string{""}
	}
	return seen
}
