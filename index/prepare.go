package index

import (
	"context"
	"fmt"
	"time"

	"pressclip/internal/query"
)

// Prepare reads what searches need of segments that came since it was last called, so that no search has to: of a
// large segment it takes seconds. It repeats safely, costs next to nothing where nothing came, and stops with the
// context.
func (ix *Index) Prepare(ctx context.Context) error {
	v, _, err := ix.view()
	if err != nil {
		return err
	}
	defer v.close()
	if err := contained(func() error { return v.prepare(ctx, ix.location) }); err != nil {
		return fmt.Errorf("prepare the index for searches: %w", ix.suspect(ctx, v, err))
	}
	return nil
}

func (v *view) prepare(ctx context.Context, in *time.Location) error {
	for _, p := range v.parts {
		for _, f := range (Request{}).facets() {
			if _, err := p.column(ctx, f.field); err != nil {
				return err
			}
		}
		for _, f := range []query.Field{query.FieldTitle, query.FieldText} {
			if err := ctx.Err(); err != nil {
				return err
			}
			if _, err := p.surfaces(ctx, f.String()); err != nil {
				return err
			}
		}
	}
	_, err := v.everything(ctx, in)
	return err
}
