package query

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Parse reads a query. The empty text is a query that matches everything. An error is a *Error.
func Parse(s string) (*Query, error) {
	q, err := parse(s)
	var e *Error
	if errors.As(err, &e) {
		if len(e.Args) > 0 {
			if near, ok := e.Args[0].(string); ok {
				e.Args[0] = shorten(near)
			}
		}
		return nil, e
	}
	return q, err
}

// ParseKeyword reads a standing query. Other than a search it must say something.
func ParseKeyword(s string) (*Query, error) {
	q, err := Parse(s)
	if err == nil && q.root == nil {
		return nil, &Error{Code: CodeEmptyKeyword, Args: []any{s}}
	}
	return q, err
}

func parse(s string) (*Query, error) {
	switch {
	case len(s) > MaxLength:
		return nil, &Error{Code: CodeTooLong, Pos: MaxLength, Args: []any{"", MaxLength}}
	case !utf8.ValidString(s):
		return nil, &Error{Code: CodeNotText, Pos: len(s) - len(strings.TrimLeftFunc(s, func(r rune) bool { return r != utf8.RuneError })), Args: []any{""}}
	}
	p := &parser{lexer: lexer{text: s}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.token.sign == signEnd {
		return &Query{}, nil
	}
	root, err := p.or()
	if err == nil && p.token.sign == signClose {
		err = p.fault(CodeUnopenedGroup, p.token)
	}
	return &Query{root: root}, err
}

// parser holds one token in advance. Precedence, loosest first: OR, AND, NOT, NEAR, field.
type parser struct {
	lexer lexer
	token token
	depth int
	words int
}

func (p *parser) advance() error {
	t, err := p.lexer.next()
	if err != nil {
		return err
	}
	p.token = t
	if p.words += t.words; p.words > MaxWords {
		return p.fault(CodeTooManyWords, t, MaxWords)
	}
	return nil
}

func (p *parser) fault(code string, t token, args ...any) error {
	return &Error{Code: code, Pos: t.pos, Args: append([]any{t.text}, args...)}
}

// deeper guards a step down; the caller goes up again with p.depth--.
func (p *parser) deeper() error {
	if p.depth++; p.depth > MaxDepth {
		return p.fault(CodeTooDeep, p.token, MaxDepth)
	}
	return nil
}

func (p *parser) or() (node, error) {
	first, err := p.and()
	if err != nil {
		return nil, err
	}
	parts := []node{first}
	for p.token.sign == signOr {
		part, err := p.behind(p.and)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	return join(true, parts), nil
}

func (p *parser) and() (node, error) {
	first, err := p.not()
	if err != nil {
		return nil, err
	}
	parts := []node{first}
	for {
		var part node
		switch p.token.sign {
		case signEnd, signClose, signOr:
			return join(false, parts), nil
		case signAnd:
			part, err = p.behind(p.not)
		default:
			part, err = p.not()
		}
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
}

// behind reads what stands behind the operator at hand.
func (p *parser) behind(read func() (node, error)) (node, error) {
	operator := p.token
	if err := p.advance(); err != nil {
		return nil, err
	}
	if s := p.token.sign; s == signEnd || s == signClose || s == signAnd || s == signOr || s == signNear {
		return nil, p.fault(CodeMissingRight, operator)
	}
	return read()
}

func (p *parser) not() (node, error) {
	if p.token.sign != signNot {
		return p.near()
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	part, err := p.behind(p.not)
	if err != nil {
		return nil, err
	}
	return &negation{part}, nil
}

func (p *parser) near() (node, error) {
	left, err := p.primary()
	if err != nil {
		return nil, err
	}
	for chain := 1; p.token.sign == signNear; chain++ {
		operator := p.token
		if chain > MaxChain {
			return nil, p.fault(CodeNearChain, operator, MaxChain)
		}
		right, err := p.behind(p.primary)
		if err != nil {
			return nil, err
		}
		for _, side := range []node{left, right} {
			if code := unplaced(side, MaxChain-1); code != "" {
				return nil, p.fault(code, operator)
			}
		}
		left = &nearness{left, right, operator.distance}
	}
	return left, nil
}

// unplaced says why a part cannot stand beside NEAR: the code of the error, or nothing.
func unplaced(n node, chain int) string {
	switch n := n.(type) {
	case *leaf:
		return ""
	case *scope:
		return CodeNearField
	case *nearness:
		if chain == 0 {
			return CodeNearChain
		}
		if code := unplaced(n.a, chain-1); code != "" {
			return code
		}
		return unplaced(n.b, chain-1)
	case *group:
		if !n.or {
			return CodeNearGroup
		}
		for _, part := range n.parts {
			if code := unplaced(part, chain); code != "" {
				return code
			}
		}
		return ""
	}
	return CodeNearGroup
}

func (p *parser) primary() (node, error) {
	t := p.token
	switch t.sign {
	case signLeaf:
		return t.leaf, p.advance()
	case signOpen:
		return p.parenthesis()
	case signField:
		return p.scope()
	case signClose:
		if p.depth == 0 {
			return nil, p.fault(CodeUnopenedGroup, t)
		}
		return nil, p.fault(CodeEmptyGroup, t)
	case signNot:
		// Only NEAR comes here with a negation behind it.
		return nil, p.fault(CodeNearGroup, t)
	}
	return nil, p.fault(CodeMissingLeft, t)
}

func (p *parser) scope() (node, error) {
	field := p.token
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	part, err := p.behind(func() (node, error) {
		if p.token.sign == signNot {
			return nil, p.fault(CodeFieldNot, field)
		}
		return p.primary()
	})
	if err != nil {
		return nil, err
	}
	return &scope{field.field, part}, nil
}

func (p *parser) parenthesis() (node, error) {
	open := p.token
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.token.sign == signClose {
		return nil, p.fault(CodeEmptyGroup, open)
	}
	if p.token.sign == signEnd {
		return nil, p.fault(CodeUnclosedGroup, open)
	}
	part, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.token.sign != signClose {
		return nil, p.fault(CodeUnclosedGroup, open)
	}
	return part, p.advance()
}

// join makes one group of its parts and of their parts, where these are joined in the same way.
func join(or bool, parts []node) node {
	if len(parts) == 1 {
		return parts[0]
	}
	g := &group{or: or}
	for _, part := range parts {
		if inner, ok := part.(*group); ok && inner.or == or {
			g.parts = append(g.parts, inner.parts...)
			continue
		}
		g.parts = append(g.parts, part)
	}
	return g
}
