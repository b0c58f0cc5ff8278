package main

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"os"

	"pressclip/internal/archive"
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

// importOutlets watches the feeds of an OPML file. What is known by name already stays as it is.
func (a *App) importOutlets(ctx context.Context, record *archive.Archive, file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var list opml
	if err := xml.Unmarshal(raw, &list); err != nil {
		return errors.New(a.text("main.opml_bad", file, err))
	}
	added, known := 0, 0
	for _, o := range outletsOf(list.Body) {
		switch _, err := record.AddOutlet(ctx, o); {
		case errors.Is(err, press.ErrConflict):
			known++
		case err != nil:
			return err
		default:
			added++
		}
	}
	_, err = fmt.Fprintln(a.Stdout, a.text("main.outlets_imported", added, known))
	return err
}

// outletsOf makes one outlet of all feeds that share a title, in the order of the file.
func outletsOf(outlines []outline) []press.Outlet {
	var outlets []press.Outlet
	at := map[string]int{}
	var walk func([]outline)
	walk = func(outlines []outline) {
		for _, l := range outlines {
			walk(l.Folder)
			url, err := weburl.Canonical(or(l.HTMLURL, l.XMLURL))
			if err != nil {
				continue
			}
			name := or(l.Title, or(l.Text, weburl.Host(url)))
			i, seen := at[name]
			if !seen {
				i, at[name] = len(outlets), len(outlets)
				outlets = append(outlets, press.Outlet{Name: name, URL: url})
			}
			if l.XMLURL != "" {
				outlets[i].Feeds = append(outlets[i].Feeds, l.XMLURL)
			}
		}
	}
	walk(outlines)
	return outlets
}

// exportOutlets prints the outlets' feeds. Sitemaps and sections have no place in OPML; an outlet without feeds is
// listed with its address alone.
func (a *App) exportOutlets(ctx context.Context, record *archive.Archive) error {
	outlets, err := record.Outlets(ctx)
	if err != nil {
		return err
	}
	list := opml{Version: "2.0", Title: "pressclip"}
	for _, o := range outlets {
		l := outline{Text: o.Name, Title: o.Name, HTMLURL: o.URL}
		if len(o.Feeds) == 0 {
			list.Body = append(list.Body, l)
		}
		for _, f := range o.Feeds {
			l.Type, l.XMLURL = "rss", f
			list.Body = append(list.Body, l)
		}
	}
	if _, err := fmt.Fprint(a.Stdout, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(a.Stdout)
	enc.Indent("", "  ")
	if err := enc.Encode(list); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Stdout)
	return err
}
