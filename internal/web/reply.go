package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// reply is what an address of the API answers. Without anything it says that something is done.
type reply struct {
	status int    // 0: 200, or 204 without a value
	value  any    // to be written as JSON; nil: nothing
	tag    string // of the definition in it, by which a change of it knows what it changes; empty: none
	at     string // the address of what was made; empty: nothing was
}

// refusal is an error that says in words what is wrong with a request.
type refusal struct {
	status int
	said   apiError
}

func (e *refusal) Error() string { return e.said.Error }

// refuse is a refusal in one sentence.
func (w words) refuse(status int, key string, args ...any) error {
	return &refusal{status, apiError{Error: w.text(key, args...)}}
}

// blamed is a refusal for what is wrong with one field.
func blamed(field, sentence string) error {
	return &refusal{http.StatusBadRequest, apiError{Error: field + ": " + sentence, Fields: map[string]string{field: sentence}}}
}

// api answers programs in JSON, also where it fails.
func (s *site) api(answer func(*http.Request) (reply, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, err := answer(r)
		var no *refusal
		switch {
		case errors.As(err, &no):
			s.json(w, r, no.status, no.said)
			return
		case errors.Is(err, errBadForm):
			s.json(w, r, http.StatusBadRequest, apiError{Error: s.wordsFor(r).text("web.api.bad")})
			return
		case errors.Is(err, archive.ErrMeanwhile):
			s.json(w, r, http.StatusPreconditionFailed, apiError{Error: s.wordsFor(r).text("web.api.meanwhile")})
			return
		case err != nil:
			s.fail(w, r, err)
			return
		}
		if a.tag != "" {
			w.Header().Set("ETag", a.tag)
		}
		if a.at != "" {
			w.Header().Set("Location", a.at)
		}
		if a.value == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if a.status == 0 {
			a.status = http.StatusOK
		}
		s.json(w, r, a.status, a.value)
	}
}

// bytes are the body of a request, unless it is too long.
func (s *site) bytes(r *http.Request) ([]byte, error) {
	raw, err := io.ReadAll(r.Body)
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		err = s.wordsFor(r).refuse(http.StatusRequestEntityTooLarge, "web.api.long")
	}
	return raw, err
}

// body is the JSON object of a request; nil where there is none.
func (s *site) body(r *http.Request) (map[string]any, error) {
	raw, err := s.bytes(r)
	if err != nil || len(bytes.TrimSpace(raw)) == 0 {
		return nil, err
	}
	said := s.wordsFor(r)
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return nil, said.refuse(http.StatusUnsupportedMediaType, "web.api.kind")
	}
	var object map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&object); err != nil || object == nil || d.More() {
		return nil, said.refuse(http.StatusBadRequest, "web.api.object")
	}
	return object, nil
}

// takes reads the JSON object of a request, which may have these keys, into its form, by the names of today: what takes the forms of the page then
// reads it there, and finds what is noted.
func (s *site) takes(r *http.Request, keys ...string) error {
	object, err := s.body(r)
	if err != nil {
		return err
	}
	form, said := url.Values{}, s.wordsFor(r)
	wrong := map[string]string{}
	for key, value := range object {
		var ok bool
		if !slices.Contains(keys, key) {
			wrong[key] = said.unknownKey(keys)
		} else if form[key], ok = formValues(value); !ok {
			wrong[key] = said.text("web.api.value")
		}
	}
	s.formWithNewNames(r.Context(), form)
	r.Form, r.PostForm = form, form
	return refused(wrong)
}

// unknownKey says that a key is none of those there are.
func (w words) unknownKey(keys []string) string {
	if len(keys) == 0 {
		return w.text("web.api.unknown.none")
	}
	return w.text("web.api.unknown", listed(keys))
}

// refused is a refusal for what is wrong with fields; nil if nothing is.
func refused(wrong map[string]string) error {
	first := ""
	for field := range wrong {
		if first == "" || field < first {
			first = field
		}
	}
	if first == "" {
		return nil
	}
	return &refusal{http.StatusBadRequest, apiError{Error: first + ": " + wrong[first], Fields: wrong}}
}

// formValues are a value of JSON as a form has it.
func formValues(value any) (values []string, ok bool) {
	switch v := value.(type) {
	case nil:
		return nil, true
	case string:
		return []string{v}, true
	case json.Number:
		return []string{v.String()}, true
	case bool:
		if v {
			return []string{"on"}, true
		}
		return nil, true
	case []any:
		for _, one := range v {
			inner, ok := formValues(one)
			if !ok || len(inner) != 1 {
				return nil, false
			}
			values = append(values, inner[0])
		}
		return values, true
	}
	return nil, false
}

// numbered is the number in the address of a thing.
func numbered(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, press.ErrNotFound
	}
	return id, nil
}
