package web

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/export"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// PressPath is where the press lists are; the name of a project follows.
const PressPath = "/press/"

// PressForm is one form of a press list.
type PressForm struct {
	Ext   string // with the point; empty for the page
	Type  string
	Write func(export.List) ([]byte, error)
}

// PressForms are the forms of a press list: the page, the fragment, and the feeds.
func PressForms() []PressForm {
	return []PressForm{
		{"", export.TypeHTML, export.List.Page}, {".html", export.TypeHTML, export.List.Fragment}, {".json", export.TypeJSON, export.List.JSONFeed},
		{".rss", export.TypeRSS, export.List.RSS}, {".atom", export.TypeAtom, export.List.Atom},
	}
}

// PressList is what was chosen for a project as a list to be written: headline, outlet, date, author, address and the own
// sentence, and nothing else of the articles. base is the address of the page; it may be empty.
func PressList(p press.Project, chosen []archive.Published, base, language string, zone *time.Location) export.List {
	l := export.List{
		ID: export.Tag(hostOf(base), fmt.Sprint("press/", p.ID)), Title: locale.Text(language, "list.press", p.Name), About: locale.Text(language, "list.press.about"),
		Language: locale.Known(language), Location: zone,
	}
	if base != "" {
		l.Self = base + PressPath + url.PathEscape(p.Name)
		l.Home = l.Self
	}
	for _, c := range chosen {
		line := l.Add(c.Clipping)
		line.Text, line.Updated = c.Sentence, later(c.At, c.ChangedAt)
		l.Updated = later(l.Updated, line.Updated)
	}
	return l
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// pressPolicy lets a page of a press list have its own style and nothing else.
var pressPolicy = func() string {
	sum := sha256.Sum256([]byte(export.Style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors *"
}()

// pressList answers everybody for the press list of a project that has one.
func (s *site) pressList(w http.ResponseWriter, r *http.Request) {
	p, form, err := s.pressForm(r)
	var chosen []archive.Published
	if err == nil {
		chosen, err = s.opts.Archive.PressList(r.Context(), p.ID)
	}
	if errors.Is(err, press.ErrNotFound) {
		s.noPressList(w, r)
		return
	}
	var text []byte
	if err == nil {
		l := PressList(p, chosen, s.opts.BaseURL, s.opts.Language, s.opts.Location)
		l.Self = s.base(r) + PressPath + url.PathEscape(p.Name)
		l.Home = l.Self
		text, err = form.Write(l)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", pressPolicy)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cache-Control", "public, max-age=300")
	serve(w, r, form.Type, text, time.Time{})
}

// noPressList says that there is none: on a page to people, in one sentence where a page of others would show a form of it.
func (s *site) noPressList(w http.ResponseWriter, r *http.Request) {
	if slices.ContainsFunc(PressForms(), func(f PressForm) bool { return f.Ext != "" && strings.HasSuffix(r.PathValue("file"), f.Ext) }) {
		s.sentence(w, r, http.StatusNotFound, "web.press.none.what")
		return
	}
	t := s.wordsFor(r).trouble("web.press.none")
	t.Home = false
	s.tell(w, r, http.StatusNotFound, t)
}

// pressForm is which press list an address names, and in which form. A name that ends like a form goes before that form.
func (s *site) pressForm(r *http.Request) (p press.Project, form PressForm, err error) {
	file := r.PathValue("file")
	for _, form := range PressForms() {
		name, ok := strings.CutSuffix(file, form.Ext)
		if !ok {
			continue
		}
		name = s.opts.Archive.Today(r.Context(), archive.KindProject, name) // others have the address in their pages
		p, err := s.opts.Archive.Project(r.Context(), name)
		if err == nil && p.Press {
			return p, form, nil
		}
		if err != nil && !errors.Is(err, press.ErrNotFound) {
			return p, form, err
		}
	}
	return p, form, press.ErrNotFound
}

// sentence answers with one sentence, for programs and people alike.
func (s *site) sentence(w http.ResponseWriter, r *http.Request, status int, key string) {
	w.Header().Set("Cache-Control", "no-cache")
	http.Error(w, s.wordsFor(r).text(key), status)
}

// serve sends what may have been sent before, with what tells the two apart. A zero time is unknown.
func serve(w http.ResponseWriter, r *http.Request, kind string, text []byte, changed time.Time) {
	sum := sha256.Sum256(text)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sum[:12]))
	http.ServeContent(w, r, "", changed, strings.NewReader(string(text)))
}

// pressView is the press list on the page of its project.
type pressView struct {
	State string
	Forms []choice
	Lines []pressLine
}

type pressLine struct {
	ID          int64
	URL         string
	Title       string
	Meta        string
	Sentence    string
	Action      string
	First, Last bool
}

func pressAction(project string) string { return projectURL(project) + "/press" }

// pressView is nil where a project has no press list and nothing was ever chosen for one.
func (s *site) pressView(r *http.Request, said words, p press.Project) (*pressView, error) {
	chosen, err := s.opts.Archive.PressList(r.Context(), p.ID)
	if err != nil || !p.Press && len(chosen) == 0 {
		return nil, err
	}
	v := &pressView{State: said.text("web.press.off")}
	if p.Origin == press.OriginFile {
		v.State = said.text("web.press.off.file")
	}
	if p.Press {
		v.State = said.text("web.press.public")
		for i, form := range PressForms() {
			label := []string{said.text("web.press.page"), "HTML", "JSON Feed", "RSS", "Atom"}[i]
			v.Forms = append(v.Forms, choice{Label: label, URL: PressPath + url.PathEscape(p.Name) + form.Ext})
		}
	}
	if len(chosen) == 0 {
		v.State = said.text("web.press.empty")
	}
	for i, c := range chosen {
		meta := c.Clipping.Outlet.Name + " · " + said.date(c.Clipping.Date()).Words
		if c.Person != "" {
			meta += " · " + c.Person
		}
		v.Lines = append(v.Lines, pressLine{
			ID: c.Clipping.ID, URL: clippingURL(c.Clipping.ID), Title: c.Clipping.Article.Title, Meta: meta, Sentence: c.Sentence,
			Action: pressAction(p.Name), First: i == 0, Last: i == len(chosen)-1,
		})
	}
	return v, nil
}

// chosenView lets one put a clipping on a press list, or says that it stands there.
type chosenView struct {
	ID       int64
	Action   string
	Return   string
	On       bool
	When     string
	Sentence string
}

// choices adds to each project of a clipping whether it stands on the press list there.
func (s *site) choices(r *http.Request, id int64, in []filed) error {
	projects, err := s.opts.Archive.Projects(r.Context())
	if err != nil {
		return err
	}
	chosen, err := s.opts.Archive.PublishedAs(r.Context(), id)
	if err != nil {
		return err
	}
	said, views := s.wordsFor(r), map[string]*chosenView{}
	for _, p := range projects {
		if p.Press {
			views[p.Name] = &chosenView{ID: id, Action: pressAction(p.Name), Return: decidedURL(id)}
		}
	}
	for _, c := range chosen {
		views[c.Project] = &chosenView{
			ID: id, Action: pressAction(c.Project), Return: decidedURL(id), On: true, When: said.date(c.At).Words, Sentence: c.Sentence,
		}
	}
	for i := range in {
		in[i].Press = views[in[i].Project]
	}
	return nil
}

// pressDo takes what is to be done with a clipping on a press list: publish, withdraw, up or down.
func (s *site) pressDo(w http.ResponseWriter, r *http.Request) {
	project := r.PathValue("name")
	err := s.pressDeed(r, project, r.PathValue("do"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	back := projectURL(project) + "#press"
	if to := r.PostFormValue("return"); to != "" {
		back = localPath(to)
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

func (s *site) pressDeed(r *http.Request, project, do string) error {
	id, err := strconv.ParseInt(r.PostFormValue("clipping"), 10, 64)
	if err != nil {
		return errBadForm
	}
	switch do {
	case "publish":
		err = s.opts.Archive.Publish(r.Context(), project, id, r.PostFormValue("sentence"), who(r))
	case "withdraw":
		err = s.opts.Archive.Withdraw(r.Context(), project, id)
	case "up", "down":
		err = s.opts.Archive.Move(r.Context(), project, id, do == "up")
	default:
		err = press.ErrNotFound
	}
	if errors.Is(err, press.ErrConflict) {
		err = errBadForm
	}
	return err
}
