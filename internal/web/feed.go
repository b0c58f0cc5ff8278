package web

import (
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
	"pressclip/internal/press"
)

// Where the feeds are; the name of a project, or the token of a search, and atomExt follow.
const (
	feedPath       = "/feeds/"
	searchFeedPath = "/feeds/search/"
	atomExt        = ".atom"
)

// feedLines is how many articles a feed has; feedReach, how many clippings are looked at for them.
const (
	feedLines = 100
	feedReach = 300
)

// projectFeed answers for the feed of a project: to whoever knows its token, and without one to those who may read the
// page.
func (s *site) projectFeed(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(r.PathValue("file"), atomExt)
	if !ok {
		s.sentence(w, r, http.StatusNotFound, "web.feed.none")
		return
	}
	token := r.URL.Query().Get("token")
	if token == "" {
		s.admitted(press.RoleReader, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.sendProject(w, r, name) })).ServeHTTP(w, r)
		return
	}
	f, err := s.opts.Archive.Feed(r.Context(), token)
	if now, renamed := s.opts.Archive.Renamed(r.Context(), archive.KindProject, name); err == nil && renamed == nil && f.Project == now {
		s.moved(w, r, name, now)
		return
	}
	if err == nil && f.Project != name {
		err = press.ErrNotFound
	}
	if err != nil {
		s.noFeed(w, r, err)
		return
	}
	s.sendProject(w, r, name)
}

// noFeed says that there is none; why else none can be had, as everywhere.
func (s *site) noFeed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, press.ErrNotFound) {
		s.sentence(w, r, http.StatusNotFound, "web.feed.none")
		return
	}
	s.fail(w, r, err)
}

func (s *site) sendProject(w http.ResponseWriter, r *http.Request, name string) {
	if now, err := s.opts.Archive.Renamed(r.Context(), archive.KindProject, name); err == nil {
		s.moved(w, r, name, now)
		return
	}
	p, err := s.opts.Archive.Project(r.Context(), name)
	if err != nil {
		s.noFeed(w, r, err)
		return
	}
	clippings, _, err := s.opts.Archive.Inbox(r.Context(), archive.InboxRequest{Project: name, Limit: feedReach})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	l := s.feedList(fmt.Sprint("project/", p.ID), s.said("list.project", name), s.base(r)+projectURL(name))
	for _, c := range clippings {
		i := slices.IndexFunc(c.Reviews, func(one press.Review) bool { return one.Project == name })
		if i < 0 {
			continue
		}
		review := c.Reviews[i]
		l.Updated = later(l.Updated, touched(c, review)) // also of what was rejected, and is gone from here
		if !review.Backfill && review.Verdict != press.VerdictIrrelevant && len(l.Lines) < feedLines {
			s.addTo(&l, c, review)
		}
	}
	s.sendFeed(w, r, l, s.base(r)+feedPath+url.PathEscape(name))
}

