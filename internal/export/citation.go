package export

import (
	"cmp"
	"strings"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// Citation is a hit as it stands in a list of references, in one line: who, when, what, where, and when it was seen. Where
// nobody is named the title comes first, as ISO 690 has it.
func Citation(h press.Hit, language string, in *time.Location) string {
	r := record{h, in}
	day := func(t time.Time) string { return locale.Date(language, t, time.Date(1, 1, 1, 0, 0, 0, 0, in)) } // always with its year
	var authors []string
	for _, a := range r.Authors {
		authors = append(authors, nameOf(a).inverted())
	}
	title := strings.TrimRight(cmp.Or(line(r.Title), r.URL), ".")
	if len(authors) > 0 {
		title = strings.Join(authors, "; ") + ": " + title
	}
	if !strings.HasSuffix(title, "?") && !strings.HasSuffix(title, "!") {
		title += "."
	}
	where := []string{line(r.container())}
	if r.container() != r.Outlet {
		where = append(where, line(r.Outlet))
	}
	if d := r.date(); !d.IsZero() {
		where = append(where, day(d))
	}
	if r.Page != "" {
		where = append(where, locale.Text(language, "export.cite.page", line(r.Page)))
	}
	if r.URL != "" {
		where = append(where, line(r.URL), locale.Text(language, "export.cite.accessed", day(r.accessed())))
	}
	return title + " " + locale.Text(language, "export.cite.in", strings.Join(where, ", "))
}
