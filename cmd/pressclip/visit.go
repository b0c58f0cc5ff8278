package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/search"
	"pressclip/internal/visit"
	"pressclip/internal/weburl"
)

func visitFlags(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	f.String("since", "", "")
	f.StringArray("warc", nil, "")
}

// hostPatience is how long `visit` waits for a host that another process is visiting: longer than a lease, so that a
// process that was killed is outwaited.
const hostPatience = 2 * visit.LeaseLength

// visit makes one round at the named outlets, or at all, and brings the index up to date.
func (a *App) visit(ctx context.Context, flags *pflag.FlagSet, names []string) error {
	return a.withRecord(ctx, true, func(cfg *config.Config, record *archive.Archive, log *slog.Logger) error {
		since, _ := flags.GetString("since")
		from, err := search.Day(since, cfg.Location())
		if err != nil {
			return a.usage("main.bad_day", since)
		}
		outlets, err := a.named(ctx, record, names)
		if err != nil {
			return err
		}
		recordings, _ := flags.GetStringArray("warc")
		asJSON, _ := flags.GetBool("json")
		ok, err := a.visitAll(ctx, cfg, record, outlets, from, recordings, asJSON)
		if err != nil {
			return err
		}
		if err := a.refileHere(ctx, record, asJSON); err != nil {
			return err
		}
		if err := a.refreshIndex(ctx, cfg, record, log); err != nil {
			return err
		}
		if !ok {
			return errSaid
		}
		return nil
	})
}

// named are the outlets of these names, or all that are visited.
func (a *App) named(ctx context.Context, record *archive.Archive, names []string) ([]press.Outlet, error) {
	if len(names) == 0 {
		outlets, err := record.Outlets(ctx)
		return slices.DeleteFunc(outlets, func(o press.Outlet) bool { return o.ByHand }), err
	}
	var outlets []press.Outlet
	for _, name := range names {
		o, err := record.Outlet(ctx, record.Today(ctx, archive.KindOutlet, name))
		if errors.Is(err, press.ErrNotFound) {
			return nil, a.usage("main.unknown_outlet", name)
		}
		if err != nil {
			return nil, err
		}
		if o.ByHand {
			return nil, a.usage("main.outlet_by_hand", name)
		}
		outlets = append(outlets, o)
	}
	return outlets, nil
}

