// Package export writes clippings in the formats that others read: what was found as CSV, JSON Lines, RIS, BibTeX, CSL-JSON
// and Atom, and lists that are published as Atom, RSS, JSON Feed and HTML. It never chooses clippings, writes nothing of
// them but what it is handed, which is within the outlet's rights, and lets nothing of it through as markup.
package export

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"pressclip/internal/press"
)

// Format is how clippings are written.
type Format string

// The formats.
const (
	CSV    Format = "csv"    // UTF-8 with a byte order mark, so that spreadsheets read umlauts; RFC 4180
	JSONL  Format = "jsonl"  // one search hit a line
	RIS    Format = "ris"    // TY  - NEWS
	BibTeX Format = "bibtex" // @article, with the fields of BibLaTeX that have no older name
	CSL    Format = "csl"    // an array of CSL-JSON 1.0.2, article-newspaper
	Atom   Format = "atom"   // RFC 4287
)

// Formats are all formats, the first one first.
func Formats() []Format { return []Format{CSV, JSONL, RIS, BibTeX, CSL, Atom} }

// Type is the media type of a format.
func (f Format) Type() string {
	return map[Format]string{
		CSV: "text/csv; charset=utf-8; header=present", JSONL: "application/jsonl", RIS: "application/x-research-info-systems",
		BibTeX: "application/x-bibtex; charset=utf-8", CSL: "application/vnd.citationstyles.csl+json", Atom: "application/atom+xml; charset=utf-8",
	}[f]
}

// Extension is what files of a format end with, such as ".bib".
func (f Format) Extension() string {
	return map[Format]string{CSV: ".csv", JSONL: ".jsonl", RIS: ".ris", BibTeX: ".bib", CSL: ".json", Atom: ".atom"}[f]
}

// Options say how to write.
type Options struct {
	Format   Format
	Comma    rune           // between the cells of a CSV; 0 means a comma
	Location *time.Location // in which an instant is a day
	Title    string         // of an Atom feed
	Language string         // of an Atom feed, in which it is said where articles stand that have no address
	Address  string         // of the search, for an Atom feed; may be empty
	Now      time.Time
}

// Write writes all hits as they come. It ends with the first error of w or of the hits; what was written until then is
// no whole file.
func Write(w io.Writer, o Options, hits iter.Seq2[press.Hit, error]) error {
	out := bufio.NewWriter(w)
	var begin func(*bufio.Writer) error
	var each func(press.Hit) error
	var end string
	switch o.Format {
	case CSV:
		c := newTable(out, o.Comma)
		begin, each = c.begin, c.row
	case JSONL:
		each = lines(out)
	case RIS:
		each = func(h press.Hit) error { return record{h, o.Location}.ris(out) }
	case BibTeX:
		each = func(h press.Hit) error { return record{h, o.Location}.bibtex(out) }
	case CSL:
		c := &array{out: out, in: o.Location}
		begin, each, end = c.begin, c.one, "\n]\n"
	case Atom:
		f := feed{out, o}
		begin, each, end = f.begin, f.line, "</feed>\n"
	default:
		return fmt.Errorf("export: unknown format %q", o.Format)
	}
	if begin != nil {
		if err := begin(out); err != nil {
			return err
		}
	}
	for h, err := range hits {
		if err == nil {
			err = each(h)
		}
		if err != nil {
			return err
		}
	}
	if _, err := out.WriteString(end); err != nil {
		return err
	}
	return out.Flush()
}

// record is a hit as a reference.
type record struct {
	press.Hit
	in *time.Location
}

// date is the day that the outlet says it published on; the zero time where it says none.
func (r record) date() time.Time {
	if r.Published.IsZero() {
		return time.Time{}
	}
	return r.Published.In(r.in)
}

// accessed is the day on which it was first seen.
func (r record) accessed() time.Time { return r.FirstSeen.In(r.in) }

// key names the record for good.
func (r record) key() string { return fmt.Sprintf("pressclip-%d", r.ID) }

// keywords are the projects and tags it is filed under, each once.
func (r record) keywords() []string {
	var all []string
	seen := map[string]bool{}
	add := func(word string) {
		if word = line(word); word != "" && !seen[word] {
			seen[word] = true
			all = append(all, word)
		}
	}
	for _, p := range r.Projects {
		add(p.Project)
	}
	for _, p := range r.Projects {
		for _, tag := range p.Tags {
			add(tag)
		}
	}
	return all
}

// line is s on one line, without what no text has.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}
