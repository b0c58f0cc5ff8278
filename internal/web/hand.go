package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/visit"
	"pressclip/internal/weburl"
)

// handed is an article that somebody brings, as forms and programs say it.
type handed struct {
	Outlet    string
	Medium    string
	Published string // a day, YYYY-MM-DD
	Title     string
	Page      string
	Programme string
	Authors   []string
	Text      string
	URL       string // empty, unless it stood in the web
	Project   string
	Upload    string // SHA-256 of a file that waits for it, in hexadecimal digits; empty: none
}

// handView is the form for an article that somebody brings, or brought and corrects.
type handView struct {
	Heading, Lede string
	Wrong         []string
	File          *field // nil: none is asked for
	FileAction    string // where a file is sent to, with what the address says is to stand in the form
	Upload        string // SHA-256 of the file that was read
	Read          []string
	Fields        []field
	Action, Do    string // where the form is sent to, and what that does
	Version       int    // of the clipping that is corrected; 0: it is a new one
	Back          string
}

// Bounds of what somebody brings, in characters.
const (
	longestTitle = 500
	longestWord  = 200 // of names, page and programme
)

// handedFrom reads a form.
func handedFrom(form url.Values) handed {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	h := handed{
		Outlet: get("outlet"), Medium: get("medium"), Published: get("published"), Title: oneLine(get("title")), Page: get("page"),
		Programme: get("programme"), Text: form.Get("text"), URL: get("url"), Project: form.Get("project"), Upload: get("upload"),
	}
	for name := range strings.SplitSeq(get("authors"), ",") {
		if name = oneLine(name); name != "" {
			h.Authors = append(h.Authors, name)
		}
	}
	return h
}

// oneLine is a text without line breaks and blanks that say nothing.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// media are the media that an article can have, in the order in which a form offers them.
var media = []string{string(press.MediumPrint), string(press.MediumRadio), string(press.MediumTV), string(press.MediumOnline)}

// article is what was brought, for the visitor, or the keys of what is wrong with it, by field.
func (s *site) article(h handed, projects []string) (brought visit.Handed, wrong map[string]string) {
	wrong = map[string]string{}
	day, err := time.ParseInLocation(time.DateOnly, h.Published, s.opts.Location)
	switch {
	case err != nil:
		wrong["published"] = "day"
	case day.After(s.opts.Now()):
		wrong["published"] = "future"
	}
	if !slices.Contains(media, h.Medium) {
		wrong["medium"] = "medium"
	}
	if !slices.Contains(projects, h.Project) {
		wrong["project"] = "project"
	}
	if h.URL != "" {
		if _, err := weburl.Canonical(h.URL); err != nil {
			wrong["url"] = "url"
		}
	}
	for name, value := range map[string]string{"title": h.Title, "outlet": h.Outlet} {
		if oneLine(value) == "" {
			wrong[name] = "missing"
		}
	}
	for _, f := range []struct {
		name, value string
		most        int
	}{
		{"outlet", h.Outlet, longestWord}, {"title", h.Title, longestTitle}, {"page", h.Page, longestWord}, {"programme", h.Programme, longestWord},
		{"authors", slices.MaxFunc(append([]string{""}, h.Authors...), longer), longestWord},
	} {
		if len([]rune(f.value)) > f.most {
			wrong[f.name] = "long"
		}
	}
	return visit.Handed{Outlet: oneLine(h.Outlet), Article: press.Article{
		URL: h.URL, Title: oneLine(h.Title), Authors: h.Authors, Published: day, Text: h.Text, Topics: []string{}, Medium: press.Medium(h.Medium),
		Page: oneLine(h.Page), Programme: oneLine(h.Programme),
	}}, wrong
}

func longer(a, b string) int { return cmp.Compare(len(a), len(b)) }

// handForm answers for the form. Its address may say what is to stand in it.
func (s *site) handForm(w http.ResponseWriter, r *http.Request) {
	form := r.URL.Query()
	s.formWithNewNames(r.Context(), form)
	s.showHand(w, r, http.StatusOK, s.usual(handedFrom(form)), nil)
}