// visitAll visits several outlets at once and prints each result. ok says that one of them could be visited, or that
// there was none to visit.
func (a *App) visitAll(ctx context.Context, cfg *config.Config, record *archive.Archive, outlets []press.Outlet, since time.Time, recordings []string, asJSON bool) (ok bool, failed error) {
	keywords, err := standing(ctx, record)
	if err != nil {
		return false, err
	}
	visitor := &visit.Visitor{
		Archive: record, Client: a.newClient(cfg), UserAgent: userAgent(cfg), Now: a.Now, Since: since, Eager: true,
		Keep: cfg.Retention.Unmatched != 0, Evidence: cfg.Evidence,
		Standing: keywords, Next: nextVisit(cfg.Location()), Location: cfg.Location(),
		Log: slog.New(slog.DiscardHandler),
	}
	bar := newProgress(a.Stderr, asJSON)
	defer bar.clear()
	if len(recordings) > 0 {
		reading := &readingRecordings{App: a, bar: bar, quiet: asJSON}
		taken, err := visitor.ReadRecordings(ctx, outlets, recordings, min(runtime.GOMAXPROCS(0), cfg.Crawler.VisitsAtOnce), reading.read)
		if err != nil {
			return false, err
		}
		defer func() { failed = errors.Join(failed, reading.sum(taken)) }()
	}
	show := bar.show
	if !since.IsZero() && !asJSON {
		back := &lookingBack{App: a, bar: bar}
		visitor.Looking, show = back.told, back.read
	}
	var (
		mu   sync.Mutex
		errs []error
		wg   sync.WaitGroup
		free = make(chan struct{}, cfg.Crawler.VisitsAtOnce)
	)
	for _, neighbours := range byHost(outlets) {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			for _, o := range neighbours {
				report, err := visitOne(ctx, visitor, o, len(recordings) > 0, show)
				mu.Lock()
				bar.clear()
				if err == nil {
					err = a.printVisit(report, asJSON)
				}
				errs = append(errs, err)
				ok = ok || report.OK
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return ok || len(outlets) == 0, errors.Join(errs...)
}

// byHost puts outlets of one host together, which can only be visited one after the other.
func byHost(outlets []press.Outlet) [][]press.Outlet {
	var groups [][]press.Outlet
	at := map[string]int{}
	for _, o := range outlets {
		host := weburl.Host(o.Address())
		i, seen := at[host]
		if !seen {
			i, at[host] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], o)
	}
	return groups
}

// visitOne waits a little for the host of the outlet, then visits it, or files what was recorded of it, unless another
// process does.
func visitOne(ctx context.Context, v *visit.Visitor, o press.Outlet, recorded bool, show visit.Progress) (press.Visit, error) {
	started, left := v.Now(), -1
	for waiting := started; ; {
		if recorded {
			n, err := v.Archive.RecordedLeft(ctx, o.ID)
			if err != nil || n == 0 {
				return press.Visit{Outlet: o.Name, OK: err == nil, Started: started, Ended: v.Now()}, err
			}
			if n != left { // somebody gets on with it
				waiting, left = v.Now(), n
			}
		}
		claimed, free, err := v.Archive.ClaimOutlet(ctx, o.ID, visit.LeaseLength)
		switch {
		case err != nil:
			return press.Visit{Outlet: o.Name}, err
		case free && recorded:
			return v.FileRecorded(ctx, claimed, show)
		case free:
			return v.Visit(ctx, claimed, show)
		case v.Now().Sub(waiting) > hostPatience:
			busy := press.Fault{Code: press.FaultBusy, URL: o.URL}
			return press.Visit{Outlet: o.Name, Started: started, Ended: v.Now(), Faults: []press.Fault{busy}}, nil
		}
		select {
		case <-ctx.Done():
			return press.Visit{Outlet: o.Name}, ctx.Err()
		case <-time.After(time.Second / 4):
		}
	}
}

// visitLine is the result of a visit as --json prints it.
type visitLine struct {
	Outlet     string   `json:"outlet"`
	OK         bool     `json:"ok"`
	Found      int      `json:"found"`
	New        int      `json:"new"`
	Clipped    int      `json:"clipped"`
	Skipped    int      `json:"skipped"`
	Failed     int      `json:"failed"`
	Errors     []string `json:"errors"`
	DurationMS int64    `json:"duration_ms"`
}

func (a *App) printVisit(v press.Visit, asJSON bool) error {
	line := visitLine{
		Outlet: v.Outlet, OK: v.OK, Found: v.Found, New: v.New, Clipped: v.Clipped, Skipped: v.Skipped,
		Failed: v.Failed, Errors: []string{}, DurationMS: v.Ended.Sub(v.Started).Milliseconds(),
	}
	for _, f := range v.Faults {
		line.Errors = append(line.Errors, a.faultAt(f))
	}
	if asJSON {
		return a.printJSON(line)
	}
	key := "main.visited"
	if !v.OK {
		key = "main.not_visited"
	}
	fmt.Fprintln(a.Stdout, a.text(key, v.Outlet, v.New, v.Clipped, v.Found, v.Failed))
	for _, e := range line.Errors {
		fmt.Fprintln(a.Stdout, "  "+e)
	}
	return nil
}

// faultAt is the fault in words and what to do about it, after the address it is about.
func (a *App) faultAt(f press.Fault) string {
	words := locale.FaultAndRemedy(a.lang, string(f.Code), f.Status, f.Until, a.Now().In(a.location()))
	if f.URL == "" {
		return words
	}
	return f.URL + ": " + words
}

// refreshIndex brings the index up to date: that of the running process, if there is one, else our own.
func (a *App) refreshIndex(ctx context.Context, cfg *config.Config, record *archive.Archive, log *slog.Logger) error {
	if done, err := a.askToFollow(ctx); done {
		return err
	}
	view, err := a.openIndex(ctx, cfg, log)
	if errors.Is(err, index.ErrLocked) {
		return nil // whoever has it follows the archive
	}
	if err != nil {
		return err
	}
	return errors.Join(followAndForget(ctx, record, view), view.Close())
}

// progress draws one line on a terminal and nothing elsewhere.
type progress struct {
	mu    sync.Mutex
	out   io.Writer
	drawn bool
}

func newProgress(out io.Writer, quiet bool) *progress {
	if f, ok := out.(*os.File); ok && !quiet {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &progress{out: out}
		}
	}
	return &progress{}
}

func (p *progress) show(outlet string, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out == nil {
		return
	}
	const width = 24
	full := width
	if total > 0 {
		full = width * done / total
	}
	fmt.Fprintf(p.out, "\r\x1b[K%-*.*s %d/%d %s", width, full, "████████████████████████", done, total, outlet)
	p.drawn = true
}

func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.drawn = false
	}
}
