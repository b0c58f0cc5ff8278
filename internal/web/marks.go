package web

import (
	"html/template"
	"strings"
	"unicode/utf8"

	"pressclip/internal/press"
)

// piece is a stretch of text, marked or not.
type piece = press.Piece

// pieces cuts a text at its marks.
func pieces(text string, marks []press.Span) []piece { return press.Pieces(text, marks) }

// marked is a text with its marks as HTML. A page has hundreds of such pieces, and templates take ten times as long.
func marked(pieces []piece) template.HTML {
	var b strings.Builder
	for _, p := range pieces {
		if text := template.HTMLEscapeString(p.Text); p.Mark {
			b.WriteString("<mark>" + text + "</mark>")
		} else {
			b.WriteString(text)
		}
	}
	return template.HTML(b.String())
}

// markup is HTML and text in turn, HTML first.
func markup(parts ...string) template.HTML {
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 1 {
			part = template.HTMLEscapeString(part)
		}
		b.WriteString(part)
	}
	return template.HTML(b.String())
}

// meta is the line of a row that says where and when it appeared, and by whom. As with marked, no template is fast enough.
// Where the line wraps, no point is left alone at its end.
func meta(r row) template.HTML {
	line := markup("<b>", r.Outlet, `</b> <span><i>·</i> <time datetime="`, r.When.ISO, `" title="`, r.When.Full, `">`, r.When.Words, "</time></span>")
	for _, of := range []string{r.Where, r.Authors} {
		if of != "" {
			line += markup(" <span><i>·</i> ", of, "</span>")
		}
	}
	for _, of := range r.Remarks {
		line += markup(` <span title="`, of.Why, `"><i>·</i> `, of.Label, "</span>")
	}
	return line
}

// boundary says whether a text may be cut before byte i.
func boundary(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }
