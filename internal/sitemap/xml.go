package sitemap

import (
	"encoding/xml"
	"io"
	"regexp"
	"strings"
)

// maxDepth is more than any sitemap nests; what lies deeper is passed over.
const maxDepth = 32

// maxText is what one address, title or date may have.
const maxText = 8 << 10

// xml reads an XML sitemap. Where it is broken, reading goes on with the next entry.
func (r *reader) xml(text string) {
	for {
		read, err := r.run(text)
		if err == io.EOF || err == errLimit {
			return
		}
		r.found.Truncated = true
		next := entryForm.FindStringIndex(text[read:])
		if next == nil {
			return
		}
		text = text[read+next[0]:]
	}
}

var entryForm = regexp.MustCompile(`<(?:[\w.-]+:)?(?:url|sitemap)[\s>]`)

// errLimit ends reading when the caller's limit is reached.
var errLimit = io.ErrShortBuffer

// run reads entries until the end, or an error at offset read, which is not 0.
func (r *reader) run(text string) (read int, err error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded before
	w := walk{r: r}
	for {
		token, err := d.RawToken()
		if err != nil {
			if err == io.EOF && w.inside {
				r.found.Truncated = true
			}
			return max(1, min(int(d.InputOffset()), len(text))), err
		}
		switch t := token.(type) {
		case xml.StartElement:
			w.open(t.Name)
		case xml.CharData:
			if w.into != nil && len(*w.into)+len(t) <= maxText {
				*w.into += string(t)
			}
		case xml.EndElement:
			if !w.close(t.Name) {
				return 0, errLimit
			}
		}
	}
}

// walk is where in a sitemap the reader is.
type walk struct {
	r      *reader
	path   []string // names of open elements, in lower case, without prefix
	inside bool     // an entry is open
	entry  listed
	into   *string // where text goes; nil if it is not wanted
}

// open takes a start tag. Prefixes are not relied on: many write them wrong, or declare others.
func (w *walk) open(n xml.Name) {
	name := strings.ToLower(n.Local)
	parent := ""
	if len(w.path) > 0 {
		parent = w.path[len(w.path)-1]
	}
	w.into = nil
	if name == "url" && parent != "video" || name == "sitemap" {
		w.path, w.inside, w.entry = w.path[:0], true, listed{child: name == "sitemap"}
	}
	if len(w.path) < maxDepth {
		w.path = append(w.path, name)
	}
	if w.inside {
		w.into = w.field(parent, name)
	}
}

// field is the part of the entry that an element holds.
func (w *walk) field(parent, name string) *string {
	switch {
	case parent == "url" || parent == "sitemap":
		switch name {
		case "loc":
			return &w.entry.loc
		case "lastmod":
			return &w.entry.lastmod
		case "news":
			w.r.found.News = true
		}
	case parent == "news":
		switch name {
		case "title":
			return &w.entry.title
		case "publication_date":
			return &w.entry.published
		case "keywords":
			return &w.entry.keywords
		}
	}
	return nil
}

// close takes an end tag; false means that the limit is reached.
func (w *walk) close(n xml.Name) bool {
	name := strings.ToLower(n.Local)
	w.into = nil
	for i := len(w.path) - 1; i >= 0; i-- {
		if w.path[i] == name {
			w.path = w.path[:i]
			break
		}
	}
	if w.inside && len(w.path) == 0 && (name == "url" || name == "sitemap") {
		w.inside = false
		return w.r.add(w.entry)
	}
	return true
}
