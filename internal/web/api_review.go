package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// apiDecision is one time that somebody decided or wrote something about a clipping; what stayed is left out.
type apiDecision struct {
	Project string        `json:"project"`
	At      time.Time     `json:"at"`
	By      string        `json:"by,omitempty"`
	Verdict press.Verdict `json:"verdict,omitempty"`
	Tags    *[]string     `json:"tags,omitempty"` // all of them afterwards
	Note    *string       `json:"note,omitempty"`
}

func apiDecisions(list []press.Decision) []apiDecision {
	all := []apiDecision{}
	for _, d := range list {
		all = append(all, apiDecision{d.Project, d.At, d.Who, d.Verdict, d.Tags, d.Note})
	}
	return all
}

// apiReviewed is what was decided about many clippings.
type apiReviewed struct {
	Round     int64   `json:"round,omitempty"` // takes it back
	Clippings []int64 `json:"clippings"`       // that it changed
}

// apiChange is what a program decides, in the words of a form. Tags are all there will be, add_tags come beside those there are.
func (s *site) apiChange(r *http.Request) (archive.ReviewChange, error) {
	form, said := r.PostForm, s.wordsFor(r)
	change := archive.ReviewChange{Reviewer: who(r), Was: press.Verdict(form.Get("was")), Seen: form.Get("edition")}
	wrong := map[string]string{}
	for _, name := range []string{"verdict", "was"} {
		if v := form.Get(name); form.Has(name) && !slices.Contains(verdicts, press.Verdict(v)) {
			wrong[name] = said.misfit(misfit{Name: name, Value: v, Allowed: verdictNames()})
		}
	}
	if form.Has("verdict") {
		verdict := press.Verdict(form.Get("verdict"))
		change.Verdict = &verdict
	}
	if form.Has("tags") {
		tags := append([]string{}, form["tags"]...)
		change.Tags = &tags
	}
	change.AddTags = form["add_tags"]
	if form.Has("note") {
		note := strings.ReplaceAll(form.Get("note"), "\r\n", "\n")
		change.Note = &note
	}
	for name, tags := range map[string][]string{"tags": form["tags"], "add_tags": form["add_tags"]} {
		if fault := labelFault(tags, ""); fault != "" {
			wrong[name] = said.text(fault)
		}
	}
	if fault := labelFault(nil, form.Get("note")); fault != "" {
		wrong["note"] = said.text(fault)
	}
	if len(wrong) == 0 && change.Verdict == nil && change.Tags == nil && len(change.AddTags) == 0 && change.Note == nil {
		return change, errBadForm
	}
	return change, refused(wrong)
}

// apiReview decides about a clipping in one project, and answers with its reviews as they are then.
func (s *site) apiReview(r *http.Request) (reply, error) {
	id, err := numbered(r)
	if err != nil {
		return reply{}, err
	}
	if err := s.takes(r, "project", "verdict", "was", "tags", "add_tags", "note", "edition"); err != nil {
		return reply{}, err
	}
	change, err := s.apiChange(r)
	if err != nil {
		return reply{}, err
	}
	err = s.opts.Archive.Review(r.Context(), id, r.PostForm.Get("project"), change)
	var stale *archive.StaleError
	if errors.As(err, &stale) {
		said, now := s.wordsFor(r), stale.Review
		if change.Verdict == nil {
			return reply{}, said.refuse(http.StatusConflict, "review.stale.words", said.person(now.Reviewer), said.when(now.TouchedAt).Words)
		}
		return reply{}, said.refuse(http.StatusConflict, "review.stale", said.person(now.Reviewer), said.when(now.TouchedAt).Words, now.Project, said.verdict(now.Verdict))
	}
	if err != nil {
		return reply{}, err
	}
	c, err := s.opts.Archive.Clipping(r.Context(), id)
	return reply{value: apiReviews(c.Reviews)}, err
}

// apiReviewMany decides about many clippings in one project at once; those are passed over that are not where "was" says.
func (s *site) apiReviewMany(r *http.Request) (reply, error) {
	if err := s.takes(r, "project", "clippings", "verdict", "was", "add_tags"); err != nil {
		return reply{}, err
	}
	change, err := s.apiChange(r)
	if err != nil {
		return reply{}, err
	}
	var places []archive.Placed
	for _, number := range r.PostForm["clippings"] {
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return reply{}, errBadForm
		}
		places = append(places, archive.Placed{ClippingID: id, Project: r.PostForm.Get("project")})
	}
	if len(places) == 0 || len(places) > mostAlso {
		return reply{}, blamed("clippings", s.wordsFor(r).text("review.wrong.many", mostAlso))
	}
	round, done, err := s.opts.Archive.ReviewMany(r.Context(), places, change)
	return reply{value: apiReviewed{round, idsOf(done)}}, err
}

// apiUndoRound takes back what was decided at once.
func (s *site) apiUndoRound(r *http.Request) (reply, error) {
	if err := s.takes(r, "round"); err != nil {
		return reply{}, err
	}
	round, err := strconv.ParseInt(r.PostForm.Get("round"), 10, 64)
	if err != nil {
		return reply{}, errBadForm
	}
	done, err := s.opts.Archive.UndoRound(r.Context(), round, who(r))
	return reply{value: apiReviewed{Clippings: idsOf(done)}}, err
}

// idsOf are the clippings in places, each once.
func idsOf(places []archive.Placed) []int64 {
	ids := []int64{}
	for _, p := range places {
		if !slices.Contains(ids, p.ClippingID) {
			ids = append(ids, p.ClippingID)
		}
	}
	return ids
}
