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
	chain := Chain(language)
	runs := scan(typed)
	var out []Word
	for i := 0; i < len(runs); {
		if isAlone(runs[i:]) {
			f := forms.typed(runs[i].text, chain)
			out = append(out, Word{Parts: []Part{{f.stems(), f.exact()}}, Surfaces: f.surfaces()})
			i++
			continue
		}
		group, used := joined(runs[i:])
		out = append(out, queryWord(group, chain))
		i += used
	}
	return out
}

// Count is how many words Words returns.
func Count(typed string) int {
	n := 0
	for runs := scan(typed); len(runs) > 0; n++ {
		used := 1
		if !isAlone(runs) {
			_, used = joined(runs)
		}
		runs = runs[used:]
	}
	return n
}

func queryWord(group []word, chain string) Word {
	var q Word
	for _, w := range group {
		f := forms.word(w, chain)
		q.Parts = append(q.Parts, Part{f.stems(), f.exact()})
		if len(group) == 1 {
			q.Surfaces = f.surfaces()
		}
	}
	if whole := forms.whole(group, chain); whole != nil {
		q.Whole, q.Surfaces = whole.stems(), whole.surfaces()
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
