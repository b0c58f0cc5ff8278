package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/discover"
	"pressclip/internal/fetch"
	"pressclip/internal/identity"
	"pressclip/internal/pdf"
	"pressclip/internal/press"
	"pressclip/internal/visit"
	"pressclip/internal/web"
)

// newPage makes the page that these settings ask for the one that is served.
func (j *running) newPage(ctx context.Context, cfg *config.Config) error {
	if err := j.inviteFirst(ctx, cfg); err != nil {
		return err
	}
	desk, err := j.newDesk(cfg, j.record, j.log)
	if err != nil {
		return err
	}
	desk.Knock = j.mails
	handler, err := web.New(web.Options{
		Archive: j.record, Search: j.newSearch(cfg, j.record, j.view), Language: cfg.Language, Location: cfg.Location(),
		BaseURL: cfg.Web.BaseURL, Now: j.Now, Log: j.log, VisitNow: j.visitNow, LookBack: j.lookBack, ByHand: j.byHand, Hand: j.hand, Correct: j.correct, ReadPDF: readPDF, Discover: j.discover, Changed: j.watching.Knock, Metrics: []func(io.Writer){j.fetchFigures},
		Provider: provider(cfg.OIDC), Roles: cfg.OIDC.Roles, Admins: cfg.Admins(),
		SignIn: cfg.SignIn == "always", First: j.first, ProxyUser: cfg.Web.UserHeader, Proxies: cfg.Web.Proxies, ActsKept: time.Duration(cfg.Retention.Acts),
		Version: version(), Figures: j.figures, Desk: desk,
	})
	if err != nil {
		return err
	}
	j.desk.Store(desk)
	j.page.Store(&pageBox{handler})
	return nil
}

// provider is where people sign in besides; nil: nowhere.
func provider(o config.OIDC) *identity.Provider {
	if o.Issuer == "" {
		return nil
	}
	return &identity.Provider{Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.ClientSecret, Claim: o.Claim}
}

// mayListen says whether the page may be reached from outside: only if people have to sign in.
func (j *running) mayListen(ctx context.Context, cfg *config.Config) error {
	if cfg.Web.Loopback() {
		return nil
	}
	people, err := j.record.HasPeople(ctx)
	if err == nil && !people {
		err = j.usage("main.not_loopback", cfg.Web.Listen)
	}
	return err
}

// inviteFirst says where the first admin comes in, where nobody may see the page before.
func (j *running) inviteFirst(ctx context.Context, cfg *config.Config) error {
	people, err := j.record.HasPeople(ctx)
	if err != nil || people || cfg.SignIn != "always" && web.LocalOnly(cfg.Web.BaseURL) {
		return err
	}
	j.log.Warn(j.text("main.first_person", cmp.Or(cfg.Web.BaseURL, "http://"+cfg.Web.Listen)+web.FirstPath+j.first))
	return nil
}

// visitNow makes an outlet due and wakes the loop.
func (j *running) visitNow(ctx context.Context, outlet string) error {
	o, err := j.record.Outlet(ctx, outlet)
	if err != nil {
		return err
	}
	if err := j.record.SetDue(ctx, o.ID, j.Now()); err != nil {
		return err
	}
	j.visits.Knock()
	return nil
}

// lookBack has an outlet read back to a time, or all that are visited.
func (j *running) lookBack(ctx context.Context, outlet string, since time.Time) error {
	outlets, err := j.record.Outlets(ctx)
	if err != nil {
		return err
	}
	asked := false
	for _, o := range outlets {
		if outlet != "" && o.Name != outlet || outlet == "" && o.ByHand {
			continue
		}
		if err := j.record.AskLookBack(ctx, o.ID, since); err != nil {
			return err
		}
		asked = true
	}
	if !asked {
		return fmt.Errorf("outlet %q: %w", outlet, press.ErrNotFound)
	}
	j.visits.Knock()
	return nil
}

// discover looks where a site lists its articles and what these are, with the settings in force. Where the time is up before
// all of them are read, the others will do.
func (j *running) discover(ctx context.Context, address string) (discover.Report, error) {
	found, err := j.look(ctx, j.visitor.Load().Client, address)
	if found.Trials != nil && errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return found, err
}

// byHand has an article filed with the settings in force.
func (j *running) byHand(ctx context.Context, url string, want archive.ByHand) (archive.Filed, error) {
	defer j.follow.Knock()
	return j.visitor.Load().ByHand(ctx, url, want)
}

// hand has an article filed that somebody brings.
func (j *running) hand(ctx context.Context, h visit.Handed, want archive.ByHand) (archive.Filed, error) {
	defer j.follow.Knock()
	return j.visitor.Load().Hand(ctx, h, want)
}

// correct corrects what somebody brought.
func (j *running) correct(ctx context.Context, c press.Clipping, to visit.Corrected) (archive.Filed, error) {
	defer j.follow.Knock()
	return j.visitor.Load().Correct(ctx, c, to)
}

// readPDF reads a file that somebody brings, in a process of its own.
func readPDF(ctx context.Context, file []byte) (pdf.Document, error) {
	program, err := os.Executable()
	if err != nil {
		return pdf.Document{}, err
	}
	return pdf.Apart(ctx, program, file)
}

// fetchFigures writes what the fetcher counted since the start of the process, in the text format of Prometheus.
func (j *running) fetchFigures(w io.Writer) {
	s := j.fetched()
	counter := func(name, help string, n int64) {
		web.Family(w, name, web.Counter, help)
		fmt.Fprintf(w, "%s %d\n", name, n)
	}
	counter("pressclip_fetch_requests_total", "Requests sent, robots.txt and redirects included.", s.Requests)
	counter("pressclip_fetch_bytes_total", "Bytes of bodies received.", s.Bytes)
	counter("pressclip_fetch_not_modified_total", "Answers 304.", s.NotModified)
	if len(s.Faults) == 0 {
		return
	}
	web.Family(w, "pressclip_fetch_faults_total", web.Counter, "Faults of addresses, by code.")
	for _, code := range slices.Sorted(maps.Keys(s.Faults)) {
		fmt.Fprintf(w, "pressclip_fetch_faults_total{code=%q} %d\n", code, s.Faults[code])
	}
}

// fetched adds up what every client of this process has done.
func (j *running) fetched() fetch.Stats {
	j.clientsMu.Lock()
	defer j.clientsMu.Unlock()
	sum := fetch.Stats{Faults: map[press.FaultCode]int64{}}
	for _, c := range j.clients {
		s := c.Stats()
		sum.Requests, sum.Bytes, sum.NotModified = sum.Requests+s.Requests, sum.Bytes+s.Bytes, sum.NotModified+s.NotModified
		for code, n := range s.Faults {
			sum.Faults[code] += n
		}
	}
	return sum
}
