package export

import (
	"bytes"
	"embed"
	"html/template"
	"net/url"
	"sync"
	"time"

	"pressclip/internal/locale"
)

//go:embed templates/*.html
var files embed.FS

var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(files, "templates/*.html"))
})

// htmlList is a list as its templates want it.
type htmlList struct {
	List
	Language string
	Nothing  string
	Lines    []htmlLine
	Forms    []form
}

type htmlLine struct {
	Title, URL, Outlet, Where, Authors, Text string
	ISO, Date                                string
}

// form is the same list elsewhere. Its type is an attribute of ours, written as programs look for it.
type form struct {
	Label string
	Type  template.HTMLAttr
	URL   string
}

func (l List) html() htmlList {
	h := htmlList{List: l, Language: locale.Known(l.Language)}
	h.Nothing = locale.Text(h.Language, "list.nothing")
	zone := l.Location
	if zone == nil {
		zone = time.UTC
	}
	for _, one := range l.Lines {
		h.Lines = append(h.Lines, htmlLine{
			Title: one.headline(), URL: safe(one.URL), Outlet: one.Outlet, Where: one.Where, Text: one.Text, Authors: locale.List(h.Language, one.Authors),
			ISO: one.Published.In(zone).Format(time.DateOnly), Date: locale.Date(h.Language, one.Published, one.Published.In(zone)),
		})
	}
	return h
}

// safe is an address that opens a page, or none: nothing else may be clicked on somebody's site.
func safe(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return address
}

// Fragment writes a list as HTML that can be put into a page of one's own: a list with classes, and nothing that acts or
// looks like anything.
func (l List) Fragment() ([]byte, error) { return render("list.html", l.html()) }

// Style is that of a page by Page, for those who permit it by its hash.
const Style = `:root{color-scheme:light dark;color:#1d1b18;background:#faf8f4}body{margin:0 auto;max-width:44rem;padding:2rem 1rem 4rem;font:1.05rem/1.55 system-ui,sans-serif}` +
	`h1{font:700 1.8rem/1.2 Georgia,serif;margin:0 0 1.5rem}.pressclip-list{list-style:none;margin:0;padding:0}.pressclip-article{padding:.9rem 0;border-top:1px solid #d9d3c8}` +
	`.pressclip-title{font:600 1.15rem/1.35 Georgia,serif;color:inherit;overflow-wrap:anywhere}.pressclip-meta,.pressclip-sentence{margin:.25rem 0 0}.pressclip-meta,.forms,.about{color:#5d584f;font-size:.9rem}.forms{margin:1rem 0}` +
	`a{color:#8a2b1e}@media(prefers-color-scheme:dark){:root{color:#eceae5;background:#15161a}.pressclip-article{border-color:#3a3d45}.pressclip-meta,.forms,.about{color:#a9a59c}a{color:#f0917f}}`

// Page writes a list as a whole page that needs nothing else.
func (l List) Page() ([]byte, error) {
	h := l.html()
	if l.Self != "" {
		for _, one := range []form{
			{"Atom", `type="application/atom+xml"`, ".atom"}, {"RSS", `type="application/rss+xml"`, ".rss"}, {"JSON Feed", `type="application/feed+json"`, ".json"},
		} {
			h.Forms = append(h.Forms, form{one.Label, one.Type, l.self(one.URL)})
		}
	}
	return render("page.html", struct {
		htmlList
		Style template.CSS
	}{h, Style})
}

func render(name string, data any) ([]byte, error) {
	var out bytes.Buffer
	err := templates().ExecuteTemplate(&out, name, data)
	return out.Bytes(), err
}
