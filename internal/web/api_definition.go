package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// apiDefinitionRoutes are the addresses where programs read, make, change and remove outlets, projects and digests.
func (s *site) apiDefinitionRoutes() []route {
	const reader, reviewer, admin = press.RoleReader, press.RoleReviewer, press.RoleAdmin
	const outlet, project, digest = archive.KindOutlet, archive.KindProject, archive.KindDigest
	return []route{
		{"GET /api/v1/outlets", reader, "", s.api(s.apiOutlets)},
		{"POST /api/v1/outlets", admin, "watch", s.api(s.apiMake(outlet))},
		{"POST /api/v1/outlets/check", admin, "", s.api(s.apiCheck)},
		{"POST /api/v1/outlets/look-back", reviewer, "visit", s.api(s.apiLookBack)},
		{"GET /api/v1/outlets/{name}", admin, "", s.api(s.apiDefinition(outlet))},
		{"PUT /api/v1/outlets/{name}", admin, "watch", s.api(s.ofPage(outlet, s.apiReplace))},
		{"DELETE /api/v1/outlets/{name}", admin, "watch", s.api(s.ofPage(outlet, s.apiRemove))},
		{"POST /api/v1/outlets/{name}/rename", admin, "watch", s.api(s.ofPage(outlet, s.apiRename))},
		{"POST /api/v1/outlets/{name}/visit", reviewer, "visit", s.api(s.apiVisit)},
		{"GET /api/v1/projects", reader, "", s.api(s.apiProjects)},
		{"POST /api/v1/projects", admin, "watch", s.api(s.apiMake(project))},
		{"GET /api/v1/projects/{name}", reader, "", s.api(s.apiDefinition(project))},
		{"PUT /api/v1/projects/{name}", admin, "watch", s.api(s.ofPage(project, s.apiReplace))},
		{"DELETE /api/v1/projects/{name}", admin, "watch", s.api(s.ofPage(project, s.apiRemove))},
		{"POST /api/v1/projects/{name}/rename", admin, "watch", s.api(s.ofPage(project, s.apiRename))},
		{"POST /api/v1/projects/{name}/exclude", admin, "watch", s.api(s.ofPage(project, s.apiExclude))},
		{"GET /api/v1/projects/{name}/yield", reader, "", s.api(s.apiYield)},
		{"GET /api/v1/digests", reader, "", s.api(s.apiDigests)},
		{"POST /api/v1/digests", admin, "watch", s.api(s.apiMake(digest))},
		{"GET /api/v1/digests/{name}", reader, "", s.api(s.apiDefinition(digest))},
		{"PUT /api/v1/digests/{name}", admin, "watch", s.api(s.ofPage(digest, s.apiReplace))},
		{"DELETE /api/v1/digests/{name}", admin, "watch", s.api(s.ofPage(digest, s.apiRemove))},
		{"POST /api/v1/digests/{name}/rename", admin, "watch", s.api(s.ofPage(digest, s.apiRename))},
		{"GET /api/v1/watchlist", admin, "", s.apiWatchlist},
		{"POST /api/v1/watchlist", admin, "watch", s.api(s.apiTakeIn)},
	}
}

// defined is a definition as an answer, with the tag by which it is changed.
func defined(d draft) reply { return reply{value: d.value(), tag: tagOf(d.Edition())} }

// apiDefinition answers for one definition of a kind.
func (s *site) apiDefinition(kind archive.Kind) func(*http.Request) (reply, error) {
	return func(r *http.Request) (reply, error) {
		d, err := s.existing(r.Context(), kind, r.PathValue("name"))
		if err != nil {
			return reply{}, err
		}
		return defined(d), nil
	}
}

// ofPage finds the definition that an address names; those of the configuration file are changed there.
func (s *site) ofPage(kind archive.Kind, do func(*http.Request, draft) (reply, error)) func(*http.Request) (reply, error) {
	return func(r *http.Request) (reply, error) {
		d, err := s.existing(r.Context(), kind, r.PathValue("name"))
		if err != nil {
			return reply{}, err
		}
		if d.origin() != press.OriginPage {
			return reply{}, s.wordsFor(r).refuse(http.StatusConflict, "web.trouble.of_file.what")
		}
		return do(r, d)
	}
}

// apiMake makes a definition.
func (s *site) apiMake(kind archive.Kind) func(*http.Request) (reply, error) {
	return func(r *http.Request) (reply, error) {
		d := s.draftOf(kind)
		if err := s.apiWrite(r, d, true); err != nil {
			return reply{}, err
		}
		r.PostForm = url.Values{"name": {d.name()}} // to be noted
		return s.written(r, d, http.StatusCreated)
	}
}

// apiReplace puts another definition in the place of one, if it is still what whoever changes it has seen.
func (s *site) apiReplace(r *http.Request, d draft) (reply, error) {
	if err := s.unseen(r); err != nil {
		return reply{}, err
	}
	if err := s.apiWrite(r, d, false); err != nil {
		return reply{}, err
	}
	return s.written(r, d, http.StatusOK)
}

