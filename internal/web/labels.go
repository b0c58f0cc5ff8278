package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// labels are the tags and the note of a clipping in a project, in a form.
type labels struct {
	ID            int64
	Project       string
	Tags, Note    string // as they are typed: tags with commas between them
	Seen          string // the edition that they began with
	Known         []string
	Wrong         string // why they are not written
	Standing      string // what stands there, if somebody else has written meanwhile
	Return        string
	Open, Several bool // the form is shown; its clipping has others
}

// What one clipping may be labelled with, in one project.
const (
	mostTags    = 30
	longestTag  = 100    // characters
	longestNote = 10_000 // characters
)

// tagsOf are the tags that somebody typed, between commas or on lines.
func tagsOf(typed string) []string {
	tags := []string{}
	for t := range strings.FieldsFuncSeq(typed, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if t = strings.TrimSpace(t); t != "" {
			tags = append(tags, t)
		}
	}
	return tags
}

// labelFault is the key of what is wrong with tags and a note; empty if nothing is.
func labelFault(tags []string, note string) string {
	long := func(t string) bool { return utf8.RuneCountInString(t) > longestTag }
	switch {
	case len(tags) > mostTags || slices.ContainsFunc(tags, long):
		return "review.wrong.tags"
	case utf8.RuneCountInString(note) > longestNote:
		return "review.wrong.note"
	}
	return ""
}

// labels is the form for a review of a clipping.
func (w words) labels(id int64, r press.Review, known []string) labels {
	return labels{
		ID: id, Project: r.Project, Tags: strings.Join(r.Tags, ", "), Note: r.Note, Seen: r.Edition(), Return: decidedURL(id),
		Known: slices.DeleteFunc(known, func(t string) bool { return slices.Contains(r.Tags, t) }),
	}
}

// allLabels are the forms for the reviews of a clipping, which scripts open in its row.
func (s *site) allLabels(ctx context.Context, said words, c press.Clipping) (all []labels, err error) {
	for _, r := range c.Reviews {
		known, err := s.opts.Archive.TagsUsed(ctx, r.Project, knownTags)
		if err != nil {
			return nil, err
		}
		l := said.labels(c.ID, r, known)
		l.Several = len(c.Reviews) > 1
		all = append(all, l)
	}
	return all, nil
}

// labelsPart sends the forms for the reviews of a clipping to a script.
func (s *site) labelsPart(w http.ResponseWriter, r *http.Request, c press.Clipping) {
	all, err := s.allLabels(r.Context(), s.wordsFor(r), c)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.part(w, r, "inbox", "row-labels", all)
}

// knownTags is how many tags a form offers.
const knownTags = 12

// label takes the tags and the note of a clipping in one project. If somebody else has written there meanwhile, both are
// shown, and nothing is lost.
func (s *site) label(w http.ResponseWriter, r *http.Request, id int64) {
	said := s.wordsFor(r)
	project, tags, note := r.PostFormValue("project"), tagsOf(r.PostFormValue("tags")), strings.ReplaceAll(r.PostFormValue("note"), "\r\n", "\n")
	if fault := labelFault(tags, note); fault != "" {
		s.labelAgain(w, r, id, http.StatusBadRequest, said.text(fault), nil)
		return
	}
	err := s.opts.Archive.Review(r.Context(), id, project, archive.ReviewChange{
		Tags: &tags, Note: &note, Seen: r.PostFormValue("seen"), Reviewer: who(r),
	})
	var stale *archive.StaleError
	switch {
	case errors.As(err, &stale):
		s.labelAgain(w, r, id, http.StatusConflict, said.text("review.stale.words", said.person(stale.Review.Reviewer), said.when(stale.Review.TouchedAt).Words), &stale.Review)
	case err != nil:
		s.fail(w, r, err)
	default:
		s.decided(w, r, id, []string{project}, nil)
	}
}

