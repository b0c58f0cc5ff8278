package export

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// feed writes hits as an Atom feed, one after the other.
type feed struct {
	out *bufio.Writer
	Options
}

func (f feed) begin(out *bufio.Writer) error {
	if _, err := out.WriteString(xml.Header + `<feed xmlns="http://www.w3.org/2005/Atom">` + "\n"); err != nil {
		return err
	}
	e := xml.NewEncoder(out)
	head := func(name string, value any) error {
		return e.EncodeElement(value, xml.StartElement{Name: xml.Name{Local: name}})
	}
	id := cmp.Or(f.Address, "urn:pressclip:export")
	for _, part := range []struct {
		name  string
		value any
	}{{"id", id}, {"title", clean(f.Title)}, {"updated", f.Now.Format(time.RFC3339)}, {"generator", "pressclip"}} {
		if err := head(part.name, part.value); err != nil {
			return err
		}
	}
	if f.Address != "" {
		if err := head("link", atomLink{"alternate", "text/html", f.Address}); err != nil {
			return err
		}
	}
	_, err := out.WriteString("\n")
	return err
}

func (f feed) line(h press.Hit) error {
	r := record{h, f.Location}
	one := Line{
		ID: "urn:pressclip:clipping:" + number(h.ID), URL: line(h.URL), Title: line(h.Title), Outlet: line(h.Outlet), Authors: h.Authors,
		Published: r.Published, Updated: r.FirstSeen, Text: line(h.Snippet), Where: line(locale.Place(f.Language, h.Page, h.Programme)), Labels: r.keywords(),
	}
	if one.Published.IsZero() {
		one.Published = r.FirstSeen
	}
	if err := xml.NewEncoder(f.out).EncodeElement(one.atom(), xml.StartElement{Name: xml.Name{Local: "entry"}}); err != nil {
		return err
	}
	_, err := f.out.WriteString("\n")
	return err
}
