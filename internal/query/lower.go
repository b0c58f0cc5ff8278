package query

import (
	"slices"
	"sync/atomic"

	"pressclip/internal/text"
)

// everywhere is where words without a field are looked for.
var everywhere = []Field{FieldTitle, FieldText}

// single fields, each by itself.
var fields = [FieldCount][]Field{{FieldTitle}, {FieldText}, {FieldLead}, {FieldAuthor}, {FieldOutlet}}

// Plan says the query in terms of internal/text, for texts in a language (BCP 47). The plan of the empty query is nil.
// A plan must not be changed: plans share parts.
func (q *Query) Plan(language string) Plan {
	return lowering{language: language}.query(q)
}

// Planner says many queries in terms of internal/text, for texts in one language, and works out once what a word is
// that several of them have. Any number of goroutines may use it.
type Planner struct {
	language string
	words    vocabulary
	count    atomic.Int32 // of words
}

// NewPlanner returns a planner for texts in a language (BCP 47).
func NewPlanner(language string) *Planner { return &Planner{language: language} }

// Plan is like that of the query.
func (p *Planner) Plan(q *Query) Plan {
	return lowering{p.language, p}.query(q)
}

type lowering struct {
	language string
	planner  *Planner // or nil
}

func (l lowering) query(q *Query) Plan {
	if q.root == nil {
		return nil
	}
	return l.plan(q.root, everywhere)
}

func (l lowering) plan(n node, within []Field) Plan {
	switch n := n.(type) {
	case *group:
		plans := make([]Plan, len(n.parts))
		for i, part := range n.parts {
			plans[i] = l.plan(part, within)
		}
		if n.or {
			return Any(plans)
		}
		return All(plans)
	case *negation:
		return Not{l.plan(n.part, within)}
	case *scope:
		return l.plan(n.part, fields[n.field])
	}
	return In{Fields: within, Spans: l.spans(n)}
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
		return l.words(n.text)
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
func (l lowering) words(s string) Spans {
	if l.planner == nil {
		return l.newWords(s)
	}
	return l.planner.words.of(s, func() *Shared {
		return &Shared{l.planner, int(l.planner.count.Add(1)) - 1, l.newWords(s)}
	})
}

func (l lowering) newWords(s string) Spans {
	if stems, ok := text.Stems(s, l.language); ok {
		return anyTerm(stems) // as most are
	}
	words := text.Words(s, l.language)
	if len(words) == 1 {
		return wordSpans(words[0])
	}
	seq := make(Sequence, len(words))
	for i, w := range words {
		seq[i] = wordSpans(w)
	}
	return seq
}

func (l lowering) phrase(s string) Spans {
	seq := make(Sequence, 0, 2) // as most have
	for chunk := range phraseChunks(s) {
		if !onlyLetters(chunk) {
			if lf, _, err := wordLeaf(chunk, 0); err == nil && lf != nil && lf.kind != kindWord && lf.kind != kindPhrase {
				seq = append(seq, l.leaf(lf))
				continue
			}
		}
		words := l.words(chunk)
		if several, ok := whole(words).(Sequence); ok {
			seq = append(seq, several...)
		} else {
			seq = append(seq, words)
		}
	}
	return single(seq)
}

// whole is what spans are that may be shared.
func whole(s Spans) Spans {
	if shared, ok := s.(*Shared); ok {
		return shared.Spans
	}
	return s
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
	if len(w.Parts) == 1 {
		return anyTerm(w.Parts[0].Stems) // and there is no whole
	}
	parts := make(Sequence, len(w.Parts))
	for i, part := range w.Parts {
		parts[i] = anyTerm(part.Stems)
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
