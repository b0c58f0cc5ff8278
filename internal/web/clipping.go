package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// sheet is one clipping to be read, as far as the outlet's rights go.
type sheet struct {
	Row      row
	Passage  []piece
	Withheld string   // why no passage is shown
	Text     []string // paragraphs, under a licence only
	Facts    []fact
	Filed    []filed
	Evidence *evidenceView // nil if nothing is kept
	Uploads  []uploadLink  // that were brought with it
	Correct  string        // where it is corrected, on the clipping's own page; empty where it cannot be
	Versions []version     // the newest first; none if it was never changed
	Cite     reference
	Notice   *filedNotice // nil unless it was just filed by hand
	Story    *storyView   // on the clipping's own page
	Past     []string     // there too: who filed, decided and wrote
	Citation string       // there too, as it stands in a list of references
	CiteIn   []phrase     // the formats in which reference managers read it
}

// reference is a clipping as reference managers find it in the head of the page.
type reference struct {
	Title, Outlet, URL, Language string // URL is empty where it has none
	Page                         string // as printed
	Authors                      []string
	Day                          string // on which it was published; empty if the outlet does not say
}

func (w words) reference(c press.Clipping) reference {
	a := c.Article
	r := reference{Title: a.Title, Outlet: publication(c), URL: press.Link(a.URL), Language: a.Language, Page: a.Page, Authors: a.Authors}
	if !a.Published.IsZero() {
		r.Day = a.Published.In(w.now.Location()).Format(time.DateOnly)
	}
	return r
}

// filed is a clipping in one project: why it was filed there and what became of it.
type filed struct {
	Project string
	URL     string
	State   string
	Why     []choice
	Tags    []choice
	Note    string
	Form    verdictForm
	Labels  labels
	Press   *chosenView // on the clipping's own page, where the project has a press list
}

// sheet shows a clipping; h is the same clipping within its outlet's rights, former are the versions before. The number
// of words is that of an extract.
func (w words) sheet(c press.Clipping, h press.Hit, former []archive.Version, extractWords int) sheet {
	s := sheet{Row: w.row(h), Passage: pieces(h.Snippet, h.Marks), Cite: w.reference(c)}
	shown := c.Outlet.Shown(w.now, extractWords)
	s.Facts = w.facts(c, shown)
	s.Versions = w.versions(c, former, shown)
	switch {
	case shown.Full && c.Article.Text != "":
		s.Text = strings.Split(c.Article.Text, "\n")
		s.Passage = nil
	case len(s.Passage) > 0:
	case shown.Rights == press.RightsLink:
		s.Withheld = w.text("web.clipping.link_only")
	case h.Dropped:
		s.Withheld = w.text("web.clipping.no_passage_left")
	default:
		s.Withheld = w.text("web.clipping.no_passage")
	}
	for _, r := range c.Reviews {
		s.Filed = append(s.Filed, w.filed(c.ID, r))
	}
	return s
}

func (w words) facts(c press.Clipping, shown press.Shown) []fact {
	a := c.Article
	var facts []fact
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, fact{Label: w.text("web.fact." + key), Value: value})
		}
	}
	moment := func(key string, t time.Time) {
		if !t.IsZero() {
			when := w.when(t)
			facts = append(facts, fact{Label: w.text("web.fact." + key), When: &when})
		}
	}
	add("authors", w.names(a.Authors))
	add("agency", a.Agency)
	add("page", a.Page)
	add("programme", a.Programme)
	if weburl.Named(a.URL) || w.untimed(a.Published) { // of which no time of day is known
		add("published", w.date(a.Published).Words)
	} else {
		moment("published", a.Published)
	}
	moment("modified", a.Modified)
	moment("seen", c.FirstSeen)
	if c.Version > 1 {
		add("version", w.cited(c))
	}
	if !c.GoneAt.IsZero() {
		add("gone", w.text("web.gone", w.when(c.GoneAt).Words))
	}
	if !c.DroppedAt.IsZero() {
		add("text", w.text("web.clipping.text_dropped", w.date(c.DroppedAt).Words))
	}
	if name := publication(c); name != c.Outlet.Name {
		add("site", name)
	}
	add("rights", w.rights(c.Outlet, shown))
	if press.Link(a.URL) != "" {
		add("address", shortAddress(a.URL))
	} else {
		add("name", a.URL)
	}
	return facts
}

// publication is where the article of a clipping appeared: the outlet, or a site that one found it at. Of an outlet that
// somebody named, and that has no site, it is what they say.
func publication(c press.Clipping) string {
	a := c.Article
	if c.Outlet.ByHand && c.Outlet.URL == "" {
		return c.Outlet.Name
	}
	if weburl.SameSite(a.URL, c.Outlet.URL) || weburl.SameSite(a.URL, c.Outlet.Home) || weburl.Site(a.URL) == "" {
		return c.Outlet.Name
	}
	return cmp.Or(a.Site, weburl.Host(a.URL))
}