// apiWrite reads a definition and writes it. The name of what there is already may be left out.
func (s *site) apiWrite(r *http.Request, d draft, isNew bool) error {
	said := s.wordsFor(r)
	object, err := s.body(r)
	if err == nil && object == nil {
		err = said.refuse(http.StatusBadRequest, "web.api.object")
	}
	if err != nil {
		return err
	}
	delete(object, "origin") // as answers have it
	if !isNew {
		if value, told := object["name"]; told {
			if name, _ := value.(string); s.opts.Archive.Today(r.Context(), d.kind(), name) != d.name() {
				return blamed("name", said.text("web.api.rename"))
			}
		}
		object["name"] = d.name()
	}
	var wrong config.Errors
	if err := d.read(object); errors.As(err, &wrong) {
		return said.faulty(wrong)
	} else if err != nil {
		return err
	}
	mistakes, err := s.write(r.Context(), d, isNew, editions(r))
	if err != nil {
		return err
	}
	return said.mistaken(mistakes)
}

// faulty is a refusal for what cannot be read.
func (w words) faulty(wrong config.Errors) error {
	fields := map[string]string{}
	for _, e := range wrong {
		if e.Key == "" {
			return &refusal{http.StatusBadRequest, apiError{Error: e.Sentence(w.language)}}
		}
		fields[e.Key] = e.Sentence(w.language)
	}
	return refused(fields)
}

// mistaken is a refusal for mistakes; nil if there are none.
func (w words) mistaken(mistakes []mistake) error {
	fields := map[string]string{}
	for _, m := range mistakes {
		if m.field == "" {
			return &refusal{http.StatusBadRequest, apiError{Error: w.mistake(m)}}
		}
		fields[m.field] = strings.TrimSpace(fields[m.field] + " " + w.mistake(m))
	}
	return refused(fields)
}

// written tells those who wait for changes, and answers with what was written.
func (s *site) written(r *http.Request, d draft, status int) (reply, error) {
	s.told()
	return s.asNow(r, d.kind(), d.name(), status)
}

// asNow answers with a definition as it is, which has moved or is new.
func (s *site) asNow(r *http.Request, kind archive.Kind, name string, status int) (reply, error) {
	d, err := s.existing(r.Context(), kind, name)
	if err != nil {
		return reply{}, err
	}
	a := defined(d)
	a.status, a.at = status, apiBase+"/"+section(kind)+"/"+url.PathEscape(name)
	return a, nil
}

// apiRemove removes a definition, unless others name it, if it still is as If-Match says, where it does.
func (s *site) apiRemove(r *http.Request, d draft) (reply, error) {
	err := s.opts.Archive.Remove(r.Context(), d.kind(), d.name(), editions(r))
	var needed *archive.NeededError
	switch {
	case errors.As(err, &needed):
		return reply{}, &refusal{http.StatusConflict, apiError{Error: s.wordsFor(r).needed(needed)}}
	case err == nil:
		s.told()
	}
	return reply{}, err
}

// apiRename gives a definition another name, if it still is as If-Match says, where it does.
func (s *site) apiRename(r *http.Request, d draft) (reply, error) {
	if err := s.takes(r, "name"); err != nil {
		return reply{}, err
	}
	to := oneLine(r.PostForm.Get("name"))
	if to != d.name() {
		why, err := s.rename(r, d, to, editions(r))
		if err != nil {
			return reply{}, err
		}
		if len(why) > 0 {
			return reply{}, &refusal{http.StatusConflict, apiError{Error: strings.Join(why, " "), Fields: map[string]string{"name": strings.Join(why, " ")}}}
		}
	}
	return s.asNow(r, d.kind(), to, http.StatusOK)
}

// apiExclude adds an exclusion to a project.
func (s *site) apiExclude(r *http.Request, d draft) (reply, error) {
	if err := s.takes(r, "query"); err != nil {
		return reply{}, err
	}
	project, ok := d.(*projectDraft)
	query := strings.TrimSpace(r.PostForm.Get("query"))
	if !ok || query == "" {
		return reply{}, errBadForm
	}
	mistakes, err := s.addExclusion(r.Context(), project, query)
	if err == nil {
		err = s.wordsFor(r).mistaken(mistakes)
	}
	if err != nil {
		return reply{}, err
	}
	return s.asNow(r, d.kind(), d.name(), http.StatusOK)
}

// apiOutlets lists the outlets. Where and how they are read is for those who may change it.
func (s *site) apiOutlets(r *http.Request) (reply, error) {
	said := s.wordsFor(r)
	lines, err := s.opts.Archive.OutletLines(r.Context(), said.language, said.now)
	if g, _ := guestOf(r.Context()); !g.Role.May(press.RoleAdmin) {
		for i := range lines {
			o := &lines[i]
			o.Feeds, o.Sitemaps, o.Sections, o.Extract, o.Errors = nil, nil, nil, press.Selectors{}, []string{}
		}
	}
	return reply{value: lines}, err
}

