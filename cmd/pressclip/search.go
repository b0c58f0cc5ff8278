package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/search"
)

func searchFlags(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	f.String("sort", "newest", "")
	f.Int("limit", search.DefaultLimit, "")
	filterFlags(f)
}

// filterFlags choose clippings beside a query.
func filterFlags(f *pflag.FlagSet) {
	f.StringArray("project", nil, "")
	f.StringArray("outlet", nil, "")
	f.String("from", "", "")
	f.String("to", "", "")
	f.String("verdict", "", "")
	f.String("paywall", "", "")
	f.StringArray("tag", nil, "")
}

// search prints the clippings that a query finds.
func (a *App) search(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) == 0 {
		return a.usage("main.search_args")
	}
	request, err := a.searchRequest(flags, strings.Join(args, " "))
	if err != nil {
		return err
	}
	answer, err := a.find(ctx, request)
	if err != nil {
		return err
	}
	asJSON, _ := flags.GetBool("json")
	for _, h := range answer.Hits {
		if asJSON {
			err = a.printJSON(h)
		} else {
			err = a.printHit(h)
		}
		if err != nil {
			return err
		}
	}
	if !asJSON {
		fmt.Fprintln(a.Stdout, locale.Count(a.lang, "main.hits", answer.Total))
	}
	for _, h := range query.Hints(request.Query) {
		fmt.Fprintln(a.Stderr, strings.TrimSpace(a.text("query.hint."+h.Code, h.Args...)+" "+h.Proposal))
	}
	if answer.Incomplete {
		fmt.Fprintln(a.Stderr, a.text("main.index_incomplete"))
	}
	if answer.WithoutText != nil {
		fmt.Fprintln(a.Stderr, answer.WithoutText.Words(a.lang))
	}
	return nil
}

func (a *App) searchRequest(flags *pflag.FlagSet, words string) (search.Request, error) {
	r, err := a.filtered(flags, words)
	if err != nil {
		return r, err
	}
	r.Limit, _ = flags.GetInt("limit")
	r.Sort, _ = flags.GetString("sort")
	switch {
	case r.Limit < 1 || r.Limit > search.MaxLimit:
		return r, a.usage("main.bad_limit", r.Limit, search.MaxLimit)
	case r.Sort != "newest" && r.Sort != "relevance":
		return r, a.usage("main.bad_sort", r.Sort)
	}
	return r, nil
}

// filtered is the request of a query and the filter flags.
func (a *App) filtered(flags *pflag.FlagSet, words string) (search.Request, error) {
	text := func(name string) string { s, _ := flags.GetString(name); return s }
	list := func(name string) []string { s, _ := flags.GetStringArray(name); return s }
	r := search.Request{
		Query: words, Projects: list("project"), Outlets: list("outlet"), Verdict: press.Verdict(text("verdict")),
		Paywall: press.Paywall(text("paywall")), Tags: list("tag"), From: text("from"), To: text("to"),
	}
	switch r.Verdict {
	case "", press.VerdictNew, press.VerdictRelevant, press.VerdictIrrelevant:
	default:
		return r, a.usage("main.bad_verdict", r.Verdict)
	}
	if r.Paywall != "" && !slices.Contains(press.Paywalls(), r.Paywall) {
		return r, a.usage("main.bad_paywall", r.Paywall)
	}
	_, err := a.parseQuery(words)
	return r, err
}

// apiAnswer is what /api/v1/search says.
type apiAnswer struct {
	Total      int         `json:"total"`
	Hits       []press.Hit `json:"hits"`
	Incomplete bool        `json:"incomplete"`

	WithoutText *search.WithoutText `json:"without_text"`
}

// find asks the running process, or opens archive and index where there is none.
func (a *App) find(ctx context.Context, r search.Request) (search.Answer, error) {
	parameters := url.Values{
		"q": {r.Query}, "project": r.Projects, "outlet": r.Outlets, "from": {r.From}, "to": {r.To},
		"verdict": {string(r.Verdict)}, "paywall": {string(r.Paywall)}, "tag": r.Tags, "sort": {r.Sort}, "limit": {strconv.Itoa(r.Limit)},
	}
	var far apiAnswer
	if running, err := a.ask(ctx, "GET", "/api/v1/search", parameters, &far); running {
		return search.Answer{Total: far.Total, Hits: far.Hits, Incomplete: far.Incomplete, WithoutText: far.WithoutText}, err
	}
	var answer search.Answer
	err := a.withSearch(ctx, func(s *search.Search) (err error) {
		r := byNewNames(ctx, s.Archive, r)
		if answer, err = s.Find(ctx, r); err != nil {
			return a.badDay(err)
		}
		if answer.Total == 0 {
			return a.knownNames(ctx, s.Archive, r)
		}
		return nil
	})
	return answer, err
}

// knownNames says of a search that found nothing whether it asked for a project or outlet that there is not.
func (a *App) knownNames(ctx context.Context, record *archive.Archive, r search.Request) error {
	for _, name := range r.Projects {
		if _, err := record.Project(ctx, name); errors.Is(err, press.ErrNotFound) {
			return a.usage("main.no_project", name)
		}
	}
	for _, name := range r.Outlets {
		if _, err := record.Outlet(ctx, name); errors.Is(err, press.ErrNotFound) {
			return a.usage("main.no_outlet", name)
		}
	}
	return nil
}

func (a *App) printHit(h press.Hit) error {
	date := h.Published
	if date.IsZero() {
		date = h.FirstSeen
	}
	var projects []string
	for _, p := range h.Projects {
		projects = append(projects, p.Project)
	}
	_, err := fmt.Fprintf(a.Stdout, "%s · %s\n  %s\n  %s\n  %s\n\n", h.Outlet,
		locale.Date(a.lang, date, a.Now().In(a.location())), h.Title, cmp.Or(h.URL, locale.Place(a.lang, h.Page, h.Programme), a.text("main.no_address")), strings.Join(projects, ", "))
	return err
}
