package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// whyView answers why an article is missing, or where it is.
type whyView struct {
	URL     string // as it was asked for
	Wrong   string // what keeps it from being looked up
	Refused string // why it could not be filed
	Fate    *fateView
	Search  string // the clippings of the same outlet, by address
}

// fateView is what became of one article.
type fateView struct {
	Title, Said string // the headline, where Said does not name it
	Advice      string // what can be done on the page; empty where that is nothing
	Clipping    int64  // 0 if there is none
	Ways        []choice
	File        *fileForm // nil where it cannot be filed by hand
	Add         string    // where an outlet of its site is added; empty if one is watched
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
	s.whyPage(w, r, http.StatusOK, strings.TrimSpace(r.URL.Query().Get("url")), "")
}

// whyPage says what became of the article at an address; refused is why what was asked for could not be done, if anything
// was.
func (s *site) whyPage(w http.ResponseWriter, r *http.Request, status int, url, refused string) {
	said := s.wordsFor(r)
	v := whyView{URL: url, Refused: refused}
	if v.URL != "" {
		f, err := s.opts.Archive.Fate(r.Context(), v.URL)
		if errors.Is(err, weburl.ErrAddress) {
			v.Wrong, status = said.text("fault.address"), http.StatusBadRequest
		} else if err == nil {
			err = s.fillFate(r, &v, f)
		}
		if err != nil && v.Wrong == "" {
			s.fail(w, r, err)
			return
		}
	}
	s.show(w, r, status, "why", frame{Title: said.text("web.why.title"), Section: "outlets", Body: v})
}

func (s *site) fillFate(r *http.Request, v *whyView, f archive.Fate) error {
	said := s.wordsFor(r)
	projects, err := s.projectNames(r.Context())
	if err != nil {
		return err
	}
	v.Fate, v.Search = said.fate(f), outletSearch(f)
	v.Fate.Ways, v.Fate.File = said.ways(f), s.fileForm(f, projects)
	return nil
}

func (w words) fate(f archive.Fate) *fateView {
	worded := f.In(w.language, w.now)
	v := &fateView{Said: worded.Said, Advice: w.whatToDo(f, worded.Advice)}
	if f.Page != nil && !strings.Contains(v.Said, f.Page.Title) {
		v.Title = f.Page.Title
	}
	if f.Clipping != nil {
		v.Clipping = f.Clipping.ID
	}
	if f.Outlet == nil {
		v.Add, v.Advice = "/new/outlet?"+url.Values{"url": {siteOf(f.URL)}}.Encode(), ""
	}
	return v
}

// whatToDo says what can be done on the page, or in the file where that lists the outlet, instead of the commands that do it
// elsewhere.
func (w words) whatToDo(f archive.Fate, otherwise string) string {
	key := "web.why." + string(f.Why) + ".do"
	if inFile := key + ".file"; f.Outlet != nil && f.Outlet.Origin == press.OriginFile && locale.Has(inFile) {
		key = inFile
	}
	if f.Why == archive.WhyUnmatched && len(f.Watchers) == 0 {
		key = "web.why.unmatched.nobody.do"
	}
	switch {
	case locale.Has(key):
		return w.text(key)
	case strings.Contains(otherwise, "`"):
		return ""
	}
	return otherwise
}

func outletSearch(f archive.Fate) string {
	if f.Outlet == nil {
		return ""
	}
	return asked{Outlets: []string{f.Outlet.Name}}.url()
}
