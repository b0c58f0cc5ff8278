package archive

import (
	"encoding/json"
	"fmt"
	"io"
)

// row is one row on its way from a database to a backup or back. Its cells point to pointers, which are nil where there
// is nothing: so queries and JSON both read into them. The next row takes the place of the last.
type row struct {
	cells []any
	out   []any
}

func newRow(t table) (*row, error) {
	r := &row{cells: make([]any, len(t.columns)), out: make([]any, len(t.columns))}
	for i, c := range t.columns {
		switch c.kind {
		case "INTEGER", "BIGINT":
			r.cells[i] = new(*int64)
		case "TEXT":
			r.cells[i] = new(*string)
		case "BOOLEAN":
			r.cells[i] = new(*bool)
		case "BLOB":
			r.cells[i] = new(*[]byte)
		default:
			return nil, fmt.Errorf("column %s of %s is a %s, which backups do not know", c.name, t.name, c.kind)
		}
	}
	return r, nil
}

// values are the cells as an insert takes them. They are good until the next row.
func (r *row) values() []any {
	for i, cell := range r.cells {
		switch cell := cell.(type) {
		case **int64:
			r.out[i] = valueOf(*cell)
		case **string:
			r.out[i] = valueOf(*cell)
		case **bool:
			r.out[i] = valueOf(*cell)
		case **[]byte:
			r.out[i] = valueOf(*cell)
		}
	}
	return r.out
}

func valueOf[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// write is the row as one line.
func (r *row) write(to *json.Encoder) error {
	for _, cell := range r.cells {
		if text, ok := cell.(**string); ok && *text != nil {
			**text = plain(**text) // the other engine would not take it
		}
	}
	return to.Encode(r.cells)
}

func newRowEncoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

// read takes in a line of a backup.
func (r *row) read(line []byte) error {
	cells := r.cells
	if err := json.Unmarshal(line, &cells); err != nil {
		return err
	}
	if len(cells) != len(r.cells) {
		return fmt.Errorf("a row has %d values, want %d", len(cells), len(r.cells))
	}
	return nil
}
