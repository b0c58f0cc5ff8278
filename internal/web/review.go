package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// review takes a verdict about a clipping in one or more of its projects, and about the others of its story that its row
// stood for. A script gets the row as it is now; a form goes back to where it was sent from, where the verdict can be
// taken back: about all of them.
func (s *site) review(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		s.notFound(w, r)
		return
	}
	if r.PostFormValue("do") == "labels" {
		s.label(w, r, id)
		return
	}
	verdict, was := press.Verdict(r.PostFormValue("verdict")), press.Verdict(r.PostFormValue("was"))
	projects := r.PostForm["project"]
	if len(projects) == 0 || !slices.Contains(verdicts, verdict) {
		s.say(w, r, http.StatusBadRequest, "bad_form")
		return
	}
	done, err := s.opts.Archive.ReviewTogether(r.Context(), id, projects, placed(r.PostForm["also"]), verdict, was, who(r))
	var stale *archive.StaleError
	if errors.As(err, &stale) {
		s.stale(w, r, id, stale.Review)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.decided(w, r, id, projects, places(done))
}

// decided goes on where a decision was sent from; to a script it sends the row as it is now.
func (s *site) decided(w http.ResponseWriter, r *http.Request, id int64, projects, also []string) {
	back := localPath(r.PostFormValue("return"))
	if r.Header.Get("X-Part") == "row" {
		s.sendRow(w, r, http.StatusOK, id, func(row *row) {
			row.Form.Projects, row.Form.Also = projects, also // so that taking back undoes what was done, and nothing else
			if row.Done != "" && len(also) > 0 {
				row.Done = s.wordsFor(r).count("web.story.done", together(also), row.Done)
			}
		})
		return
	}
	http.Redirect(w, r, afterReview(back, id, press.Verdict(r.PostFormValue("verdict")), projects, also), http.StatusSeeOther)
}

// stale tells somebody that another has decided otherwise meanwhile. Nothing was changed.
func (s *site) stale(w http.ResponseWriter, r *http.Request, id int64, now press.Review) {
	said := s.wordsFor(r)
	notice := said.text("review.stale", said.person(now.Reviewer), said.when(now.TouchedAt).Words, now.Project, said.verdict(now.Verdict))
	if r.Header.Get("X-Part") == "row" {
		s.sendRow(w, r, http.StatusConflict, id, func(row *row) { row.Notice = notice })
		return
	}
	s.sheetPage(w, r, http.StatusConflict, id, func(v *sheet, _ words) { v.Notice = &filedNotice{Said: notice} })
}

// sendRow sends the row of a clipping as it is now; change may add to it.
func (s *site) sendRow(w http.ResponseWriter, r *http.Request, status int, id int64, change func(*row)) {
	c, err := s.opts.Archive.Clipping(r.Context(), id)
	var copies map[int64][]press.Copy
	if err == nil {
		copies, err = s.opts.Archive.Copies(r.Context(), c.Story)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	said := s.wordsFor(r)
	row := said.inboxRow(c, s.opts.Search.Hit(c, nil), lookedAt(localPath(r.PostFormValue("return"))), copies[c.Story])
	change(&row)
	s.send(w, r, status, said, "inbox", "clip", row)
}

// afterReview is where a form goes on. In the inbox the row may be gone, so its address says what was done.
func afterReview(back string, id int64, verdict press.Verdict, projects, also []string) string {
	u, err := url.Parse(back)
	if err != nil || u.Path != "/" {
		return back
	}
	values := u.Query()
	values.Del("done")
	values.Del("in")
	values.Del("also")
	if decided(verdict) {
		values.Set("done", strconv.FormatInt(id, 10))
		values["in"] = projects
		values["also"] = also
	}
	u.RawQuery = values.Encode()
	return u.String()
}

// undo offers to take back the verdict that the address speaks of; nil if there is none, or it no longer stands.
func (s *site) undo(ctx context.Context, said words, l looked, values url.Values) (*undoView, error) {
	id, err := strconv.ParseInt(values.Get("done"), 10, 64)
	if err != nil {
		return nil, nil
	}
	c, err := s.opts.Archive.Clipping(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the clipping just decided: %w", err)
	}
	v := &undoView{Form: verdictForm{ID: id, Return: l.url(), Decided: true}}
	for _, review := range c.Reviews {
		if slices.Contains(values["in"], review.Project) && decided(review.Verdict) {
			v.Form.Projects = append(v.Form.Projects, review.Project)
			v.Words = said.text("web.verdict.done", c.Article.Title, said.verdict(review.Verdict))
		}
	}
	if len(v.Form.Projects) == 0 {
		return nil, nil
	}
	if v.Form.Also = places(placed(values["also"])); len(v.Form.Also) > 0 {
		v.Words = said.count("web.story.done", together(v.Form.Also), strings.TrimSuffix(v.Words, ".")) + "."
	}
	return v, nil
}

// localPath is an address of this page to go back to; the inbox, if what was sent leads anywhere else.
func localPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(address, `\`) {
		return "/"
	}
	return u.String()
}

// lookedAt is what an address of the inbox shows.
func lookedAt(address string) looked {
	u, err := url.Parse(address)
	if err != nil {
		return lookedFrom(nil)
	}
	return lookedFrom(u.Query())
}
