package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/andybalholm/cascadia"

	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/query"
)

// maxName is the longest name of an outlet, project or digest, in characters.
const maxName = 200

func (k *checker) watchlist(outlets *[]press.Outlet, projects *[]press.Project, digests *[]press.Digest, language string) {
	outletNames, projectNames, digestNames := newNames("outlets"), newNames("projects"), newNames("digests")
	for i := range *outlets {
		o := &(*outlets)[i]
		key := fmt.Sprintf("outlets[%d]", i)
		k.name(outletNames, key, &o.Name)
		k.outlet(key, o)
	}
	for i := range *projects {
		p := &(*projects)[i]
		key := fmt.Sprintf("projects[%d]", i)
		k.name(projectNames, key, &p.Name)
		k.project(key, p, outletNames)
	}
	for i := range *digests {
		d := &(*digests)[i]
		key := fmt.Sprintf("digests[%d]", i)
		k.name(digestNames, key, &d.Name)
		k.digest(key, d, projectNames, language)
	}
}

func (k *checker) outlet(key string, o *press.Outlet) {
	if o.URL == "" && !o.ByHand && len(o.Feeds)+len(o.Sitemaps)+len(o.Sections) == 0 {
		k.fail(join(key, "url"), "config.outlet_url")
	}
	if o.URL != "" {
		k.url(join(key, "url"), o.URL)
	}
	if places := slices.Concat(o.Feeds, o.Sitemaps, o.Sections); o.URL == "" && len(places) > 0 {
		o.URL = frontPage(places[0])
	}
	k.selectors(join(key, "extract"), o.Extract)
	k.urls(join(key, "feeds"), o.Feeds)
	k.urls(join(key, "sitemaps"), o.Sitemaps)
	k.urls(join(key, "sections"), o.Sections)
	if o.Schedule != "" {
		k.schedule(join(key, "schedule"), o.Schedule)
	}
	if o.Rights == "" {
		o.Rights = press.RightsExtract
	}
	if o.Medium == "" {
		o.Medium = press.MediumOnline
	}
	k.oneOf(join(key, "rights"), string(o.Rights), string(press.RightsLink), string(press.RightsExtract), string(press.RightsFulltext))
	k.oneOf(join(key, "medium"), string(o.Medium), string(press.MediumOnline), string(press.MediumPrint), string(press.MediumRadio), string(press.MediumTV))
	if o.Rights == press.RightsFulltext && o.Licence.Until.IsZero() {
		k.fail(join(key, "licence.until"), "config.licence")
	}
	if until := o.Licence.Until; !until.IsZero() {
		o.Licence.Until = time.Date(until.Year(), until.Month(), until.Day(), 0, 0, 0, 0, k.loc)
	}
}

// frontPage is the root of an address, or nothing if that is none.
func frontPage(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host + "/"
}

// selectors reads what is to help extraction as the extractor will.
func (k *checker) selectors(key string, s press.Selectors) {
	check := func(key, selector string) {
		if selector == "" {
			return
		}
		if _, err := cascadia.ParseGroup(selector); err != nil {
			k.fail(key, "config.selector", selector)
		}
	}
	for name, selector := range map[string]string{
		"title": s.Title, "lead": s.Lead, "text": s.Text, "authors": s.Authors, "published": s.Published,
	} {
		check(join(key, name), selector)
	}
	for i, selector := range s.Remove {
		check(fmt.Sprintf("%s.remove[%d]", key, i), selector)
	}
}

func (k *checker) project(key string, p *press.Project, outlets *names) {
	if len(p.Keywords) == 0 {
		k.fail(join(key, "keywords"), "config.no_keywords")
	}
	k.keywords(join(key, "keywords"), p.Keywords)
	k.keywords(join(key, "exclude"), p.Exclude)
	k.references(join(key, "outlets"), p.Outlets, outlets, "config.no_outlet")
	for i, to := range p.AlertTo {
		k.recipient(fmt.Sprintf("%s.alert_to[%d]", key, i), to)
	}
}

