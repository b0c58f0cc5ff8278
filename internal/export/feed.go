package export

import (
	"bufio"
	"encoding/xml"
	"net/url"
	"strconv"
	"time"

	"pressclip/internal/press"
)

type feed struct {
	out *bufio.Writer
	Options
}

type atomText struct {
	Type string `xml:"type,attr,omitempty"`
	Text string `xml:",chardata"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomTerm struct {
	Term string `xml:"term,attr"`
}

type atomClipping struct {
	XMLName   xml.Name     `xml:"entry"`
	ID        string       `xml:"id"`
	Title     atomText     `xml:"title"`
	Link      atomLink     `xml:"link"`
	Published string       `xml:"published"`
	Updated   string       `xml:"updated"`
	Authors   []atomPerson `xml:"author"`
	Summary   *atomText    `xml:"summary,omitempty"`
	Terms     []atomTerm   `xml:"category"`
	Of        atomOf       `xml:"source"`
}

// atomOf is the publication that an entry is from.
type atomOf struct {
	ID    string   `xml:"id"`
	Title atomText `xml:"title"`
}

// ClippingURN is the identifier of a clipping in Atom feeds. It never changes.
func ClippingURN(id int64) string { return "urn:pressclip:clipping:" + strconv.FormatInt(id, 10) }

func (f feed) begin(out *bufio.Writer) error {
	if _, err := out.WriteString(xml.Header + `<feed xmlns="http://www.w3.org/2005/Atom">` + "\n"); err != nil {
		return err
	}
	id := f.Address
	if id == "" {
		id = "urn:pressclip:export"
	}
	e := xml.NewEncoder(out)
	for _, part := range []struct {
		name  string
		value any
	}{{"id", id}, {"title", f.Title}, {"updated", f.Now.Format(time.RFC3339)}, {"author", atomPerson{"pressclip"}}} {
		if err := e.EncodeElement(part.value, xml.StartElement{Name: xml.Name{Local: part.name}}); err != nil {
			return err
		}
	}
	if f.Address != "" {
		if err := e.EncodeElement(atomLink{"alternate", f.Address}, xml.StartElement{Name: xml.Name{Local: "link"}}); err != nil {
			return err
		}
	}
	_, err := out.WriteString("\n")
	return err
}

func (f feed) clipping(h press.Hit) error {
	r := record{h, f.Location}
	published := r.Published
	if published.IsZero() {
		published = r.FirstSeen
	}
	entry := atomClipping{
		ID: ClippingURN(h.ID), Title: atomText{Text: line(h.Title)}, Link: atomLink{Rel: "alternate", Href: line(h.URL)},
		Published: published.In(f.Location).Format(time.RFC3339), Updated: r.FirstSeen.In(f.Location).Format(time.RFC3339),
		Of: atomOf{ID: "urn:pressclip:outlet:" + url.PathEscape(line(h.Outlet)), Title: atomText{Text: line(h.Outlet)}},
	}
	for _, a := range h.Authors {
		entry.Authors = append(entry.Authors, atomPerson{line(a)})
	}
	if len(entry.Authors) == 0 {
		entry.Authors = []atomPerson{{line(h.Outlet)}}
	}
	if s := line(h.Snippet); s != "" {
		entry.Summary = &atomText{Text: s}
	}
	for _, k := range r.keywords() {
		entry.Terms = append(entry.Terms, atomTerm{k})
	}
	if err := xml.NewEncoder(f.out).Encode(entry); err != nil {
		return err
	}
	_, err := f.out.WriteString("\n")
	return err
}
