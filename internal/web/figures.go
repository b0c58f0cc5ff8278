package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// The types of families of figures, as Prometheus names them.
const (
	Counter = "counter" // only grows while the process lives; its name ends in _total
	Gauge   = "gauge"
	summary = "summary"
)

// Family begins a family of figures in the text format of Prometheus. All lines of the family follow it, and nothing
// else does; a family is begun once. help is one line of English.
func Family(w io.Writer, name, kind, help string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// Figures counts what is asked of the page and answered. One that is kept counts on when New makes another page from
// new settings. It is safe for concurrent use.
type Figures struct {
	requests, durations *metrics.Set

	mu      sync.Mutex
	started time.Time
}

// NewFigures makes Figures that have counted nothing yet. It is for one process: the first page made with it says when
// that began.
func NewFigures() *Figures {
	return &Figures{requests: metrics.NewSet(), durations: metrics.NewSet()}
}

// begin notes when the process began, unless that is known already.
func (f *Figures) begin(now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.started.IsZero() {
		f.started = now
	}
}

func (f *Figures) since() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.started
}

// count takes in one answered request. It is told apart by route, never by address, so that the number of figures
// stays bounded.
func (f *Figures) count(r *http.Request, status int, took time.Duration) {
	if status == 0 {
		status = http.StatusOK
	}
	route := r.Pattern
	if _, path, ok := strings.Cut(route, " "); ok {
		route = path
	}
	if route == "" {
		route = "/"
	}
	f.requests.GetOrCreateCounter(fmt.Sprintf(`pressclip_http_requests_total{route=%q,code="%d"}`, route, status)).Inc()
	f.durations.GetOrCreateSummary(fmt.Sprintf(`pressclip_http_request_duration_seconds{route=%q}`, route)).Update(took.Seconds())
}

func (f *Figures) write(w io.Writer) {
	f.family(w, f.requests, "pressclip_http_requests_total", Counter, "Requests to the page, by route and status.")
	f.family(w, f.durations, "pressclip_http_request_duration_seconds", summary, "How long answers of the page took, by route.")
}

// family writes a set that holds one family; nothing before it has counted anything.
func (f *Figures) family(w io.Writer, set *metrics.Set, name, kind, help string) {
	var lines bytes.Buffer
	set.WritePrometheus(&lines)
	if lines.Len() == 0 {
		return
	}
	Family(w, name, kind, help)
	_, _ = lines.WriteTo(w) // the caller notices
}

func stack() string { return string(debug.Stack()) }
