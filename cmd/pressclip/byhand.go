package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/visit"
	"pressclip/internal/weburl"
)

// fileByHand files articles in a project because somebody wants them there, and brings the index up to date.
func (a *App) fileByHand(ctx context.Context, project string, addresses []string) error {
	return a.withRecord(ctx, true, func(cfg *config.Config, record *archive.Archive, log *slog.Logger) error {
		project = record.Today(ctx, archive.KindProject, project)
		if _, err := record.Project(ctx, project); errors.Is(err, press.ErrNotFound) {
			return a.usage("main.unknown_project", project)
		} else if err != nil {
			return err
		}
		keywords, err := standing(ctx, record)
		if err != nil {
			return err
		}
		visitor := &visit.Visitor{
			Archive: record, Client: a.newClient(cfg), UserAgent: userAgent(cfg), Now: a.Now, Standing: keywords,
			Next: nextVisit(cfg.Location()), Evidence: cfg.Evidence, Log: slog.New(slog.DiscardHandler),
		}
		for _, address := range addresses {
			if err := a.fileOne(ctx, visitor, address, project); err != nil {
				return err
			}
		}
		return a.refreshIndex(ctx, cfg, record, log)
	})
}

// fileOne waits a little for the outlet's host, as a visit does.
func (a *App) fileOne(ctx context.Context, v *visit.Visitor, address, project string) error {
	started := v.Now()
	for {
		_, err := v.ByHand(ctx, address, archive.ByHand{Project: project})
		var fault *press.Fault
		switch {
		case errors.Is(err, weburl.ErrAddress):
			return a.usage("main.why_address", address)
		case errors.Is(err, press.ErrNotFound), errors.Is(err, press.ErrConflict):
			return errors.New(a.text("main.not_filed", address))
		case !errors.As(err, &fault):
			return err
		case fault.Code != press.FaultBusy || v.Now().Sub(started) > hostPatience:
			return errors.New(a.faultAt(*fault))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second / 4):
		}
	}
}
