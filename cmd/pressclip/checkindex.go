package main

import (
	"context"
	"errors"
	"fmt"

	"pressclip/index"
	"pressclip/internal/archive"
)

// checkIndex brings the index up to date and then holds every clipping against the archive.
func (a *App) checkIndex(ctx context.Context, record *archive.Archive, view *index.Index) error {
	if _, err := view.Follow(ctx, record); err != nil {
		return err
	}
	report, err := view.Check(ctx, record)
	if err != nil {
		return err
	}
	if report.Damage != nil {
		return errors.New(a.text("main.index_damaged", report.Damage))
	}
	if !report.Equal() {
		return errors.New(a.text("main.index_differs", len(report.Missing), len(report.Extra), len(report.Differing)))
	}
	_, err = fmt.Fprintln(a.Stdout, a.text("main.index_ok", report.Clippings))
	return err
}
