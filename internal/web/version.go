package web

import (
	"cmp"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/visit"
	"pressclip/internal/wording"
)

// version is one version of a clipping, with what it changed of the one before, as far as the outlet's rights go.
type version struct {
	Label string
	When  stamp
	Title []changed
	Text  []changed
	Whole bool     // Text is all of it, not an extract
	Said  []string // what changed or did not, where words do not show it
}

// changed is a run of words, in both versions or in one of them.
type changed struct {
	Text        string
	Gone, Added bool
}

// versions are all versions of a clipping, the newest first; none if it was never changed.
func (w words) versions(c press.Clipping, former []archive.Version, shown press.Shown) []version {
	if len(former) == 0 {
		return nil
	}
	a := c.Article
	all := append(former[:len(former):len(former)], archive.Version{Number: c.Version, SeenAt: c.VersionAt, Title: a.Title, Lead: a.Lead, Text: a.Text})
	var list []version
	for i := len(all) - 1; i >= 0; i-- {
		v := version{Label: w.text("web.version.number", w.number(all[i].Number)), When: w.when(all[i].SeenAt)}
		if i == 0 {
			v.Said = []string{w.text(either(visit.Brought(c), "web.version.entered", "web.version.first"))}
		} else {
			w.compare(&v, all[i-1], all[i], shown, !c.DroppedAt.IsZero())
		}
		list = append(list, v)
	}
	return list
}

// compare says what changed from one version to the next: the headline always, of the text what may be shown.
func (w words) compare(v *version, old, now archive.Version, shown press.Shown, dropped bool) {
	v.Title = changes(wording.Compare(old.Title, now.Title))
	before, after := old.Text, now.Text
	if wording.Same(before, after) {
		before, after = old.Lead, now.Lead
	}
	switch {
	case dropped:
		v.Said = append(v.Said, w.text("web.version.dropped"))
	case old.Title == now.Title && old.Lead == now.Lead && old.Text == now.Text:
		v.Said = append(v.Said, w.text("web.version.details"))
	case wording.Same(before, after):
		v.Said = append(v.Said, w.text("web.version.same_text"))
	case shown.Words == 0:
		v.Said = append(v.Said, w.text("web.version.link_only"))
	case shown.Full:
		v.Text, v.Whole = changes(wording.Compare(before, after)), true
	default:
		v.Text = changes(wording.Extract(before, after, shown.Words))
	}
}

func changes(pieces []wording.Piece) []changed {
	list := make([]changed, len(pieces))
	for i, p := range pieces {
		list[i] = changed{Text: p.Text, Gone: p.Change == wording.Gone, Added: p.Change == wording.Added}
	}
	return list
}

// cited names the version that a reader of the page sees, for a footnote: with its day and time, which do not depend on
// when the page is looked at.
func (w words) cited(c press.Clipping) string {
	at := w.stamp("", cmp.Or(c.VersionAt, c.FirstSeen))
	return w.text("web.version.cited", w.number(c.Version), at.Full)
}
