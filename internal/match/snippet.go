package match

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// ellipsis stands where a snippet leaves out a part of a sentence. It counts as a word.
const ellipsis = "…"

// Snippet returns at most words words of the article around the passages in its text, and the spans of bytes in them
// to mark, which are whole words. It begins and ends with a sentence where one fits and with an ellipsis where a
// sentence is cut. Without passages in the text it is the beginning of the text (of the lead, if there is no text).
func Snippet(a press.Article, passages []press.Passage, words int) (string, []press.Span) {
	value := a.Text
	if strings.TrimSpace(value) == "" {
		value = a.Lead
	}
	if words <= 0 {
		return "", nil
	}
	marks := marksIn(a, value, passages)
	last := 0
	if len(marks) > 0 {
		last = marks[len(marks)-1].End
	}
	pieces := cut(value, last, words+2) // what is behind that no window reaches
	if len(pieces) == 0 {
		return "", nil
	}
	w := choose(pieces, marks, words)
	return w.write(value, pieces, marks)
}

// marksIn returns the passages that lie in the value of the snippet, widened to whole words. The lead is the beginning
// of the text, so passages of the lead lie there too.
func marksIn(a press.Article, value string, passages []press.Passage) []press.Span {
	var marks []press.Span
	for _, p := range passages {
		inText := p.Field == query.FieldText.String() && a.Text == value
		inLead := p.Field == query.FieldLead.String() && strings.HasPrefix(value, a.Lead)
		if (inText || inLead) && 0 <= p.Start && p.Start < p.End && p.End <= len(value) {
			marks = append(marks, widen(value, press.Span{Start: p.Start, End: p.End}))
		}
	}
	slices.SortFunc(marks, func(x, y press.Span) int { return x.Start - y.Start })
	var merged []press.Span
	for _, m := range marks {
		if n := len(merged); n > 0 && m.Start < merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, m.End)
			continue
		}
		merged = append(merged, m)
	}
	return merged
}

// widen takes in the rest of the words at both ends, hyphenated words as a whole.
func widen(value string, s press.Span) press.Span {
	for s.Start > 0 {
		r, size := utf8.DecodeLastRuneInString(value[:s.Start])
		if !inWord(r) {
			break
		}
		s.Start -= size
	}
	for s.End < len(value) {
		r, size := utf8.DecodeRuneInString(value[s.End:])
		if !inWord(r) {
			break
		}
		s.End += size
	}
	return s
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r) || r == '-' || r == '\u2010' || r == '\u2011'
}

// window is the pieces from..to of a value; a cut end stands within a sentence.
type window struct {
	from, to       int
	cutFrom, cutTo bool
}

// choose takes the sentence with the most marks, the first of equals, and as many whole sentences behind it as fit. Of
// a sentence that is too long itself it takes the words around its first mark.
func choose(pieces []piece, marks []press.Span, words int) window {
	best, most := 0, -1
	for i, p := range pieces {
		if p.opens {
			if n := marksBetween(marks, p.start, pieces[sentenceEnd(pieces, i)-1].end); n > most {
				best, most = i, n
			}
		}
	}
	end := sentenceEnd(pieces, best)
	if end-best > words {
		return around(pieces, marks, best, end, words)
	}
	for end < len(pieces) {
		next := sentenceEnd(pieces, end)
		if next-best > words {
			break
		}
		end = next
	}
	return window{from: best, to: end}
}

// around takes words of one sentence, from..end, so that a third of them stands before its first mark.
func around(pieces []piece, marks []press.Span, from, end, words int) window {
	hit := from
	for _, m := range marks {
		if m.End > pieces[from].start {
			for hit < end-1 && pieces[hit].end <= m.Start {
				hit++
			}
			break
		}
	}
	w := window{from: max(from, min(hit-words/3, end-words+1))}
	w.cutFrom = w.from > from
	room := words
	if w.cutFrom {
		room--
	}
	w.to = min(end, w.from+room)
	if w.cutTo = w.to < end; w.cutTo {
		w.to--
	}
	if hit >= w.to {
		return window{from: hit, to: hit + 1} // no room for an ellipsis
	}
	return w
}

func marksBetween(marks []press.Span, start, end int) int {
	n := 0
	for _, m := range marks {
		if m.Start >= start && m.Start < end {
			n++
		}
	}
	return n
}

// write puts the pieces of the window together with single spaces and moves the marks along.
func (w window) write(value string, pieces []piece, marks []press.Span) (string, []press.Span) {
	var b strings.Builder
	var spans []press.Span
	if w.cutFrom {
		b.WriteString(ellipsis + " ")
	}
	open := -1 // the mark that reaches into the next piece
	for i, p := range pieces[w.from:w.to] {
		if i > 0 {
			b.WriteByte(' ')
		}
		at := b.Len()
		b.WriteString(value[p.start:p.end])
		for k, m := range marks {
			if m.End <= p.start || m.Start >= p.end {
				continue
			}
			s := press.Span{Start: at + max(m.Start, p.start) - p.start, End: at + min(m.End, p.end) - p.start}
			if k == open {
				spans[len(spans)-1].End = s.End
			} else {
				spans = append(spans, s)
			}
			open = k
		}
	}
	if w.cutTo {
		b.WriteString(" " + ellipsis)
	}
	return b.String(), spans
}
