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
	runs := spareRuns(typed)
	defer runs.spare()
	var out []Word
	var one [1]word
	for rest := *runs; len(rest) > 0; {
		group, used := first(one[:0], rest)
		out = append(out, queryWord(group, chain))
		rest = rest[used:]
	}
	return out
}

// Stems returns the plain terms of the only part of what was typed, as Words does, but says nothing of what is more than a
// word of letters and digits or stands for several forms.
func Stems(typed, language string) (stems []string, ok bool) {
	if typed == "" || simpleEnd(typed, 0) < len(typed) {
		return nil, false
	}
	if _, _, _, gender := binnenI(typed); gender {
		return nil, false
	}
	return keysOf(typed, Chain(language)).stems, true
}

// Count is how many words Words returns.
func Count(typed string) int {
	runs := spareRuns(typed)
	defer runs.spare()
	n := 0
	var one [1]word
	for rest := *runs; len(rest) > 0; n++ {
		_, used := first(one[:0], rest)
		rest = rest[used:]
	}
	return n
}

// first returns the first word with all its parts, in room for one if it has no more, and how many runs it takes.
func first(room []word, runs []run) (group []word, used int) {
	if isAlone(runs) {
		return append(room, aloneWord(runs[0].text)), 1
	}
	return joined(runs)
}

// queryWord has no parts of compounds, for a query does not look for its words by them.
func queryWord(group []word, chain string) Word {
	var q Word
	for _, w := range group {
		stems, surfaces := typedKeys(w.forms, chain)
		exact := MarkExact + w.written
		if w.hyphen {
			exact += "-"
		}
		q.Parts = append(q.Parts, Part{stems, exact})
		q.Surfaces = surfaces
	}
	if len(group) > 1 {
		q.Whole, q.Surfaces = typedKeys(wholes(group), chain)
	}
	return q
}

// typedKeys lists the keys of all forms that one word stands for.
func typedKeys(forms []string, chain string) (stems, surfaces []string) {
	for i, form := range forms {
		k := keysOf(form, chain)
		if i == 0 {
			stems, surfaces = slices.Clip(k.stems), []string{k.surface} // the lexicon may own these stems
			continue
		}
		stems, surfaces = appendNew(stems, k.stems...), appendNew(surfaces, k.surface)
	}
	return stems, surfaces
}

func appendNew(list []string, more ...string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
