// Package pdf reads the words of PDF files. It never draws anything, and never believes a file: what a stranger brings is
// read in a process of its own, which may run out of time, room or stack without harm to anybody.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ledongthuc/pdf"

	"pressclip/internal/text"
)

// Document is what a file says, as far as it could be read.
type Document struct {
	Pages int       `json:"pages"`
	Title string    `json:"title"` // the largest line at the beginning, or what the file says of itself; empty if neither is one
	Text  string    `json:"text"`  // one paragraph a line, without the title; empty if there is none, as in a scan
	Made  time.Time `json:"made"`  // as the file says; zero if it does not
}

// Bounds of what is read of a file.
const (
	mostPages = 40
	mostText  = 200 << 10 // bytes
)

// ErrUnread says that a file is no PDF, or one that cannot be read.
var ErrUnread = errors.New("the PDF cannot be read")

// Read reads a file. A page that cannot be read is passed over. The error wraps ErrUnread. A file that was made to harm
// may have it recurse or fill the memory without end, which ends the process: see Apart.
func Read(file []byte) (doc Document, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			doc, err = Document{}, fmt.Errorf("%w: %v", ErrUnread, broken)
		}
	}()
	file = tidied(file)
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return doc, fmt.Errorf("%w: %w", ErrUnread, err)
	}
	doc.Pages = r.NumPage()
	var all []paragraph
	size := 0
	for n := 1; n <= min(doc.Pages, mostPages) && size < mostText; n++ {
		for _, p := range paragraphs(glyphs(r.Page(n))) {
			p.page, p.text = n, text.Spelled(p.text)
			all = append(all, p)
			size += len(p.text)
		}
	}
	doc.take(all)
	info := r.Trailer().Key("Info")
	if doc.Title == "" {
		doc.Title = plausible(info.Key("Title").Text())
	}
	doc.Made = moment(info.Key("CreationDate").Text())
	return doc, nil
}

// tidied is a file as the reader takes it: nothing after its end, and the newest version it knows, which differs in nothing
// that it reads.
func tidied(file []byte) []byte {
	const end = "%%EOF"
	if i := bytes.LastIndex(file, []byte(end)); i >= 0 {
		file = file[:i+len(end)]
	}
	if after, ok := bytes.CutPrefix(file, []byte("%PDF-2.0")); ok {
		file = append([]byte("%PDF-1.7"), after...)
	}
	return file
}

// glyphs are the letters of a page in the order in which it draws them; none if it cannot be read.
func glyphs(p pdf.Page) (found []pdf.Text) {
	defer func() {
		if recover() != nil {
			found = nil
		}
	}()
	return p.Content().Text
}

// take makes title and text of paragraphs.
func (d *Document) take(all []paragraph) {
	title := headline(all)
	var text strings.Builder
	for i, p := range all {
		if i == title {
			d.Title = p.text
			continue
		}
		if text.Len()+len(p.text) > mostText {
			break
		}
		text.WriteString(p.text + "\n")
	}
	d.Text = strings.TrimSuffix(text.String(), "\n")
}

// plausible is what a file calls itself, if that can be a headline: programs often write names of files there.
func plausible(title string) string {
	title = strings.Join(strings.Fields(title), " ")
	if !strings.Contains(title, " ") || len(title) > longestTitle || strings.HasPrefix(title, "Microsoft ") || strings.Contains(title, ".") && !strings.Contains(title, ". ") {
		return ""
	}
	return title
}

// moment reads a date such as D:20261120081500+01'00'; zero if it is none.
func moment(date string) time.Time {
	date = strings.ReplaceAll(strings.TrimPrefix(date, "D:"), "'", "")
	for _, layout := range []string{"20060102150405-0700", "20060102150405Z0700", "20060102150405", "20060102"} {
		if at, err := time.Parse(layout, date); err == nil && at.Year() > 1990 {
			return at
		}
	}
	return time.Time{}
}
