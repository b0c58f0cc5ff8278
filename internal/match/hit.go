package match

import (
	"cmp"
	"slices"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// Hit shows a clipping within its outlet's rights, which are those of the day, in at most so many words: around the
// passages that were found, or, if there are none, around what it was filed for.
func Hit(c press.Clipping, found []press.Passage, words int, day time.Time) press.Hit {
	a := c.Article
	h := press.Hit{
		ID: c.ID, URL: press.Link(a.URL), Title: a.Title, Outlet: c.Outlet.Name, Medium: c.Medium(), Page: a.Page, Programme: a.Programme, Published: a.Published,
		FirstSeen: c.FirstSeen, Authors: a.Authors, Language: a.Language, Verdict: c.Verdict(), Version: c.Version, Story: c.Story, Paywalled: a.Paywalled,
		Partial: c.Partial, Backfill: c.Backfill(), Dropped: !c.DroppedAt.IsZero(), Projects: make([]press.HitProject, 0, len(c.Reviews)),
	}
	if h.Authors == nil {
		h.Authors = []string{}
	}
	var passages []press.Passage
	for _, r := range c.Reviews {
		h.Projects = append(h.Projects, press.HitProject{Project: r.Project, Verdict: r.Verdict, Keywords: orEmpty(r.Keywords), Tags: orEmpty(r.Tags)})
		passages = append(passages, r.Passages...)
	}
	if len(found) > 0 {
		passages = found
	}
	h.TitleMarks = titleMarks(passages)
	shown := c.Outlet.Shown(day, words)
	switch {
	case shown.Words <= 0:
	case h.Dropped:
		h.Snippet, h.Marks = shorten(c.Shown, shown.Words)
		if len(found) > 0 {
			h.Marks = nil // they say why it was filed, not what was found now
		}
	default:
		h.Snippet, h.Marks = Snippet(a, passages, shown.Words)
	}
	return h
}

// shorten is an extract in at most so many words; fewer may be allowed than when it was made.
func shorten(x press.Extract, words int) (string, []press.Span) {
	if len(cut(x.Text, 0, words+1)) <= words {
		return x.Text, x.Marks
	}
	passages := make([]press.Passage, len(x.Marks))
	for i, m := range x.Marks {
		passages[i] = press.Passage{Field: query.FieldText.String(), Start: m.Start, End: m.End}
	}
	return Snippet(press.Article{Text: x.Text}, passages, words)
}

// titleMarks are the passages in the headline.
func titleMarks(passages []press.Passage) []press.Span {
	var marks []press.Span
	for _, p := range passages {
		if p.Field == query.FieldTitle.String() {
			marks = append(marks, press.Span{Start: p.Start, End: p.End})
		}
	}
	slices.SortFunc(marks, func(a, b press.Span) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	return slices.Compact(marks)
}

func orEmpty(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}
