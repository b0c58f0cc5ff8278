package web

import (
	"net/http"
	"strings"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/search"
)

// apiTrial is what /api/v1/try says. Its names are a contract with scripts.
type apiTrial struct {
	Query     string                    `json:"query"`
	Project   string                    `json:"project,omitempty"`
	Clippings apiFiled                  `json:"clippings"`
	Kept      apiKept                   `json:"kept"`
	Facets    map[string][]search.Facet `json:"facets"` // outlet and month, of both
	Wider     *apiWider                 `json:"wider"`  // with compounds; null, if these are no more
	Hints     []string                  `json:"hints,omitempty"`
	// Incomplete says that the index is still being built.
	Incomplete bool `json:"incomplete,omitempty"`

	WithoutText *search.WithoutText `json:"without_text,omitempty"` // as /api/v1/search has it
}

// apiFiled is what the archive has; all of it is 0 in answers to before.
type apiFiled struct {
	Tried     int         `json:"tried"`
	Found     int         `json:"found"`
	InProject int         `json:"in_project"`
	Hits      []press.Hit `json:"hits"`
}

// apiKept is what was found among the articles that matched nothing. Their hits have no id.
type apiKept struct {
	All   int         `json:"all"`
	Tried int         `json:"tried"`
	Since time.Time   `json:"since,omitzero"`
	Until time.Time   `json:"until,omitzero"`
	Found int         `json:"found"`
	Hits  []press.Hit `json:"hits"`
	Next  *string     `json:"next"` // before= of the answer that looks further back
}

type apiWider struct {
	Query string `json:"query"`
	More  int    `json:"more"`
}

// apiTry answers as the test bench does, in JSON.
func (s *site) apiTry(w http.ResponseWriter, r *http.Request) {
	said, a := s.wordsFor(r), s.triedByNewName(r.Context(), triedFrom(r.URL.Query(), "q"))
	trial, bad, err := s.attempt(r.Context(), a)
	if bad != nil && err == nil {
		s.json(w, r, http.StatusBadRequest, apiError{Error: said.misfit(*bad)})
		return
	}
	if wrong := said.wrong(asked{Query: a.Query}, err); wrong != nil {
		s.json(w, r, http.StatusBadRequest, wrong.api())
		return
	}
	if err != nil {
		s.opts.Log.Error("answer request", "path", r.URL.Path, "error", err)
		s.json(w, r, http.StatusInternalServerError, apiError{Error: said.text("web.trouble.internal")})
		return
	}
	answer := apiTrialAnswer(a, trial)
	for _, h := range said.hints(a.Query, a.with) {
		answer.Hints = append(answer.Hints, strings.TrimSpace(h.Words+" "+h.Query))
	}
	s.json(w, r, http.StatusOK, answer)
}

func apiTrialAnswer(a tried, t search.Trial) apiTrial {
	k := t.Kept
	answer := apiTrial{
		Query: a.Query, Project: a.Project, Incomplete: t.Incomplete, WithoutText: t.WithoutText,
		Clippings: apiFiled{Tried: t.Clippings, Found: t.Found, InProject: t.Inside, Hits: append([]press.Hit{}, t.Hits...)},
		Kept:      apiKept{All: k.All, Tried: k.Tried, Since: k.Since, Until: k.Until, Found: k.Found, Hits: k.Hits},
		Facets:    map[string][]search.Facet{"outlet": t.Outlets, "month": t.Months},
	}
	if next := placeText(k.Next); next != "" {
		answer.Kept.Next = &next
	}
	if t.Wider.More > 0 {
		answer.Wider = &apiWider{t.Wider.Query, t.Wider.More}
	}
	return answer
}
