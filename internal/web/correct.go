package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"pressclip/internal/archive"
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
	filed, wrong, err := s.correct(r.Context(), c, h, r.PostForm.Get("version"))
	switch {
	case err != nil:
		s.fail(w, r, err)
	case wrong[""] == "uncorrected":
		s.showCorrect(w, r, http.StatusConflict, c, h, wrong)
	case len(wrong) > 0:
		s.showCorrect(w, r, http.StatusBadRequest, c, h, wrong)
	default:
		http.Redirect(w, r, clippingURL(c.ID)+"?filed="+either(filed.Changed, "corrected", "unchanged"), http.StatusSeeOther)
	}
}

// correct puts right the article of a clipping for somebody who has seen a version of it. What is wrong comes by field, as
// a key under "desk.hand.wrong."; without a field it is the whole.
func (s *site) correct(ctx context.Context, c press.Clipping, h handed, version string) (filed archive.Filed, wrong map[string]string, err error) {
	h.Outlet = c.Outlet.Name
	brought, wrong := s.article(h, []string{h.Project})
	if seen, err := strconv.Atoi(version); err != nil || seen != c.Version {
		wrong[""] = "meanwhile"
	}
	if len(wrong) > 0 {
		return filed, wrong, nil
	}
	a, now := c.Article, brought.Article
	if h.Published != handedOf(c, s.opts.Location).Published { // else the time of day stays too
		a.Published = now.Published
	}
	a.Medium, a.Title, a.Page, a.Programme, a.Authors, a.Text = now.Medium, now.Title, now.Page, now.Programme, now.Authors, now.Text
	filed, err = s.opts.Correct(ctx, c, a)
	if errors.Is(err, press.ErrConflict) {
		return filed, map[string]string{"": "uncorrected"}, nil
	}
	return filed, nil, err
}

// apiCorrect puts right what a program names of an article that was brought; the rest stays.
func (s *site) apiCorrect(r *http.Request) (reply, error) {
	id, err := numbered(r)
	var c press.Clipping
	if err == nil {
		c, err = s.opts.Archive.Clipping(r.Context(), id)
	}
	if err == nil && s.correctURL(c) == "" {
		err = s.wordsFor(r).refuse(http.StatusConflict, "desk.hand.wrong.uncorrectable")
	}
	if err == nil {
		err = s.takes(r, append(slices.Clone(corrected), "version")...)
	}
	if err != nil {
		return reply{}, err
	}
	h, form := handedOf(c, s.opts.Location), r.PostForm
	for key, value := range map[string]*string{
		"medium": &h.Medium, "published": &h.Published, "title": &h.Title, "page": &h.Page, "programme": &h.Programme, "text": &h.Text,
	} {
		if form.Has(key) {
			*value = form.Get(key)
		}
	}
	if form.Has("authors") {
		h.Authors = form["authors"]
	}
	filed, wrong, err := s.correct(r.Context(), c, h, form.Get("version"))
	if wrong[""] != "" {
		wrong[""] = "uncorrected" // there is no form
	}
	if said := s.wordsFor(r).handWrong(wrong); err == nil && said.Error != "" {
		err = &refusal{either(len(said.Fields) == 0, http.StatusConflict, http.StatusBadRequest), said}
	}
	return reply{value: apiClipped{filed.ClippingID, filed.New, filed.Changed}}, err
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
