package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// renameDo gives a definition the name that a form says.
func (s *site) renameDo(w http.ResponseWriter, r *http.Request, d draft) {
	from, to := d.name(), strings.Join(strings.Fields(r.PostForm.Get("name")), " ")
	if from == to {
		s.afterChange(w, r, d.kind(), to)
		return
	}
	why, err := s.rename(r, d, to, []string{r.PostForm.Get("seen")})
	switch {
	case errors.Is(err, archive.ErrMeanwhile):
		s.late(w, r, d, "desk.rename.meanwhile", to)
	case err != nil:
		s.fail(w, r, err)
	case len(why) > 0:
		s.refuseName(w, r, d, to, why...)
	default:
		s.afterChange(w, r, d.kind(), to)
	}
}

// rename gives a definition another name if it still is as it was seen, or says why it cannot have that.
func (s *site) rename(r *http.Request, d draft, to string, seen []string) (why []string, err error) {
	said, from := s.wordsFor(r), d.name()
	mistakes, err := s.misnamed(r.Context(), d, to)
	for _, m := range mistakes {
		why = append(why, said.mistake(m))
	}
	if err != nil || len(why) > 0 {
		return why, err
	}
	err = s.opts.Archive.Rename(r.Context(), d.kind(), from, to, seen)
	var needed *archive.NeededError
	switch {
	case errors.As(err, &needed):
		return []string{said.text("desk.rename.needed", from, listed(needed.By))}, nil
	case errors.Is(err, press.ErrConflict):
		return []string{said.text("desk.rename.taken", to)}, nil
	case err == nil:
		s.told()
	}
	return nil, err
}

func (s *site) refuseName(w http.ResponseWriter, r *http.Request, d draft, name string, why ...string) {
	s.form(w, r, http.StatusConflict, d, false, func(v *changeView, said words) {
		v.Wrong, v.Named, v.NewName = append(v.Wrong, why...), true, name
	})
}

// misnamed are the mistakes of a name alone.
func (s *site) misnamed(ctx context.Context, d draft, name string) (wrong []mistake, err error) {
	all, err := s.opts.Archive.Watchlist(ctx)
	if err != nil {
		return nil, err
	}
	called := s.draftOf(d.kind())
	called.take(url.Values{"name": {name}})
	for _, m := range s.mistakes(called, all, true) {
		if m.field == "name" {
			wrong = append(wrong, m)
		}
	}
	return wrong, nil
}

// told lets whoever works with the watchlist know that it is another one.
func (s *site) told() {
	if s.opts.Changed != nil {
		s.opts.Changed()
	}
}

// afterChange leads to what was made or changed.
func (s *site) afterChange(w http.ResponseWriter, r *http.Request, kind archive.Kind, name string) {
	to := "/" + section(kind)
	if kind != archive.KindOutlet {
		to += "/" + url.PathEscape(name)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// byNewName leads from the addresses of what was renamed to those of today, changes it under its former name too, and reads
// forms by the names of today: pattern is that of the route.
func (s *site) byNewName(pattern string, answer http.HandlerFunc) http.HandlerFunc {
	method, path, _ := strings.Cut(pattern, " ")
	path, forAPI := strings.CutPrefix(path, apiBase)
	if method == http.MethodPost && !forAPI {
		answer = s.formed(answer)
	}
	for _, kind := range []archive.Kind{archive.KindOutlet, archive.KindProject, archive.KindDigest} {
		if !strings.HasPrefix(path, "/"+section(kind)+"/{name}") {
			continue
		}
		return func(w http.ResponseWriter, r *http.Request) {
			name := r.PathValue("name")
			now, err := s.opts.Archive.Renamed(r.Context(), kind, name)
			switch {
			case err == nil && method == http.MethodGet:
				s.moved(w, r, name, now)
				return
			case err == nil:
				r.SetPathValue("name", now)
			case !errors.Is(err, press.ErrNotFound):
				s.fail(w, r, err)
				return
			}
			answer(w, r)
		}
	}
	return answer
}

// moved leads to the same address with another name in its second part, which may end in a form.
func (s *site) moved(w http.ResponseWriter, r *http.Request, from, to string) {
	path, forAPI := strings.CutPrefix(r.URL.EscapedPath(), apiBase)
	parts := strings.Split(path, "/")
	if name, err := url.PathUnescape(parts[2]); err == nil {
		parts[2] = url.PathEscape(to + strings.TrimPrefix(name, from))
	}
	address := either(forAPI, apiBase, "") + strings.Join(parts, "/")
	if r.URL.RawQuery != "" {
		address += "?" + r.URL.RawQuery
	}
	http.Redirect(w, r, address, http.StatusTemporaryRedirect) // for the name may be given again
}

// allToday are the names of today, each once.
func (s *site) allToday(ctx context.Context, kind archive.Kind, names []string) (all []string) {
	for _, name := range names {
		if name = s.opts.Archive.Today(ctx, kind, name); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// withNewNames asks for projects and outlets by the names that they have today.
func (s *site) withNewNames(ctx context.Context, a asked) asked {
	a.Projects, a.Outlets = s.allToday(ctx, archive.KindProject, a.Projects), s.allToday(ctx, archive.KindOutlet, a.Outlets)
	return a
}

// draftWithNewNames has a project watch outlets, and a digest tell of projects, by the names that they have today.
func (s *site) draftWithNewNames(ctx context.Context, d draft) {
	switch d := d.(type) {
	case *projectDraft:
		d.Outlets = s.allToday(ctx, archive.KindOutlet, d.Outlets)
	case *digestDraft:
		d.Projects = s.allToday(ctx, archive.KindProject, d.Projects)
	}
}

// naming are the fields of forms that name projects and outlets.
var naming = map[string]archive.Kind{
	"project": archive.KindProject, "projects": archive.KindProject, "outlet": archive.KindOutlet, "clip": archive.KindProject, "also": archive.KindProject,
}

// formWithNewNames has a form name projects and outlets as they are called today.
func (s *site) formWithNewNames(ctx context.Context, form url.Values) {
	for key, kind := range naming {
		for i, value := range form[key] {
			if key == "clip" || key == "also" { // projects in which clippings are
				in := placed(strings.Split(value, "\n"))
				for j := range in {
					in[j].Project = s.opts.Archive.Today(ctx, kind, in[j].Project)
				}
				form[key][i] = strings.Join(places(in), "\n")
				continue
			}
			form[key][i] = s.opts.Archive.Today(ctx, kind, value)
		}
	}
}

// formed reads the form of a request, unless it comes with a file, and says what it names by the names of today.
func (s *site) formed(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if isUpload(r) {
			answer(w, r)
			return
		}
		if err := r.ParseForm(); err != nil {
			s.badForm(w, r, err)
			return
		}
		s.formWithNewNames(r.Context(), r.PostForm)
		answer(w, r)
	}
}
