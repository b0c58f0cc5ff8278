package web

import (
	"bytes"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"pressclip/internal/cores"
	"pressclip/internal/press"
)

// maxPrinted is how many clippings a press review can hold. Nobody reads more on paper.
const maxPrinted = 300

// printView is a press review: chosen clippings on one page, to be printed or saved as PDF by the browser.
type printView struct {
	Made      stamp
	Lede      []phrase
	Count     string
	TooMany   string // set where not all that was found is on the page
	Sections  []printSection
	ChooseURL string        // the same with Choice
	Choice    []printChoice // only where it is asked for: it is as long as the page
	Asked     []parameter   // that choosing keeps
	Back      string        // the search that it was made of

	Choose, Contents template.HTML // that much of it, rendered
}

// parameter is a hidden field of a form.
type parameter struct{ Name, Value string }

// printChoice is a clipping that can be left out.
type printChoice struct {
	ID            int64
	Label, Outlet string
	Chosen        bool
}

// printSection is what was filed under a project.
type printSection struct {
	Project string
	Anchor  string
	Outlets []printOutlet
}

// printOutlet are the clippings of one outlet.
type printOutlet struct {
	Name      string
	Clippings []printed
}

// printed is a clipping as far as the rights of its outlet go.
type printed struct {
	Anchor  string
	Address string
	Text    []string // paragraphs, under a licence only

	Line, Meta, Title, Snippet, Below template.HTML // see marked
	Shown                             template.HTML // all of this, rendered
}

// pressReview answers with the press review of a search, or of those of its clippings that are named.
func (s *site) pressReview(w http.ResponseWriter, r *http.Request) {
	said := s.wordsFor(r)
	a, bad := askedFrom(r.URL.Query())
	a = s.withNewNames(r.Context(), a)
	a.Page, a.Limit, a.Printed = 1, maxPrinted, true
	found, misfit, err := s.find(r.Context(), a, bad)
	if misfit != nil || said.wrong(a, err) != nil {
		http.Redirect(w, r, a.url(), http.StatusSeeOther) // where it is said what is wrong
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	chosen := ids(r.URL.Query()["id"])
	hits := found.Hits
	if len(chosen) > 0 {
		hits = slices.DeleteFunc(slices.Clone(hits), func(h press.Hit) bool { return !slices.Contains(chosen, h.ID) })
	}
	v := said.printView(a, hits, found.Texts)
	if r.URL.Query().Has("choose") {
		v.Choice = said.printChoices(found.Hits, hits)
	} else if len(found.Hits) > 1 {
		with := a.values()
		with.Set("choose", "1")
		for _, id := range chosen {
			with.Add("id", strconv.FormatInt(id, 10))
		}
		v.ChooseURL = "/print?" + with.Encode()
	}
	if found.Total > len(found.Hits) {
		v.TooMany = said.text("web.print.too_many", said.number(len(found.Hits)), said.total(found))
	}
	if err := s.renderPrint(r, &v); err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "print", frame{Title: said.text("web.print.title"), Section: "search", Body: v})
}

func ids(values []string) []int64 {
	var all []int64
	for _, v := range values[:min(len(values), maxPrinted)] {
		if id, err := strconv.ParseInt(v, 10, 64); err == nil {
			all = append(all, id)
		}
	}
	return all
}

// printView puts hits by project and outlet, each once: under the first of the projects asked for that has it, else
// under its first one.
func (w words) printView(a asked, hits []press.Hit, texts map[int64]string) printView {
	v := printView{Made: w.stamp(w.date(w.now).Words, w.now), Count: w.count("web.clippings", len(hits)), Back: a.url()}
	v.Lede = w.printLede(a)
	for name, values := range a.values() {
		for _, value := range values {
			v.Asked = append(v.Asked, parameter{name, value})
		}
	}
	slices.SortFunc(v.Asked, func(a, b parameter) int { return strings.Compare(a.Name+a.Value, b.Name+b.Value) })
	all, under := make([]printed, len(hits)), make([]string, len(hits))
	cores.Each(len(hits), func(i int) {
		h := hits[i]
		project, also := w.underProject(a, h)
		all[i], under[i] = printedOf(w.row(h), h, also), project
		if text := texts[h.ID]; text != "" {
			all[i].Text = strings.Split(text, "\n")
		}
	})
	for i, h := range hits {
		project := under[i]
		at := slices.IndexFunc(v.Sections, func(s printSection) bool { return s.Project == project })
		if at < 0 {
			at = len(v.Sections)
			v.Sections = append(v.Sections, printSection{Project: project, Anchor: "p" + strconv.Itoa(at+1)})
		}
		v.Sections[at].add(h.Outlet, all[i])
	}
	slices.SortStableFunc(v.Sections, func(a, b printSection) int { return strings.Compare(a.Project, b.Project) })
	return v
}

