package demo

import (
	"strings"
	"time"
)

// article is one article of an outlet through its time.
type article struct {
	id       string
	at       time.Duration // of publication, counted from the start; negative: before it
	versions []version     // the first one and its corrections, in their order
	wall     wall
}

// version is what an article says from a time on.
type version struct {
	from       time.Duration // counted from the start
	section    string
	title      string
	lead       string
	author     string
	paragraphs []string
}

// wall is what stands between an article and those who want to read it.
type wall string

const (
	open     wall = ""
	paywall  wall = "paywall"  // only the beginning can be read
	withheld wall = "withheld" // status 403
	consent  wall = "consent"  // a page that asks for consent comes instead
)

// news says whether the article appeared or changed after one time and not after the other.
func (a article) news(start, after, until time.Time) bool {
	for _, v := range a.versions {
		if at := start.Add(v.from); at.After(after) && !at.After(until) {
			return true
		}
	}
	return false
}

// shown is an article as it is at one moment.
type shown struct {
	version
	ID        string
	Wall      wall
	Published time.Time
	Modified  time.Time // zero: never
	first     version
}

// at is the article as it is after so much time; false says that it has not appeared yet.
func (a article) shownAfter(start time.Time, elapsed time.Duration) (shown, bool) {
	if a.at > elapsed {
		return shown{}, false
	}
	s := shown{ID: a.id, Wall: a.wall, Published: start.Add(a.at), version: a.versions[0], first: a.versions[0]}
	for _, v := range a.versions[1:] {
		if v.from <= elapsed {
			s.version, s.Modified = v, start.Add(v.from)
		}
	}
	return s, true
}

// Path is where the article is listed. It follows the headline, so a corrected one has another.
func (s shown) Path() string { return s.version.path(s.ID) }

// Permalink is the path that stays.
func (s shown) Permalink() string { return s.first.path(s.ID) }

func (v version) path(id string) string {
	return "/" + slug(v.section) + "/" + slug(v.title) + "-" + id + ".html"
}

// Changed is when the article was published or last corrected.
func (s shown) Changed() time.Time {
	if s.Modified.IsZero() {
		return s.Published
	}
	return s.Modified
}

// Section, Title, Lead, Author and Paragraphs are for the templates.
func (v version) Section() string { return v.section }
func (v version) Title() string   { return v.title }
func (v version) Lead() string    { return v.lead }
func (v version) Author() string  { return v.author }

// Paragraphs are those that can be read by anybody.
func (s shown) Paragraphs() []string {
	if s.Wall == paywall {
		return s.paragraphs[:1]
	}
	return s.paragraphs
}

var spelling = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "ı", "i")

// slug writes words as a part of an address.
func slug(s string) string {
	words := strings.FieldsFunc(spelling.Replace(strings.ToLower(s)), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(words, "-")
}
