// Package web is the page and the API: it shows what the archive holds, answers searches, and takes verdicts and
// wishes for visits, and articles that people bring. It never fetches, files or composes anything itself, and what comes from crawled pages never
// reaches a reader unescaped.
package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/digest"
	"pressclip/internal/discover"
	"pressclip/internal/identity"
	"pressclip/internal/pdf"
	"pressclip/internal/press"
	"pressclip/internal/search"
	"pressclip/internal/visit"
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
	// LookBack has an outlet read back to a time, or, without a name, all that are visited; it does not wait for that. The
	// error wraps press.ErrNotFound as that of VisitNow does. nil: it is not offered.
	LookBack func(ctx context.Context, outlet string, since time.Time) error
	// ByHand files the article at an address in a project, whether a keyword finds it or not; see visit.Visitor.ByHand.
	// nil: it is not offered.
	ByHand func(ctx context.Context, url string, want archive.ByHand) (archive.Filed, error)
	// Correct corrects the article of a clipping that somebody brought; see visit.Visitor.Correct. nil: it is not offered.
	Correct func(ctx context.Context, c press.Clipping, to visit.Corrected) (archive.Filed, error)
	// Hand files an article that somebody brings; see visit.Visitor.Hand. nil: it is not offered.
	Hand func(ctx context.Context, h visit.Handed, want archive.ByHand) (archive.Filed, error)
	// ReadPDF reads a PDF that somebody brings, whatever is in it, and takes no harm; see pdf.Apart. nil: its text is typed.
	ReadPDF func(ctx context.Context, file []byte) (pdf.Document, error)
	// Discover looks where a site lists its articles; nil: it is not offered. It is asked only when somebody wants it.
	Discover func(ctx context.Context, address string) (discover.Report, error)
	// Changed is told when the page has changed what is watched and sent; may be nil.
	Changed func()
	// SignIn has everybody sign in, also where all is local and nobody can; see First.
	SignIn bool
	// First is the secret of the address /first/SECRET, at which the first admin comes in as long as there is nobody; empty:
	// there is no such address.
	First string
	// Provider is where people sign in, beside name and password; nil: nowhere. Roles are those that its groups have here, by
	// name; none: whoever signs in there has to be here already. Admins are addresses of those whom others ask to be let in.
	Provider *identity.Provider
	Roles    map[string]press.Role
	Admins   []string
	// ProxyUser is the header in which a proxy at one of Proxies names who is signed in there; empty: none does. What Proxies
	// say of where a request comes from is believed, and nobody else.
	ProxyUser string
	Proxies   []netip.Prefix
	// ActsKept is how long it is kept what people changed; below 0: without end.
	ActsKept time.Duration
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
	opts    Options
	pages   pages
	assets  *assets
	tally   *Figures
	guesses throttle
	taught  lessons
	ways    *http.ServeMux // all routes
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
	s := &site{opts: o, pages: newPages(files), assets: files, tally: o.Figures, guesses: throttle{archive: o.Archive, now: o.Now}}
	return s.guard(s.mux()), nil
}
