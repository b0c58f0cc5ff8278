package config

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"time"

	"pressclip/internal/charset"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// opml is the list format of feed readers: http://opml.org/spec2.opml, as far as it lists feeds.
type opml struct {
	XMLName xml.Name  `xml:"opml"`
	Version string    `xml:"version,attr"`
	Title   string    `xml:"head>title"`
	Body    []outline `xml:"body>outline"`
}

// outline is a feed, or a folder of outlines.
type outline struct {
	Text    string    `xml:"text,attr"`
	Title   string    `xml:"title,attr,omitempty"`
	Type    string    `xml:"type,attr,omitempty"`
	XMLURL  string    `xml:"xmlUrl,attr,omitempty"`
	HTMLURL string    `xml:"htmlUrl,attr,omitempty"`
	Folder  []outline `xml:"outline"`
}

// WriteOPML writes the feeds of outlets as feed readers take them. Sitemaps and sections have no place there; an outlet
// without feeds is listed with its address alone. Outlets that are filed by hand alone are left out.
func WriteOPML(to io.Writer, outlets []press.Outlet) error {
	list := opml{Version: "2.0", Title: "pressclip"}
	for _, o := range outlets {
		if o.ByHand {
			continue
		}
		l := outline{Text: o.Name, Title: o.Name, HTMLURL: o.URL}
		if len(o.Feeds) == 0 {
			list.Body = append(list.Body, l)
		}
		for _, f := range o.Feeds {
			l.Type, l.XMLURL = "rss", f
			list.Body = append(list.Body, l)
		}
	}
	text, err := xml.MarshalIndent(list, "", "  ")
	if err == nil {
		_, err = io.WriteString(to, xml.Header+string(text)+"\n")
	}
	return err
}

// errTooLarge says that a file is larger than any honest list.
var errTooLarge = errors.New("too large")

// ReadOPML reads the outlets of an OPML file: one of all feeds that share a title, in the order of the file. What has no
// address of the web is left out. An error says that it is no OPML, or breaks the rules of a configuration; see Check.
func ReadOPML(data []byte, language string, loc *time.Location) ([]press.Outlet, error) {
	if len(data) > maxFile {
		return nil, errTooLarge
	}
	var list opml
	d := xml.NewDecoder(bytes.NewReader(charset.UTF8(data, "")))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	if err := d.Decode(&list); err != nil {
		return nil, err
	}
	w := press.Watchlist{Outlets: outletsOf(list.Body)}
	return w.Outlets, Check(&w, language, loc)
}

func outletsOf(outlines []outline) []press.Outlet {
	var outlets []press.Outlet
	at := map[string]int{}
	var walk func([]outline)
	walk = func(outlines []outline) {
		for _, l := range outlines {
			walk(l.Folder)
			url, err := weburl.Canonical(cmp.Or(l.HTMLURL, l.XMLURL))
			if err != nil {
				continue
			}
			name := cmp.Or(l.Title, l.Text, weburl.Host(url))
			i, seen := at[strings.ToLower(name)]
			if !seen {
				i, at[strings.ToLower(name)] = len(outlets), len(outlets)
				outlets = append(outlets, press.Outlet{Name: name, URL: url})
			}
			if isURL(l.XMLURL) {
				outlets[i].Feeds = append(outlets[i].Feeds, l.XMLURL)
			}
		}
	}
	walk(outlines)
	return outlets
}
