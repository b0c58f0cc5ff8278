package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/search"
)

// lessonView is an exclusion that verdicts suggest, with what it would have done.
type lessonView struct {
	Query  string
	Effect string
	YAML   string // to be copied where the project is the file's
}

// lessons remembers what the verdicts of each project suggested, for as long as nothing has changed.
type lessons struct {
	mu   sync.Mutex
	of   map[string]string // what was looked at, by project
	said map[string][]search.Exclusion
}

// lessons are the exclusions that the verdicts of a project suggest.
func (s *site) lessons(ctx context.Context, p press.Project) ([]search.Exclusion, error) {
	last, err := s.opts.Archive.LastChange(ctx)
	if err != nil {
		return nil, err
	}
	state := fmt.Sprint(last, p.Exclude)
	l := &s.taught
	l.mu.Lock()
	known, current := l.said[p.Name], l.of[p.Name] == state
	l.mu.Unlock()
	if current {
		return known, nil
	}
	found, err := s.opts.Search.Exclusions(ctx, p)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil {
		l.of, l.said = map[string]string{}, map[string][]search.Exclusion{}
	}
	l.of[p.Name], l.said[p.Name] = state, found
	return found, nil
}

func (w words) lessonView(e search.Exclusion, p press.Project) lessonView {
	v := lessonView{Query: e.Query, Effect: w.text("desk.lesson.effect", w.number(e.Irrelevant), w.number(0), w.number(e.New))}
	if p.Origin == press.OriginFile {
		v.YAML = "exclude: [" + config.Quoted(e.Query) + "]"
		if len(p.Exclude) > 0 {
			v.YAML = "- " + config.Quoted(e.Query)
		}
	}
	return v
}

// exclude adds an exclusion to a project of the page.
func (s *site) exclude(w http.ResponseWriter, r *http.Request, d draft) {
	project, ok := d.(*projectDraft)
	keyword := strings.TrimSpace(r.PostFormValue("query"))
	if !ok || keyword == "" {
		s.say(w, r, http.StatusBadRequest, "bad_form")
		return
	}
	mistakes, err := s.addExclusion(r.Context(), project, keyword)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case len(mistakes) > 0:
		s.form(w, r, http.StatusBadRequest, d, false, func(v *changeView, said words) { v.blame(mistakes, said) })
	default:
		http.Redirect(w, r, projectURL(d.name())+"#exclude", http.StatusSeeOther)
	}
}

// addExclusion writes a project with one exclusion more, beside whatever others change about it at the same time.
func (s *site) addExclusion(ctx context.Context, d *projectDraft, query string) ([]mistake, error) {
	seen := []string{d.Edition()}
	if !slices.Contains(d.Exclude, query) {
		d.Exclude = append(d.Exclude, query)
	}
	mistakes, err := s.write(ctx, d, false, seen)
	if errors.Is(err, archive.ErrMeanwhile) {
		if d.Project, err = s.opts.Archive.Project(ctx, d.Name); err == nil {
			return s.addExclusion(ctx, d, query)
		}
	}
	if err == nil && len(mistakes) == 0 {
		s.told()
	}
	return mistakes, err
}