// labelAgain shows a form with what somebody wrote, and why it is not kept yet; beside it what stands there instead.
func (s *site) labelAgain(w http.ResponseWriter, r *http.Request, id int64, status int, wrong string, standing *press.Review) {
	project := r.PostFormValue("project")
	change := func(l *labels) {
		l.Tags, l.Note, l.Wrong, l.Open = r.PostFormValue("tags"), r.PostFormValue("note"), wrong, true
		l.Return = localPath(r.PostFormValue("return"))
		if standing != nil {
			l.Seen, l.Standing = standing.Edition(), standingWords(*standing)
		}
	}
	if r.Header.Get("X-Part") == "" {
		s.sheetPage(w, r, status, id, func(v *sheet, _ words) {
			for i := range v.Filed {
				if v.Filed[i].Project == project {
					change(&v.Filed[i].Labels)
				}
			}
		})
		return
	}
	c, err := s.opts.Archive.Clipping(r.Context(), id)
	var all []labels
	if err == nil {
		all, err = s.allLabels(r.Context(), s.wordsFor(r), c)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for i := range all {
		if all[i].Project == project {
			change(&all[i])
		}
	}
	s.send(w, r, status, s.wordsFor(r), "inbox", "row-labels", all)
}

// standingWords are the note and the tags of a review, as they are read.
func standingWords(r press.Review) string {
	return strings.TrimSpace(strings.Join(r.Tags, ", ") + "\n" + r.Note)
}

// person is the name of who decided; where nobody signs in, a word for it.
func (w words) person(name string) string {
	if name == "" {
		return w.text("review.somebody")
	}
	return name
}

// past is what was decided about a clipping, in words, the newest first.
func (w words) past(c press.Clipping, decisions []press.Decision) []string {
	var all []string
	add := func(line, who string) {
		if who != "" {
			line = w.text("review.past.by", line, who)
		}
		all = append(all, line)
	}
	for _, d := range decisions {
		var did []string
		if d.Verdict != "" {
			did = append(did, w.text("review.past."+string(d.Verdict)))
		}
		if d.Tags != nil && len(*d.Tags) == 0 {
			did = append(did, w.text("review.past.no_tags"))
		} else if d.Tags != nil {
			did = append(did, w.text("review.past.tags", strings.Join(*d.Tags, ", ")))
		}
		if d.Note != nil && *d.Note == "" {
			did = append(did, w.text("review.past.no_note"))
		} else if d.Note != nil {
			did = append(did, w.text("review.past.note", *d.Note))
		}
		add(w.text("review.past", w.when(d.At).Words, d.Project, strings.Join(did, "; ")), d.Who)
	}
	for _, r := range slices.Backward(c.Reviews) {
		how := w.text("review.past.filed")
		if r.ByHand {
			how = w.text("review.past.by_hand")
		}
		add(w.text("review.past", w.when(r.FiledAt).Words, r.Project, how), r.FiledBy)
	}
	return all
}

// pick is a row for a decision about many, as the value of one field.
func pick(f *verdictForm) string {
	if f == nil {
		return ""
	}
	here := make([]string, len(f.Projects))
	for i, p := range f.Projects {
		here[i] = place(archive.Placed{ClippingID: f.ID, Project: p})
	}
	return strings.Join(append(here, f.Also...), "\n")
}

// mostPicked bounds how many rows one form decides.
const mostPicked = 200

// reviewMany takes one decision about many clippings: a verdict, or tags that are added; or takes such a decision back.
func (s *site) reviewMany(w http.ResponseWriter, r *http.Request) {
	back := localPath(r.PostForm.Get("return"))
	if round, err := strconv.ParseInt(r.PostForm.Get("round"), 10, 64); err == nil {
		done, err := s.opts.Archive.UndoRound(r.Context(), round, who(r))
		if err != nil {
			s.fail(w, r, err)
			return
		}
		http.Redirect(w, r, withMany(back, manyDone{Do: "undo", Count: len(idsOf(done))}), http.StatusSeeOther)
		return
	}
	var places []archive.Placed
	picked := r.PostForm["clip"]
	for _, p := range picked[:min(len(picked), mostPicked)] {
		places = append(places, placed(strings.Split(p, "\n"))...)
	}
	done := manyDone{Do: r.PostForm.Get("do")}
	change := archive.ReviewChange{Reviewer: who(r)}
	verdict := press.Verdict(done.Do)
	switch {
	case done.Do == "tag":
		change.AddTags = tagsOf(r.PostForm.Get("tags"))
		if fault := labelFault(change.AddTags, ""); fault != "" || len(change.AddTags) == 0 {
			done.Do, places = "no_tag", nil
		}
	case slices.Contains(verdicts, verdict):
		change.Verdict, change.Was = &verdict, press.Verdict(r.PostForm.Get("was"))
	default:
		s.say(w, r, http.StatusBadRequest, "bad_form")
		return
	}
	if len(places) > 0 {
		round, changed, err := s.opts.Archive.ReviewMany(r.Context(), places, change)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		done.Round, done.Count = round, len(idsOf(changed))
		done.Late = len(idsOf(places)) - done.Count
	}
	http.Redirect(w, r, withMany(back, done), http.StatusSeeOther)
}
