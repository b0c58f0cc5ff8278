// Package web is the page and the API: it shows what the archive holds, answers searches, and takes verdicts and
// wishes for visits. It never fetches, files or composes anything itself, and what comes from crawled pages never
// reaches a reader unescaped.
package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/digest"
	"pressclip/internal/discover"
	"pressclip/internal/search"
)

// Options are what the page needs. Archive, Search and Log must be set.
type Options struct {
	Archive  *archive.Archive
	Search   *search.Search
	Language string         // where the browser asks for none; German, if empty
	Location *time.Location // in which days begin; UTC, if nil
	BaseURL  string         // the page's own address, as configured; may be empty
	Now      func() time.Time
	Log      *slog.Logger
	// VisitNow has an outlet visited as soon as its host allows; it does not wait for the visit. The error wraps
	// press.ErrNotFound if no outlet of this name is watched.
	VisitNow func(ctx context.Context, outlet string) error
	// ByHand files the article at an address in a project, whether a keyword finds it or not; see visit.Visitor.ByHand.
	// nil: it is not offered.
	ByHand func(ctx context.Context, url string, want archive.ByHand) (archive.Filed, error)
	// Discover looks where a site lists its articles; nil: it is not offered. It is asked only when somebody wants it.
	Discover func(ctx context.Context, address string) (discover.Report, error)
	// Changed is told when the page has changed what is watched and sent; may be nil.
	Changed func()
	// Desk previews digests and sends tests of them; nil: neither is offered.
	Desk *digest.Desk
	// Version is that of the program, for /metrics.
	Version string
	// Figures counts requests; nil: the page makes its own. Hand in the same again for the page that replaces this one.
	Figures *Figures
	// Metrics write further figures to /metrics, in the text format of Prometheus, each family begun by Family.
	Metrics []func(io.Writer)
}

// site answers requests. It does not change once New has made it.
type site struct {
	opts   Options
	pages  pages
	assets *assets
	tally  *Figures
}

// New makes the handler of all addresses of the page. It may be used by any number of goroutines. An error means that
// the program was built from broken files.
func New(o Options) (http.Handler, error) {
	if o.Archive == nil || o.Search == nil || o.Log == nil {
		return nil, errors.New("web needs an archive, a search and a log")
	}
	return newSite(o)
}

func newSite(o Options) (http.Handler, error) {
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Figures == nil {
		o.Figures = NewFigures()
	}
	o.Figures.begin(o.Now())
	files, err := readAssets()
	if err != nil {
		return nil, fmt.Errorf("read static files: %w", err)
	}
	all, err := parsePages(files)
	if err != nil {
		return nil, err
	}
	s := &site{opts: o, pages: all, assets: files, tally: o.Figures}
	return s.guard(s.routes()), nil
}

// routes are the addresses. Those that carry no data answer everybody, and so do the one that mails lead to, press lists,
// which are there to be read by everybody, and feeds to whoever knows their token; the others only where localOnly
// allows it.
func (s *site) routes() http.Handler {
	inside := http.NewServeMux()
	inside.HandleFunc("GET /{$}", s.inbox)
	inside.HandleFunc("GET /search", s.search)
	inside.HandleFunc("GET /print", s.pressReview)
	inside.HandleFunc("GET /clippings/{id}", s.clipping)
	inside.HandleFunc("GET /clippings/{id}/evidence.warc.gz", s.evidenceFile)
	inside.HandleFunc("GET /clippings/{id}/evidence.sha256", s.evidenceSums)
	inside.HandleFunc("POST /clippings/{id}/review", s.review)
	inside.HandleFunc("POST /clippings/{id}/story", s.regroup)
	inside.HandleFunc("GET /projects", s.projects)
	inside.HandleFunc("GET /projects/{name}", s.project)
	inside.HandleFunc("POST /projects/{name}/alerts/{do}", s.alertDo)
	inside.HandleFunc("POST /projects/{name}/press/{do}", s.pressDo)
	inside.HandleFunc("POST /projects/{name}/feed/{do}", s.feedDo)
	inside.HandleFunc("GET /searches", s.searches)
	inside.HandleFunc("POST /searches/{do}", s.searchesDo)
	inside.HandleFunc("GET /try", s.try)
	inside.HandleFunc("GET /outlets", s.outlets)
	inside.HandleFunc("POST /outlets/visit", s.visitNow)
	s.makingRoutes(inside)
	inside.HandleFunc("GET /why", s.why)
	inside.HandleFunc("POST /why/file", s.fileByHand)
	inside.HandleFunc("GET /digests", s.digests)
	inside.HandleFunc("GET /digests/{name}", s.oneDigest)
	inside.HandleFunc("GET /digests/{name}/mail", s.digestMail)
	inside.HandleFunc("POST /digests/{name}/{do}", s.digestDo)
	inside.HandleFunc("GET /api/v1/search", s.apiSearch)
	inside.HandleFunc("GET /api/v1/try", s.apiTry)
	inside.HandleFunc("GET /api/v1/export", s.export)
	inside.HandleFunc("GET /api/v1/clippings/{id}/story", s.apiStory)
	inside.HandleFunc("POST /api/v1/clippings/{id}/story", s.apiStory)
	inside.HandleFunc("GET /api/v1/clippings/{id}/evidence.warc.gz", s.evidenceFile)
	inside.HandleFunc("GET /api/v1/clippings/{id}/evidence.sha256", s.evidenceSums)
	inside.HandleFunc("GET /metrics", s.metrics)
	inside.HandleFunc("/", s.notFound)

	all := http.NewServeMux()
	all.HandleFunc("GET /healthz", s.healthz)
	all.HandleFunc("GET /readyz", s.readyz)
	all.Handle("GET /static/{name}", s.assets)
	var leave http.Handler = http.HandlerFunc(s.unsubscribe)
	if s.opts.BaseURL == "" { // then no mail leads there
		leave = s.localOnly(leave)
	}
	all.Handle("GET "+digest.UnsubscribePath+"{ticket}", leave)
	all.Handle("POST "+digest.UnsubscribePath+"{ticket}", leave)
	var feeds http.Handler = http.HandlerFunc(s.projectFeed)
	var searches http.Handler = http.HandlerFunc(s.searchFeed)
	if s.opts.BaseURL == "" { // then nobody outside was given an address
		feeds, searches = s.localOnly(feeds), s.localOnly(searches)
	}
	all.Handle("GET /feeds/{file}", feeds)
	all.Handle("GET /feeds/search/{file}", searches)
	all.HandleFunc("GET /press/{file}", s.pressList)
	all.Handle("/", s.localOnly(s.sameOrigin(inside)))
	return all
}
