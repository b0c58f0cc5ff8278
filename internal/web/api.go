package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"pressclip/internal/press"
	"pressclip/internal/search"
)

// apiBase stands before the addresses of the page where programs have the same.
const apiBase = "/api/v1"

// apiAnswer is what /api/v1/search says. Its names are a contract with scripts.
type apiAnswer struct {
	Total          int                       `json:"total"`
	Hits           []press.Hit               `json:"hits"`
	Facets         map[string][]search.Facet `json:"facets"`
	Next           *string                   `json:"next"`
	TotalIsMinimum bool                      `json:"total_is_minimum"`
	Incomplete     bool                      `json:"incomplete,omitempty"` // the index is still being built
	WithoutText    *search.WithoutText       `json:"without_text,omitempty"`
}

// apiError says what is wrong with a request.
type apiError struct {
	Error    string `json:"error"` // in the reader's language
	Proposal string `json:"proposal,omitempty"`
	Position int    `json:"position,omitempty"` // of what is wrong with the query, in characters from 1

	Fields map[string]string `json:"fields,omitempty"` // what is wrong with each, of an article that is handed in
}

// apiFacets are the facets that an answer always names, if only as empty lists.
var apiFacets = []string{"project", "outlet", "month", "verdict", "paywall"}

// apiSearch answers as the search page does, in JSON; limit sets how many hits a page has.
func (s *site) apiSearch(w http.ResponseWriter, r *http.Request) {
	said := s.wordsFor(r)
	a, bad := askedFrom(r.URL.Query())
	a = s.withNewNames(r.Context(), a)
	p := parameters{r.URL.Query(), bad}
	a.Limit = p.number("limit", search.MaxLimit, search.DefaultLimit)
	found, bad, err := s.find(r.Context(), a, p.bad)
	if bad != nil {
		s.json(w, r, http.StatusBadRequest, apiError{Error: said.misfit(*bad)})
		return
	}
	if wrong := said.wrong(a, err); wrong != nil {
		s.json(w, r, http.StatusBadRequest, wrong.api())
		return
	}
	if err != nil {
		s.opts.Log.Error("answer request", "path", r.URL.Path, "error", err)
		s.json(w, r, http.StatusInternalServerError, apiError{Error: said.text("web.trouble.internal")})
		return
	}
	s.json(w, r, http.StatusOK, apiSearchAnswer(found))
}

func (v wrongView) api() apiError {
	bad := apiError{Error: v.Words, Position: v.Column}
	if v.Proposal != nil {
		bad.Proposal = v.Proposal.Query
	}
	return bad
}

func apiSearchAnswer(found search.Answer) apiAnswer {
	answer := apiAnswer{
		Total: found.Total, TotalIsMinimum: found.TotalIsMinimum, Incomplete: found.Incomplete, WithoutText: found.WithoutText,
		Hits: found.Hits, Facets: map[string][]search.Facet{},
	}
	if answer.Hits == nil {
		answer.Hits = []press.Hit{}
	}
	for _, name := range apiFacets {
		answer.Facets[name] = []search.Facet{}
		if found.Facets[name] != nil {
			answer.Facets[name] = found.Facets[name]
		}
	}
	if found.Next != "" {
		answer.Next = &found.Next
	}
	return answer
}

// json sends a value. Signs that mean something to HTML are escaped, in case somebody looks at it as a page.
func (s *site) json(w http.ResponseWriter, r *http.Request, status int, value any) {
	var out bytes.Buffer
	if err := json.NewEncoder(&out).Encode(value); err != nil {
		s.opts.Log.Error("write JSON", "path", r.URL.Path, "error", err)
		http.Error(w, "{}", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	_, _ = out.WriteTo(w) // the reader has gone; nobody is left to tell
}
