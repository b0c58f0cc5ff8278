package web

import (
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"pressclip/internal/weburl"
)

// clipView is the page that files an article somebody is looking at. It only shows a form: filing needs that to be sent.
type clipView struct {
	URL, Title string
	Wrong      string
	Fate       *fateView
	Bookmark   template.URL // opens this page for the page that a browser shows
}

// clip answers for the page that a bookmark opens. What its address says is shown and changes nothing.
func (s *site) clip(w http.ResponseWriter, r *http.Request) {
	said, status := s.wordsFor(r), http.StatusOK
	v := clipView{URL: strings.TrimSpace(r.FormValue("url")), Title: strings.TrimSpace(r.FormValue("title")), Bookmark: s.bookmark(r)}
	if v.URL != "" {
		f, err := s.opts.Archive.Fate(r.Context(), v.URL)
		var found whyView
		switch {
		case errors.Is(err, weburl.ErrAddress):
			v.Wrong, status = said.text("fault.address"), http.StatusBadRequest
		case err == nil:
			err = s.fillFate(r, &found, f)
			fallthrough
		default:
			if err != nil {
				s.fail(w, r, err)
				return
			}
			v.Fate = found.Fate
		}
	}
	s.show(w, r, status, "clip", frame{Title: said.text("desk.clip"), Section: "inbox", Body: v})
}

// siteOf is the front page of the site of an article.
func siteOf(article string) string {
	u, err := url.Parse(article)
	if err != nil {
		return article
	}
	return u.Scheme + "://" + u.Host + "/"
}

// bookmark is a bookmark that opens the page for what a browser shows. It is a script that runs there, not here.
func (s *site) bookmark(r *http.Request) template.URL {
	home, err := json.Marshal(s.base(r) + "/clip")
	if err != nil {
		return ""
	}
	script := "location.href=" + string(home) + "+'?url='+encodeURIComponent(location.href)+'&title='+encodeURIComponent(document.title)"
	return template.URL("javascript:" + url.PathEscape(script)) // nothing in it but our own address, written as JSON
}
