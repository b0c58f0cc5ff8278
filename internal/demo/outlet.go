package demo

import (
	"slices"
	"strings"
	"time"
)

// Outlet is one publication of the sample press. It answers for its site over HTTP; the places where it lists its
// articles are paths on that site.
type Outlet struct {
	Name     string
	Medium   string // online, radio, …
	Feeds    []string
	Sitemaps []string
	Sections []string

	claim  string // below the name
	colour string // of the name
	serif  bool
	file   string // of its articles
	state  state

	start    time.Time
	now      func() time.Time
	zone     *time.Location
	articles []article
}

// state is what is the matter with an outlet's site.
type state int

const (
	fine       state = iota
	brokenFeed       // the feed is an error message
	gone             // there is nothing any more
	silent           // every connection breaks off
)

// The paths under which outlets list their articles.
const (
	rssPath     = "/feed.xml"
	atomPath    = "/atom.xml"
	newsPath    = "/sitemap-news.xml"
	archivePath = "/sitemap.xml.gz"
)

// outlets are found in a different way each, and the last three not at all.
func outlets() []*Outlet {
	return []*Outlet{
		{
			Name: "Brackenfurter Bote", Medium: "online", Feeds: []string{rssPath}, file: "bote",
			claim: "Unabhängige Zeitung für Brackenfurt und das Bracketal", colour: "#14304f", serif: true,
		},
		{
			Name: "Bracketal-Nachrichten", Medium: "online", Feeds: []string{atomPath}, file: "bracketal",
			claim: "Was im Tal geschieht", colour: "#7a1f2b",
		},
		{
			Name: "Morstetter Tageblatt", Medium: "print", Sitemaps: []string{newsPath}, file: "tageblatt",
			claim: "Heimatzeitung seit 1871", colour: "#222222", serif: true,
		},
		{
			Name: "Lauchener Landpost", Medium: "print", Sitemaps: []string{archivePath}, file: "landpost",
			claim: "Zeitung für das Lauchener Land", colour: "#2d5a27", serif: true,
		},
		{
			Name: "Hafenfelder Stadtteilblatt", Medium: "online", Sections: []string{"/"}, file: "hafenfeld",
			claim: "Von Nachbarn für Nachbarn", colour: "#b4540a",
		},
		{
			Name: "Kranichsander Kurier", Medium: "online", Feeds: []string{rssPath}, file: "kurier",
			claim: "Nachrichten vom Unterlauf", colour: "#0b5d66",
		},
		{
			Name: "Radio Brackewelle", Medium: "radio", Feeds: []string{rssPath}, file: "radio",
			claim: "Das Tal im Ohr", colour: "#6a1b9a",
		},
		{Name: "Nordbogen-Blatt", Medium: "online", Feeds: []string{rssPath}, state: brokenFeed, claim: "Aus dem Brackenfurter Norden", colour: "#444444"},
		{Name: "Alte Werft aktuell", Medium: "online", Feeds: []string{rssPath}, state: gone},
		{Name: "Birkenhöher Anzeiger", Medium: "online", Feeds: []string{rssPath}, state: silent},
	}
}

// current are the articles that have appeared, the newest first.
func (o *Outlet) current() []shown {
	elapsed := o.now().Sub(o.start)
	var all []shown
	for _, a := range o.articles {
		if s, ok := a.shownAfter(o.start, elapsed); ok {
			s.Published = s.Published.In(o.zone)
			if !s.Modified.IsZero() {
				s.Modified = s.Modified.In(o.zone)
			}
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b shown) int { return b.Published.Compare(a.Published) })
	return all
}

// sections are the names under which the articles stand, in the order of the file.
func (o *Outlet) sections() []section {
	var all []section
	for _, a := range o.articles {
		s := section{a.versions[0].section, "/" + slug(a.versions[0].section) + "/"}
		if !slices.Contains(all, s) && s.Path != closedPath {
			all = append(all, s)
		}
	}
	return all
}

// section is a part of the paper.
type section struct{ Name, Path string }

// closedPath is what robots.txt forbids.
const closedPath = "/sonderthemen/"

// in are those of the section at a path; all of them for the front page.
func in(all []shown, path string) []shown {
	var found []shown
	for _, s := range all {
		if path == "/" || strings.HasPrefix(s.Permalink(), path) {
			found = append(found, s)
		}
	}
	return found
}
