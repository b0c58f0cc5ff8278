package web

import (
	"net/http"
	"strings"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// digestsView lists the regular mails.
type digestsView struct {
	Heading string
	Lede    string
	Digests []digestView
}

type digestView struct {
	Name  string
	Facts []fact
}

func (w words) digestView(d press.Digest) digestView {
	var to []string
	for _, r := range d.To {
		address := r.Address
		if r.List {
			address += " " + w.text("web.digest.list")
		}
		to = append(to, address)
	}
	v := digestView{Name: d.Name}
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

func either(is bool, yes, no string) string {
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
		v.Lede = said.text("web.digests.none")
	}
	for _, d := range digests {
		v.Digests = append(v.Digests, said.digestView(d))
	}
	s.show(w, r, http.StatusOK, "digests", frame{Title: said.text("web.digests.title"), Section: "digests", Body: v})
}