// usual puts what is usual where nothing was said.
func (s *site) usual(h handed) handed {
	h.Medium = cmp.Or(h.Medium, media[0])
	h.Published = cmp.Or(h.Published, s.opts.Now().In(s.opts.Location).Format(time.DateOnly))
	return h
}

// handRead reads the file that a form brings, and shows the form with what was found in it.
func (s *site) handRead(w http.ResponseWriter, r *http.Request) {
	h, wrong, err := s.readUpload(r)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case wrong != "":
		s.showHand(w, r, badFile(wrong), s.usual(h), map[string]string{"file": wrong})
	default:
		s.showHand(w, r, http.StatusOK, s.usual(h), nil)
	}
}

// handDo files what a form says and shows the clipping, or the form again with what is wrong. Where the form is the one
// for a file, that is read.
func (s *site) handDo(w http.ResponseWriter, r *http.Request) {
	if isUpload(r) {
		s.handRead(w, r)
		return
	}
	h := handedFrom(r.PostForm)
	filed, wrong, err := s.hand(r, h)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case len(wrong) > 0:
		s.showHand(w, r, http.StatusBadRequest, h, wrong)
	default:
		http.Redirect(w, r, filedURL(filed), http.StatusSeeOther)
	}
}

// filedURL is the page of a clipping that somebody has just filed, where it is said what was done.
func filedURL(f archive.Filed) string {
	return clippingURL(f.ClippingID) + "?filed=" + either(f.New, "new", either(f.Changed, "known", "same"))
}

// hand has an article filed that somebody brings. What is wrong with it comes as keys, by field.
func (s *site) hand(r *http.Request, h handed) (filed archive.Filed, wrong map[string]string, err error) {
	projects, err := s.projectNames(r.Context())
	if err != nil || s.opts.Hand == nil {
		return filed, map[string]string{"": "away"}, err
	}
	brought, wrong := s.article(h, projects)
	upload, ok, err := s.waiting(r, h)
	if err != nil {
		return filed, nil, err
	}
	if !ok {
		wrong["file"] = "gone"
	}
	if len(wrong) > 0 {
		return filed, wrong, nil
	}
	want := archive.ByHand{Project: h.Project, Person: who(r)}
	if upload != nil {
		want.Upload = upload.SHA256
	}
	filed, err = s.opts.Hand(r.Context(), brought, want)
	var fault *press.Fault
	switch {
	case errors.As(err, &fault):
		return filed, map[string]string{"": "away"}, nil
	case errors.Is(err, press.ErrConflict), errors.Is(err, press.ErrNotFound):
		return filed, map[string]string{"": "refused"}, nil
	}
	return filed, nil, err
}

// handAction is where a file is sent to, with what an address says of the fields and nothing else.
func handAction(fields []field, said url.Values) string {
	kept := url.Values{}
	for _, f := range fields {
		if value := said.Get(f.Name); value != "" {
			kept.Set(f.Name, value)
		}
	}
	if len(kept) == 0 {
		return "/clip/form"
	}
	return "/clip/form?" + kept.Encode()
}

// showHand shows the form.
func (s *site) showHand(w http.ResponseWriter, r *http.Request, status int, h handed, wrong map[string]string) {
	said := s.wordsFor(r)
	fields, err := s.handFields(r.Context(), said, h)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := handView{
		Heading: said.text("desk.hand"), Lede: said.text("desk.hand.lede"), Do: said.text("desk.clip.do"), Fields: fields, Action: "/clip/form", Back: "/clip",
		FileAction: handAction(fields, r.URL.Query()), File: &field{Name: "file", Label: said.text("desk.upload.file"), Hint: said.text("desk.upload.hint")},
	}
	upload, _, err := s.waiting(r, h)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if upload != nil && wrong["file"] == "" {
		v.Upload = h.Upload
		v.Read = append(v.Read, said.text("desk.upload.read", cmp.Or(upload.Name, said.text("desk.upload.unnamed")), said.upload(*upload)))
		if strings.TrimSpace(h.Text) == "" {
			v.Read = append(v.Read, said.text("desk.upload.no_text"))
		}
	}
	sentences := said.handSaid(wrong)
	v.File.Wrong = sentences["file"]
	v.mark(sentences)
	s.show(w, r, status, "hand", frame{Title: v.Heading, Section: "inbox", Body: v})
}

