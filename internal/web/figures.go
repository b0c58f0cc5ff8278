package web

import (
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// figures counts what is asked and answered, for /metrics.
type figures struct {
	set     *metrics.Set
	further []func(io.Writer)
}

func newFigures(further []func(io.Writer)) *figures {
	return &figures{set: metrics.NewSet(), further: further}
}

// count takes in one answered request. It is told apart by route, never by address, so that the number of figures
// stays bounded.
func (f *figures) count(r *http.Request, status int, took time.Duration) {
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
	f.set.GetOrCreateCounter(fmt.Sprintf(`pressclip_http_requests_total{route=%q,code="%d"}`, route, status)).Inc()
	f.set.GetOrCreateSummary(fmt.Sprintf(`pressclip_http_request_duration_seconds{route=%q}`, route)).Update(took.Seconds())
}

func (f *figures) write(w io.Writer) {
	f.set.WritePrometheus(w)
	for _, more := range f.further {
		more(w)
	}
}

func stack() string { return string(debug.Stack()) }
