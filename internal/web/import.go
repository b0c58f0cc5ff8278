package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// importView is the page that takes lists in and hands them out.
type importView struct {
	Notice string
	Wrong  []string
}

// importForm answers for the page where lists are taken in and handed out.
func (s *site) importForm(w http.ResponseWriter, r *http.Request) {
	var v importView
	if r.URL.RawQuery != "" {
		var added archive.Added
		for name, n := range numbersOf(&added) {
			*n, _ = strconv.Atoi(r.URL.Query().Get(name))
		}
		v.Notice = added.In(s.wordsFor(r).language)
	}
	s.importPage(w, r, http.StatusOK, v)
}

// numbersOf are the numbers of what was taken in, as an address has them.
func numbersOf(n *archive.Added) map[string]*int {
	return map[string]*int{"outlets": &n.Outlets, "projects": &n.Projects, "digests": &n.Digests, "known": &n.Known}
}

func (s *site) importPage(w http.ResponseWriter, r *http.Request, status int, v importView) {
	s.show(w, r, status, "import", frame{Title: s.wordsFor(r).text("desk.import"), Section: "outlets", Body: v})
}

// importDo takes in what is new in a file of YAML or OPML.
func (s *site) importDo(w http.ResponseWriter, r *http.Request) {
	said := s.wordsFor(r)
	file, head, err := r.FormFile("file")
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		s.importPage(w, r, http.StatusRequestEntityTooLarge, importView{Wrong: []string{said.text("desk.import.long")}})
		return
	case err != nil:
		s.importPage(w, r, http.StatusBadRequest, importView{Wrong: []string{said.text("desk.import.no_file")}})
		return
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	added, wrong, err := s.takeIn(r, head.Filename, raw)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if len(wrong) > 0 {
		s.importPage(w, r, http.StatusBadRequest, importView{Wrong: wrong})
		return
	}
	values := url.Values{}
	for name, n := range numbersOf(&added) {
		values.Set(name, strconv.Itoa(*n))
	}
	http.Redirect(w, r, "/import?"+values.Encode(), http.StatusSeeOther)
}

// takeIn adds what is new in a file that lists what is watched and sent, or says why it cannot be taken in.
func (s *site) takeIn(r *http.Request, name string, raw []byte) (added archive.Added, wrong []string, err error) {
	list, wrong := s.listed(s.wordsFor(r), name, raw)
	if len(wrong) > 0 {
		return added, wrong, nil
	}
	if added, err = s.opts.Archive.AddNew(r.Context(), list); err == nil {
		s.told()
	}
	return added, nil, err
}

// maxWrong bounds the mistakes that are shown of one file.
const maxWrong = 10

// listed is what a file lists, or why it cannot be taken in. A file that begins like XML is OPML.
func (s *site) listed(said words, name string, raw []byte) (list press.Watchlist, wrong []string) {
	var err error
	if start := bytes.TrimLeft(raw, "\ufeff \t\r\n"); bytes.HasPrefix(start, []byte("<")) {
		list.Outlets, err = config.ReadOPML(raw, said.language, s.opts.Location)
	} else {
		list, err = config.ReadWatchlist(name, raw, s.opts.Language, s.opts.Location)
	}
	var mistakes config.Errors
	switch {
	case errors.As(err, &mistakes):
		wrong = strings.Split(mistakes.In(said.language), "\n")
		return list, wrong[:min(len(wrong), maxWrong)]
	case err != nil:
		return list, []string{said.text("desk.import.bad_opml", err)}
	case len(list.Outlets)+len(list.Projects)+len(list.Digests) == 0:
		return list, []string{said.text("desk.import.empty")}
	}
	return list, nil
}

// watchlistFile hands out everything that is watched and sent as YAML.
func (s *site) watchlistFile(w http.ResponseWriter, r *http.Request) {
	list, err := s.opts.Archive.Watchlist(r.Context())
	var out bytes.Buffer
	if err == nil {
		err = config.WriteWatchlist(&out, list)
	}
	s.handOut(w, r, "pressclip.yaml", "application/yaml; charset=utf-8", out.Bytes(), err)
}

// opmlFile hands out the outlets as feed readers take them.
func (s *site) opmlFile(w http.ResponseWriter, r *http.Request) {
	outlets, err := s.opts.Archive.Outlets(r.Context())
	var out bytes.Buffer
	if err == nil {
		err = config.WriteOPML(&out, outlets)
	}
	s.handOut(w, r, "pressclip.opml", "text/x-opml; charset=utf-8", out.Bytes(), err)
}

// handOut sends a file that is to be kept.
func (s *site) handOut(w http.ResponseWriter, r *http.Request, name, kind string, body []byte, err error) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "private, no-cache")
	_, _ = w.Write(body) // the reader has gone; nobody is left to tell
}
