package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// apiClipped is what /api/v1/clip says. Its names are a contract with scripts.
type apiClipped struct {
	ID      int64 `json:"id"`
	New     bool  `json:"new"`     // there was no clipping of the article before
	Changed bool  `json:"changed"` // something was added: a project, or what had been left out
}

// apiClip files an article by hand: one that is brought, or, where there is only an address, the one that is read there.
func (s *site) apiClip(w http.ResponseWriter, r *http.Request) {
	said := s.wordsFor(r)
	var h handed
	if isUpload(r) {
		s.apiClipFile(w, r)
		return
	}
	if err := json.NewDecoder(r.Body).Decode(&h); err != nil {
		s.json(w, r, http.StatusBadRequest, apiError{Error: said.text("desk.hand.wrong.json")})
		return
	}
	h.Project, h.Outlet = s.opts.Archive.Today(r.Context(), archive.KindProject, h.Project), s.opts.Archive.Today(r.Context(), archive.KindOutlet, h.Outlet)
	s.apiFile(w, r, h)
}

// apiClipFile files an article that comes with a file, which says what the form leaves out.
func (s *site) apiClipFile(w http.ResponseWriter, r *http.Request) {
	h, wrong, err := s.readUpload(r)
	if err == nil && wrong != "" {
		sentence := s.wordsFor(r).text("desk.hand.wrong." + wrong)
		s.json(w, r, http.StatusBadRequest, apiError{Error: "file: " + sentence, Fields: map[string]string{"file": sentence}})
		return
	}
	if err != nil {
		s.apiBroken(w, r, err)
		return
	}
	s.apiFile(w, r, h)
}

func (s *site) apiBroken(w http.ResponseWriter, r *http.Request, err error) {
	s.opts.Log.Error("answer request", "path", r.URL.Path, "error", err)
	s.json(w, r, http.StatusInternalServerError, apiError{Error: s.wordsFor(r).text("web.trouble.internal")})
}

func (s *site) apiFile(w http.ResponseWriter, r *http.Request, h handed) {
	filed, wrong, err := s.handOrFetch(r, h)
	switch {
	case err != nil:
		s.apiBroken(w, r, err)
	case wrong.Error != "" && len(wrong.Fields) == 0:
		s.json(w, r, http.StatusConflict, wrong)
	case wrong.Error != "":
		s.json(w, r, http.StatusBadRequest, wrong)
	default:
		s.json(w, r, http.StatusOK, apiClipped{filed.ClippingID, filed.New, filed.Changed})
	}
}

// handOrFetch files what a program says. What is wrong with it comes in words.
func (s *site) handOrFetch(r *http.Request, h handed) (archive.Filed, apiError, error) {
	said := s.wordsFor(r)
	if h.URL != "" && h.Title == "" && h.Upload == "" {
		return s.fetchOne(r, h)
	}
	filed, keys, err := s.hand(r, h)
	return filed, handWrong(said.handSaid(keys)), err
}

// handWrong says to a program what is wrong with an article that somebody brings, by field; nothing if nothing is.
func handWrong(sentences map[string]string) (wrong apiError) {
	for _, f := range handOrder {
		if sentence, bad := sentences[f]; bad {
			if f == "" {
				return apiError{Error: sentence}
			}
			if wrong.Error == "" {
				wrong = apiError{Error: f + ": " + sentence, Fields: map[string]string{}}
			}
			wrong.Fields[f] = sentence
		}
	}
	return wrong
}

// handOrder are the fields of what is handed in, in the order of the form; the first is the whole.
var handOrder = []string{"", "file", "project", "projects", "medium", "outlet", "published", "title", "page", "programme", "authors", "text", "url"}

// fetchOne files the article that is read at an address.
func (s *site) fetchOne(r *http.Request, h handed) (archive.Filed, apiError, error) {
	said := s.wordsFor(r)
	projects, err := s.projectNames(r.Context())
	field := func(name, sentence string) apiError {
		return apiError{Error: name + ": " + sentence, Fields: map[string]string{name: sentence}}
	}
	if err != nil || !slices.Contains(projects, h.Project) {
		return archive.Filed{}, field("project", said.text("desk.hand.wrong.project")), err
	}
	if s.opts.ByHand == nil {
		return archive.Filed{}, apiError{Error: said.text("desk.hand.wrong.away")}, nil
	}
	filed, err := s.opts.ByHand(r.Context(), h.URL, archive.ByHand{Project: h.Project, Person: who(r)})
	var fault *press.Fault
	switch {
	case errors.Is(err, weburl.ErrAddress):
		return filed, field("url", said.text("fault.address")), nil
	case errors.As(err, &fault):
		return filed, apiError{Error: said.text("web.byhand.failed", said.fault(*fault))}, nil
	case errors.Is(err, press.ErrConflict), errors.Is(err, press.ErrNotFound), err == nil && filed.ClippingID == 0:
		return filed, apiError{Error: said.text("web.byhand.refused")}, nil
	}
	return filed, apiError{}, err
}
