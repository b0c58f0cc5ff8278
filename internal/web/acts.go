package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"pressclip/internal/locale"
)

// actsView is what people changed, the newest first.
type actsView struct {
	Lede  string
	Of    string // one person's alone
	Acts  []actView
	All   string // address
	Older string // address
}

type actView struct {
	When   stamp
	Person string
	Of     string // the address of what they changed
	What   string
	About  string
	URL    string // of what was changed; empty if it has none
}

// actsShown is how much stands on one page.
const actsShown = 100

func actsURL(person string, before int64) string {
	v := url.Values{}
	if person != "" {
		v.Set("person", person)
	}
	if before > 0 {
		v.Set("before", strconv.FormatInt(before, 10))
	}
	if len(v) == 0 {
		return "/acts"
	}
	return "/acts?" + v.Encode()
}

// acts answers for what people changed.
func (s *site) acts(w http.ResponseWriter, r *http.Request) {
	person := r.URL.Query().Get("person")
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	list, err := s.opts.Archive.Acts(r.Context(), person, before, actsShown+1)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	said := s.wordsFor(r)
	v := actsView{Of: person, Lede: said.text("people.acts.lede", locale.Duration(said.language, s.opts.ActsKept))}
	if s.opts.ActsKept < 0 {
		v.Lede = said.text("people.acts.lede.unlimited")
	}
	if len(list) == 0 {
		v.Lede = said.text("people.acts.none")
	}
	if person != "" || before > 0 {
		v.All = actsURL("", 0)
	}
	if len(list) > actsShown {
		list = list[:actsShown]
		v.Older = actsURL(person, list[actsShown-1].ID)
	}
	for _, one := range list {
		view := actView{When: said.when(one.At), Person: one.Person, Of: actsURL(one.Person, 0), What: said.act(one.Kind), About: one.About, URL: placeOf(one.About)}
		if view.Person == "" {
			view.Person = said.text("people.acts.operator")
		}
		v.Acts = append(v.Acts, view)
	}
	s.show(w, r, http.StatusOK, "acts", frame{Title: said.text("people.acts"), Section: "me", Body: v})
}

func (w words) act(kind string) string {
	if key := "people.act." + kind; locale.Has(key) {
		return w.text(key)
	}
	return kind
}

// placeOf is the page of a clipping, project, digest or person that an act was about.
func placeOf(about string) string {
	path, _, _ := strings.Cut(strings.TrimPrefix(about, apiBase), " ")
	parts := strings.Split(path, "/")
	if len(parts) < 4 || parts[0] != "" {
		return ""
	}
	switch parts[1] {
	case "clippings", "projects", "digests", "people":
		return "/" + parts[1] + "/" + url.PathEscape(parts[2])
	}
	return ""
}
