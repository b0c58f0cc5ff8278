package web

import (
	"errors"
	"net/http"
	"slices"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// fileForm files an article by hand under one of the projects that do not have it yet.
type fileForm struct {
	URL      string
	Projects []string
}

// fileForm offers to file an article, unless that cannot be: it was erased, or every project has it.
func (s *site) fileForm(f archive.Fate, projects []string) *fileForm {
	if s.opts.ByHand == nil || f.Why == archive.WhyErased {
		return nil
	}
	if f.Clipping != nil {
		projects = slices.DeleteFunc(slices.Clone(projects), func(name string) bool {
			return slices.ContainsFunc(f.Clipping.Reviews, func(r press.Review) bool { return r.Project == name })
		})
	}
	if len(projects) == 0 {
		return nil
	}
	return &fileForm{URL: f.URL, Projects: projects}
}

// fileByHand has an article filed because somebody wants it, and shows it; where it cannot be had, why.
func (s *site) fileByHand(w http.ResponseWriter, r *http.Request) {
	url, project := r.PostFormValue("url"), r.PostFormValue("project")
	if url == "" || project == "" || s.opts.ByHand == nil {
		s.say(w, r, http.StatusBadRequest, "bad_form")
		return
	}
	said := s.wordsFor(r)
	if !archive.Sees(r.Context(), project) {
		s.whyPage(w, r, http.StatusBadRequest, url, said.text("web.byhand.refused"))
		return
	}
	filed, err := s.opts.ByHand(r.Context(), url, archive.ByHand{Project: project, Person: who(r)})
	var fault *press.Fault
	switch {
	case err == nil && filed.ClippingID != 0:
		http.Redirect(w, r, filedURL(filed), http.StatusSeeOther)
	case errors.As(err, &fault):
		s.whyPage(w, r, http.StatusConflict, url, said.text("web.byhand.failed", said.fault(*fault)))
	case errors.Is(err, press.ErrConflict), err == nil:
		s.whyPage(w, r, http.StatusConflict, url, said.text("web.byhand.refused"))
	case errors.Is(err, weburl.ErrAddress), errors.Is(err, press.ErrNotFound):
		s.whyPage(w, r, http.StatusBadRequest, url, said.text("web.byhand.refused"))
	default:
		s.fail(w, r, err)
	}
}

// ways are where one goes from the fate of an article: to try a keyword, to the projects that watch its outlet, and to
// the outlets.
func (w words) ways(f archive.Fate) []choice {
	var ways []choice
	switch f.Why {
	case archive.WhyUnmatched:
		ways = append(ways, choice{Label: w.text("web.why.try"), URL: "/try"})
		for _, name := range f.Watchers {
			ways = append(ways, choice{Label: w.text("web.why.keywords", name), URL: projectURL(name)})
		}
	case archive.WhyUnlisted, archive.WhyPending, archive.WhyFailed, archive.WhyUnwatched:
		ways = append(ways, choice{Label: w.text("web.why.outlets"), URL: "/outlets"})
	}
	return ways
}
