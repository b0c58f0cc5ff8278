package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// importOutlets watches the feeds of an OPML file. What is known by name already stays as it is.
func (a *App) importOutlets(ctx context.Context, file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return a.withRecord(ctx, true, func(cfg *config.Config, record *archive.Archive, _ *slog.Logger) error {
		outlets, err := config.ReadOPML(raw, a.lang, cfg.Location())
		var wrong config.Errors
		if errors.As(err, &wrong) {
			return err
		}
		if err != nil {
			return errors.New(a.text("main.opml_bad", file, err))
		}
		return a.takeIn(ctx, record, press.Watchlist{Outlets: outlets})
	})
}

// importWatchlist takes in the outlets, projects and digests of a YAML file, as those of the page.
func (a *App) importWatchlist(ctx context.Context, file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return a.withRecord(ctx, true, func(cfg *config.Config, record *archive.Archive, _ *slog.Logger) error {
		list, err := config.ReadWatchlist(file, raw, cfg.Language, cfg.Location())
		if err != nil {
			return err
		}
		return a.takeIn(ctx, record, list)
	})
}

// takeIn adds what is new and says how much that was.
func (a *App) takeIn(ctx context.Context, record *archive.Archive, list press.Watchlist) error {
	added, err := record.AddNew(ctx, list)
	if err == nil {
		_, err = fmt.Fprintln(a.Stdout, added.In(a.lang))
	}
	return err
}

// exportWatchlist prints everything that is watched and sent as a configuration file has it.
func (a *App) exportWatchlist(ctx context.Context) error {
	return a.withArchive(ctx, func(record *archive.Archive) error {
		list, err := record.Watchlist(ctx)
		if err != nil {
			return err
		}
		return config.WriteWatchlist(a.Stdout, list)
	})
}

// exportOutlets prints the outlets' feeds as OPML.
func (a *App) exportOutlets(ctx context.Context, record *archive.Archive) error {
	outlets, err := record.Outlets(ctx)
	if err != nil {
		return err
	}
	return config.WriteOPML(a.Stdout, outlets)
}
