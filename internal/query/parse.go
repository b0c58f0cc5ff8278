package query

import (
	"slices"
	"strings"
	"unicode/utf8"

	"pressclip/internal/text"
)

// Parse reads a query. The empty text is a query that matches everything. An error is a *Error.
func Parse(s string) (*Query, error) {
	switch {
	case len(s) > MaxLength:
		return nil, fault(CodeTooLong, MaxLength, "", MaxLength)
	case !utf8.ValidString(s):
		pos := len(s) - len(strings.TrimLeftFunc(s, func(r rune) bool { return r != utf8.RuneError }))
		return nil, fault(CodeNotText, pos, "").replace(0, len(s), strings.ToValidUTF8(s, " "))
	}
	p := &parser{lexer: lexer{text: s}}
	root, err := p.whole()
	if err != nil {
		return nil, err
	}
	return &Query{root: root}, nil
}

// ParseKeyword reads a standing query. Other than a search it must say something.
func ParseKeyword(s string) (*Query, error) {
	q, err := Parse(s)
	if err == nil && q.root == nil {
		return nil, fault(CodeEmptyKeyword, 0, s)
	}
	return q, err
}

// parser holds one token in advance. Precedence, loosest first: OR, AND, NOT, NEAR, field.
type parser struct {
	lexer lexer
	token token
	depth int
	words int
}

func (p *parser) whole() (node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.token.sign == signEnd {
		if blank := strings.TrimFunc(p.lexer.text, isSpace) == ""; !blank {
			return nil, fault(CodeNoWords, 0, p.lexer.text)
		}
		return nil, nil
	}
	root, err := p.or()
	if err == nil && p.token.sign == signClose {
		err = p.unopened()
	}
	return root, err
}

func (p *parser) unopened() error {
	t := p.token
	return fault(CodeUnopenedGroup, t.pos, t.text).without(t.pos, t.pos+len(t.text))
}

func (p *parser) advance() error {
	t, err := p.lexer.next()
	if err != nil {
		return err
	}
	if t.leaf != nil {
		t.leaf.text = text.Spelled(t.leaf.text) // as articles are
	}
	p.token = t
	if p.words += t.words; p.words > MaxWords {
		return fault(CodeTooManyWords, t.pos, t.text, MaxWords)
	}
	return nil
}

// deeper guards a step down; the caller goes up again with p.depth--.
func (p *parser) deeper() error {
	if p.depth++; p.depth > MaxDepth {
		return fault(CodeTooDeep, p.token.pos, p.token.text, MaxDepth)
	}
	return nil
}

