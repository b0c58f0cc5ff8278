package query

import (
	"errors"
	"slices"
	"strings"
)

// Bounds of a proposal.
const (
	maxEdits = 100 // one closes one parenthesis
	maxMere  = 20  // words; a longer list of them is no proposal
)

// Proposal is a query that parses and is as near as can be told to what was meant by the text which gave this error;
// empty if there is none.
func (e *Error) Proposal(text string) string {
	s, mendable := text, e.mend != nil
	for range maxEdits {
		if e.mend == nil {
			break
		}
		s = e.mend.apply(s)
		q, err := Parse(s)
		if err == nil {
			if q.root != nil {
				return strings.TrimFunc(s, isSpace)
			}
			break
		}
		if !errors.As(err, &e) {
			break
		}
	}
	if q, err := Parse(mereWords(text)); err == nil && q.root != nil {
		return mereWords(text)
	}
	if !mendable {
		return ""
	}
	return firstWord(text)
}

// firstWord is the first word of a text, in quotes, for it may be an operator.
func firstWord(s string) string {
	for chunk := range phraseChunks(strings.ToValidUTF8(s, " ")) {
		word := `"` + mereWord(chunk) + `"`
		if q, err := Parse(word); err == nil && q.root != nil {
			return word
		}
	}
	return ""
}

func mereWord(chunk string) string {
	return strings.TrimFunc(strings.Map(withoutQuotes, chunk), func(r rune) bool { return !isLetter(r) })
}

func (m edit) apply(s string) string {
	before, behind := s[:m.from], s[m.to:]
	if m.with == "" {
		before, behind = strings.TrimRightFunc(before, isSpace), strings.TrimLeftFunc(behind, isSpace)
		if before != "" && behind != "" && !strings.HasSuffix(before, "(") && !strings.HasPrefix(behind, ")") {
			before += " "
		}
	}
	return before + m.with + behind
}

// mereWords leaves nothing of a query but its words.
func mereWords(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool {
		return isSpace(r) || isPhraseQuote(r) || isExactQuote(r) || strings.ContainsRune("()*~=:", r) || r < ' '
	})
	for i, w := range words {
		words[i] = trim(w)
	}
	words = slices.DeleteFunc(words, func(w string) bool {
		_, operator := operatorName(w)
		_, near := nearName(w)
		return w == "" || operator || near
	})
	if len(words) > maxMere {
		return ""
	}
	return strings.Join(words, " ")
}

// maxSpread bounds what a proposal makes of two sides of NEAR.
const maxSpread = 12

// spread says with NEAR between words what was said with NEAR between what has no position; nil if that is too much.
func spread(a, b node, distance int) node {
	if size(a)*size(b) > maxSpread {
		return nil
	}
	return spreadSides(a, b, func(a, b node) node { return &nearness{a, b, distance} })
}

func spreadSides(a, b node, near func(a, b node) node) node {
	over := func(side node, rest func(node) node) node {
		switch n := side.(type) {
		case *negation:
			return &negation{rest(n.part)}
		case *scope:
			return &scope{n.field, rest(n.part)}
		case *group:
			parts := make([]node, len(n.parts))
			for i, part := range n.parts {
				parts[i] = rest(part)
			}
			return join(n.or, parts)
		}
		return nil
	}
	for _, kind := range []string{CodeNearGroup, CodeNearField} {
		if unplaced(a, MaxChain) == kind {
			return over(a, func(part node) node { return spreadSides(part, b, near) })
		}
		if unplaced(b, MaxChain) == kind {
			return over(b, func(part node) node { return spreadSides(a, part, near) })
		}
	}
	return near(a, b)
}

func size(n node) int {
	switch n := n.(type) {
	case *group:
		sum := 0
		for _, part := range n.parts {
			sum += size(part)
		}
		return sum
	case *negation:
		return size(n.part)
	case *scope:
		return size(n.part)
	case *nearness:
		return size(n.a) + size(n.b)
	}
	return 1
}
