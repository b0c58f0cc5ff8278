package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/discover"
	"pressclip/internal/fetch"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

func outletsFlags(f *pflag.FlagSet) {
	jsonFlag(f)
	f.Bool("proposed", false, "")
}

// outlets lists the outlets with their last visit, or carries out one of its own words.
func (a *App) outlets(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	asJSON, _ := flags.GetBool("json")
	proposed, _ := flags.GetBool("proposed")
	switch {
	case proposed && len(args) == 0:
		return a.withArchive(ctx, func(record *archive.Archive) error { return a.proposeOutlets(ctx, record, asJSON) })
	case proposed:
		return a.usage("main.outlets_args")
	case len(args) == 0:
		return a.withArchive(ctx, func(record *archive.Archive) error { return a.listOutlets(ctx, record, asJSON) })
	}
	switch word, rest := args[0], args[1:]; {
	case word == "check" && len(rest) > 0:
		return a.checkOutlets(ctx, rest, asJSON)
	case word == "add" && len(rest) == 1:
		return a.withArchive(ctx, func(record *archive.Archive) error { return a.addOutlet(ctx, record, rest[0]) })
	case word == "import" && len(rest) == 1:
		return a.importOutlets(ctx, rest[0])
	case word == "export" && len(rest) == 0:
		return a.withArchive(ctx, func(record *archive.Archive) error { return a.exportOutlets(ctx, record) })
	}
	return a.usage("main.outlets_args")
}

// withArchive is withRecord for what needs nothing but the archive with its watchlist.
func (a *App) withArchive(ctx context.Context, do func(*archive.Archive) error) error {
	return a.withRecord(ctx, true, func(_ *config.Config, record *archive.Archive, _ *slog.Logger) error { return do(record) })
}

func (a *App) listOutlets(ctx context.Context, record *archive.Archive, asJSON bool) error {
	lines, err := record.OutletLines(ctx, a.lang, a.Now().In(a.location()))
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := a.printOutlet(l, asJSON); err != nil {
			return err
		}
	}
	if asJSON {
		return nil
	}
	return a.proposeOutlets(ctx, record, false)
}

// strangerLine is a site that clippings come from and that is not watched, as --proposed --json prints it.
type strangerLine struct {
	Name      string `json:"name"`
	URL       string `json:"url"`
	Clippings int    `json:"clippings"` // of the last 30 days
}

// proposeOutlets names sites that clippings come from and that are not watched.
func (a *App) proposeOutlets(ctx context.Context, record *archive.Archive, asJSON bool) error {
	strangers, err := record.Strangers(ctx, a.Now().Add(-archive.StrangersFor))
	for _, s := range strangers {
		if asJSON {
			err = errors.Join(err, a.printJSON(strangerLine{s.Name, s.URL, s.Clippings}))
			continue
		}
		fmt.Fprintln(a.Stdout, locale.Count(a.lang, "main.stranger", s.Clippings, s.Name, s.URL))
	}
	return err
}

func (a *App) printOutlet(l archive.OutletLine, asJSON bool) error {
	if asJSON {
		return a.printJSON(l)
	}
	state := a.text("main.never_visited")
	if l.ByHand {
		state = a.text("main.by_hand")
	}
	if l.OK != nil {
		key := "main.last_visit_ok"
		if !*l.OK {
			key = "main.last_visit_failed"
		}
		state = a.text(key, locale.When(a.lang, *l.LastVisit, a.Now().In(a.location())))
	}
	fmt.Fprintf(a.Stdout, "%s\n  %s\n  %s\n  %s\n", l.Name, l.URL, state,
		a.text("main.outlet_figures", l.Read, l.Clippings, l.Pending))
	for _, f := range l.Health.Findings {
		fmt.Fprintf(a.Stdout, "  ! %s\n    %s\n", f.Text, f.Advice)
	}
	if l.LookBack != nil {
		fmt.Fprintf(a.Stdout, "  %s\n", l.LookBack.Text)
	}
	for _, e := range l.Errors {
		fmt.Fprintln(a.Stdout, "  "+e)
	}
	return nil
}

