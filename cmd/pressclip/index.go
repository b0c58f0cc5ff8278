package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/pflag"

	"pressclip/index"
	"pressclip/internal/archive"
)

// index holds the index against the archive, or builds it anew.
func (a *App) index(ctx context.Context, _ *pflag.FlagSet, args []string) error {
	if len(args) != 1 || args[0] != "check" && args[0] != "rebuild" {
		return a.usage("main.index_args")
	}
	cfg, _, err := a.settings()
	if err != nil {
		return err
	}
	log, err := a.logger(slog.LevelWarn)
	if err != nil {
		return err
	}
	record, err := a.openArchive(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer record.Close()
	view, err := a.openIndex(ctx, cfg, log)
	if err != nil {
		return err
	}
	work := a.checkIndex
	if args[0] == "rebuild" {
		work = a.rebuildIndex
	}
	return errors.Join(work(ctx, record, view), view.Close())
}

func (a *App) rebuildIndex(ctx context.Context, record *archive.Archive, view *index.Index) error {
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
}
