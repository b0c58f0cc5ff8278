package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"pressclip/internal/locale"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pageNames are the templates that make a page of their own; layout.html and parts.html serve them all.
var pageNames = []string{
	"inbox", "search", "print", "clipping", "projects", "project", "try", "outlets", "why", "digests", "digest", "unsubscribe", "searches", "change", "trouble",
}

// pages holds every page ready to be filled, by language and name.
type pages map[string]map[string]*template.Template

func parsePages(a *assets) (pages, error) {
	all := pages{}
	for _, language := range locale.Languages() {
		base, err := template.New("").Funcs(vocabulary(language, a)).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html")
		if err != nil {
			return nil, err
		}
		all[language] = map[string]*template.Template{}
		for _, name := range pageNames {
			page, err := base.Clone()
			if err == nil {
				page, err = page.ParseFS(templateFiles, "templates/"+name+".html")
			}
			if err != nil {
				return nil, fmt.Errorf("parse page %s: %w", name, err)
			}
			all[language][name] = page
		}
	}
	return all, nil
}

// vocabulary is what templates can say: t words a key, n a number of things, num writes a number.
func vocabulary(language string, a *assets) template.FuncMap {
	return template.FuncMap{
		"lang":  func() string { return language },
		"t":     func(key string, args ...any) string { return locale.Text(language, key, args...) },
		"n":     func(key string, n int, args ...any) string { return locale.Count(language, key, n, args...) },
		"num":   func(n int) string { return locale.Number(language, n) },
		"asset": a.address,
	}
}

// show sends a page. It is rendered as a whole first, so that a failure never leaves half a page behind.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, page string, f frame) {
	said := s.wordsFor(r)
	if f.Tabs == nil {
		f.Tabs = said.tabs(f.Section, s.fresh(r.Context()))
	}
	s.send(w, r, status, said, page, "layout", f)
}

// part sends one named template of a page, for scripts that replace a piece of it.
func (s *site) part(w http.ResponseWriter, r *http.Request, page, name string, data any) {
	s.send(w, r, http.StatusOK, s.wordsFor(r), page, name, data)
}

func (s *site) send(w http.ResponseWriter, r *http.Request, status int, said words, page, name string, data any) {
	var out bytes.Buffer
	if err := s.pages[said.language][page].ExecuteTemplate(&out, name, data); err != nil {
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
