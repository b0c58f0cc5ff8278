package web

import (
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

// apiClip files an article by hand: one that is brought, with a file or without, or, where there is only an address, the one
// that is read there.
func (s *site) apiClip(r *http.Request) (reply, error) {
	h, err := s.brought(r)
	if err != nil {
		return reply{}, err
	}
	filed, wrong, err := s.handOrFetch(r, h)
	if err == nil && wrong.Error != "" {
		err = &refusal{either(len(wrong.Fields) == 0, http.StatusConflict, http.StatusBadRequest), wrong}
	}
	return reply{value: apiClipped{filed.ClippingID, filed.New, filed.Changed}}, err
}

// brought is what a program says of an article; a file that comes with it says what it leaves out.
func (s *site) brought(r *http.Request) (h handed, err error) {
	if isUpload(r) {
		h, wrong, err := s.readUpload(r)
		if err == nil && wrong != "" {
			said := s.wordsFor(r).text("desk.hand.wrong." + wrong)
			err = &refusal{badFile(wrong), apiError{Error: "file: " + said, Fields: map[string]string{"file": said}}}
		}
		return h, err
	}
	if err := s.takes(r, append(slices.Clone(corrected), "project")...); err != nil {
		return h, err
	}
	h = handedFrom(r.PostForm)
	h.Authors = r.PostForm["authors"]
	return h, nil
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
