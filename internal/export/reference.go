package export

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pressclip/internal/press"
)

// ris writes a record of the RIS format (Research Information Systems, 2001, with the type NEWS and the tags that
// EndNote and Zotero write for it).
func (r record) ris(out *bufio.Writer) error {
	var b strings.Builder
	tag := func(name, value string) {
		if value = line(value); value != "" {
			fmt.Fprintf(&b, "%s  - %s\r\n", name, value)
		}
	}
	tag("TY", "NEWS")
	tag("ID", r.key())
	tag("TI", r.Title)
	for _, a := range r.Authors {
		tag("AU", nameOf(a).inverted())
	}
	tag("T2", r.container())
	if r.container() != r.Outlet {
		tag("PB", r.Outlet)
	}
	tag("SP", r.Page)
	if d := r.date(); !d.IsZero() {
		tag("PY", d.Format("2006"))
		tag("DA", d.Format("2006/01/02"))
	}
	tag("Y2", r.accessed().Format("2006/01/02"))
	tag("UR", r.URL)
	tag("LA", r.Language)
	tag("AB", r.Snippet)
	for _, k := range r.keywords() {
		tag("KW", k)
	}
	b.WriteString("ER  - \r\n\r\n")
	_, err := out.WriteString(b.String())
	return err
}

// broadcast says that it was heard or seen rather than read.
func (r record) broadcast() bool {
	return r.Medium == press.MediumRadio || r.Medium == press.MediumTV
}

// container is what it appeared in: a programme, where one is known, else the outlet.
func (r record) container() string {
	if r.broadcast() {
		return cmp.Or(r.Programme, r.Outlet)
	}
	return r.Outlet
}

// bibtex writes an entry that BibTeX and BibLaTeX both read. The title stands in two pairs of braces, for styles put
// titles in small letters, and German nouns are no matter of style.
func (r record) bibtex(out *bufio.Writer) error {
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %-12s = {%s},\n", name, value)
		}
	}
	fmt.Fprintf(&b, "@article{%s,\n", r.key())
	var authors []string
	for _, a := range r.Authors {
		if n := nameOf(a); n.Literal != "" {
			authors = append(authors, "{"+escaped(n.Literal)+"}")
		} else {
			authors = append(authors, escaped(n.inverted()))
		}
	}
	field("author", strings.Join(authors, " and "))
	field("title", "{"+escaped(line(r.Title))+"}")
	field("entrysubtype", "newspaper") // of BibLaTeX
	field("journal", escaped(line(r.container())))
	if r.container() != r.Outlet {
		field("publisher", escaped(line(r.Outlet)))
	}
	field("pages", escaped(line(r.Page)))
	if d := r.date(); !d.IsZero() {
		field("year", d.Format("2006"))
		field("month", d.Format("1"))
		field("date", d.Format(time.DateOnly))
	}
	field("url", address(r.URL))
	field("urldate", r.accessed().Format(time.DateOnly))
	field("langid", langid(r.Language))
	field("abstract", escaped(line(r.Snippet)))
	field("keywords", escaped(strings.Join(r.keywords(), ", ")))
	b.WriteString("}\n\n")
	_, err := out.WriteString(b.String())
	return err
}

// escaped are the signs that TeX gives a meaning, written so that they mean themselves.
func escaped(s string) string { return tex.Replace(s) }

var tex = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `%`, `\%`, `_`, `\_`, `~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`,
)

// address is an address with the signs percent-encoded that would end the field.
func address(url string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20").Replace(line(url))
}

// langid is the name that babel has for a language, where it is one of the frequent ones.
func langid(language string) string {
	base, _, _ := strings.Cut(language, "-")
	return map[string]string{"de": "ngerman", "en": "english", "fr": "french", "tr": "turkish", "ar": "arabic", "it": "italian", "es": "spanish", "nl": "dutch", "pl": "polish", "ru": "russian", "uk": "ukrainian"}[base]
}

// array writes CSL-JSON, which is one array.
type array struct {
	out     *bufio.Writer
	in      *time.Location
	written bool
}

func (a *array) begin(out *bufio.Writer) error {
	_, err := out.WriteString("[")
	return err
}

type cslDate struct {
	Parts [][3]int `json:"date-parts"`
}

func cslDay(t time.Time) *cslDate {
	if t.IsZero() {
		return nil
	}
	return &cslDate{[][3]int{{t.Year(), int(t.Month()), t.Day()}}}
}

// cslRecord has the variables of CSL 1.0.2.
type cslRecord struct {
	ID        string   `json:"id"`
	Type      string   `json:"type"`
	Title     string   `json:"title"`
	Container string   `json:"container-title,omitempty"`
	Publisher string   `json:"publisher,omitempty"` // of a broadcast
	Page      string   `json:"page,omitempty"`
	Author    []name   `json:"author,omitempty"`
	Issued    *cslDate `json:"issued,omitempty"`
	Accessed  *cslDate `json:"accessed,omitempty"`
	URL       string   `json:"URL,omitempty"`
	Language  string   `json:"language,omitempty"`
	Abstract  string   `json:"abstract,omitempty"`
	Keyword   string   `json:"keyword,omitempty"`
}

func (a *array) one(h press.Hit) error {
	r := record{h, a.in}
	c := cslRecord{
		ID: r.key(), Type: "article-newspaper", Title: line(r.Title), Container: line(r.container()), Page: line(r.Page), Issued: cslDay(r.date()),
		Accessed: cslDay(r.accessed()), URL: line(r.URL), Language: line(r.Language), Abstract: line(r.Snippet), Keyword: strings.Join(r.keywords(), ", "),
	}
	if r.broadcast() {
		c.Type = "broadcast"
	}
	if c.Container != line(r.Outlet) {
		c.Publisher = line(r.Outlet)
	}
	for _, author := range h.Authors {
		c.Author = append(c.Author, nameOf(author))
	}
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	lead := "\n"
	if a.written {
		lead = ",\n"
	}
	a.written = true
	if _, err = a.out.WriteString(lead); err == nil {
		_, err = a.out.Write(b)
	}
	return err
}