// mark says what is wrong, beside each field or above all.
func (v *handView) mark(wrong map[string]string) {
	for i, f := range v.Fields {
		v.Fields[i].Wrong = wrong[f.Name]
	}
	if whole := wrong[""]; whole != "" {
		v.Wrong = append(v.Wrong, whole)
	}
}

// handSaid words what is wrong with an article that somebody brings, by field.
func (w words) handSaid(keys map[string]string) map[string]string {
	wrong := map[string]string{}
	for field, key := range keys {
		wrong[field] = w.text("desk.hand.wrong." + key)
	}
	return wrong
}

func (s *site) handFields(ctx context.Context, w words, h handed) ([]field, error) {
	outlets, err := s.outletNames(ctx)
	if err != nil {
		return nil, err
	}
	projects, err := s.projectNames(ctx)
	label := func(name string) string { return w.text("desk.field.hand." + name) }
	hint := func(name string) string { return w.text("desk.field.hand." + name + ".hint") }
	names := func(all []string, current string) (list []choice) {
		for _, name := range all {
			list = append(list, choice{Value: name, Label: name, Current: name == current})
		}
		return list
	}
	return []field{
		{Name: "project", Kind: "select", Label: label("project"), Choices: names(projects, h.Project)},
		{Name: "medium", Kind: "select", Label: label("medium"), Choices: w.options("desk.medium.", h.Medium, media...)},
		{Name: "outlet", Kind: "named", Label: label("outlet"), Hint: hint("outlet"), Value: h.Outlet, Choices: names(outlets, "")},
		{Name: "published", Kind: "date", Label: label("published"), Value: h.Published},
		{Name: "title", Kind: "text", Label: label("title"), Value: h.Title},
		{Name: "page", Kind: "text", Label: label("page"), Hint: hint("page"), Value: h.Page},
		{Name: "programme", Kind: "text", Label: label("programme"), Hint: hint("programme"), Value: h.Programme},
		{Name: "authors", Kind: "text", Label: label("authors"), Hint: hint("authors"), Value: strings.Join(h.Authors, ", ")},
		{Name: "text", Kind: "words", Label: label("text"), Hint: hint("text"), Value: h.Text},
		{Name: "url", Kind: "url", Label: label("url"), Hint: hint("url"), Value: h.URL},
	}, err
}

// filedNotice says what filing by hand has just done, on the page of the clipping.
type filedNotice struct {
	Said  string
	Next  string // the form for the next article of the same issue or programme
	Watch string // where a site that nobody watches is taken in
}

// filedNotice words what an address says of it; nil if it says nothing.
func (w words) filedNotice(c press.Clipping, done string) *filedNotice {
	if !slices.Contains([]string{"new", "known", "same", "corrected", "unchanged"}, done) {
		return nil
	}
	n := &filedNotice{Said: w.text("desk.hand.filed." + done)}
	if c.Outlet.ByHand && c.Outlet.URL != "" {
		n.Watch = "/new/outlet?" + url.Values{"url": {c.Outlet.URL}}.Encode()
	}
	if !weburl.Named(c.Article.URL) || done == "corrected" || done == "unchanged" {
		return n
	}
	again := url.Values{
		"outlet": {c.Outlet.Name}, "medium": {string(c.Medium())}, "published": {c.Date().In(w.now.Location()).Format(time.DateOnly)},
		"programme": {c.Article.Programme},
	}
	for _, r := range c.Reviews {
		if r.ByHand {
			again.Set("project", r.Project)
		}
	}
	n.Next = "/clip/form?" + again.Encode()
	return n
}
