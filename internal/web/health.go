package web

import "net/http"

// healthz says that the process is up.
func (s *site) healthz(w http.ResponseWriter, r *http.Request) {
	s.json(w, r, http.StatusOK, map[string]string{"status": "ok"})
}

// readiness says whether archive and index can be used. It tells states and nothing else, for it answers everybody.
type readiness struct {
	Archive string `json:"archive"` // ok or unreachable
	Index   string `json:"index"`   // ok or building
}

// readyz says whether archive and index can be used, with status 503 if not.
func (s *site) readyz(w http.ResponseWriter, r *http.Request) {
	state, status := readiness{Archive: "ok", Index: "ok"}, http.StatusOK
	if err := s.opts.Archive.Ping(r.Context()); err != nil {
		s.opts.Log.Warn("archive cannot be used", "error", err)
		state.Archive, status = "unreachable", http.StatusServiceUnavailable
	}
	if s.opts.Search.Index.State().Incomplete {
		state.Index, status = "building", http.StatusServiceUnavailable
	}
	s.json(w, r, status, state)
}
