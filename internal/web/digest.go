package web

import (
	"net/http"
	"net/url"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
)

// digestsView lists the regular mails.
type digestsView struct {
	Heading string
	Lede    string
	Digests []digestView
}

// digestView is one digest: when it comes, what its last issue was, and what it is set up to be.
type digestView struct {
	Name   string
	URL    string
	State  string
	Last   string
	Bad    bool // the last issue has not reached everybody
	Paused bool
	Change string // where it is changed; empty for those of the file
	Facts  []fact
}

func digestURL(name string) string { return "/digests/" + url.PathEscape(name) }

func (w words) digestView(d press.Digest) digestView {
	var to []string
	for _, r := range d.To {
		address := r.Address
		if r.List {
			address += " " + w.text("web.digest.list")
		}
		to = append(to, address)
	}
	v := digestView{Name: d.Name, URL: digestURL(d.Name)}
	if d.Origin == press.OriginPage {
		v.Change = changeURL(archive.KindDigest, d.Name)
	}
	add := func(key, value string) { v.Facts = append(v.Facts, fact{Label: w.text(key), Value: value}) }
	add("web.digest.schedule", w.schedule(d.Schedule))
	add("web.digest.projects", locale.List(w.language, d.Projects))
	if len(to) == 0 {
		to = []string{w.text("web.digest.nobody")}
	}
	add("web.digest.to", strings.Join(to, ", "))
	add("web.digest.select", w.text("web.digest.select."+either(d.Select == "relevant", "relevant", "all")))
	add("web.digest.when_empty", w.text("web.digest.when_empty."+either(d.WhenEmpty == "skip", "skip", "send")))
	add("web.fact.origin", w.origin(d.Origin))
	return v
}

func either[T any](is bool, yes, no T) T {
	if is {
		return yes
	}
	return no
}

// digests answers for the list of digests.
func (s *site) digests(w http.ResponseWriter, r *http.Request) {
	digests, err := s.opts.Archive.Digests(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	said := s.wordsFor(r)
	v := digestsView{Heading: said.count("web.digests.count", len(digests)), Lede: said.text("web.digests.lede")}
	if len(digests) == 0 {
		v.Heading, v.Lede = said.text("web.digests.title"), said.text("web.digests.none")
	}
	for _, d := range digests {
		one, _, err := s.digestNow(r, said, d, 1)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		v.Digests = append(v.Digests, one)
	}
	s.show(w, r, http.StatusOK, "digests", frame{Title: said.text("web.digests.title"), Section: "digests", Body: v})
}

// digestNow says how things stand with a digest, and gives its newest issues.
func (s *site) digestNow(r *http.Request, said words, d press.Digest, issues int) (digestView, []issueView, error) {
	v := said.digestView(d)
	g, err := s.opts.Archive.Arming(r.Context(), d.ID)
	if err != nil {
		return v, nil, err
	}
	v.Paused = !g.Paused.IsZero()
	v.State = said.digestState(d, g, s.opts.Desk == nil || s.opts.Desk.Sender == nil)
	list, err := s.opts.Archive.Issues(r.Context(), d.ID, issues)
	if err != nil {
		return v, nil, err
	}
	var views []issueView
	for _, i := range list {
		deliveries, err := s.opts.Archive.Deliveries(r.Context(), i.ID)
		if err != nil {
			return v, nil, err
		}
		views = append(views, said.issueView(d, i, deliveries))
	}
	v.Last = said.text("web.digest.last.none")
	if len(views) > 0 {
		v.Last, v.Bad = said.text("web.digest.last", views[0].Heading, views[0].Result), views[0].Bad
	}
	return v, views, nil
}

// digestState says when the next issue comes, or why none does.
func (w words) digestState(d press.Digest, g archive.Arming, mute bool) string {
	if !g.Paused.IsZero() {
		return w.text("web.digest.paused", w.when(g.Paused).Words)
	}
	if mute && len(d.To) > 0 {
		return w.text("web.digest.mute")
	}
	s, err := schedule.Parse(d.Schedule, w.now.Location())
	if err != nil {
		return ""
	}
	return w.text("web.digest.next", locale.DateTime(w.language, s.Next(w.now), w.now))
}