func (k *checker) digest(key string, d *press.Digest, projects *names, language string) {
	k.required(key, "schedule", d.Schedule)
	k.schedule(join(key, "schedule"), d.Schedule)
	if len(d.Projects) == 0 {
		k.fail(join(key, "projects"), "config.no_projects")
	}
	k.references(join(key, "projects"), d.Projects, projects, "config.no_project")
	for i, to := range d.To {
		k.recipient(fmt.Sprintf("%s.to[%d]", key, i), to)
	}
	for _, setting := range []struct {
		name    string
		value   *string
		options []string // the first is the default
	}{
		{"when_empty", &d.WhenEmpty, []string{"send", "skip"}},
		{"select", &d.Select, []string{"all", "relevant"}},
		{"order", &d.Order, []string{"newest", "outlet"}},
	} {
		if *setting.value == "" {
			*setting.value = setting.options[0]
		}
		k.oneOf(join(key, setting.name), *setting.value, setting.options...)
	}
	if d.Language == "" {
		d.Language = language
		return
	}
	k.oneOf(join(key, "language"), d.Language, locale.Languages()...)
}

// recipient takes an address as it stands, or one with what is to be known about it.
func (k *checker) recipient(key string, to press.Recipient) {
	if _, inMapping := k.marks[join(key, "address")]; inMapping {
		key = join(key, "address")
	}
	if to.Address == "" {
		k.fail(key, "config.missing", "address")
		return
	}
	k.address(key, to.Address)
}

// keywords holds each to the query language. The mistake is shown where it stands within the keyword.
func (k *checker) keywords(key string, keywords []string) {
	for i, keyword := range keywords {
		place := fmt.Sprintf("%s[%d]", key, i)
		if strings.TrimSpace(keyword) == "" {
			k.fail(place, "config.keyword_empty")
			continue
		}
		var bad *query.Error
		if _, err := query.ParseKeyword(keyword); errors.As(err, &bad) {
			if m, ok := k.marks[place]; ok {
				k.failAt(m.line, m.within(bad.Pos), place, "config.keyword", k.shown(place, keyword), unparsed{bad})
				continue
			}
			k.fail(place, "config.keyword", k.shown(place, keyword), unparsed{bad})
		}
	}
}

func (k *checker) urls(key string, urls []string) {
	for i, u := range urls {
		k.url(fmt.Sprintf("%s[%d]", key, i), u)
	}
}

func (k *checker) address(key, address string) {
	if !isAddress(address) {
		k.fail(key, "config.address", k.shown(key, address))
	}
}

func (k *checker) references(key string, wanted []string, known *names, code string) {
	for i, name := range wanted {
		if known.has(name) {
			continue
		}
		place := fmt.Sprintf("%s[%d]", key, i)
		if near := closest(name, known.list); near != "" {
			k.fail(place, code+"_near", k.shown(place, name), near)
			continue
		}
		k.fail(place, code, k.shown(place, name))
	}
}

// names are the names that were given in one list.
type names struct {
	list  []string
	exact map[string]bool
	first map[string]string // the place that has a name first, by the name in small letters
	kind  string
}

func newNames(kind string) *names {
	return &names{kind: kind, exact: map[string]bool{}, first: map[string]string{}}
}

func (n *names) has(name string) bool { return n.exact[name] }

// name holds the name of one thing to the rules: there is one, it fits on a line, and nothing else of its kind has it.
func (k *checker) name(known *names, key string, name *string) {
	place := join(key, "name")
	*name = strings.TrimSpace(*name)
	if *name == "" {
		k.required(key, "name", "")
		return
	}
	if strings.ContainsFunc(*name, unicode.IsControl) || len([]rune(*name)) > maxName {
		k.fail(place, "config.name", maxName)
	}
	folded := strings.ToLower(*name)
	if first, taken := known.first[folded]; taken {
		if m, written := k.marks[first]; written {
			k.fail(place, "config.name_taken", *name, m.line)
		} else {
			k.fail(place, "config.name_twice", *name)
		}
		return
	}
	known.first[folded] = place
	known.exact[*name] = true
	known.list = append(known.list, *name)
}
