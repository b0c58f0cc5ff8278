package main

import (
	"context"
	"log/slog"
	"time"

	"pressclip/config"
	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/fetch"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
	"pressclip/internal/search"
)

// The names in the data directory.
const (
	archiveFile = "archive.db"
	indexDir    = "index"
	lockFile    = "lock"
	socketFile  = "pressclip.sock"
)

// openArchive opens the record that the settings name.
func (a *App) openArchive(ctx context.Context, cfg *config.Config, log *slog.Logger) (*archive.Archive, error) {
	o, err := a.archiveOptions(cfg, log)
	if err != nil {
		return nil, err
	}
	return archive.Open(ctx, o)
}

// withRecord opens the archive that the settings name for as long as do runs. If watch is true, what the configuration
// watches is written into it first.
func (a *App) withRecord(ctx context.Context, watch bool, do func(*config.Config, *archive.Archive, *slog.Logger) error) error {
	cfg, written, err := a.settings()
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
	if watch {
		if _, err := syncWatchlist(ctx, record, cfg, written); err != nil {
			return err
		}
	}
	return do(cfg, record, log)
}

// syncWatchlist writes what the configuration file watches into the archive; where there is no file, a new archive
// gets the built-in example as entries of the page. It reports whether it did the latter.
func syncWatchlist(ctx context.Context, a *archive.Archive, cfg *config.Config, written bool) (adopted bool, err error) {
	if written {
		return false, a.SyncFile(ctx, cfg.Watchlist())
	}
	return a.Adopt(ctx, cfg.Watchlist())
}

// openIndex opens the searchable view. It fails with index.ErrLocked while another process has it.
func (a *App) openIndex(ctx context.Context, cfg *config.Config, log *slog.Logger) (*index.Index, error) {
	dir, err := a.data(indexDir)
	if err != nil {
		return nil, err
	}
	return index.Open(ctx, index.Options{Dir: dir, Location: cfg.Location(), Log: log, Now: a.Now})
}

func (a *App) newSearch(cfg *config.Config, record *archive.Archive, view *index.Index) *search.Search {
	return &search.Search{Index: view, Archive: record, Location: cfg.Location(), Words: cfg.ExtractWords, Now: a.Now}
}

func userAgent(cfg *config.Config) string {
	return fetch.UserAgent(version(), cfg.Web.BaseURL, cfg.Crawler.Contact)
}

func (a *App) newClient(cfg *config.Config) *fetch.Client {
	return fetch.New(fetch.Options{
		UserAgent: userAgent(cfg), Delay: cfg.Crawler.Delay, AllowNetworks: cfg.Crawler.AllowNetworks, Now: a.Now,
		Wire: cfg.Evidence,
	})
}

// usualRhythm is how often outlets without a schedule of their own are visited.
const usualRhythm = 30 * time.Minute

// nextVisit is when an outlet is due after a visit that ended at t.
func nextVisit(loc *time.Location) func(press.Outlet, time.Time) time.Time {
	return func(o press.Outlet, t time.Time) time.Time {
		if s, err := schedule.Parse(o.Schedule, loc); err == nil {
			if next := s.Next(t); !next.IsZero() {
				return next
			}
		}
		return t.Add(usualRhythm)
	}
}

// standing compiles the keywords of the projects that the archive holds.
func standing(ctx context.Context, a *archive.Archive) (*match.Standing, error) {
	projects, err := a.Projects(ctx)
	if err != nil {
		return nil, err
	}
	return match.NewStanding(projects)
}
