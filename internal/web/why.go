package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/weburl"
)

// whyView answers why an article is missing, or where it is.
type whyView struct {
	URL    string // as it was asked for
	Wrong  string // what keeps it from being looked up
	Fate   *fateView
	Search string // the clippings of the same outlet, by address
}

// fateView is what became of one article.
type fateView struct {
	Title, Said string  // the headline, where Said does not name it
	Advice      []piece // commands are marked
	Clipping    int64   // 0 if there is none
}

// whyURL is the address that asks for the fate of an article.
func whyURL(article string) string { return "/why?" + url.Values{"url": {article}}.Encode() }

// isAddress says that what was typed into a search box is an address instead.
func isAddress(typed string) bool {
	typed = strings.TrimSpace(typed)
	return !strings.ContainsAny(typed, " \t\n") && (strings.HasPrefix(typed, "https://") || strings.HasPrefix(typed, "http://"))
}

// why answers for the fate of one article.
func (s *site) why(w http.ResponseWriter, r *http.Request) {
	said := s.wordsFor(r)
	v := whyView{URL: strings.TrimSpace(r.URL.Query().Get("url"))}
	status := http.StatusOK
	if v.URL != "" {
		f, err := s.opts.Archive.Fate(r.Context(), v.URL)
		switch {
		case errors.Is(err, weburl.ErrAddress):
			v.Wrong, status = said.text("fault.address"), http.StatusBadRequest
		case err != nil:
			s.fail(w, r, err)
			return
		default:
			v.Fate, v.Search = said.fate(f), outletSearch(f)
		}
	}
	s.show(w, r, status, "why", frame{Title: said.text("web.why.title"), Section: "outlets", Body: v})
}

func (w words) fate(f archive.Fate) *fateView {
	worded := f.In(w.language, w.now)
	v := &fateView{Said: worded.Said, Advice: commands(worded.Advice)}
	if f.Page != nil && !strings.Contains(v.Said, f.Page.Title) {
		v.Title = f.Page.Title
	}
	if f.Clipping != nil {
		v.Clipping = f.Clipping.ID
	}
	return v
}

// commands are the parts of a sentence, those between backquotes marked.
func commands(sentence string) []piece {
	var all []piece
	for i, part := range strings.Split(sentence, "`") {
		if part != "" {
			all = append(all, piece{Text: part, Mark: i%2 == 1})
		}
	}
	return all
}

func outletSearch(f archive.Fate) string {
	if f.Outlet == nil {
		return ""
	}
	return asked{Outlets: []string{f.Outlet.Name}}.url()
}
