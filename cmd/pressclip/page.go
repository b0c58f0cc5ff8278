package main

import (
	"context"
	"fmt"
	"io"

	"pressclip/config"
	"pressclip/internal/web"
)

// newPage makes the page that these settings ask for the one that is served.
func (j *running) newPage(cfg *config.Config) error {
	handler, err := web.New(web.Options{
		Archive: j.record, Search: j.newSearch(cfg, j.record, j.view), Language: cfg.Language, Location: cfg.Location(),
		BaseURL: cfg.Web.BaseURL, Now: j.Now, Log: j.log, VisitNow: j.visitNow, Metrics: []func(io.Writer){j.fetchFigures},
	})
	if err != nil {
		return err
	}
	j.page.Store(&pageBox{handler})
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

// fetchFigures writes what the fetcher counted, in the text format of Prometheus.
func (j *running) fetchFigures(w io.Writer) {
	s := j.client.Load().Stats()
	fmt.Fprintf(w, "pressclip_fetch_requests_total %d\npressclip_fetch_bytes_total %d\npressclip_fetch_not_modified_total %d\n",
		s.Requests, s.Bytes, s.NotModified)
	for code, n := range s.Faults {
		fmt.Fprintf(w, "pressclip_fetch_faults_total{code=%q} %d\n", code, n)
	}
}
