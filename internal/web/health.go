package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"time"
)

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

// metrics sends the figures of this process and of the record, in the text format of Prometheus.
func (s *site) metrics(w http.ResponseWriter, r *http.Request) {
	var out bytes.Buffer
	s.tally.write(&out)
	if err := s.recordFigures(r, &out); err != nil {
		s.opts.Log.Error("read figures", "error", err)
		http.Error(w, "the archive cannot be read", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = out.WriteTo(w) // the reader has gone; nobody is left to tell
}

func (s *site) recordFigures(r *http.Request, out io.Writer) error {
	x, err := s.watch(r.Context(), s.opts.Now())
	if err != nil {
		return err
	}
	total, err := s.opts.Archive.Figures(r.Context(), time.Time{})
	if err != nil {
		return err
	}
	last, err := s.opts.Archive.LastChange(r.Context())
	if err != nil {
		return err
	}
	index := s.opts.Search.Index.State()
	fmt.Fprintf(out, "pressclip_outlets %d\n", total.Outlets)
	fmt.Fprintf(out, "pressclip_projects %d\n", len(x.Projects))
	fmt.Fprintf(out, "pressclip_articles_read %d\n", total.ArticlesRead)
	fmt.Fprintf(out, "pressclip_clippings %d\n", total.Clippings)
	fmt.Fprintf(out, "pressclip_index_documents %d\n", index.Documents)
	fmt.Fprintf(out, "pressclip_index_changes_behind %d\n", max(0, last-index.Position))
	for _, o := range x.Outlets {
		fmt.Fprintf(out, "pressclip_outlet_pages_pending{outlet=%q} %d\n", o.Name, o.Pending)
		if o.Last != nil {
			fmt.Fprintf(out, "pressclip_outlet_up{outlet=%q} %d\n", o.Name, map[bool]int{true: 1}[o.Last.OK])
			fmt.Fprintf(out, "pressclip_outlet_last_visit_timestamp_seconds{outlet=%q} %d\n", o.Name, o.Last.Ended.Unix())
		}
	}
	return nil
}
