package press

import (
	"encoding/json"
	"strings"
	"time"
)

// Rights says how much of an outlet's articles may be shown and sent.
type Rights string

// The rights, from least to most.
const (
	RightsLink     Rights = "link"     // headline and link
	RightsExtract  Rights = "extract"  // passages of a few words around the hits; the default
	RightsFulltext Rights = "fulltext" // the whole text, under a licence that has not ended
)

// Medium is the kind of publication.
type Medium string

// The media.
const (
	MediumOnline Medium = "online"
	MediumPrint  Medium = "print"
	MediumRadio  Medium = "radio"
	MediumTV     Medium = "tv"
)

// Licence permits showing full texts until its last day, that day included.
type Licence struct {
	ID    string    `yaml:"id"`
	Until time.Time `yaml:"until"`
}

// MarshalJSON writes the last day as a day, as a configuration file has it.
func (l Licence) MarshalJSON() ([]byte, error) {
	day := ""
	if !l.Until.IsZero() {
		day = l.Until.Format(time.DateOnly)
	}
	return json.Marshal(licenceJSON{l.ID, day})
}

// UnmarshalJSON takes a day, and a moment of it as well, as older records have it.
func (l *Licence) UnmarshalJSON(text []byte) error {
	var from licenceJSON
	if err := json.Unmarshal(text, &from); err != nil {
		return err
	}
	*l = Licence{ID: from.ID}
	if from.Until == "" {
		return nil
	}
	day, _, _ := strings.Cut(from.Until, "T")
	var err error
	l.Until, err = time.Parse(time.DateOnly, day)
	return err
}

type licenceJSON struct {
	ID    string `json:"id,omitempty"`
	Until string `json:"until,omitempty"`
}

// Selectors are CSS selectors that an operator adds where extraction needs help with one outlet. Empty means none.
type Selectors struct {
	Title     string   `yaml:"title" json:"title,omitempty"`
	Lead      string   `yaml:"lead" json:"lead,omitempty"`
	Text      string   `yaml:"text" json:"text,omitempty"`
	Authors   string   `yaml:"authors" json:"authors,omitempty"`
	Published string   `yaml:"published" json:"published,omitempty"`
	Remove    []string `yaml:"remove" json:"remove,omitempty"`
}

// Outlet is a publication that is watched, or one that people file articles of. Its name is unique.
type Outlet struct {
	ID       int64     `yaml:"-" json:"-"` // of the archive; 0 before it is written there
	Name     string    `yaml:"name" json:"name"`
	URL      string    `yaml:"url" json:"url"`
	Feeds    []string  `yaml:"feeds" json:"feeds,omitempty"`
	Sitemaps []string  `yaml:"sitemaps" json:"sitemaps,omitempty"`
	Sections []string  `yaml:"sections" json:"sections,omitempty"`
	Schedule string    `yaml:"schedule" json:"schedule,omitempty"` // cron; empty means the built-in rhythm
	Rights   Rights    `yaml:"rights" json:"rights,omitempty"`
	Licence  Licence   `yaml:"licence" json:"licence,omitzero"`
	Medium   Medium    `yaml:"medium" json:"medium,omitempty"`
	ByHand   bool      `yaml:"by_hand" json:"by_hand,omitempty"` // it is never visited, and need not have an address
	Extract  Selectors `yaml:"extract" json:"extract,omitzero"`
	Origin   Origin    `yaml:"-" json:"origin,omitempty"`
	Home     string    `yaml:"-" json:"-"` // where its site says it has moved to for good; empty: nowhere
}

// Address is where the site of the outlet is now.
func (o Outlet) Address() string {
	if o.Home != "" {
		return o.Home
	}
	return o.URL
}

// Move is what an address and the one that took its place say of each other: whoever asked for From is sent to To for good.
type Move struct{ From, To string }

// PlaceKind says what kind of list a place is.
type PlaceKind string

// The kinds of places where an outlet lists its articles.
const (
	PlaceFeed    PlaceKind = "feed"
	PlaceSitemap PlaceKind = "sitemap"
	PlaceSection PlaceKind = "section"
)

// Place is one feed, sitemap or section of an outlet with what was learned at the last reading of it.
type Place struct {
	Kind PlaceKind
	URL  string
	Validators
	ReadAt time.Time // of the last successful reading, 304 included; zero if never
	Fault  *Fault    // of the last reading; nil if it succeeded

	Moved   string    // where its server says it has moved to for good; empty: nowhere
	FoundAt time.Time // when it was found by looking at the site; zero: it was given
}

// Address is where the place is to be read.
func (p Place) Address() string {
	if p.Moved != "" {
		return p.Moved
	}
	return p.URL
}

// Validators are what a server gave for asking "has this changed?". They must be stored in the same transaction as
// what was read under them.
type Validators struct {
	ETag         string
	LastModified string
}
