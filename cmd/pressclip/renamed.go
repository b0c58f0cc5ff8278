package main

import (
	"context"
	"slices"

	"pressclip/internal/archive"
	"pressclip/internal/search"
)

// byNewNames asks for projects and outlets by the names that they have today.
func byNewNames(ctx context.Context, record *archive.Archive, r search.Request) search.Request {
	r.Projects, r.Outlets = slices.Clone(r.Projects), slices.Clone(r.Outlets)
	for i, name := range r.Projects {
		r.Projects[i] = record.Today(ctx, archive.KindProject, name)
	}
	for i, name := range r.Outlets {
		r.Outlets[i] = record.Today(ctx, archive.KindOutlet, name)
	}
	return r
}
