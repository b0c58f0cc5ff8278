package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/search"
)

// projectDraft is a project while a form makes or changes it.
type projectDraft struct{ press.Project }

func (d *projectDraft) kind() archive.Kind   { return archive.KindProject }
func (d *projectDraft) name() string         { return d.Name }
func (d *projectDraft) origin() press.Origin { return d.Origin }
func (d *projectDraft) only() press.Watchlist {
	return press.Watchlist{Projects: []press.Project{d.Project}}
}

func (d *projectDraft) into(all *press.Watchlist, isNew bool) (string, func()) {
	return putInto(&all.Projects, &d.Project, "projects", func(other press.Project) bool { return !isNew && other.Name == d.Name })
}

func (d *projectDraft) value() any { return d.Project }

func (d *projectDraft) read(object map[string]any) error {
	one, err := config.ReadOne[press.Project](object)
	one.ID, one.Origin = d.ID, d.Origin
	d.Project = one
	return err
}

func (d *projectDraft) take(form url.Values) {
	if d.Name == "" {
		d.Name = strings.TrimSpace(form.Get("name"))
	}
	d.Keywords, d.Exclude = lines(form.Get("keywords")), lines(form.Get("exclude"))
	d.Outlets = form["outlets"]
	d.Alert, d.Press = form.Has("alert"), form.Has("press")
	d.AlertTo = recipients(form, "alert_to")
}

// recipients are the addresses of a form, one a line: people's, and those that several read behind.
func recipients(form url.Values, name string) []press.Recipient {
	var all []press.Recipient
	for _, address := range lines(form.Get(name)) {
		all = append(all, press.Recipient{Address: address})
	}
	for _, address := range lines(form.Get(name + "_list")) {
		all = append(all, press.Recipient{Address: address, List: true})
	}
	return all
}

// addresses are the two fields that recipients reads.
func (w words) addresses(name, label string, to []press.Recipient) []field {
	var people, shared []string
	for _, r := range to {
		if r.List {
			shared = append(shared, r.Address)
		} else {
			people = append(people, r.Address)
		}
	}
	return []field{
		{Name: name, Kind: "lines", Label: label, Hint: w.text("desk.field.addresses.hint"), Value: strings.Join(people, "\n")},
		{Name: name + "_list", Kind: "lines", Label: w.text("desk.field.addresses.list", label), Hint: w.text("desk.field.addresses.list.hint"), Value: strings.Join(shared, "\n")},
	}
}

func (d *projectDraft) fields(w words, all press.Watchlist) []field {
	label := func(name string) string { return w.text("desk.field.project." + name) }
	hint := func(name string) string { return w.text("desk.field.project." + name + ".hint") }
	outlets := field{Name: "outlets", Kind: "checks", Label: label("outlets"), Hint: hint("outlets")}
	for _, o := range all.Outlets {
		outlets.Choices = append(outlets.Choices, choice{Value: o.Name, Label: o.Name, Current: len(d.Outlets) > 0 && d.Watches(o.Name)})
	}
	fields := []field{
		{Name: "name", Kind: "text", Label: label("name"), Value: d.Name},
		{Name: "keywords", Kind: "lines", Label: label("keywords"), Hint: hint("keywords"), Value: strings.Join(d.Keywords, "\n")},
		{Name: "exclude", Kind: "lines", Label: label("exclude"), Hint: hint("exclude"), Value: strings.Join(d.Exclude, "\n")},
		outlets,
		{Name: "alert", Kind: "check", Label: label("alert"), Value: either(d.Alert, "on", "")},
	}
	fields = append(fields, w.addresses("alert_to", label("alert_to"), d.AlertTo)...)
	return append(fields, field{Name: "press", Kind: "check", Label: label("press"), Value: either(d.Press, "on", "")})
}

// builderView puts a keyword together from words.
type builderView struct {
	All, Any, None, NearA, NearB, Distance string
	Wrong                                  string
	Open                                   bool // it is shown at once
}

// built is what the builder of a form asks for; ok is false where it asks for nothing.
func built(form url.Values) (v builderView, parts query.Parts, ok bool) {
	v = builderView{
		All: form.Get("all"), Any: form.Get("any"), None: form.Get("none"),
		NearA: form.Get("near_a"), NearB: form.Get("near_b"), Distance: form.Get("distance"),
	}
	parts = query.Parts{All: parted(v.All), Any: parted(v.Any), None: parted(v.None), Near: [2]string{v.NearA, v.NearB}}
	parts.Distance, _ = strconv.Atoi(v.Distance)
	return v, parts, strings.TrimSpace(v.All+v.Any+v.None+v.NearA+v.NearB) != ""
}

// parted are words and phrases that stand apart by commas.
func parted(text string) []string { return strings.Split(text, ",") }

// tryDraft shows what a project would have found. If build is true, a keyword is first put together and added to it.
func (s *site) tryDraft(w http.ResponseWriter, r *http.Request, d *projectDraft, isNew, build bool) {
	builder, parts, asked := built(r.PostForm)
	said := s.wordsFor(r)
	if build && asked {
		keyword, err := query.Compose(parts)
		var bad *query.Error
		if errors.As(err, &bad) {
			builder.Wrong = said.text("query."+bad.Code, bad.Args...)
		} else {
			d.Keywords, builder = append(d.Keywords, keyword), builderView{}
		}
	}
	all, err := s.opts.Archive.Watchlist(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	mistakes := s.mistakes(d, all, isNew)
	var trial *tryView
	if len(d.Keywords) > 0 && sound(mistakes) {
		if trial, err = s.draftTrial(r.Context(), said, d.Project); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	s.form(w, r, http.StatusOK, d, isNew, func(v *changeView, said words) {
		v.Builder, v.Trial = &builder, trial
		for _, m := range mistakes {
			if m.field == "keywords" && len(d.Keywords) > 0 || m.field == "exclude" {
				v.blame([]mistake{m}, said)
			}
		}
	})
}

// sound says that nothing is wrong with keywords and exclusions.
func sound(mistakes []mistake) bool {
	for _, m := range mistakes {
		if m.field == "keywords" || m.field == "exclude" {
			return false
		}
	}
	return true
}

// draftTrial is what all keywords of a project together would have found.
func (s *site) draftTrial(ctx context.Context, said words, p press.Project) (*tryView, error) {
	a := tried{Query: joined(p.Keywords), Project: p.Name, Own: true}
	trial, err := s.opts.Search.Try(ctx, search.TryRequest{Query: a.Query, Project: &p})
	v := &tryView{Query: a.Query}
	if v.Wrong = said.wrong(asked{Query: a.Query}, err); v.Wrong != nil { // together they may be too long
		v.Wrong.Proposal = nil
		return v, nil
	}
	if err != nil {
		return nil, err
	}
	v.Trial = said.trial(a, trial)
	v.Trial.FurtherBack, v.Trial.Wider = "", nil // they would lead away from the form
	return v, nil
}

// joined is one query that any of the keywords satisfies.
func joined(keywords []string) string {
	if len(keywords) == 1 {
		return keywords[0]
	}
	return "(" + strings.Join(keywords, ") OR (") + ")"
}
