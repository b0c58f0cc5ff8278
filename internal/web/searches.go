package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// searchesView lists the searches that are kept.
type searchesView struct {
	Heading  string
	Lede     string
	Searches []keptView
}

type keptView struct {
	Name   string
	Search string // its address
	What   string
	Feed   feedView
}

// parameters are those of the address of a search, without what only turns pages or sorts.
func (a asked) parameters() string {
	a.Page, a.Sort = 1, ""
	_, query, _ := strings.Cut(a.url(), "?")
	return query
}

// searches answers for the list of kept searches.
func (s *site) searches(w http.ResponseWriter, r *http.Request) {
	list, err := s.opts.Archive.Searches(r.Context(), who(r))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	said := s.wordsFor(r)
	v := searchesView{Heading: said.text("web.searches"), Lede: said.text("web.searches.lede")}
	if len(list) == 0 {
		v.Lede = said.text("web.searches.none")
	}
	for _, f := range list {
		v.Searches = append(v.Searches, s.keptView(r, said, f))
	}
	s.show(w, r, http.StatusOK, "searches", frame{Title: v.Heading, Section: "search", Body: v})
}

func (s *site) keptView(r *http.Request, said words, f archive.Feed) keptView {
	values, _ := url.ParseQuery(f.Query) // what cannot be read is left out, as where it is searched
	a, _ := askedFrom(values)
	what := []string{}
	if a.Query != "" {
		what = append(what, said.quoted(a.Query))
	}
	for _, chip := range said.chips(a) {
		what = append(what, chip.Label)
	}
	if len(what) == 0 {
		what = append(what, said.text("web.searches.everything"))
	}
	return keptView{
		Name: f.Name, Search: a.url(), What: strings.Join(what, " · "),
		Feed: feedView{ID: f.ID, URL: s.searchFeedURL(r, f), Action: "/searches", Close: said.text("web.feed.forget")},
	}
}

func (s *site) searchFeedURL(r *http.Request, f archive.Feed) string {
	return s.base(r) + searchFeedPath + f.Token + atomExt
}

// searchesDo takes what is to be done about kept searches: keep, renew or close.
func (s *site) searchesDo(w http.ResponseWriter, r *http.Request) {
	var err error
	do := r.PathValue("do")
	if do == "keep" {
		_, err = s.keepSearch(r)
	} else {
		err = s.searchDo(r, do, r.PostFormValue("id"))
	}
	if errors.Is(err, press.ErrConflict) || errors.Is(err, errBadForm) {
		s.say(w, r, http.StatusBadRequest, "bad_form")
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/searches", http.StatusSeeOther)
}

// keepSearch keeps the search that a form names.
func (s *site) keepSearch(r *http.Request) (archive.Feed, error) {
	values, bad := url.ParseQuery(r.PostFormValue("query"))
	a, misfit := askedFrom(values)
	if bad != nil || misfit != nil {
		return archive.Feed{}, errBadForm
	}
	return s.opts.Archive.KeepSearch(r.Context(), r.PostFormValue("name"), s.withNewNames(r.Context(), a).parameters(), who(r))
}

// searchDo renews the address of the feed of a search, or ends both. The number names the search.
func (s *site) searchDo(r *http.Request, do, number string) error {
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return press.ErrNotFound
	}
	list, err := s.opts.Archive.Searches(r.Context(), who(r))
	switch {
	case err != nil:
		return err
	case !slices.ContainsFunc(list, func(f archive.Feed) bool { return f.ID == id }):
		return press.ErrNotFound
	case do == "renew":
		return s.opts.Archive.RenewFeed(r.Context(), id)
	case do == "close":
		return s.opts.Archive.CloseFeed(r.Context(), id)
	}
	return press.ErrNotFound
}
