package export

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/press"
)

// byteOrderMark tells spreadsheets that a CSV is UTF-8.
const byteOrderMark = "\ufeff"

// between the values of one cell.
const between = "; "

// columns of a CSV; the names are those of a search hit.
var columns = []string{
	"id", "url", "title", "outlet", "medium", "published", "first_seen", "authors", "projects", "verdict", "keywords", "tags",
	"snippet", "language", "paywalled", "partial", "backfill", "story", "page", "programme",
}

type table struct{ *csv.Writer }

func newTable(out *bufio.Writer, comma rune) table {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if comma != 0 {
		w.Comma = comma
	}
	return table{w}
}

func (t table) begin(out *bufio.Writer) error {
	if _, err := out.WriteString(byteOrderMark); err != nil {
		return err
	}
	return t.write(columns)
}

func (t table) write(cells []string) error {
	if err := t.Write(cells); err != nil {
		return err
	}
	t.Flush() // only into the buffer that it writes to
	return t.Error()
}

func (t table) row(h press.Hit) error {
	var projects, keywords, tags []string
	for _, p := range h.Projects {
		projects = append(projects, p.Project)
		keywords = append(keywords, p.Keywords...)
		tags = append(tags, p.Tags...)
	}
	return t.write([]string{
		strconv.FormatInt(h.ID, 10), inert(line(h.URL)), inert(line(h.Title)), inert(line(h.Outlet)), string(h.Medium), moment(h.Published), moment(h.FirstSeen),
		joined(h.Authors), joined(projects), string(h.Verdict), joined(keywords), joined(tags), inert(line(h.Snippet)), inert(line(h.Language)),
		truth(h.Paywalled), strconv.FormatBool(h.Partial), strconv.FormatBool(h.Backfill), number(h.Story),
		inert(line(h.Page)), inert(line(h.Programme)),
	})
}

// inert is a cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it, as
// OWASP advises (CSV Injection). Titles come from strangers.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}

func joined(values []string) string {
	lines := make([]string, len(values))
	for i, v := range values {
		lines[i] = line(v)
	}
	return inert(strings.Join(lines, between))
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func truth(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// lines writes hits as the command line and the API do.
func lines(out *bufio.Writer) func(press.Hit) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return func(h press.Hit) error { return e.Encode(h) }
}
