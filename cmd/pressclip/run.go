package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/digest"
	"pressclip/internal/fetch"
	"pressclip/internal/match"
	"pressclip/internal/schedule"
	"pressclip/internal/visit"
	"pressclip/internal/web"
)

// visitBudget bounds one visit of the main job, so that a large outlet does not hold a place for hours.
const visitBudget = 10 * time.Minute

// running is the main job while it runs: what stays from start to end.
type running struct {
	*App
	log    *slog.Logger
	record *archive.Archive
	view   *index.Index

	visits   *schedule.Knock // something was made due
	follow   *schedule.Knock // something was filed
	mails    *schedule.Knock // a mail is to be sent
	refile   *schedule.Knock // keywords were added
	watching *schedule.Knock // the watchlist was changed
	taking   sync.Mutex      // held while it is taken up
	followed sync.Mutex      // held while the index follows
	keywords *match.Standing
	figures  *web.Figures
	first    string // opens the address at which the first admin comes in
	desk     atomic.Pointer[digest.Desk]
	visitor  atomic.Pointer[visit.Visitor] // of the configuration in force

	clientsMu sync.Mutex
	clients   []*fetch.Client // one for each reading of the configuration
	page      atomic.Pointer[pageBox]
}

// run is the main job: it visits what is due, keeps the index and serves the page until ctx ends.
func (a *App) run(ctx context.Context, _ *pflag.FlagSet, args []string) error {
	if len(args) > 0 {
		return a.usage("main.run_args")
	}
	cfg, written, err := a.settings()
	if err != nil {
		return err
	}
	return a.work(ctx, cfg, written, nil)
}

// beside is what a command does beside the main job: it is called when the page is served, and ends when ctx does.
type beside func(ctx context.Context, j *running, page string)

// work is the main job with these settings. written says that they come from a file; with may be nil.
func (a *App) work(ctx context.Context, cfg *config.Config, written bool, with beside) error {
	log, err := a.logger(slog.LevelInfo)
	if err != nil {
		return err
	}
	unlock, err := a.lock()
	if err != nil {
		return err
	}
	defer unlock()
	engine, _, _ := strings.Cut(cfg.Archive, ":")
	log.Info(a.text("main.started", version(), a.dataDir, engine))
	j := &running{
		App: a, log: log, visits: schedule.NewKnock(a.Now), follow: schedule.NewKnock(a.Now), mails: schedule.NewKnock(a.Now), refile: schedule.NewKnock(a.Now), watching: schedule.NewKnock(a.Now),
		figures: web.NewFigures(),
		first:   rand.Text(),
	}
	if j.keywords, err = match.NewStanding(nil); err != nil {
		return err
	}
	if j.record, err = a.openArchive(ctx, cfg, log); err != nil {
		return err
	}
	defer j.record.Close()
	if err := j.mayListen(ctx, cfg); err != nil {
		return err
	}
	if err := j.adopt(ctx, cfg, written); err != nil {
		return err
	}
	if j.view, err = a.openIndex(ctx, cfg, log); err != nil {
		return err
	}
	defer j.view.Close()
	return j.serve(ctx, cfg, with)
}

// lock holds the data directory, so that a second `run` on it says so and stops.
func (a *App) lock() (unlock func(), err error) {
	path, err := a.data(lockFile)
	if err != nil {
		return nil, err
	}
	l := flock.New(path)
	held, err := l.TryLock()
	if err != nil {
		return nil, &unwritable{a.dataDir, err}
	}
	if !held {
		return nil, errors.New(a.text("main.locked", a.dataDir))
	}
	return func() { _ = l.Unlock() }, nil
}

// adopt writes the configuration into the archive, and compiles what keywords are new.
func (j *running) adopt(ctx context.Context, cfg *config.Config, written bool) error {
	adopted, err := syncWatchlist(ctx, j.record, cfg, written)
	if err != nil {
		return err
	}
	if adopted {
		j.log.Info(j.text("main.adopted", j.amount(cfg)))
	}
	return j.takeUp(ctx)
}

