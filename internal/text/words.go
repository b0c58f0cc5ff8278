package text

import "slices"

// Word is a word as typed in a query: the terms to look for, part by part.
type Word struct {
	Parts    []Part
	Whole    []string // plain terms of the parts put together; one of them is enough. Empty for a word of one part
	Surfaces []string // the word folded and put together, without mark; several for a gender form
}

// Part is a part of a word at a position of its own. Most words have one.
type Part struct {
	Stems []string // plain terms; one of them is enough
	Exact string   // the exact form, with its mark
}

// Words cuts what was typed into words, as Terms does with an article. The language is that of the articles in which
// they are looked for.
func Words(typed, language string) []Word {
	words := tokenize(typed)
	var out []Word
	for i := 0; i < len(words); {
		group := joined(words[i:])
		out = append(out, queryWord(group, Chain(language)))
		i += len(group)
	}
	return out
}

func queryWord(group []word, chain string) Word {
	var q Word
	for _, w := range group {
		p := Part{Exact: MarkExact + w.written}
		if w.hyphen {
			p.Exact += "-"
		}
		for _, form := range w.forms {
			p.Stems = appendNew(p.Stems, keysOf(form, chain).stems...)
		}
		q.Parts = append(q.Parts, p)
	}
	for _, form := range wholes(group) {
		e := keysOf(form, chain)
		q.Whole = appendNew(q.Whole, e.stems...)
		q.Surfaces = appendNew(q.Surfaces, e.surface)
	}
	if len(group) == 1 {
		for _, form := range group[0].forms {
			q.Surfaces = appendNew(q.Surfaces, Fold(form))
		}
	}
	return q
}

func appendNew(list []string, more ...string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
