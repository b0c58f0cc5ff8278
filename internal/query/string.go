package query

import (
	"fmt"
	"strings"
)

// The ranks of precedence, loosest first.
const (
	rankOr = iota
	rankAnd
	rankNot
	rankNear
	rankField
)

// String writes the query in one form: English operators, straight quotes, no parentheses that change nothing. Parsed
// again it is the same query.
func (q *Query) String() string {
	if q.root == nil {
		return ""
	}
	var b strings.Builder
	write(&b, q.root, rankOr)
	return b.String()
}

// write writes a part that stands where only parts of this rank or a tighter one may stand without parentheses.
func write(b *strings.Builder, n node, rank int) {
	if own := rankOf(n); own < rank {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	switch n := n.(type) {
	case *group:
		writeGroup(b, n)
	case *negation:
		b.WriteString("NOT ")
		write(b, n.part, rankNot)
	case *nearness:
		write(b, n.a, rankNear)
		fmt.Fprintf(b, " NEAR/%d ", n.distance)
		write(b, n.b, rankField)
	case *scope:
		b.WriteString(n.field.String() + ":")
		write(b, n.part, rankField)
	case *leaf:
		b.WriteString(n.String())
	}
}

func writeGroup(b *strings.Builder, g *group) {
	operator, inner := " AND ", rankNot
	if g.or {
		operator, inner = " OR ", rankAnd
	}
	for i, part := range g.parts {
		if i > 0 {
			b.WriteString(operator)
		}
		write(b, part, inner)
	}
}

func rankOf(n node) int {
	switch n := n.(type) {
	case *group:
		if n.or {
			return rankOr
		}
		return rankAnd
	case *negation:
		return rankNot
	case *nearness:
		return rankNear
	}
	return rankField
}

// String writes the leaf with its signs. The text of an exact form that stood in phrase quotes may hold single quotes
// and is written as it stood; all other exact forms may stand in single quotes.
func (l *leaf) String() string {
	switch l.kind {
	case kindPhrase:
		return `"` + l.text + `"`
	case kindExact:
		if strings.ContainsFunc(l.text, isExactQuote) && !strings.ContainsFunc(l.text, isPhraseQuote) {
			return `="` + l.text + `"`
		}
		return "'" + l.text + "'"
	case kindPrefix:
		return l.text + "*"
	case kindEnding:
		return "*" + l.text
	case kindMiddle:
		return "*" + l.text + "*"
	case kindCompound:
		return "~" + l.text
	}
	return l.text
}
