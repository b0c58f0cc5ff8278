package match

import (
	"slices"
	"strings"

	"pressclip/internal/query"
	"pressclip/internal/text"
)

// stretch is what Spans finds: positions first to last, bytes start to end.
type stretch struct {
	first, last int
	start, end  int
	field       query.Field
}

// table finds the places of a term in one article.
type table struct {
	numbers  map[string]int // of the terms, from 0
	begins   []int          // of each term's places; one more at the end
	places   []stretch      // by term, field and position
	surfaces []string       // all marked surfaces, sorted
}

func (d *Doc) lookup() *table {
	d.once.Do(func() { d.table = newTable(d) })
	return d.table
}

func newTable(d *Doc) *table {
	total := 0
	for _, terms := range d.Fields {
		total += len(terms)
	}
	t := &table{numbers: make(map[string]int, total/2)}
	numbers := make([]int, 0, total)
	var counts []int
	for _, terms := range d.Fields {
		for _, term := range terms {
			n, known := t.numbers[term.Text]
			if !known {
				n = len(counts)
				t.numbers[term.Text] = n
				counts = append(counts, 0)
				if strings.HasPrefix(term.Text, text.MarkSurface) {
					t.surfaces = append(t.surfaces, term.Text)
				}
			}
			counts[n]++
			numbers = append(numbers, n)
		}
	}
	slices.Sort(t.surfaces)
	t.fill(d, numbers, counts)
	return t
}

// fill sorts the places by term; fields and positions come in order.
func (t *table) fill(d *Doc, numbers, counts []int) {
	t.begins = make([]int, len(counts)+1)
	for i, n := range counts {
		t.begins[i+1] = t.begins[i] + n
	}
	t.places = make([]stretch, len(numbers))
	next := slices.Clone(t.begins)
	i := 0
	for field, terms := range d.Fields {
		for _, term := range terms {
			n := numbers[i]
			t.places[next[n]] = stretch{first: term.Pos, last: term.Pos, start: term.Start, end: term.End, field: query.Field(field)}
			next[n]++
			i++
		}
	}
}

// term returns the places of a term in a field, in order. The caller must not change them.
func (t *table) term(field query.Field, term string) []stretch {
	n, ok := t.numbers[term]
	if !ok {
		return nil
	}
	all := t.places[t.begins[n]:t.begins[n+1]]
	from := 0
	for from < len(all) && all[from].field < field {
		from++
	}
	to := from
	for to < len(all) && all[to].field == field {
		to++
	}
	return all[from:to]
}

// prefix returns all marked surfaces that begin so.
func (t *table) prefix(prefix string) []string {
	from, _ := slices.BinarySearch(t.surfaces, prefix)
	to := from
	for to < len(t.surfaces) && strings.HasPrefix(t.surfaces[to], prefix) {
		to++
	}
	return t.surfaces[from:to]
}

// pattern returns all marked surfaces that a pattern allows.
func (t *table) pattern(p query.Pattern) []string {
	var found []string
	for _, s := range t.prefix(p.Mark) {
		rest := s[len(p.Mark):]
		if p.AtEnd && strings.HasSuffix(rest, p.Infix) || !p.AtEnd && strings.Contains(rest, p.Infix) {
			found = append(found, s)
		}
	}
	return found
}
