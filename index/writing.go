package index

import (
	"encoding/binary"
	"slices"
	"strings"

	"pressclip/internal/text"
)

// writing is a sequence in the making.
type writing struct {
	all    []text.Term
	terms  []string       // distinct
	number map[string]int // of each
	sought []sought       // by number
	places [][]int        // by number
	coded  map[uint16][]codedPlace
	codes  []byte
}

// newSequence writes terms, which come in the order of their positions.
func newSequence(terms []text.Term) (sequence, *writing) {
	w := &writing{all: terms, number: make(map[string]int, len(terms)/2), coded: make(map[uint16][]codedPlace, len(terms)/3)}
	w.place(terms)
	w.codes = make([]byte, 0, 2*len(terms))
	for from, last := 0, 0; from < len(terms); {
		to := from
		for to < len(terms) && terms[to].Pos == terms[from].Pos {
			to++
		}
		w.gap(terms[from].Pos - last - 1)
		last = terms[from].Pos
		w.position(terms[from:to])
		from = to
	}
	return w.finish(), w
}

// place numbers the terms and notes where each stands.
func (w *writing) place(terms []text.Term) {
	numbers := make([]int, len(terms))
	var counts []int
	for i, t := range terms {
		n, known := w.number[t.Text]
		if !known {
			n = len(w.terms)
			w.number[t.Text] = n
			w.terms, w.sought, counts = append(w.terms, t.Text), append(w.sought, seek(t.Text)), append(counts, 0)
		}
		numbers[i] = n
		counts[n]++
	}
	all := make([]int, len(terms))
	w.places = make([][]int, len(w.terms))
	for n, count := range counts {
		w.places[n], all = all[:0:count], all[count:]
	}
	for i, n := range numbers {
		if at := w.places[n]; len(at) == 0 || at[len(at)-1] != terms[i].Pos {
			w.places[n] = append(at, terms[i].Pos)
		}
	}
}

// holds says whether the field holds a term.
func (w *writing) holds(term string) bool {
	_, ok := w.number[term]
	return ok
}

// gap leaves positions out.
func (w *writing) gap(n int) {
	for n > 0 {
		some := min(n, 1<<16-1)
		w.codes = binary.LittleEndian.AppendUint16(w.codes, 0)
		w.codes = binary.LittleEndian.AppendUint16(w.codes, uint16(some))
		n -= some
	}
}

// position writes the codes of one position, that of the surface first.
func (w *writing) position(terms []text.Term) {
	at := codedPlace{pos: terms[0].Pos, first: true, folded: true}
	var room [16]uint16
	codes := room[:0]
	for _, t := range terms {
		s := w.sought[w.number[t.Text]]
		at.capital = at.capital || s.exact && s.capital
		if !slices.Contains(codes, s.code) {
			codes = append(codes, s.code)
		}
		if i := slices.Index(codes, s.code); s.surface {
			codes[0], codes[i] = codes[i], codes[0]
		}
	}
	for _, t := range terms {
		s := w.sought[w.number[t.Text]]
		at.folded = at.folded && !(s.exact && s.code == codes[0])
	}
	for i, code := range codes {
		at.first = i == 0
		w.coded[code] = append(w.coded[code], at)
		if i == 0 && at.capital {
			code |= capital
		}
		if i == 1 && at.folded {
			code |= folded
		}
		if i < len(codes)-1 {
			code |= more
		}
		w.codes = binary.LittleEndian.AppendUint16(w.codes, code)
	}
}

// finish reads every term back, the exact forms that a surface lets expect included, and lists what is wrong.
func (w *writing) finish() sequence {
	var right, listed []sought
	var places [][]int
	check := func(s sought, want []int) {
		if w.placed(s, want) {
			right = append(right, s)
			return
		}
		listed, places = append(listed, s), append(places, want)
	}
	for n, term := range w.terms {
		check(w.sought[n], w.places[n])
		if surface, ok := strings.CutPrefix(term, text.MarkSurface); ok {
			for _, exact := range []string{text.MarkExact + surface, text.MarkExact + capitalised(surface)} {
				if !w.holds(exact) {
					check(seek(exact), nil)
				}
			}
		}
	}
	return w.write(seedFor(listed, right), listed, places)
}

func (w *writing) write(seed byte, listed []sought, places [][]int) sequence {
	s := binary.AppendUvarint(sequence{seed}, uint64(len(listed)))
	for _, l := range listed {
		s = binary.LittleEndian.AppendUint32(s, l.key(seed))
	}
	var written []byte
	for _, positions := range places {
		written = binary.AppendUvarint(written, uint64(len(positions)))
		last := 0
		for _, pos := range positions {
			written = binary.AppendUvarint(written, uint64(pos-last))
			last = pos
		}
	}
	s = binary.AppendUvarint(s, uint64(len(written)))
	return append(append(s, written...), w.codes...)
}

// placed says whether the codes place a term where it stands.
func (w *writing) placed(s sought, want []int) bool {
	i := 0
	for _, p := range w.coded[s.code] {
		if !s.fits(p) {
			continue
		}
		if i == len(want) || want[i] != p.pos {
			return false
		}
		i++
	}
	return i == len(want)
}

// seedFor is a seed by which listed terms have keys of their own. Any one does but once in a million articles.
func seedFor(listed, right []sought) (seed byte) {
	if len(listed) == 0 {
		return 0
	}
	for ; seed < likeText-1; seed++ {
		keys := make(map[uint32]bool, len(listed))
		for _, l := range listed {
			keys[l.key(seed)] = true
		}
		if len(keys) == len(listed) && !slices.ContainsFunc(right, func(s sought) bool { return keys[s.key(seed)] }) {
			return seed
		}
	}
	return seed
}
