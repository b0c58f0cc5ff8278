package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/index"
	"pressclip/internal/archive"
)

// index holds the index against the archive, or builds it anew.
func (a *App) index(ctx context.Context, _ *pflag.FlagSet, args []string) error {
	switch {
	case len(args) == 1 && args[0] == "check":
		return a.indexCheck(ctx)
	case len(args) == 1 && args[0] == "rebuild":
		return a.indexRebuild(ctx)
	}
	return a.usage("main.index_args")
}

// withIndex opens archive and index for a command that has both for itself.
func (a *App) withIndex(ctx context.Context, do func(*archive.Archive, *index.Index) error) error {
	return a.withRecord(ctx, false, func(cfg *config.Config, record *archive.Archive, log *slog.Logger) error {
		view, err := a.openIndex(ctx, cfg, log)
		if err != nil {
			return err
		}
		return errors.Join(do(record, view), view.Close())
	})
}

// indexRebuild holds the lock of the data directory, so that no `run` begins meanwhile.
func (a *App) indexRebuild(ctx context.Context) error {
	unlock, err := a.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return a.withIndex(ctx, func(record *archive.Archive, view *index.Index) error {
		bar := newProgress(a.Stderr, false)
		defer bar.clear()
		err := view.Rebuild(ctx, record, func(done, total int64) {
			bar.show(a.text("main.rebuilding"), int(done), int(total))
		})
		if err != nil {
			return err
		}
		bar.clear()
		_, err = fmt.Fprintln(a.Stdout, a.text("main.index_rebuilt"))
		return err
	})
}
