package main

import (
	"context"
	"slices"

	"pressclip/internal/archive"
	"pressclip/internal/search"
)

// today is what is called so now that somebody asks for by the name that it has or had.
func today(ctx context.Context, record *archive.Archive, kind archive.Kind, name string) string {
	if now, err := record.Renamed(ctx, kind, name); err == nil {
		return now
	}
	return name
}

// byNewNames asks for projects and outlets by the names that they have today.
func byNewNames(ctx context.Context, record *archive.Archive, r search.Request) search.Request {
	r.Projects, r.Outlets = slices.Clone(r.Projects), slices.Clone(r.Outlets)
	for i, name := range r.Projects {
		r.Projects[i] = today(ctx, record, archive.KindProject, name)
	}
	for i, name := range r.Outlets {
		r.Outlets[i] = today(ctx, record, archive.KindOutlet, name)
	}
	return r
}
