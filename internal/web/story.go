package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// elsewhere are the other clippings of a story, in a line: the first few by name.
type elsewhere struct {
	Links []choice
	More  string // how many others there are; may be empty
	All   string // that a verdict holds for all of them; empty where none is given
}

// shownElsewhere is how many outlets a line names.
const shownElsewhere = 4

// elsewhere names copies; nil if there are none. One outlet is named once.
func (w words) elsewhere(copies []press.Copy) *elsewhere {
	var e elsewhere
	more := 0
	for _, c := range copies {
		switch {
		case slices.ContainsFunc(e.Links, func(l choice) bool { return l.Label == c.Outlet }):
		case len(e.Links) == shownElsewhere:
			more++
		default:
			e.Links = append(e.Links, choice{Label: c.Outlet, URL: clippingURL(c.ID)})
		}
	}
	if len(e.Links) == 0 {
		return nil
	}
	if more > 0 {
		e.More = w.count("web.story.more", more)
	}
	return &e
}

// without are the copies of a clipping's story that are not the clipping itself.
func without(copies []press.Copy, id int64) []press.Copy {
	return slices.DeleteFunc(slices.Clone(copies), func(c press.Copy) bool { return c.ID == id })
}

// alike are the copies that are where a clipping is: about which the same was decided, in the project that is looked at
// or as a whole.
func (l looked) alike(copies []press.Copy, verdict press.Verdict) []press.Copy {
	return slices.DeleteFunc(copies, func(c press.Copy) bool {
		if l.Project != "" {
			return c.VerdictIn(l.Project) != verdict
		}
		return c.Verdict() != verdict
	})
}

// also are the places of copies about which a form decides together with its own clipping.
func also(copies []press.Copy, projects []string, verdict press.Verdict) (places []string) {
	for _, c := range copies {
		for _, r := range c.Reviews {
			if r.Verdict == verdict && slices.Contains(projects, r.Project) {
				places = append(places, place(archive.Placed{ClippingID: c.ID, Project: r.Project}))
			}
		}
	}
	return places
}

// mostAlso bounds about how many places one form decides.
const mostAlso = 1000

// place writes down a clipping in a project for a form, and placed reads it; what is not one is passed over.
func place(p archive.Placed) string { return strconv.FormatInt(p.ClippingID, 10) + "/" + p.Project }

func placed(values []string) (all []archive.Placed) {
	for _, value := range values[:min(len(values), mostAlso)] {
		number, project, ok := strings.Cut(value, "/")
		if id, err := strconv.ParseInt(number, 10, 64); ok && err == nil {
			all = append(all, archive.Placed{ClippingID: id, Project: project})
		}
	}
	return all
}

// places writes down all of them.
func places(all []archive.Placed) (values []string) {
	for _, p := range all {
		values = append(values, place(p))
	}
	return values
}

// together is about how many clippings a form decides.
func together(also []string) int {
	ids := map[string]bool{}
	for _, p := range also {
		number, _, _ := strings.Cut(p, "/")
		ids[number] = true
	}
	return len(ids) + 1
}

// storyView is the story of a clipping on its page, with what can be done about it.
type storyView struct {
	ID      int64
	Others  []storyCopy
	Summary string
	Past    []pastRegrouping
	Wrong   string // why the last wish could not be met
}

// storyCopy is another clipping of the story.
type storyCopy struct {
	ID                  int64
	Outlet, Title, When string
	URL, There          string // on this page, and at the outlet
}

// pastRegrouping is a decision about the story that somebody made.
type pastRegrouping struct {
	Words string
	Undo  int64 // its number, if it can be taken back
}

// story reads the story of a clipping.
func (s *site) story(ctx context.Context, said words, c press.Clipping, wrong string) (v storyView, others []press.Copy, err error) {
	v = storyView{ID: c.ID}
	if wrong != "" && slices.Contains(storyFaults, wrong) {
		v.Wrong = said.text("web.story.wrong." + wrong)
	}
	copies, err := s.opts.Archive.Copies(ctx, c.Story)
	if err != nil {
		return v, nil, err
	}
	others = without(copies[c.Story], c.ID)
	for _, o := range others {
		v.Others = append(v.Others, storyCopy{
			ID: o.ID, Outlet: o.Outlet, Title: titleOf(o), When: said.date(o.Date()).Words, URL: clippingURL(o.ID), There: press.Link(o.URL),
		})
	}
	past, err := s.opts.Archive.Regroupings(ctx, c.ID)
	for _, r := range past {
		v.Past = append(v.Past, said.regrouping(r))
	}
	return v, others, err
}

func titleOf(c press.Copy) string {
	if c.Title == "" {
		return c.URL
	}
	return c.Title
}

func (w words) regrouping(r press.Regrouping) pastRegrouping {
	p := pastRegrouping{Words: w.text("web.story.did."+string(r.Kind), w.when(r.At).Words)}
	if r.Who != "" {
		p.Words = w.text("web.story.by", p.Words, r.Who)
	}
	if r.Undone {
		p.Words = w.text("web.story.undone", p.Words)
	} else if r.Kind != press.RegroupingUndo {
		p.Undo = r.ID
	}
	return p
}

// storyFaults are the reasons for which a wish about a story cannot be met, as addresses carry them.
var storyFaults = []string{"unknown", "alone", "same", "late"}

