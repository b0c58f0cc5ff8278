package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"pressclip/index"
	"pressclip/internal/archive"
)

// indexReport is what came of holding the index against the archive.
type indexReport struct {
	Clippings int
	Missing   int
	Extra     int
	Differing int
	Damage    string
}

// checkIndex brings the index up to date and then holds every clipping against the archive.
func checkIndex(ctx context.Context, record *archive.Archive, view *index.Index) (indexReport, error) {
	if _, err := view.Follow(ctx, record); err != nil {
		return indexReport{}, err
	}
	found, err := view.Check(ctx, record)
	report := indexReport{
		Clippings: found.Clippings, Missing: len(found.Missing), Extra: len(found.Extra), Differing: len(found.Differing),
	}
	if found.Damage != nil {
		report.Damage = found.Damage.Error()
	}
	return report, err
}

// indexCheck has the running process check its index, or checks it where there is none.
func (a *App) indexCheck(ctx context.Context) error {
	var report indexReport
	running, err := a.ask(ctx, http.MethodPost, errandCheck, nil, &report)
	if !running {
		err = a.withIndex(ctx, func(record *archive.Archive, view *index.Index) error {
			report, err = checkIndex(ctx, record, view)
			return err
		})
	}
	switch {
	case err != nil:
		return err
	case report.Damage != "":
		return errors.New(a.text("main.index_damaged", report.Damage))
	case report.Missing+report.Extra+report.Differing > 0:
		return errors.New(a.text("main.index_differs", report.Missing, report.Extra, report.Differing))
	}
	_, err = fmt.Fprintln(a.Stdout, a.text("main.index_ok", report.Clippings))
	return err
}