func (w words) rights(o press.Outlet, shown press.Shown) string {
	switch {
	case shown.Full && o.Licence.ID != "":
		return w.text("web.rights.licence", o.Licence.ID, w.date(o.Licence.Until).Words)
	case shown.Rights == press.RightsExtract && o.Rights == press.RightsFulltext && !o.Licence.Until.IsZero():
		return w.count("web.rights.ended", shown.Words, w.date(o.Licence.Until).Words)
	case shown.Rights == press.RightsExtract:
		return w.count("web.rights.extract", shown.Words)
	}
	return w.text("web.rights." + string(shown.Rights))
}

func (w words) filed(id int64, r press.Review) filed {
	f := filed{
		Project: r.Project, URL: projectURL(r.Project), State: w.verdict(r.Verdict), Note: r.Note,
		Form: verdictForm{ID: id, Projects: []string{r.Project}, Return: decidedURL(id), Was: r.Verdict, Decided: decided(r.Verdict)},
	}
	if !r.DecidedAt.IsZero() && decided(r.Verdict) {
		f.State = w.text("web.verdict.since", f.State, w.when(r.DecidedAt).Words)
	}
	switch {
	case r.ByHand && r.FiledBy != "":
		f.State = w.text("web.byhand.by", f.State, r.FiledBy, w.when(r.FiledAt).Words)
	case r.ByHand:
		f.State = w.text("web.byhand.filed", f.State, w.when(r.FiledAt).Words)
	}
	for _, t := range r.Tags {
		f.Tags = append(f.Tags, tagChoice(t))
	}
	for _, k := range r.Keywords {
		f.Why = append(f.Why, choice{Label: k, URL: searchURL(k)})
	}
	return f
}

func decided(v press.Verdict) bool {
	return v == press.VerdictRelevant || v == press.VerdictIrrelevant
}

// shortAddress is an address as people read it: without scheme and www, cut where it gets long.
func shortAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	short := []rune(strings.TrimPrefix(u.Host, "www.") + strings.TrimSuffix(u.Path, "/"))
	if len(short) > 60 {
		return string(short[:59]) + "…"
	}
	return string(short)
}

// clipping answers for one clipping; a script that only wants its sheet gets that.
func (s *site) clipping(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		s.notFound(w, r)
		return
	}
	s.sheetPage(w, r, http.StatusOK, id, nil)
}

// sheetPage shows a clipping, or the part of its page that a script wants; change, unless it is nil, may add to what is
// shown.
func (s *site) sheetPage(w http.ResponseWriter, r *http.Request, status int, id int64, change func(*sheet, words)) {
	said := s.wordsFor(r)
	c, err := s.opts.Archive.Clipping(r.Context(), id)
	if err == nil && r.Header.Get("X-Part") == "labels" {
		s.labelsPart(w, r, c)
		return
	}
	var v sheet
	if err == nil {
		v, err = s.sheet(r, said, c)
	}
	if err == nil && r.Header.Get("X-Part") == "chosen" {
		s.part(w, r, "inbox", "chosen", v)
		return
	}
	if err == nil {
		err = s.wholeSheet(r, said, c, &v)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if change != nil {
		change(&v, said)
	}
	s.show(w, r, status, "clipping", frame{Title: c.Article.Title, Section: "inbox", Body: v})
}

// sheet reads what a reader of the inbox sees of a clipping, and of its story.
func (s *site) sheet(r *http.Request, said words, c press.Clipping) (v sheet, err error) {
	var former []archive.Version
	if c.Version > 1 {
		if former, err = s.opts.Archive.Versions(r.Context(), c.ID); err != nil {
			return v, err
		}
	}
	v = said.sheet(c, s.opts.Search.Hit(c, nil), former, s.opts.Search.Words)
	story, others, err := s.story(r.Context(), said, c, r.URL.Query().Get("story"))
	v.Notice = said.filedNotice(c, r.URL.Query().Get("filed"))
	v.Story, v.Row.Also = &story, said.elsewhere(others)
	return v, err
}

// wholeSheet adds what stands on a clipping's own page alone.
func (s *site) wholeSheet(r *http.Request, said words, c press.Clipping, v *sheet) error {
	terms, err := s.opts.Archive.Terms(r.Context(), c.ID)
	if err != nil {
		return err
	}
	kept, err := s.opts.Archive.Evidence(r.Context(), c.ID)
	if err != nil {
		return err
	}
	v.Facts, v.Evidence = append(v.Facts, said.terms(terms)...), said.evidence(c.ID, kept)
	v.Correct = s.correctURL(c)
	if v.Uploads, err = s.uploads(r, c); err != nil {
		return err
	}
	if err := s.choices(r, c.ID, v.Filed); err != nil {
		return err
	}
	return s.sheetReviews(r.Context(), said, c, v)
}

// sheetReviews adds what people wrote, decided and may cite.
func (s *site) sheetReviews(ctx context.Context, said words, c press.Clipping, v *sheet) error {
	decisions, err := s.opts.Archive.Decisions(ctx, c.ID)
	if err != nil {
		return err
	}
	all, err := s.allLabels(ctx, said, c)
	if err != nil {
		return err
	}
	for i := range v.Filed {
		v.Filed[i].Labels = all[i]
		v.Filed[i].Labels.Several = false // it stands beside its project already
	}
	v.Past = said.past(c, decisions)
	v.Citation, v.CiteIn = said.citation(c, s.opts.Search.Hit(c, nil)), said.citeIn(c.ID)
	return nil
}