// wish carries out what a form or a script wants of the story of a clipping: to take it out, to put it together with
// another, or to take such a decision back. The fault says why it cannot be.
func (s *site) wish(ctx context.Context, id int64, form url.Values) (fault string, err error) {
	g, _ := guestOf(ctx)
	switch form.Get("do") {
	case "split":
		_, err = s.opts.Archive.SplitStory(ctx, id, g.Name)
		fault = "alone"
	case "join":
		var other int64
		if other, err = s.clippingAt(ctx, form.Get("other")); err == nil {
			_, err = s.opts.Archive.JoinStories(ctx, id, other, g.Name)
		}
		fault = "same"
	case "undo":
		decision, _ := strconv.ParseInt(form.Get("decision"), 10, 64)
		_, err = s.opts.Archive.UndoRegrouping(ctx, decision, g.Name)
		fault = "late"
	default:
		return "unknown", nil
	}
	switch {
	case errors.Is(err, press.ErrConflict):
		return fault, nil
	case errors.Is(err, press.ErrNotFound):
		return "unknown", nil
	}
	return "", err
}

// clippingAt is the clipping that somebody names: by its number, the address of its page here, or that of its article.
func (s *site) clippingAt(ctx context.Context, named string) (int64, error) {
	named = strings.TrimSpace(named)
	if _, after, here := strings.Cut(named, "/clippings/"); here {
		digits := strings.IndexFunc(after, func(r rune) bool { return r < '0' || r > '9' })
		if digits < 0 {
			digits = len(after)
		}
		if id, err := strconv.ParseInt(after[:digits], 10, 64); err == nil {
			return id, nil
		}
	}
	if id, err := strconv.ParseInt(strings.TrimPrefix(named, "#"), 10, 64); err == nil {
		return id, nil
	}
	page, err := s.opts.Archive.Page(ctx, named)
	if err == nil && page.ClippingID == 0 {
		err = press.ErrNotFound
	}
	return page.ClippingID, err
}

// regroup answers the forms about stories, and goes back to the page that they were on.
func (s *site) regroup(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		s.notFound(w, r)
		return
	}
	back := localPath(r.PostFormValue("return"))
	if back == "/" {
		back = clippingURL(id)
	}
	fault, err := s.wish(r.Context(), id, r.PostForm)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if fault != "" {
		back += "?story=" + fault
	}
	http.Redirect(w, r, back+"#story", http.StatusSeeOther)
}

// apiStory is a story as scripts see it. Its names are a contract with them.
type apiStory struct {
	Story     int64     `json:"story,omitempty"`
	Clippings []apiCopy `json:"clippings"`
	Decisions []apiPast `json:"decisions"`
}

type apiCopy struct {
	ID     int64  `json:"id"`
	URL    string `json:"url"`
	Title  string `json:"title"`
	Outlet string `json:"outlet"`
}

type apiPast struct {
	ID     int64                `json:"id"`
	Kind   press.RegroupingKind `json:"kind"`
	At     string               `json:"at"`
	By     string               `json:"by,omitempty"`
	Undone bool                 `json:"undone"`
}

// apiStory answers what the story of a clipping is, after a wish about it if it was posted.
func (s *site) apiStory(w http.ResponseWriter, r *http.Request) {
	said := s.wordsFor(r)
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	var c press.Clipping
	if err == nil {
		c, err = s.opts.Archive.Clipping(r.Context(), id)
	} else {
		err = press.ErrNotFound
	}
	if err == nil && r.Method == http.MethodPost {
		var fault string
		if err = r.ParseForm(); err == nil {
			fault, err = s.wish(r.Context(), id, r.PostForm)
		}
		if err == nil && fault != "" {
			s.json(w, r, http.StatusConflict, apiError{Error: said.text("web.story.wrong." + fault)})
			return
		}
		if err == nil {
			c, err = s.opts.Archive.Clipping(r.Context(), id)
		}
	}
	var answer apiStory
	if err == nil {
		answer, err = s.storyOf(r.Context(), c)
	}
	switch {
	case errors.Is(err, press.ErrNotFound):
		s.json(w, r, http.StatusNotFound, apiError{Error: said.text("web.story.wrong.unknown")})
	case err != nil:
		s.opts.Log.Error("answer request", "path", r.URL.Path, "error", err)
		s.json(w, r, http.StatusInternalServerError, apiError{Error: said.text("web.trouble.internal")})
	default:
		s.json(w, r, http.StatusOK, answer)
	}
}

func (s *site) storyOf(ctx context.Context, c press.Clipping) (apiStory, error) {
	answer := apiStory{Story: c.Story, Clippings: []apiCopy{}, Decisions: []apiPast{}}
	copies, err := s.opts.Archive.Copies(ctx, c.Story)
	if err != nil {
		return answer, err
	}
	for _, o := range copies[c.Story] {
		answer.Clippings = append(answer.Clippings, apiCopy{o.ID, press.Link(o.URL), o.Title, o.Outlet})
	}
	if c.Story == 0 {
		answer.Clippings = append(answer.Clippings, apiCopy{c.ID, press.Link(c.Article.URL), c.Article.Title, c.Outlet.Name})
	}
	past, err := s.opts.Archive.Regroupings(ctx, c.ID)
	for _, r := range past {
		answer.Decisions = append(answer.Decisions, apiPast{r.ID, r.Kind, r.At.UTC().Format("2006-01-02T15:04:05Z"), r.Who, r.Undone})
	}
	return answer, err
}
