package web

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strconv"
	"sync"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pageNames are the templates that make a page of their own; layout.html and parts.html serve them all.
var pageNames = []string{
	"inbox", "search", "print", "clipping", "projects", "project", "try", "outlets", "why", "digests", "digest", "unsubscribe", "searches", "signin", "held", "me", "people", "person", "acts", "change", "import", "clip", "hand", "trouble",
}

// pages holds every page ready to be filled, by reader and name. Each is read when it is first shown: in a process that
// nobody looks at, all of them would be a tenth of its memory.
type pages map[reader]map[string]func() (*template.Template, error)

// reader is whom a page is worded for: their language, and what they may do.
type reader struct {
	language string
	role     press.Role
}

func newPages(a *assets) pages {
	all := pages{}
	for _, one := range readers() {
		words := vocabulary(one, a)
		all[one] = map[string]func() (*template.Template, error){}
		for _, name := range pageNames {
			all[one][name] = sync.OnceValues(func() (*template.Template, error) {
				return template.New("").Funcs(words).ParseFS(templateFiles,
					"templates/layout.html", "templates/parts.html", "templates/"+name+".html")
			})
		}
	}
	return all
}

// readers are all there can be. Where nobody was let in there is no role.
func readers() (all []reader) {
	for _, language := range locale.Languages() {
		for _, role := range append(press.Roles(), anybody) {
			all = append(all, reader{language, role})
		}
	}
	return all
}

// vocabulary is what templates can say: t words a key, n a number of things, num writes a number; may says whether the
// reader may do what a role may.
func vocabulary(to reader, a *assets) template.FuncMap {
	language := to.language
	return template.FuncMap{
		"may":   func(need string) bool { return to.role.May(press.Role(need)) },
		"lang":  func() string { return language },
		"t":     func(key string, args ...any) string { return locale.Text(language, key, args...) },
		"n":     func(key string, n int, args ...any) string { return locale.Count(language, key, n, args...) },
		"num":   func(n int) string { return locale.Number(language, n) },
		"asset": a.address, "marked": marked, "meta": meta,
	}
}

// show sends a page. It is rendered as a whole first, so that a failure never leaves half a page behind.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, page string, f frame) {
	said := s.wordsFor(r)
	g, inside := guestOf(r.Context())
	switch {
	case !inside:
		f.Tabs = []choice{}
	case f.Tabs == nil:
		f.Tabs = said.tabs(f.Section, s.fresh(r.Context()))
	}
	f.Me = g.Name
	s.send(w, r, status, said, page, "layout", f)
}

// part sends one named template of a page, for scripts that replace a piece of it.
func (s *site) part(w http.ResponseWriter, r *http.Request, page, name string, data any) {
	s.send(w, r, http.StatusOK, s.wordsFor(r), page, name, data)
}

// template is that of a page, worded for whoever asks for it.
func (s *site) template(r *http.Request, page string) (*template.Template, error) {
	g, _ := guestOf(r.Context())
	return s.pages[reader{s.wordsFor(r).language, g.Role}][page]()
}

func (s *site) send(w http.ResponseWriter, r *http.Request, status int, said words, page, name string, data any) {
	var out bytes.Buffer
	read, err := s.template(r, page)
	if err == nil {
		err = read.ExecuteTemplate(&out, name, data)
	}
	if err != nil {
		s.opts.Log.Error("render page", "page", page, "path", r.URL.Path, "error", err)
		http.Error(w, said.text("web.trouble.internal"), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", said.language)
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Accept-Language")
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	_, _ = out.WriteTo(w) // the reader has gone; nobody is left to tell
}
