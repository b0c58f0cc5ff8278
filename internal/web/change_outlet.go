package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/discover"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
)

// outletDraft is an outlet while a form makes or changes it.
type outletDraft struct {
	press.Outlet
	until string // the last day of the licence as it was typed, if that is none
}

func (d *outletDraft) kind() archive.Kind   { return archive.KindOutlet }
func (d *outletDraft) name() string         { return d.Name }
func (d *outletDraft) origin() press.Origin { return d.Origin }
func (d *outletDraft) only() press.Watchlist {
	return press.Watchlist{Outlets: []press.Outlet{d.Outlet}}
}

func (d *outletDraft) into(all *press.Watchlist, isNew bool) (string, func()) {
	return putInto(&all.Outlets, &d.Outlet, "outlets", func(other press.Outlet) bool { return !isNew && other.Name == d.Name })
}

func (d *outletDraft) value() any { return d.Outlet }

func (d *outletDraft) read(object map[string]any) error {
	one, err := config.ReadOne[press.Outlet](object)
	one.ID, one.Origin, one.Home = d.ID, d.Origin, d.Home
	d.Outlet = one
	return err
}

func (d *outletDraft) take(form url.Values) {
	if d.Name == "" {
		d.Name = strings.TrimSpace(form.Get("name"))
	}
	d.URL = withScheme(form.Get("url"))
	d.Feeds, d.Sitemaps, d.Sections = lines(form.Get("feeds")), lines(form.Get("sitemaps")), lines(form.Get("sections"))
	d.Schedule = form.Get("schedule")
	d.ByHand = form.Get("by_hand") != ""
	d.Rights, d.Medium = press.Rights(form.Get("rights")), press.Medium(form.Get("medium"))
	d.Licence.ID, d.Licence.Until, d.until = strings.TrimSpace(form.Get("licence_id")), time.Time{}, ""
	if day := form.Get("licence_until"); day != "" {
		var err error
		if d.Licence.Until, err = time.Parse(time.DateOnly, day); err != nil {
			d.until = day
		}
	}
	e := &d.Extract
	for name, to := range map[string]*string{"title": &e.Title, "lead": &e.Lead, "text": &e.Text, "authors": &e.Authors, "published": &e.Published} {
		*to = strings.TrimSpace(form.Get("extract_" + name))
	}
	e.Remove = lines(form.Get("extract_remove"))
}

// withScheme is an address as people type it, made one that can be asked.
func withScheme(address string) string {
	address = strings.TrimSpace(address)
	if address != "" && !strings.Contains(address, "://") {
		return "https://" + address
	}
	return address
}

// rhythms are the schedules that a form offers for visits.
var rhythms = []string{"*/10 * * * *", "*/20 * * * *", "*/30 * * * *", "7 * * * *", "0 7 * * *"}

func (d *outletDraft) fields(w words, _ press.Watchlist) []field {
	label := func(name string) string { return w.text("desk.field.outlet." + name) }
	hint := func(name string) string { return w.text("desk.field.outlet." + name + ".hint") }
	until := d.until
	if !d.Licence.Until.IsZero() {
		until = d.Licence.Until.Format(time.DateOnly)
	}
	all := []field{
		{Name: "name", Kind: "text", Label: label("name"), Value: d.Name},
		{Name: "url", Kind: "url", Label: label("url"), Value: d.URL},
		{Name: "feeds", Kind: "lines", Label: label("feeds"), Hint: hint("feeds"), Value: strings.Join(d.Feeds, "\n")},
		{Name: "sitemaps", Kind: "lines", Label: label("sitemaps"), Value: strings.Join(d.Sitemaps, "\n")},
		{Name: "sections", Kind: "lines", Label: label("sections"), Hint: hint("sections"), Value: strings.Join(d.Sections, "\n")},
		{Name: "schedule", Kind: "select", Label: label("schedule"), Choices: w.rhythms(d.Schedule)},
		{Name: "medium", Kind: "select", Label: label("medium"), Choices: w.options("desk.medium.", string(d.Medium), "online", "print", "radio", "tv")},
		{Name: "by_hand", Kind: "check", Label: label("by_hand"), Value: either(d.ByHand, "on", "")},
		{Name: "rights", Kind: "select", Label: label("rights"), Hint: hint("rights"),
			Choices: w.options("desk.field.outlet.rights.", string(cmp.Or(d.Rights, press.RightsExtract)), "link", "extract", "fulltext")},
		{Name: "licence_id", Kind: "text", Label: label("licence_id"), Value: d.Licence.ID},
		{Name: "licence_until", Kind: "date", Label: label("licence_until"), Value: until},
	}
	e := d.Extract
	for _, s := range []struct{ name, value string }{
		{"title", e.Title}, {"lead", e.Lead}, {"text", e.Text}, {"authors", e.Authors}, {"published", e.Published},
	} {
		all = append(all, field{Name: "extract_" + s.name, Kind: "text", Label: label("extract." + s.name), Value: s.value})
	}
	return append(all, field{Name: "extract_remove", Kind: "lines", Label: label("extract.remove"), Hint: hint("extract"), Value: strings.Join(e.Remove, "\n")})
}

