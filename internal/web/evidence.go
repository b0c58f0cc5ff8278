package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// downloadPolicy is for files that are to be kept and not opened: even a browser that opened one would run nothing.
const downloadPolicy = "sandbox; default-src 'none'"

// evidenceView is what is kept of the responses of a clipping.
type evidenceView struct {
	Said      string
	File, Sum string // addresses of the WARC file and of the list of its checksums
}

// evidence says what is kept, or nil if nothing is.
func (w words) evidence(id int64, kept []archive.Evidence) *evidenceView {
	if len(kept) == 0 {
		return nil
	}
	size := int64(0)
	for _, e := range kept {
		size += e.Size
	}
	kilobytes := w.number(int((size + 999) / 1000))
	last := w.when(kept[len(kept)-1].At).Words
	return &evidenceView{
		Said: w.count("web.evidence.kept", len(kept), kilobytes, last),
		File: clippingURL(id) + "/evidence.warc.gz", Sum: clippingURL(id) + "/evidence.sha256",
	}
}

// evidenceFile sends the responses that are kept of a clipping, as one WARC file.
func (s *site) evidenceFile(w http.ResponseWriter, r *http.Request) {
	id, _, ok := s.keptOf(w, r)
	if !ok {
		return
	}
	download(w, "application/gzip", evidenceName(id)+".warc.gz")
	if err := s.opts.Archive.WriteEvidence(r.Context(), id, w); err != nil {
		if !errors.Is(err, context.Canceled) {
			s.opts.Log.Error("send evidence", "clipping", id, "error", err)
		}
		panic(http.ErrAbortHandler) // a file that is cut off must not look whole
	}
}

// evidenceSums sends the checksums of that file and of what is in it, as sha256sum -c reads them: it takes the first
// line, and the others, which say more, for remarks.
func (s *site) evidenceSums(w http.ResponseWriter, r *http.Request) {
	id, kept, ok := s.keptOf(w, r)
	if !ok {
		return
	}
	file := sha256.New()
	if err := s.opts.Archive.WriteEvidence(r.Context(), id, file); err != nil {
		s.fail(w, r, err)
		return
	}
	var list strings.Builder
	fmt.Fprintf(&list, "%x  %s.warc.gz\n", file.Sum(nil), evidenceName(id))
	for _, e := range kept {
		fmt.Fprintf(&list, "# %x  response %d %s %s\n", e.SHA256, e.Version, e.At.Format(time.RFC3339Nano), e.URL)
	}
	download(w, "text/plain; charset=utf-8", evidenceName(id)+".sha256")
	_, _ = w.Write([]byte(list.String())) // whoever asked has gone
}

// keptOf finds what is kept of the clipping in the address; if nothing is, it has answered so.
func (s *site) keptOf(w http.ResponseWriter, r *http.Request) (id int64, kept []archive.Evidence, ok bool) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err == nil {
		kept, err = s.opts.Archive.Evidence(r.Context(), id)
	}
	switch {
	case err == nil && len(kept) > 0:
		return id, kept, true
	case err == nil || errors.Is(err, strconv.ErrSyntax) || errors.Is(err, strconv.ErrRange):
		s.notFound(w, r)
	default:
		s.fail(w, r, err)
	}
	return 0, nil, false
}

func evidenceName(id int64) string { return "clipping-" + strconv.FormatInt(id, 10) }

// download has the browser save what follows.
func download(w http.ResponseWriter, kind, name string) {
	h := w.Header()
	h.Set("Content-Security-Policy", downloadPolicy)
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// terms are facts about what the site says about the use of a page.
func (w words) terms(t press.Terms) []fact {
	var facts []fact
	var said []string
	if t.Robots != "" {
		said = append(said, w.text("web.terms.robots."+string(t.Robots)))
	}
	if len(t.Directives) > 0 {
		said = append(said, w.text("web.terms.directives", strings.Join(t.Directives, ", ")))
	}
	if len(said) > 0 {
		facts = append(facts, fact{Label: w.text("web.fact.robots"), Value: strings.Join(said, " ")})
	}
	if t.TDM == "" {
		return facts
	}
	mining := w.text("web.terms.tdm." + string(t.TDM))
	if t.TDMFrom != "" {
		mining = w.text("web.terms.tdm."+string(t.TDM), w.text("web.terms.from."+string(t.TDMFrom)))
	}
	if t.TDMPolicy != "" {
		mining += "; " + w.text("web.terms.policy", t.TDMPolicy)
	}
	return append(facts, fact{Label: w.text("web.fact.tdm"), Value: mining})
}