// serve listens first, so that the page says what goes on while the rest begins, and ends in the opposite order.
func (j *running) serve(ctx context.Context, cfg *config.Config, with beside) error {
	public, err := net.Listen("tcp", cfg.Web.Listen)
	if err != nil {
		return errors.New(j.text("main.no_listen", cfg.Web.Listen, err))
	}
	socket, err := j.listenSocket()
	if err != nil {
		return errors.Join(err, public.Close())
	}
	j.visitor.Store(j.newVisitor(cfg))
	if err := j.newPage(ctx, cfg); err != nil {
		return errors.Join(err, public.Close(), socket.Close())
	}
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { j.page.Load().ServeHTTP(w, r) })
	servers := []*server{newServer(answer), newServer(local(j.withErrands(answer)))}
	var work sync.WaitGroup
	for i, l := range []net.Listener{public, socket} {
		work.Go(func() {
			if err := servers[i].Serve(l); !errors.Is(err, http.ErrServerClosed) {
				j.log.Error("the page is no longer served", "error", err)
			}
		})
	}
	page := "http://" + public.Addr().String() + "/"
	j.log.Info(j.text("main.page_at", page))
	debug.FreeOSMemory() // what only the start took
	work.Go(func() { j.keepFollowing(ctx) })
	work.Go(func() { j.keepRefiling(ctx) })
	work.Go(func() { j.keepWatching(ctx) })
	if with != nil {
		work.Go(func() { with(ctx, j, page) })
	}
	j.visitUntil(ctx, cfg)
	j.log.Info(j.text("main.stopping"))
	last, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	for _, s := range servers {
		s.stop(last)
	}
	work.Wait()
	return nil
}

// pageBox lets handlers of any type be exchanged.
type pageBox struct{ http.Handler }

// visitUntil runs the visits until ctx ends, with new settings after every SIGHUP.
func (j *running) visitUntil(ctx context.Context, cfg *config.Config) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	for ctx.Err() == nil {
		round, stop := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() {
			defer close(done)
			var jobs sync.WaitGroup
			jobs.Go(func() { j.scheduledBackups(round, cfg, j.record, j.log) })
			jobs.Go(func() { j.keepClean(round, cfg) })
			jobs.Go(func() { j.tellStories(round, cfg) })
			jobs.Go(func() { j.tellTroubles(round, cfg) })
			jobs.Go(func() { j.desk.Load().Run(round) })
			j.loop(cfg).Run(round)
			jobs.Wait()
		}()
		next := cfg
		for next == cfg && ctx.Err() == nil {
			select {
			case <-ctx.Done():
			case <-hup:
				next = j.reload(ctx, cfg)
			}
		}
		stop()
		<-done
		cfg = next
	}
}

// reload reads the configuration again. What is wrong with it is said and leaves everything as it was.
func (j *running) reload(ctx context.Context, old *config.Config) *config.Config {
	cfg, written, err := j.settings()
	if err == nil {
		err = j.mayListen(ctx, cfg)
	}
	if err == nil {
		err = j.adopt(ctx, cfg, written)
	}
	if err == nil {
		err = j.newPage(ctx, cfg)
	}
	if err != nil {
		j.log.Error(j.text("main.not_reloaded"), "error", err)
		return old
	}
	j.visitor.Store(j.newVisitor(cfg))
	if cfg.Archive != old.Archive || cfg.Web.Listen != old.Web.Listen || cfg.Timezone != old.Timezone {
		j.log.Warn(j.text("main.needs_restart"))
	}
	j.log.Info(j.text("main.reloaded", j.amount(cfg)))
	return cfg
}

// newVisitor makes visits with these settings.
func (j *running) newVisitor(cfg *config.Config) *visit.Visitor {
	client := j.newClient(cfg)
	j.clientsMu.Lock()
	j.clients = append(j.clients, client)
	j.clientsMu.Unlock()
	return &visit.Visitor{
		Archive: j.record, Client: client, UserAgent: userAgent(cfg), Standing: j.keywords,
		Next: nextVisit(cfg.Location()), Location: cfg.Location(), Now: j.Now, Log: j.log, Budget: visitBudget,
		Keep: cfg.Retention.Unmatched != 0, Evidence: cfg.Evidence,
	}
}

func (j *running) loop(cfg *config.Config) *visit.Loop {
	reach := &reach{job: j, failed: map[string]string{}}
	return &visit.Loop{
		Visitor: j.visitor.Load(),
		AtOnce:  cfg.Crawler.VisitsAtOnce, Knock: j.visits, Filed: reach.visited,
	}
}
