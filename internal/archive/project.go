package archive

import (
	"context"

	"pressclip/internal/press"
)

// Projects are those with a standing interest now, in the order in which they were first written.
func (a *Archive) Projects(ctx context.Context) ([]press.Project, error) {
	return active(ctx, a, KindProject, definition.project)
}

// Project is the project of this name. The error wraps press.ErrNotFound.
func (a *Archive) Project(ctx context.Context, name string) (press.Project, error) {
	return named(ctx, a, KindProject, name, definition.project)
}
