package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// trouble is a page that says what went wrong and what to do.
type trouble struct {
	Heading   string
	Sentences []string
	Steps     []string
	Home      bool // whether it leads to the inbox
	Again     bool // to where it happened, because that was the inbox
}

// say tells of trouble; key names its heading under web.trouble, and with .what behind it, its sentence.
func (s *site) say(w http.ResponseWriter, r *http.Request, status int, key string) {
	s.tell(w, r, status, s.wordsFor(r).trouble("web.trouble."+key))
}

func (s *site) notFound(w http.ResponseWriter, r *http.Request) {
	s.say(w, r, http.StatusNotFound, "not_found")
}

// badForm says why a form cannot be read: it is too long, or none.
func (s *site) badForm(w http.ResponseWriter, r *http.Request, err error) {
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		s.say(w, r, http.StatusRequestEntityTooLarge, "long")
		return
	}
	s.say(w, r, http.StatusBadRequest, "bad_form")
}

// methods are those that a route may have.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete}

// nowhere answers where no route leads: with 405 where one does by another method.
func (s *site) nowhere(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range methods {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.ways.Handler(other); strings.HasPrefix(pattern, method+" ") {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		s.notFound(w, r)
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	s.tell(w, r, http.StatusMethodNotAllowed, s.wordsFor(r).trouble("web.trouble.method", strings.Join(allowed, ", ")))
}

// fail answers a request that an error stopped: with 400 if its form is none of ours, with 404 if the thing is not in the record, with 503 if the record is
// away for a while, else with 500; the latter two leave a line in the log. Nobody waits for the answer to a request that was given up.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, errBadForm):
		s.say(w, r, http.StatusBadRequest, "bad_form")
	case errors.Is(err, press.ErrNotFound):
		s.notFound(w, r)
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		return
	case errors.Is(err, archive.ErrUnreachable) || errors.Is(err, archive.ErrFull):
		s.opts.Log.Error("answer request", "path", r.URL.Path, "error", err)
		s.say(w, r, http.StatusServiceUnavailable, "away")
	default:
		s.opts.Log.Error("answer request", "path", r.URL.Path, "error", err)
		s.say(w, r, http.StatusInternalServerError, "failed")
	}
}