// apiVisit has an outlet visited as soon as its host allows.
func (s *site) apiVisit(r *http.Request) (reply, error) {
	if err := s.takes(r); err != nil {
		return reply{}, err
	}
	if s.opts.VisitNow == nil {
		return reply{}, s.wordsFor(r).refuse(http.StatusServiceUnavailable, "web.api.not_offered")
	}
	return reply{}, s.opts.VisitNow(r.Context(), r.PathValue("name"))
}

// apiLookBack has one outlet, or all, read back so many days.
func (s *site) apiLookBack(r *http.Request) (reply, error) {
	err := s.takes(r, "outlet", "days")
	if err == nil {
		_, err = s.readBack(r)
	}
	return reply{}, err
}

// apiCheck looks where a site lists its articles.
func (s *site) apiCheck(r *http.Request) (reply, error) {
	said := s.wordsFor(r)
	if err := s.takes(r, "url"); err != nil {
		return reply{}, err
	}
	if s.opts.Discover == nil {
		return reply{}, said.refuse(http.StatusServiceUnavailable, "web.api.not_offered")
	}
	found, status, why, err := s.discover(r, withScheme(r.PostForm.Get("url")))
	if err == nil && why != "" {
		err = &refusal{status, apiError{Error: why, Fields: map[string]string{"url": why}}}
	}
	return reply{value: found.In(said.language, said.now)}, err
}

// apiProjects lists the projects.
func (s *site) apiProjects(r *http.Request) (reply, error) {
	lines, err := s.opts.Archive.ProjectLines(r.Context())
	return reply{value: lines}, err
}

// apiYieldAnswer is what came of a project lately.
type apiYieldAnswer struct {
	Days     int               `json:"days"`
	Keywords []apiKeywordYield `json:"keywords"`
	Outlets  []apiOutletYield  `json:"outlets"` // those that brought most, and those of which nothing was read
	Exclude  []apiLesson       `json:"exclude"` // exclusions that verdicts suggest
}

type apiKeywordYield struct {
	Keyword    string `json:"keyword"`
	Clippings  int    `json:"clippings"`
	Relevant   int    `json:"relevant"`
	Irrelevant int    `json:"irrelevant"`
}

type apiOutletYield struct {
	Outlet    string `json:"outlet"`
	Clippings int    `json:"clippings"`
	Read      int    `json:"read"`
}

type apiLesson struct {
	Query      string `json:"query"`
	Irrelevant int    `json:"irrelevant"` // that it would have kept out
	New        int    `json:"new"`
}

// apiYield says what came of a project.
func (s *site) apiYield(r *http.Request) (reply, error) {
	p, err := s.opts.Archive.Project(r.Context(), r.PathValue("name"))
	if err != nil {
		return reply{}, err
	}
	y, err := s.yield(r.Context(), s.wordsFor(r), p)
	if err != nil {
		return reply{}, err
	}
	lessons, err := s.lessons(r.Context(), p)
	answer := apiYieldAnswer{Days: int(yieldTime.Hours() / 24), Keywords: []apiKeywordYield{}, Outlets: []apiOutletYield{}, Exclude: []apiLesson{}}
	for _, k := range y.Keywords {
		answer.Keywords = append(answer.Keywords, apiKeywordYield{k.Keyword, k.Filed, k.Relevant, k.Discarded})
	}
	for _, o := range y.Outlets {
		answer.Outlets = append(answer.Outlets, apiOutletYield{o.Name, o.Filed, o.Read})
	}
	for _, l := range lessons {
		answer.Exclude = append(answer.Exclude, apiLesson{l.Query, l.Irrelevant, l.New})
	}
	return reply{value: answer}, err
}

// apiAdded is how much of a list was new.
type apiAdded struct {
	Outlets  int `json:"outlets"`
	Projects int `json:"projects"`
	Digests  int `json:"digests"`
	Known    int `json:"known"` // that were there by name, and stay as they are
}

// apiWatchlist hands out what is watched and sent, as YAML or OPML.
func (s *site) apiWatchlist(w http.ResponseWriter, r *http.Request) {
	p := parameters{values: r.URL.Query()}
	switch format := p.oneOf("format", "yaml", "opml"); {
	case p.bad != nil:
		s.json(w, r, http.StatusBadRequest, apiError{Error: s.wordsFor(r).misfit(*p.bad)})
	case format == "opml":
		s.opmlFile(w, r)
	default:
		s.watchlistFile(w, r)
	}
}

// apiTakeIn adds what is new in a list, which is the body of the request as it is.
func (s *site) apiTakeIn(r *http.Request) (reply, error) {
	raw, err := s.bytes(r)
	if err != nil {
		return reply{}, err
	}
	n, wrong, err := s.takeIn(r, "watchlist", raw)
	if err == nil && len(wrong) > 0 {
		err = &refusal{http.StatusBadRequest, apiError{Error: strings.Join(wrong, "\n")}}
	}
	return reply{value: apiAdded{n.Outlets, n.Projects, n.Digests, n.Known}}, err
}
