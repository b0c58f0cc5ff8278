package web

import (
	"fmt"
	"net/http"
	"time"

	"pressclip/internal/export"
	"pressclip/internal/search"
)

// The statements about an export take the place of a format.
const (
	aboutText = "about"      // for people
	aboutJSON = "about.json" // for programs
)

func formats() []string {
	var all []string
	for _, f := range export.Formats() {
		all = append(all, string(f))
	}
	return append(all, aboutText, aboutJSON)
}

// exports offers the formats of an export of a search.
func (w words) exports(a asked) []phrase {
	var all []phrase
	for _, f := range export.Formats() {
		all = append(all, phrase{Label: w.text("web.export." + string(f)), URL: a.exportURL(string(f))})
	}
	return append(all, phrase{Label: w.text("web.export.about"), URL: a.exportURL(aboutText)}, phrase{Label: w.text("web.print.title"), URL: a.printURL()})
}

// exportURL is the address of everything that this finds.
func (a asked) exportURL(format string) string {
	v := a.values()
	v.Del("sort")
	v.Del("page")
	v.Set("format", format)
	return "/api/v1/export?" + v.Encode()
}

// printURL is the address of the press review of this.
func (a asked) printURL() string {
	v := a.values()
	v.Del("page")
	return "/print?" + v.Encode()
}

// export sends all that a search finds as a file. The statement about it says what it was made of.
func (s *site) export(w http.ResponseWriter, r *http.Request) {
	said := s.wordsFor(r)
	a, bad := askedFrom(r.URL.Query())
	a = s.withNewNames(r.Context(), a)
	p := parameters{r.URL.Query(), bad}
	format, comma := p.oneOf("format", formats()...), p.oneOf("separator", "comma", "semicolon")
	if format == "" {
		p.misfit(misfit{Name: "format", Allowed: formats()})
	}
	if p.bad != nil {
		s.json(w, r, http.StatusBadRequest, apiError{Error: said.misfit(*p.bad)})
		return
	}
	request := a.request()
	found, err := s.opts.Search.Export(r.Context(), request)
	if wrong := said.wrong(a, err); wrong != nil {
		s.json(w, r, http.StatusBadRequest, wrong.api())
		return
	}
	if err != nil {
		s.exportFailed(w, r, err)
		return
	}
	if found.Total == 0 {
		if bad, err := s.unknown(r.Context(), a); err != nil {
			s.exportFailed(w, r, err)
			return
		} else if bad != nil {
			s.json(w, r, http.StatusBadRequest, apiError{Error: said.misfit(*bad)})
			return
		}
	}
	if format == aboutText || format == aboutJSON {
		s.exportAbout(w, r, request, found, format)
		return
	}
	s.exportFile(w, r, a, found, export.Format(format), comma == "semicolon")
}

func (s *site) exportFailed(w http.ResponseWriter, r *http.Request, err error) {
	s.opts.Log.Error("export", "query", r.URL.RawQuery, "error", err)
	s.json(w, r, http.StatusInternalServerError, apiError{Error: s.wordsFor(r).text("web.trouble.internal")})
}

func (s *site) exportAbout(w http.ResponseWriter, r *http.Request, request search.Request, found *search.Export, format string) {
	st, err := s.opts.Search.State(r.Context(), request, found)
	if err != nil {
		s.exportFailed(w, r, err)
		return
	}
	if format == aboutJSON {
		s.json(w, r, http.StatusOK, st)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-cache")
	_, _ = fmt.Fprint(w, st.Text(s.wordsFor(r).language))
}

// exportFile streams the file. What fails on the way cuts the connection, so that no half file looks like a whole one.
func (s *site) exportFile(w http.ResponseWriter, r *http.Request, a asked, found *search.Export, f export.Format, semicolon bool) {
	said := s.wordsFor(r)
	o := export.Options{Format: f, Location: s.opts.Location, Title: said.text("web.export.title", a.Query), Language: said.language, Now: s.opts.Now()}
	if semicolon {
		o.Comma = ';'
	}
	if s.opts.BaseURL != "" {
		o.Address = s.opts.BaseURL + a.url()
	}
	w.Header().Set("Content-Type", f.Type())
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="pressclip-%s%s"`, o.Now.In(s.opts.Location).Format("2006-01-02"), f.Extension()))
	w.Header().Set("Cache-Control", "private, no-cache")
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Hour)) // it may be long, and the line slow
	if err := export.Write(w, o, found.Hits(r.Context())); err != nil {
		if r.Context().Err() == nil {
			s.opts.Log.Error("export", "format", string(f), "error", err)
		}
		panic(http.ErrAbortHandler)
	}
}