// searchFeed answers for the feed of a search, to whoever knows its token.
func (s *site) searchFeed(w http.ResponseWriter, r *http.Request) {
	token, ok := strings.CutSuffix(r.PathValue("file"), atomExt)
	f, err := s.opts.Archive.Feed(r.Context(), token)
	if err == nil && (!ok || f.Project != "") {
		err = press.ErrNotFound
	}
	if err != nil {
		s.noFeed(w, r, err)
		return
	}
	if r, err = s.asKeeper(r, f); err != nil {
		s.noFeed(w, r, err)
		return
	}
	values, err := url.ParseQuery(f.Query)
	if err != nil {
		s.noFeed(w, r, press.ErrNotFound)
		return
	}
	a, bad := askedFrom(values)
	a.Limit, a.Page, a.Sort = feedLines, 1, ""
	l := s.feedList("search/"+strconv.FormatInt(f.ID, 10), s.said("list.search", f.Name), s.base(r)+a.url())
	l.Updated = f.MadeAt
	found, bad, err := s.find(r.Context(), a, bad)
	if wrong := s.wordsFor(r).wrong(a, err); wrong != nil {
		err = nil // a search whose words or places are no longer known finds nothing
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	ids := make([]int64, 0, len(found.Hits))
	if bad == nil {
		for _, h := range found.Hits {
			ids = append(ids, h.ID)
		}
	}
	clippings, err := s.opts.Archive.Clippings(r.Context(), ids)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, c := range clippings {
		s.addTo(&l, c, c.Reviews...)
	}
	s.sendFeed(w, r, l, s.base(r)+searchFeedPath+token)
}

// asKeeper shows a request what the person sees who keeps a search. What nobody in particular keeps finds everything.
func (s *site) asKeeper(r *http.Request, f archive.Feed) (*http.Request, error) {
	if f.Person == "" {
		return r, nil
	}
	p, err := s.opts.Archive.Person(r.Context(), f.Person)
	if err == nil && !p.Everywhere() {
		r = r.WithContext(archive.Within(r.Context(), p.Projects))
	}
	return r, err
}

// said words a key in the language of the page: a feed is read by a program, which is asked for none.
func (s *site) said(key string, args ...any) string {
	return words{language: s.opts.Language}.text(key, args...)
}

// base is the address of the page, as it is configured or as it was asked for.
func (s *site) base(r *http.Request) string {
	if s.opts.BaseURL != "" {
		return s.opts.BaseURL
	}
	return "http://" + r.Host
}

func (s *site) feedList(id, title, home string) export.List {
	return export.List{ID: export.Tag(hostOf(s.opts.BaseURL), id), Title: title, Home: home, Language: s.opts.Language, Location: s.opts.Location}
}

// addTo adds a clipping as its outlet's rights let it be shown, with why it is there and what was decided.
func (s *site) addTo(l *export.List, c press.Clipping, in ...press.Review) {
	shown := c
	shown.Reviews = in
	line := l.Add(c)
	line.Text, line.Updated = s.opts.Search.Hit(shown, nil).Snippet, c.FirstSeen
	said := words{language: s.opts.Language}
	for _, one := range in {
		line.Updated = later(line.Updated, touched(c, one))
		line.Labels = append(line.Labels, one.Project, said.verdict(one.Verdict))
		line.Labels = append(line.Labels, one.Keywords...)
	}
	slices.Sort(line.Labels)
	line.Labels = slices.Compact(line.Labels)
	l.Updated = later(l.Updated, line.Updated)
}

// touched is when what is said about a clipping in a project last changed.
func touched(c press.Clipping, r press.Review) time.Time {
	return later(later(c.FirstSeen, r.FiledAt), later(r.DecidedAt, r.TouchedAt))
}

func (s *site) sendFeed(w http.ResponseWriter, r *http.Request, l export.List, self string) {
	l.Self = self
	text, err := l.Atom()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("Referrer-Policy", "no-referrer")
	serve(w, r, export.TypeAtom, text, l.Updated)
}

// feedView is a feed on the page: its address, and what can be done about it.
type feedView struct {
	ID     int64
	URL    string // empty: there is none
	Action string
	Close  string // what the button that ends it says
}

func (s *site) feedView(r *http.Request, said words, p press.Project) (*feedView, error) {
	v := &feedView{Action: projectURL(p.Name) + "/feed", Close: said.text("web.feed.close")}
	f, err := s.opts.Archive.ProjectFeed(r.Context(), p.ID)
	if errors.Is(err, press.ErrNotFound) {
		return v, nil
	}
	v.ID, v.URL = f.ID, s.base(r)+feedPath+url.PathEscape(p.Name)+atomExt+"?"+url.Values{"token": {f.Token}}.Encode()
	return v, err
}

// feedDo takes what is to be done about the feed of a project: open, renew or close.
func (s *site) feedDo(w http.ResponseWriter, r *http.Request) {
	p, err := s.opts.Archive.Project(r.Context(), r.PathValue("name"))
	if err == nil {
		err = s.feedDeed(r, p, r.PathValue("do"))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, projectURL(p.Name)+"#feed", http.StatusSeeOther)
}

func (s *site) feedDeed(r *http.Request, p press.Project, do string) error {
	switch do {
	case "open", "renew":
		return s.opts.Archive.OpenFeed(r.Context(), p.ID, who(r))
	case "close":
		f, err := s.opts.Archive.ProjectFeed(r.Context(), p.ID)
		if err != nil {
			return err
		}
		return s.opts.Archive.CloseFeed(r.Context(), f.ID)
	}
	return press.ErrNotFound
}
