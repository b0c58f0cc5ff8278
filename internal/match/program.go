package match

import (
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// program is a plan as a row of words, which needs a fifth of the room and no pointers. Each part of the plan begins
// with a word of its op and an argument:
//
//	all, any, either, sequence   a word with the length of the part, then the members
//	near distance                a word with the length of the part, then both sides
//	not                          the plan
//	in fields                    the spans; first and last field are the argument
//	term number                  of the dictionary; wildcards and pairs too
type program []uint32

type op uint32

const (
	opAll op = iota
	opAny
	opNot
	opIn
	opTerm
	opEither
	opSequence
	opNear
)

const opBits = 3

func word(o op, argument uint32) uint32 { return argument<<opBits | uint32(o) }

func (p program) op(i int) op           { return op(p[i] & (1<<opBits - 1)) }
func (p program) argument(i int) uint32 { return p[i] >> opBits }

// end is the index behind the part that begins at i.
func (p program) end(i int) int {
	switch p.op(i) {
	case opTerm:
		return i + 1
	case opNot, opIn:
		return p.end(i + 1)
	}
	return i + int(p[i+1])
}

// body is the range of fields in which words without a field are looked for.
const body = uint32(query.FieldTitle) | uint32(query.FieldText)<<fieldBits

const fieldBits = 4

func fieldsOf(argument uint32) (first, last query.Field) {
	return query.Field(argument & (1<<fieldBits - 1)), query.Field(argument >> fieldBits)
}

// compiler appends to a program. It numbers the terms by the dictionary.
type compiler struct {
	dictionary *dictionary
	fragments  *fragments // nil where too few plans share any
	program    program
}

// fragments are what shared spans of one planner were compiled to.
type fragments struct {
	planner *query.Planner
	code    program
	starts  []uint32 // in the code, by the number of the spans; 0, where there is none
}

// find returns what spans were compiled to, or nothing.
func (f *fragments) find(s *query.Shared) program {
	if f.planner != s.Planner {
		*f = fragments{planner: s.Planner, code: make(program, 1)}
	}
	if s.Number >= len(f.starts) || f.starts[s.Number] == 0 {
		return nil
	}
	return f.code.from(f.starts[s.Number])
}

func (f *fragments) keep(s *query.Shared, p program) {
	if more := s.Number + 1 - len(f.starts); more > 0 {
		f.starts = append(f.starts, make([]uint32, more)...)
	}
	f.starts[s.Number] = uint32(len(f.code))
	f.code = append(f.code, p...)
}

func (c *compiler) plan(p query.Plan) {
	switch p := p.(type) {
	case nil:
		c.several(opAll, 0)
	case query.All:
		begin := c.several(opAll, len(p))
		for _, member := range p {
			c.plan(member)
		}
		c.close(begin)
	case query.Any:
		begin := c.several(opAny, len(p))
		for _, member := range p {
			c.plan(member)
		}
		c.close(begin)
	case query.Not:
		c.program = append(c.program, word(opNot, 0))
		c.plan(p.Plan)
	case query.In:
		c.in(p)
	default:
		c.several(opAny, 0)
	}
}

// several begins a part of n members; a single member needs no such part.
func (c *compiler) several(o op, n int) (begin int) {
	if n == 1 {
		return -1
	}
	begin = c.begin(o, 0)
	c.close(begin) // for the case that none follows
	return begin
}

func (c *compiler) begin(o op, argument uint32) int {
	c.program = append(c.program, word(o, argument), 0)
	return len(c.program) - 2
}

func (c *compiler) close(begin int) {
	if begin >= 0 {
		c.program[begin+1] = uint32(len(c.program) - begin)
	}
}

// in appends one part for each range of neighbouring fields.
func (c *compiler) in(p query.In) {
	var some [query.FieldCount]bool
	for _, f := range p.Fields {
		some[f] = true
	}
	var few [query.FieldCount]uint32
	ranges := few[:0]
	for f, is := range some {
		switch {
		case !is:
		case f > 0 && some[f-1]:
			first, _ := fieldsOf(ranges[len(ranges)-1])
			ranges[len(ranges)-1] = uint32(first) | uint32(f)<<fieldBits
		default:
			ranges = append(ranges, uint32(f)|uint32(f)<<fieldBits)
		}
	}
	begin := c.several(opAny, len(ranges))
	for _, r := range ranges {
		c.program = append(c.program, word(opIn, r))
		c.spans(p.Spans)
	}
	c.close(begin)
}

func (c *compiler) spans(s query.Spans) {
	switch s := s.(type) {
	case *query.Shared:
		c.shared(s)
	case query.Term:
		c.term(needleTerm, string(s))
	case query.Prefix:
		c.surface(needlePrefix, string(s), text.MarkOf(string(s)))
	case query.Pattern:
		kind := needleMiddle
		if s.AtEnd {
			kind = needleEnding
		}
		c.surface(kind, s.Infix, s.Mark)
	case query.Either:
		c.members(opEither, s)
	case query.Sequence:
		c.members(opSequence, s)
	case query.Near:
		begin := c.begin(opNear, uint32(s.Distance))
		c.spans(s.A)
		c.spans(s.B)
		c.close(begin)
	default:
		c.several(opEither, 0)
	}
}

func (c *compiler) members(o op, members []query.Spans) {
	begin := c.several(o, len(members))
	for _, member := range members {
		c.spans(member)
	}
	c.close(begin)
}

func (c *compiler) shared(s *query.Shared) {
	if c.fragments == nil {
		c.spans(s.Spans)
		return
	}
	if p := c.fragments.find(s); p != nil {
		p.terms(c.dictionary.use)
		c.program = append(c.program, p...)
		return
	}
	begin := len(c.program)
	c.spans(s.Spans)
	c.fragments.keep(s, c.program[begin:])
}

func (c *compiler) term(kind needleKind, s string) {
	c.program = append(c.program, word(opTerm, c.dictionary.number(kind, s)))
}

// surface appends a wildcard. They look at surfaces only.
func (c *compiler) surface(kind needleKind, s, mark string) {
	if mark != text.MarkSurface {
		c.several(opEither, 0)
		return
	}
	c.term(kind, s)
}

// terms calls do with the number of every term of the program.
func (p program) terms(do func(id uint32)) {
	for i := 0; i < len(p); i = p.next(i) {
		if p.op(i) == opTerm {
			do(p.argument(i))
		}
	}
}

// next is the index of the part behind i, be it a member of it or not.
func (p program) next(i int) int {
	switch p.op(i) {
	case opTerm, opNot, opIn:
		return i + 1
	}
	return i + 2
}
