package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pressclip/internal/press"
	"pressclip/internal/search"
)

// misfit is a parameter whose value means nothing. Such a request is not answered: leaving the value out would answer
// another question than the one that was asked.
type misfit struct {
	Name, Value string
	Allowed     []string // empty: whole numbers from 1 to High, or names of which there are none
	High        int
}

// parameters reads those of an address and keeps the first misfit.
type parameters struct {
	values url.Values
	bad    *misfit
}

// oneOf is the value of a parameter that has few.
func (p *parameters) oneOf(name string, allowed ...string) string {
	one := ""
	for _, value := range p.values[name] {
		switch {
		case value == "":
		case slices.Contains(allowed, value) && one == "":
			one = value
		case value != one:
			p.misfit(misfit{Name: name, Value: value, Allowed: allowed})
		}
	}
	return one
}

// number is the value of a parameter from 1 to high.
func (p *parameters) number(name string, high, absent int) int {
	n := 0
	for _, value := range p.values[name] {
		if value == "" {
			continue
		}
		v, err := strconv.Atoi(value)
		if err != nil || v < 1 || v > high || n != 0 && v != n {
			p.misfit(misfit{Name: name, Value: value, High: high})
			continue
		}
		n = v
	}
	if n == 0 {
		return absent
	}
	return n
}

func (p *parameters) misfit(m misfit) {
	if p.bad == nil {
		p.bad = &m
	}
}

func verdictNames() []string {
	names := make([]string, len(verdicts))
	for i, v := range verdicts {
		names[i] = string(v)
	}
	return names
}

func roleNames() []string {
	var names []string
	for _, r := range press.Roles() {
		names = append(names, string(r))
	}
	return names
}

func paywallNames() []string {
	var names []string
	for _, p := range press.Paywalls() {
		names = append(names, string(p))
	}
	return names
}

// unknown finds a project or outlet that nothing in the record has the name of; nil if there is none.
func (s *site) unknown(ctx context.Context, a asked) (*misfit, error) {
	bad, err := s.stranger(ctx, "project", a.Projects, s.projectNames)
	if bad != nil || err != nil {
		return bad, err
	}
	return s.stranger(ctx, "outlet", a.Outlets, s.outletNames)
}

// stranger finds a name that is not watched and has no clippings: what is watched no more can still be searched. While
// the index is being built nobody can tell, and names are taken for good.
func (s *site) stranger(ctx context.Context, parameter string, names []string, watched func(context.Context) ([]string, error)) (*misfit, error) {
	if len(names) == 0 {
		return nil, nil
	}
	there, err := watched(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if slices.Contains(there, name) {
			continue
		}
		r := search.Request{Projects: []string{name}, Limit: 1}
		if parameter == "outlet" {
			r.Projects, r.Outlets = nil, r.Projects
		}
		found, err := s.opts.Search.Find(ctx, r)
		if err != nil {
			return nil, err
		}
		if found.Total == 0 && !found.Incomplete {
			return &misfit{Name: parameter, Value: name, Allowed: there}, nil
		}
	}
	return nil, nil
}

func (s *site) outletNames(ctx context.Context) ([]string, error) {
	outlets, err := s.opts.Archive.Outlets(ctx)
	names := make([]string, len(outlets))
	for i, o := range outlets {
		names[i] = o.Name
	}
	return names, err
}

// Bounds of a sentence about a misfit.
const (
	saidValue = 60 // characters of the value
	saidNames = 20 // of those that there are
)

// misfit says what is wrong and what could be meant.
func (w words) misfit(m misfit) string {
	value := shortened(m.Value)
	switch {
	case m.Name == "project" || m.Name == "outlet":
		said := w.text("web.search.unknown."+m.Name, value)
		if len(m.Allowed) > 0 {
			said += " " + w.text("web.search.known", listed(m.Allowed))
		}
		return said
	case m.High > 0:
		return w.text("web.search.misfit.number", value, m.Name, strconv.Itoa(m.High))
	}
	return w.text("web.search.misfit", value, m.Name, listed(m.Allowed))
}

func shortened(value string) string {
	value = strings.ToValidUTF8(value, "\ufffd")
	if utf8.RuneCountInString(value) <= saidValue {
		return value
	}
	return string([]rune(value)[:saidValue]) + "…"
}

func listed(names []string) string {
	if len(names) > saidNames {
		return strings.Join(names[:saidNames], ", ") + " …"
	}
	return strings.Join(names, ", ")
}
