package query

import (
	"slices"
	"sync"

	"pressclip/internal/text"
)

// everywhere is where words without a field are looked for.
var everywhere = []Field{FieldTitle, FieldText}

// Plan says the query in terms of internal/text, for texts in a language (BCP 47). The plan of the empty query is nil.
// The caller owns it.
func (q *Query) Plan(language string) Plan {
	if q.root == nil {
		return nil
	}
	return lowering{language: language}.plan(q.root, everywhere)
}

// Planner says many queries in terms of internal/text, for texts in one language, and works out once what a word is
// that several of them have. Any number of goroutines may use it.
type Planner struct {
	language string
	words    sync.Map // Sequence by text
}

// NewPlanner returns a planner for texts in a language (BCP 47).
func NewPlanner(language string) *Planner { return &Planner{language: language} }

// Plan is like that of the query. Plans share parts and must not be changed.
func (p *Planner) Plan(q *Query) Plan {
	if q.root == nil {
		return nil
	}
	return lowering{p.language, &p.words}.plan(q.root, everywhere)
}

type lowering struct {
	language string
	known    *sync.Map // of a Planner; else nil
}

func (l lowering) plan(n node, fields []Field) Plan {
	switch n := n.(type) {
	case *group:
		plans := make([]Plan, len(n.parts))
		for i, part := range n.parts {
			plans[i] = l.plan(part, fields)
		}
		if n.or {
			return Any(plans)
		}
		return All(plans)
	case *negation:
		return Not{l.plan(n.part, fields)}
	case *scope:
		return l.plan(n.part, []Field{n.field})
	}
	return In{Fields: slices.Clone(fields), Spans: l.spans(n)}
}

// spans lowers what may stand beside NEAR.
func (l lowering) spans(n node) Spans {
	switch n := n.(type) {
	case *nearness:
		return Near{A: l.spans(n.a), B: l.spans(n.b), Distance: n.distance}
	case *group:
		either := make(Either, len(n.parts))
		for i, part := range n.parts {
			either[i] = l.spans(part)
		}
		return either
	case *leaf:
		return l.leaf(n)
	}
	return Either{}
}

func (l lowering) leaf(n *leaf) Spans {
	switch n.kind {
	case kindWord:
		return single(l.words(n.text))
	case kindPhrase:
		return l.phrase(n.text)
	case kindExact:
		return exactSpans(text.Words(n.text, l.language))
	case kindCompound:
		return l.compound(n.text)
	}
	return l.starred(n)
}

// words looks for all words of a text in any form, one directly after the other.
func (l lowering) words(s string) Sequence {
	if l.known != nil {
		if seq, ok := l.known.Load(s); ok {
			return seq.(Sequence)
		}
	}
	var seq Sequence
	for _, w := range text.Words(s, l.language) {
		seq = append(seq, wordSpans(w))
	}
	if l.known != nil {
		l.known.Store(s, seq)
	}
	return seq
}

func (l lowering) phrase(s string) Spans {
	var seq Sequence
	for _, chunk := range phraseChunks(s) {
		lf, _, err := wordLeaf(chunk, 0)
		if err != nil || lf == nil || lf.kind == kindWord || lf.kind == kindPhrase {
			seq = append(seq, l.words(chunk)...)
			continue
		}
		seq = append(seq, l.leaf(lf))
	}
	return single(seq)
}

// compound looks for a word in any form, also as a part of a compound. The parts of a hyphenated one may each be part
// of a compound, so that ~E-Mail finds E-Mailadresse.
func (l lowering) compound(s string) Spans {
	var seq Sequence
	for _, w := range text.Words(s, l.language) {
		w.Whole = withParts(w.Whole)
		for i := range w.Parts {
			w.Parts[i].Stems = withParts(w.Parts[i].Stems)
		}
		seq = append(seq, wordSpans(w))
	}
	return single(seq)
}

// withParts adds to plain terms those of the same stems as parts.
func withParts(stems []string) []string {
	both := slices.Clone(stems)
	for _, stem := range stems {
		both = append(both, text.MarkPart+stem)
	}
	return both
}

func (l lowering) starred(n *leaf) Spans {
	var either Either
	for _, w := range text.Words(n.text, l.language) {
		for _, surface := range w.Surfaces {
			switch n.kind {
			case kindPrefix:
				either = append(either, Prefix(text.MarkSurface+surface))
			default:
				either = append(either, Pattern{Mark: text.MarkSurface, Infix: surface, AtEnd: n.kind == kindEnding})
			}
		}
	}
	if len(either) == 1 {
		return either[0]
	}
	return either
}

// wordSpans finds the parts of a word one after the other, or the word put together.
func wordSpans(w text.Word) Spans {
	var parts Sequence
	for _, part := range w.Parts {
		parts = append(parts, anyTerm(part.Stems))
	}
	if len(w.Whole) == 0 {
		return single(parts)
	}
	either := Either{single(parts)}
	for _, whole := range w.Whole {
		either = append(either, Term(whole))
	}
	return either
}

func exactSpans(words []text.Word) Spans {
	var seq Sequence
	for _, w := range words {
		for _, part := range w.Parts {
			seq = append(seq, Term(part.Exact))
		}
	}
	return single(seq)
}

func anyTerm(stems []string) Spans {
	if len(stems) == 1 {
		return Term(stems[0])
	}
	either := make(Either, len(stems))
	for i, s := range stems {
		either[i] = Term(s)
	}
	return either
}

func single(seq Sequence) Spans {
	if len(seq) == 1 {
		return seq[0]
	}
	return seq
}
