package archive

import (
	"context"

	"pressclip/internal/press"
)

// Outlets are those that are watched, in the order in which they were first written.
func (a *Archive) Outlets(ctx context.Context) ([]press.Outlet, error) {
	return active(ctx, a, KindOutlet, definition.outlet)
}

// Outlet is the watched outlet of this name. The error wraps press.ErrNotFound.
func (a *Archive) Outlet(ctx context.Context, name string) (press.Outlet, error) {
	return named(ctx, a, KindOutlet, name, definition.outlet)
}

// AddOutlet writes an outlet as an definition of the page; it is due at once. One that was removed earlier comes back
// under its old ID. The error is a *ConflictError if the name is taken.
func (a *Archive) AddOutlet(ctx context.Context, o press.Outlet) (press.Outlet, error) {
	wanted, err := outletDefinition(o)
	if err != nil {
		return o, a.failed("add outlet", err)
	}
	wanted.origin = press.OriginPage
	err = a.write(ctx, "add outlet", func(ctx context.Context, c conn) error {
		s, err := a.revise(ctx, c)
		if err != nil {
			return err
		}
		if err := s.add(ctx, KindOutlet, wanted); err != nil {
			return err
		}
		return s.finish(ctx)
	})
	if err != nil {
		return o, err
	}
	return a.Outlet(ctx, o.Name)
}
