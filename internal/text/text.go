// Package text says what a word is: it cuts German text into words and gives each word the terms under which it is
// found. It never changes or copies the text: every term points back to the bytes it came from.
package text

import "strings"

// The first byte of a term says what it is. Plain terms, the stems, have no mark and never begin with these bytes.
const (
	// MarkExact begins the form as written, composed (NFC), with its case. A part of a hyphenated word that has
	// another part behind it stands there twice, without and with its hyphen.
	MarkExact = "="
	// MarkSurface begins the lower-cased, folded form; wildcards look there.
	MarkSurface = "^"
	// MarkPart begins the stem of a part of a compound, at the position of the compound. Only ~wort looks there, so that
	// no phrase takes a part for a word.
	MarkPart = "~"
)

// maxJoined bounds how many parts of a hyphenated word are also put together.
const maxJoined = 8

// Term is one term at one position. Several terms may share a position.
type Term struct {
	Text       string
	Pos        int // counts from 1
	Start, End int // bytes of the value
}

// Terms returns the terms of a value in the order of their positions: of each word its stems, its exact form and its
// surfaces. The parts of a hyphenated word take successive positions; put together without hyphen it stands at the
// first and at the last of them, so that it is found with the word before and with the word behind. A gender form
// gives the base form and the form with -innen at one position.
//
// The language is that of the value (BCP 47); see Chain.
func Terms(value, language string) []Term {
	chain := Chain(language)
	words := tokenize(value)
	terms := make([]Term, 0, 3*len(words)+8)
	for i := 0; i < len(words); {
		group := joined(words[i:])
		for k, w := range group {
			terms = wordTerms(terms, w, i+k+1, chain)
			switch {
			case len(group) == 1:
			case k == 0, k == len(group)-1:
				terms = wholeTerms(terms, group, i+k+1, chain)
			}
		}
		i += len(group)
	}
	return terms
}

// joined returns the first word and those that hang on it by hyphens.
func joined(words []word) []word {
	n := 1
	for n < len(words) && words[n-1].hyphen {
		n++
	}
	return words[:n]
}

func wordTerms(terms []Term, w word, pos int, chain string) []Term {
	from := len(terms)
	for _, form := range w.forms {
		terms = formTerms(terms, from, keysOf(form, chain), Term{"", pos, w.start, w.end})
	}
	terms = append(terms, Term{MarkExact + w.written, pos, w.start, w.end})
	if w.hyphen {
		terms = append(terms, Term{MarkExact + w.written + "-", pos, w.start, w.end})
	}
	return terms
}

func wholeTerms(terms []Term, group []word, pos int, chain string) []Term {
	from := len(terms)
	start, end := group[0].start, group[len(group)-1].end
	for _, form := range wholes(group) {
		terms = formTerms(terms, from, keysOf(form, chain), Term{"", pos, start, end})
	}
	return terms
}

// formTerms adds the terms of keys, all at one place.
func formTerms(terms []Term, from int, k keys, at Term) []Term {
	for _, stem := range k.stems {
		at.Text = stem
		terms = add(terms, from, at)
	}
	at.Text = MarkSurface + k.surface
	terms = add(terms, from, at)
	for _, part := range k.parts {
		at.Text = part
		terms = add(terms, from, at)
	}
	return terms
}

// add appends a term unless it is among those from index from on.
func add(terms []Term, from int, t Term) []Term {
	for _, have := range terms[from:] {
		if have.Text == t.Text {
			return terms
		}
	}
	return append(terms, t)
}

// wholes puts the parts of a hyphenated word together, once with the first and once with the last of their forms.
// Numbers and endless chains have no whole.
func wholes(group []word) []string {
	if len(group) < 2 || len(group) > maxJoined {
		return nil
	}
	var first, last strings.Builder
	letters := false
	for _, w := range group {
		first.WriteString(w.forms[0])
		last.WriteString(w.forms[len(w.forms)-1])
		letters = letters || !isNumber(w.forms[0])
	}
	switch {
	case !letters:
		return nil
	case first.String() == last.String():
		return []string{first.String()}
	}
	return []string{first.String(), last.String()}
}

func isNumber(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
