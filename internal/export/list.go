package export

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// List is what is to be written, in its order.
type List struct {
	ID       string // a URI that stays; see Tag
	Title    string
	About    string // in one sentence; may be empty
	Home     string // address of what it is a list of; may be empty
	Self     string // address without what names its form, such as .atom; may be empty
	Language string
	Updated  time.Time // of the newest change; zero where there never was one
	Lines    []Line
	Location *time.Location // of the dates in HTML
}

// Line is one article.
type Line struct {
	ID        string // a URI that stays
	URL       string // empty: it never stood in the web
	Where     string // page and programme, in words; may be empty
	Title     string
	Outlet    string
	OutletURL string
	Authors   []string
	Published time.Time
	Updated   time.Time
	Text      string   // plain; an own sentence or an extract; may be empty
	Labels    []string // such as keywords; may be empty
}

// Tag is a URI by RFC 4151 that stays for as long as the host and the name do.
func Tag(host, name string) string {
	if host == "" {
		host = "localhost"
	}
	return "tag:" + host + ",2026:" + (&url.URL{Path: name}).EscapedPath()
}

// The media types of the forms.
const (
	TypeAtom = "application/atom+xml; charset=utf-8"
	TypeRSS  = "application/rss+xml; charset=utf-8"
	TypeJSON = "application/feed+json; charset=utf-8"
	TypeHTML = "text/html; charset=utf-8"
)

func (l List) self(form string) string {
	if l.Self == "" {
		return ""
	}
	return l.Self + form
}

// told is the text, and before it where it stands, in forms that have no place of their own for that.
func (l Line) told() string {
	if l.Where == "" || l.Text == "" {
		return cmp.Or(l.Where, l.Text)
	}
	return l.Where + " · " + l.Text
}

// headline is what a line is called where it has no headline.
func (l Line) headline() string { return cmp.Or(strings.TrimSpace(l.Title), l.URL) }

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomText struct {
	Type string `xml:"type,attr,omitempty"`
	Text string `xml:",chardata"`
}

type atomPerson struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomLabel struct {
	Term string `xml:"term,attr"`
}

type atomOrigin struct {
	Title string `xml:"title"`
}

type atomLine struct {
	ID        string       `xml:"id"`
	Title     atomText     `xml:"title"`
	Link      *atomLink    `xml:"link"`
	Published string       `xml:"published,omitempty"`
	Updated   string       `xml:"updated"`
	Authors   []atomPerson `xml:"author"`
	Labels    []atomLabel  `xml:"category"`
	Summary   *atomText    `xml:"summary"`
	Content   *atomText    `xml:"content"` // in place of a link, where there is none
	Origin    *atomOrigin  `xml:"source"`
}

type atomList struct {
	XMLName   xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	Language  string     `xml:"xml:lang,attr,omitempty"`
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	About     string     `xml:"subtitle,omitempty"`
	Updated   string     `xml:"updated"`
	Generator string     `xml:"generator"`
	Links     []atomLink `xml:"link"`
	Lines     []atomLine `xml:"entry"`
}

// Atom writes a list by RFC 4287.
func (l List) Atom() ([]byte, error) {
	out := atomList{Language: l.Language, ID: l.ID, Title: clean(l.Title), About: clean(l.About), Updated: instant(l.Updated), Generator: "pressclip"}
	if self := l.self(".atom"); self != "" {
		out.Links = append(out.Links, atomLink{"self", "application/atom+xml", self})
	}
	if l.Home != "" {
		out.Links = append(out.Links, atomLink{"alternate", "text/html", l.Home})
	}
	for _, one := range l.Lines {
		out.Lines = append(out.Lines, one.atom())
	}
	return document(out)
}

func (one Line) atom() atomLine {
	a := atomLine{
		ID: one.ID, Title: atomText{"text", clean(one.headline())},
		Updated: instant(one.Updated), Origin: &atomOrigin{clean(one.Outlet)},
	}
	if one.URL != "" {
		a.Link = &atomLink{"alternate", "", clean(one.URL)}
	}
	if !one.Published.IsZero() {
		a.Published = instant(one.Published)
	}
	for _, name := range one.Authors {
		a.Authors = append(a.Authors, atomPerson{Name: clean(name)})
	}
	if len(a.Authors) == 0 { // every one needs some
		a.Authors = []atomPerson{{Name: clean(cmp.Or(one.Outlet, "pressclip")), URI: clean(one.OutletURL)}}
	}
	for _, label := range one.Labels {
		a.Labels = append(a.Labels, atomLabel{clean(label)})
	}
	if text := one.told(); one.URL == "" {
		a.Content = &atomText{"text", clean(cmp.Or(text, one.Outlet))}
	} else if text != "" {
		a.Summary = &atomText{"text", clean(text)}
	}
	return a
}

type rssID struct {
	Link bool   `xml:"isPermaLink,attr"`
	ID   string `xml:",chardata"`
}

type rssOrigin struct {
	URL  string `xml:"url,attr"`
	Name string `xml:",chardata"`
}

type rssLine struct {
	Title   string     `xml:"title"`
	Link    string     `xml:"link,omitempty"`
	ID      rssID      `xml:"guid"`
	Date    string     `xml:"pubDate,omitempty"`
	Authors []string   `xml:"dc:creator"`
	Labels  []string   `xml:"category"`
	Text    string     `xml:"description,omitempty"`
	Origin  *rssOrigin `xml:"source"`
}