// printedOf is a hit, and the other projects that it was filed under.
func printedOf(r row, h press.Hit, also string) printed {
	p := printed{
		Anchor: "c" + strconv.FormatInt(h.ID, 10), Address: h.URL, Meta: meta(r), Title: marked(r.Title), Snippet: marked(r.Snippet),
	}
	p.Line = markup(`<div dir="auto"><a href="#`+p.Anchor+`">`, r.Headline, `</a> <bdi class="quiet">`, r.Outlet, `, <time datetime="`, r.When.ISO, `">`, r.When.Words, "</time></bdi></div>")
	if p.Below = markup("", h.URL, "", also); h.URL != "" && also != "" {
		p.Below = markup("", h.URL, "<br>", also)
	}
	return p
}

func (s *printSection) add(outlet string, item printed) {
	at := slices.IndexFunc(s.Outlets, func(o printOutlet) bool { return o.Name == outlet })
	if at < 0 {
		at = len(s.Outlets)
		s.Outlets = append(s.Outlets, printOutlet{Name: outlet})
	}
	s.Outlets[at].Clippings = append(s.Outlets[at].Clippings, item)
}

// renderPrint renders what grows with the clippings on all cores.
func (s *site) renderPrint(r *http.Request, v *printView) error {
	read, err := s.template(r, "print")
	if err != nil {
		return err
	}
	type piece struct {
		template string
		of       any
		to       *template.HTML
	}
	pieces := []piece{{"print-choose", v, &v.Choose}, {"print-contents", v, &v.Contents}}
	for _, section := range v.Sections {
		for _, o := range section.Outlets {
			for i := range o.Clippings {
				pieces = append(pieces, piece{"printed", &o.Clippings[i], &o.Clippings[i].Shown})
			}
		}
	}
	errs := make([]error, len(pieces))
	cores.Each(len(pieces), func(i int) {
		var out bytes.Buffer
		errs[i] = read.ExecuteTemplate(&out, pieces[i].template, pieces[i].of)
		*pieces[i].to = template.HTML(out.String())
	})
	return errors.Join(errs...)
}

func (w words) underProject(a asked, h press.Hit) (project, also string) {
	var names []string
	for _, p := range h.Projects {
		names = append(names, p.Project)
	}
	if len(names) == 0 {
		return "", ""
	}
	slices.SortStableFunc(names, func(x, y string) int { return asksFor(a, y) - asksFor(a, x) })
	if len(names) > 1 {
		also = w.text("web.print.also", w.names(names[1:]))
	}
	return names[0], also
}

func asksFor(a asked, project string) int {
	if slices.Contains(a.Projects, project) {
		return 1
	}
	return 0
}

func (w words) printLede(a asked) []phrase {
	var lede []phrase
	if a.Query != "" {
		lede = append(lede, phrase{Label: w.quoted(a.Query)})
	}
	for _, c := range w.chips(a) {
		lede = append(lede, phrase{Label: c.Label})
	}
	return lede
}

func (w words) printChoices(found, chosen []press.Hit) []printChoice {
	var all []printChoice
	for _, h := range found {
		all = append(all, printChoice{
			ID: h.ID, Label: headline(h), Outlet: h.Outlet,
			Chosen: slices.ContainsFunc(chosen, func(c press.Hit) bool { return c.ID == h.ID }),
		})
	}
	return all
}
