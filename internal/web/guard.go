package web

import "net/http"

// policy lets a page load its own files and nothing else: no scripts or styles within the page, no frames, no other
// host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// maxForm bounds the body of a request. The forms of the page are far smaller.
const maxForm = 1 << 20

// guard surrounds everything: the headers that every answer carries, bounds, figures, and the page for what broke.
func (s *site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		r.Body = http.MaxBytesReader(w, r.Body, longestBody(r))
		started := s.opts.Now()
		out := &watchedWriter{ResponseWriter: w}
		defer func() {
			if broken := recover(); broken != nil {
				s.broken(out, r, broken)
			}
			s.tally.count(r, out.status, s.opts.Now().Sub(started))
		}()
		next.ServeHTTP(out, r)
	})
}

// longestBody is how long a request may be: those that may bring a file are longer.
func longestBody(r *http.Request) int64 {
	if isUpload(r) && (r.URL.Path == "/clip/form" || r.URL.Path == "/api/v1/clip") {
		return maxUploadForm
	}
	return maxForm
}

// broken ends a request that panicked. net/http's own signal to drop the connection is passed on.
func (s *site) broken(w *watchedWriter, r *http.Request, what any) {
	if what == http.ErrAbortHandler {
		panic(what)
	}
	s.opts.Log.Error("request panicked", "path", r.URL.Path, "panic", what, "stack", stack())
	if w.status == 0 {
		s.say(w, r, http.StatusInternalServerError, "failed")
	}
}

// sameOrigin refuses changes that another site's page asks for.
func (s *site) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.say(w, r, http.StatusForbidden, "cross_origin")
	}))
	return protection.Handler(next)
}

// watchedWriter remembers the status of an answer.
type watchedWriter struct {
	http.ResponseWriter
	status int
}

func (w *watchedWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watchedWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach what lies below.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
