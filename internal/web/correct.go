package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/visit"
)

// corrected are the fields of what somebody brought that can be corrected. Its outlet is renamed where outlets are.
var corrected = []string{"medium", "published", "title", "page", "programme", "authors", "text"}

// correctURL is where the article of a clipping is corrected; empty where it cannot be.
func (s *site) correctURL(c press.Clipping) string {
	if s.opts.Correct == nil || !visit.Correctable(c) {
		return ""
	}
	return clippingURL(c.ID) + "/correct"
}

// handedOf is the article of a clipping as its form says it.
func handedOf(c press.Clipping, zone *time.Location) handed {
	a := c.Article
	h := handed{Medium: string(c.Medium()), Title: a.Title, Page: a.Page, Programme: a.Programme, Authors: a.Authors, Text: a.Text}
	if !a.Published.IsZero() {
		h.Published = a.Published.In(zone).Format(time.DateOnly)
	}
	return h
}

// toCorrect is the clipping that an address names, if its article can be corrected. Else it has answered.
func (s *site) toCorrect(w http.ResponseWriter, r *http.Request) (c press.Clipping, ok bool) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err == nil {
		if c, err = s.opts.Archive.Clipping(r.Context(), id); err != nil {
			s.fail(w, r, err)
			return c, false
		}
	}
	if err != nil || s.correctURL(c) == "" {
		s.notFound(w, r)
		return c, false
	}
	return c, true
}

// correctForm answers for the form in which the article of a clipping is corrected.
func (s *site) correctForm(w http.ResponseWriter, r *http.Request) {
	if c, ok := s.toCorrect(w, r); ok {
		s.showCorrect(w, r, http.StatusOK, c, handedOf(c, s.opts.Location), nil)
	}
}

// correctDo corrects the article of a clipping and shows it, or the form again with what is wrong. What somebody else
// corrected meanwhile is not replaced unseen.
func (s *site) correctDo(w http.ResponseWriter, r *http.Request) {
	if !s.formRead(w, r) {
		return
	}
	c, ok := s.toCorrect(w, r)
	if !ok {
		return
	}
	h := handedFrom(r.PostForm)
	h.Outlet = c.Outlet.Name
	brought, wrong := s.article(h, []string{h.Project})
	if seen, err := strconv.Atoi(r.PostFormValue("version")); err != nil || seen != c.Version {
		wrong[""] = "meanwhile"
	}
	if len(wrong) > 0 {
		s.showCorrect(w, r, http.StatusBadRequest, c, h, wrong)
		return
	}
	a, now := c.Article, brought.Article
	if h.Published != handedOf(c, s.opts.Location).Published { // else the time of day stays too
		a.Published = now.Published
	}
	a.Medium, a.Title, a.Page, a.Programme, a.Authors, a.Text = now.Medium, now.Title, now.Page, now.Programme, now.Authors, now.Text
	filed, err := s.opts.Correct(r.Context(), c, a)
	switch {
	case errors.Is(err, press.ErrConflict):
		s.showCorrect(w, r, http.StatusConflict, c, h, map[string]string{"": "uncorrected"})
	case err != nil:
		s.fail(w, r, err)
	default:
		http.Redirect(w, r, clippingURL(c.ID)+"?filed="+either(filed.Changed, "corrected", "unchanged"), http.StatusSeeOther)
	}
}

func (s *site) showCorrect(w http.ResponseWriter, r *http.Request, status int, c press.Clipping, h handed, wrong map[string]string) {
	said := s.wordsFor(r)
	fields, err := s.handFields(r.Context(), said, h)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	fields = slices.DeleteFunc(fields, func(f field) bool { return !slices.Contains(corrected, f.Name) })
	v := handView{
		Heading: said.text("desk.correct"), Lede: said.text("desk.correct.lede"), Do: said.text("desk.change.save"),
		Fields: fields, Action: s.correctURL(c), Version: c.Version, Back: clippingURL(c.ID),
	}
	v.mark(said, wrong)
	s.show(w, r, status, "hand", frame{Title: v.Heading, Section: "inbox", Body: v})
}