type rssChannel struct {
	Title     string    `xml:"title"`
	Link      string    `xml:"link"`
	About     string    `xml:"description"`
	Language  string    `xml:"language,omitempty"`
	Built     string    `xml:"lastBuildDate,omitempty"`
	Generator string    `xml:"generator"`
	Self      *atomLink `xml:"atom:link"`
	Lines     []rssLine `xml:"item"`
}

type rssList struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Channel rssChannel `xml:"channel"`
}

// RSS writes a list as RSS 2.0, which TYPO3 and WordPress read.
func (l List) RSS() ([]byte, error) {
	c := rssChannel{Title: clean(l.Title), Link: cmp.Or(l.Home, l.Self, l.ID), About: clean(cmp.Or(l.About, l.Title)), Language: l.Language, Generator: "pressclip"}
	if !l.Updated.IsZero() {
		c.Built = l.Updated.UTC().Format(time.RFC1123Z)
	}
	if self := l.self(".rss"); self != "" {
		c.Self = &atomLink{"self", "application/rss+xml", self}
	}
	for _, one := range l.Lines {
		r := rssLine{Title: clean(one.headline()), Link: clean(one.URL), ID: rssID{ID: one.ID}, Text: html(clean(one.told()))}
		if !one.Published.IsZero() {
			r.Date = one.Published.UTC().Format(time.RFC1123Z)
		}
		for _, name := range one.Authors {
			r.Authors = append(r.Authors, clean(name))
		}
		for _, label := range one.Labels {
			r.Labels = append(r.Labels, clean(label))
		}
		if one.OutletURL != "" {
			r.Origin = &rssOrigin{clean(one.OutletURL), clean(one.Outlet)}
		}
		c.Lines = append(c.Lines, r)
	}
	return document(rssList{Version: "2.0", Atom: "http://www.w3.org/2005/Atom", DC: "http://purl.org/dc/elements/1.1/", Channel: c})
}

// document is a value as an XML document.
func document(v any) ([]byte, error) {
	text, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(text, '\n')...), nil
}

type jsonPerson struct {
	Name string `json:"name"`
}

type jsonOutlet struct {
	Outlet string `json:"outlet"`
}

type jsonLine struct {
	ID        string       `json:"id"`
	URL       string       `json:"url,omitempty"`
	Title     string       `json:"title"`
	Text      string       `json:"content_text"`
	Published string       `json:"date_published,omitempty"`
	Updated   string       `json:"date_modified,omitempty"`
	Authors   []jsonPerson `json:"authors,omitempty"`
	Labels    []string     `json:"tags,omitempty"`
	Outlet    jsonOutlet   `json:"_pressclip"`
}

type jsonList struct {
	Version  string     `json:"version"`
	Title    string     `json:"title"`
	Home     string     `json:"home_page_url,omitempty"`
	Self     string     `json:"feed_url,omitempty"`
	About    string     `json:"description,omitempty"`
	Language string     `json:"language,omitempty"`
	Lines    []jsonLine `json:"items"`
}

// JSONFeed writes a list as JSON Feed 1.1. The outlet stands in an object of ours, _pressclip, for there is no place for it.
func (l List) JSONFeed() ([]byte, error) {
	out := jsonList{
		Version: "https://jsonfeed.org/version/1.1", Title: l.Title, Home: l.Home, Self: l.self(".json"), About: l.About, Language: l.Language, Lines: []jsonLine{},
	}
	for _, one := range l.Lines {
		j := jsonLine{
			ID: one.ID, URL: one.URL, Title: one.headline(), Text: one.told(), Labels: one.Labels, Updated: instant(one.Updated),
			Outlet: jsonOutlet{one.Outlet},
		}
		if !one.Published.IsZero() {
			j.Published = instant(one.Published)
		}
		for _, name := range one.Authors {
			j.Authors = append(j.Authors, jsonPerson{name})
		}
		out.Lines = append(out.Lines, j)
	}
	text, err := json.MarshalIndent(out, "", " ")
	return append(text, '\n'), err
}

// instant is a time as Atom and JSON write it. What never was is the beginning of all times, so that it never changes.
func instant(t time.Time) string {
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format(time.RFC3339)
}

// html is a plain text for readers that take it for markup.
func html(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// clean drops what XML cannot say.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r >= ' ' && r < 0xD800, r >= 0xE000 && r < 0xFFFE, r >= 0x10000:
			return r
		}
		return -1
	}, s)
}

// Add puts a clipping at the end of a list: what is there to be told about it, without any of its text, and under an ID
// that no other list has, for some feed readers keep each ID in one of their feeds. The line may be filled further.
func (l *List) Add(c press.Clipping) *Line {
	l.Lines = append(l.Lines, Line{
		ID: l.ID + "/" + strconv.FormatInt(c.ID, 10), URL: safe(c.Article.URL), Title: c.Article.Title, Outlet: c.Outlet.Name, OutletURL: c.Outlet.URL,
		Authors: c.Article.Authors, Published: c.Date(), Where: locale.Place(l.Language, c.Article.Page, c.Article.Programme),
	})
	return &l.Lines[len(l.Lines)-1]
}
