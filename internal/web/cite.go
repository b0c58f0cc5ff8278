package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"pressclip/internal/export"
	"pressclip/internal/press"
)

// citeFormats are those that reference managers read.
var citeFormats = []export.Format{export.RIS, export.BibTeX, export.CSL}

// citation is a clipping as it stands in a list of references; one that was changed names its version.
func (w words) citation(c press.Clipping, h press.Hit) string {
	line := export.Citation(h, w.language, w.now.Location())
	if c.Version > 1 {
		line += " " + w.text("review.cite.version", w.cited(c))
	}
	return line
}

func (w words) citeIn(id int64) []phrase {
	var all []phrase
	for _, f := range citeFormats {
		all = append(all, phrase{Label: w.text("web.export." + string(f)), URL: clippingURL(id) + "/cite/" + string(f)})
	}
	return all
}

// cite sends one clipping as a file for reference managers.
func (s *site) cite(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	f := export.Format(r.PathValue("format"))
	if err != nil || !slices.Contains(citeFormats, f) {
		s.notFound(w, r)
		return
	}
	c, err := s.opts.Archive.Clipping(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h := s.opts.Search.Hit(c, nil)
	one := func(yield func(press.Hit, error) bool) { yield(h, nil) }
	w.Header().Set("Content-Type", f.Type())
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="pressclip-%d%s"`, id, f.Extension()))
	w.Header().Set("Cache-Control", "private, no-cache")
	if err := export.Write(w, export.Options{Format: f, Location: s.opts.Location, Now: s.opts.Now()}, one); err != nil && r.Context().Err() == nil {
		s.opts.Log.Error("cite", "clipping", id, "error", err)
	}
}