// report asks a site for the places where it lists its articles.
func (a *App) report(ctx context.Context, client *fetch.Client, url string) (discover.Report, error) {
	return discover.Site(ctx, client.Over(fetch.NewMemory()), url, a.Now())
}

// look asks a site as report does, and reads some of its articles: Trials is nil if it did not come to that.
func (a *App) look(ctx context.Context, client *fetch.Client, url string) (discover.Report, error) {
	web := client.Over(fetch.NewMemory())
	found, err := discover.Site(ctx, web, url, a.Now())
	if err == nil {
		err = found.Try(ctx, web)
	}
	return found, err
}

func (a *App) checkOutlets(ctx context.Context, urls []string, asJSON bool) error {
	cfg, _, err := a.settings()
	if err != nil {
		return err
	}
	client := a.newClient(cfg)
	var errs []error
	for _, u := range urls {
		found, err := a.look(ctx, client, u)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if found.Fault != nil {
			errs = append(errs, errSaid)
		}
		if err := a.printReport(found, asJSON); err != nil {
			return err
		}
	}
	return errors.Join(errs...)
}

func (a *App) printReport(found discover.Report, asJSON bool) error {
	worded := found.In(a.lang, a.Now().In(a.location()))
	if asJSON {
		return a.printJSON(worded)
	}
	fmt.Fprintln(a.Stdout, strings.TrimSpace(found.Name+" "+found.URL))
	for _, f := range found.Feeds {
		fmt.Fprintf(a.Stdout, "  %s  %s (%d)\n", a.text("main.feed"), f.URL, f.Entries)
	}
	for _, s := range found.Sitemaps {
		key := "main.sitemap"
		if s.News {
			key = "main.news_sitemap"
		}
		fmt.Fprintf(a.Stdout, "  %s  %s (%d)\n", a.text(key), s.URL, s.Entries)
	}
	for _, s := range found.Sections {
		fmt.Fprintf(a.Stdout, "  %s  %s\n", a.text("main.section"), s)
	}
	for _, s := range found.Trials {
		a.printTrial(s)
	}
	for _, p := range worded.Problems {
		fmt.Fprintln(a.Stdout, "  "+p)
	}
	return nil
}

// printTrial shows what was read of an article, or why nothing was.
func (a *App) printTrial(t discover.Trial) {
	fmt.Fprintf(a.Stdout, "  %s  %s\n", a.text("main.sample"), t.URL)
	if f := t.Fault; f != nil {
		fmt.Fprintf(a.Stdout, "    ! %s\n", a.faultAt(press.Fault{Code: f.Code, Status: f.Status, Until: f.Until}))
		return
	}
	about := []string{locale.Count(a.lang, "main.sample.words", t.Words)}
	if t.WordsTold > t.Words {
		about[0] = a.text("main.sample.of", locale.Number(a.lang, t.WordsTold), locale.Number(a.lang, t.Words))
	}
	if t.Paywalled != nil && *t.Paywalled {
		about = append(about, a.text("main.paywalled"))
	}
	if !t.Published.IsZero() {
		about = append([]string{locale.DateTime(a.lang, t.Published, a.Now().In(a.location()))}, about...)
	}
	if len(t.Authors) > 0 {
		about = append([]string{strings.Join(t.Authors, ", ")}, about...)
	}
	fmt.Fprintf(a.Stdout, "    %s\n    %s\n", t.Title, strings.Join(about, " · "))
}

// addOutlet watches a site by its address alone: its front page is crawled unless it says of feeds or news sitemaps.
func (a *App) addOutlet(ctx context.Context, record *archive.Archive, url string) error {
	cfg, _, err := a.settings()
	if err != nil {
		return err
	}
	found, err := a.report(ctx, a.newClient(cfg), url)
	if err != nil {
		return err
	}
	if found.Fault != nil {
		return found.Fault
	}
	o := found.Outlet()
	if _, err := record.AddOutlet(ctx, o); errors.Is(err, press.ErrConflict) {
		return errors.New(a.text("main.outlet_known", o.Name))
	} else if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Stdout, a.text("main.outlet_added", o.Name, len(o.Feeds), len(o.Sitemaps)))
	return err
}