// rhythms are the schedules on offer, in words, and the one that is current if it is another.
func (w words) rhythms(current string) []choice {
	all := []choice{{Label: w.text("desk.field.outlet.schedule.usual"), Current: current == ""}}
	known := current == ""
	for _, line := range rhythms {
		known = known || line == current
		all = append(all, choice{Value: line, Label: schedule.Words(w.language, line), Current: line == current})
	}
	if !known {
		all = append(all, choice{Value: current, Label: schedule.Words(w.language, current), Current: true})
	}
	return all
}

// listView is a list that was found at a site, with its first headlines.
type listView struct {
	Heading, URL string
	Count        string
	Samples      []string
}

// discoverPatience bounds the time that one look at a site takes while somebody waits for it.
const discoverPatience = 90 * time.Second

// findLists looks at the site of an outlet, puts what it lists its articles by into the form, and shows what stands there.
func (s *site) findLists(w http.ResponseWriter, r *http.Request, d *outletDraft, isNew bool) {
	found, status, why, err := s.discover(r, d.URL)
	switch {
	case err != nil:
		s.fail(w, r, err)
		return
	case why != "":
		s.form(w, r, status, d, isNew, func(v *changeView, _ words) { v.accuse("url", why) })
		return
	}
	o := found.Outlet()
	if d.Name == "" {
		d.Name = o.Name
	}
	d.URL, d.Feeds, d.Sitemaps = o.URL, o.Feeds, o.Sitemaps
	s.form(w, r, http.StatusOK, d, isNew, func(v *changeView, said words) { v.find(said, found) })
}

// discover looks at a site. Where nothing could be seen, it says why, with the status to say it with.
func (s *site) discover(r *http.Request, address string) (found discover.Report, status int, why string, err error) {
	ctx, cancel := context.WithTimeout(r.Context(), discoverPatience)
	defer cancel()
	found, err = s.opts.Discover(ctx, address)
	var fault *press.Fault
	switch said := s.wordsFor(r); {
	case errors.As(err, &fault):
		return found, http.StatusBadRequest, said.fault(*fault), nil
	case err != nil && ctx.Err() != nil:
		return found, http.StatusGatewayTimeout, said.text("desk.change.find.slow"), nil
	}
	return found, http.StatusOK, "", err
}

// find shows what was found at a site.
func (v *changeView) find(w words, r discover.Report) {
	for _, f := range r.Feeds {
		v.Found = append(v.Found, listView{w.text("desk.change.feed", cmp.Or(f.Title, f.URL)), f.URL, w.count("desk.change.lists", f.Entries), f.Samples})
	}
	for _, m := range r.Sitemaps {
		v.Found = append(v.Found, listView{w.text("desk.change.sitemap." + either(m.News, "news", "other")), m.URL, w.count("desk.change.lists", m.Entries), m.Samples})
	}
	v.Sections = r.Sections
	v.Problems = r.In(w.language, w.now).Problems
}
