package config

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// mark is where a value begins in the file, and how it is written there.
type mark struct {
	line, column int
	token        *token.Token // nil unless it is a text on one line
}

func markOf(n ast.Node) mark {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return markAt(keyToken(n.Values[0].Key))
		}
	case *ast.MappingValueNode:
		return markAt(keyToken(n.Key))
	case *ast.DocumentNode:
		if n.Start != nil {
			return markAt(n.Start)
		}
		if n.Body != nil {
			return markOf(n.Body)
		}
		return mark{line: 1, column: 1}
	case *ast.StringNode:
		m := markAt(n.GetToken())
		if !strings.Contains(strings.TrimSpace(n.GetToken().Origin), "\n") {
			m.token = n.GetToken()
		}
		return m
	}
	return markAt(n.GetToken())
}

func markAt(tk *token.Token) mark {
	return mark{line: tk.Position.Line, column: max(tk.Position.Column, 1)}
}

// within is the column of the byte at offset of the text, as exactly as its quoting lets one say.
func (m mark) within(offset int) int {
	if m.token == nil || offset > len(m.token.Value) {
		return m.column
	}
	before := m.token.Value[:offset]
	column := m.column + utf8.RuneCountInString(before)
	switch m.token.Type {
	case token.SingleQuoteType:
		return column + 1 + strings.Count(before, "'")
	case token.DoubleQuoteType:
		if strings.Contains(m.token.Origin, `\`) {
			return m.column
		}
		return column + 1
	}
	return column
}
