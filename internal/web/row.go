package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// row is a clipping in a list.
type row struct {
	ID       int64
	URL      string // at the outlet; empty: it never stood in the web
	Where    string // page and programme
	Title    []piece
	Headline string // the same without marks
	Outlet   string
	When     stamp
	Authors  string
	Remarks  []remark
	Snippet  []piece
	Why      []string // the keywords that found it
	Projects []projectTag
	Also     *elsewhere
	Tags     []choice
	Note     string // of the projects it is shown for
	Pick     string // what a decision about many is told of it; empty: it is not one to pick
	Notice   string // why the last decision was not taken
	Done     string // what was decided a moment ago; such a row stays as one line
	Chosen   bool   // it is the one in the reading pane
	Form     *verdictForm
}

// remark is a word about a clipping with a sentence that explains it.
type remark struct{ Label, Why string }

// projectTag names a project of a clipping, and the verdict where there is one.
type projectTag struct {
	Label string
	Good  bool
}

// verdictForm are the buttons that decide about a clipping in some of its projects.
type verdictForm struct {
	ID       int64
	Projects []string
	Also     []string // places about which it decides too: clippings of the same story, each in a project
	Return   string   // where to go on afterwards
	Was      press.Verdict
	Decided  bool // only taking back is offered
}

// row shows a hit. The marks are those of its headline.
func (w words) row(h press.Hit) row {
	r := row{
		ID: h.ID, URL: h.URL, Where: locale.Place(w.language, h.Page, h.Programme), Title: pieces(headline(h), h.TitleMarks), Headline: headline(h), Outlet: h.Outlet, When: w.date(published(h)),
		Authors: w.names(h.Authors), Remarks: w.remarks(h), Snippet: pieces(h.Snippet, h.Marks),
	}
	for _, p := range h.Projects {
		for _, k := range p.Keywords {
			if !slices.Contains(r.Why, k) {
				r.Why = append(r.Why, k)
			}
		}
		for _, t := range p.Tags {
			if c := tagChoice(t); !slices.Contains(r.Tags, c) {
				r.Tags = append(r.Tags, c)
			}
		}
		r.Projects = append(r.Projects, w.projectTag(p))
	}
	return r
}

func (w words) projectTag(p press.HitProject) projectTag {
	tag := projectTag{Label: p.Project, Good: p.Verdict == press.VerdictRelevant}
	if p.Verdict == press.VerdictRelevant || p.Verdict == press.VerdictIrrelevant {
		tag.Label += " · " + w.verdict(p.Verdict)
	}
	return tag
}

// tagChoice is a tag with what has it.
func tagChoice(tag string) choice { return choice{Label: tag, URL: asked{Tags: []string{tag}}.url()} }

func (w words) remarks(h press.Hit) []remark {
	var all []remark
	add := func(key string, is bool) {
		if is {
			all = append(all, remark{w.text("web.remark." + key), w.text("web.remark." + key + ".why")})
		}
	}
	add("paywalled", h.Paywalled != nil && *h.Paywalled)
	add("partial", h.Partial)
	add("backfill", h.Backfill)
	add("print", h.Medium == press.MediumPrint)
	add("radio", h.Medium == press.MediumRadio)
	add("tv", h.Medium == press.MediumTV)
	return all
}

// headline is the title; an article without one is called by its address.
func headline(h press.Hit) string {
	if h.Title == "" {
		return h.URL
	}
	return h.Title
}

func published(h press.Hit) time.Time {
	if h.Published.IsZero() {
		return h.FirstSeen
	}
	return h.Published
}

func projectURL(name string) string { return "/projects/" + url.PathEscape(name) }

func clippingURL(id int64) string { return "/clippings/" + strconv.FormatInt(id, 10) }

// decidedURL is the place on the page of a clipping that says where it is filed and what was decided.
func decidedURL(id int64) string { return clippingURL(id) + "#filed" }