func (p *parser) or() (node, error) {
	first, err := p.and()
	if err != nil || p.token.sign != signOr {
		return first, err
	}
	parts := append(make([]node, 0, 4), first) // as most have
	for p.token.sign == signOr {
		if err := p.pass(); err != nil {
			return nil, err
		}
		part, err := p.and()
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	return join(true, parts), nil
}

func (p *parser) and() (node, error) {
	first, err := p.not()
	if err != nil || p.endsAnd() {
		return first, err
	}
	parts := append(make([]node, 0, 4), first) // as most have
	for !p.endsAnd() {
		if p.token.sign == signAnd {
			if err := p.pass(); err != nil {
				return nil, err
			}
		}
		part, err := p.not()
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	return join(false, parts), nil
}

func (p *parser) endsAnd() bool {
	return p.token.sign == signEnd || p.token.sign == signClose || p.token.sign == signOr
}

// pass goes on to what stands behind the operator at hand.
func (p *parser) pass() error {
	operator := p.token
	if err := p.advance(); err != nil {
		return err
	}
	if s := p.token.sign; s == signEnd || s == signClose || s == signAnd || s == signOr || s == signNear {
		return fault(CodeMissingRight, operator.pos, operator.text).without(operator.pos, operator.pos+len(operator.text))
	}
	return nil
}

func (p *parser) not() (node, error) {
	if p.token.sign != signNot {
		return p.near()
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.pass(); err != nil {
		return nil, err
	}
	part, err := p.not()
	if err != nil {
		return nil, err
	}
	return &negation{part}, nil
}

func (p *parser) near() (node, error) {
	from := p.token.pos
	left, err := p.primary()
	if err != nil {
		return nil, err
	}
	for chain := 1; p.token.sign == signNear; chain++ {
		operator := p.token
		if chain > MaxChain {
			return nil, nearFault(CodeNearChain, operator)
		}
		if err := p.pass(); err != nil {
			return nil, err
		}
		right, err := p.side()
		if err != nil {
			return nil, err
		}
		for _, side := range []node{left, right} {
			if code := unplaced(side, MaxChain-1); code != "" {
				return nil, p.spreadFault(code, operator, from, left, right)
			}
		}
		left = &nearness{left, right, operator.distance}
	}
	return left, nil
}

// side reads what stands behind NEAR; a negation too, to say what to write instead.
func (p *parser) side() (node, error) {
	if p.token.sign == signNot {
		return p.not()
	}
	return p.primary()
}

// nearFault proposes AND for a NEAR that cannot be.
func nearFault(code string, operator token) *Error {
	and := "AND"
	if strings.HasPrefix(operator.text, "NAHE") {
		and = "UND"
	}
	e := fault(code, operator.pos, operator.text)
	if code == CodeNearChain {
		e.Args = append(e.Args, MaxChain)
		e.mend = &edit{e.Pos, e.Pos + e.Len, and}
		return e
	}
	return e.instead(and)
}

// spreadFault proposes to say the same with NEAR between words. What is replaced ends before the token at hand.
func (p *parser) spreadFault(code string, operator token, from int, left, right node) error {
	if code == CodeNearChain {
		return nearFault(code, operator)
	}
	better := spread(left, right, operator.distance)
	if better == nil {
		return nearFault(code, operator)
	}
	to := len(strings.TrimRightFunc(p.lexer.text[:p.token.pos], isSpace))
	rank := rankNear
	if from == 0 && to == len(p.lexer.text) {
		rank = rankOr
	}
	var b strings.Builder
	write(&b, better, rank)
	return fault(code, operator.pos, operator.text).replace(from, to, b.String())
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
		return nil, p.unopened()
	}
	return nil, fault(CodeMissingLeft, t.pos, t.text).without(t.pos, t.pos+len(t.text))
}

func (p *parser) scope() (node, error) {
	field := p.token
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.pass(); err != nil {
		return nil, err
	}
	if p.token.sign == signNot {
		return nil, p.fieldNot(field)
	}
	part, err := p.primary()
	if err != nil {
		return nil, err
	}
	return &scope{field.field, part}, nil
}

// fieldNot proposes to deny the field and not what stands in it.
func (p *parser) fieldNot(field token) error {
	not := p.token
	moved := not.text + field.text
	if !isMinus([]rune(not.text)[0]) {
		moved = not.text + " " + field.text
	}
	return fault(CodeFieldNot, field.pos, field.text).replace(field.pos, not.pos+len(not.text), moved)
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
		return nil, fault(CodeEmptyGroup, open.pos, open.text).without(open.pos, p.token.pos+len(p.token.text))
	}
	if p.token.sign == signEnd {
		return nil, p.unclosed(open)
	}
	part, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.token.sign != signClose {
		return nil, p.unclosed(open)
	}
	return part, p.advance()
}

func (p *parser) unclosed(open token) error {
	e, end := fault(CodeUnclosedGroup, open.pos, open.text), len(p.lexer.text)
	e.mend = &edit{end, end, ")"}
	return e
}

// join makes one group of its parts and of their parts, where these are joined in the same way. It takes the parts over.
func join(or bool, parts []node) node {
	if len(parts) == 1 {
		return parts[0]
	}
	alike := func(part node) bool { g, ok := part.(*group); return ok && g.or == or }
	if !slices.ContainsFunc(parts, alike) {
		return &group{or: or, parts: parts}
	}
	g := &group{or: or}
	for _, part := range parts {
		if alike(part) {
			g.parts = append(g.parts, part.(*group).parts...)
		} else {
			g.parts = append(g.parts, part)
		}
	}
	return g
}
